"""What DAG files ask their environment for while they are built: environment variables and Airflow Variables.

Nothing of this machine's own environment is ever used: a value comes from `migrate.toml`, from a file of Variables, or
is the default in the code, and says so. A value whose name looks like a secret is never used.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from migrator.model import Unknown
from migrator.nesting import is_flat
from migrator.reading.frames import Frame, Raised
from migrator.reading.text import UNSET
from migrator.reading.values import Assumed, Given, assume, describe, parts_of, unwrap
from migrator.reading.variables import BadVariables, variables_of
from migrator.secrets import MASK, is_secret

MISSING = object()


def get(name: str, given: Given, frame: Frame) -> Any:
    """`os.environ.get` and `os.getenv`: the default, and that it was taken; unset without one."""
    key, _ = unwrap(given.take("key", 0))
    default = given.take("default", 1)
    if not isinstance(key, str):
        return Unknown(f"os.environ.get({describe(key)})", "which environment variable it is only run time knows")
    told = told_of(key, frame)
    if told is not None:
        return told
    if default is None:
        return Assumed(None, (f"environment {key} ({UNSET})",))
    frame.machine.named(key, default)
    shown = MASK if is_secret(key) else describe(default)
    return assume(default, (f"environment {key} (default {shown})",))


def held(name: str, given: Given, frame: Frame) -> Any:
    """`key in os.environ`: not, unless `migrate.toml` says it."""
    found, notes = unwrap(get(name, Given(given.positional[:1]), frame))
    return found if isinstance(found, Unknown) else assume(found is not None, notes)


def told_of(key: str, frame: Frame) -> Any:
    """What `migrate.toml` says an environment variable is, a secret left out; None when it says nothing."""
    told = frame.machine.modules.layout.settings.environment.get(key)
    if told is not None and is_secret(key):
        return Unknown(f"env.{key}", "migrate.toml has it, but it looks like a secret and is not used")
    return None if told is None else Assumed(told, (f"environment {key} (from migrate.toml)",))


def required(key: Any, frame: Frame) -> Any:
    """`os.environ[...]`: set wherever the code runs, but not known here unless `migrate.toml` says it."""
    known, _ = unwrap(key)
    told = told_of(known, frame) if isinstance(known, str) else None
    if told is not None:
        return told
    name = known if isinstance(known, str) else describe(key)
    return Unknown(f"env.{name}", f"the environment variable {name} has no default here")


def variable(name: str, given: Given, frame: Frame) -> Any:
    """`Variable.get` and `Variable.setdefault`: the value in a file, else the default; what it rests on is noted."""
    key, _ = unwrap(given.take("key", 0))
    default = given.take("default_var", 1, given.take("default", None, MISSING))
    found = found_for(key, frame) if isinstance(key, str) else None
    if found is not None and is_secret(key):
        return Unknown(f"var.value.{key}", f"the Variable is in {found[1]}, but looks like a secret and is not used")
    if found is not None:
        value = deserialized(found[0]) if is_json(name, given) else found[0]
        for part in parts_of(value):
            for inner_key, inner in part.items() if isinstance(part, dict) else ():
                frame.machine.named(inner_key, inner)
        return Assumed(value, (f"Variable {key} (from {found[1]})",))
    if default is not MISSING and isinstance(key, str):
        frame.machine.named(key, default)
        shown = MASK if is_secret(key) else describe(default)
        return assume(default, (f"Variable {key} (default {shown})",))
    if frame.machine.state.effects is None:
        frame.machine.report(
            "unknown-value",
            frame.span,
            f"the Airflow Variable {describe(key)} has no default here",
            "Give it a default, or its value with --variables FILE.",
        )
    return Unknown(f"var.value.{key if isinstance(key, str) else describe(key)}", "the Variable has no default here")


def found_for(key: str, frame: Frame) -> tuple[str, str] | None:
    """A Variable's value and where it comes from: the environment that was told, as Airflow looks there first, or a
    file; None where neither has it."""
    told = frame.machine.modules.layout.settings.environment.get(f"AIRFLOW_VAR_{key.upper()}")
    return known_to(frame).get(key) if told is None else (told, "migrate.toml")


def is_json(name: str, given: Given) -> bool:
    """Whether the value is parsed as JSON: asked for by name, or as the last argument of each version."""
    asked, _ = unwrap(given.take("deserialize_json", 3 if name.endswith("setdefault") else 2))
    return asked is True


def deserialized(text: str) -> Any:
    """The value of a Variable kept as JSON."""
    try:
        return json.loads(text) if is_flat(text) else None
    except ValueError as error:
        raise Raised("JSONDecodeError", str(error)) from error


def known_to(frame: Frame) -> dict[str, tuple[str, str]]:
    """Every Variable that the code at this place may use, with the name of its file."""
    layout, disk = frame.machine.modules.layout, frame.machine.modules.disk
    found: dict[str, tuple[str, str]] = {}
    for file in disk.variables(str(frame.module.source.file.parent)):
        shown = layout.relative(Path(file))
        try:
            found |= {name: (text, shown) for name, text in variables_of(disk.text(file) or "", file).items()}
        except BadVariables as error:
            because = f"{shown} is not used for Airflow Variables: {error}"
            frame.machine.report("unknown-value", frame.span, because, "Mend the file, or give another.")
    return found | {name: (text, layout.settings.source) for name, text in layout.settings.variables.items()}
