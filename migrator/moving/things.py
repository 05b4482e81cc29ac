"""What code gets from Airflow while it runs, and what each part of that is in neutral words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from migrator.model import Feed, Known, RunValue

# A name of the run context => the neutral expression; how the two differ is said at `RunValue`.
# https://airflow.apache.org/docs/apache-airflow/stable/templates-ref.html
TEXTS = {
    **{name: name for name in ("ds", "ds_nodash", "ts", "ts_nodash", "ts_nodash_with_tz", "run_id", "prev_ds")},
    "next_ds": "end_ds",
    "yesterday_ds": "ds_add:-1",
    "tomorrow_ds": "ds_add:1",
}
MOMENTS = {
    "logical_date": "logical_date",
    "execution_date": "logical_date",
    "data_interval_start": "data_interval_start",
    "data_interval_end": "data_interval_end",
    "next_execution_date": "data_interval_end",
    "prev_data_interval_start_success": "prev_data_interval_start_success",
    "prev_data_interval_end_success": "prev_data_interval_end_success",
    "prev_start_date_success": "prev_start_date_success",
}
PARTS = {"ti": "ti", "task_instance": "ti", "dag_run": "dag_run", "dag": "dag", "task": "task"}
# What no run outside of Airflow has.
ONLY_AIRFLOW = frozenset(
    "macros var conn conf inlets outlets inlet_events outlet_events triggering_asset_events "
    "triggering_dataset_events prev_execution_date task_instance_key_str expanded_ti_count map_index_template "
    "exception templates_dict prev_end_date_success next_ds_nodash prev_ds_nodash yesterday_ds_nodash "
    "tomorrow_ds_nodash latest_date asset_state_store task_state_store partition_date reason "
    "task_reschedule_count".split()
)
VALUES = frozenset({"params", "try_number", "partition_key"})
CONTEXT = frozenset((*TEXTS, *MOMENTS, *PARTS, *ONLY_AIRFLOW, *VALUES, "test_mode"))

# What a `datetime` with a zone has, too: code that asks for no more of a moment needs no pendulum.
PLAIN = frozenset(
    "year month day hour minute second microsecond tzinfo strftime isoformat date time timetz timestamp weekday "
    "isoweekday isocalendar timetuple utctimetuple replace astimezone utcoffset tzname dst toordinal fold".split()
)


@dataclass(frozen=True, slots=True)
class Context:
    """The whole run context: `**context`, or what `get_current_context()` returns."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the context that is no value by itself: `ti`, `dag_run`, `dag`, `task`; or what only Airflow has."""

    name: str


@dataclass(frozen=True, slots=True)
class Foreign:
    """Something of Airflow's, by its import path."""

    path: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value that can be handed in: what it is fed with, and what a person would call it; an `inline` one is a
    constant that stands where it was asked for."""

    feed: Feed
    hint: str
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Literal:
    """A text or other constant that the code spells out."""

    value: object


Thing = Context | Part | Foreign | Leaf | Literal


def run_value(expression: str) -> Leaf:
    """A value of the run; dicts and moments begin with nothing asked of them."""
    return Leaf(RunValue(expression), expression)


def entry(name: str) -> Thing:
    """What the context holds under a name."""
    if name in PARTS:
        return Part(PARTS[name])
    if name in TEXTS or name in MOMENTS:
        return replace(run_value(TEXTS.get(name) or MOMENTS[name]), hint=name)
    if name == "test_mode":
        # It is true only for `airflow tasks test`.
        return Leaf(Known(False), name)
    return run_value(name) if name in VALUES else Part(name)


def is_text(thing: Thing) -> bool:
    """Whether it is a text of the run, of which nothing more needs to be known."""
    return isinstance(thing, Leaf) and isinstance(thing.feed, RunValue) and thing.feed.expression in TEXTS.values()


@dataclass(frozen=True, slots=True)
class Ids:
    """What a task and its DAG are called."""

    task: str
    dag: str


Attribute = Callable[[Ids], Thing]
_ID: Mapping[str, Attribute] = {
    "dag_id": lambda ids: Leaf(Known(ids.dag), "dag_id", inline=True),
    "task_id": lambda ids: Leaf(Known(ids.task), "task_id", inline=True),
}


def _value(expression: str) -> Attribute:
    return lambda ids: run_value(expression)


ATTRIBUTES: Mapping[str, Mapping[str, Attribute]] = {
    "ti": {
        **_ID,
        "run_id": _value("run_id"),
        "try_number": _value("try_number"),
        "execution_date": _value("logical_date"),
        "logical_date": _value("logical_date"),
        "dag_run": lambda ids: Part("dag_run"),
        "task": lambda ids: Part("task"),
    },
    "dag_run": {
        "dag_id": _ID["dag_id"],
        "run_id": _value("run_id"),
        "conf": _value("conf"),
        **{name: _value(MOMENTS[name]) for name in ("logical_date", "execution_date")},
        **{name: _value(name) for name in ("data_interval_start", "data_interval_end")},
        "start_date": _value("run_start"),
        "partition_key": _value("partition_key"),
    },
    "dag": {"dag_id": _ID["dag_id"]},
    "task": {**_ID, "params": _value("params")},
}


def attribute(part: Part, name: str, ids: Ids) -> Thing | None:
    """What an attribute of a part of the context is; None for what no run outside of Airflow has."""
    found = ATTRIBUTES.get(part.name, {}).get(name)
    return None if found is None else found(ids)
