"""A sample of what `make differential` does with schedules: the same cases each time."""

from __future__ import annotations

from pathlib import Path

from .cases import case
from .run import Run, compare

# Together: presets, lengths of time, timetables of 2.x and 3, dates with and without a zone, clocks that change.
SEEDS = (1, 3, 5, 7, 12, 17, 31, 38, 39, 1031)


def test_random_schedules_have_the_intervals_of_airflow_and_the_windows_of_dagster(tmp_path: Path) -> None:
    run = Run()
    compare([case(seed) for seed in SEEDS], tmp_path, run)
    assert run.different == {}
    assert run.compared == len(SEEDS)
    assert run.intervals > 1_000
    assert run.values > 100
