"""When a DAG's runs begin and end: `start_date` and `end_date`, its own, its default_args' and its tasks'.

No task runs before its DAG starts or after it ends (`DAG.add_task`), so the DAG's own dates decide where there are any;
else the earliest start, and the latest end if every task has one. A date without a zone is one of UTC.
"""

from __future__ import annotations

import datetime

from migrator.model import Dag, Known, Mapping, Value

UTC = datetime.timezone.utc


def start_of(dag: Dag) -> datetime.datetime | None:
    """The first moment of its runs, in UTC; None when none is given or known."""
    return _own(dag, "start_date") or min(_of_tasks(dag, "start_date"), default=None)


def end_of(dag: Dag) -> datetime.datetime | None:
    """The last moment a run may be of, in UTC; None for a DAG without end."""
    ends = _of_tasks(dag, "end_date")
    return _own(dag, "end_date") or (max(ends) if ends and len(ends) == len(dag.tasks) else None)


def unknown_bound(dag: Dag, name: str) -> bool:
    """Whether a date is given that only run time knows."""
    given = _given(dag, name)
    return given is not None and moment(given) is None and not (isinstance(given, Known) and given.value is None)


def _own(dag: Dag, name: str) -> datetime.datetime | None:
    return moment(_given(dag, name))


def _given(dag: Dag, name: str) -> Value | None:
    own, defaults = dag.setting(name), dag.setting("default_args")
    if own is None or (isinstance(own, Known) and own.value is None):
        return defaults.get(name) if isinstance(defaults, Mapping) else None
    return own


def _of_tasks(dag: Dag, name: str) -> list[datetime.datetime]:
    return [found for task in dag.tasks if (found := moment(task.argument(name)))]


def moment(value: Value | None) -> datetime.datetime | None:
    """The moment that a value says, in UTC, if it is known: Airflow takes a text for one too."""
    said = value.value if isinstance(value, Known) else None
    if isinstance(said, str):
        try:
            said = datetime.datetime.fromisoformat(said.replace("Z", "+00:00"))
        except ValueError:
            return None
    if not isinstance(said, datetime.datetime):
        return None
    try:
        return said.replace(tzinfo=UTC) if said.tzinfo is None else said.astimezone(UTC)
    except OverflowError:
        return None
