"""`migrate check` as a team meets it in CI: what is new counts, what is known or ignored does not, in four formats."""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
import yaml

from migrator.checking import check
from migrator.findings import CODES
from migrator.pipeline import analyze
from migrator.report import contract
from migrator.report.sarif import github, sarif

ROOT = Path(__file__).parents[2]
SARIF = json.loads((Path(__file__).parent / "sarif-2.1.0.schema.json").read_text())
RACE = """from datetime import datetime
from airflow import DAG
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator

with DAG("race", start_date=datetime(2024, 1, 1), schedule="@daily"):
    SQLExecuteQueryOperator(task_id="fill", conn_id="pg", sql="insert into shop.a select 1 from shop.src")
    SQLExecuteQueryOperator(task_id="use", conn_id="pg", sql="insert into shop.b select * from shop.a")
"""


@pytest.fixture
def dags(tmp_path: Path) -> Path:
    folder = tmp_path / "project" / "dags"
    folder.mkdir(parents=True)
    (folder / "race.py").write_text(RACE)
    return folder


def codes(dags: Path) -> list[tuple[str, str | None]]:
    return [(found.code, found.ignored) for found in analyze([dags]).findings if found.severity.value != "note"]


def test_a_race_fails_the_check_and_says_what_to_do(dags, migrate):
    done = migrate("check", dags, "--no-cache")
    assert done.returncode == 1
    assert "error[missing-edge]" in done.stdout
    assert "Add the edge fill >> use" in done.stdout
    assert "insert into shop.b select * from shop.a" in done.stdout
    assert done.stdout.rstrip().endswith("1 error to look at")


def test_what_the_baseline_holds_does_not_count_even_when_its_lines_move(dags, migrate):
    assert migrate("check", dags, "--update-baseline").returncode == 0
    assert migrate("check", dags).returncode == 0
    (dags / "race.py").write_text("# one more line\n\n" + RACE)
    done = migrate("check", dags)
    assert done.returncode == 0, done.stdout
    assert "not counted: 1 in migrate-baseline.json" in done.stdout


def test_a_second_race_beside_one_in_the_baseline_counts(dags, migrate):
    migrate("check", dags, "--update-baseline")
    more = RACE + RACE.splitlines()[-1].replace('"use"', '"use_too"').replace("shop.b", "shop.c") + "\n"
    (dags / "race.py").write_text(more)
    done = migrate("check", dags)
    assert done.returncode == 1
    assert "use_too" in done.stdout and "1 error to look at" in done.stdout


def test_what_was_mended_is_said_to_be_gone(dags, migrate):
    migrate("check", dags, "--update-baseline")
    (dags / "race.py").write_text(RACE.replace("shop.a", "shop.other", 1))
    done = migrate("check", dags)
    assert done.returncode == 0
    assert "1 of the baseline are there no more" in done.stdout


@pytest.mark.parametrize("text", ["", "[]", '{"format": 2, "findings": []}', '{"format": 1, "findings": [{}]}'])
def test_a_file_that_is_no_baseline_is_misuse_in_one_sentence(dags, migrate, tmp_path, text):
    (tmp_path / "b.json").write_text(text)
    done = migrate("check", dags, "--baseline", tmp_path / "b.json")
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r"migrate: '.*b\.json' is no baseline: .*\n", done.stderr)


def test_a_baseline_that_is_not_there_is_misuse(dags, migrate, tmp_path):
    done = migrate("check", dags, "--baseline", tmp_path / "none.json")
    assert done.returncode == 2 and "no baseline" in done.stderr


def test_a_baseline_is_the_same_bytes_each_time_and_holds_no_machines_path(dags, migrate):
    migrate("check", dags, "--update-baseline")
    first = (dags / "migrate-baseline.json").read_bytes()
    migrate("check", dags, "--update-baseline", "--no-cache")
    assert (dags / "migrate-baseline.json").read_bytes() == first
    assert str(dags).encode() not in first


# ------------------------------------------------------------------------------------------------------------- ignores


def with_comment(dags: Path, comment: str) -> None:
    lines = RACE.splitlines()
    (dags / "race.py").write_text("\n".join([*lines[:-1], lines[-1] + comment]) + "\n")


def test_a_comment_on_the_line_ignores_the_finding_and_its_reason_is_kept(dags):
    with_comment(dags, "  # migrate: ignore[missing-edge] an earlier run's rows are wanted")
    assert codes(dags) == [("missing-edge", "an earlier run's rows are wanted")]


def test_a_comment_alone_counts_for_the_line_below_whatever_comments_stand_between(dags):
    lines = RACE.splitlines()
    lines.insert(6, "    # migrate: ignore[missing-edge] agreed\n    # see the wiki")
    (dags / "race.py").write_text("\n".join(lines))
    assert codes(dags) == [("missing-edge", "agreed")]


def test_a_comment_for_the_file_counts_everywhere_in_it(dags):
    (dags / "race.py").write_text("# migrate: ignore-file[missing-edge, double-writer] old, being replaced\n" + RACE)
    assert codes(dags) == [("missing-edge", "old, being replaced")]


@pytest.mark.parametrize(
    ("comment", "why"),
    [
        ("# migrate: ignore[missing-edge]", "gives no reason"),
        ("# migrate: ignore[no-such-code] because", "no finding called no-such-code"),
        ("# migrate: ignore[] because", "names no finding"),
        ("# migrate: ignore[double-writer] because", "any more"),
    ],
)
def test_a_comment_of_no_use_is_a_finding_and_ignores_nothing(dags, comment, why):
    with_comment(dags, f"  {comment}")
    found = {finding.code: finding for finding in analyze([dags]).findings}
    assert found["missing-edge"].ignored is None
    assert why in found["unusable-comment"].message


