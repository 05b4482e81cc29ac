"""The tables that an expression of SQLAlchemy touches: `insert(orders).from_select(...)`, `select(Order).where(...)`.

A table is a `Table("name", ...)`, or a model of the project, which reading shows as one.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.lineage.texts import text_of
from migrator.model import Call, Items, Known, Mapping, Mode, Value, Write

TABLE = "sqlalchemy.Table"
# Functions that name their table, and methods of a table: how they touch it.
WRITES = {"insert": Write.APPEND, "update": Write.MERGE, "delete": Write.DELETE}
READS = ("select", "query", "exists", "union", "union_all", "select_from", "get")
# Far beyond what people write.
DEEPEST = 40
Touched = tuple[str, Mode, Write | None]


def is_expression(value: Value) -> bool:
    """Whether a value is made by SQLAlchemy's expression language, whatever is known of its tables."""
    return isinstance(value, Call) and any(_kind(call) for call in _calls(value))


def touched(value: Value) -> Iterator[Touched]:
    """Each table an expression reads or writes, what is read first; nothing for any other value."""
    if not is_expression(value) and name_of(value) is None:
        return
    found = list(dict.fromkeys(_touched(value, 0)))
    written = {name for name, mode, _ in found if mode is Mode.WRITE}
    yield from sorted(
        (one for one in found if one[1] is Mode.WRITE or one[0] not in written), key=lambda one: one[1] is Mode.WRITE
    )


def name_of(value: Value) -> str | None:
    """The name of a `Table`, with its schema; None for what is none."""
    if not isinstance(value, Call) or value.name not in TABLES:
        return None
    given = dict(value.arguments)
    names = (given.get("schema"), given.get("0", given.get("name")))
    texts = [text_of(one) for one in names if one is not None and not (isinstance(one, Known) and one.value is None)]
    return ".".join(text for text in texts if text) or None


TABLES = (TABLE, "sqlalchemy.schema.Table", "sqlalchemy.sql.schema.Table", "sqlalchemy.table", "sqlalchemy.sql.table")


def _touched(value: Value, depth: int) -> Iterator[Touched]:
    if depth > DEEPEST:
        return
    name = name_of(value)
    if name is not None:
        yield name, Mode.READ, None
        return
    match value:
        case Items(values=values):
            for inner in values:
                yield from _touched(inner, depth + 1)
        case Mapping(entries=entries):
            for _, inner in entries:
                yield from _touched(inner, depth + 1)
        case Call():
            write = WRITES.get(value.name.rpartition(".")[2])
            target = _target(value) if write is not None and value.name.startswith("sqlalchemy.") else None
            if target is not None:
                yield target, Mode.WRITE, write
            for _, inner in value.arguments:
                if target is None or name_of(inner) != target:
                    yield from _touched(inner, depth + 1)


def _target(call: Call) -> str | None:
    given = dict(call.arguments)
    return next((name for key in ("self", "0", "table") if key in given and (name := name_of(given[key]))), None)


def _kind(call: Call) -> bool:
    first, _, last = call.name.partition(".")[0], "", call.name.rpartition(".")[2]
    return first == "sqlalchemy" and (last in WRITES or last in READS) and not call.name.endswith(".Session.get")


def _calls(value: Value) -> Iterator[Call]:
    """A call, and those that it was made on."""
    depth = 0
    while isinstance(value, Call) and depth < DEEPEST:
        yield value
        value = dict(value.arguments).get("self", Known(None))
        depth += 1
