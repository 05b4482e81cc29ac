"""Runs and task instances as the store keeps them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict

from migrator.semantics import State
from shim.store.database import Database
from shim.store.rows import RunRow, TaskKey, TaskRow
from shim.store.tables import RUN, TASK, columns, upsert

SAVE_RUN, SAVE_TASK = upsert(RUN), upsert(TASK)
# By what comes first in both databases: in one of them what is null comes last.
RUNS = f"select {columns(RUN)} from migrate_run where dag = :dag order by coalesce(logical_date, ''), run_after"
TASKS = f"select {columns(TASK)} from migrate_task where dag = :dag and run = :run order by task, map_index"


class Runs(Database):
    """How runs and their task instances stand."""

    def save_run(self, row: RunRow) -> None:
        """Remembers a run, in place of what was known of it."""
        self._do(SAVE_RUN, **asdict(row))

    def end_run(self, dag: str, run: str, state: str) -> None:
        """Remembers how a run ended."""
        self._do("update migrate_run set state = :state where dag = :dag and run = :run", state=state, dag=dag, run=run)

    def runs(self, dag: str) -> list[RunRow]:
        """The runs of a DAG, oldest logical date first."""
        return [RunRow(*each) for each in self._do(RUNS, dag=dag)]

    def save_task(self, row: TaskRow) -> None:
        """Remembers how a task instance stands."""
        key = row.key
        self._do(
            SAVE_TASK,
            dag=key.dag,
            run=key.run,
            task=key.task,
            map_index=key.map_index,
            state=row.state.value,
            try_number=row.try_number,
            max_tries=row.max_tries,
            duration_s=row.duration_s,
            holder=row.holder,
            interrupted=row.interrupted,
            request=row.request,
            waits=None if row.waits is None else json.dumps(row.waits),
        )

    def tasks(self, dag: str, run: str) -> list[TaskRow]:
        """The task instances of a run."""
        found = self._do(TASKS, dag=dag, run=run)
        return [
            TaskRow(
                TaskKey(*key), State(state), tries, most, seconds, holder, lost, request, json.loads(waits or "null")
            )
            for *key, state, tries, most, seconds, holder, lost, request, waits in found
        ]

    def forget(self, dag: str, run: str, tasks: Iterable[str]) -> None:
        """Clears the states and XComs of these tasks, before they run again."""

        def clear() -> None:
            for task in tasks:
                for table in ("migrate_task", "migrate_xcom"):
                    sql = f"delete from {table} where dag = :dag and run = :run and task = :task"
                    self._do(sql, dag=dag, run=run, task=task)

        self.atomically(clear)
