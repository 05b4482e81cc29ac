"""The tables of the store, the same in SQLite and PostgreSQL, and statements that follow from them.

Their names begin with `migrate_`, so that they may lie in a database that holds other things. In PostgreSQL they are
where its `search_path` leads: `postgresql://host/db?options=-csearch_path%3Dours` puts them in a schema of their own.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, Index, Integer, MetaData, Table
from sqlalchemy import Text as AnyText

# Dates are ISO text and ids are in order: a language's own order would be another one in each database.
TEXT = AnyText().with_variant(AnyText(collation="C"), "postgresql")
NUMBER = BigInteger().with_variant(Integer(), "sqlite")
SECONDS = Float(53)

TABLES = MetaData()
# One more with each change of the tables below. A store of before there was a number has the first form.
FORMAT = 2


def _text(name: str, *, key: bool = False) -> Column[str]:
    return Column(name, TEXT, primary_key=key)


def _instance(*, key: bool) -> list[Column[str] | Column[int]]:
    """The four columns that name a task instance."""
    index: Column[int] = Column("map_index", Integer, primary_key=key, autoincrement=False)
    return [_text("dag", key=key), _text("run", key=key), _text("task", key=key), index]


RUN = Table(
    "migrate_run",
    TABLES,
    *(_text("dag", key=True), _text("run", key=True)),
    *(_text("logical_date"), _text("interval_start"), _text("interval_end"), _text("run_after"), _text("state")),
)
TASK = Table(
    "migrate_task",
    TABLES,
    *_instance(key=True),
    *(_text("state"), Column("try_number", Integer), Column("max_tries", Integer), Column("duration_s", SECONDS)),
    *(_text("holder"), Column("interrupted", Integer), _text("request"), _text("waits")),
)
XCOM = Table(
    "migrate_xcom",
    TABLES,
    Column("id", NUMBER, primary_key=True),
    *_instance(key=False),
    *(_text("key"), _text("value"), Column("length", Integer)),
)
Index("migrate_xcom_of", *(XCOM.c[name] for name in ("dag", "run", "task", "map_index", "key")), unique=True)
ASSET_EVENT = Table(
    "migrate_asset_event",
    TABLES,
    Column("id", NUMBER, primary_key=True),
    # Made before it is written: what is written again after a connection was lost is there once.
    Column("mark", TEXT, unique=True),
    *(_text("name"), _text("uri"), _text("extra"), _text("alias")),
    *_instance(key=False),
    _text("at"),
)
HOLDER = Table(
    "migrate_holder",
    TABLES,
    *(_text("id", key=True), _text("host"), Column("pid", Integer)),
    *(Column("began", NUMBER), Column("until", SECONDS)),
)
CLAIM = Table(
    "migrate_claim",
    TABLES,
    *(_text("dag", key=True), _text("run", key=True), _text("task", key=True)),
    _text("holder"),
)
Index("migrate_claim_of", CLAIM.c.holder)
# One row: which form these tables have.
FORMAT_TABLE = Table("migrate_format", TABLES, Column("number", Integer, primary_key=True, autoincrement=False))
KEPT = Table("migrate_kept", TABLES, _text("scope", key=True), _text("key", key=True), _text("value"))


def columns(table: Table) -> str:
    """The columns of a table, as a `select` names them."""
    return ", ".join(table.columns.keys())


def upsert(table: Table) -> str:
    """The statement that writes a row, in place of the one with its key."""
    names, key = list(table.columns.keys()), list(table.primary_key.columns.keys())
    new = ", ".join(f"{name} = excluded.{name}" for name in names if name not in key)
    values = ", ".join(f":{name}" for name in names)
    return (
        f"insert into {table.name} ({', '.join(names)}) values ({values}) on conflict ({', '.join(key)}) do update"
        f" set {new}"
    )
