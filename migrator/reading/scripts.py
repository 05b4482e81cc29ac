"""Programs of the project that a task starts as a command: `python load.py --day 1`, `spark-submit job.py`. Each is
evaluated as Python would run it, and what it does is the task's own, in order.

A program stands in a task's argument, in a shell script of the project that the task runs, or in a command that the
task's code starts.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from migrator import shell
from migrator.model import Condition, Effect, Items, Known, Reference, Template, Value
from migrator.reading.bounds import PAST, reason
from migrator.reading.deployed import found_in_tree
from migrator.reading.frames import Frame, Module, Raised
from migrator.reading.machine import Machine, State, undo
from migrator.reading.meter import part
from migrator.reading.parse import Unreadable
from migrator.reading.tasks import Task
from migrator.reading.values import Given, unwrap

# The call by which the model knows that a program was followed; its argument is the program's path in the project.
CALL = "script"
# The arguments of operators that are a command line, or its words.
COMMANDS = ("bash_command", "command", "commands", "cmd", "ssh_command")
# The arguments that are together one: the program first, then what it is given.
APART = (("cmds", "arguments"), ("application", "application_args"), ("entrypoint", "command"))
# The calls by which code hands a command to the shell, or starts it.
RUNNERS = (
    "shell",
    "os.system",
    "os.popen",
    *(f"subprocess.{name}" for name in ("run", "call", "check_call", "check_output", "Popen", "getoutput")),
)
# A command that may start a program of Python's.
TELLING = re.compile(r"\.py\b|\s-m\s|\.(?:ba)?sh\b")
JINJA = re.compile(r"\{\{.{0,2000}?\}\}|\{%.{0,2000}?%\}", re.DOTALL)
HELD = re.compile(r"\{jinja(\d+)\}")
SCRIPTS = (".sh", ".bash")
# How deep scripts are followed that run scripts, and how many programs one task starts.
DEEPEST, MOST = 4, 20


@dataclass(frozen=True, slots=True)
class Started:
    """A command line, and where it is started."""

    text: str
    folder: str = ""


def scripts_of(
    task: Task, arguments: dict[str, Any], effects: Iterable[Effect], machine: Machine, frame: Frame
) -> tuple[Effect, ...]:
    """The effects of the programs that a task starts, in order; nothing for a task that starts none of the
    project's."""
    started = [*_commands(task, arguments), *_called(effects)]
    found: list[Effect] = []
    for command in started:
        if TELLING.search(command.text):
            for program in list(_programs(command, frame, 0))[:MOST]:
                found += _followed(program, task, machine, frame)
    return tuple(found)


# ----------------------------------------------------------------------------------------------------- what is started


def _commands(task: Task, arguments: dict[str, Any]) -> Iterator[Started]:
    folder = _text(arguments.get("cwd")) or ""
    for name in COMMANDS:
        value, _ = unwrap(arguments.get(name))
        if value is not None and not (name == "command" and arguments.get("entrypoint") is not None):
            yield Started(_line(value), folder)
    for first, second in APART:
        if arguments.get(first) is not None:
            program = _line(arguments[first])
            before = "spark-submit " if first == "application" else ""
            yield Started(f"{before}{program} {_line(arguments.get(second))}", folder)


def _called(effects: Iterable[Effect]) -> Iterator[Started]:
    """The commands that a task's code hands to the shell."""
    for effect in effects:
        given = dict(effect.arguments)
        command = given.get("args", given.get("command", given.get("0")))
        if effect.call in RUNNERS and command is not None:
            yield Started(_shown(command), _shown(given.get("cwd")))


def _shown(value: Value | None) -> str:
    """A command line as the model holds it, as text; what is not known stands in braces."""
    match value:
        case Known(value=str(text)):
            return text
        case Template(text=text):
            return text
        case Items(values=values, rest=None):
            return " ".join(_quoted(_shown(each)) for each in values)
        case None | Known(value=None):
            return ""
        case Reference(qualname="sys.executable"):
            return "python"
    return "{?}"


