"""`migrate plan` in a terminal and for programs."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from migrator.model import Becomes, Plan
from migrator.model_json import from_json
from migrator.report.contract.schema import schema

DAGS = Path(__file__).parents[2] / "fixtures" / "dags"


def test_the_plan_in_a_terminal_says_what_becomes_of_each_task_and_why(migrate):
    done = migrate("plan", DAGS / "user_events_pipeline.py")
    assert done.returncode == 0, done.stderr
    row = next(line for line in done.stdout.splitlines() if line.startswith("load_fact_user_events"))
    assert "asset" in row and "fact_user_events" in row
    assert " steps of 1 DAG: " in done.stdout.splitlines()[-1]


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


def test_the_schema_of_the_plan_is_that_of_the_model(request):
    path = DAGS.parents[1] / "docs" / "schemas" / "plan.schema.json"
    text = json.dumps(schema(Plan, "migrate plan --format json"), indent=1) + "\n"
    if request.config.getoption("--rewrite"):
        path.write_text(text)
    assert path.read_text() == text, "write it anew with --rewrite"


def test_the_plan_as_json_fits_its_schema_and_a_part_too_many_does_not(migrate):
    known = schema(Plan, "plan")
    document = json.loads(migrate("plan", DAGS, "--format", "json").stdout)
    jsonschema.validate(document, known)
    for broken in ({**document, "more": 1}, {**document, "steps": [{}]}, {**document, "format": 2}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(broken, known)


def test_the_plan_in_a_terminal_says_what_to_do_with_a_dag_and_when(migrate):
    printed = migrate("plan", DAGS, "--order", "value").stdout
    assert "  +3 2 steps are divided by time" in printed
    assert "person-days" in printed
    assert "\nwave 1  " in printed and "bridge: " in printed
