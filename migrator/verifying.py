"""`migrate verify`: the same inputs through the unmodified DAGs and through the generated assets, and what differs.

Each side gets a folder of its own that begins as a copy of the last run's data, so that neither sees the other and
nothing a person has is touched. The Airflow side follows Airflow's semantics without being Airflow's scheduler.
"""

from __future__ import annotations

import datetime
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Any

from migrator.configuration import load_configuration
from migrator.model import Access, Mode, Plan, Project
from migrator.pipeline import decide
from migrator.proof.compare import Comparison, compare_homes
from migrator.running import NOTHING_NATIVE, Place, Request, Seen, Watch, airflow_files, check, plan_to_run, start, work
from migrator.sandbox import Sandbox, in_files, prepare

REFERENCE = "Airflow's own task runner (3.3) under Airflow's semantics, old imports answered by the shim; no scheduler"


class Outcome(str, Enum):
    """What a comparison says."""

    EQUAL = "equal"
    DIFFERENT = "different"
    UNPROVEN = "nothing proven"


@dataclass(frozen=True, slots=True)
class Side:
    """One side: its report, why its tasks failed, and its log."""

    document: Mapping[str, Any]
    failures: tuple[str, ...]
    log: Path

    @property
    def succeeded(self) -> bool:
        """Whether something ran, and all of it ended well."""
        runs = self.document["runs"]
        return bool(runs) and all(run["state"] == "success" for run in runs) and not self.failures


@dataclass(frozen=True, slots=True)
class Verdict:
    """What both sides did and wrote. `doubts` say why equality may prove little."""

    airflow: Side
    assets: Side
    comparison: Comparison
    doubts: tuple[str, ...]
    reference: str = REFERENCE

    @property
    def outcome(self) -> Outcome:
        """Equal only when both sides ran well and something they changed, and that is not empty, was compared."""
        if self.comparison.differences or self.airflow.succeeded != self.assets.succeeded:
            return Outcome.DIFFERENT
        compared = any(output.touched and output.amount for output in self.comparison.outputs)
        return Outcome.EQUAL if compared and self.airflow.succeeded else Outcome.UNPROVEN


def verify(project: Project, request: Request, seen: Seen) -> Verdict:
    """Run both sides on copies of the same inputs and compare. Raises MigratorError for misuse."""
    # Both sides are dated by one moment, or a run by hand would not be the same run.
    request = replace(request, now=datetime.datetime.now(datetime.timezone.utc).isoformat())
    unmodified = decide(project, NOTHING_NATIVE)
    decided = plan_to_run(project, request)
    check(decided, request)
    folder = work(Path(project.root))
    settings = dict(load_configuration(Path(project.root)).environment)
    # What a secrets backend knows cannot be copied, and Airflow asks it before the copies.
    settings["AIRFLOW__SECRETS__BACKEND"] = ""
    files = airflow_files(Path(project.root), request)["connections"]
    environ = {**in_files(map(Path, files)), **os.environ}
    accesses = [access for access in project.accesses if request.dag in (None, access.task.dag)]
    sandbox = prepare(folder / "run" / "home", folder / "verify" / "before", settings, environ, accesses)
    left, right = (
        fresh_copy(sandbox.before, folder / "verify" / "airflow"),
        fresh_copy(sandbox.before, folder / "verify" / "assets"),
    )
    airflow = side("airflow", unmodified, project, request, left, sandbox, seen)
    assets = side("run", decided, project, request, right, sandbox, seen)
    comparison = compare_homes(left.home, right.home, sandbox.before)
    return Verdict(airflow, assets, comparison, doubts(comparison, request, accesses))


def side(
    command: str, plan: Plan, project: Project, request: Request, place: Place, sandbox: Sandbox, seen: Seen
) -> Side:
    """One side run in its own place, whatever the caller's environment says."""
    watch = Watch(seen)
    variables = {name: text.replace("{home}", str(place.home)) for name, text in sandbox.environment.items()}
    document = start(command, plan, project, request, place, watch, variables, apart=True)
    return Side(document, watch.failures(), place.log)


def fresh_copy(before: Path, folder: Path) -> Place:
    """A place of its own that begins as a copy, times of change included."""
    shutil.rmtree(folder, ignore_errors=True)
    place = Place.below(folder)
    shutil.copytree(before, place.home, dirs_exist_ok=True, symlinks=True)
    return place


def doubts(comparison: Comparison, request: Request, accesses: Iterable[Access]) -> tuple[str, ...]:
    """Why being equal may prove little."""
    found = []
    if request.project is None:
        found.append("no --project was given: both sides ran the unmodified tasks")
    touched = [output for output in comparison.outputs if output.touched]
    if not touched:
        found.append("nothing ended otherwise than it began: what was written, if anything, was there before")
    empty = [output.name for output in touched if not output.amount]
    if empty:
        found.append(
            f"compared while empty, which proves little: {', '.join(empty[:5])}; choose a --partition with data"
        )
    unknown = sorted({f"{a.task.dag}.{a.task.task}" for a in accesses if a.mode is Mode.WRITE and a.unknown_parts})
    if unknown:
        found.append(f"only run time names what these write: {', '.join(unknown[:5])}")
    beside = sorted({a.asset for a in accesses if a.mode is Mode.WRITE and a.asset.startswith("file:")})
    beside = [key for key in beside if not key.startswith(("file:/", "file:{"))]
    if beside:
        found.append(f"not compared where they lie in the DAGs' own folder: {', '.join(beside[:5])}")
    return tuple(found)
