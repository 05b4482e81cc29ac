"""One connection to SQLite or PostgreSQL: statements, transactions, and a connection made again when it is lost.

Statements are written once, with `:name` for values, and run at the driver: a task costs some ten of them, and
SQLAlchemy's own way would take longer than the task's runner.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.schema import CreateColumn, CreateIndex, CreateTable, Table

from migrator.errors import MigratorError
from shim.store.tables import FORMAT, TABLES

T = TypeVar("T")

MEMORY = ":memory:"
# Any number: which lock processes take that make the tables at the same time.
MAKING_TABLES = 7_204_311
FIRST_WAIT_S = 0.05


class UnknownStore(MigratorError):
    """The place given for the store is of no kind we can use."""

    def __init__(self, shown: str) -> None:
        super().__init__(f"{shown!r} is no place for a store: give a file's path, sqlite:///PATH or postgresql://...")


class NoDriver(MigratorError):
    """PostgreSQL's driver is not installed."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"a store in PostgreSQL needs {name}, which is not installed: pip install 'airflow-to-assets[postgres]'"
        )


class StoreUnreachable(MigratorError):
    """Nobody answers where the store is said to be, or the database refuses us."""

    def __init__(self, shown: str, because: str) -> None:
        super().__init__(f"the store at {shown} cannot be used: {because}")


class OtherFormat(MigratorError):
    """The store was written by a version of ours that this one cannot go on from."""

    def __init__(self, shown: str, because: str) -> None:
        super().__init__(f"the store at {shown} {because}, or give another place")


class Undone(Exception):
    """Raised inside `atomically` to leave everything as it was; `atomically` lets it pass."""


