"""Moving the function of a DAG file that a test writes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from migrator.model import Code, Signal
from migrator.moving import Means, Mover, Refused
from migrator.reading import read

EVERYTHING = Means(hooks=None, signals=frozenset(Signal))
Move = Callable[..., Code | Refused]

HEAD = """\
from airflow import DAG
from airflow.operators.python import PythonOperator

"""
TAIL = """

with DAG("d", schedule="@daily") as dag:
    PythonOperator(task_id="t", python_callable=f{more})
"""


def in_dag(body: str, more: str = "") -> str:
    """A DAG file with this code, whose task `t` calls `f`."""
    return HEAD + body.rstrip("\n") + TAIL.replace("{more}", f", {more}" if more else "")


@pytest.fixture
def move(tmp_path: Path) -> Move:
    """Moves the function of a task of `dags/d.py`, which holds this text, among other files of a project."""

    def moved(text: str, task: str = "t", means: Means = EVERYTHING, **others: str) -> Code | Refused:
        (tmp_path / "pyproject.toml").write_text("")
        for name, content in {
            "dags/d.py": text,
            **{k.replace("__", "/") + ".py": v for k, v in others.items()},
        }.items():
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content)
        project = read([tmp_path / "dags" / "d.py"])
        found = [(each, dag) for dag in project.dags for each in dag.tasks if each.id == task]
        return Mover(Path(project.root), (), means).task(*found[0])

    return moved
