"""One row for each setting of a DAG: how it carries over to the target, and if not, why.

A setting nobody wrote a row for is said to be not carried over: nothing is dropped in silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from migrator.model import (
    Arguments,
    Call,
    Dag,
    Equivalence,
    Interval,
    Items,
    Known,
    Mapping,
    Reference,
    Step,
    Task,
    Template,
    TimetableKind,
    Unknown,
    Value,
)
from migrator.operators.rule import Kind
from migrator.planning.equivalence.by_value import BY_VALUE
from migrator.planning.equivalence.of_dags import OF_DAGS
from migrator.planning.equivalence.of_tasks import OF_TASKS
from migrator.planning.equivalence.row import APPROXIMATED, IMPOSSIBLE, SAME, Homes, Row, at_home
from migrator.planning.partitions import Division
from migrator.secrets import MASK, is_secret, masked

# Said by the row of the schedule, or by those of what they hold.
SCHEDULE = ("schedule", "schedule_interval", "timetable", "default_args")
UNKNOWN = Row("nothing", IMPOSSIBLE, "no row says what this setting does, so nothing stands for it")
ARGUMENT = Row("the operators that take it", SAME, "an argument of operators: read with each task that has it")
# Of these what single tasks say is their structure, or said with the task.
OF_THE_TASK = frozenset(
    str.split(
        "task_id task_display_name dag default_args task_group inlets outlets doc doc_md doc_rst doc_json doc_yaml "
        "start_date end_date owner multiple_outputs map_index_template params do_xcom_push trigger_rule "
        "provide_context deferrable timeout"
    )
)
SENSORS = frozenset(
    "mode poke_interval timeout soft_fail silent_fail never_fail exponential_backoff max_wait deferrable".split()
)
VARIABLE = re.compile(r"\bvar\.(?:value|json)\.(?:get\(\s*['\"])?(?P<name>\w+)")
MOST = 3


def equivalence_of(
    dag: Dag, division: Division, root: str, steps: Iterable[Step], kind_of: Callable[[Task], Kind | None]
) -> tuple[Equivalence, ...]:
    """A row for the schedule, one for each setting of the DAG, its default_args and its tasks, and one for what has no
    setting; folders of the project are named from its `root`, as they are the same on every machine."""
    steps = tuple(steps)
    homes = Homes(
        any(step.island is None for step in steps),
        any(step.island is not None for step in steps),
        division.partitions.cron is not None,
    )
    rows = [*schedule_rows(dag, division), *settings_rows(dag, homes, root), *task_rows(dag, homes, root, kind_of)]
    rows += [*variable_rows(dag, homes), *notification_rows(dag, steps, kind_of)]
    return tuple(
        Equivalence(dag.path, dag.name, name, value, row.target, row.likeness, row.because) for name, value, row in rows
    )


Line = tuple[str, str, Row]


def settings_rows(dag: Dag, homes: Homes, root: str) -> Iterator[Line]:
    """The settings of the DAG and of its default_args, by name, with Airflow's defaults that say something."""
    given = dict((*dag.settings, *default_arguments(dag)))
    own = dict(dag.settings)
    for name, value in sorted({**defaults_of(dag), **given}.items()):
        if name not in SCHEDULE:
            shown = MASK if is_secret(name) else text(value, root) + ("" if name in given else " (default)")
            yield name, shown, row_of(name, value, homes, of_dag=name in own or name not in given)


def row_of(name: str, value: Value, homes: Homes, *, of_dag: bool) -> Row:
    """The row of one setting; one of the DAG's that nobody knows is said, one of default_args is an operator's."""
    if name in BY_VALUE:
        return at_home(BY_VALUE[name](value, homes), homes)
    tables = (OF_DAGS, OF_TASKS) if of_dag else (OF_TASKS, OF_DAGS)
    row = next((table[name] for table in tables if name in table), UNKNOWN if of_dag else ARGUMENT)
    return at_home(row, homes)


def task_rows(dag: Dag, homes: Homes, root: str, kind_of: Callable[[Task], Kind | None]) -> Iterator[Line]:
    """What single tasks say otherwise than default_args do: each value once, with the tasks that have it."""
    common = dict(default_arguments(dag))
    said: dict[tuple[str, str], tuple[Value, list[str]]] = {}
    for task in dag.tasks:
        for name, value in task.arguments:
            known = name in BY_VALUE or name in OF_TASKS
            waits = kind_of(task) is Kind.SENSOR and name in SENSORS
            if known and (waits or name not in OF_THE_TASK | SENSORS) and common.get(name) != value:
                said.setdefault((name, text(value, root)), (value, []))[1].append(task.id)
        if task.trigger_rule not in ("all_success", "TriggerRule.ALL_SUCCESS"):
            rule = Known(task.trigger_rule)
            said.setdefault(("trigger_rule", task.trigger_rule), (rule, []))[1].append(task.id)
    for (name, shown), (value, tasks) in sorted(said.items(), key=lambda item: item[0]):
        yield name, f"{MASK if is_secret(name) else shown} ({several(tasks)})", row_of(name, value, homes, of_dag=False)


