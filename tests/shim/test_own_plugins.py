"""The project's own `plugins/` is Airflow's plugins folder."""

from __future__ import annotations

from pathlib import Path

from shim_cases import plan_of

from migrator.launch import launch

PLUGIN = """
from airflow.plugins_manager import AirflowPlugin

def shout(text):
    return text.upper()

class Mine(AirflowPlugin):
    name = "mine"
    macros = [shout]
"""
DAG = """
from airflow import DAG
from airflow.operators.bash import BashOperator

with DAG("shouts", schedule=None, user_defined_macros={"two": 2}):
    BashOperator(task_id="t", bash_command="test \\"{{ macros.mine.shout('a') }}{{ two }}\\" = A2")
"""


def test_macros_of_a_plugin_are_there_when_a_task_is_rendered(tmp_path: Path) -> None:
    (tmp_path / "plugins").mkdir()
    (tmp_path / "plugins" / "mine.py").write_text(PLUGIN)
    (tmp_path / "shouts.py").write_text(DAG)
    plan = plan_of(tmp_path, "shouts.py", "shouts", {"t": []})
    events = [*launch("airflow", plan, {"home": str(tmp_path / "home")})]
    assert events[-1]["state"] == "success", (tmp_path / "home" / "shim.log").read_text()[-2000:]
