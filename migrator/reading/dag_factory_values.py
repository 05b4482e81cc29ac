"""What the values of a dag-factory YAML mean: import paths, types, dates, schedules and other tasks' output."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from migrator.model import Unknown
from migrator.reading.deployed import found_in_tree
from migrator.reading.frames import Frame
from migrator.reading.imports import load_module, member
from migrator.reading.tasks import XCom
from migrator.reading.values import Given, describe

CALLBACKS = re.compile(r"(?:on_\w+|sla_miss)_callback")
REFERENCE = re.compile(r"\+(?P<task>\w{1,250})(?:\[['\"](?P<key>[^'\"]{1,250})['\"]\])?")
OUTPUT = re.compile(r"(?P<task>[^()\s]{1,250})\.output|XcomArg\(+(?P<named>[^()]{1,250})\)+")
DELTA = re.compile(r"(\d{1,9})\s{1,9}(hour|minute|second|day)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Meanings:
    """Finds what values mean at a place of a YAML file; `made` are its DAG's tasks and groups so far."""

    frame: Frame
    made: Mapping[str, Any]

    def reference(self, value: Any) -> Any:
        """`+task` and `+task["key"]` are what that task returns."""
        match = REFERENCE.fullmatch(value) if isinstance(value, str) else None
        task = self.made.get(match["task"]) if match is not None else None
        if match is None or task is None:
            return value
        output = task if isinstance(task, XCom) else self.frame.machine.attribute(task, "output", self.frame)
        return output.item(match["key"], self.frame) if match["key"] else output

    def output(self, value: Any) -> Any:
        """`task.output` and `XcomArg(task)` are what that task returns."""
        match = OUTPUT.search(value) if isinstance(value, str) else None
        task = self.made.get(match["task"] or match["named"]) if match is not None else None
        return value if task is None else self.frame.machine.attribute(task, "output", self.frame)

    def callable(self, named: dict[str, Any]) -> None:
        """`python_callable` by its import path, or by `python_callable_name` and `_file`."""
        if isinstance(named.get("python_callable"), str):
            named["python_callable"] = self.found(named["python_callable"])
        name, file = named.pop("python_callable_name", None), named.pop("python_callable_file", None)
        if name is not None and file is not None:
            named["python_callable"] = self.in_file(str(name), file)

    def callbacks(self, named: dict[str, Any]) -> None:
        """Callbacks by their import paths, with arguments or not, or by name and file."""
        for key in [key for key in named if isinstance(key, str) and CALLBACKS.match(key)]:
            if key.endswith("_name") and f"{key.removesuffix('_name')}_file" in named:
                whole = key.removesuffix("_name")
                named[whole] = self.in_file(str(named.pop(key)), named.pop(f"{whole}_file"))
            elif key in named and isinstance(named[key], str):
                named[key] = self.found(named[key])
            elif isinstance(named.get(key), dict) and isinstance(named[key].get("callback"), str):
                rest = {k: v for k, v in named[key].items() if k != "callback"}
                made = self.found(named[key]["callback"])
                named[key] = (
                    self.frame.machine.call(made, Given([], rest), self.frame) if "otif" in describe(made) else made
                )

    def in_file(self, name: str, file: Any) -> Any:
        """A function of a Python file of the project."""
        disk = self.frame.machine.modules.disk
        found = found_in_tree(file, self.frame, lambda each: disk.kind(each) == "file")
        module = None
        if found is not None:
            stem = PurePosixPath(found).stem
            module = self.frame.machine.modules.load_seen(Path(found), stem, self.frame)
        if module is None:
            return Unknown(f"{describe(file)}:{name}", "the file is not in the project")
        return self.frame.machine.attribute(module, name, self.frame)

    def found(self, path: str) -> Any:
        """What an import path stands for."""
        module, _, name = path.rpartition(".")
        self.frame.module.imports.add(path)
        return member(load_module(module, self.frame), module, name, self.frame) if module else Unknown(path, "no path")

    def cast(self, value: Any) -> Any:
        """The value with what `__type__`, `__and__`, `__or__` and `__join__` mean put in its place."""
        if isinstance(value, list):
            return [self.cast(each) for each in value]
        if not isinstance(value, dict):
            return value
        for sign, mark in (("&", "__and__"), ("|", "__or__")):
            if isinstance(value.get(mark), list):
                return joined([self.cast(each) for each in value[mark]], sign, self.frame)
        if isinstance(value.get("__join__"), list):
            return "".join(str(self.cast(each)) for each in value["__join__"])
        inside = {key: self.cast(each) for key, each in value.items() if key not in ("__type__", "__args__")}
        kind = value.get("__type__")
        if kind == "builtins.list":
            return as_list(inside.get("items"))
        if not isinstance(kind, str):
            return inside
        return self.frame.machine.call(
            self.found(kind), Given(as_list(self.cast(value.get("__args__"))), inside), self.frame
        )

    def schedule(self, value: Any) -> Any:
        """A schedule: `none`, a list of assets' URIs, conditions over them, or what it is."""
        if isinstance(value, str) and value.strip().lower() == "none":
            return None
        if isinstance(value, list):
            return [self.asset(each) for each in value if each and (not isinstance(each, str) or each.strip())]
        if isinstance(value, dict) and isinstance(value.get("datasets"), list):
            return [self.asset(each) for each in value["datasets"]]
        if isinstance(value, dict):
            return Unknown("schedule", "conditions written as text are not followed")
        return value

    def asset(self, value: Any) -> Any:
        """The asset with this URI; anything else as it is."""
        if not isinstance(value, str):
            return value
        kind = "airflow.datasets.Dataset" if "airflow.datasets" in self.frame.module.imports else "airflow.sdk.Asset"
        return self.frame.machine.call_outside(kind, Given([], {"uri": value.strip()}), self.frame)

    def moment(self, value: Any, zone: Any) -> Any:
        """A date as dag-factory reads it: in the DAG's time zone, midnight where only a day is given."""
        if isinstance(value, str):
            try:
                value = datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))
            except ValueError:
                return Unknown(value, "it is counted from the day the file is read")
        if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
            value = datetime.datetime.combine(value, datetime.time())
        if not isinstance(value, datetime.datetime) or not isinstance(zone, str):
            return value
        found = self.frame.machine.call_outside("pendulum.timezone", Given([zone]), self.frame)
        return value.replace(tzinfo=found) if isinstance(found, datetime.tzinfo) else value


def joined(values: list[Any], sign: str, frame: Frame) -> Any:
    """`a & b & c` over assets."""
    first, *rest = values or [None]
    for other in rest:
        combine = getattr(first, "combine", None)
        first = (
            combine(sign, other, False, frame) if combine is not None else Unknown(describe(first), "it is no asset")
        )
    return first


def delta(text: str) -> Any:
    """`2 hours` as dag-factory reads it."""
    found = DELTA.match(text)
    return datetime.timedelta(**{f"{found[2].lower()}s": int(found[1])}) if found else text


def mapping(value: Any) -> dict[str, Any]:
    """The value when it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    """The value when it is a list, else an empty one."""
    return value if isinstance(value, list) else []
