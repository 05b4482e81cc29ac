"""The same DAGs through the shim, in one process, and how they differ from Airflow's."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from migrator.limits import Pool
from shim.events import Event, listening
from shim.load import Loaded, load
from shim.moment import by_hand as by_hand_at
from shim.params import unfit
from shim.schedule import Pace
from shim.session import Session
from shim.slots import Slots
from shim.store import Store
from shim.timetables import condition, is_timed, runs_due

from .asked import BY_HAND_FROM, DAGS, HERE, ORDERED, POOLS, UNBOUND_DATES, at_once, by_hand, phase

# A minute is three seconds.
PACE = Pace(0.05)


@contextlib.contextmanager
def quietly() -> Iterator[None]:
    """Without the tasks' logs."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def loaded() -> dict[str, Loaded]:
    """Every DAG by id."""
    found: dict[str, Loaded] = {}
    for file in sorted(DAGS.glob("*.py")):
        found.update(load(str(HERE), f"dags/{file.name}", ["plugins"]))
    return found


def ends(only: Iterable[str] | None = None) -> dict[str, Any]:
    """By DAG: its runs with their task instances and XComs; the callbacks' notes; what was refused."""
    dags = loaded()
    chosen = set(dags if only is None else only)
    with tempfile.TemporaryDirectory() as folder:
        notes = Path(folder, "notes")
        notes.touch()
        os.environ["DIFFERENTIAL_NOTES"] = str(notes)
        store, heard = Store(str(Path(folder, "store.db"))), []

        def hear(event: Event) -> None:
            heard.append((time.time(), event))

        try:
            with listening(hear):
                refused = _run(dags, chosen, store)
            runs = _found(dags, store, heard)
        finally:
            store.close()
        return {"dags": runs, "refused": refused, "notes": sorted(notes.read_text().splitlines())}


def _run(dags: Mapping[str, Loaded], chosen: set[str], store: Store) -> dict[str, str]:
    refused: dict[str, str] = {}
    pools = {each.name: Pool(each.name, each.slots, each.include_deferred) for each in POOLS}
    for number in (0, 1, 2):
        listeners = [dag for dag, each in dags.items() if dag in chosen and condition(each) is not None]
        session = Session(store, dags.get, listeners=listeners, pace=PACE, slots=Slots(pools, complete=True))
        for dag in sorted(chosen):
            if phase(dag, dags[dag].dag) != number:
                continue
            timed = is_timed(dags[dag])
            for moment in runs_due(dags[dag], datetime.now(timezone.utc)) if timed else ():
                session.ask(dag, moment)
            for run in by_hand(dag, scheduled=timed or condition(dags[dag]) is not None):
                if unfit(dags[dag], run.conf or {}):
                    refused[f"{dag}.{run.run_id}"] = "400"
                    continue
                moment = by_hand_at(BY_HAND_FROM + timedelta(days=run.day))
                session.ask(dag, replace(moment, run_id=run.run_id, conf=run.conf or {}))
        session.run()
    return refused


def _found(dags: Mapping[str, Loaded], store: Store, heard: list[tuple[float, Event]]) -> dict[str, Any]:
    times: dict[tuple[str, str, str], list[float]] = {}
    lasted: dict[tuple[str, str], list[float]] = {}
    kinds = {"scheduled": "scheduled", "asset_triggered": "asset_triggered", "from": "operator_triggered"}
    for at, event in heard:
        if event["event"] == "task_started":
            times[event["dag_id"], event["run_id"], f"{event['task_id']}[{event['map_index']}]"] = [at, at]
        elif event["event"] == "task":
            key = (event["dag_id"], event["run_id"], f"{event['task_id']}[{event['map_index']}]")
            if key in times:
                times[key][1] = at
        elif event["event"] == "run_started":
            lasted[event["dag_id"], event["run_id"]] = [at, at]
        elif event["event"] == "run_finished":
            lasted[event["dag_id"], event["run_id"]][1] = at
    found: dict[str, Any] = {}
    for dag in sorted(dags):
        found[dag] = {}
        for row in store.runs(dag):
            tasks = {}
            for each in store.tasks(dag, row.run):
                name = f"{each.key.task}[{each.key.map_index}]"
                state = None if each.state.value == "none" else each.state.value
                tasks[name] = [state, each.try_number, *times.get((dag, row.run, name), [None, None])]
            kind = next((value for name, value in kinds.items() if row.run.startswith(f"{name}_")), "manual")
            found[dag][row.run] = {
                "state": row.state, "type": kind, "moment": [row.logical_date, row.interval_start, row.interval_end],
                "lasted": lasted.get((dag, row.run), [None, None]), "tasks": tasks,
                "xcoms": {f"{t}[{i}].{k}": v for t, i, k, v in store.xcoms(dag, row.run) if not k.startswith("_")},
            }  # fmt: skip
    return found


def differences(theirs: dict[str, Any], ours: dict[str, Any], dag: str) -> list[str]:
    """What differs in the runs of one DAG: which there are, their states, dates, task instances, tries and XComs, the
    order in which tasks start, and how many at once."""
    lines = []
    mine, other = _comparable(theirs["dags"][dag], dag), _comparable(ours["dags"][dag], dag)
    for run in sorted(mine.keys() | other.keys()):
        if run not in mine or run not in other:
            lines.append(f"{run}: {'only the shim' if run not in mine else 'only Airflow'} has this run")
            continue
        for what in mine[run]:
            if mine[run][what] != other[run][what]:
                lines.append(f"{run} {what}: Airflow {mine[run][what]}, shim {other[run][what]}")
    for name in sorted(key for key in {*theirs["refused"], *ours["refused"]} if key.startswith(f"{dag}.")):
        if theirs["refused"].get(name) != ours["refused"].get(name):
            lines.append(f"{name}: refused with {theirs['refused'].get(name)}, shim {ours['refused'].get(name)}")
    notes = [[line for line in side["notes"] if line.startswith(f"{dag} ")] for side in (theirs, ours)]
    if notes[0] != notes[1]:
        lines.append(f"callbacks: Airflow {notes[0]}, shim {notes[1]}")
    for side, found in (("Airflow", theirs["dags"][dag]), ("shim", ours["dags"][dag])):
        lines += [f"{side}: {line}" for line in at_once(dag, found)]
    return lines


def _comparable(runs: Mapping[str, Any], dag: str) -> dict[str, Any]:
    """Runs without what is the clock's or chance: the ids of runs that assets start are chance."""
    found: dict[str, Any] = {}
    number = 0
    for name, run in runs.items():
        by_assets = run["type"] == "asset_triggered"
        number += by_assets
        found[f"asset_triggered {number}" if by_assets else name] = {
            "state": run["state"],
            "type": run["type"],
            "dates": None if run["type"] in UNBOUND_DATES else run["moment"],
            "tasks": {task: each[:2] for task, each in sorted(run["tasks"].items())},
            "xcoms": dict(sorted(run["xcoms"].items())),
            "order": _order(run["tasks"]) if dag in ORDERED else None,
        }
    return found


def _order(tasks: Mapping[str, Any]) -> list[str]:
    return sorted((task for task, each in tasks.items() if each[2] and each[1]), key=lambda task: tasks[task][2])
