"""`migrate plan` in a terminal and for programs."""

from __future__ import annotations

import json
from pathlib import Path

from migrator.model import Becomes, Plan
from migrator.model_json import from_json

DAGS = Path(__file__).parents[2] / "fixtures" / "dags"


def test_the_plan_in_a_terminal_says_what_becomes_of_each_task_and_why(migrate):
    done = migrate("plan", DAGS / "user_events_pipeline.py")
    assert done.returncode == 0, done.stderr
    row = next(line for line in done.stdout.splitlines() if line.startswith("load_fact_user_events"))
    assert "asset" in row and "fact_user_events" in row
    assert " steps of 1 DAGs: " in done.stdout.splitlines()[-1]


def test_the_plan_as_json_is_the_plan(migrate):
    done = migrate("plan", DAGS, "--format", "json")
    plan = from_json(Plan, json.loads(done.stdout))
    assert {step.becomes for step in plan.steps} >= {Becomes.ASSET, Becomes.WRAPPED}


def test_unchanged_every_task_is_wrapped(migrate):
    done = migrate("plan", DAGS, "--unchanged", "--format", "json")
    plan = from_json(Plan, json.loads(done.stdout))
    assert {step.becomes for step in plan.steps if step.tasks} <= {Becomes.WRAPPED, Becomes.FOLDED}


def test_a_target_that_is_not_there_is_misuse(migrate):
    done = migrate("plan", DAGS, "--target", "nowhere")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no target named 'nowhere'" in done.stderr
