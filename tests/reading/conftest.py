"""DAG sources written to a folder of their own and read."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from migrator.model import Dag, Project
from migrator.reading import read

Files = Callable[..., Project]


@pytest.fixture
def project(tmp_path: Path) -> Files:
    """Reads the files given by name and text as one project."""

    def write(**files: str) -> Project:
        (tmp_path / "pyproject.toml").touch()
        for name, text in files.items():
            path = tmp_path / (name.replace("__", "/") + ".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text))
        return read([tmp_path])

    return write


@pytest.fixture
def dag(project: Files) -> Callable[[str], Dag]:
    """The only DAG of one file, written below the usual imports."""

    def write(text: str) -> Dag:
        (found,) = project(dag_file=IMPORTS + textwrap.dedent(text)).dags
        return found

    return write


IMPORTS = """\
from datetime import datetime, timedelta
from airflow import DAG
from airflow.decorators import dag, task, task_group, setup, teardown
from airflow.models import Variable
from airflow.models.baseoperator import chain, chain_linear, cross_downstream
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator
from airflow.utils.edgemodifier import Label
from airflow.utils.task_group import TaskGroup
import os

"""
