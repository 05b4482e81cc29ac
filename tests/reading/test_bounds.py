"""The bounds of reading: a person may set them, strictly, and past one a file is partial and says which."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from migrator.configuration import BOUNDS, BadConfiguration
from migrator.model import FileStatus, Project
from migrator.reading import read
from migrator.reading.bounds import Bounds

DAG = "from airflow import DAG\nfrom airflow.operators.empty import EmptyOperator\n"


def read_with(folder: Path, bounds: str, text: str) -> Project:
    """The project of one file, read within these bounds."""
    (folder / "migrate.toml").write_text(f"[reading.bounds]\n{bounds}\n")
    (folder / "d.py").write_text(DAG + text)
    return read([folder])


@pytest.mark.parametrize(
    ("bounds", "said"),
    [
        ("stepz = 5", r"reading\.bounds\.stepz is no bound; there is file_bytes, nodes"),
        ("steps = 0", r"reading\.bounds\.steps is 0, not a whole number from 1 to 1,000,000,000"),
        ("steps = 'many'", r"reading\.bounds\.steps is 'many', not a whole number"),
        ("steps = true", r"reading\.bounds\.steps is True, not a whole number"),
        ("seconds = 1.5", r"reading\.bounds\.seconds is 1\.5, not a whole number"),
        ("depth = 101", r"reading\.bounds\.depth is 101, not a whole number from 1 to 100"),
        ("nesting = 1001", r"reading\.bounds\.nesting is 1001, not a whole number from 1 to 1,000"),
    ],
)
def test_a_bound_that_cannot_be_followed_is_an_error_that_says_what_there_is(tmp_path: Path, bounds: str, said: str):
    with pytest.raises(BadConfiguration, match=said):
        read_with(tmp_path, bounds, "")


def test_every_bound_that_can_be_set_is_one_and_is_explained_with_its_default():
    text = (Path(__file__).parents[2] / "docs/reading.md").read_text()
    for name in BOUNDS:
        assert f"| `{name}` | {getattr(Bounds(), name):,} |" in text


@pytest.mark.parametrize(
    ("bounds", "text", "said"),
    [
        ("file_bytes = 180", f"d = DAG('d')\n{'#' * 100}\n", "bytes long; the bound is 180"),
        ("nodes = 400", "x = [" + "1, " * 500 + "]\n", "holds more than 400 names, values and operations"),
        ("nesting = 50", "x = " + "[" * 60 + "]" * 60, "the bound is 50 levels"),
    ],
)
def test_a_file_past_a_bound_of_parsing_fails_and_says_which(tmp_path: Path, bounds: str, text: str, said: str):
    project = read_with(tmp_path, bounds, text)
    assert [file.status for file in project.files] == [FileStatus.FAILED]
    assert said in (project.files[0].because or "")


@pytest.mark.parametrize(
    ("bounds", "text", "said"),
    [
        ("steps = 50", "for n in range(100): x = n\n", "more than 50 steps"),
        ("depth = 5", "def f(n): return f(n - 1) if n else 0\nf(9)\n", "calls nested deeper than 5"),
        ("elements = 10", "x = [0] * 11\n", "a value grew past 10"),
        ("text = 10", "x = 'a' * 11\n", "a value grew past 10"),
        ("text = 10", "x = 'a' * 6 + 'b' * 6\n", "a string grew past 10"),
        ("text = 10", "x = 'abc'.ljust(11)\n", "a string grew past 10"),
        ("text = 10", "x = '{:11}'.format(1)\n", "a string grew past 10"),
        (
            "task_steps = 20",
            "def f():\n    for n in range(100): g()\nfrom airflow.operators.python import PythonOperator\n"
            "PythonOperator(task_id='t', python_callable=f, dag=d)\n",
            "the code of task t was not read to its end",
        ),
        ("fact_steps = 20", "EmptyOperator(task_id='t', dag=d, params=list(range(30)))\n", "more than 20 steps"),
    ],
)
def test_a_file_past_a_bound_of_evaluation_is_partial_and_says_which(tmp_path: Path, bounds: str, text: str, said: str):
    project = read_with(tmp_path, bounds, f"d = DAG('d')\n{text}")
    assert [file.status for file in project.files] == [FileStatus.PARTIAL]
    assert [dag.id for dag in project.dags] == ["d"]
    assert said in (project.files[0].because or "")
    assert [(f.code, f.span.path) for f in project.findings] == [("bound-reached", "d.py")]


def test_many_tasks_whose_code_is_too_long_are_one_finding(tmp_path):
    text = """
    from airflow.sdk import dag, task
    @task
    def long():
        for number in range(10**6):
            print(number)
    @dag
    def many():
        for _ in range(30):
            long()
    many()
    """
    (tmp_path / "d.py").write_text(textwrap.dedent(text), encoding="utf-8")
    (tmp_path / "migrate.toml").write_text("[reading.bounds]\ntask_steps = 100\n", encoding="utf-8")
    found = [f.message for f in read([tmp_path]).findings if "was not read to its end" in f.message]
    assert len(found) == 1
    assert found[0].startswith("the code of 30 tasks (long, long__1, long__2, long__3, long__4, ...) was not read")