def variable_rows(dag: Dag, homes: Homes) -> Iterator[Line]:
    """The Airflow Variables that templates and code name."""
    names = dict.fromkeys(name for task in dag.tasks for name in variables_of(task))
    if names:
        row = Row(
            "environment AIRFLOW_VAR_NAME",
            APPROXIMATED,
            "native steps read them there; the metadata database is not asked",
        )
        yield "Variables", several(sorted(names)), at_home(row, homes)


def variables_of(task: Task) -> Iterator[str]:
    """The Variables that a task names."""
    for _, value in (*task.arguments, *task.mapped_arguments):
        for piece in texts(value):
            yield from (found["name"] for found in VARIABLE.finditer(piece))
    for effect in task.effects:
        first = effect.arguments[0][1] if effect.arguments else None
        if effect.call.endswith("Variable.get") and isinstance(first, Known) and isinstance(first.value, str):
            yield first.value


def texts(value: Value) -> Iterator[str]:
    """The texts in a value."""
    match value:
        case Known(value=str(found)):
            yield found
        case Template(text=found):
            yield found
        case Items(values=values):
            for each in values:
                yield from texts(each)
        case Mapping(entries=entries):
            for pair in entries:
                for each in pair:
                    yield from texts(each)


def notification_rows(dag: Dag, steps: tuple[Step, ...], kind_of: Callable[[Task], Kind | None]) -> Iterator[Line]:
    """Who is told by tasks of their own: by Slack, e-mail, a web hook."""
    wrapped = {ref.task for step in steps if step.island is not None for ref in step.tasks}
    for task in dag.tasks:
        if kind_of(task) is Kind.NOTIFICATION:
            said = f"{task.id} ({task.operator})"
            if task.id in wrapped:
                yield "notification", said, Row("its island", SAME, "the task tells whom it told, as it did")
            else:
                yield "notification", said, Row("a step or hook", APPROXIMATED, "see what becomes of the task")


def defaults_of(dag: Dag) -> dict[str, Value]:
    """What Airflow sets where the DAG is silent, if that is more than nothing: Airflow before 3 catches up."""
    counted = dag.timetable.kind not in (TimetableKind.NONE, TimetableKind.ONCE, TimetableKind.ASSETS)
    return {"catchup": Known(True)} if counted and dag.written_for != "3" else {}


def default_arguments(dag: Dag) -> Arguments:
    """The known names of its default_args."""
    value = dag.setting("default_args")
    if not isinstance(value, Mapping):
        return ()
    return tuple(
        (key.value, item) for key, item in value.entries if isinstance(key, Known) and isinstance(key.value, str)
    )


def schedule_rows(dag: Dag, division: Division) -> Iterator[Line]:
    """How its schedule carries over, where its intervals lie, and what happens where clocks change."""
    timed = division.partitions.cron is not None
    kind = dag.timetable.kind
    if timed or kind is TimetableKind.NONE:
        target, likeness = "partitions and a schedule" if timed else "no schedule", SAME
    elif kind is TimetableKind.ASSETS:
        target, likeness = "a sensor on its assets", SAME
    elif kind is TimetableKind.CRON:
        target, likeness = "a schedule", APPROXIMATED
    else:
        target, likeness = "a sensor that asks its timetable", APPROXIMATED
    yield "schedule", str(dag.timetable.text), Row(target, likeness, division.because)
    if timed:
        yield "data interval", *interval_row(dag)
        yield "time zone", division.partitions.zone, zone_row(division)


def interval_row(dag: Dag) -> tuple[str, Row]:
    """Where the data interval of a run lies."""
    if dag.timetable.interval is Interval.BEFORE:
        return "before the run", Row("the partition's window", SAME, "it is made when its window is over")
    return "the moment of the run", Row("the start of the partition's window", SAME, "end_offset=1: it is made at once")


def zone_row(division: Division) -> Row:
    """What happens where the clocks change."""
    zone = division.partitions.zone
    if not division.apart:
        return Row("timezone= of its partitions", SAME, "no window lies elsewhere where clocks change")
    shown = "; ".join(each.text(zone) for each in division.apart[:MOST])
    because = f"where clocks change, native steps have other windows for a run: {shown}"
    return Row("timezone= of its partitions", APPROXIMATED, because)


def several(names: list[str]) -> str:
    """A few names, and how many more."""
    more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    return ", ".join(names[:MOST]) + more


def text(value: Value, root: str = "") -> str:
    """A value on one short line, for people; a path below `root` from there."""
    match value:
        case Known(value=scalar):
            shown = str(scalar)
        case Template(text=template):
            shown = template
        case Reference(qualname=name) | Call(name=name):
            shown = name
        case Unknown(source=source):
            shown = source
        case Items(values=values):
            shown = ", ".join(text(item, root) for item in values)
        case Mapping(entries=entries):
            shown = ", ".join(f"{text(key, root)}: {text(item, root)}" for key, item in entries)
        case _:
            shown = type(value).__name__.lower()
    shown = shown.replace(f"{root.rstrip('/')}/", "") if root else shown
    return " ".join(masked(shown).split())[:60]
