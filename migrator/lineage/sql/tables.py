"""Which tables one parsed statement reads and writes, and how: one small function for each kind of statement."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from sqlglot import exp

from migrator.lineage.sql.facts import Effect, Touch
from migrator.lineage.sql.names import Namespace, is_place, is_temporary
from migrator.lineage.sql.partitions import condition_text, owned_text, partition_text
from migrator.lineage.sql.reads import paths, table_parts, tables
from migrator.lineage.sql.statement import Statement
from migrator.model import Write

# Properties of a table that say where its data lies.
_PLACES = frozenset(("external_location", "location", "path", "uris", "uri"))
# Functions that move data between the tables their arguments name: (position read, position written).
_MOVERS = {
    "SWAP_PARTITIONS_BETWEEN_TABLES": (0, 3),
    "MOVE_PARTITIONS_TO_TABLE": (0, 3),
    "COPY_PARTITIONS_TO_TABLE": (0, 3),
    "COPY_TABLE": (0, 1),
    # aws_s3 of Postgres on RDS: (table, columns, options, bucket, key, region)
    "TABLE_IMPORT_FROM_S3": (),
}


def effect(tree: Any, dialect: str, names: Namespace, text: str) -> Effect:
    """What one parsed statement of this text does to which tables; Postgres lets its CTEs write, too."""
    statement = Statement(tree, dialect, names, text)
    with_ = tree.args.get("with_")
    for cte in with_.expressions if with_ is not None else ():
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
    if "TABLE" in s.capitals and any(name in s.capitals for name in _MOVERS):
        for call in s.tree.find_all(exp.Anonymous):
            _mover(s, call)


def _mover(s: Statement, call: Any) -> None:
    """Notes what a function that moves data between named tables reads and writes."""
    positions = _MOVERS.get(call.name.upper())
    texts = [item.name if isinstance(item, exp.Literal) and item.is_string else None for item in call.expressions]
    if positions == () and len(texts) > 4 and texts[0] and texts[3] and texts[4]:
        s.effect.touches.append(Touch(f"s3://{texts[3]}/{texts[4]}", place=True))
        s.effect.touches.append(Touch(s.spelled(tuple(texts[0].split(".")))[0], Write.APPEND))
    if not positions or len(texts) <= max(positions):
        return
    for index, how in zip(positions, (None, Write.OVERWRITE), strict=True):
        if text := texts[index]:
            s.effect.touches.append(Touch(s.spelled(tuple(text.split(".")))[0], how))


def _insert(s: Statement) -> None:
    tree = s.tree
    infile = _infile(tree.expression)
    if infile:
        s.effect.touches.append(Touch(infile, place=True))
    else:
        s.read(tree.expression, tree.args.get("source"))
    s.read(tree.args.get("conflict"))
    replaces = tree.args.get("overwrite") or tree.args.get("where")
    merges = tree.args.get("conflict") or str(tree.args.get("alternative") or "").upper() == "REPLACE"
    how = Write.OVERWRITE if replaces else Write.MERGE if merges else Write.APPEND
    target = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
    if isinstance(target, exp.Subquery) and tree.expression is None:
        # INSERT (SELECT ...) without a word of what goes in: the parser lets it pass, no system does.
        s.read(target)
        return
    if isinstance(target, exp.Directory):
        s.place(target.this, how)
    elif isinstance(target, exp.Func):
        for path in paths(target):
            s.effect.touches.append(Touch(path, how, place=True))
    elif isinstance(target, exp.Subquery):
        _through(s, target, how)
    elif s.write(target, how) and tree.args.get("where"):
        s.effect.touches[-1].partition = condition_text(tree.args["where"])


def _infile(query: Any) -> str | None:
    """ClickHouse's INSERT ... FROM INFILE 'x', which the parser takes for a table with an alias."""
    table = getattr(query.args.get("from_"), "this", None) if isinstance(query, exp.Select) else None
    return table.alias if isinstance(table, exp.Table) and table.name.upper() == "INFILE" and table.alias else None


def _through(s: Statement, query: Any, how: Write) -> None:
    """Rows changed through a query in brackets are those of its table, when it has only one."""
    below = [found for found, _ in tables(query, s.dialect, s.ctes)]
    if len(below) == 1 and isinstance(query.this, exp.Query):
        s.write(below[0], how)
    else:
        s.effect.problems.append("which table behind the query is written is not known")


