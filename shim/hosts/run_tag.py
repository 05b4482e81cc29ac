"""An Airflow run as a Dagster run's tag spells it, with the asset events that started it."""

from __future__ import annotations

import datetime
from typing import Any

from shim.moment import Moment, in_utc
from shim.store import AssetEvent, Store, TaskKey

# A run's tags, given by `migrate run`, by schedules and sensors, or by a person in the launchpad.
RUN_TAG = "airflow/run"


def told_of(moment: Moment) -> dict[str, Any]:
    """A moment as JSON data."""
    events = [event_told(each) for each in moment.events]
    return {
        "run_id": moment.run_id,
        "run_type": moment.run_type,
        "logical_date": moment.logical_date.isoformat(),
        "start": moment.start.isoformat(),
        "end": moment.end.isoformat(),
        **({"events": events} if events else {}),
    }


def event_told(event: AssetEvent) -> dict[str, Any]:
    """An event as JSON data."""
    source = {"run": event.source.run, "dag": event.source.dag, "task": event.source.task}
    return {"id": event.id, "uri": event.uri, "at": event.at, **source}


def moment_told(told: dict[str, Any], store: Store, written_for: str) -> Moment:
    """The moment that a tag spells. In Airflow 3 a run that assets started has no logical date."""
    date, start, end = (
        in_utc(datetime.datetime.fromisoformat(told[each])) for each in ("logical_date", "start", "end")
    )
    kind = told.get("run_type", "manual")
    events = tuple(_event(each, store) for each in told.get("events", ()))
    dated = kind != "asset_triggered" or written_for != "3"
    return Moment(told["run_id"], date, start, end, kind, events=events, dated=dated)


def _event(told: dict[str, Any], store: Store) -> AssetEvent:
    """The event that a materialization is: as the task told it, or where none of ours did, what Dagster knows."""
    uri, run = told["uri"], told["run"]
    found = [each for each in store.asset_events(uri=uri) if each.source.run == run]
    found = [each for each in found if told.get("id") in (None, each.id)]
    return (
        found[-1] if found else AssetEvent(0, uri, uri, {}, None, TaskKey(told["dag"], run, told["task"]), told["at"])
    )
