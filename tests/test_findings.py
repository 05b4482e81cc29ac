"""Every code has an example that really brings it about, and `docs/findings.md` is what the rows say."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import pytest

from migrator.findings import CODES, Said
from migrator.findings.document import page
from migrator.live import compared
from migrator.model import Project
from migrator.pipeline import analyze, decide
from migrator.targets import load_target

ROOT = Path(__file__).parent.parent
# Where the known data begins and ends: an example ends somewhere.
ENDS = {"outside-source", "unread-data"}


def written(code: str, folder: Path) -> Project:
    for name, text in CODES[code].example:
        (folder / name).write_text(text)
    return analyze([folder])


@pytest.mark.parametrize("code", [code for code, row in CODES.items() if row.said is Said.ANALYZE])
def test_an_example_brings_about_its_finding_and_no_other(code, tmp_path):
    found = {each.code for each in written(code, tmp_path).findings}
    assert found - (ENDS - {code}) == {code}


@pytest.mark.parametrize("code", [code for code, row in CODES.items() if row.said is Said.GENERATE])
def test_an_example_of_planning_brings_about_its_finding(code, tmp_path):
    plan = decide(written(code, tmp_path), load_target("dagster").CAPABILITIES)
    assert {each.code for each in plan.findings} == {code}


def test_the_examples_for_a_real_airflow_bring_about_their_findings(tmp_path):
    if importlib.util.find_spec("airflow") is None:
        assert not os.environ.get("CI"), "Airflow must be installed where CI=true"
        pytest.skip("Airflow is not installed")
    codes = [code for code, row in CODES.items() if row.said is Said.WITH_AIRFLOW]
    for code in codes:
        (tmp_path / code).mkdir()
        for name, text in CODES[code].example:
            (tmp_path / code / name).write_text(text)
    live = compared(analyze([tmp_path]), [tmp_path], [], None)
    assert sorted((each.code, each.span.path) for each in live.findings()) == [
        (code, f"{code}/dag.py") for code in sorted(codes)
    ]


@pytest.mark.parametrize("code", ["missing-edge", "double-writer", "sql-not-parsed", "hidden-run", "unreadable-file"])
def test_the_comment_that_the_page_names_ignores_the_finding(code, tmp_path):
    (found,) = (each for each in written(code, tmp_path).findings if each.code == code)
    lines = (tmp_path / found.span.path).read_text().splitlines()
    lines[found.span.line - 1] += f"  # migrate: ignore[{code}] agreed"
    (tmp_path / found.span.path).write_text("\n".join(lines) + "\n")
    (found,) = (each for each in analyze([tmp_path]).findings if each.code == code)
    assert found.ignored == "agreed"


def test_the_page_is_what_the_rows_say(request):
    path = ROOT / "docs" / "findings.md"
    if request.config.getoption("--rewrite"):
        path.write_text(page())
    assert path.read_text() == page(), "run `make docs` and read the diff"


def test_every_sentence_of_a_row_ends():
    for code, row in CODES.items():
        assert row.meaning.endswith(".") and row.todo.endswith("."), code
