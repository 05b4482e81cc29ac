"""Classes that a plugin of the project brings to `airflow.operators`, as Airflow 1 did it."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.reading import read

PLUGIN = """\
from airflow.models import BaseOperator
from airflow.plugins_manager import AirflowPlugin
from airflow.utils.decorators import apply_defaults


class LoadTable(BaseOperator):
    @apply_defaults
    def __init__(self, table, *args, **kwargs):
        kwargs.setdefault("task_id", "load_" + table)
        super(LoadTable, self).__init__(*args, **kwargs)


class OurPlugin(AirflowPlugin):
    name = "our_plugin"
    operators = [LoadTable]
"""


@pytest.mark.parametrize("module", ["airflow.operators.our_plugin", "airflow.operators", "airflow.sensors.our_plugin"])
@pytest.mark.parametrize("place", ["plugins/our.py", "plugins/our/__init__.py"])
def test_a_class_that_a_plugin_lists_is_its_own(tmp_path: Path, module: str, place: str) -> None:
    (tmp_path / "dags").mkdir()
    (tmp_path / place).parent.mkdir(parents=True)
    (tmp_path / place).write_text(PLUGIN)
    (tmp_path / "dags" / "d.py").write_text(
        f'from airflow import DAG\nfrom {module} import LoadTable\ndag = DAG("d")\nLoadTable(table="users", dag=dag)\n'
    )
    (tmp_path / "pyproject.toml").touch()

    (dag,) = read([tmp_path / "dags"]).dags

    assert [(task.id, task.import_path.rsplit(".", 1)[-1]) for task in dag.tasks] == [("load_users", "LoadTable")]
