"""What a person sees of a run while it goes on, and at its end."""

from __future__ import annotations

import io
from typing import Any

from rich.console import Console

from migrator.report.progress import Progress, elapsed, events, summary


def of_task(event: str, task: str, index: int = -1, **more: Any) -> dict[str, Any]:
    return {"event": event, "dag_id": "d", "run_id": "r", "task_id": task, "map_index": index, **more}


EVENTS = [
    of_task("task_started", "one"),
    of_task("task", "one", state="success", try_number=1),
    of_task("task_started", "two", 3),
    of_task("task", "two", 3, state="up_for_retry", try_number=1),
    of_task("task_started", "two", 3),
    of_task("task", "two", 3, state="failed", try_number=2, error="ValueError: no"),
    of_task("task_interrupted", "three", interrupted=1),
    of_task("task", "four", state="success", try_number=1, restored=True),
    {"event": "log", "level": "warning", "message": "told elsewhere"},
    {"event": "asset_started", "dag_id": "d", "key": "shop/orders"},
    {"event": "asset", "dag_id": "d", "key": "shop/orders", "partition": None, "state": "materialized"},
]


def test_without_a_terminal_each_beginning_and_end_is_a_plain_line() -> None:
    out = io.StringIO()
    with events("running", out) as seen:
        for event in EVENTS:
            seen(event)
    lines = out.getvalue().splitlines()
    assert [line.replace(", 0.0 s", "") for line in lines] == [
        "d.one: begins",
        "d.one: success",
        "d.two[3]: begins",
        "d.two[3]: up_for_retry",
        "d.two[3]: begins",
        "d.two[3]: failed, try 2: ValueError: no",
        "d.three: interrupted; it is tried again",
        "d.four: success, done before",
        "shop/orders: begins",
        "shop/orders: materialized",
    ]
    assert "\x1b" not in out.getvalue()


def test_on_a_terminal_what_is_at_work_has_a_line_with_its_time() -> None:
    now = [100.0]
    progress = Progress("running", lambda: now[0])
    for event in EVENTS[:4]:
        progress.hear(event)
    progress.hear(of_task("task_started", "five"))
    now[0] += 67
    out = Console(file=io.StringIO(), width=80)
    out.print(progress)
    lines = [" ".join(line.split()) for line in out.file.getvalue().splitlines()]  # type: ignore[attr-defined]
    assert lines == ["running d.five 1:07 min", "waiting d.two[3] up for retry", "running 1:07 min 1 success"]


def test_time_is_told_as_people_tell_it() -> None:
    assert [elapsed(each) for each in (0.9, 59.99, 60, 3599, 3727)] == [
        "0 s",
        "59 s",
        "1:00 min",
        "59:59 min",
        "1:02:07 h",
    ]


def test_the_end_counts_states_tries_and_time_and_names_the_slowest_and_the_interrupted() -> None:
    def task(name: str, state: str, tries: int, seconds: float, interrupted: int = 0) -> dict[str, Any]:
        found = {"task_id": name, "map_index": -1, "state": state, "try_number": tries}
        return {**found, "duration_s": seconds, "interrupted": interrupted}

    tasks = [
        task("a", "success", 1, 2.5),
        task("b", "failed", 3, 0.5),
        task("c", "success", 1, 1, 2),
        task("e", "skipped", 0, 0),
    ]
    asset = {"key": "d/a", "partition": None, "state": "materialized", "rows": None}
    assert summary([{"dag_id": "d", "tasks": tasks, "assets": [asset]}], 61) == [
        "tasks: 1 failed, 1 skipped, 2 success; 5 tries, 4.0 s at work",
        "assets: 1 materialized",
        "slowest: d.a 2.5 s, d.c 1.0 s, d.b 0.5 s",
        "interrupted and tried again: d.c 2",
        "1:01 min in all",
    ]
