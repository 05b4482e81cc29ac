"""XComs as the store keeps them: what task instances of a run hand to each other."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from typing import Any

from shim.store.database import Database
from shim.store.rows import TaskKey

OF_TASK = "migrate_xcom where dag = :dag and run = :run and task = :task and key = :key"
OF_INSTANCE = "dag = :dag and run = :run and task = :task and map_index = :map_index"
INSERT = (
    "insert into migrate_xcom (dag, run, task, map_index, key, value, length)"
    " values (:dag, :run, :task, :map_index, :key, :value, :length)"
)
PRIOR = """
select x.value from migrate_xcom x join migrate_run r on r.dag = x.dag and r.run = x.run
where x.dag = :dag and x.task = :task and x.map_index = :map_index and x.key = :key
  and coalesce(r.logical_date, '')
      <= coalesce((select logical_date from migrate_run where dag = :dag and run = :run), '9')
order by coalesce(r.logical_date, '') desc limit 1
"""


def _named(at: TaskKey) -> dict[str, Any]:
    return {"dag": at.dag, "run": at.run, "task": at.task, "map_index": at.map_index}


class XComs(Database):
    """The values that task instances pushed, by key."""

    def push(self, at: TaskKey, key: str, value: Any, length: int | None) -> None:
        """Keeps a value in Airflow's serialized form; `length` is how many instances it maps into."""
        text = json.dumps(value)

        def write() -> None:
            # Not in its old place: `pull_latest` wants to know which value came last.
            self.delete(at, key)
            self._do(INSERT, **_named(at), key=key, value=text, length=length)

        self.atomically(write)

    def pull(self, at: TaskKey, key: str) -> tuple[Any] | None:
        """The value one task instance pushed, in a tuple; None when there is none."""
        return _value(
            self._do(f"select value from migrate_xcom where {OF_INSTANCE} and key = :key", **_named(at), key=key)
        )

    def pull_all(self, dag: str, run: str, task: str, key: str) -> list[Any]:
        """The values all instances of a task pushed, by map index."""
        sql = f"select value from {OF_TASK} order by map_index"
        return [json.loads(each[0]) for each in self._do(sql, dag=dag, run=run, task=task, key=key)]

    def pull_count(self, dag: str, run: str, task: str, key: str) -> int:
        """How many instances of a task pushed a value."""
        sql = f"select count(*) from {OF_TASK}"
        return int(self._do(sql, dag=dag, run=run, task=task, key=key)[0][0])

    def pull_one(self, dag: str, run: str, task: str, key: str, at: int) -> tuple[Any] | None:
        """One of what `pull_all` gives, by its place from the beginning, or from the end where that is negative."""
        order, skip = ("map_index", at) if at >= 0 else ("map_index desc", -at - 1)
        sql = f"select value from {OF_TASK} order by {order} limit 1 offset :skip"
        return _value(self._do(sql, dag=dag, run=run, task=task, key=key, skip=skip))

    def pull_shared(self, at: TaskKey, key: str) -> Any:
        """As `pull`, without the tuple, parsed only once while the text stays what it is: nobody may change it."""
        found = self._do(f"select value from migrate_xcom where {OF_INSTANCE} and key = :key", **_named(at), key=key)
        return _parsed(found[0][0]) if found else None

    def pull_latest(self, dag: str, run: str, key: str) -> tuple[Any] | None:
        """The value pushed last under a key by any task of a run: what 2.x answers without `task_ids`."""
        sql = "select value from migrate_xcom where dag = :dag and run = :run and key = :key order by id desc limit 1"
        return _value(self._do(sql, dag=dag, run=run, key=key))

    def pull_prior(self, at: TaskKey, key: str) -> tuple[Any] | None:
        """As `pull`, from the latest run up to this one that has a value."""
        return _value(self._do(PRIOR, **_named(at), key=key))

    def mapped_length(self, at: TaskKey) -> int | None:
        """How many instances the value a task returned maps into; None while it has returned none."""
        sql = (
            "select length from migrate_xcom where dag = :dag and run = :run and task = :task and map_index = -1"
            " and key = 'return_value'"
        )
        found = self._do(sql, dag=at.dag, run=at.run, task=at.task)
        return found[0][0] if found else None

    def delete(self, at: TaskKey, key: str) -> None:
        """Removes one value."""
        self._do(f"delete from migrate_xcom where {OF_INSTANCE} and key = :key", **_named(at), key=key)

    def keys(self, at: TaskKey) -> list[str]:
        """The keys one task instance pushed."""
        return [each[0] for each in self._do(f"select key from migrate_xcom where {OF_INSTANCE}", **_named(at))]

    def xcoms(self, dag: str, run: str) -> Iterator[tuple[str, int, str, Any]]:
        """Every value of a run: task, map index, key, value."""
        sql = (
            "select task, map_index, key, value from migrate_xcom where dag = :dag and run = :run"
            " order by task, map_index, key"
        )
        for task, map_index, key, value in self._do(sql, dag=dag, run=run):
            yield task, map_index, key, json.loads(value)


# The few lists that tasks are mapped over at the moment.
_parsed = functools.lru_cache(maxsize=4)(json.loads)


def _value(found: list[tuple[Any, ...]]) -> tuple[Any] | None:
    return (json.loads(found[0][0]),) if found else None
