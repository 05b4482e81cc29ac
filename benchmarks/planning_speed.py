"""How long planning takes beside reading: a tree of 2,000 DAGs with 20,000 tasks, written, read without cache, planned.

`python benchmarks/planning_speed.py [DAGS]`; prints seconds of each stage, and exits 1 when planning takes longer.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from migrator.audit.audit import audit
from migrator.configuration import load_configuration
from migrator.lineage.infer import infer
from migrator.pipeline import decide
from migrator.reading import read
from migrator.targets import load_target

TASKS = 10
HEAD = """\
from datetime import datetime
from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.providers.postgres.operators.postgres import PostgresOperator
from airflow.sensors.external_task import ExternalTaskSensor

with DAG("dag_{n}", schedule="{minute} 3 * * *", start_date=datetime(2026, 1, 1), default_args={{"retries": 2}}) as dag:
    begin = EmptyOperator(task_id="begin")
    raw = PostgresOperator(task_id="raw", sql="INSERT INTO raw.t{n} SELECT * FROM marts.t{before}")
    wait = ExternalTaskSensor(task_id="wait", external_dag_id="dag_{before}", external_task_id="marts")
    begin >> wait >> raw
    last = raw
"""
TASK = """\
    last >> (step_{t} := PostgresOperator(task_id="step_{t}", sql="INSERT INTO work.t{n}_{t} SELECT * FROM {source}"))
    last = step_{t}
"""
TAIL = """\
    last >> PostgresOperator(task_id="marts", sql="INSERT INTO marts.t{n} SELECT * FROM work.t{n}_{t}") >> BashOperator(
        task_id="tell", bash_command="echo done", trigger_rule="all_done")
"""


def write(folder: Path, dags: int) -> None:
    """The tree: each DAG reads what another made."""
    for n in range(dags):
        text = HEAD.format(n=n, minute=n % 60, before=max(0, n - 1 - n % 7))
        for t in range(TASKS - 5):
            text += TASK.format(t=t, n=n, source=f"raw.t{n}" if t == 0 else f"work.t{n}_{t - 1}")
        text += TAIL.format(n=n, t=TASKS - 6)
        (folder / f"part_{n // 100:03}").mkdir(exist_ok=True)
        (folder / f"part_{n // 100:03}" / f"dag_{n}.py").write_text(text)


def main(dags: int) -> int:
    """Times each stage; 1 when planning takes longer than reading."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, dags)
        times: dict[str, float] = {}
        began = time.perf_counter()
        project = read([folder], jobs=os.cpu_count() or 1)
        times["reading"] = time.perf_counter() - began
        began = time.perf_counter()
        configuration = load_configuration(folder)
        project = infer(project, configuration)
        times["lineage"] = time.perf_counter() - began
        began = time.perf_counter()
        project = audit(project, configuration)
        times["audit"] = time.perf_counter() - began
        began = time.perf_counter()
        plan = decide(project, load_target("dagster").CAPABILITIES)
        times["planning"] = time.perf_counter() - began
    tasks = sum(len(dag.tasks) for dag in project.dags)
    print(f"{len(project.dags):,} DAGs, {tasks:,} tasks, {len(plan.steps):,} steps, {len(plan.waves)} waves")
    for stage, seconds in times.items():
        print(f"{stage:10} {seconds:8.1f} s")
    return int(times["planning"] > times["reading"])


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000))
