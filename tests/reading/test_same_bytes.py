"""The same files give the same facts in every process, whatever its hashes and addresses are."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

DAG = """
from airflow import DAG
from airflow.operators.bash import BashOperator

class Variable:
    def __init__(self, name):
        self.name = name

variables = {Variable(f"v{n}") for n in range(30)}
names = {f"name_{n}" for n in range(30)}
long = {"x" * 70 + str(n) for n in range(30)}
with DAG("d") as dag:
    for number, variable in enumerate(variables):
        BashOperator(task_id=f"variable_{number}", bash_command=variable.name)
    for number, name in enumerate(names | long):
        BashOperator(task_id=f"name_{number}", bash_command=name, env={"all": unknown(names), "of": {frozenset(long)}})
"""


def facts(folder: Path, seed: int) -> bytes:
    environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
    # What lies in memory before changes the addresses of all that comes after.
    command = [sys.executable, "-c", f"kept = [object() for _ in range({seed * 1000})]\n"
               "import sys; from migrator.cli import main; sys.exit(main())"]  # fmt: skip
    asked = [*command, "analyze", str(folder), "--format", "json", "--no-cache", "--jobs", "1"]
    return subprocess.run(asked, env=environment, check=True, capture_output=True).stdout


def test_sets_come_in_the_same_order_in_every_process(tmp_path: Path) -> None:
    (tmp_path / "d.py").write_text(DAG, encoding="utf-8")
    first = facts(tmp_path, 1)
    assert first.count(b'"task_id": "variable_') >= 30
    assert facts(tmp_path, 2) == first
