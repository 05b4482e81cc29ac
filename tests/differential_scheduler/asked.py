"""What is asked of both sides: pools, and which DAGs are started by hand with what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
DAGS, PLUGINS, RECORDED = HERE / "dags", HERE / "plugins", HERE / "recorded.json"


@dataclass(frozen=True)
class Pool:
    """A pool, as `airflow pools set` makes it."""

    name: str
    slots: int
    include_deferred: bool = False


POOLS = (
    *(Pool(f"one_{letter}", 1) for letter in "abcdefg"),
    Pool("one_deferred", 1, include_deferred=True),
    Pool("two_a", 2),
    Pool("three_a", 3),
    Pool("three_b", 3),
)


@dataclass(frozen=True)
class ByHand:
    """A run started by hand; its logical date is so many days after 2026-01-05."""

    run_id: str
    day: int = 0
    conf: dict[str, Any] | None = None

    @property
    def logical_date(self) -> str:
        """As the API takes it."""
        return f"2026-01-{5 + self.day:02}T00:00:00+00:00"


ONCE = (ByHand("by_hand"),)
THRICE = tuple(ByHand(f"by_hand_{at}", at) for at in range(3))
# DAG: the runs started by hand, where that is not one.
SEVERAL = {
    "max_active_tis_per_dag_over_runs": THRICE,
    "max_active_tis_per_dagrun": THRICE[:2],
    "max_active_runs_of_one": THRICE,
    "takes_params": (
        ByHand("by_hand"),
        ByHand("with_conf", 1, {"n": 5, "more": {"a": [1]}}),
        ByHand("with_wrong_conf", 2, {"n": 0}),
        ByHand("with_conf_of_another_type", 3, {"name": 7}),
    ),
    "child": (),
    "child_reset": (),
}


# What a DAG needs beside it, by how its name begins.
NEEDS = {
    "waits_": ("waited_for",),
    "starts_": ("child", "child_reset"),
    "child": ("starts_",),
    "on_": ("makes_", "on_", "breaks_"),
}


def with_needs(dags: Iterable[str], known: Iterable[str]) -> set[str]:
    """These DAGs, and those without which they would not do the same."""
    found = set(dags)
    needed = [need for dag in found for begin, needs in NEEDS.items() if dag.startswith(begin) for need in needs]
    return found | {dag for dag in known if dag.startswith(tuple(needed))}


def by_hand(dag_id: str, scheduled: bool) -> tuple[ByHand, ...]:
    """The runs of a DAG that are started by hand."""
    return SEVERAL.get(dag_id, () if scheduled else ONCE)


def phase(dag_id: str, dag: Any) -> int:
    """Which DAGs run at once. Sensors keep workers from others, and what ends by the clock must not wait for one."""
    if dag.dagrun_timeout is not None:
        return 2
    return int(dag_id.startswith(("waits_", "waited_")))


BY_HAND_FROM = datetime(2026, 1, 5, tzinfo=timezone.utc)
# The dates of these runs are the clock's.
UNBOUND_DATES = ("asset_triggered", "operator_triggered")
# DAGs in which one task runs at a time, so that the order in which they start is the scheduler's decision.
# Not where a task becomes ready as a slot becomes free (`pool_of_one_downstream`): which is first is chance in Airflow.
ORDERED = (
    "pool_of_one", "pool_of_one_upstream", "pool_of_one_mapped", "max_active_tasks_of_one", "max_active_tis_per_dagrun",
    "setup_and_teardown_under_a_limit",
)  # fmt: skip
# DAG: (how many slots may be taken at once, by what each task takes; over all runs of the DAG, or in each).
AT_ONCE: dict[str, tuple[int, dict[str, int], bool]] = {
    "pool_of_one": (1, {}, True),
    "pool_of_one_downstream": (1, {}, True),
    "pool_of_one_upstream": (1, {}, True),
    "pool_of_one_mapped": (1, {}, True),
    "pool_of_two": (2, {}, True),
    "pool_slots": (3, {"w": 2, "narrow": 1}, True),
    "slots_that_do_not_fit": (3, {"holds": 2, "wide": 3, "narrow": 1}, True),
    "pool_counts_deferred": (1, {}, True),
    "max_active_tasks_of_one": (1, {}, False),
    "max_active_tasks_of_two": (2, {}, False),
    "max_active_tis_per_dag": (2, {}, True),
    "max_active_tis_per_dag_over_runs": (1, {"alone": 1, "after": 0}, True),
    "max_active_tis_per_dagrun": (1, {}, False),
    "setup_and_teardown_under_a_limit": (1, {}, False),
}
# DAGs of which one run goes on at a time.
ONE_RUN = (
    "max_active_runs_of_one",
    "one_run_after_the_other",
    "one_run_after_the_other_though_one_fails",
    "reads_the_run_before",
)


def at_once(dag: str, runs: dict[str, Any]) -> list[str]:
    """Where more went on at once than a limit lets, by the times at which it began and ended."""
    lines = []
    if dag in ONE_RUN:
        spans = [(*run["lasted"], 1) for run in runs.values()]
        lines += [f"{most} runs at once" for most in [_most(spans)] if most > 1]
    if dag in AT_ONCE:
        limit, slots, over_runs = AT_ONCE[dag]
        spans_of = {
            name: [
                (start, end, next((slots[key] for key in slots if task.startswith(key)), 1))
                for task, (_, _, start, end) in run["tasks"].items()
                if start and end
            ]
            for name, run in runs.items()
        }
        parts = [[each for spans in spans_of.values() for each in spans]] if over_runs else list(spans_of.values())
        lines += [f"{most} slots taken at once, of {limit}" for most in map(_most, parts) if most > limit]
    return lines


def _most(spans: list[tuple[float, float, int]]) -> int:
    steps = sorted((at, change) for start, end, slots in spans for at, change in ((start, slots), (end, -slots)))
    taken = most = 0
    for _, change in steps:
        taken += change
        most = max(most, taken)
    return most


# DAG: why it may differ.
ALLOWED: dict[str, str] = {}
# What is not compared, and why.
LEFT_OUT = {
    "order in `pool_of_one_downstream`": "a task becomes ready as a slot becomes free: which starts first is chance in "
    "Airflow, and was seen both ways",
    "`EventsTimetable`": "Airflow 3.3.2 itself cannot serialize it (`KeyError: '_summary'`)",
    "two tasks at once in one process": "the shim runs one task at a time in a process: limits are kept, never used up",
    "a run held by an earlier one, without `dagrun_timeout`": "Airflow lets it wait for ever; the shim ends it as failed "
    "and says so. With `dagrun_timeout` the shim does not wait for the time to pass: nothing could change",
    "the dates of runs that tasks or assets start": "they are the clock's",
    "a task that Airflow takes for killed": "a deferred or rescheduled task goes on under the number of its try; when its "
    "next process begins before the end of the last one is told, which happens under load, Airflow 3.3.2 fails it and logs a "
    "`state mismatch`. A DAG that differs is asked again only where Airflow's log has such a row",
}
ABOUT = {
    "limits": "pools, limits and priority",
    "past": "the run before: depends_on_past, wait_for_downstream, max_active_runs",
    "calendar_of_runs": "timetables and catchup",
    "updates": "runs that assets start",
    "other_dags": "TriggerDagRunOperator, ExternalTaskSensor",
    "ends": "timeouts, retries, callbacks, params",
}


def files_of(dags: Iterable[str]) -> dict[str, list[str]]:
    """The DAGs by what their file is about."""
    texts = {about: (DAGS / f"{name}.py").read_text() for name, about in ABOUT.items()}
    found: dict[str, list[str]] = {about: [] for about in ABOUT.values()}
    for dag in sorted(dags):
        found[next(about for about, text in texts.items() if f'"{dag}"' in text)].append(dag)
    return found
