"""Who may start now, of all runs that this process drives: Airflow's order and limits (`migrator.limits`)."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from migrator.limits import DEFAULT_POOL, DEFAULT_POOL_SLOTS, UNLIMITED, Held, Pool, Wanting, admit, never_fits
from shim.claims import Claims
from shim.events import publish, reason
from shim.graph import LEAST_WEIGHT, MOST_WEIGHT, Graph
from shim.moment import Moment

# From here on a limit says nothing to a process that runs one task at a time; it is Airflow's own default.
MANY = 16
POOLS = "MIGRATE_POOLS"


def wanting(graph: Graph, moment: Moment, name: str, map_index: int) -> Wanting:
    """What a task instance needs to start."""
    task, dag = graph.tasks[name], graph.dag
    return Wanting(
        dag.dag_id,
        moment.run_id,
        name,
        map_index,
        _weight(graph, moment, name, map_index),
        moment.logical_date.isoformat() if moment.dated else None,
        task.pool,
        task.pool_slots,
        dag.max_active_tasks,
        task.max_active_tis_per_dag,
        task.max_active_tis_per_dagrun,
    )


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a project's own weight strategy is told of a task instance."""

    task: Any
    dag_id: str
    run_id: str
    task_id: str
    map_index: int
    try_number: int = 0


def _weight(graph: Graph, moment: Moment, name: str, map_index: int) -> int:
    """The weight of a task instance; a strategy of the project's own is asked for it."""
    task = graph.tasks[name]
    strategy = task.weight_rule
    if not hasattr(strategy, "get_weight") or type(strategy).__module__ == "airflow.task.priority_strategy":
        return graph.weight(name)
    try:
        found = strategy.get_weight(Weighed(task, graph.dag.dag_id, moment.run_id, name, map_index))
        return max(LEAST_WEIGHT, min(MOST_WEIGHT, int(found)))
    except Exception as error:  # whatever the project's own code raises
        _say(f"the weight strategy of {graph.dag.dag_id}.{name} fails ({reason(error)}): its own weight is taken")
        return int(task.priority_weight)


@dataclass
class Slots:
    """The pools there are. Of another one Airflow never runs a task; where nobody told us all there are (`complete`),
    it is taken to have as many slots as anybody wants, and that is said."""

    pools: Mapping[str, Pool] = field(default_factory=dict)
    complete: bool = False
    say: Callable[[str], None] = lambda message: None

    def __post_init__(self) -> None:
        self.pools = {DEFAULT_POOL: Pool(DEFAULT_POOL), **self.pools}

    def know(self, each: Wanting) -> None:
        """Makes the pool of a task instance known, as far as it is not."""
        if each.pool not in self.pools and not self.complete:
            self.pools = {**self.pools, each.pool: Pool(each.pool, UNLIMITED)}
            self.say(f"the pool {each.pool!r} is not described in [pools] of migrate.toml: nothing waits for its slots")

    def limited(self, each: Wanting) -> bool:
        """Whether anything could keep this one from starting in a process that runs one task at a time."""
        pool = self.pools.get(each.pool)
        plain = pool is not None and (
            pool.slots == UNLIMITED or (pool.name == DEFAULT_POOL and pool.slots >= DEFAULT_POOL_SLOTS)
        )
        own = each.max_active_tis_per_dag is None and each.max_active_tis_per_dagrun is None
        return not (plain and own and each.max_active_tasks >= MANY)

    def start(
        self, asked: Sequence[Wanting], held: Iterable[Held], claims: Claims | None = None
    ) -> tuple[list[int], dict[int, str]]:
        """Which start, in order, and why each of the others waits. `held` is what this process holds, between two
        tasks; `claims` knows of others."""
        for each in asked:
            self.know(each)
        free = [at for at, each in enumerate(asked) if not self.limited(each)]
        bound = [at for at, each in enumerate(asked) if self.limited(each)]
        wanted, mine = [asked[at] for at in bound], list(held)
        if bound and claims is not None:
            found = claims.claim(wanted, lambda others: admit(wanted, [*mine, *others], self.pools))
        else:
            found = admit(wanted, mine, self.pools)
        starting = [*free, *(bound[at] for at in found.starting)]
        starting.sort(key=lambda at: asked[at].order)
        return starting, {bound[at]: why for at, why in found.waiting.items()}

    def never(self, each: Wanting) -> str | None:
        """Why a task instance can never start here."""
        self.know(each)
        return never_fits(each, self.pools)


def slots_of_environment() -> Slots:
    """The pools that a request put into this process's environment, for the islands that Dagster runs."""
    found = json.loads(os.environ.get(POOLS) or "{}")
    return Slots(pools_of(found.get("pools", ())), bool(found.get("complete")), _say)


def _say(message: str) -> None:
    publish({"event": "log", "level": "warning", "message": message})


def pools_of(described: Iterable[Mapping[str, Any]]) -> dict[str, Pool]:
    """Pools by name, from what a request says of them."""
    return {each["name"]: Pool(each["name"], each["slots"], bool(each.get("include_deferred"))) for each in described}
