"""Who is at work and on which tasks, as the store keeps it for `shim.leases`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from shim.store.database import Database
from shim.store.tables import CLAIM, HOLDER, columns, upsert

SAVE_HOLDER, SAVE_CLAIM = upsert(HOLDER), upsert(CLAIM)
CLAIMS = f"""
select c.task, {", ".join(f"h.{column.name}" for column in HOLDER.columns)}
from migrate_claim c join migrate_holder h on h.id = c.holder where c.dag = :dag and c.run = :run order by c.task
"""


class Holders(Database):
    """Rows of holders (id, host, process id, its birth, until when it is believed) and of what they claimed."""

    def save_holder(self, id: str, host: str, pid: int, began: int, until: float) -> None:
        """Remembers that a holder lives."""
        self._do(SAVE_HOLDER, id=id, host=host, pid=pid, began=began, until=until)

    def holder(self, id: str) -> tuple[Any, ...] | None:
        """One holder's row, or None."""
        found = self._do(f"select {columns(HOLDER)} from migrate_holder where id = :id", id=id)
        return found[0] if found else None

    def claims(self, dag: str, run: str) -> list[tuple[Any, ...]]:
        """(task, *its holder's row) of each task of a run that is claimed."""
        return self._do(CLAIMS, dag=dag, run=run)

    def claimed_by(self, dag: str, run: str, task: str) -> str | None:
        """The id of the holder that claimed a task, or None."""
        sql = "select holder from migrate_claim where dag = :dag and run = :run and task = :task"
        found = self._do(sql, dag=dag, run=run, task=task)
        return found[0][0] if found else None

    def save_claims(self, dag: str, run: str, tasks: Iterable[str], holder: str) -> None:
        """Gives tasks to a holder, whoever had them."""
        for task in sorted(tasks):
            self._do(SAVE_CLAIM, dag=dag, run=run, task=task, holder=holder)

    def release_run(self, dag: str, run: str, holder: str) -> None:
        """Forgets what a holder claimed of a run."""
        sql = "delete from migrate_claim where dag = :dag and run = :run and holder = :holder"
        self._do(sql, dag=dag, run=run, holder=holder)

    def release(self, holder: str) -> None:
        """Forgets a holder and what it claimed."""

        def work() -> None:
            self._do("delete from migrate_claim where holder = :holder", holder=holder)
            self._do("delete from migrate_holder where id = :holder", holder=holder)

        self.atomically(work)

    def forget_holders(self, before: float) -> None:
        """Forgets the holders that were believed until before this at most, and what they claimed."""

        def work() -> None:
            old = "select id from migrate_holder where until < :before"
            self._do(f"delete from migrate_claim where holder in ({old})", before=before)
            self._do("delete from migrate_holder where until < :before", before=before)

        self.atomically(work)
