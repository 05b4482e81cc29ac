"""One row for each setting of a DAG: how it carries over to the target, and if not, why.

A setting nobody wrote a row for is said to be not carried over: nothing is dropped in silence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from migrator.model import (
    Arguments,
    Call,
    Dag,
    Equivalence,
    Items,
    Known,
    Likeness,
    Mapping,
    Reference,
    Template,
    TimetableKind,
    Unknown,
    Value,
)
from migrator.planning.partitions import Division
from migrator.secrets import MASK, is_secret, masked

SAME, APPROXIMATED, ISLAND, IMPOSSIBLE = Likeness.SAME, Likeness.APPROXIMATED, Likeness.ISLAND, Likeness.IMPOSSIBLE


@dataclass(frozen=True, slots=True)
class Row:
    """What a setting becomes in the target, how alike that is, and why."""

    target: str
    likeness: Likeness
    because: str


# https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/dags.html, and task arguments set in default_args.
ROWS: dict[str, Row] = {
    "dag_id": Row("the group of its assets", SAME, "a group shows together what one DAG held"),
    "tags": Row("tags of its native assets", SAME, "each is a tag without a value"),
    "owner": Row("tag owner of its native assets", SAME, "Dagster's owners must be e-mail addresses or teams"),
    "template_searchpath": Row("sql/", SAME, "the SQL files it finds are copied into the project"),
    "retries": Row("RetryPolicy(max_retries)", SAME, "native assets retry; islands retry inside, by Airflow's rules"),
    "retry_delay": Row("RetryPolicy(delay)", SAME, "in seconds"),
    "retry_exponential_backoff": Row(
        "RetryPolicy(backoff)", APPROXIMATED, "both double; Airflow adds a jitter that depends on the run"
    ),
    "max_retry_delay": Row("nothing", APPROXIMATED, "Dagster has no upper bound for the delay; islands keep it"),
    "max_active_runs": Row("a tag on its runs", APPROXIMATED, "dagster.yaml can limit runs by it: docs/shim.md"),
    "is_paused_upon_creation": Row("the first status of what starts it", SAME, "unless False, a person turns it on"),
    "email": Row("nothing yet", IMPOSSIBLE, "no mail is sent for native assets in this version"),
}
KEPT_BY_ISLANDS = Row("kept by islands", ISLAND, "this version has no native form for it; the shim honours it")
NOT_CARRIED = Row("nothing yet", IMPOSSIBLE, "this version does not carry it over")
ISLAND_SETTINGS = {
    "params",
    "default_view",
    "render_template_as_native_obj",
    "user_defined_macros",
    "user_defined_filters",
    "execution_timeout",
    "on_failure_callback",
    "on_success_callback",
    "on_retry_callback",
}


def equivalence_of(dag: Dag, division: Division, root: str) -> tuple[Equivalence, ...]:
    """A row for the schedule and for each setting of the DAG and its default_args, by name; folders of the project are
    named from its `root`, as they are the same on every machine."""
    rows = [schedule_row(dag, division)]
    given = dict((*dag.settings, *default_arguments(dag)))
    for name, value in sorted({**defaults_of(dag), **given}.items()):
        if name in ("schedule", "schedule_interval", "timetable", "default_args"):
            continue
        special = SPECIAL.get(name)
        row = special(value, timed=division.partitions.cron is not None) if special else ROWS.get(name, NOT_CARRIED)
        if name in ISLAND_SETTINGS:
            row = KEPT_BY_ISLANDS
        rows.append(
            Equivalence(
                dag.path,
                dag.name,
                name,
                MASK if is_secret(name) else text(value, root) + ("" if name in given else " (default)"),
                row.target,
                row.likeness,
                row.because,
            )
        )
    return tuple(rows)


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


def schedule_row(dag: Dag, division: Division) -> Equivalence:
    """How its schedule carries over."""
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
    return Equivalence(dag.path, dag.name, "schedule", str(dag.timetable.text), target, likeness, division.because)


class Special(Protocol):
    """A setting whose row depends on its value, or on whether the DAG's assets are divided by time."""

    def __call__(self, value: Value, *, timed: bool) -> Row: ...


def catchup_row(value: Value, *, timed: bool) -> Row:
    """Catchup is a schedule's habit in Airflow, and a person's backfill in Dagster."""
    if not timed:
        return Row("nothing", SAME, "without partitions there is nothing to catch up")
    if text(value) == "False":
        return Row("a schedule starts the latest partition only", SAME, "missed ones are backfilled by hand")
    return Row("backfill of the missing partitions", APPROXIMATED, "Dagster starts no missed partitions by itself")


def start_date_row(value: Value, *, timed: bool) -> Row:
    """Where the first data interval starts."""
    if timed:
        return Row("first partition", SAME, "the first data interval starts there")
    return Row("nothing", SAME, "without a schedule nothing starts by itself, before it or after")


def past_row(value: Value, *, timed: bool) -> Row:
    """Whether a run waits for the one before."""
    if text(value) == "False":
        return Row("nothing", SAME, "no run waits for another")
    return Row("kept by the island", ISLAND, "tasks that wait for an earlier run stay together")


def mail_row(value: Value, *, timed: bool) -> Row:
    """Whether Airflow mails somebody."""
    if text(value) == "False":
        return Row("nothing", SAME, "nobody is mailed")
    return Row("nothing yet", IMPOSSIBLE, "no mail is sent for native assets in this version")


SPECIAL: dict[str, Special] = {
    "catchup": catchup_row,
    "start_date": start_date_row,
    "depends_on_past": past_row,
    "wait_for_downstream": past_row,
    "email_on_failure": mail_row,
    "email_on_retry": mail_row,
}


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
        case _:
            shown = type(value).__name__.lower()
    shown = shown.replace(f"{root.rstrip('/')}/", "") if root else shown
    return " ".join(masked(shown).split())[:60]
