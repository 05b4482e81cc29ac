"""A process, started by Dagster's Pipes client, so that it may report back; its last line where others need it."""

from __future__ import annotations

from migrator.model import Command
from migrator.targets.dagster.emitted import Emitted, Place
from migrator.targets.dagster.feeds import Feeding, valued
from migrator.targets.dagster.literals import literal

PIPES = "dg.PipesSubprocessClient"


def command_lines(body: Command, place: Place) -> Emitted:
    """One call that starts the process and waits for it; it fails when the process does."""
    feeding = Feeding(place, {})
    argv = "[" + ", ".join(valued(each, "command", feeding) for each in body.argv) + "]"
    pairs = [f"{literal(name)}: {valued(each, name, feeding)}" for name, each in body.environment]
    if place.is_taken:
        environment = f", env={{**os.environ, {', '.join(pairs)}}}" if pairs else ""
        lines = [f"done = subprocess.run({argv}, check=True, stdout=subprocess.PIPE, text=True{environment})"]
        lines.append("context.log.info(done.stdout)")
        imports = ["import subprocess", *(["import os"] if pairs else [])]
        # What BashOperator hands on: the last line that was printed.
        return emitted(lines, feeding, imports, '(done.stdout.rstrip("\\n").splitlines() or [""])[-1]')
    environment = f", env={{{', '.join(pairs)}}}" if pairs else ""
    feeding.parameters["pipes"] = PIPES
    return emitted([f"pipes.run(context=context, command={argv}{environment})"], feeding, [], None)


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
