"""`reports/` holds what `migrate report fixtures/dags` writes today."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.pipeline import analyze, decide
from migrator.report.pages import write_report
from migrator.targets import load_target

ROOT = Path(__file__).parent.parent


def test_the_committed_report_is_what_is_written_today(tmp_path, request):
    project = analyze([ROOT / "fixtures" / "dags"])
    target = ROOT / "reports" if request.config.getoption("--rewrite") else tmp_path
    for path in write_report(project, decide(project, load_target("dagster").CAPABILITIES), target):
        assert path.read_text() == (ROOT / "reports" / path.name).read_text(), "run pytest --rewrite and read the diff"


HOSTILE = "<script>alert(1)</script>|`x`"


def test_no_text_of_a_dag_becomes_markup(tmp_path):
    (tmp_path / "dag.py").write_text(
        "from airflow import DAG\nfrom airflow.operators.bash import BashOperator\n"
        f"with DAG({HOSTILE!r}, schedule=None, tags=[{HOSTILE!r}]):\n"
        f"    BashOperator(task_id={HOSTILE!r}, bash_command='cat ' + {HOSTILE!r})\n"
    )
    project = analyze([tmp_path])
    assert project.dags[0].id == HOSTILE
    pages = write_report(project, decide(project, load_target("dagster").CAPABILITIES), tmp_path / "out")
    markdown, html = (path.read_text() for path in pages)
    assert "<script>alert" not in html
    assert "<script>" not in markdown
    assert "\\|\\`x\\`" in markdown


@pytest.mark.parametrize("suffix", ["md", "html"])
def test_the_report_says_what_matters(suffix):
    text = (ROOT / "reports" / f"report.{suffix}").read_text()
    for word in ("fact_user_events", "user_events_pipeline", "missing-cross-dag", "hidden-run", "2 warnings"):
        assert word in text or (word == "2 warnings" and "<b>2</b>warnings" in text)
