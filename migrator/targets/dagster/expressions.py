"""The values that hang on a run, as Python that computes them from the partition's window."""

from __future__ import annotations

from collections.abc import Iterable

from migrator.targets.dagster.emitted import END, PREVIOUS, START
from migrator.targets.dagster.literals import literal

POINTS = {"start": START, "end": END, "previous": PREVIOUS}

# The moments of a run, and the lines that give them. A cron's logical date is where its interval starts.
MOMENTS = {
    "logical_date": ("start", START),
    "data_interval_start": ("start", START),
    "data_interval_end": ("end", END),
}
# https://airflow.apache.org/docs/apache-airflow/stable/templates-ref.html#filters: a moment as text
FORMATS = {
    "ds": 'f"{{{moment}:%Y-%m-%d}}"',
    "ds_nodash": 'f"{{{moment}:%Y%m%d}}"',
    "ts": "{moment}.isoformat()",
    "ts_nodash": 'f"{{{moment}:%Y%m%dT%H%M%S}}"',
    "ts_nodash_with_tz": 'f"{{{moment}:%Y%m%dT%H%M%S%z}}"',
}
OTHERS = {
    "run_id": "context.run_id",
    "try_number": "context.retry_number + 1",
}
# The first words of what `python_of` and the feeds know, for `CAPABILITIES`.
RUN_VALUES = (*FORMATS, "end_ds", "ds_add", *MOMENTS, *OTHERS, "var", "env", "xcom")


def python_of(expression: str) -> tuple[str, tuple[str, ...]]:
    """The source that computes a value of the run, and the lines it needs before it. Raises ValueError for one that
    `CAPABILITIES` does not name."""
    name, _, form = expression.partition("|")
    if name in MOMENTS:
        moment, line = MOMENTS[name]
        return (FORMATS[form].format(moment=moment) if form else moment), (line,)
    if name in FORMATS:
        return FORMATS[name].format(moment="start"), (START,)
    if name in OTHERS:
        return OTHERS[name], ()
    name, _, days = expression.partition(":")
    match name:
        case "end_ds":
            return FORMATS["ds"].format(moment="end"), (END,)
        case "ds_add":
            return f'f"{{start + timedelta(days={int(days)}):%Y-%m-%d}}"', (START,)
        case "at":
            return at(days)
    raise ValueError(f"no Python for the template value {expression!r}")


def at(spelled: str) -> tuple[str, tuple[str, ...]]:
    """The source of `POINT:SECONDS:FORMAT`, and the line that defines the point."""
    point, seconds, form = spelled.split(":", 2)
    moment = f"({point} + timedelta(seconds={int(seconds)}))" if int(seconds) else point
    return f"{moment}.strftime({literal(form)})", (POINTS[point],)


def datetime_imports(window: Iterable[str], sources: Iterable[str]) -> tuple[str, ...]:
    """The import line that window lines and expressions need, if any."""
    names = {"timezone"} if tuple(window) else set()
    names |= {"timedelta"} if any("timedelta(" in source for source in sources) else set()
    return (f"from datetime import {', '.join(sorted(names))}",) if names else ()
