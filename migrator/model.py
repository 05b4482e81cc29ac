"""The facts we read and the decisions we take, as frozen dataclasses. Imports nothing of ours.

Facts are a `Project` (what `analyze` prints); decisions are a `Plan` (what a person may override and every later
stage obeys). Whatever could not be read is an `Unknown` with its reason: nothing here is ever a silent guess.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from enum import Enum

# ---------------------------------------------------------------------------------------------- places and conditions


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a file of the project: `path` relative to its root with `/`, `line` from 1."""

    path: str
    line: int


@dataclass(frozen=True, slots=True, order=True)
class Choice:
    """One decision only run time takes: `expression` as it stands in the source, and the side taken here."""

    expression: str
    taken: bool
    span: Span


@dataclass(frozen=True, slots=True, order=True)
class Condition:
    """The choices under which something holds; empty: always."""

    choices: tuple[Choice, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.choices)

    def and_(self, choice: Choice) -> Condition:
        """This condition with one more choice; a choice already made is not repeated."""
        return self if choice in self.choices else Condition((*self.choices, choice))

    def text(self) -> str:
        """For people: `env == 'prod' and not dry_run`; empty when it always holds."""
        return " and ".join(c.expression if c.taken else f"not ({c.expression})" for c in self.choices)


ALWAYS = Condition()

# ------------------------------------------------------------------------------------------------------------- values

Scalar = (
    str | int | float | bool | None | bytes | datetime.datetime | datetime.date | datetime.time | datetime.timedelta
)


@dataclass(frozen=True, slots=True)
class Known:
    """A value the text decides. `assumed` names the settings whose default was taken on the way to it."""

    value: Scalar
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hole:
    """What stands at `text[start:start + len(name) + 2]` of a Template, there spelled `{name}`."""

    start: int
    name: str
    because: str


