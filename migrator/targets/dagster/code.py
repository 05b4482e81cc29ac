"""Moved functions as modules of the project: one for each file they came from, joined with what they share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from migrator.model import Definition, Function, Moved, Origin, Plan, Signal, TaskRef
from migrator.targets.dagster.imports import import_block
from migrator.targets.dagster.literals import docstring, literal
from migrator.targets.dagster.naming import distinct

# How Airflow's exceptions that mean more than failing are spelled in Dagster's terms.
SIGNALS = {
    Signal.FAIL: (
        "class {name}(dg.Failure):\n"
        '    """The work failed in a way that another try would not mend."""\n\n'
        '    def __init__(self, message: str = "") -> None:\n'
        "        super().__init__(description=str(message), allow_retries=False)\n"
    ),
}


@dataclass(frozen=True, slots=True)
class Module:
    """A module of moved functions: its name, the file they came from, and the functions."""

    name: str
    path: str
    moved: tuple[Moved, ...]


def modules_of(plan: Plan) -> tuple[dict[TaskRef, str], tuple[Module, ...]]:
    """The module in which each task's moved function stands, and all modules.

    Functions of one file stand together, unless two of them need one name for different things: those stand apart.
    """
    groups: list[tuple[str, list[Moved], dict[str, str]]] = []
    homes: dict[TaskRef, int] = {}
    for task, moved in moved_functions(plan):
        bound = {name: each.text for each in moved.definitions for name in each.names}
        bound |= {each.binds: each.text for each in moved.imports}
        for number, (path, members, taken) in enumerate(groups):
            if path == moved.span.path and all(taken.get(name, text) == text for name, text in bound.items()):
                members.append(moved)
                taken.update(bound)
                homes[task] = number
                break
        else:
            homes[task] = len(groups)
            groups.append((moved.span.path, [moved], dict(bound)))
    stems = {str(number): PurePosixPath(path).stem for number, (path, _, _) in enumerate(groups)}
    names = distinct(stems)
    modules = tuple(Module(names[str(n)], path, tuple(members)) for n, (path, members, _) in enumerate(groups))
    return {task: names[str(number)] for task, number in homes.items()}, modules


def moved_functions(plan: Plan) -> Iterable[tuple[TaskRef, Moved]]:
    """Every function that is moved, with its task."""
    for step in plan.steps:
        for task, body in zip(step.tasks, step.bodies, strict=False):
            if isinstance(body, Function) and isinstance(body.code, Moved):
                yield task, body.code


def module_text(module: Module) -> str:
    """The module: imports, what stands for Airflow's exceptions, and the definitions in the order of their file."""
    signals = dict(pair for moved in module.moved for pair in moved.signals)
    paths = sorted({moved.file_name for moved in module.moved if moved.file_name})
    lines = [each.text for moved in module.moved for each in moved.imports if each.origin is not Origin.FUTURE]
    lines += ["import dagster as dg"] if signals else []
    lines += ["import os"] if paths else []
    futures = sorted({each.text for moved in module.moved for each in moved.imports if each.origin is Origin.FUTURE})
    parts = [f'"""What the tasks of {docstring(module.path)} do."""', *futures]
    parts += [import_block(lines)] if lines else []
    source = f'os.path.join(os.environ.get("MIGRATE_DAGS_ROOT", ""), {literal(module.path)})'
    parts += ["\n".join(f"{name} = {source}" for name in paths)] if paths else []
    head = "\n\n".join(parts)
    defined = [SIGNALS[kind].format(name=name).rstrip("\n") for name, kind in sorted(signals.items())]
    defined += [each.text.strip("\n") for each in definitions_of(module.moved)]
    return spaced(head, defined)


def definitions_of(moved: Iterable[Moved]) -> list[Definition]:
    """The definitions of all, each once, in the order of their file."""
    found: Mapping[str, Definition] = {each.text: each for one in moved for each in one.definitions}
    return sorted(found.values(), key=lambda each: (each.span.path, each.span.line))


def spaced(head: str, definitions: list[str]) -> str:
    """The parts of a module with the blank lines that Python's style asks for."""
    text, before_block = head, True
    for definition in definitions:
        block = definition.lstrip().startswith(("def ", "class ", "@", "async ")) or "\ndef " in f"\n{definition}"
        text += ("\n\n\n" if block or not before_block else "\n\n" if text == head else "\n") + definition
        before_block = not block
    return text + "\n"
