"""Every difference between Airflow 1.10, 2.x and 3.3 the shim bridges, each with the version that made it.

Tables first; below them what a task sees at run time. `imports.py` puts the tables to work while a file is loaded.
"""

from __future__ import annotations

import ast
import datetime
from collections.abc import Callable
from typing import Any

from airflow.sdk.api.datamodels._generated import DagRun
from airflow.sdk.execution_time.task_runner import RuntimeTaskInstance

from migrator.airflow_versions import written_for as rule
from shim.moment import Moment
from shim.moved import moved
from shim.store import Store

# Names without a twin: what a person reads who imports one.
REFUSED = {
    "airflow.triggers.external_task.TaskStateTrigger": (
        "TaskStateTrigger was removed in Airflow 3.0: ExternalTaskSensor(deferrable=True) waits for a task"
    ),
}

MODULES = moved()

# Packages that gathered the classes of their modules in 1.10: `from airflow.operators import PythonOperator`.
GATHERING = (
    "airflow.operators",
    "airflow.sensors",
    "airflow.hooks",
    "airflow.contrib.operators",
    "airflow.contrib.sensors",
    "airflow.contrib.hooks",
)

# DAG arguments: old -> new, or None for one that no longer means anything.
DAG_ARGUMENTS: dict[str, str | None] = {
    "schedule_interval": "schedule",  # 3.0
    "timetable": "schedule",  # 3.0
    "concurrency": "max_active_tasks",  # 3.0
    "fail_stop": "fail_fast",  # 3.0
    "default_view": None,  # 3.0
    "orientation": None,  # 3.0
    "full_filepath": None,  # 3.0
    "sla_miss_callback": None,  # 3.0
}

# Operator arguments, likewise; only where the operator itself has no such argument.
OPERATOR_ARGUMENTS: dict[str, str | None] = {
    "provide_context": None,  # 2.0
    "task_concurrency": "max_active_tis_per_dag",  # 3.0
    "execution_date": "logical_date",  # 3.0, TriggerDagRunOperator
    "postgres_conn_id": "conn_id",
    "mysql_conn_id": "conn_id",
    "sqlite_conn_id": "conn_id",
    "sla": None,  # 3.0
    "xcom_push": "do_xcom_push",  # 1.10
    "bql": "sql",  # 1.10, BigQueryOperator
    "bigquery_conn_id": "gcp_conn_id",  # 2.0
    "google_cloud_storage_conn_id": "gcp_conn_id",  # 2.0
    "s3_conn_id": "aws_conn_id",  # 1.10, S3KeySensor
}

TRIGGER_RULES = {"dummy": "always", "none_failed_or_skipped": "none_failed_min_one_success"}  # 3.0

# What a DAG of 1.10 or 2.x means when it does not say.
DAG_DEFAULTS: dict[str, Any] = {"schedule": datetime.timedelta(days=1), "catchup": True}  # 3.0


