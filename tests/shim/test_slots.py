"""Pools across processes that share a store, and what a dead one held; runs that end by the clock."""

from __future__ import annotations

import itertools
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from migrator.limits import Pool
from migrator.semantics import State
from shim.claims import SCOPE, Claims
from shim.events import Event, listening
from shim.leases import Lease, Process, Pulse
from shim.load import load_dag
from shim.moment import by_hand, in_utc
from shim.schedule import Pace, Schedule
from shim.slots import Slots, wanting
from shim.store import Store

ROOT = Path(__file__).parent.parent.parent
DATE = datetime(2026, 1, 5)
JOB = """
import sys
from datetime import datetime
from shim.environment import prepare
prepare(sys.argv[1])
from datetime import datetime
from migrator.limits import Pool
from shim.load import load_dag
from shim.moment import by_hand
from shim.schedule import Schedule
from shim.slots import Slots
from shim.store import Store
loaded = load_dag("tests/shim/dags", "pooled.py", "pooled")
moment = by_hand(datetime(2026, 1, int(sys.argv[3])))
Schedule(loaded, moment, Store(sys.argv[2]), slots=Slots({"one": Pool("one", 1)})).run()
"""


def test_two_processes_never_take_more_of_a_pool_than_it_has(tmp_path: Path) -> None:
    place = str(tmp_path / "store.db")
    Store(place).close()
    jobs = [
        subprocess.Popen(
            [sys.executable, "-c", JOB, str(tmp_path / f"home{day}"), place, str(day)],
            cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        for day in (5, 6)
    ]  # fmt: skip
    assert [job.wait(180) for job in jobs] == [0, 0]
    store = Store(place)
    spans = sorted(
        value
        for row in store.runs("pooled")
        for _, _, key, value in store.xcoms("pooled", row.run)
        if key == "return_value"
    )
    assert len(spans) == 6
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))
    assert store.kept_keys(SCOPE) == []
    store.close()


def test_what_a_dead_process_held_is_free_and_what_a_living_one_holds_is_not() -> None:
    store = Store(":memory:")
    loaded = load_dag(str(ROOT / "tests" / "shim" / "dags"), "pooled.py", "pooled")
    other = Lease(store, Pulse(1000, 5000), Process("elsewhere", 1, 1))
    other.beat()
    schedule = Schedule(loaded, by_hand(in_utc(DATE)), store)
    held = wanting(schedule.graph, by_hand(in_utc(DATE.replace(day=1))), "works", 0)
    slots = Slots({"one": Pool("one", 1)})
    assert slots.start([held], [], Claims(store, other))[0] == [0]
    with Lease(store) as lease:
        mine = wanting(schedule.graph, schedule.moment, "works", 0)
        starting, waiting = slots.start([mine], [], Claims(store, lease))
        assert (starting, waiting) == ([], {0: "the pool 'one' has 1 slots, and 1 are taken"})
        store.release(other.id)
        assert slots.start([mine], [], Claims(store, lease))[0] == [0]
    store.close()


def test_a_pool_that_nobody_described_is_said_and_holds_nothing_back() -> None:
    said: list[str] = []
    loaded = load_dag(str(ROOT / "tests" / "shim" / "dags"), "pooled.py", "pooled")
    schedule = Schedule(loaded, by_hand(in_utc(DATE)), Store(":memory:"), slots=Slots(say=said.append))
    assert schedule.run() is State.SUCCESS
    assert said == ["the pool 'one' is not described in [pools] of migrate.toml: nothing waits for its slots"]


def test_a_task_that_can_never_start_ends_its_run_and_is_said() -> None:
    events: list[dict[str, object]] = []
    loaded = load_dag(str(ROOT / "tests" / "shim" / "dags"), "pooled.py", "pooled")
    slots = Slots({"two": Pool("two", 2)}, complete=True)
    schedule = Schedule(loaded, by_hand(in_utc(DATE)), Store(":memory:"), emit=events.append, slots=slots)
    assert schedule.run() is State.FAILED
    said = [event["message"] for event in events if event["event"] == "log"]
    assert said == [f"pooled.works[{index}] can never run: there is no pool 'one'" for index in range(3)]
    waits = [event["because"] for event in events if event["event"] == "task_waits"]
    assert waits == ["there is no pool 'one'"] * 3


def test_a_wait_without_a_bound_of_its_own_ends_at_the_longest_and_is_said() -> None:
    events: list[dict[str, object]] = []
    loaded = load_dag(str(ROOT / "tests" / "differential_scheduler"), "dags/ends.py", "times_out_while_deferred")
    schedule = Schedule(loaded, by_hand(in_utc(DATE)), Store(":memory:"), pace=Pace(1, 1.0), emit=events.append)
    assert schedule.run() is State.FAILED
    assert [each.state for found in schedule.instances.values() for each in found] == [State.FAILED]
    said = [str(event["message"]) for event in events if event["event"] == "log"]
    assert said == ["times_out_while_deferred.forever has waited for 1 s, the longest wait there is: it failed"]


OWN_WEIGHTS = """
from datetime import datetime
from airflow.sdk import DAG, task
from airflow.task.priority_strategy import PriorityWeightStrategy

class LastFirst(PriorityWeightStrategy):
    def get_weight(self, ti):
        return {"a": 1, "b": 5}[ti.task_id]

with DAG("weighed", schedule=None, start_date=datetime(2026, 1, 1)):
    for name in "abc":
        task(task_id=name, weight_rule=LastFirst(), priority_weight=3)(lambda: None)()
"""


def test_a_weight_strategy_of_the_project_is_asked_and_one_that_fails_is_said(tmp_path: Path) -> None:
    (tmp_path / "weighed.py").write_text(OWN_WEIGHTS)
    events: list[Event] = []
    order: list[str] = []
    schedule = Schedule(
        load_dag(str(tmp_path), "weighed.py", "weighed"),
        by_hand(DATE),
        Store(":memory:"),
        emit=lambda event: order.append(event["task_id"]) if event["event"] == "task_started" else None,
    )
    with listening(events.append):
        assert schedule.run() is State.SUCCESS
    assert order == ["b", "c", "a"]
    (said,) = [event["message"] for event in events if event["event"] == "log"]
    assert said == "the weight strategy of weighed.c fails (KeyError: 'c'): its own weight is taken"
