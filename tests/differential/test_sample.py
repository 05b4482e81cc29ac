"""A sample of what `make differential` does: the same programs each time."""

from __future__ import annotations

import pytest

from .run import ROWS, Run

SAMPLE = 120


def test_generated_programs_are_read_as_airflow_reads_them():
    pytest.importorskip("airflow", reason="the oracle needs Airflow")
    run = Run(SAMPLE, None)
    assert run.failure() is None
    assert run.compared > SAMPLE * 0.8
    assert len([row for row in ROWS if run.reached[row]]) > len(ROWS) * 0.9
