"""Which of the task instances that may run start now: Airflow's order, pools and limits, as pure functions.

Taken from `_executable_task_instances_to_queued` of Airflow 3.3's scheduler. Nothing of Airflow is imported.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

DEFAULT_POOL = "default_pool"
# Airflow's own number where nobody says another: `[core] default_pool_task_slot_count`.
DEFAULT_POOL_SLOTS = 128
UNLIMITED = -1


@dataclass(frozen=True, slots=True)
class Pool:
    """A pool: its slots (-1: as many as are asked for), and whether a deferred task keeps its own."""

    name: str
    slots: int = DEFAULT_POOL_SLOTS
    include_deferred: bool = False


@dataclass(frozen=True, slots=True)
class Wanting:
    """A task instance that may run, or holds what it needs for it. `date` is its run's logical date as text that sorts,
    None last; a limit of None is none."""

    dag: str
    run: str
    task: str
    map_index: int = -1
    weight: int = 1
    date: str | None = None
    pool: str = DEFAULT_POOL
    pool_slots: int = 1
    max_active_tasks: int = 16
    max_active_tis_per_dag: int | None = None
    max_active_tis_per_dagrun: int | None = None

    @property
    def order(self) -> tuple[int, bool, str, int]:
        """What the scheduler sorts by: the heaviest first, then the oldest run, then the map index."""
        return (-self.weight, self.date is None, self.date or "", self.map_index)


@dataclass(frozen=True, slots=True)
class Held:
    """What a task instance under way holds; `deferred` when it waits for a trigger and no worker runs it."""

    by: Wanting
    deferred: bool = False


def priority(rule: str, own: int, above: Iterable[int], below: Iterable[int]) -> int:
    """The weight of a task by its weight rule, from its own and those of all tasks above and below it."""
    if rule == "downstream":
        return own + sum(below)
    return own + sum(above) if rule == "upstream" else own


@dataclass(frozen=True, slots=True)
class Admitted:
    """Which start now, in order, and why each of the others waits, by its place in what was given."""

    starting: tuple[int, ...]
    waiting: Mapping[int, str]


def admit(wanting: Sequence[Wanting], held: Iterable[Held], pools: Mapping[str, Pool]) -> Admitted:
    """Which task instances start now. One that does not fit lets others of lower weight go before it."""
    taken = _Taken(pools)
    for each in held:
        taken.take(each.by, each.deferred)
    starting: list[int] = []
    waiting: dict[int, str] = {}
    for at in sorted(range(len(wanting)), key=lambda at: wanting[at].order):
        why = taken.against(wanting[at])
        if why is None:
            taken.take(wanting[at])
            starting.append(at)
        else:
            waiting[at] = why
    return Admitted(tuple(starting), waiting)


def never_fits(wanting: Wanting, pools: Mapping[str, Pool]) -> str | None:
    """Why a task instance can never start, as Airflow would leave it waiting: no such pool, or one too small."""
    pool = pools.get(wanting.pool)
    if pool is None:
        return f"there is no pool {wanting.pool!r}"
    if 0 <= pool.slots < wanting.pool_slots:
        return f"it wants {wanting.pool_slots} slots of the pool {pool.name!r}, which has {pool.slots}"
    return None


class _Taken:
    """What is taken of each pool and limit."""

    def __init__(self, pools: Mapping[str, Pool]) -> None:
        self._pools = pools
        self._slots: Counter[str] = Counter()
        self._tasks: Counter[tuple[str, str]] = Counter()
        self._of_dag: Counter[tuple[str, str]] = Counter()
        self._of_run: Counter[tuple[str, str, str]] = Counter()

    def take(self, by: Wanting, deferred: bool = False) -> None:
        """Counts one. A deferred one is no active task of its run, though of its own limits; of the pool, if that
        says so."""
        pool = self._pools.get(by.pool)
        if not deferred or (pool is not None and pool.include_deferred):
            self._slots[by.pool] += by.pool_slots
        if not deferred:
            self._tasks[by.dag, by.run] += 1
        self._of_dag[by.dag, by.task] += 1
        self._of_run[by.dag, by.run, by.task] += 1

    def against(self, by: Wanting) -> str | None:
        """What speaks against starting one more; None for nothing."""
        never = never_fits(by, self._pools)
        if never is not None:
            return never
        pool = self._pools[by.pool]
        if 0 <= pool.slots < self._slots[by.pool] + by.pool_slots:
            return f"the pool {by.pool!r} has {pool.slots} slots, and {self._slots[by.pool]} are taken"
        if self._tasks[by.dag, by.run] >= by.max_active_tasks:
            return f"max_active_tasks of the DAG is {by.max_active_tasks}"
        limit = by.max_active_tis_per_dag
        if limit is not None and self._of_dag[by.dag, by.task] >= limit:
            return f"max_active_tis_per_dag of the task is {limit}"
        limit = by.max_active_tis_per_dagrun
        if limit is not None and self._of_run[by.dag, by.run, by.task] >= limit:
            return f"max_active_tis_per_dagrun of the task is {limit}"
        return None
