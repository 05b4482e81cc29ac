"""A whole folder is run: what `.airflowignore` leaves out is neither loaded nor run, however the folder is run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

DAG = """
from pathlib import Path

from airflow.operators.python import PythonOperator
from airflow import DAG

Path(__file__).with_suffix(".loaded").touch()
with DAG("{0}", schedule_interval=None):
    PythonOperator(task_id="t", python_callable=lambda: Path(r"{1}", "{0}.ran").touch())
"""
IN_DAGSTER = """
import sys
from shim.hosts.everything import airflow_definitions

defs = airflow_definitions("dags")
assert defs.resolve_implicit_global_asset_job_def().execute_in_process().success
"""
# How the folder is run: the rest of the command line.
FORMS = {"command": ["-m", "migrator", "run", "dags", "--format", "json"], "dagster": ["-c", IN_DAGSTER]}


@pytest.mark.parametrize("form", FORMS)
def test_what_an_airflowignore_leaves_out_is_neither_loaded_nor_run(form: str, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    for name in ("kept", "old/gone", "team/kept_too", "team/drafts/mine"):
        file = tmp_path / "dags" / f"{name}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(DAG.format(file.stem, tmp_path))
    (tmp_path / "dags" / ".airflowignore").write_text("# what was\nold/\n")
    (tmp_path / "dags" / "team" / ".airflowignore").write_text("drafts/\n")
    done = subprocess.run(
        [sys.executable, *FORMS[form]], capture_output=True, text=True, check=False, cwd=tmp_path, timeout=240
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert {each.stem for each in tmp_path.glob("*.ran")} == {"kept", "kept_too"}
    assert {each.stem for each in tmp_path.rglob("*.loaded")} == {"kept", "kept_too"}
