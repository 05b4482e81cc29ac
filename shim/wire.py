"""What `elsewhere.py` and `worker.py` tell each other, as JSON data."""

from __future__ import annotations

from dataclasses import astuple
from datetime import datetime
from typing import Any

from migrator.semantics import State
from shim.engine import Ended, Part, RunEnd
from shim.events import Event
from shim.moment import Moment


def part_sent(part: Part) -> dict[str, Any]:
    """A part of a DAG as JSON data."""
    moment = part.moment
    dates = [each.isoformat() for each in (moment.logical_date, moment.start, moment.end)]
    when = {"run_id": moment.run_id, "dates": dates, "run_type": moment.run_type, "conf": moment.conf}
    return {
        "moment": when,
        "only": part.only,
        "known": part.known,
        "pace": part.pace,
        "request": part.request,
        "wait_s": part.wait_s,
    }


def part_got(sent: dict[str, Any]) -> Part:
    """The part that was sent."""
    when = sent["moment"]
    dates = [datetime.fromisoformat(each) for each in when["dates"]]
    moment = Moment(when["run_id"], dates[0], dates[1], dates[2], when["run_type"], when["conf"])
    only, known = (None if sent[name] is None else tuple(sent[name]) for name in ("only", "known"))
    return Part(moment, only, known, sent["pace"], sent["request"], sent["wait_s"])


def end_sent(end: RunEnd) -> Event:
    """How a run ended, as an event."""
    tasks = {name: [astuple(each) for each in found] for name, found in end.tasks.items()}
    return {"event": "ended", "state": end.state, "tasks": tasks}


def end_got(event: Event) -> RunEnd:
    """The end that was sent."""
    tasks = {
        name: [Ended(index, State(state), *rest) for index, state, *rest in found]
        for name, found in event["tasks"].items()
    }
    return RunEnd(State(event["state"]), tasks)
