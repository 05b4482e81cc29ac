"""The DAGs that were run under a standalone Airflow end with the shim as they did there.

`recorded.json` is what that Airflow made of them; `make differential` writes it. To start one takes minutes.
"""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from . import ours
from .asked import ALLOWED, RECORDED

THEIRS: dict[str, Any] = json.loads(RECORDED.read_text())
# Those that sleep longest: `make differential` has them too.
SLOW = {
    "runs_out_of_time",
    "waits_in_vain",
    "slots_that_do_not_fit",
    "pool_of_two",
    "pool_slots",
    "max_active_tasks_of_two",
    "max_active_tis_per_dag",
    "max_active_tis_per_dag_over_runs",
}
DAGS = sorted(set(THEIRS["dags"]) - SLOW)


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    """What the shim makes of them, all in one session."""
    logging.disable(logging.CRITICAL)
    try:
        return ours.ends(DAGS)
    finally:
        logging.disable(logging.NOTSET)


@pytest.mark.parametrize("dag", sorted(set(DAGS) - set(ALLOWED)))
def test_a_dag_ends_as_under_the_scheduler(dag: str, found: dict[str, Any]) -> None:
    assert ours.differences(THEIRS, found, dag) == []
