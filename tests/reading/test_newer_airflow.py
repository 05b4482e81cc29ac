"""What Airflow 3 added: decorators of every kind, assets and timetables, against Airflow itself."""

from __future__ import annotations

import pytest

from migrator.model import Interval, TimetableKind
from migrator.reading import read

TASKS = {
    "conditions": """
        from airflow.sdk import DAG, task
        with DAG("d"):
            @task.run_if(lambda context: True)
            @task
            def one(): ...
            @task.skip_if(lambda context: False, skip_message="x")
            @task.bash
            def two(): return "true"
            one() >> two()
        """,
    "functions of providers": """
        from airflow.sdk import DAG
        from airflow.providers.standard.decorators.bash import bash_task
        from airflow.providers.standard.decorators.python import python_task
        from airflow.providers.standard.decorators.sensor import sensor_task
        from airflow.providers.standard.decorators.short_circuit import short_circuit_task
        from airflow.providers.standard.decorators.branch_python import branch_task
        with DAG("d"):
            @bash_task
            def one(): return "true"
            @python_task(task_id="second")
            def two(): ...
            @sensor_task(mode="poke")
            def three(): return True
            @short_circuit_task()
            def four(): return True
            @branch_task
            def five(): return "one"
            one() >> two() >> three() >> four() >> five()
        """,
    "a decorator of the project": """
        from airflow.sdk import DAG
        from airflow.sdk.bases.decorator import task_decorator_factory
        from airflow.providers.standard.decorators.python import _PythonDecoratedOperator
        class _Mine(_PythonDecoratedOperator):
            custom_operator_name = "@task.mine"
        def mine(python_callable=None, multiple_outputs=None, **kwargs):
            return task_decorator_factory(
                python_callable=python_callable, multiple_outputs=multiple_outputs,
                decorated_operator_class=_Mine, **kwargs
            )
        with DAG("d"):
            @mine
            def one(): ...
            @mine(task_id="second", retries=3)
            def two(x): ...
            two(one())
        """,
    "a wrapper of the project": """
        import functools
        from airflow.sdk import DAG, task
        def logged(**settings):
            def wrap(function):
                @functools.wraps(function)
                def inner(*args, **kwargs):
                    return function(*args, **kwargs)
                return task(retries=2, **settings)(inner)
            return wrap
        with DAG("d"):
            @logged(task_id="named")
            def one(): ...
            @logged()
            def two(): ...
            one() >> two()
        """,
    "a result": """
        from airflow.sdk import DAG, result, task
        with DAG("d"):
            @result
            @task
            def one(): return 1
            one()
        """,
    "an asset": """
        from airflow.sdk import Asset, asset
        @asset(schedule="@daily", uri="s3://bucket/raw")
        def raw(): ...
        @asset(schedule=raw, name="clean_one", dag_id="cleaning")
        def clean(raw): ...
        @asset.multi(schedule=[raw, Asset("other")], outlets=[Asset("a"), Asset("b")])
        def both(raw, context): ...
        """,
    "an asset over a task": """
        from airflow.sdk import Asset, asset, task
        @asset(schedule=None)
        @task.bash
        def listed(): return "ls"
        @asset.multi(schedule="@daily", outlets=[Asset("a"), Asset("b")])
        @task(retries=2, task_id="made")
        def several(): ...
        """,
}
SCHEDULES = [
    "CronTriggerTimetable('@daily', timezone='UTC')", "CronDataIntervalTimetable('0 3 * * *', timezone='Europe/Paris')",
    "CronTriggerTimetable('0 3 * * 1', timezone='Europe/Paris', interval=timedelta(days=7))",
    "CronPartitionTimetable('0 1 * * *', timezone='UTC')", "DeltaTriggerTimetable(timedelta(hours=2))",
    "CronPartitionTimetable('@hourly', timezone='Asia/Tokyo', run_offset=-1, key_format='%Y')",
    "DeltaDataIntervalTimetable(timedelta(days=2))",
    "MultipleCronTriggerTimetable('0 1 * * *', '0 2 * * *', timezone='UTC')",
    "EventsTimetable([datetime(2024, 1, 1, tz='UTC')])", "PartitionedAtRuntime()",
    "PartitionedAssetTimetable(assets=Asset('a') | Asset('b'))",
    "AssetOrTimeSchedule(timetable=CronTriggerTimetable('0 1 * * *', timezone='UTC'), assets=[Asset('a'), Asset('b')])",
    "AssetOrTimeSchedule(timetable=DeltaTriggerTimetable(timedelta(days=1)), assets=Asset('a') | Asset('b'))",
    "[Asset.ref(name='a'), Asset.ref(uri='s3://b/c')]", "AssetAlias('x') | Asset('a')", "[AssetAlias('x')]",
    "AssetAny(Asset('a'), AssetAll(Asset('b'), Asset.ref(name='c')))", "Asset('a', watchers=[])",
]  # fmt: skip
HEAD = """
from datetime import timedelta
from pendulum import datetime
from airflow.sdk import (
    DAG, Asset, AssetAlias, AssetAll, AssetAny, AssetOrTimeSchedule, CronDataIntervalTimetable, CronPartitionTimetable,
    CronTriggerTimetable, DeltaDataIntervalTimetable, DeltaTriggerTimetable, EventsTimetable,
    MultipleCronTriggerTimetable, PartitionedAssetTimetable, PartitionedAtRuntime,
)
"""


