"""What becomes of it all: steps, islands, partitions, and the Plan that everything downstream obeys."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from migrator.model.advice import Advice, Freshness, Wave
from migrator.model.code import Code
from migrator.model.dags import AssetExpression, Interval, TaskRef
from migrator.model.data import Finding
from migrator.model.values import Arguments, Span, Value


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
    expression is a name of the data interval (`ds`, `data_interval_start`, ...); `resource` is a `Resource.name`.
    `values` are (name, value) of the parameters that the task itself gives."""

    statements: tuple[str, ...]
    parameters: tuple[tuple[str, str], ...]
    resource: str
    dialect: str
    source: str | None = None
    values: Arguments = ()


# In the values of a body, as in the feeds of `Code`: a Known is a constant, an Output what another task made, and a
# Template a text whose holes are named as a `RunValue.expression`, `var.NAME` for a Variable or `xcom:TASK.KEY`.


@dataclass(frozen=True, slots=True)
class Function:
    """A Python function of the user's, as code motion gave it: moved here or imported, and what it is called with.

    `resources` are (connection id, `Resource.name`) of the hooks that it is fed with, as `HookUse` names them."""

    code: Code
    resources: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Command:
    """A process to start: its arguments, its environment's names and values (`alone`: it inherits no others), and the
    folder it starts in, None for an empty one of its own. An exit code of `skips` means: nothing was made, and what is
    below is skipped. What it hands on, if anything takes it, is the last line it prints."""

    argv: tuple[Value, ...]
    environment: Arguments = ()
    alone: bool = False
    folder: Value | None = None
    skips: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Dbt:
    """A dbt invocation: the project's folder, the subcommand, its selectors, and further words of the command line
    (`--target`, `prod`)."""

    project: str
    command: str
    select: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class External:
    """Work another system does (a Databricks job, an EMR step, a load into BigQuery), with the arguments it is started
    with, named as Airflow's operator names them; `action` is that operator's name: `s3_copy_object`."""

    system: str
    arguments: Arguments
    action: str = ""


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
    `zone`); a key is the window's start spelled with `key_format`; `interval` says where the run lies. A window that
    ends after `end` (as `start`) is none, nor one that starts at a tick of a cron in `exclusions`. `dimensions` of a
    MULTI are (name, Partitions); `keys` are a STATIC's."""

    kind: PartitionKind = PartitionKind.NONE
    cron: str | None = None
    zone: str = "UTC"
    start: str | None = None
    key_format: str | None = None
    interval: Interval = Interval.BEFORE
    keys: tuple[str, ...] = ()
    dimensions: tuple[tuple[str, Partitions], ...] = ()
    end: str | None = None
    exclusions: tuple[str, ...] = ()


UNPARTITIONED = Partitions()


class MappingKind(str, Enum):
    """Which partitions of what it reads a partition needs: the windows that its own overlaps, moved by offsets; all
    there are; the last one."""

    WINDOWS = "windows"
    ALL = "all"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class PartitionMapping:
    """Which partitions of `key` a step's partition needs, where that is not simply the same. The offsets of WINDOWS
    count windows of the step itself: -1 and -1 is the one before."""

    key: str
    kind: MappingKind
    start_offset: int = 0
    end_offset: int = 0
    because: str = ""


class Backfill(str, Enum):
    """How several partitions of a step are made anew: each in a run of its own; all in one run, since the work is the
    same for any of them; one after the other, each after the one before."""

    EACH = "each"
    ONCE = "once"
    IN_ORDER = "in order"


