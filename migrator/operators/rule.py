"""The language in which providers state facts: which arguments of an operator or a call name data, and how.

A place is a URI whose holes are argument names: `s3://{bucket}/{key}`. Dots reach into dicts and lists
(`{configuration.query.query}`), `{schema?}` may be absent, and a hole that ends in `conn_id` (Kafka's in `config_id`)
stands for the host its connection knows. The scheme `sql` is whatever system that connection turns out to be. A place
whose holes are not all given is not there; ` | ` stands between places of which the first that is there counts. A list
fills its hole once per element, holes below one list of dicts go together (`{tables.dataset}.{tables.name}`), and a
value that is a whole URI stands for the place itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

WRITES = ("append", "overwrite", "merge", "delete", "ddl", "unknown")
HOLE = re.compile(r"\{([\w.+-]+)(\?)?\}")
PLACE = re.compile(r"^(?:[a-z][a-z0-9+.-]*://|file:|\{)")

# Why an argument leads to no data: the words that `aside` uses again and again.
PROGRAM = "a program, not data"
IMAGE = "a container's image, not data"
JOB = "which job, not which data"
CONTENT = "the data itself, not where it lies"
RECIPIENT = "who is told, not data"


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
    qualify their tables, `host` what names their host outright, the first of several that is there. `more_sql` are
    further such pairs, with a system of their own as a third where it is another.
    `write` says how `writes` are written, `write_by` the argument that says it (`WRITE_TRUNCATE`, `append`; after
    ` | ` the next one). `appends` are places written that grow unless `write_by` says otherwise, `deletes` places
    emptied. `partition` is the argument that says which part of the data is meant.

    `turned_by` is an argument and the value of it that makes reads of the writes and writes of the reads (`get`);
    `deleted_by` one that makes deletes of the writes, and nothing is read; `moved_by` one with which what is read is
    gone afterwards. `shell` names an argument that is a command line, `passed` those handed on to a program: what an
    option names in or out is read or written, any other URI there is said to be of unknown direction. `aside` are the
    arguments that lead to no data, each with the reason, and `because` is the reason why no argument tells all. `old`
    are import paths the operator has had, `renamed` older names of arguments and what they are called now.

    For calls, `positions` are the names of the positional arguments and `self` is the object called on, whose own call
    dots reach into: `{self.0}` is the first argument it was made with. `on` are the calls before it in a chain, by
    their names, each worth its first argument, and the options set there by theirs: `{on.mode}`, `{on.dbtable}` of
    `df.write.mode("append").option("dbtable", "t").save()`. `opens` is the argument with the mode of `open`. `starts`
    is a system in which the call starts work that no edge shows. `datasets_in` and `datasets_out` are arguments with
    datasets of OpenLineage's. `returned` is what a task's own function returns, as an argument of its operator.
    """

    name: str
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    appends: tuple[str, ...] = ()
    waits: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    deletes: tuple[str, ...] = ()
    sql: tuple[str, str] | None = None
    more_sql: tuple[tuple[str, str] | tuple[str, str, str], ...] = ()
    system: str | None = None
    around: tuple[str, ...] = ()
    host: str | None = None
    defaults: Mapping[str, str] = field(default_factory=dict)
    kind: Kind = Kind.WORK
    write: str = "unknown"
    write_by: str | None = None
    shell: str | None = None
    passed: tuple[str, ...] = ()
    opens: str | None = None
    partition: str | None = None
    turned_by: tuple[str, str] | None = None
    deleted_by: tuple[str, str] | None = None
    moved_by: tuple[str, str] | None = None
    positions: tuple[str, ...] = ()
    aside: Mapping[str, str] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    old: tuple[str, ...] = ()
    starts: str | None = None
    datasets_in: str | None = None
    datasets_out: str | None = None
    because: str = ""

    def __post_init__(self) -> None:
        if self.write not in WRITES:
            raise ValueError(f"{self.name}: write={self.write!r} is none of {', '.join(WRITES)}")
        for place in self.places:
            for side in place.split(" | "):
                if not PLACE.match(side) or set("{}") & set(HOLE.sub("", side)):
                    example = "a URI whose holes are argument names, as in 's3://{bucket}/{key}'"
                    raise ValueError(f"{self.name}: {side!r} is no place; a place is {example}")

    @property
    def statements(self) -> tuple[tuple[str, str, str | None], ...]:
        """Every (SQL argument, connection argument, system) of the rule."""
        pairs = ((self.sql,) if self.sql else ()) + self.more_sql
        return tuple((pair[0], pair[1], pair[2] if len(pair) > 2 else self.system) for pair in pairs)

    @property
    def places(self) -> tuple[str, ...]:
        """Every place of the rule, whatever is done there."""
        return (*self.reads, *self.writes, *self.appends, *self.waits, *self.checks, *self.deletes)

    @property
    def names_data(self) -> bool:
        """Whether any argument leads to data."""
        return bool(self.places or self.statements or self.shell)

    def names(self) -> tuple[str, ...]:
        """Every argument that the rule speaks of, once."""
        return tuple(dict.fromkeys(name for name, _ in self._words()))

    def accounts_for(self, argument: str) -> str | None:
        """What the rule makes of an argument, in a word, or why it is not data; None when it says nothing of it."""
        inside = f"{argument}."
        for name, what in self._words():
            if name == argument or name.startswith(inside):
                return what
        # What holds for the whole of a dict holds for each of its entries.
        return next((why for name, why in self.aside.items() if argument.startswith(f"{name}.")), None)

    def _words(self) -> Iterator[tuple[str, str]]:
        for word in ("reads", "writes", "appends", "waits", "checks", "deletes"):
            for place in getattr(self, word):
                yield from ((found[0], word) for found in HOLE.findall(place))
        for argument, _, _ in self.statements:
            yield argument, "sql"
        yield from ((name, "shell") for name in (self.shell,) if name)
        yield from self.aside.items()
        yield from ((name, "passed") for name in self.passed)
        yield from ((name, "partition") for name in (self.partition,) if name)
        yield from ((name, "around") for name in self.around)
        yield from ((found[0], "host") for found in HOLE.findall(self.host or ""))