def _line(value: Any) -> str:
    """A command line as text: words that stand in a list keep their spaces."""
    inner, _ = unwrap(value)
    if isinstance(inner, (list, tuple)):
        return " ".join(_quoted(_text(each) or "{?}") for each in inner)
    return _text(inner) or ""


def _quoted(word: str) -> str:
    return word if "{" in word and "'" not in word and '"' not in word else shlex.quote(word)


def _text(value: Any) -> str | None:
    inner, _ = unwrap(value)
    text = getattr(inner, "text", inner)
    if isinstance(text, Template):
        return text.text
    return text if isinstance(text, str) else str(text) if isinstance(text, PurePosixPath) else None


def _programs(command: Started, frame: Frame, depth: int) -> Iterator[shell.Python]:
    """The programs of Python's that a command line starts, also in the project's shell scripts."""
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        held.append(match[0])
        return f"{{jinja{len(held) - 1}}}" if match[0].startswith("{{") else " "

    def again(word: str) -> str:
        return HELD.sub(lambda match: held[int(match[1])], word)

    text = command.text
    if text.strip().endswith(SCRIPTS) and len(text.split()) == 1:
        # Airflow takes the text for the name of a template.
        text = f"bash {text.strip()}"
    for step in shell.steps(JINJA.sub(hold, text), folder=JINJA.sub(hold, command.folder)):
        if isinstance(step, shell.Python):
            yield shell.Python(again(step.path), step.module, tuple(map(again, step.words)), again(step.folder))
        elif isinstance(step, shell.Script) and depth < DEEPEST:
            path = _place(again(step.path), frame)
            script = frame.machine.modules.disk.text(path) if path is not None else None
            if script is not None:
                yield from _programs(Started(script, command.folder), frame, depth + 1)


def _place(path: str, frame: Frame) -> str | None:
    """The absolute path of a file of the project that a path means where DAGs run."""
    known = path.rpartition("}")[2]
    return found_in_tree(known, frame, lambda each: frame.machine.modules.disk.kind(each) == "file")


def _file(program: shell.Python, frame: Frame) -> Path | None:
    disk = frame.machine.modules.disk
    if program.module:
        folder = frame.module.source.folder
        found = disk.module(f"{program.module}.__main__", folder) or disk.module(program.module, folder)
        return found if found is not None and found.suffix == ".py" else None
    joined = str(PurePosixPath(program.folder) / program.path)
    place = _place(joined, frame)
    return Path(place) if place is not None and place.endswith(".py") else None


# ------------------------------------------------------------------------------------------------------- what it does


def _followed(program: shell.Python, task: Task, machine: Machine, frame: Frame) -> tuple[Effect, ...]:
    """The effects of one program, the first of them that it was followed; nothing for one that is not there."""
    file = _file(program, frame)
    if file is None:
        return ()
    try:
        source = machine.modules.source(file)
    except Unreadable as error:
        machine.modules.disk.look_at_source(file)
        message = f"{machine.modules.layout.relative(file)}: {error}"
        machine.report("unreadable-file", task.span, message, "Mend it; what it touches is not known.")
        return ()
    before, words = machine.state, machine.words
    machine.state = State(effects=[], when=Condition())
    machine.words = [program.module or program.path, *program.words]
    machine.modules.disk.saw(file, source.digest)
    module = Module("__main__", source)
    module.variables |= {"__name__": "__main__", "__file__": str(file), "__doc__": None}
    try:
        with part(machine.bounds.task_steps):
            own = Frame(machine, module, module.variables)
            machine.record(CALL, None, Given([source.path]), own)
            own.execute(source.tree.body)
    except Raised:
        pass
    except PAST as error:
        machine.unread.setdefault((task.span, reason(error)), []).append(task.id)
    finally:
        recorded = tuple(machine.state.effects or ())
        undo(machine.state.journals[0])
        machine.state, machine.words = before, words
    return recorded
