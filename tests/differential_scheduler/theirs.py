"""What a standalone Airflow makes of the DAGs, as data."""

from __future__ import annotations

import tempfile
import time
import urllib.error
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from .asked import DAGS, PLUGINS, POOLS, ByHand
from .standalone import Airflow, NotReached, standalone

QUIET_S = 25
LONGEST_S = 1500

RUNS = """
select r.dag_id, r.run_id, r.state, r.run_type, r.logical_date, r.data_interval_start, r.data_interval_end,
    r.start_date, r.end_date from dag_run r order by r.dag_id, r.logical_date nulls last, r.run_id"""
TASKS = """
select dag_id, run_id, task_id, map_index, state, try_number, start_date, end_date from task_instance"""
# Airflow's scheduler takes a task for killed when the end of its process is told after its next process has begun: a
# task that is resumed or rescheduled keeps the number of its try, by which processes are told apart.
RACES = "select distinct dag_id from log where event = 'state mismatch'"
XCOMS = """
select dag_id, run_id, task_id, map_index, key, value from xcom where key not like '\\_%%'"""


def ends(by_hand: Mapping[str, tuple[ByHand, ...]], phases: Mapping[str, int]) -> dict[str, Any]:
    """By DAG: its runs with their task instances and XComs; the callbacks' notes; what the API refused."""
    with tempfile.TemporaryDirectory() as folder:
        notes = Path(folder, "notes")
        notes.touch()
        with standalone(DAGS, PLUGINS, {"DIFFERENTIAL_NOTES": str(notes)}) as airflow:
            airflow.wait("DAG", lambda: _all_read(airflow, len(by_hand)), 240)
            for pool in POOLS:
                body = {"name": pool.name, "slots": pool.slots, "include_deferred": pool.include_deferred}
                airflow.ask("POST", "/api/v2/pools", body)
            refused: dict[str, str] = {}
            for phase in sorted(set(phases.values())):
                _start(airflow, {dag for dag in phases if phases[dag] == phase}, by_hand, refused)
                _until_quiet(airflow)
            return {
                "dags": _found(airflow, by_hand),
                "refused": refused,
                "notes": sorted(notes.read_text().splitlines()),
                "errors": dict(_errors(airflow)),
                "races": sorted(dag for (dag,) in airflow.rows(RACES)),
            }


def _all_read(airflow: Airflow, number: int) -> bool:
    errors = airflow.rows("select filename, stacktrace from import_error")
    if errors:
        raise NotReached("\n".join(f"{file}: {trace}" for file, trace in errors))
    return len(airflow.rows("select 1 from dag")) >= number


def _start(
    airflow: Airflow, phase: Collection[str], by_hand: Mapping[str, tuple[ByHand, ...]], refused: dict[str, str]
) -> None:
    for dag in sorted(phase):
        airflow.ask("PATCH", f"/api/v2/dags/{dag}", {"is_paused": False})
    for dag in sorted(phase):
        for run in by_hand[dag]:
            body = {"dag_run_id": run.run_id, "logical_date": run.logical_date, "conf": run.conf or {}}
            try:
                airflow.ask("POST", f"/api/v2/dags/{dag}/dagRuns", body)
            except urllib.error.HTTPError as error:
                refused[f"{dag}.{run.run_id}"] = str(error.code)


def _until_quiet(airflow: Airflow) -> None:
    """Until nothing has gone on for a while."""
    last: Any = None
    since = until = time.monotonic()
    until += LONGEST_S
    while time.monotonic() < until and time.monotonic() - since < QUIET_S:
        time.sleep(2)
        now = airflow.rows("select count(*), count(end_date), max(end_date) from task_instance")
        open_runs = airflow.rows("select 1 from dag_run where state in ('queued', 'running') limit 1")
        if open_runs or now != last:
            last, since = now, time.monotonic()


def _found(airflow: Airflow, dags: Collection[str]) -> dict[str, Any]:
    found: dict[str, Any] = {dag: {} for dag in sorted(dags)}
    for dag, run, state, kind, *times in (row for row in airflow.rows(RUNS) if row[0] in found):
        moment, lasted = [_iso(each) for each in times[:3]], [_stamp(each) for each in times[3:]]
        found[dag][run] = {
            "state": state, "type": kind, "moment": moment, "lasted": lasted, "tasks": {}, "xcoms": {}
        }  # fmt: skip
    for dag, run, task, index, state, tries, *times in (row for row in airflow.rows(TASKS) if row[0] in found):
        found[dag][run]["tasks"][f"{task}[{index}]"] = [state, tries, *(_stamp(each) for each in times)]
    for dag, run, task, index, key, value in (row for row in airflow.rows(XCOMS) if row[0] in found):
        found[dag][run]["xcoms"][f"{task}[{index}].{key}"] = value
    return found


def _errors(airflow: Airflow) -> Iterator[tuple[str, str]]:
    """Why each task failed, as its log says: a difference may be Airflow's own trouble."""
    for log in sorted((airflow.home / "logs").glob("dag_id=*/**/*.log")):
        lines = [line for line in log.read_text(errors="replace").splitlines() if '"level":"error"' in line]
        if lines:
            yield str(log.relative_to(airflow.home / "logs")), lines[-1][:2000]


def _iso(moment: Any) -> str | None:
    from datetime import timezone

    return None if moment is None else moment.astimezone(timezone.utc).isoformat()


def _stamp(moment: Any) -> float | None:
    return None if moment is None else round(moment.timestamp(), 3)
