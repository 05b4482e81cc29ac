"""The language in which providers state facts: which arguments of an operator or a call name data, and how.

A place is a URI whose holes are argument names: `s3://{bucket}/{key}`. Dots reach into dicts and lists
(`{configuration.query.query}`), `{schema?}` may be absent, and a hole that ends in `conn_id` stands for the host its
connection knows. The scheme `sql` is whatever system that connection turns out to be. A place whose holes are not all
given is not there; ` | ` stands between places of which the first that is there counts. A list fills its hole once per
element, and a value that is a whole URI stands for the place itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

WRITES = ("append", "overwrite", "merge", "delete", "ddl", "unknown")


class Kind(str, Enum):
    """What a task is for, as far as its operator decides it."""

    WORK = "work"
    PYTHON = "python"
    BASH = "bash"
    EMPTY = "empty"
    BRANCH = "branch"
    SHORT_CIRCUIT = "short circuit"
    SENSOR = "sensor"
    CHECK = "check"
    NOTIFICATION = "notification"
    TRIGGER = "trigger"
    # Moves data from one place to another.
    TRANSFER = "transfer"
    # Starts work that another system does with data no argument names.
    JOB = "job"
    # Makes, changes or removes what work needs: a cluster, a bucket, a job's definition.
    CONTROL = "control"
    DBT = "dbt"


@dataclass(frozen=True, slots=True)
class Rule:
    """What is known of one operator, or of one function or method that tasks call.

    `sql` names an argument that holds SQL and the one that holds its connection: the statements then say what is read
    and written, in the dialect of `system` unless the connection map knows better; `around` are the arguments that
    qualify their tables. `more_sql` are further such pairs. `write` says how `writes` are written, `write_by` the
    argument that says it (`WRITE_TRUNCATE`, `append`). `deletes` are places emptied. `partition` is the argument that
    says which part of the data is meant.

    `turned_by` is an argument and the value of it that makes reads of the writes and writes of the reads (`get`).
    For calls, `positions` are the names of the positional arguments and `self` is the object called on, whose own call
    dots reach into: `{self.0}` is the first argument it was made with. `opens` is the
    argument with the mode of `open`. `shell` names an argument that is a command line.
    `starts` is a system in which the call starts work that no edge shows.
    """

    name: str
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    waits: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    deletes: tuple[str, ...] = ()
    sql: tuple[str, str] | None = None
    more_sql: tuple[tuple[str, str], ...] = ()
    system: str | None = None
    around: tuple[str, ...] = ()
    defaults: Mapping[str, str] = field(default_factory=dict)
    kind: Kind = Kind.WORK
    write: str = "unknown"
    write_by: str | None = None
    shell: str | None = None
    opens: str | None = None
    partition: str | None = None
    turned_by: tuple[str, str] | None = None
    positions: tuple[str, ...] = ()
    old: tuple[str, ...] = ()
    starts: str | None = None
    because: str = ""

    def __post_init__(self) -> None:
        if self.write not in WRITES:
            raise ValueError(f"{self.name}: write={self.write!r} is none of {', '.join(WRITES)}")

    @property
    def statements(self) -> tuple[tuple[str, str], ...]:
        """Every (SQL argument, connection argument) of the rule."""
        return ((self.sql,) if self.sql else ()) + self.more_sql

    @property
    def places(self) -> tuple[str, ...]:
        """Every place of the rule, whatever is done there."""
        return (*self.reads, *self.writes, *self.waits, *self.checks, *self.deletes)

    @property
    def names_data(self) -> bool:
        """Whether any argument leads to data."""
        return bool(self.places or self.statements or self.shell)


def no_data(kind: Kind, *names: str, because: str = "") -> tuple[Rule, ...]:
    """Rules for operators that touch no data of their own, one per name."""
    return tuple(Rule(name, kind=kind, because=because) for name in names)


def jobs(*names: str) -> tuple[Rule, ...]:
    """Rules for operators that start work elsewhere, on data that none of their arguments names."""
    return no_data(Kind.JOB, *names, because="its data is named inside the job it starts")


def job_sensors(*names: str) -> tuple[Rule, ...]:
    """Rules for sensors that wait for a job of another system, not for data."""
    return no_data(Kind.SENSOR, *names, because="it waits for a job, not for data")


@dataclass(frozen=True, slots=True)
class Hook:
    """A class that opens a database by an Airflow connection: what its constructor calls the connection (also its
    first position), the connection used when none is given, and the system, None where only the connection tells."""

    name: str
    connection: str
    default: str | None
    system: str | None
    old: tuple[str, ...] = ()
