"""The same runs through the shim, without Dagster, and how they differ from Airflow's."""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from airflow.sdk.serde import deserialize

from migrator.machine import simulate
from migrator.semantics import FINISHED, State
from shim.load import CannotLoad, load
from shim.moment import Moment
from shim.schedule import Pace, Schedule
from shim.store import Store, TaskKey
from shim.turns import Instance

from .programs import EARLY

NOT_RUN = Instance("")
STATES = ("success", "failed", "skipped", "upstream_failed", "removed")


@contextlib.contextmanager
def quietly() -> Iterator[None]:
    """Without the tasks' logs."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    logging.disable(logging.CRITICAL)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        logging.disable(logging.NOTSET)
        os.close(kept)
        os.close(nowhere)


def ended(root: Path, file: str, dag_id: str, moment: list[str], store: Store | None = None) -> dict[str, Any]:
    """How the shim ends a DAG, in the oracle's words; with the rules met, the edges to be kept, and what the reference
    machine says. `store` holds what ran before."""
    name, *dates = moment
    date, start, end = map(datetime.fromisoformat, dates)
    events: list[dict[str, Any]] = []
    store = store or Store(":memory:")
    with quietly():
        try:
            loaded = load(str(root), file)[dag_id]
        except CannotLoad as error:
            return {"error": str(error)}
        run = Moment(name, date, start, end)
        schedule = Schedule(loaded, run, store, pace=Pace(0), emit=events.append)
        state = schedule.run()
    instances = [each for found in schedule.instances.values() for each in found]
    tasks = {
        f"{each.task}[{each.map_index}]": [None if each.state is State.NONE else each.state.value, each.try_number]
        for each in instances
    }
    xcoms = {f"{task}[{index}].{key}": value for task, index, key, value in store.xcoms(dag_id, name)}
    times: dict[str, list[float]] = {}
    for at, event in enumerate(events):
        if event["event"] == "task_started":
            times[f"{event['task_id']}[{event['map_index']}]"] = [at, at]
        elif event["event"] == "task" and f"{event['task_id']}[{event['map_index']}]" in times:
            times[f"{event['task_id']}[{event['map_index']}]"][1] = at
    found = {"state": state.value, "tasks": tasks, "xcoms": xcoms, "times": times}
    found |= {
        "met": met(schedule),
        "edges": edges(schedule),
        "machine": [] if waited(events) else machine(schedule),
    }
    return found


def waited(events: list[dict[str, Any]]) -> bool:
    """Whether a task was tried again or rescheduled: the reference machine, for which a task ends when it begins, may then
    see a race end the other way."""
    return any(each.get("state") in ("up_for_retry", "up_for_reschedule") for each in events)


def machine(schedule: Schedule) -> list[str]:
    """Where the reference machine, told how each task instance that ran ended, ends another one differently."""
    if schedule.loaded.dag.fail_fast:
        return []
    graph, pushed = schedule.graph, {}
    found = {(each.task, each.map_index): each for several in schedule.instances.values() for each in several}
    for name, index in found:
        value = schedule.store.pull(TaskKey(schedule.dag_id, schedule.moment.run_id, name, index), "skipmixin_key")
        if value is not None:
            pushed[name, index] = deserialize(value[0])
    names = [name for name in graph.tasks if graph.needs_expansion(name)]
    states = simulate(
        [node for name, node in graph.nodes.items() if schedule.instances[name]],
        lambda name, index: found[name, index].state if found.get((name, index), NOT_RUN).try_number else State.NONE,
        pushed,
        {name: graph.length(name, schedule.rules.pushed_length) or 0 for name in names},
        frozenset(name for name in names if graph.length(name, lambda _: None)),
    )
    return [
        f"{name}[{index}]: machine {states.get((name, index), 'nothing')}, shim {found[name, index].state}"
        for name, index in found
        if states.get((name, index)) is not found[name, index].state
    ]


def met(schedule: Schedule) -> list[tuple[str, str]]:
    """(trigger rule, state that a task above ended in), once for each task that has such tasks above."""
    pairs: list[tuple[str, str]] = []
    for node in schedule.graph.nodes.values():
        states = {each.state for up in node.upstream for each in schedule.instances[up]}
        pairs += [(node.rule, state.value) for state in states & FINISHED]
    return pairs


def edges(schedule: Schedule) -> list[tuple[str, str]]:
    """(above, below): instances of which the second waits for the first to end."""
    graph = schedule.graph
    found = []
    for name, node in graph.nodes.items():
        inside = graph.tasks[name].get_closest_mapped_task_group()
        for up in node.upstream if node.rule not in EARLY else ():
            same = inside is not None and graph.tasks[up].get_closest_mapped_task_group() is inside
            found += [
                (f"{up}[{above.map_index}]", f"{name}[{below.map_index}]")
                for above in schedule.instances[up]
                for below in schedule.instances[name]
                if not same or above.map_index == below.map_index
            ]
    return found


def differences(theirs: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """Where two ends of a run differ, a line each."""
    if "error" in found:
        return [found["error"]]
    lines = [f"run: Airflow {theirs['state']}, shim {found['state']}"] if theirs["state"] != found["state"] else []
    for name in ("tasks", "xcoms"):
        one, other = (in_order(each[name]) for each in (theirs, found))
        for key in sorted({*one, *other}):
            if one.get(key, "nothing") != other.get(key, "nothing"):
                lines.append(f"{key}: Airflow {one.get(key, 'nothing')}, shim {other.get(key, 'nothing')}")
    lines += found["machine"]
    times = found["times"]
    for above, below in found["edges"]:
        if above in times and below in times and times[above][1] > times[below][0]:
            lines.append(f"{below} began before {above} had ended")
    return lines


def in_order(value: Any) -> Any:
    """Airflow makes lists of sets here and there: their order is chance."""
    if isinstance(value, dict):
        return {key: in_order(each) for key, each in value.items()}
    return sorted((in_order(each) for each in value), key=repr) if isinstance(value, list) else value
