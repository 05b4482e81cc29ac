"""A process, started by Dagster's Pipes client, so that it may report back; its last line where others need it."""

from __future__ import annotations

from dataclasses import replace

from migrator.model import Command, Hole, Known, Output, Template, Value
from migrator.targets.dagster.emitted import Emitted, Place
from migrator.targets.dagster.feeds import Feeding, valued
from migrator.targets.dagster.literals import literal

PIPES = "dg.PipesSubprocessClient"


def command_lines(body: Command, place: Place) -> Emitted:
    """The lines that start the process and wait for it; they fail when it does."""
    feeding = Feeding(place, {})
    inherited = () if body.alone else body.environment
    argv = (Known("env"), Known("-i"), *map(assignment, body.environment), *body.argv) if body.alone else body.argv
    command = "[" + ", ".join(valued(each, "command", feeding) for each in argv) + "]"
    pairs = ", ".join(f"{literal(name)}: {valued(each, name, feeding)}" for name, each in inherited)
    folder = "folder" if body.folder is None else valued(body.folder, "folder", feeding)
    if place.is_taken:
        environment = f", env={{**os.environ, {pairs}}}" if pairs else ""
        given = f"{command}, check=True, stdout=subprocess.PIPE, text=True, cwd={folder}{environment}"
        lines = [f"done = subprocess.run({given})", "context.log.info(done.stdout)"]
        imports = ["import subprocess", *(["import os"] if pairs else [])]
        # What BashOperator hands on: the last line that was printed.
        value = '(done.stdout.rstrip("\\n").splitlines() or [""])[-1]'
    else:
        environment = f", env={{{pairs}}}" if pairs else ""
        feeding.parameters["pipes"] = PIPES
        lines = [f"pipes.run(context=context, command={command}{environment}, cwd={folder})"]
        imports, value = [], None
    if body.folder is None:
        # As in Airflow, where a command that names no folder has an empty one of its own.
        lines = ["with TemporaryDirectory() as folder:", *(f"    {line}" for line in lines)]
        imports += ["from tempfile import TemporaryDirectory"]
    return emitted(lines, feeding, imports, value)


def assignment(pair: tuple[str, Value]) -> Value:
    """A variable of the environment as `env` takes it: `NAME=value`."""
    name, value = pair
    match value:
        case Template(text=text, holes=holes):
            moved = tuple(replace(hole, start=hole.start + len(name) + 1) for hole in holes)
            return Template(f"{name}={text}", moved)
        case Known(value=scalar):
            return Known(f"{name}={scalar!s}")
        case Output(task=task, key=key):
            hole = f"xcom:{task}.{key}"
            return Template(f"{name}={{{hole}}}", (Hole(len(name) + 1, hole, ""),))
    raise ValueError(f"{type(value).__name__} is no value of an environment")


def emitted(lines: list[str], feeding: Feeding, imports: list[str], value: str | None) -> Emitted:
    """The lines with what they need."""
    return Emitted(
        lines=(*feeding.before, *lines),
        parameters=tuple(feeding.parameters.items()),
        inputs=tuple(feeding.inputs.items()),
        window=tuple(feeding.window),
        imports=(*imports, *feeding.imports),
        value=value,
        kinds=("shell",),
    )