def written_for(source: str) -> str:
    """Which Airflow a DAG file was written for, "1.10", "2" or "3": what reading it says, by the same rule."""
    tree = ast.parse(source)
    spare = {id(inner) for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler) for inner in ast.walk(node)}
    imports, arguments = [], []
    for node in ast.walk(tree):
        if id(node) in spare:
            continue
        if isinstance(node, ast.Import):
            imports += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            imports += [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")).lower() == "dag":
            arguments += [keyword.arg for keyword in node.keywords if keyword.arg]
    return rule(imports, arguments) or "2"


# ------------------------------------------------------------------------------------------- what old code calls


def days_ago(days: int, hour: int = 0, minute: int = 0, second: int = 0, microsecond: int = 0) -> datetime.datetime:
    """Midnight UTC that many days ago, as `airflow.utils.dates.days_ago` had it (gone with 3.0)."""
    now = datetime.datetime.now(datetime.timezone.utc)
    today = now.replace(hour=hour, minute=minute, second=second, microsecond=microsecond)
    return today - datetime.timedelta(days=days)


def with_schedules(dag: Any) -> None:
    """Gives a DAG the two methods of 2.x that ask its timetable: `following_schedule` and `previous_schedule`."""
    from airflow.serialization.encoders import coerce_to_core_timetable

    def asked(name: str) -> Callable[[Any], Any]:
        def date(dttm: Any) -> Any:
            step = getattr(coerce_to_core_timetable(dag.timetable), name, None)
            return step(dttm) if step is not None else None

        return date

    dag.following_schedule = asked("_get_next")
    dag.previous_schedule = asked("_get_prev")


def apply_defaults(function: Any) -> Any:
    """The decorator Airflow 2.0 made needless: the function itself."""
    return function


# --------------------------------------------------------------------------------------- what a task sees when it runs


class OldDagRun(DagRun):  # type: ignore[misc]
    """A run with the names 2.x knew it by."""

    @property
    def execution_date(self) -> Any:
        return self.logical_date

    @property
    def external_trigger(self) -> bool:
        return str(self.run_type.value) != "scheduled"

    def get_task_instances(self, **_: Any) -> list[Any]:
        raise NotImplementedError("dag_run.get_task_instances needs a metadata database, which the shim does not have")


class OldTaskInstance(RuntimeTaskInstance):  # type: ignore[misc]
    """A task instance with the names and the XCom reach it had in 2.x, for files written for 2.x."""

    _store: Any = None
    _written_for: str | None = None

    def of(self, store: Store, written_for: str | None) -> OldTaskInstance:
        """Itself, knowing where XComs are and which Airflow its file was written for."""
        object.__setattr__(self, "_old", (store, written_for))
        return self

    @property
    def store(self) -> Store | None:
        """Where XComs are; None outside a run of the shim."""
        return self.__dict__.get("_old", (None, None))[0]  # type: ignore[no-any-return]

    @property
    def execution_date(self) -> Any:
        return self.get_template_context()["dag_run"].logical_date

    def get_dagrun(self, *_: Any, **__: Any) -> Any:
        """Its run (a method of 2.x)."""
        return self.get_template_context()["dag_run"]

    def xcom_pull(self, task_ids: Any = None, dag_id: str | None = None, key: str = "return_value", **rest: Any) -> Any:
        """As in 3; a 2.x file that names no task gets the value any task pushed last under the key."""
        store, written = self.__dict__.get("_old", (None, None))
        if task_ids is not None or written == "3" or store is None:
            return super().xcom_pull(task_ids, dag_id, key, **rest)
        from airflow.sdk.serde import deserialize

        found = store.pull_latest(dag_id or self.dag_id, rest.get("run_id") or self.run_id, key)
        return deserialize(found[0]) if found else rest.get("default")


def old_names(moment: Moment, context: Any) -> dict[str, Any]:
    """The template names 3.0 removed, as 2.x had them."""
    from airflow.sdk.configuration import conf
    from pendulum import instance

    day, now = datetime.timedelta(days=1), moment.logical_date
    before, after = neighbours(moment, context["dag"].timetable)
    dates = {"next": after, "prev": before, "tomorrow": now + day, "yesterday": now - day}
    names: dict[str, Any] = {}
    for name, date in dates.items():
        names[f"{name}_ds"] = date and f"{date:%Y-%m-%d}"
        names[f"{name}_ds_nodash"] = date and f"{date:%Y%m%d}"
    ds = f"{now:%Y-%m-%d}"
    return names | {
        "execution_date": instance(now),
        "next_execution_date": after,
        "prev_execution_date": before,
        "prev_execution_date_success": context.get("prev_data_interval_start_success"),
        "conf": conf,
        "test_mode": False,
        "latest_date": ds,
        "END_DATE": ds,
        "triggering_dataset_events": context.get("triggering_asset_events"),
    }


def neighbours(moment: Moment, given: Any) -> tuple[Any, Any]:
    """The logical dates before and after a run's, by its schedule, as 2.x had them: of a run by hand its own, and None
    where the schedule has none (`TaskInstance.get_template_context` of 2.11)."""
    from airflow.serialization.encoders import coerce_to_core_timetable
    from airflow.timetables.base import DataInterval, TimeRestriction
    from pendulum import instance

    if moment.run_type != "scheduled":
        return instance(moment.logical_date), instance(moment.logical_date)
    timetable = coerce_to_core_timetable(given)
    previous = getattr(timetable, "_get_prev", None)
    following = timetable.next_dagrun_info(
        last_automated_data_interval=DataInterval(instance(moment.start), instance(moment.end)),
        restriction=TimeRestriction(earliest=None, latest=None, catchup=True),
    )
    return previous and previous(instance(moment.logical_date)), following and following.logical_date
