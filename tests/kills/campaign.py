"""Runs that are killed at random points with SIGKILL and gone on with, held against one that nobody disturbed.

Airflow is imported once; every run is a fork. The parent kills it a random time after a random event.
"""

from __future__ import annotations

import json
import logging
import os
import random
import signal
import sqlite3
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from migrator.semantics import State
from shim.load import load_dag
from shim.moment import by_hand
from shim.schedule import Schedule
from shim.store import Store, TaskRow

DAGS = Path(__file__).parent / "dags"
MOMENT = by_hand(datetime(2026, 1, 5, tzinfo=timezone.utc))
LOADED = load_dag(str(DAGS), "killed.py", "killed")
# A task takes some milliseconds: a kill may come in any part of one, or between two.
LONGEST_DELAY_S = 0.02


@dataclass
class Ended:
    """What a run left behind: task instances, XComs, asset events and data."""

    rows: dict[str, TaskRow]
    xcoms: dict[str, Any]
    told: list[str]
    data: list[tuple[str, str]]
    state: str

    def comparable(self) -> dict[str, Any]:
        """All of it but times, and how often something was interrupted."""
        tasks = {name: (row.state.value, row.try_number, row.max_tries) for name, row in self.rows.items()}
        return {"tasks": tasks, "xcoms": self.xcoms, "told": self.told, "data": self.data, "state": self.state}


@dataclass
class Tally:
    """How many runs were killed, in the midst of which tasks, and what was wrong."""

    kills: int = 0
    in_flight: dict[str, int] = field(default_factory=dict)
    between: int = 0
    wrong: list[str] = field(default_factory=list)

    def count(self, left: Ended) -> None:
        """Counts a kill by what it left in flight."""
        lost = [task for task, row in left.rows.items() if row.state is State.RUNNING]
        self.kills += 1
        self.between += not lost
        for task in lost:
            self.in_flight[task] = self.in_flight.get(task, 0) + 1


def campaign(kills: int, seed: int, folder: Path, place: Callable[[str], str]) -> Tally:
    """Kills so many runs. `place` gives a store by name; `seed` decides the points."""
    chance, tally = random.Random(seed), Tally()
    run(folder / "undisturbed.db", place("undisturbed"), folder / "undisturbed.events")
    wanted = ended(place("undisturbed"), folder / "undisturbed.db").comparable()
    length = len(read(folder / "undisturbed.events"))
    number = 0
    while tally.kills < kills:
        number += 1
        name, before = f"run{number}", None
        # Every third is killed a second time, while it goes on.
        points = [(chance.randrange(length), chance.uniform(0, LONGEST_DELAY_S)) for _ in range(1 + (number % 3 == 0))]
        for turn, point in enumerate([*points, None]):
            events = folder / f"{name}.{turn}.events"
            if not run(folder / f"{name}.db", place(name), events, point):
                break
            before = ended(place(name), folder / f"{name}.db")
            tally.count(before)
        if before is not None:
            after = ended(place(name), folder / f"{name}.db")
            tally.wrong += [f"{name}: {line}" for line in wrong(wanted, before, after, read(events))]
    return tally


def wrong(wanted: dict[str, Any], before: Ended, after: Ended, events: list[dict[str, Any]]) -> list[str]:
    """What should not be: in the run as it was after the last kill, and as it ended."""
    started = {named(each) for each in events if each["event"] == "task_started"}
    marked = {named(each) for each in events if each["event"] == "task_interrupted"}
    succeeded = {task for task, row in before.rows.items() if row.state is State.SUCCESS}
    lost = {task for task, row in before.rows.items() if row.state is State.RUNNING}
    lines = [f"{task} had succeeded and ran again" for task in succeeded & started]
    lines += [f"{task} was in flight and is not marked" for task in lost - marked]
    lines += [f"{task} is marked and was not in flight" for task in marked - lost]
    lines += [f"{task} was in flight and was not tried again" for task in lost - started]
    lines += [f"{task} is not stored as interrupted" for task in lost if after.rows[task].interrupted < 1]
    for name, value in after.comparable().items():
        if value != wanted[name]:
            lines.append(f"{name}: {wanted[name]} undisturbed, {value}")
    return lines


def named(event: dict[str, Any]) -> str:
    return f"{event['task_id']}[{event['map_index']}]"


def ended(place: str, data: Path) -> Ended:
    """What there is now."""
    store = Store(place)
    rows = {f"{row.key.task}[{row.key.map_index}]": row for row in store.tasks("killed", MOMENT.run_id)}
    xcoms = {f"{task}[{index}].{key}": value for task, index, key, value in store.xcoms("killed", MOMENT.run_id)}
    told = [each.name for each in store.asset_events()]
    states = [each.state for each in store.runs("killed")]
    store.close()
    with closing(sqlite3.connect(data)) as connection:
        made = connection.execute("select count(*) from sqlite_master where name = 'done'").fetchone()[0]
        found = connection.execute("select name, value from done order by name").fetchall() if made else []
    return Ended(rows, xcoms, told, found, states[0] if states else "none")


def read(events: Path) -> list[dict[str, Any]]:
    """The events a run told, but for what a kill cut off."""
    lines = events.read_text().splitlines(keepends=True)
    return [json.loads(line) for line in lines if line.endswith("\n")]


def run(data: Path, place: str, events: Path, kill: tuple[int, float] | None = None) -> bool:
    """One run, or one gone on with, in a process of its own; whether it was killed. `kill` says how long after which
    event."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        _child(data, place, events, theirs)
    os.close(theirs)
    if kill is not None:
        number, delay = kill
        with os.fdopen(ours, "rb", buffering=0) as told:
            if all(told.read(1) for _ in range(number + 1)):
                time.sleep(delay)
                os.kill(child, signal.SIGKILL)
    else:
        os.close(ours)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status) and os.waitstatus_to_exitcode(status) != 0:
        raise RuntimeError((events.with_suffix(".error")).read_text())
    return os.WIFSIGNALED(status)


def _child(data: Path, place: str, events: Path, told: int) -> None:
    code = 1
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)
        logging.disable(logging.CRITICAL)
        os.environ["DATA"] = str(data)
        with events.open("a", buffering=1) as file:

            def emit(event: dict[str, Any]) -> None:
                file.write(json.dumps(event) + "\n")
                with suppress(BrokenPipeError):
                    os.write(told, b".")

            store = Store(place)
            Schedule(LOADED, MOMENT, store, emit=emit, request="campaign").run()
            store.close()
        code = 0
    except BaseException:
        events.with_suffix(".error").write_text(traceback.format_exc())
    finally:
        sys.stdout.flush()
        os._exit(code)
