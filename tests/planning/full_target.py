"""A target that can do everything, and one that can do little: plans are tried with both."""

from __future__ import annotations

import typing

from migrator import model
from migrator.model import Capabilities, PartitionKind, Wrapped
from migrator.operators.facts import Catalogue
from migrator.planning.native.systems import system_of

SYSTEMS = str.split(
    "sqlite postgres mysql mssql snowflake bigquery redshift trino presto duckdb oracle databricks athena hive "
    "teradata vertica exasol impala sql spark"
)


def every_system() -> tuple[str, ...]:
    """Every system that an operator of ours starts work in."""
    return tuple(sorted({system for rule in Catalogue().rules() if (system := system_of(rule))}))


FULL = Capabilities(
    target="everything",
    bodies=tuple(body for body in typing.get_args(model.Body) if body is not Wrapped),
    sql_systems=tuple((system, ("URL",)) for system in SYSTEMS),
    external_systems=every_system(),
    hook_classes=tuple((hook.name.rpartition(".")[2], hook.system or "sql") for hook in Catalogue().hooks()),
    hook_methods=("*",),
    values=True,
    waits=True,
    run_values=("*",),
    gates=True,
    joins=True,
    checks=True,
    sources=True,
    hooks=True,
    partitions=tuple(PartitionKind),
)
LITTLE = Capabilities(target="little", bodies=(), partitions=(PartitionKind.NONE,))
ONLY_SQL = Capabilities(target="sql", sql_systems=(("sqlite", ("PATH",)),))