INSIDE = "its data is named inside the job it starts"


def asides(why: str, *names: str) -> dict[str, str]:
    """These arguments, each with this reason why it leads to no data."""
    return dict.fromkeys(names, why)


def no_data(kind: Kind, *names: str, because: str = "", aside: Mapping[str, str] | None = None) -> tuple[Rule, ...]:
    """Rules for operators that touch no data of their own, one per name."""
    return tuple(Rule(name, kind=kind, because=because, aside=aside or {}) for name in names)


def job(
    name: str,
    *named: str,
    program: tuple[str, ...] = (),
    image: tuple[str, ...] = (),
    passed: tuple[str, ...] = (),
    old: tuple[str, ...] = (),
    because: str = INSIDE,
) -> Rule:
    """The rule for an operator that starts work elsewhere, on data none of its arguments names outright: those that
    say which job, which are its `program` or `image`, and what is `passed` to it."""
    aside = asides(JOB, *named) | asides(PROGRAM, *program) | asides(IMAGE, *image)
    return Rule(name, kind=Kind.JOB, passed=passed, aside=aside, old=old, because=because)


def job_sensor(name: str, *named: str, old: tuple[str, ...] = ()) -> Rule:
    """The rule for a sensor that waits for a job of another system, not for data; `named` say which."""
    because = "it waits for a job, not for data"
    return Rule(name, kind=Kind.SENSOR, aside=asides(JOB, *named), old=old, because=because)


def methods(
    owner: str,
    place: str,
    *,
    reads: tuple[str, ...] = (),
    writes: tuple[str, ...] = (),
    deletes: tuple[str, ...] = (),
    write: str = "merge",
    positions: tuple[str, ...] = (),
    defaults: Mapping[str, str] | None = None,
) -> tuple[Rule, ...]:
    """The rules for methods of a class that all touch one place, by what they do there."""
    given = defaults or {}
    return (
        *(Rule(f"{owner}.{name}", reads=(place,), positions=positions, defaults=given) for name in reads),
        *(
            Rule(f"{owner}.{name}", writes=(place,), write=write, positions=positions, defaults=given)
            for name in writes
        ),
        *(Rule(f"{owner}.{name}", deletes=(place,), positions=positions, defaults=given) for name in deletes),
    )


@dataclass(frozen=True, slots=True)
class Hook:
    """A class that opens a database by an Airflow connection: what its constructor calls the connection (also at that
    `position`), the connection used when none is given, and the system, None where only the connection tells. The
    methods of every hook of a database (`hook.run`) are those of one that `speaks_sql`."""

    name: str
    connection: str
    default: str | None
    system: str | None
    old: tuple[str, ...] = ()
    position: int = 0
    speaks_sql: bool = True
