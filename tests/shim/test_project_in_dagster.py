"""A project's own files are found where nothing but Dagster runs it, and its tasks' lines are in Dagster's log."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from test_own_plugins import PLUGIN

DAG = """
import logging
from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG, BaseHook, Variable, task

PARSED = Variable.get("region")

with DAG("shouts", schedule=None):
    @task
    def says():
        logging.info("it logs of %s", PARSED)
        print("it prints", BaseHook.get_connection("warehouse").password, flush=True)
        logging.getLogger("mine").warning("it warns")

    says() >> BashOperator(task_id="bash", bash_command="echo of bash: {{ macros.mine.shout('a') }} s3cr3t-Pa55")
"""
MATERIALIZE = """
import json, sys
import dagster as dg
from shim.hosts.everything import airflow_definitions

defs = airflow_definitions(sys.argv[1])
instance = dg.DagsterInstance.local_temp(sys.argv[2])
result = defs.resolve_implicit_global_asset_job_def().execute_in_process(instance=instance, raise_on_error=False)
lines = [each.user_message for each in instance.all_logs(result.run_id)]
print(json.dumps([result.success, lines]))
"""
TOML = """
[connections_from]
files = ["config/connections.json"]
[variables_from]
files = ["config/variables.json"]
"""


def test_a_project_runs_in_dagster_with_its_plugins_and_files_and_its_tasks_log_there_masked(tmp_path: Path) -> None:
    root = tmp_path / "project"
    files = {
        "dags/shouts.py": DAG,
        "plugins/mine.py": PLUGIN,
        "migrate.toml": TOML,
        "config/connections.json": json.dumps({"warehouse": {"conn_type": "http", "password": "s3cr3t-Pa55"}}),
        "config/variables.json": json.dumps({"region": "the north"}),
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    (tmp_path / "instance").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", MATERIALIZE, str(root / "dags"), str(tmp_path / "instance")],
        capture_output=True, text=True, check=False, cwd=root,
        env={name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "MIGRATE"))},
    )  # fmt: skip
    assert done.stdout, done.stderr[-3000:]
    success, lines = json.loads(done.stdout.splitlines()[-1])
    text = "\n".join(lines)
    assert success, text + done.stderr[-3000:]
    for line in ("it logs of the north", "it prints ***", "it warns", "of bash: A ***"):
        assert line in text, (line, text)
    assert "s3cr3t-Pa55" not in text + done.stderr + done.stdout


def test_nothing_of_airflow_is_imported_before_the_project_is_in_use() -> None:
    # Airflow looks once, when it is imported, where plugins are.
    code = "import sys, shim.hosts.everything, shim.hosts.dagster, shim.hosts.starting; print('airflow' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "False", done.stderr
