"""The project's own `plugins/` is Airflow's plugins folder."""

from __future__ import annotations

from pathlib import Path

from shim_cases import plan_of

from migrator.launch import launch
from migrator.model import Plan
from shim.store import Store

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


OLD_PLUGIN = """
from airflow.hooks.base_hook import BaseHook
from airflow.models import BaseOperator
from airflow.plugins_manager import AirflowPlugin
from airflow.sensors.base_sensor_operator import BaseSensorOperator
from airflow.utils.decorators import apply_defaults


class Letters(BaseHook):
    def word(self):
        return "hooked"


class Writes(BaseOperator):
    template_fields = ("word",)

    @apply_defaults
    def __init__(self, word, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.word = word

    def execute(self, context):
        return self.word


class Sees(BaseSensorOperator):
    def poke(self, context):
        return True


def loud(text):
    return text.upper()


class Company(AirflowPlugin):
    name = "company_plugin"
    operators, sensors, hooks, macros = [Writes], [Sees], [Letters], [loud]
"""
OLD_DAG = """
from datetime import datetime

from airflow import DAG
from airflow.hooks.company_plugin import Letters
from airflow.macros.company_plugin import loud
from airflow.operators.company_plugin import Writes
from airflow.sensors.company_plugin import Sees

with DAG("old", schedule_interval=None, start_date=datetime(2020, 1, 1)) as dag:
    Sees(task_id="sees") >> Writes(task_id="writes", word=loud(Letters().word()) + "{{ ds_nodash }}")
"""


def test_operators_sensors_hooks_and_macros_are_imported_by_their_plugins_name_as_until_2(tmp_path: Path) -> None:
    (tmp_path / "plugins").mkdir()
    (tmp_path / "plugins" / "company.py").write_text(OLD_PLUGIN)
    (tmp_path / "plugins" / "broken.py").write_text("from airflow.operators.broken import No\n")
    # A file that asks for no plugin, and runs first, has them loaded all the same.
    (tmp_path / "shouts.py").write_text(DAG.replace("{{ macros.mine.shout('a') }}", "A"))
    (tmp_path / "old.py").write_text(OLD_DAG)
    plans = plan_of(tmp_path, "shouts.py", "shouts", {"t": []}), plan_of(tmp_path, "old.py", "old", {"sees": []})
    plan = Plan(str(tmp_path), tuple(step for each in plans for step in each.steps))
    given = {"home": str(tmp_path / "home"), "logical_date": "2026-01-05"}
    events = [*launch("airflow", plan, given)]
    assert events[-1]["state"] == "success", (tmp_path / "home" / "shim.log").read_text()[-2000:]
    xcoms = Store(str(tmp_path / "home" / "store.db")).xcoms("old", "manual__2026-01-05T00:00:00+00:00")
    assert [(task, value) for task, _, key, value in xcoms if key == "return_value"] == [("writes", "HOOKED20260105")]


def test_macros_of_a_plugin_are_there_when_a_task_is_rendered(tmp_path: Path) -> None:
    (tmp_path / "plugins").mkdir()
    (tmp_path / "plugins" / "mine.py").write_text(PLUGIN)
    (tmp_path / "shouts.py").write_text(DAG)
    plan = plan_of(tmp_path, "shouts.py", "shouts", {"t": []})
    events = [*launch("airflow", plan, {"home": str(tmp_path / "home")})]
    assert events[-1]["state"] == "success", (tmp_path / "home" / "shim.log").read_text()[-2000:]
