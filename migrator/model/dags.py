"""What a DAG file declares: DAGs, tasks, groups, schedules, edges, and what the tasks' code does."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from migrator.model.values import Arguments, Condition, Span, Value, argument

# https://airflow.apache.org/docs/apache-airflow/stable/authoring-and-scheduling/cron.html
PRESETS = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@quarterly": "0 0 1 */3 *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}


class AssetOperator(str, Enum):
    """How the assets of an asset schedule join."""

    AND = "and"
    OR = "or"


@dataclass(frozen=True, slots=True)
class AssetName:
    """An Airflow Asset (Dataset) or AssetAlias as it is declared; `uri` is what schedules print. A `watched` one is
    updated by Airflow itself, when its watcher sees something happen outside."""

    uri: str
    name: str | None = None
    alias: bool = False
    watched: bool = False


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
    `callback` is the callback that does it (`on_failure_callback`), which then is a condition too, or None. `quote` is
    its line, without secrets.
    """

    call: str
    receiver: Value | None
    arguments: Arguments
    when: Condition
    span: Span
    callback: str | None = None
    quote: str = ""


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


class Support(str, Enum):
    """What a declared edge between two tasks is good for: the lower task reads what the upper writes, or takes its
    output; some task below reads what one above writes, and this edge is on the way; other edges give the same order;
    nothing known needs it; what one of the two touches is not known; or it is not for the audit to say."""

    UNJUDGED = "unjudged"
    DATA = "data"
    XCOM = "xcom"
    CARRIES = "carries"
    REDUNDANT = "redundant"
    ORDER = "order only"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Edge:
    """`downstream` comes after `upstream`; each end is a task, or the key of an asset. `support` is the audit's word on
    a declared edge between tasks of one DAG."""

    upstream: TaskRef | str
    downstream: TaskRef | str
    kind: EdgeKind
    when: Condition
    evidence: tuple[Evidence, ...]
    support: Support = Support.UNJUDGED


@dataclass(frozen=True, slots=True)
class Dag:
    """A DAG as its file declares it. `id` is None when only run time knows it.

    `settings` are the arguments DAG received (`schedule` too, as written); `order` holds ORDER and XCOM edges between
    its own tasks. `written_for` is "1.10", "2" or "3", or None when nothing in the file tells. `parent` is the
    task of a SubDagOperator that runs it: Airflow lists it as `parent.child`, and starts it only through that task.
    `effects` are those of the DAG's own callbacks.
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
    parent: TaskRef | None = None
    effects: tuple[Effect, ...] = ()

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
