"""What a run does while it does it, on standard error: a live line for each task and asset at work on a terminal, a
plain line for each that began or ended elsewhere."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TextIO

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from migrator.secrets import masked

Event = Mapping[str, Any]
BEGINNINGS, ENDS = ("task_started", "asset_started"), ("task", "asset")
STYLES = {"success": "green", "materialized": "green", "failed": "bold red", "upstream_failed": "red"}
# More at work at once than fit under each other are counted.
LINES = 12


class Progress:
    """The tasks and assets at work, and how many ended how. `clock` stands for the monotonic one."""

    def __init__(self, label: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.label, self._clock = label, clock
        self.began = clock()
        self.working: dict[str, float] = {}
        self.waiting: dict[str, str] = {}
        self.ended: Counter[str] = Counter()

    def hear(self, event: Event) -> str | None:
        """Takes in an event; the plain line for it, if it has one."""
        kind, name = event["event"], named(event)
        if kind in BEGINNINGS:
            self.working[name] = self._clock()
            self.waiting.pop(name, None)
            return f"{name}: begins"
        if kind == "task_interrupted":
            self.working.pop(name, None)
            return f"{name}: interrupted; it is tried again"
        if kind == "resumed":
            return f"going on with the run broken off, which began {event['since']}"
        if kind == "task_waits":
            self.waiting[name] = str(event["because"])
            return f"{name}: waits: {event['because']}"
        if kind in ENDS:
            return self._end(event, name)
        return None

    def _end(self, event: Event, name: str) -> str:
        began, state = self.working.pop(name, None), str(event["state"])
        self.waiting.pop(name, None)
        if state.startswith("up_for") or state == "deferred":
            self.waiting[name] = state.replace("_", " ")
        else:
            self.ended[state] += 1
        tries = f", try {event['try_number']}" if event.get("try_number", 0) > 1 else ""
        seconds = f", {self._clock() - began:.1f} s" if began is not None else ""
        before = ", done before" if event.get("restored") else ""
        error = f": {masked(str(event['error']))}" if event.get("error") else ""
        return f"{name}: {state}{tries}{seconds}{before}{error}"

    def __rich__(self) -> RenderableType:
        """The lines of a terminal, as they are now."""
        now = self._clock()
        table = Table.grid(padding=(0, 2))
        for name, began in list(self.working.items())[:LINES]:
            table.add_row(Text("running", style="cyan"), Text(name), Text(elapsed(now - began), style="dim"))
        for name, why in list(self.waiting.items())[: max(0, LINES - len(self.working))]:
            table.add_row(Text("waiting", style="yellow"), Text(name), Text(why, style="dim"))
        counts = Text(f"{self.label} {elapsed(now - self.began)}", style="bold")
        for state, number in sorted(self.ended.items()):
            counts.append(f"  {number} {state}", style=STYLES.get(state, "yellow"))
        more = len(self.working) + len(self.waiting) - LINES
        if more > 0:
            counts.append(f"  and {more} more at work or waiting", style="dim")
        return Group(table, counts)


def named(event: Event) -> str:
    """What an event is about: `dag.task[3]`, or an asset's key with its partition."""
    if "key" in event:
        return str(event["key"]) + (f" [{event['partition']}]" if event.get("partition") else "")
    index = f"[{event['map_index']}]" if event.get("map_index", -1) >= 0 else ""
    return f"{event.get('dag_id')}.{event.get('task_id')}{index}"


def elapsed(seconds: float) -> str:
    """`7 s`, `2:07 min`, `1:02:07 h`."""
    whole = int(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    return f"{minutes}:{rest:02} min" if minutes < 60 else f"{minutes // 60}:{minutes % 60:02}:{rest:02} h"


@contextmanager
def events(label: str, stream: TextIO | None = None) -> Iterator[Callable[[Event], None]]:
    """A function that shows the shim's events on standard error: the result on standard output stays pure."""
    out, progress = stream or sys.stderr, Progress(label)
    if not out.isatty():

        def tell(event: Event) -> None:
            line = progress.hear(event)
            if line is not None:
                print(line, file=out, flush=True)

        yield tell
        return
    with Live(progress, console=Console(file=out), transient=True, refresh_per_second=4):

        def show(event: Event) -> None:
            progress.hear(event)

        yield show


def summary(runs: list[Event], seconds: float) -> list[str]:
    """The end of a run in a few lines: how many ended how, in how many tries and how long, which were the slowest, and
    which were interrupted."""
    tasks = [(f"{run['dag_id']}.{_of(task)}", task) for run in runs for task in run["tasks"]]
    assets = Counter(asset["state"] for run in runs for asset in run["assets"])
    lines = []
    if tasks:
        states = Counter(task["state"] for _, task in tasks)
        tries = sum(task["try_number"] for _, task in tasks)
        spent = sum(task["duration_s"] or 0 for _, task in tasks)
        lines.append(f"tasks: {_counted(states)}; {tries} tries, {spent:.1f} s at work")
    if assets:
        lines.append(f"assets: {_counted(assets)}")
    slow = sorted(((task["duration_s"] or 0, name) for name, task in tasks), reverse=True)[:3]
    if len(tasks) > 3 and slow[0][0] >= 0.1:
        lines.append("slowest: " + ", ".join(f"{name} {time:.1f} s" for time, name in slow))
    lost = [f"{name} {task['interrupted']}" for name, task in tasks if task.get("interrupted")]
    if lost:
        lines.append(f"interrupted and tried again: {', '.join(lost)}")
    return [*lines, f"{elapsed(seconds)} in all"]


def _of(task: Event) -> str:
    return str(task["task_id"]) + (f"[{task['map_index']}]" if task["map_index"] >= 0 else "")


def _counted(states: Counter[str]) -> str:
    return ", ".join(f"{number} {state}" for state, number in sorted(states.items()))