def _inserts(s: Statement) -> None:
    """INSERT ALL, and Hive's FROM ... INSERT ... INSERT."""
    s.read(s.tree.args.get("source"))
    # The parser drops the word of Snowflake's INSERT OVERWRITE ALL.
    every = s.tree.args.get("kind") is not None and "OVERWRITE" in s.capitals.split("INTO", 1)[0]
    for part in s.tree.expressions:
        insert = part.this if isinstance(part, exp.ConditionalInsert) else part
        s.read(insert.expression)
        how = Write.OVERWRITE if every or insert.args.get("overwrite") else Write.APPEND
        if isinstance(insert.this, exp.Directory):
            s.place(insert.this.this, how)
        else:
            s.write(insert.this, how)


def _create(s: Statement) -> None:
    tree = s.tree
    kind = str(tree.args.get("kind") or "").upper()
    clone = tree.args.get("clone")
    if kind.endswith(("FUNCTION", "MACRO")):
        # Like a procedure, it stands for what its body would do.
        s.read(tree.expression)
        return
    if not kind.endswith(("TABLE", "VIEW", "STAGE", "STREAM", "MODEL")):
        if clone is not None:
            s.effect.problems.append(f"every table of a {kind.lower()} is copied; which they are is not known")
        return
    properties = tree.args.get("properties")
    listed = list(properties.expressions) if properties is not None else []
    s.read(tree.expression, clone.this if clone is not None else None)
    temporary = any(isinstance(item, exp.TemporaryProperty | exp.VolatileProperty) for item in listed)
    # What a temporary table's columns are like is the script's own business.
    declared = tree.this.expressions if isinstance(tree.this, exp.Schema) and not temporary else ()
    for item in (*listed, *declared):
        if isinstance(item, exp.LikeProperty | exp.UsingTemplateProperty):
            s.read(item.this)
        elif isinstance(item, exp.ToTableProperty):
            s.write(item.this, Write.APPEND)
        elif kind == "STAGE" and isinstance(item, exp.Property) and item.name.upper() == "URL":
            s.place(item.args.get("value"), None)
    empty = any(isinstance(item, exp.WithDataProperty) and item.args.get("no") for item in listed)
    filled = (tree.expression is not None or clone is not None) and not empty
    for where in _locations(listed):
        if tree.expression is not None and not empty:
            s.place(where, Write.OVERWRITE)
        else:
            s.place(where, None, tied=True)
    target = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
    own = s.named(target)
    if kind.endswith("VIEW") and own is not None:
        # A recursive view names itself.
        s.effect.touches = [touch for touch in s.effect.touches if touch.write or touch.name != own[0]]
    s.write(
        target,
        Write.OVERWRITE if filled else Write.DDL,
        temporary=temporary or is_temporary(target),
        makes=True,
        kept=bool(tree.args.get("exists")) and not filled,
    )


def _locations(properties: list[Any]) -> Iterator[Any]:
    """The places over which a table is defined: LOCATION, `external_location`, `uris`, a path, ENGINE = S3(...)."""
    for item in properties:
        if isinstance(item, exp.LocationProperty):
            yield item.this
        elif isinstance(item, exp.OptionsProperty):
            yield from _locations(item.expressions)
        elif isinstance(item, exp.EngineProperty):
            yield from (exp.Literal.string(path) for path in paths(item.this))
        elif isinstance(item, exp.Property) and item.name.strip("'\"").lower() in _PLACES:
            yield item.args.get("value")


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
    alone = not tree.args.get("from_") and not tree.this.args.get("joins")
    s.write(target, Write.MERGE, partition=owned_text(tree.args.get("where"), target, alone))


def _delete(s: Statement) -> None:
    tree = s.tree
    joins = list(tree.this.args.get("joins") or ()) if isinstance(tree.this, exp.Table) else []
    using = tree.args.get("using") or []
    around = [*(using if isinstance(using, list) else [using]), *joins]
    listed = tree.args.get("tables") or [tree.this]
    if using and joins:
        # DELETE FROM a, b USING a JOIN b
        listed, joins = [tree.this, *(join.this for join in joins)], []
    targets = [_behind_cte(s, _aliased(table, [tree.this, *around])) for table in listed]
    found = {name[0] for name in map(s.named, targets) if name}
    for node in ([tree.this] if tree.args.get("tables") else []) + around + [tree.args.get("where")]:
        s.read(node, but=found)
    where, alone = tree.args.get("where"), not around and len(targets) == 1
    for target in targets:
        s.write(target, Write.DELETE, partition=condition_text(where) if alone else owned_text(where, target, False))


