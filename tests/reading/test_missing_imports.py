"""What is imported of the project and is not there."""

from __future__ import annotations

import pytest

from migrator.cli import main
from migrator.reading import read

HEAD = "from airflow import DAG\n"


def missing(found):
    said = [f for f in found.findings if f.code == "missing-import"]
    return [(f.span.path, f.span.line, f.message.partition(" is imported")[0]) for f in said]


def package(folder):
    folder.mkdir()
    (folder / "__init__.py").write_text("x = 1\n")


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("from .gone import x", "dags.gone"),
        ("from . import gone", "dags.gone"),
        ("from ..gone.deep import x", "gone.deep"),
        ("from shared.gone import x", "shared.gone"),
        ("import shared.gone", "shared.gone"),
        ("from dags.gone import x", "dags.gone"),
        ("from plugins.operators.gone import x", "plugins.operators.gone"),
    ],
)
def test_what_is_surely_of_the_project_is_said(project, tmp_path, statement, name):
    package(tmp_path / "shared")
    found = project(dags__d=f"{HEAD}{statement}\nd = DAG('d')\n", dags__other="", plugins__operators__there="")
    assert missing(found) == [("dags/d.py", 2, name)]
    assert "--root" in found.findings[0].fix


@pytest.mark.parametrize(
    "statement",
    [
        "import pandas", "from great_expectations.core import x", "from vendor.gone import x", "import os.path",
        "from airflow.gone import x", "from shared import x", "from .other import name", "from . import other",
        "from include.x import y",
    ],
)  # fmt: skip
def test_what_may_be_installed_is_not_said(project, tmp_path, statement):
    package(tmp_path / "shared")
    found = project(dags__d=f"{HEAD}{statement}\nd = DAG('d')\n", dags__other="name = 1", vendor__there="")
    assert missing(found) == []


def test_a_folder_beside_the_importer_that_is_called_as_a_library_is_not_it(project, tmp_path):
    (tmp_path / "tests" / "google").mkdir(parents=True)
    (tmp_path / "tests" / "google" / "__init__.py").touch()
    found = project(tests__google__d=f"{HEAD}from google.cloud.storage import x\nd = DAG('d')\n")
    assert missing(found) == []


def test_a_loop_over_what_is_missing_has_both_findings(project):
    found = project(
        d=f"{HEAD}from airflow.operators.empty import EmptyOperator\nfrom .settings import TABLES\n"
        "with DAG('d'):\n    for table in TABLES:\n        EmptyOperator(task_id=table)\n"
    )
    assert [f.code for f in found.findings][:1] == ["missing-import"]
    assert "unknown-value" in {f.code for f in found.findings}


def test_a_further_root_mends_it(tmp_path, capsys):
    (tmp_path / "repo" / "dags").mkdir(parents=True)
    (tmp_path / "repo" / "pyproject.toml").touch()
    (tmp_path / "repo" / "dags" / "d.py").write_text(f"{HEAD}from plugins.ids import NAME\nd = DAG(NAME)\n")
    (tmp_path / "repo" / "plugins").mkdir()
    (tmp_path / "repo" / "plugins" / "there.py").touch()
    (tmp_path / "more" / "plugins").mkdir(parents=True)
    (tmp_path / "more" / "plugins" / "ids.py").write_text("NAME = 'found'\n")
    assert missing(read([tmp_path / "repo"])) == [("dags/d.py", 2, "plugins.ids")]
    assert [dag.id for dag in read([tmp_path / "repo"], [tmp_path / "more"]).dags] == ["found"]
    assert main(["analyze", str(tmp_path / "repo"), "--fail-on", "note", "--no-cache"]) == 1
    assert "missing-import" in capsys.readouterr().out


def test_names_in_a_circle_are_not_missing(project):
    found = project(
        pkg__a="from . import b\nfrom .b import later\nNAME = 'x'\n",
        pkg__b="from .a import NAME\nlater = 1\n", d=f"{HEAD}from pkg.a import NAME\nd = DAG(NAME)\n",
    )  # fmt: skip
    assert missing(found) == []
