"""Which tables one parsed statement reads and writes, and how: one small function for each kind of statement."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from sqlglot import exp

from migrator.lineage.sql.facts import Effect, Touch
from migrator.lineage.sql.names import Namespace, is_place, is_temporary
from migrator.lineage.sql.partitions import condition_text, partition_text
from migrator.lineage.sql.reads import table_parts, tables
from migrator.lineage.sql.statement import Statement
from migrator.model import Write

# Functions that move data between the tables their arguments name: (position read, position written).
_MOVERS = {"SWAP_PARTITIONS_BETWEEN_TABLES": (0, 3), "MOVE_PARTITIONS_TO_TABLE": (0, 3), "COPY_TABLE": (0, 1)}


def effect(tree: Any, dialect: str, names: Namespace, text: str) -> Effect:
    """What one parsed statement of this text does to which tables; Postgres lets its CTEs write, too."""
    statement = Statement(tree, dialect, names, text)
    for cte in getattr(tree.args.get("with_"), "expressions", ()):
        if isinstance(cte.this, exp.DML):
            statement.effect.touches += effect(cte.this, dialect, names, text).touches
    act = _act(tree.__class__)
    if act is not None:
        act(statement)
    return statement.effect


@lru_cache(maxsize=512)
def _act(kind: type) -> Callable[[Statement], None] | None:
    """What reads statements of this class; None when they touch nothing."""
    return next((act for known, act in _ACTS if issubclass(kind, known)), None)


def _query(s: Statement) -> None:
    s.read(s.tree)
    for into in s.tree.find_all(exp.Into) if "INTO" in s.capitals else ():
        # In PL/SQL what follows INTO are variables.
        if isinstance(into.this, exp.Table) and s.dialect not in ("oracle", "bigquery", "mysql"):
            temporary = bool(into.args.get("temporary")) or is_temporary(into.this)
            s.write(into.this, Write.OVERWRITE, temporary=temporary, makes=True)
    if any(name in s.capitals for name in _MOVERS):
        for call in s.tree.find_all(exp.Anonymous):
            _mover(s, call)


def _mover(s: Statement, call: Any) -> None:
    """Notes what a function that moves data between named tables reads and writes."""
    positions = _MOVERS.get(call.name.upper())
    texts = [item.name if isinstance(item, exp.Literal) and item.is_string else None for item in call.expressions]
    if positions is None or len(texts) <= max(positions):
        return
    for index, how in zip(positions, (None, Write.OVERWRITE), strict=True):
        if text := texts[index]:
            s.effect.touches.append(Touch(s.spelled(tuple(text.split(".")))[0], how))


def _insert(s: Statement) -> None:
    tree = s.tree
    s.read(tree.expression, tree.args.get("source"))
    replaces = tree.args.get("overwrite") or tree.args.get("where")
    how = Write.OVERWRITE if replaces else Write.MERGE if tree.args.get("conflict") else Write.APPEND
    target = tree.this
    if isinstance(target, exp.Directory):
        s.place(target.this, how)
    elif s.write(target, how) and tree.args.get("where"):
        s.effect.touches[-1].partition = condition_text(tree.args["where"])


def _inserts(s: Statement) -> None:
    """INSERT ALL, and Hive's FROM ... INSERT ... INSERT."""
    s.read(s.tree.args.get("source"))
    for part in s.tree.expressions:
        insert = part.this if isinstance(part, exp.ConditionalInsert) else part
        s.read(insert.expression)
        s.write(insert.this, Write.OVERWRITE if insert.args.get("overwrite") else Write.APPEND)


def _create(s: Statement) -> None:
    tree = s.tree
    kind = str(tree.args.get("kind") or "").upper()
    if not kind.endswith(("TABLE", "VIEW", "STAGE", "STREAM", "MODEL")):
        return
    properties = tree.args.get("properties")
    listed = properties.expressions if properties is not None else []
    clone = tree.args.get("clone")
    s.read(tree.expression, clone.this if clone is not None else None)
    for item in listed:
        if isinstance(item, exp.LikeProperty | exp.UsingTemplateProperty):
            s.read(item.this)
        elif isinstance(item, exp.ToTableProperty):
            s.write(item.this, Write.APPEND)
        elif kind == "STAGE" and isinstance(item, exp.Property) and item.name.upper() == "URL":
            s.place(item.args.get("value"), None)
    filled = tree.expression is not None or clone is not None
    temporary = any(isinstance(item, exp.TemporaryProperty | exp.VolatileProperty) for item in listed)
    target = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
    s.write(
        target,
        Write.OVERWRITE if filled else Write.DDL,
        temporary=temporary or is_temporary(target),
        makes=True,
        kept=bool(tree.args.get("exists")) and not filled,
    )


def _cache(s: Statement) -> None:
    if s.tree.expression is not None:
        s.read(s.tree.expression)
        s.write(s.tree.this, Write.OVERWRITE, temporary=True, makes=True)


def _merge(s: Statement) -> None:
    tree = s.tree
    target = s.named(tree.this)
    s.read(tree.args.get("using"), tree.args.get("on"), tree.args.get("whens"), but=target[:1] if target else ())
    s.write(tree.this, Write.MERGE)


def _update(s: Statement) -> None:
    tree = s.tree
    target = _aliased(tree.this, [tree.args.get("from_"), *(tree.this.args.get("joins") or ())])
    target = _behind_cte(s, target)
    found = s.named(target)
    but = found[:1] if found else ()
    where = [tree.args.get("from_"), *tree.expressions, *(tree.this.args.get("joins") or ()), tree.args.get("where")]
    s.read(*where, but=but)
    s.write(target, Write.MERGE)


