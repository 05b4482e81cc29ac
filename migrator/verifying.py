"""`migrate verify`: the same inputs through the unmodified DAGs and through the generated assets, and what differs.

Each side gets a folder of its own that begins as a copy of the last run's data, so that neither sees the other and
nothing a person has is touched. The Airflow side follows Airflow's semantics without being Airflow's scheduler.
"""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from migrator.model import Plan, Project
from migrator.pipeline import decide
from migrator.proof.compare import Comparison, compare_homes, empty_tables
from migrator.running import NOTHING_NATIVE, WORK, Place, Request, Seen, check_time, plan_to_run, start

REFERENCE = "Airflow's own task runner (3.3) under Airflow's semantics, old imports answered by the shim; no scheduler"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What both sides did and wrote. `doubts` say why equality may prove little."""

    airflow: Mapping[str, Any]
    assets: Mapping[str, Any]
    comparison: Comparison
    doubts: tuple[str, ...]
    reference: str = REFERENCE

    @property
    def equal(self) -> bool:
        """Both sides succeeded, and everything they wrote is the same."""
        runs = (*self.airflow["runs"], *self.assets["runs"])
        return all(run["state"] == "success" for run in runs) and not self.comparison.differences


def verify(project: Project, request: Request, seen: Seen) -> Verdict:
    """Run both sides on copies of the same inputs and compare. Raises MigratorError for misuse."""
    # Both sides are dated by one moment, or a run by hand would not be the same run.
    request = replace(request, now=datetime.datetime.now(datetime.timezone.utc).isoformat())
    unmodified = decide(project, NOTHING_NATIVE)
    decided = plan_to_run(project, request)
    check_time(decided, request)
    work = Path(project.root) / WORK
    before = beginning(work / "run" / "home", work / "verify" / "before", decided, request.dag)
    left, right = fresh_copy(before, work / "verify" / "airflow"), fresh_copy(before, work / "verify" / "assets")
    airflow = start("airflow", unmodified, project, request, left, seen)
    assets = start("run", decided, project, request, right, seen)
    comparison = compare_homes(left.home, right.home, before)
    return Verdict(airflow, assets, comparison, doubts(comparison, decided, request))


def beginning(home: Path, folder: Path, decided: Plan, dag: str | None) -> Path:
    """What both sides begin with: what runs wrote before, with the tables that these DAGs write emptied.

    Left full, a side that writes nothing would be equal to one that writes the same rows again.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if home.is_dir():
        shutil.copytree(home, folder, dirs_exist_ok=True, symlinks=True)
    steps = [step for step in decided.steps if dag in (None, step.group)]
    written = (key for step in steps for key in step.writes if key.startswith("sqlite:"))
    empty_tables(folder, frozenset(key.rpartition("/")[2].rpartition(".")[2].lower() for key in written))
    return folder


def fresh_copy(before: Path, folder: Path) -> Place:
    """A place of its own that begins as a copy, times of change included."""
    shutil.rmtree(folder, ignore_errors=True)
    place = Place.below(folder)
    shutil.copytree(before, place.home, dirs_exist_ok=True, symlinks=True)
    return place


def doubts(comparison: Comparison, decided: Plan, request: Request) -> tuple[str, ...]:
    """Why being equal may prove little."""
    found = []
    if request.project is None:
        found.append("no --project was given: both sides ran the unmodified tasks")
    touched = [output for output in comparison.outputs if output.touched]
    if not touched:
        found.append("neither side wrote anything below the home folder, so nothing was compared")
    elif not any(output.amount for output in touched):
        found.append("everything written is empty: choose a --partition with data")
    here = ("airflow:", "sqlite:", "file:")
    elsewhere = sorted({key for step in decided.steps for key in step.writes if not key.startswith(here)})
    if elsewhere:
        found.append(f"not compared, because it lies in another system: {', '.join(elsewhere[:5])}")
    return tuple(found)