def _truncate(s: Statement) -> None:
    if not s.tree.args.get("is_database"):
        for table in s.tree.expressions:
            s.write(table, Write.DELETE, partition=partition_text(s.tree.args.get("partition")))


def _drop(s: Statement) -> None:
    if str(s.tree.args.get("kind") or "").upper().endswith(("TABLE", "VIEW", "STAGE")):
        dropped = s.tree.args.get("tables") or [s.tree.this]
        for table in dropped:
            s.write(table, Write.DDL, ends=True)


def _restored(s: Statement) -> None:
    """UNDROP TABLE."""
    if str(s.tree.args.get("kind") or "").upper().endswith(("TABLE", "VIEW")):
        s.write(s.tree.this, Write.DDL)


def _alter(s: Statement) -> None:
    tree = s.tree
    if not str(tree.args.get("kind") or "TABLE").upper().endswith(("TABLE", "VIEW")):
        return
    actions = tree.args.get("actions") or ()
    partition = next((found for action in actions if (found := _altered_part(action))), None)
    how = Write.DDL
    if any(isinstance(action, exp.Delete | exp.DropPartition) for action in actions):
        how = Write.DELETE
    elif any(isinstance(action, exp.Query) for action in actions):
        how = Write.OVERWRITE
    name = s.write(tree.this, how, partition=partition)
    for action in actions:
        if (location := action.args.get("location")) is not None:
            s.place(location.this if isinstance(location, exp.LocationProperty) else location, None, tied=True)
        if isinstance(action, exp.SwapTable):
            s.write(action.this, Write.DDL)
        elif isinstance(action, exp.AlterRename) and name:
            s.effect.touches.insert(0, Touch(name))
            renamed = s.write(action.this, Write.OVERWRITE)
            if renamed:
                s.effect.renames.append((name, renamed))
        else:
            s.read(action)


def _altered_part(action: Any) -> str | None:
    """The partition that an action of ALTER TABLE is about."""
    if isinstance(action, exp.Delete):
        return condition_text(action.args.get("where"))
    if isinstance(action, exp.DropPartition):
        return partition_text(next(iter(action.expressions), None))
    return partition_text(action.this) if isinstance(action, exp.AddPartition) else None


def _put(s: Statement) -> None:
    """PUT file stage, GET stage file."""
    s.place(s.tree.this, None)
    s.place(s.tree.args.get("target"), Write.APPEND)


def _read_only(s: Statement) -> None:
    """PIVOT t ... as a statement of its own."""
    s.read(s.tree)


def _refreshed(s: Statement) -> None:
    """REFRESH MATERIALIZED VIEW; REFRESH TABLE only forgets what was cached."""
    if str(s.tree.args.get("kind") or "").upper().endswith("VIEW"):
        s.write(s.tree.this, Write.OVERWRITE)


def _locked(s: Statement) -> None:
    """LOCKING ... statement."""
    s.effect = effect(s.tree.expression, s.dialect, s.names, s.capitals)


def _copy(s: Statement) -> None:
    """COPY INTO t FROM place, COPY t TO place, COPY (query) TO place: `kind` says that data comes in."""
    tree, files = s.tree, s.tree.args.get("files") or []
    first = getattr(tree.this.args.get("from_"), "this", None)
    if isinstance(first, exp.Table) and first.name.upper() == "DATABASE" and first.alias:
        s.effect.problems.append("every table of the database is copied; which they are is not known")
        return
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
        unloads = bool(parts and is_place(parts[-1]))
        s.write(what, Write.OVERWRITE if unloads else Write.APPEND)


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
    (exp.Put, _put),
    (exp.Get, _put),
    (exp.Undrop, _restored),
    (exp.Pivot, _read_only),
    (exp.Refresh, _refreshed),
    (exp.LockingStatement, _locked),
    (exp.Declare, _looked_up),
    (exp.Query, _query),
)