def _delete(s: Statement) -> None:
    tree = s.tree
    joins = list(tree.this.args.get("joins") or ()) if isinstance(tree.this, exp.Table) else []
    using = tree.args.get("using") or []
    around = [*(using if isinstance(using, list) else [using]), *joins]
    listed = tree.args.get("tables") or [tree.this]
    targets = [_behind_cte(s, _aliased(table, [tree.this, *around])) for table in listed]
    found = {name[0] for name in map(s.named, targets) if name}
    for node in ([tree.this] if tree.args.get("tables") else []) + around + [tree.args.get("where")]:
        s.read(node, but=found)
    partition = condition_text(tree.args.get("where"))
    for target in targets:
        s.write(target, Write.DELETE)
        if partition and s.effect.touches:
            s.effect.touches[-1].partition = s.effect.touches[-1].partition or partition


def _truncate(s: Statement) -> None:
    if not s.tree.args.get("is_database"):
        for table in s.tree.expressions:
            s.write(table, Write.DELETE)


def _drop(s: Statement) -> None:
    if str(s.tree.args.get("kind") or "").upper().endswith(("TABLE", "VIEW")):
        dropped = s.tree.args.get("tables") or [s.tree.this]
        for table in dropped:
            s.write(table, Write.DDL, ends=True)


def _alter(s: Statement) -> None:
    tree = s.tree
    if not str(tree.args.get("kind") or "TABLE").upper().endswith(("TABLE", "VIEW")):
        return
    name = s.write(tree.this, Write.DDL)
    for action in tree.args.get("actions") or ():
        if isinstance(action, exp.SwapTable):
            s.write(action.this, Write.DDL)
        elif isinstance(action, exp.AlterRename) and name:
            s.effect.touches.insert(0, Touch(name))
            renamed = s.write(action.this, Write.OVERWRITE)
            if renamed:
                s.effect.renames.append((name, renamed))
        else:
            s.read(action)


def _copy(s: Statement) -> None:
    """COPY INTO t FROM place, COPY t TO place, COPY (query) TO place: `kind` says that data comes in."""
    tree, files = s.tree, s.tree.args.get("files") or []
    inward = bool(tree.args.get("kind"))
    for file in files:
        if isinstance(file, exp.Table | exp.Subquery | exp.Query) and not isinstance(file, exp.Literal):
            s.read(file)
        else:
            s.place(file, None if inward else Write.OVERWRITE)
    what = tree.this
    if not inward:
        s.read(what)
    elif isinstance(what, exp.Literal):
        s.place(what, Write.OVERWRITE)
    else:
        schema = what.this if isinstance(what, exp.Schema) else what
        parts = table_parts(schema)
        s.write(what, Write.OVERWRITE if parts and is_place(parts[-1]) else Write.APPEND)


def _load(s: Statement) -> None:
    tree = s.tree
    s.place(tree.args.get("inpath"), None)
    for item in getattr(tree.args.get("files"), "expressions", ()):
        if isinstance(item, exp.Property) and item.name.lower() == "uris":
            for uri in getattr(item.args.get("value"), "expressions", ()):
                s.place(uri, None)
    name = s.write(tree.this, Write.OVERWRITE if tree.args.get("overwrite") else Write.APPEND)
    if name:
        last = s.effect.touches[-1]
        last.partition = last.partition or partition_text(tree.args.get("partition"))


def _looked_up(s: Statement) -> None:
    """SET and DECLARE with a query in them."""
    s.read(s.tree)


def _export(s: Statement) -> None:
    s.read(s.tree.this)
    for item in getattr(s.tree.args.get("options"), "expressions", ()):
        if isinstance(item, exp.Property) and item.name.lower() == "uri":
            s.place(item.args.get("value"), Write.OVERWRITE)


def _behind_cte(s: Statement, table: Any) -> Any:
    """The table that a CTE with only one of them stands for: T-SQL deletes and updates through CTEs."""
    cte = s.ctes.get(table.name.lower()) if isinstance(table, exp.Table) and not table.args.get("db") else None
    below = [found for found, _ in tables(cte.query, s.dialect, cte.scope)] if cte is not None else []
    return below[0] if len(below) == 1 else table


def _aliased(table: Any, around: list[Any]) -> Any:
    """The table an update's target means: `UPDATE t ... FROM orders AS t` writes `orders`."""
    if not isinstance(table, exp.Table) or table.args.get("db"):
        return table
    wanted = table.name.lower()
    for node in around:
        for other in _from_items(node):
            if other is not table and other.alias and other.alias.lower() == wanted:
                return other
    return table


def _from_items(node: Any) -> list[Any]:
    """The tables that stand directly in a FROM or JOIN."""
    if node is None:
        return []
    item = node.this if isinstance(node, exp.From | exp.Join) else node
    if not isinstance(item, exp.Table):
        return []
    return [item, *(other for join in item.args.get("joins") or () for other in _from_items(join))]


_ACTS: tuple[tuple[type, Callable[[Statement], None]], ...] = (
    (exp.Insert, _insert),
    (exp.Create, _create),
    (exp.Drop, _drop),
    (exp.Delete, _delete),
    (exp.Update, _update),
    (exp.Merge, _merge),
    (exp.TruncateTable, _truncate),
    (exp.Alter, _alter),
    (exp.Copy, _copy),
    (exp.LoadData, _load),
    (exp.Export, _export),
    (exp.MultitableInserts, _inserts),
    (exp.Cache, _cache),
    (exp.Set, _looked_up),
    (exp.Declare, _looked_up),
    (exp.Query, _query),
)
