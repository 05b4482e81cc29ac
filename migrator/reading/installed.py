"""Which Airflow the code of a file meets: what `airflow.__version__` and checks of it are worth.

It is the version that the nearest requirements, image or the like pin, where that agrees with what the file is written
for; else the last of the line it is written for. Where nothing tells, it stays unknown. What rests on it says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from migrator.airflow_versions import evidence
from migrator.model import Unknown
from migrator.reading.frames import Frame
from migrator.reading.pins import pin_in
from migrator.reading.values import Assumed, Given, Made, Object, Outside, assume, notes_of, plain, unwrap

# How the names of the version end, and of constants made of it.
NAMES = ("__version__", ".version.version", "_PLUS", ".AIRFLOW_VERSION")
FLAG = re.compile(r"AIRFLOW_V_(\d{1,2})_(\d{1,2})(?:_(\d{1,2}))?_PLUS$")
LAST = {"1.10": "1.10.15", "2": "2.11.0", "3": "3.3.2"}
IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+(?P<module>airflow[\w.]*)[ \t]+import[ \t]+\(?(?P<names>[^\n#]*)"
    r"|import[ \t]+(?P<whole>airflow[\w.]*))",
    re.MULTILINE,
)
SIGNS = {
    "__lt__": lambda a, b: a < b, "__le__": lambda a, b: a <= b, "__gt__": lambda a, b: a > b,
    "__ge__": lambda a, b: a >= b, "__eq__": lambda a, b: a == b, "__ne__": lambda a, b: a != b,
}  # fmt: skip


def constant(name: str, machine: Any) -> Any:
    """What a name of Airflow's version is worth to the file being read; the name itself for anything else."""
    flag = FLAG.search(name)
    is_version = name in ("airflow.__version__", "airflow.version.version") or name.endswith(".AIRFLOW_VERSION")
    if flag is None and not is_version:
        return Outside(name)
    # A module that asks is another one for each file.
    machine.state.built = True
    if machine.airflow is None:
        machine.airflow = installed_for(machine)
    told: tuple[str, str] | None = machine.airflow or None
    if told is None:
        return Outside(name)
    version, note = told
    if flag is None:
        return Assumed(version, (note,))
    return Assumed(numbers(version) >= numbers(".".join(part for part in flag.groups() if part)), (note,))


def installed_for(machine: Any) -> tuple[str, str] | tuple[()]:
    """The version that the file being read meets and why; nothing where nothing tells."""
    disk, layout, file = machine.modules.disk, machine.modules.layout, machine.file
    if file is None:
        return ()
    source = machine.modules.sources.get(file)
    written_for, because = evidence(imported(getattr(source, "text", "")))
    for path in disk.pins(str(file.parent)):
        pin = pin_in(disk.text(path) or "", layout.relative(Path(path)))
        if pin is not None and (written_for is None or pin.version.startswith(written_for)):
            version = pin.version if pin.version.count(".") > 1 else f"{pin.version}.0"
            return version, f"Airflow {version} ({pin.source})"
    return (LAST[written_for], f"Airflow {LAST[written_for]} ({because})") if written_for is not None else ()


def imported(text: str) -> Iterator[str]:
    """What a file imports of Airflow, as dotted paths, as far as its lines say."""
    for match in IMPORT.finditer(text):
        if match["whole"]:
            yield match["whole"]
        else:
            yield match["module"]
            yield from (f"{match['module']}.{name}" for name in re.findall(r"\w+", match["names"]))


def numbers(version: str) -> tuple[int, ...]:
    """The numbers of a version, for comparing."""
    found = [int(part) for part in re.findall(r"\d{1,9}", version.split("+")[0])[:4]]
    return tuple([*found, 0, 0, 0, 0][:4])


@dataclass(slots=True, eq=False, repr=False)
class Version(Object):
    """`packaging.version.Version("2.9.1")` and its kin."""

    text: str
    notes: tuple[str, ...]

    def describe(self) -> str:
        return self.text

    def attribute(self, name: str, frame: Frame) -> Any:
        major, minor, micro, _ = numbers(self.text)
        found: dict[str, Any] = {
            "major": major, "minor": minor, "micro": micro, "base_version": self.text, "public": self.text,
            "release": (major, minor, micro), "version": (major, minor, micro), "is_prerelease": False,
        }  # fmt: skip
        return assume(found[name], self.notes) if name in found else Object.attribute(self, name, frame)

    def asked(self, method: str, other: Any) -> Any:
        """A comparison with another version, or with its text; None for anything else."""
        theirs, more = unwrap(other)
        text = theirs.text if isinstance(theirs, Version) else theirs
        if method not in SIGNS or not isinstance(text, str):
            return None
        notes = (*self.notes, *(theirs.notes if isinstance(theirs, Version) else more))
        return assume(SIGNS[method](numbers(self.text), numbers(text)), notes)


def parsed(name: str, given: Given, frame: Frame) -> Any:
    """`Version(text)` and `parse(text)`."""
    asked = given.take("version", 0)
    value, _ = unwrap(asked)
    if isinstance(value, Version):
        return value
    return Version(value, notes_of(asked)) if isinstance(value, str) else Made(name, given, None)


def distribution(name: str, given: Given, frame: Frame) -> Any:
    """`importlib.metadata.version("apache-airflow")`."""
    asked = plain(given.take("distribution_name", 0))
    if asked not in ("apache-airflow", "apache-airflow-core"):
        return Made(name, given, None)
    found = constant("airflow.__version__", frame.machine)
    return Unknown(found.name, "nothing says which Airflow is installed") if isinstance(found, Outside) else found


CALLS = {
    **dict.fromkeys(("packaging.version.Version", "packaging.version.parse"), parsed),
    **dict.fromkeys(("pkg_resources.parse_version", "pkg_resources.extern.packaging.version.parse"), parsed),
    **dict.fromkeys(("distutils.version.LooseVersion", "distutils.version.StrictVersion"), parsed),
    **dict.fromkeys(("semver.VersionInfo.parse", "semver.Version.parse", "semver.parse"), parsed),
    **dict.fromkeys(("importlib.metadata.version", "importlib_metadata.version"), distribution),
}