def airflows(file):
    importers = pytest.importorskip("airflow.dag_processing.importers.python_importer")
    result = importers.PythonDagImporter().import_file(file, safe_mode=False)
    assert not result.errors
    return result.dags


@pytest.mark.parametrize("name", TASKS)
def test_decorators_make_the_tasks_that_airflow_makes(project, tmp_path, name):
    found = project(d=TASKS[name])
    ours = {
        dag.id: {
            task.id: (
                task.operator, task.retries, {e.upstream.task for e in dag.order if e.downstream.task == task.id},
            )
            for task in dag.tasks
        }
        for dag in found.dags
    }  # fmt: skip
    assert ours == {
        dag.dag_id: {task.task_id: (shown(task), task.retries, set(task.upstream_task_ids)) for task in dag.tasks}
        for dag in airflows(tmp_path / "d.py")
    }
    assert found.findings == ()


def shown(task):
    """The operator as we call it: the decorator's name, or the class."""
    if type(task).__name__ == "_AssetMainOperator":
        return "@asset"
    name = getattr(task, "custom_operator_name", None) or type(task).__name__
    return "@task" if name in ("@task.python", "@task") else name


def conditions(asset):
    """Every name in an asset condition, groups and all, as text."""
    parts = getattr(asset, "objects", None)
    if parts is not None:
        return f"{type(asset).__name__.removeprefix('Asset').lower()}({', '.join(map(conditions, parts))})"
    return getattr(asset, "uri", None) or asset.name


def expression(found):
    parts = getattr(found, "parts", None)
    if parts is None:
        return found.uri
    return f"{'all' if found.operator.value == 'and' else 'any'}({', '.join(map(expression, parts))})"


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_schedules_are_what_airflow_makes_of_them(project, tmp_path, schedule):
    (ours,) = project(d=f"{HEAD}\nd = DAG('d', start_date=datetime(2024, 1, 1), schedule={schedule})\n").dags
    (dag,) = airflows(tmp_path / "d.py")
    theirs = dag.timetable
    timetable = ours.timetable
    name = type(theirs).__name__
    if name == "AssetTriggeredTimetable":
        assert timetable.kind is TimetableKind.ASSETS
    else:
        assert timetable.text == f"timetable:{name}"
    if hasattr(theirs, "expression"):
        presets = {"@daily": "0 0 * * *", "@hourly": "0 * * * *"}
        cron = presets.get(theirs.expression, theirs.expression)
        assert (timetable.cron, timetable.zone) == (cron, str(theirs.timezone))
        assert timetable.interval is (Interval.BEFORE if name == "CronDataIntervalTimetable" else Interval.AT)
    if hasattr(theirs, "delta"):
        assert timetable.seconds == theirs.delta.total_seconds()
    if getattr(theirs, "asset_condition", None) is not None:
        one = schedule.startswith("[") and schedule.count("(") == 1
        shown = expression(timetable.assets)
        assert (f"all({shown})" if one else shown) == conditions(theirs.asset_condition)


def test_a_task_of_the_dag_object(project):
    found = project(
        d="""
        from airflow.sdk import DAG
        dag = DAG("d")
        @dag.task
        def one(): ...
        @dag.task(retries=2)
        def two(): ...
        one() >> two()
    """
    )
    assert [task.id for task in found.dags[0].tasks] == ["one", "two"]


def test_reading_is_the_same_again(tmp_path):
    (tmp_path / "d.py").write_text(HEAD + f"d = DAG('d', schedule={SCHEDULES[11]})\n")
    assert read([tmp_path]).dags == read([tmp_path]).dags