@dataclass(frozen=True, slots=True)
class Check:
    """An asset check: on which asset, whether what is below waits for it, which task it was, and what it runs, which
    fails where that task failed."""

    name: str
    asset: str
    blocking: bool
    task: TaskRef | None = None
    body: Body | None = None
    because: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Data that nobody here makes and some task waited for: its key, looked at every `interval_s` seconds for at most
    `timeout_s`; `body` is what tells that it is there, where no look at the data itself does."""

    key: str
    system: str
    watched_by: tuple[TaskRef, ...]
    interval_s: float
    timeout_s: float
    because: str
    body: Body | None = None


class Ending(str, Enum):
    """How work ends that a hook hears of."""

    SUCCESS = "success"
    FAILURE = "failure"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Hook:
    """What happens when the work that makes the keys `after` has ended so: a task that told somebody."""

    name: str
    on: Ending
    task: TaskRef
    after: tuple[str, ...]
    body: Body
    because: str


@dataclass(frozen=True, slots=True)
class Step:
    """A unit of the new world. `id` comes from its asset keys and tasks and survives regeneration.

    `bodies` say what each of `tasks` does, one for each in the same order: several where tasks of one DAG fill a table
    one after the other (create, delete, insert), and then all of them are native or none is.
    `writes` are the keys it materializes, never empty: work without data writes its own `airflow:` key. `results` are
    (key, task id) of those `writes` that hold what a task hands to others and stores nowhere. `follows` are keys that
    must be there first though nothing is read from them (the DAG's order). `settings` are (name, value) of what a
    target needs: `retries`, `retry_delay_s`, `retry_backoff`, `owner`, ... `mappings` say which partitions
    of a key it needs, where not simply the same; `backfill` how several of its own are made anew.
    """

    id: str
    tasks: tuple[TaskRef, ...]
    becomes: Becomes
    bodies: tuple[Body, ...]
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    follows: tuple[str, ...]
    checks: tuple[Check, ...]
    partitions: Partitions
    settings: Arguments
    because: str
    group: str
    results: tuple[tuple[str, str], ...] = ()
    mappings: tuple[PartitionMapping, ...] = ()
    backfill: Backfill = Backfill.EACH

    @property
    def dag(self) -> str:
        """The DAG whose tasks it does; `group` is what its assets are shown under, by default the same."""
        return self.tasks[0].dag if self.tasks else self.group

    @property
    def island(self) -> str | None:
        """The island that runs this step; None for a native one."""
        return next((body.island for body in self.bodies if isinstance(body, Wrapped)), None)


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
    HAND = "by hand"


@dataclass(frozen=True, slots=True)
class Automation:
    """What starts a DAG's steps: for a SCHEDULE, `cron` in `zone`; for a CONDITION, new events of `assets`, whose
    `keys` are (URI, key); for a SENSOR, what the DAG's own timetable answers; HAND is nothing but a person. `settings`
    are (name, value) of what a target needs of the DAG: `is_paused_upon_creation`, `max_active_runs`, ..."""

    name: str
    kind: AutomationKind
    steps: tuple[str, ...]
    cron: str | None
    zone: str
    settings: Arguments
    because: str
    path: str = ""
    dag: str = ""
    assets: AssetExpression | None = None
    keys: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Disposition:
    """What becomes of one item (a task, or `dag: setting`), where it went, and why."""

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
class Plan:
    """Everything decided. `dispositions` are of tasks, `settled` of triggers and settings. `root` is the project's;
    `names` maps each key written or read to a readable unique path of identifiers that targets use; `moved` are (key,
    the key that it had before)."""

    root: str
    steps: tuple[Step, ...] = ()
    resources: tuple[Resource, ...] = ()
    automations: tuple[Automation, ...] = ()
    dispositions: tuple[Disposition, ...] = ()
    islands: tuple[Island, ...] = ()
    equivalence: tuple[Equivalence, ...] = ()
    advice: tuple[Advice, ...] = ()
    waves: tuple[Wave, ...] = ()
    freshness: tuple[Freshness, ...] = ()
    findings: tuple[Finding, ...] = ()
    names: tuple[tuple[str, tuple[str, ...]], ...] = ()
    sources: tuple[Source, ...] = ()
    hooks: tuple[Hook, ...] = ()
    settled: tuple[Disposition, ...] = ()
    moved: tuple[tuple[str, str], ...] = ()

    def name(self, key: str) -> tuple[str, ...]:
        """The readable path of a key; who needs many makes a dict of `names`. Raises KeyError for an unknown key."""
        return dict(self.names)[key]


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a target can do natively, declared in its folder; what it cannot stays in an island.

    `bodies` are the kinds of body it writes; `sql_systems` (system, suffixes of the environment names its resource is
    configured by), and `external_systems` those whose work it starts, a word for all of it (`s3`) or for one action
    (`s3.s3_copy_object`). `hook_classes` are (class name of a hook of Airflow's, system) in whose place a resource may
    stand, as far as code calls no more than `hook_methods` on it; `values` says that SQL may have values of the task's
    own, `run_values` are the first words of the `RunValue` expressions that it computes (`ds`, `params`; `*` for all).
    `gates` are steps that choose what runs below, `joins` those that run when none of several failed and one has
    produced; `checks` hold an asset to a rule, `sources` watch data from outside, `hooks` hear how a run ended, and
    `waits` says that a DAG's work begins when what others make is there. `partitions` are the kinds of division;
    `reserved` are the words nothing may be called there."""

    target: str
    bodies: tuple[type[Body], ...] = (Sql,)
    sql_systems: tuple[tuple[str, tuple[str, ...]], ...] = ()
    external_systems: tuple[str, ...] = ()
    hook_classes: tuple[tuple[str, str], ...] = ()
    hook_methods: tuple[str, ...] = ()
    gates: bool = False
    joins: bool = False
    checks: bool = False
    sources: bool = False
    hooks: bool = False
    partitions: tuple[PartitionKind, ...] = (PartitionKind.NONE, PartitionKind.TIME)
    reserved: tuple[str, ...] = ()
    values: bool = False
    waits: bool = False
    run_values: tuple[str, ...] = ("ds", "ds_nodash", "ts", "end_ds", "ds_add")