@dataclass(frozen=True, slots=True)
class Template:
    """A string with parts only run time fills, each readable in place: `raw.events_{params.day}`."""

    text: str
    holes: tuple[Hole, ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list, tuple or set. `rest` says that, and why, unknown further elements may follow."""

    values: tuple[Value, ...]
    kind: str = "list"
    rest: Unknown | None = None


@dataclass(frozen=True, slots=True)
class Mapping:
    """A dict, in order. `rest` says that, and why, unknown further entries may follow."""

    entries: tuple[tuple[Value, Value], ...]
    rest: Unknown | None = None

    def get(self, key: str) -> Value | None:
        """The value under a known string key, the last one winning; None when it is not there."""
        found = None
        for name, value in self.entries:
            if isinstance(name, Known) and name.value == key:
                found = value
        return found


@dataclass(frozen=True, slots=True)
class Reference:
    """A function, class or module. `path` is a file of the project, or None for what is imported from outside it;
    then `qualname` is the full import path and `line` 0."""

    path: str | None
    qualname: str
    line: int


@dataclass(frozen=True, slots=True)
class Output:
    """What a task returns or pushes: the XCom `key` of the task with that full id in the same DAG."""

    task: str
    key: str = "return_value"


@dataclass(frozen=True, slots=True)
class Call:
    """A call that evaluation did not enter: `name` is the full import path, or a project function's qualname.
    Positional arguments are named "0", "1", ..."""

    name: str
    arguments: Arguments


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value only run time could tell. `because` is shown to people as it stands."""

    source: str
    because: str


Value = Known | Template | Items | Mapping | Reference | Output | Call | Unknown
Arguments = tuple[tuple[str, Value], ...]


def argument(arguments: Arguments, name: str) -> Value | None:
    """The value given under this name, or None when it is not given."""
    return next((value for key, value in arguments if key == name), None)


# -------------------------------------------------------------------------------------------------- what Airflow calls


class AssetOperator(str, Enum):
    """How the assets of an asset schedule join."""

    AND = "and"
    OR = "or"


@dataclass(frozen=True, slots=True)
class AssetName:
    """An Airflow Asset (Dataset) or AssetAlias as it is declared; `uri` is what schedules print."""

    uri: str
    name: str | None = None
    alias: bool = False


@dataclass(frozen=True, slots=True)
class AssetGroup:
    """`a & b` or `a | b` of an asset schedule; a plain list is AND."""

    operator: AssetOperator
    parts: tuple[AssetName | AssetGroup, ...]


AssetExpression = AssetName | AssetGroup


class TimetableKind(str, Enum):
    NONE = "none"
    ONCE = "once"
    CONTINUOUS = "continuous"
    CRON = "cron"
    DELTA = "delta"
    ASSETS = "assets"
    CUSTOM = "custom"
    UNKNOWN = "unknown"


class Interval(str, Enum):
    """Where a run's data interval lies: the interval that ends when it runs (Airflow 2), or the moment of the run
    (Airflow 3, `create_cron_data_intervals=False`)."""

    BEFORE = "before"
    AT = "at"


@dataclass(frozen=True, slots=True)
class Timetable:
    """When a DAG runs. `text` spells it as Airflow prints it: cron, `@daily`, `timedelta:SECONDS`,
    `assets:URI,URI`, `timetable:CLASS`, or None for a DAG without a schedule."""

    text: str | None
    kind: TimetableKind
    cron: str | None = None
    seconds: float | None = None
    zone: str = "UTC"
    interval: Interval = Interval.BEFORE
    assets: AssetExpression | None = None
    because: str | None = None


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """A task group of a DAG: its full id, its parent's (None at the top), and whether it is expanded."""

    id: str
    parent: str | None
    mapped: bool
    span: Span


@dataclass(frozen=True, slots=True, order=True)
class TaskRef:
    """A task's name in the whole project: two Airflow versions may live in one tree, so the file belongs to it.
    `dag` is `Dag.name`."""

    path: str
    dag: str
    task: str


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing a task's Python or shell code does, in order: the raw material of lineage.

    `call` is the full import path of what is called (`pandas.read_sql`, `builtins.open`), or for a method the path of
    its receiver's class and the method (`airflow.providers.postgres.hooks.postgres.PostgresHook.run`), or `shell` with
    one argument "0", the command line. `receiver` is the object a method is called on, as the Call that made it.
    """

    call: str
    receiver: Value | None
    arguments: Arguments
    when: Condition
    span: Span


@dataclass(frozen=True, slots=True)
class Task:
    """A task as its DAG file declares it. `dag` is `Dag.name`; `id` the full id, group prefixes included.

    `operator` is a class name, `@task`, `@task.branch` or `@asset`; `import_path` where the file imports it from;
    `bases` the import paths of a project class's ancestors, nearest first. `arguments` are what the operator receives,
    `default_args` merged in, names as written. For TaskFlow, `python_callable` is a Reference and the call's arguments
    are `op_args` and `op_kwargs`. `mapped` arguments hold what is mapped over.
    """

    dag: str
    id: str
    operator: str
    import_path: str
    arguments: Arguments
    group: str | None
    mapped: bool
    trigger_rule: str
    retries: int
    effects: tuple[Effect, ...]
    when: Condition
    span: Span
    bases: tuple[str, ...] = ()
    mapped_arguments: Arguments = ()
    setup: bool = False
    teardown: bool = False
    source: str = ""

    def argument(self, name: str) -> Value | None:
        """The value of an argument, mapped or not, or None when it is not given."""
        found = argument(self.arguments, name)
        return argument(self.mapped_arguments, name) if found is None else found


class Ground(str, Enum):
    """What an inferred fact rests on."""

    DECLARED = "declared"
    OPERATOR = "operator"
    SQL = "sql"
    CODE = "code"
    XCOM = "xcom"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why we believe a fact: its ground, the place, and the source quoted there (one line, shortened)."""

    ground: Ground
    span: Span
    quote: str


class EdgeKind(str, Enum):
    ORDER = "order"
    DATA = "data"
    XCOM = "xcom"
    TRIGGER = "trigger"
    SENSOR = "sensor"


@dataclass(frozen=True, slots=True)
class Edge:
    """`downstream` comes after `upstream`; each end is a task, or the key of an asset."""

    upstream: TaskRef | str
    downstream: TaskRef | str
    kind: EdgeKind
    when: Condition
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Dag:
    """A DAG as its file declares it. `id` is None when only run time knows it.

    `settings` are the arguments DAG received (`schedule` too, as written); `order` holds ORDER and XCOM edges between
    its own tasks. `written_for` is "1.10", "2" or "3", or None when nothing in the file tells.
    """

    path: str
    id: str | None
    timetable: Timetable
    settings: Arguments
    tasks: tuple[Task, ...]
    order: tuple[Edge, ...]
    written_for: str | None
    when: Condition
    span: Span
    groups: tuple[TaskGroup, ...] = ()

    @property
    def name(self) -> str:
        """Its id, or a stand-in by line that no real id can equal (Airflow refuses `:` in ids)."""
        return self.id if self.id is not None else f"unknown:{self.span.line}"

    def ref(self, task: Task) -> TaskRef:
        """The task's name in the whole project."""
        return TaskRef(self.path, self.name, task.id)

    def setting(self, name: str) -> Value | None:
        """What DAG received under this name, or None."""
        return argument(self.settings, name)


# ------------------------------------------------------------------------------------------------------------ the data


@dataclass(frozen=True, slots=True, order=True)
class Asset:
    """A table, file or other data. `key` is permanent and made only by `identity.py`; `system` as in `postgres`, `s3`,
    `file`; `name` what people call it. `attributes` hold what may change, such as a resolved host."""

    key: str
    system: str
    name: str
    attributes: tuple[tuple[str, str], ...] = ()


class Mode(str, Enum):
    READ = "read"
    WRITE = "write"
    CHECK = "check"
    WAIT = "wait"


class Write(str, Enum):
    APPEND = "append"
    OVERWRITE = "overwrite"
    MERGE = "merge"
    DELETE = "delete"
    DDL = "ddl"
    UNKNOWN = "unknown"


class Certainty(str, Enum):
    """How far a fact may be trusted, worst last: always so; so under a condition; its name has unknown parts."""

    CERTAIN = "certain"
    CONDITIONAL = "conditional"
    PARTIAL = "partial"


@dataclass(frozen=True, slots=True)
class Access:
    """A task reads, writes, checks or waits for an asset.

    `write` is None unless mode is WRITE; `partition` the template of the part touched (`{ds}`), or None for all or
    unknown; `columns` pairs of (`asset key.column` read, column written); `position` orders the accesses of one task.
    """

    task: TaskRef
    mode: Mode
    asset: str
    position: int
    when: Condition
    evidence: tuple[Evidence, ...]
    write: Write | None = None
    partition: str | None = None
    columns: tuple[tuple[str, str], ...] = ()
    unknown_parts: tuple[str, ...] = ()

    @property
    def certainty(self) -> Certainty:
        """The one place where certainty is derived."""
        if self.unknown_parts:
            return Certainty.PARTIAL
        return Certainty.CONDITIONAL if self.when else Certainty.CERTAIN


class Severity(str, Enum):
    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        """0 for a note, 1 for a warning, 2 for an error."""
        return ("note", "warning", "error").index(self.value)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a person must know about their DAGs; `fix` says what to do. Codes are listed in `findings.py`."""

    code: str
    severity: Severity
    message: str
    span: Span
    fix: str
    also: tuple[Span, ...] = ()


class FileStatus(str, Enum):
    DAGS = "dags"
    NONE = "none"
    PARTIAL = "partial"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that was read, what came of it and, unless all is well, why."""

    path: str
    status: FileStatus
    because: str | None
    written_for: str | None


@dataclass(frozen=True, slots=True)
class Project:
    """Everything read: the facts. `root` is absolute; every other path is relative to it."""

    root: str
    files: tuple[SourceFile, ...] = ()
    dags: tuple[Dag, ...] = ()
    assets: tuple[Asset, ...] = ()
    accesses: tuple[Access, ...] = ()
    edges: tuple[Edge, ...] = ()
    findings: tuple[Finding, ...] = ()

    def with_findings(self, *more: Finding) -> Project:
        """The same facts with more findings, in a stable order, none twice."""
        merged = dict.fromkeys((*self.findings, *more))
        return replace(self, findings=tuple(sorted(merged, key=lambda f: (f.span, f.code, f.message))))

    def asset(self, key: str) -> Asset:
        """The asset with this key. Raises KeyError when there is none."""
        for asset in self.assets:
            if asset.key == key:
                return asset
        raise KeyError(key)


# ------------------------------------------------------------------------------------------------------- the decisions


class Becomes(str, Enum):
    """What becomes of a task, trigger or setting."""

    ASSET = "asset"
    STEP = "step"
    CHECK = "check"
    AUTOMATION = "automation"
    HOOK = "hook"
    RESOURCE = "resource"
    FOLDED = "folded"
    WRAPPED = "wrapped"
    OUTSIDE = "outside"
    AIRFLOW = "stays in Airflow"


@dataclass(frozen=True, slots=True)
class Sql:
    """SQL that stays SQL: `statements` with `:name` where a value is bound, `parameters` (name, expression) where the
    expression is a name of the data interval (`ds`, `data_interval_start`, ...); `resource` is a `Resource.name`."""

    statements: tuple[str, ...]
    parameters: tuple[tuple[str, str], ...]
    resource: str
    dialect: str
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Function:
    """A Python function of the user's: where it is, and what it is called with."""

    path: str
    qualname: str
    arguments: Arguments


@dataclass(frozen=True, slots=True)
class Command:
    """A process to start: its arguments, and its environment's names and values."""

    argv: tuple[Value, ...]
    environment: Arguments = ()


@dataclass(frozen=True, slots=True)
class Dbt:
    """A dbt invocation: the project's folder, the subcommand, and its selectors."""

    project: str
    command: str
    select: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class External:
    """Work another system does (a Databricks job, an EMR step), with the arguments it is started with."""

    system: str
    arguments: Arguments


@dataclass(frozen=True, slots=True)
class Wrapped:
    """The unmodified task, run by the shim inside the island with this id."""

    island: str


Body = Sql | Function | Command | Dbt | External | Wrapped


class PartitionKind(str, Enum):
    NONE = "none"
    TIME = "time"
    STATIC = "static"
    MULTI = "multi"


@dataclass(frozen=True, slots=True)
class Partitions:
    """How an asset is divided. For TIME: windows between ticks of `cron` in `zone` from `start` (ISO date-time in
    `zone`); a key is the window's start spelled with `key_format`; `interval` says where the run lies. `dimensions` of
    a MULTI are (name, Partitions); `keys` are a STATIC's."""

    kind: PartitionKind = PartitionKind.NONE
    cron: str | None = None
    zone: str = "UTC"
    start: str | None = None
    key_format: str | None = None
    interval: Interval = Interval.BEFORE
    keys: tuple[str, ...] = ()
    dimensions: tuple[tuple[str, Partitions], ...] = ()


UNPARTITIONED = Partitions()


@dataclass(frozen=True, slots=True)
class Check:
    """An asset check: on which asset, and whether what is below waits for it."""

    name: str
    asset: str
    blocking: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A unit of the new world. `id` comes from its asset keys and tasks and survives regeneration.

    `writes` are the keys it materializes, never empty: work without data writes its own `airflow:` key. `follows` are
    keys that must be there first though nothing is read from them (the DAG's order). `settings` are (name, value) of
    what a target needs: `retries`, `retry_delay_s`, `retry_backoff`, `owner`, ...
    """

    id: str
    tasks: tuple[TaskRef, ...]
    becomes: Becomes
    body: Body
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    follows: tuple[str, ...]
    checks: tuple[Check, ...]
    partitions: Partitions
    settings: Arguments
    because: str
    group: str


@dataclass(frozen=True, slots=True)
class Resource:
    """A connection the new world needs. `variables` are the environment names it is configured by."""

    name: str
    connection: str
    system: str
    variables: tuple[str, ...]


class AutomationKind(str, Enum):
    SCHEDULE = "schedule"
    SENSOR = "sensor"
    CONDITION = "condition"


@dataclass(frozen=True, slots=True)
class Automation:
    """What starts work: for a SCHEDULE, `cron` in `zone` over the steps named; `settings` as in Step."""

    name: str
    kind: AutomationKind
    steps: tuple[str, ...]
    cron: str | None
    zone: str
    settings: Arguments
    because: str


@dataclass(frozen=True, slots=True)
class Disposition:
    """What becomes of one item (a task, or a setting of a DAG), where it went, and why."""

    item: str
    becomes: Becomes
    step: str | None
    because: str
    span: Span


@dataclass(frozen=True, slots=True)
class Island:
    """A closed group of tasks of one DAG that the shim runs unchanged."""

    id: str
    path: str
    dag: str
    tasks: tuple[str, ...]
    because: str


class Likeness(str, Enum):
    SAME = "same"
    APPROXIMATED = "approximated"
    ISLAND = "kept in the island"
    IMPOSSIBLE = "not possible"


@dataclass(frozen=True, slots=True)
class Equivalence:
    """One row of a DAG's table: a setting of Airflow's, and how it carries over."""

    path: str
    dag: str
    setting: str
    airflow: str
    target: str
    likeness: Likeness
    because: str


@dataclass(frozen=True, slots=True)
class Wave:
    """DAGs that move together, in order, and the keys that must be bridged meanwhile."""

    number: int
    dags: tuple[str, ...]
    bridges: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything decided. `root` is the project's; `names` maps each key written or read to a readable unique path of
    identifiers that targets use."""

    root: str
    steps: tuple[Step, ...] = ()
    resources: tuple[Resource, ...] = ()
    automations: tuple[Automation, ...] = ()
    dispositions: tuple[Disposition, ...] = ()
    islands: tuple[Island, ...] = ()
    equivalence: tuple[Equivalence, ...] = ()
    waves: tuple[Wave, ...] = ()
    findings: tuple[Finding, ...] = ()
    names: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def name(self, key: str) -> tuple[str, ...]:
        """The readable path of a key; who needs many makes a dict of `names`. Raises KeyError for an unknown key."""
        return dict(self.names)[key]


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a target can do natively, declared in its folder. `sql_systems` are (system, suffixes of the environment
    names its resource is configured by)."""

    target: str
    sql_systems: tuple[tuple[str, tuple[str, ...]], ...] = ()