def test_a_comment_in_an_sql_file_counts_there(dags):
    (dags / "use.sql").write_text(
        "-- migrate: ignore[missing-edge] a nightly copy\ninsert into shop.b select * from shop.a\n"
    )
    (dags / "race.py").write_text(RACE.replace('"insert into shop.b select * from shop.a"', '"use.sql"'))
    assert codes(dags) == [("missing-edge", "a nightly copy")]


# ------------------------------------------------------------------------------------------------------------- formats


@pytest.fixture(scope="module")
def every(tmp_path_factory):
    """A check with new, known and ignored findings, of a file whose name and code are full of signs."""
    folder = tmp_path_factory.mktemp("formats") / "da%gs, x:y"
    folder.mkdir()
    (folder / "race one.py").write_text(RACE.replace("shop.src", "shop.\u00e4 where x = '::error::%0A'"))
    (folder / "known.py").write_text(RACE.replace('"race"', '"known"').replace("shop.", "one."))
    ignored = RACE.replace('"race"', '"ignored"').replace("shop.", "two.")
    (folder / "ignored.py").write_text("# migrate: ignore-file[missing-edge] agreed\n" + ignored)
    project = analyze([folder])
    (folder / "migrate-baseline.json").write_text(
        json.dumps(
            {
                "format": 1,
                "findings": [
                    {"code": f.code, "path": f.span.path, "about": list(f.about), "message": f.message}
                    for f in project.findings
                    if f.span.path == "known.py" and f.severity.value != "note"
                ],
            }
        )
    )
    warned = tuple(found for found in project.findings if found.severity.value != "note")
    return check(replace(project, findings=warned), None)


def test_sarif_fits_its_schema_and_says_what_is_new_known_and_suppressed(every):
    log = sarif(every)
    jsonschema.validate(log, SARIF, cls=jsonschema.Draft202012Validator)
    results = {
        each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]: each for each in log["runs"][0]["results"]
    }
    assert results["race%20one.py"]["baselineState"] == "new"
    assert results["known.py"]["baselineState"] == "unchanged"
    assert results["ignored.py"]["suppressions"][0]["justification"] == "agreed"
    assert all(each["partialFingerprints"] for each in results.values())
    rules = [rule["id"] for rule in log["runs"][0]["tool"]["driver"]["rules"]]
    assert rules == sorted(CODES)
    assert all(rules[each["ruleIndex"]] == each["ruleId"] for each in results.values())


def test_sarif_names_files_from_the_folder_that_the_check_ran_in(dags, migrate):
    (dags / "migrate.toml").write_text("")
    log = json.loads(migrate("check", "dags", "--format", "sarif", "--no-cache", cwd=dags.parent).stdout)
    places = {
        place["physicalLocation"]["artifactLocation"]["uri"]
        for result in log["runs"][0]["results"]
        for place in (*result["locations"], *result.get("relatedLocations", ()))
    }
    assert places == {"dags/race.py"}


def test_github_gets_one_line_for_each_finding_whatever_the_code_says(every):
    lines = list(github(every.new))
    assert len(lines) == len(every.new) == 1
    assert re.match(r"::error file=race one\.py,line=7,title=migrate%3A missing-edge::use reads ", lines[0])
    assert "\n" not in lines[0]


def test_the_json_fits_its_schema(every):
    schema = json.loads((ROOT / "docs" / "schemas" / "check.schema.json").read_text())
    document = json.loads(contract.printed(contract.check(every, list(every.new))))
    jsonschema.validate(document, schema)
    assert [len(document["not_counted"][name]) for name in ("less_severe", "baseline", "ignored")] == [0, 1, 1]


def test_the_fixtures_pass_against_the_baseline_of_this_repository(migrate):
    done = migrate("check", ROOT / "fixtures" / "dags", "--no-cache")
    assert done.returncode == 0, done.stdout


# ------------------------------------------------------------------------------------------------------------ adoption


def test_the_hook_runs_the_command_that_is_there(dags, migrate):
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    program, *words = hook["entry"].split()
    assert (program, hook["language"], hook["pass_filenames"]) == ("migrate", "python", False)
    assert migrate(*words, dags).returncode == 1


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_the_action_runs_the_command_with_its_inputs(dags, tmp_path):
    import os
    import subprocess
    import sys

    action = yaml.safe_load((ROOT / "action.yml").read_text())
    step = action["runs"]["steps"][-1]
    given = {name: str(value.get("default", "")) for name, value in action["inputs"].items()}
    given |= {"paths": str(dags), "sarif": str(tmp_path / "found.sarif")}
    environment = {name: _filled(text, given) for name, text in step["env"].items()}
    program = tmp_path / "migrate"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m migrator "$@"\n')
    program.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        env={**os.environ, **environment, "PATH": path},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("::error file=race.py,line=7")
    jsonschema.validate(json.loads((tmp_path / "found.sarif").read_text()), SARIF)


def _filled(text: str, given: dict[str, str]) -> str:
    return re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: given[found[1]], text)


def test_github_gets_paths_from_the_folder_that_the_check_ran_in(dags, migrate):
    (dags / "migrate.toml").write_text("")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = migrate("check", "dags", "--format", "github", cwd=dags.parent, env=environment)
    assert "file=dags/race.py," in done.stdout
