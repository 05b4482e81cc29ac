"""What a run must remember: task states, XComs and small values, in SQLite so that a later run finds them.

Keyed by (dag, run, task, map index[, key]). XCom values are kept as the JSON text Airflow's own serializer makes.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from migrator.semantics import State

SCHEMA = """
create table if not exists run (
    dag text, run text, logical_date text, interval_start text, interval_end text, run_after text, state text,
    primary key (dag, run));
create table if not exists task (
    dag text, run text, task text, map_index integer, state text, try_number integer, max_tries integer,
    duration_s real, primary key (dag, run, task, map_index));
create table if not exists xcom (
    id integer primary key, dag text, run text, task text, map_index integer, key text, value text, length integer,
    unique (dag, run, task, map_index, key));
create table if not exists asset_event (
    id integer primary key, name text, uri text, extra text, alias text, dag text, run text, task text,
    map_index integer, at text);
create table if not exists kept (scope text, key text, value text, primary key (scope, key));
"""


@dataclass(frozen=True, slots=True)
class TaskKey:
    """A task instance's name; `map_index` is -1 for one that is not mapped."""

    dag: str
    run: str
    task: str
    map_index: int = -1


@dataclass(frozen=True, slots=True)
class TaskRow:
    """How a task instance stands."""

    key: TaskKey
    state: State
    try_number: int
    max_tries: int
    duration_s: float


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run of a DAG; dates are ISO text, or None for a run without a logical date."""

    dag: str
    run: str
    logical_date: str | None
    interval_start: str | None
    interval_end: str | None
    run_after: str
    state: str


@dataclass(frozen=True, slots=True)
class AssetEvent:
    """What a task that succeeded told of an asset; `alias` is the one it was told through, `at` ISO text."""

    id: int
    name: str
    uri: str
    extra: dict[str, Any]
    alias: str | None
    source: TaskKey
    at: str


class Store:
    """The one SQLite file, or `:memory:`. Safe for several threads; several processes share a file by WAL."""

    def __init__(self, path: str) -> None:
        if path != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            # What tasks return is nobody else's to read.
            Path(path).touch(mode=0o600)
            Path(path).chmod(0o600)
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, timeout=60, check_same_thread=False, isolation_level=None)
        self._db.execute("pragma journal_mode=wal")
        self._db.execute("pragma synchronous=normal")
        self._db.executescript(SCHEMA)

    def close(self) -> None:
        """Lets go of the file."""
        self._db.close()

    def _do(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    # ------------------------------------------------------------------------------------------------- runs and tasks

    def save_run(self, row: RunRow) -> None:
        """Remembers a run, in place of what was known of it."""
        self._do(
            "insert or replace into run values (?, ?, ?, ?, ?, ?, ?)",
            *(row.dag, row.run, row.logical_date, row.interval_start, row.interval_end, row.run_after, row.state),
        )

    def end_run(self, dag: str, run: str, state: str) -> None:
        """Remembers how a run ended."""
        self._do("update run set state = ? where dag = ? and run = ?", state, dag, run)

    def runs(self, dag: str) -> list[RunRow]:
        """The runs of a DAG, oldest logical date first."""
        found = self._do("select * from run where dag = ? order by logical_date, run_after", dag)
        return [RunRow(*each) for each in found]

    def save_task(self, row: TaskRow) -> None:
        """Remembers how a task instance stands."""
        key = row.key
        self._do(
            "insert or replace into task values (?, ?, ?, ?, ?, ?, ?, ?)",
            *(key.dag, key.run, key.task, key.map_index),
            *(row.state.value, row.try_number, row.max_tries, row.duration_s),
        )

    def tasks(self, dag: str, run: str) -> list[TaskRow]:
        """The task instances of a run."""
        found = self._do("select * from task where dag = ? and run = ? order by task, map_index", dag, run)
        return [TaskRow(TaskKey(*each[:4]), State(each[4]), *each[5:]) for each in found]

    def forget(self, dag: str, run: str, tasks: Iterable[str]) -> None:
        """Clears the states and XComs of these tasks, before they run again."""
        for task in tasks:
            self._do("delete from task where dag = ? and run = ? and task = ?", dag, run, task)
            self._do("delete from xcom where dag = ? and run = ? and task = ?", dag, run, task)

    # ---------------------------------------------------------------------------------------------------------- xcoms

    def push(self, at: TaskKey, key: str, value: Any, length: int | None) -> None:
        """Keeps a value in Airflow's serialized form; `length` is how many instances it maps into."""
        self._do(
            "insert or replace into xcom (dag, run, task, map_index, key, value, length) values (?, ?, ?, ?, ?, ?, ?)",
            *(at.dag, at.run, at.task, at.map_index, key, json.dumps(value), length),
        )

    def pull(self, at: TaskKey, key: str) -> tuple[Any] | None:
        """The value one task instance pushed, in a tuple; None when there is none."""
        found = self._do(
            "select value from xcom where dag = ? and run = ? and task = ? and map_index = ? and key = ?",
            *(at.dag, at.run, at.task, at.map_index, key),
        )
        return (json.loads(found[0][0]),) if found else None

    def pull_all(self, dag: str, run: str, task: str, key: str) -> list[Any]:
        """The values all instances of a task pushed, by map index."""
        found = self._do(
            "select value from xcom where dag = ? and run = ? and task = ? and key = ? order by map_index",
            *(dag, run, task, key),
        )
        return [json.loads(each[0]) for each in found]

    def pull_latest(self, dag: str, run: str, key: str) -> tuple[Any] | None:
        """The value pushed last under a key by any task of a run: what 2.x answers without `task_ids`."""
        sql = "select value from xcom where dag = ? and run = ? and key = ? order by id desc limit 1"
        found = self._do(sql, dag, run, key)
        return (json.loads(found[0][0]),) if found else None

    def pull_prior(self, at: TaskKey, key: str) -> tuple[Any] | None:
        """As `pull`, from the latest run up to this one that has a value."""
        found = self._do(
            "select x.value from xcom x join run r on r.dag = x.dag and r.run = x.run where x.dag = ? and x.task = ?"
            " and x.map_index = ? and x.key = ? and coalesce(r.logical_date, '') <= coalesce((select logical_date"
            " from run where dag = ? and run = ?), '9') order by r.logical_date desc limit 1",
            *(at.dag, at.task, at.map_index, key, at.dag, at.run),
        )
        return (json.loads(found[0][0]),) if found else None

    def mapped_length(self, at: TaskKey) -> int | None:
        """How many instances the value a task returned maps into; None while it has returned none."""
        found = self._do(
            "select length from xcom where dag = ? and run = ? and task = ? and map_index = -1"
            " and key = 'return_value'",
            *(at.dag, at.run, at.task),
        )
        return found[0][0] if found else None

    def delete(self, at: TaskKey, key: str) -> None:
        """Removes one value."""
        self._do(
            "delete from xcom where dag = ? and run = ? and task = ? and map_index = ? and key = ?",
            *(at.dag, at.run, at.task, at.map_index, key),
        )

    def keys(self, at: TaskKey) -> list[str]:
        """The keys one task instance pushed."""
        found = self._do(
            "select key from xcom where dag = ? and run = ? and task = ? and map_index = ?",
            *(at.dag, at.run, at.task, at.map_index),
        )
        return [each[0] for each in found]

    def xcoms(self, dag: str, run: str) -> Iterator[tuple[str, int, str, Any]]:
        """Every value of a run: task, map index, key, value."""
        sql = "select task, map_index, key, value from xcom where dag = ? and run = ? order by task, map_index, key"
        for task, map_index, key, value in self._do(sql, dag, run):
            yield task, map_index, key, json.loads(value)

    # --------------------------------------------------------------------------------------------------------- assets

    def tell_asset(self, event: AssetEvent) -> None:
        """Keeps an event; its id is made here."""
        source = event.source
        self._do(
            "insert into asset_event (name, uri, extra, alias, dag, run, task, map_index, at)"
            " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *(event.name, event.uri, json.dumps(event.extra), event.alias),
            *(source.dag, source.run, source.task, source.map_index, event.at),
        )

    def asset_events(
        self, name: str | None = None, uri: str | None = None, alias: str | None = None
    ) -> list[AssetEvent]:
        """The events of an asset, or through an alias, oldest first."""
        found = self._do(
            "select * from asset_event where (?1 is null or name = ?1) and (?2 is null or uri = ?2)"
            " and (?3 is null or alias = ?3) order by id",
            *(name, uri, alias),
        )
        return [
            AssetEvent(number, of, at_uri, json.loads(extra), through, TaskKey(*source), at)
            for number, of, at_uri, extra, through, *source, at in found
        ]

    # --------------------------------------------------------------------------------------------------- small values

    def keep(self, scope: str, key: str, value: Any) -> None:
        """Keeps a small value: a variable a task set, a task's or an asset's own state."""
        self._do("insert or replace into kept values (?, ?, ?)", scope, key, json.dumps(value))

    def kept(self, scope: str, key: str) -> tuple[Any] | None:
        """A small value in a tuple; None when there is none."""
        found = self._do("select value from kept where scope = ? and key = ?", scope, key)
        return (json.loads(found[0][0]),) if found else None

    def kept_keys(self, scope: str) -> list[str]:
        """The keys kept in a scope, sorted."""
        return [each[0] for each in self._do("select key from kept where scope = ? order by key", scope)]

    def drop(self, scope: str, key: str | None = None) -> None:
        """Removes one small value, or all of a scope."""
        if key is None:
            self._do("delete from kept where scope = ?", scope)
        else:
            self._do("delete from kept where scope = ? and key = ?", scope, key)
