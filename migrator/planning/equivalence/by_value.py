"""The rows that hang on what a setting's value is, or on whether the DAG's assets are divided by time."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from migrator.model import Items, Known, Value
from migrator.planning.equivalence.row import APPROXIMATED, IMPOSSIBLE, ISLAND, SAME, Homes, Row

NOBODY = Row("nothing", SAME, "nobody is told")


def catchup(value: Value, homes: Homes) -> Row:
    """Catchup is a schedule's habit in Airflow, and a person's backfill in Dagster."""
    if not homes.timed:
        return Row("nothing", SAME, "without partitions there is nothing to catch up")
    if is_value(value, False):
        return Row("a schedule starts the latest partition only", SAME, "missed ones are backfilled by hand")
    return Row("backfill of the missing partitions", APPROXIMATED, "Dagster starts no missed partitions by itself")


def start_date(value: Value, homes: Homes) -> Row:
    """Where the first data interval starts."""
    if homes.timed:
        return Row("first partition", SAME, "the first data interval starts there")
    return Row("nothing", SAME, "without partitions nothing starts by itself, before it or after")


def end_date(value: Value, homes: Homes) -> Row:
    """Where the last data interval starts."""
    if is_value(value, None):
        return Row("nothing", SAME, "it has no end")
    if homes.timed:
        return Row("end= of its partitions", SAME, "the window that begins at it or before is the last")
    return Row("nothing", APPROXIMATED, "without partitions the schedule goes on after it: stop it then")


def past(value: Value, homes: Homes) -> Row:
    """Whether a run waits for the one before."""
    if is_value(value, False):
        return Row("nothing", SAME, "no run waits for another")
    if not homes.timed:
        return Row("the island", ISLAND, "tasks that wait for an earlier run stay together")
    return Row(
        "a dependency on the partition before", APPROXIMATED, "backfills go in order; one run by hand is not held back"
    )


def mail(value: Value, homes: Homes) -> Row:
    """Whether Airflow mails somebody when a task fails or is tried again."""
    if is_value(value, False):
        return NOBODY
    return Row("nothing for native steps", IMPOSSIBLE, "add dg.make_email_on_run_failure_sensor with the address", True)


def address(value: Value, homes: Homes) -> Row:
    """Who is told after cutover."""
    if is_value(value, None) or value == Items(()):
        return NOBODY
    return Row(
        "nobody, after cutover",
        IMPOSSIBLE,
        "only islands mail these: add dg.make_email_on_run_failure_sensor for native steps",
        True,
    )


def retries(value: Value, homes: Homes) -> Row:
    """How often a task is tried again."""
    if is_value(value, 0):
        return Row("nothing", SAME, "a task is tried once")
    return Row("RetryPolicy(max_retries)", SAME, "native assets retry; islands retry inside, by Airflow's rules")


def backoff(value: Value, homes: Homes) -> Row:
    """How the delay before another try grows."""
    if is_value(value, False) or is_value(value, 0):
        return Row("RetryPolicy", SAME, "each delay is as long as the first")
    factor = value.value if isinstance(value, Known) and isinstance(value.value, int | float) else 2
    if isinstance(factor, bool) or factor == 2:
        because = "Dagster waits delay x (2^n - 1) before retry n; Airflow delay x 2^(n-1), up to twice that by chance"
    else:
        because = f"Airflow multiplies each delay by {factor:g}; Dagster only doubles"
    return Row("RetryPolicy(backoff=EXPONENTIAL)", APPROXIMATED, because, True)


def longest_delay(value: Value, homes: Homes) -> Row:
    """The upper bound of a growing delay."""
    if is_value(value, None):
        return Row("nothing", SAME, "the delay has no bound of its own")
    return Row("nothing", APPROXIMATED, f"Dagster's delays grow without bound, here past {said(value)}", True)


def slots(value: Value, homes: Homes) -> Row:
    """How many slots of its pool a task takes."""
    if is_value(value, 1):
        return Row("one slot of the pool", SAME, "a Dagster step takes one slot, too")
    return Row(
        "one slot of the pool", APPROXIMATED, f"a Dagster step takes one slot where Airflow takes {said(value)}", True
    )


def at_most_runs(value: Value, homes: Homes) -> Row:
    """How many runs of the DAG there are at a time."""
    tag = f"airflow/at_most_{said(value)}"
    order = "; backfills go in order" if is_value(value, 1) and homes.timed else ""
    return Row(f"run tag {tag}", APPROXIMATED, f"a tag_concurrency_limit for it in dagster.yaml keeps it{order}")


def at_most_tasks(value: Value, homes: Homes) -> Row:
    """How many tasks of the DAG run at a time."""
    return Row(
        "nothing",
        APPROXIMATED,
        f"an island runs one task after the other, and the multiprocess executor as many native steps as it may: "
        f"set its max_concurrent to {said(value)}",
    )


def run_timeout(value: Value, homes: Homes) -> Row:
    """How long a run may take."""
    if is_value(value, None):
        return Row("nothing", SAME, "a run may take as long as it takes")
    return Row(
        "run tag dagster/max_runtime",
        APPROXIMATED,
        f"Dagster ends a run after {said(value)} too, where run_monitoring is on in dagster.yaml",
    )


def paused(value: Value, homes: Homes) -> Row:
    """Whether what starts the DAG is on at first."""
    if is_value(value, False):
        return Row("default_status=RUNNING", SAME, "it starts at once")
    return Row("default_status=STOPPED", SAME, "a person turns it on: while both run, the work would be done twice")


def sensor_mode(value: Value, homes: Homes) -> Row:
    """What waiting costs."""
    if is_value(value, "reschedule"):
        because = "in Airflow it leaves its slot between pokes; here the step of its island runs as long as it waits"
        return Row("the island's step", APPROXIMATED, because)
    return Row("the island's step", SAME, "it holds a slot as long as it waits, as in Airflow")


def parameters(value: Value, homes: Homes) -> Row:
    """The DAG's params."""
    because = "a native step has the defaults only: another value is given in Airflow's way to islands"
    return Row("their defaults", APPROXIMATED, because, True)


def native_objects(value: Value, homes: Homes) -> Row:
    """Whether templates come out as Python objects."""
    if is_value(value, False) or is_value(value, None):
        return Row("nothing", SAME, "templates come out as text")
    return Row("nothing for native steps", APPROXIMATED, "values are bound as text", True)


def is_value(value: Value, expected: object) -> bool:
    """Whether a value is known to be this one, of its type."""
    return isinstance(value, Known) and type(value.value) is type(expected) and value.value == expected


def said(value: Value) -> str:
    """A number or a length of time for people; `what is given` for anything else."""
    found = value.value if isinstance(value, Known) else None
    if isinstance(found, datetime.timedelta):
        return f"{found.total_seconds():g} s"
    return f"{found:g}" if isinstance(found, int | float) else "what is given"


BY_VALUE: dict[str, Callable[[Value, Homes], Row]] = {
    "catchup": catchup,
    "start_date": start_date,
    "end_date": end_date,
    "depends_on_past": past,
    "wait_for_downstream": past,
    "email_on_failure": mail,
    "email_on_retry": mail,
    "email": address,
    "retries": retries,
    "retry_exponential_backoff": backoff,
    "max_retry_delay": longest_delay,
    "pool_slots": slots,
    "max_active_runs": at_most_runs,
    "max_active_tasks": at_most_tasks,
    "concurrency": at_most_tasks,
    "dagrun_timeout": run_timeout,
    "is_paused_upon_creation": paused,
    "mode": sensor_mode,
    "params": parameters,
    "render_template_as_native_obj": native_objects,
}