class Database:
    """A connection by the store's place: a path, `:memory:`, or a URL.

    `clock` stands for the database's own clock. `patience_s` is how long a lost connection is tried again.
    """

    def __init__(self, where: str, clock: Callable[[], float] | None = None, patience_s: float = 30.0) -> None:
        self.where = where
        self._url = _url_of(where)
        self.shown = self._url.render_as_string(hide_password=True) if "://" in where else where
        self.sqlite = self._url.get_backend_name() == "sqlite"
        try:
            self._dialect = create_engine(self._url).dialect
        except ModuleNotFoundError as error:
            raise NoDriver(error.name or "its driver") from None
        self._clock, self._patience_s = clock, patience_s
        self._lock = threading.RLock()
        self._depth = 0
        self._texts: dict[str, str] = {}
        self._db = self._connect()
        self._make_tables()

    def close(self) -> None:
        """Lets go of the database."""
        with self._lock:
            self._db.close()

    def now(self) -> float:
        """Seconds since 1970 by the database's clock, which is one for all who share it."""
        if self._clock is not None:
            return self._clock()
        sql = "select (julianday('now') - 2440587.5) * 86400.0" if self.sqlite else NOW_POSTGRESQL
        return float(self._do(sql)[0][0])

    def atomically(self, work: Callable[[], T]) -> T:
        """What `work` returns, whose reads and writes happen as one: all of them, or none when it raises.

        Nobody else writes meanwhile in SQLite; in PostgreSQL the rows it writes are its own. `work` is called again
        when the connection was lost, so it does nothing but ask the store.
        """
        with self._lock:
            if self._depth:
                return work()
            return self._again(lambda: self._whole(work))

    def exclusively(self, name: str, work: Callable[[], T]) -> T:
        """As `atomically`, while nobody else is at work under this name: for what is read, decided and written."""

        def alone() -> T:
            if not self.sqlite:  # where `begin immediate` keeps everybody out
                self._do("select pg_advisory_xact_lock(hashtextextended(:name, 0))", name=name)
            return work()

        return self.atomically(alone)

    def _whole(self, work: Callable[[], T]) -> T:
        self._db.execute("begin immediate" if self.sqlite else "begin")
        self._depth += 1
        try:
            found = work()
            self._db.execute("commit")
        except BaseException:
            with contextlib.suppress(*self._errors):
                self._db.execute("rollback")
            raise
        finally:
            self._depth -= 1
        return found

    def _do(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        """The rows of a statement."""
        with self._lock:
            if self.sqlite:
                return self._db.execute(sql, values).fetchall()  # type: ignore[no-any-return]
            if self._depth:
                return self._fetch(sql, values)
            return self._again(lambda: self._fetch(sql, values))

    def _fetch(self, sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
        found = self._texts.get(sql)
        if found is None:
            found = self._texts[sql] = str(text(sql).compile(dialect=self._dialect))
        with self._db.cursor() as cursor:
            cursor.execute(found, values)
            return [] if cursor.description is None else list(cursor.fetchall())

    # ------------------------------------------------------------------------------------------------ the connection

    def _connect(self) -> Any:
        if self.sqlite:
            return _connect_sqlite(self._url.database or MEMORY, self.shown)
        positional, named = self._dialect.create_connect_args(self._url)
        try:
            return _Autocommit(self._dialect.connect(*positional, **named))
        except self._errors as error:
            # The driver's own message, without the traceback, in which the URL stands.
            raise StoreUnreachable(self.shown, self._without_password(error)) from None

    @property
    def _errors(self) -> tuple[type[BaseException], ...]:
        dbapi: Any = self._dialect.dbapi
        return (dbapi.Error,)

    def _without_password(self, error: BaseException) -> str:
        said = " ".join(str(error).split())
        return said.replace(str(self._url.password), "***") if self._url.password else said

    def _again(self, work: Callable[[], T]) -> T:
        """What `work` returns, tried again over a new connection where the one there is was lost."""
        wait, until = FIRST_WAIT_S, time.monotonic() + self._patience_s
        while True:
            try:
                return work()
            except self._errors as error:
                if self.sqlite or not self._lost(error):
                    raise
            while True:
                try:
                    self._db = self._connect()
                    break
                except StoreUnreachable:
                    if time.monotonic() + wait > until:
                        raise
                time.sleep(wait)
                wait *= 2

    def _lost(self, error: BaseException) -> bool:
        return bool(self._dialect.is_disconnect(error, self._db.driver, None))  # type: ignore[arg-type]

    def _make_tables(self) -> None:
        """Makes what is not there, also in a store of an older version. Several processes may begin at once: one of
        them makes it. Raises OtherFormat."""

        def make() -> None:
            if not self.sqlite:
                self._do("select pg_advisory_xact_lock(:number)", number=MAKING_TABLES)
            for table in TABLES.sorted_tables:
                self._db.execute(_ddl(CreateTable(table, if_not_exists=True), self._dialect))
            self._carry_over()
            for index in (each for table in TABLES.sorted_tables for each in table.indexes):
                self._db.execute(_ddl(CreateIndex(index, if_not_exists=True), self._dialect))

        try:
            self.atomically(make)
        except self._errors as error:
            raise StoreUnreachable(self.shown, self._without_password(error)) from None

    def _carry_over(self) -> None:
        """Gives the tables of an older store the columns that came since, and the number of today's format."""
        found = max((number for (number,) in self._do("select number from migrate_format")), default=0)
        if found > FORMAT:
            raise OtherFormat(
                self.shown, f"has format {found}, this version knows {FORMAT}: use the version that wrote it"
            )
        if found == FORMAT:
            return
        for table in TABLES.sorted_tables:
            there = self._columns_there(table)
            for column in (each for each in table.columns if each.name not in there):
                if column.primary_key or column.unique:
                    because = f"is too old ({table.name} has no {column.name}): finish its runs with that version"
                    raise OtherFormat(self.shown, because)
                self._db.execute(f"alter table {table.name} add column {_ddl(CreateColumn(column), self._dialect)}")
        self._do("delete from migrate_format")
        self._do("insert into migrate_format (number) values (:number)", number=FORMAT)

    def _columns_there(self, table: Table) -> set[str]:
        if self.sqlite:
            return {row[1] for row in self._do(f"pragma table_info({table.name})")}
        sql = "select attname from pg_attribute where attrelid = to_regclass(:name) and attnum > 0 and not attisdropped"
        return {row[0] for row in self._do(sql, name=table.name)}


NOW_POSTGRESQL = "select extract(epoch from clock_timestamp())"


class _Autocommit:
    """A psycopg connection that has the `execute` of SQLite's."""

    def __init__(self, driver: Any) -> None:
        driver.autocommit = True
        self.driver = driver
        self.close, self.cursor = driver.close, driver.cursor

    def execute(self, sql: str) -> None:
        with self.driver.cursor() as cursor:
            cursor.execute(sql)


def _ddl(element: Any, dialect: Any) -> str:
    return str(element.compile(dialect=dialect))


def _url_of(where: str) -> URL:
    """The URL of a place. Raises UnknownStore, which shows no more than the beginning of what is not one."""
    if "://" not in where:
        return URL.create("sqlite", database=where)
    scheme = where.partition("://")[0]
    try:
        # What is common elsewhere, and what SQLAlchemy calls it.
        url = make_url(f"postgresql{where[len(scheme) :]}" if scheme == "postgres" else where)
        backend, driver = url.get_backend_name(), url.get_driver_name()
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise UnknownStore(f"{scheme}://...") from None
    if backend not in ("sqlite", "postgresql") or (backend == "sqlite" and driver != "pysqlite"):
        raise UnknownStore(f"{scheme}://...")
    # One driver, whichever this version of SQLAlchemy takes by itself: the one that Dagster's storage needs too.
    return url.set(drivername="postgresql+psycopg2") if url.drivername == "postgresql" else url


def _connect_sqlite(path: str, shown: str) -> sqlite3.Connection:
    try:
        if path != MEMORY:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            # What tasks return is nobody else's to read.
            Path(path).touch(mode=0o600)
            Path(path).chmod(0o600)
        found = sqlite3.connect(path, timeout=60, check_same_thread=False, isolation_level=None)
        found.execute("pragma journal_mode=wal")
        found.execute("pragma synchronous=normal")
    except (OSError, sqlite3.Error) as error:
        raise StoreUnreachable(shown, str(error)) from error
    return found
