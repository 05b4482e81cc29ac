"""apache-airflow-providers-standard, which Airflow's core was until 3.0, and the decorators of TaskFlow."""

from migrator.operators.rule import RECIPIENT, Kind, Rule, asides, no_data

_OLD_PYTHON = ("airflow.operators.python", "airflow.operators.python_operator")


def _python(name: str, kind: Kind = Kind.PYTHON) -> Rule:
    """A rule for an operator that calls a function, under the modules it has had."""
    return Rule(
        f"airflow.providers.standard.operators.python.{name}",
        kind=kind,
        old=tuple(f"{module}.{name}" for module in _OLD_PYTHON),
    )


RULES = (
    _python("PythonOperator"),
    _python("PythonVirtualenvOperator"),
    _python("ExternalPythonOperator"),
    _python("BranchPythonOperator", Kind.BRANCH),
    _python("BranchPythonVirtualenvOperator", Kind.BRANCH),
    _python("BranchExternalPythonOperator", Kind.BRANCH),
    _python("ShortCircuitOperator", Kind.SHORT_CIRCUIT),
    Rule(
        "airflow.providers.standard.operators.bash.BashOperator",
        kind=Kind.BASH,
        shell="bash_command",
        old=("airflow.operators.bash.BashOperator", "airflow.operators.bash_operator.BashOperator"),
    ),
    Rule(
        "airflow.providers.standard.operators.empty.EmptyOperator",
        kind=Kind.EMPTY,
        old=(
            "airflow.operators.empty.EmptyOperator",
            "airflow.operators.dummy.DummyOperator",
            "airflow.operators.dummy_operator.DummyOperator",
            "airflow.providers.openlineage.operators.empty.EmptyOperator",
        ),
    ),
    Rule(
        "airflow.providers.standard.operators.latest_only.LatestOnlyOperator",
        kind=Kind.SHORT_CIRCUIT,
        old=(
            "airflow.operators.latest_only.LatestOnlyOperator",
            "airflow.operators.latest_only_operator.LatestOnlyOperator",
        ),
    ),
    Rule(
        "airflow.providers.standard.operators.datetime.BranchDateTimeOperator",
        kind=Kind.BRANCH,
        old=("airflow.operators.datetime.BranchDateTimeOperator",),
    ),
    Rule(
        "airflow.providers.standard.operators.weekday.BranchDayOfWeekOperator",
        kind=Kind.BRANCH,
        old=("airflow.operators.weekday.BranchDayOfWeekOperator",),
    ),
    Rule("airflow.operators.branch.BaseBranchOperator", kind=Kind.BRANCH),
    Rule(
        "airflow.providers.standard.operators.trigger_dagrun.TriggerDagRunOperator",
        kind=Kind.TRIGGER,
        aside={"trigger_dag_id": "another DAG, to which an edge leads"},
        old=(
            "airflow.operators.trigger_dagrun.TriggerDagRunOperator",
            "airflow.operators.dagrun_operator.TriggerDagRunOperator",
        ),
    ),
    Rule(
        "airflow.operators.email.EmailOperator",
        reads=("file:{files}",),
        kind=Kind.NOTIFICATION,
        aside={"to": RECIPIENT},
        old=(
            "airflow.operators.email_operator.EmailOperator",
            "airflow.providers.smtp.operators.smtp.EmailOperator",
        ),
    ),
    Rule(
        "airflow.operators.subdag.SubDagOperator",
        kind=Kind.CONTROL,
        old=("airflow.operators.subdag_operator.SubDagOperator",),
        because="its data is touched by the tasks of its DAG",
    ),
    *no_data(
        Kind.CONTROL,
        "airflow.providers.standard.operators.hitl.HITLOperator",
        "airflow.providers.standard.operators.hitl.HITLEntryOperator",
        "airflow.providers.standard.operators.hitl.ApprovalOperator",
        because="it waits for a person",
    ),
    *no_data(
        Kind.BRANCH, "airflow.providers.standard.operators.hitl.HITLBranchOperator", because="it waits for a person"
    ),
    Rule(
        "airflow.providers.standard.sensors.external_task.ExternalTaskSensor",
        kind=Kind.SENSOR,
        aside=asides(
            "a task of another DAG, not data: an edge stands for it",
            "external_dag_id",
            "external_task_id",
            "external_task_ids",
            "external_task_group_id",
        ),
        old=(
            "airflow.sensors.external_task.ExternalTaskSensor",
            "airflow.sensors.external_task_sensor.ExternalTaskSensor",
            "airflow.operators.sensors.ExternalTaskSensor",
        ),
        because="it waits for a task, not for data",
    ),
    Rule(
        "airflow.providers.standard.sensors.external_task.ExternalTaskMarker",
        kind=Kind.EMPTY,
        aside=asides("a task of another DAG, not data: an edge stands for it", "external_dag_id", "external_task_id"),
        old=(
            "airflow.sensors.external_task.ExternalTaskMarker",
            "airflow.sensors.external_task_sensor.ExternalTaskMarker",
        ),
    ),
    Rule(
        "airflow.providers.standard.sensors.filesystem.FileSensor",
        kind=Kind.SENSOR,
        waits=("file:{filepath}",),
        old=(
            "airflow.sensors.filesystem.FileSensor",
            "airflow.contrib.sensors.file_sensor.FileSensor",
        ),
    ),
    Rule(
        "airflow.providers.standard.sensors.python.PythonSensor",
        kind=Kind.SENSOR,
        old=("airflow.sensors.python.PythonSensor", "airflow.contrib.sensors.python_sensor.PythonSensor"),
    ),
    Rule(
        "airflow.providers.standard.sensors.bash.BashSensor",
        kind=Kind.SENSOR,
        shell="bash_command",
        old=("airflow.sensors.bash.BashSensor", "airflow.contrib.sensors.bash_sensor.BashSensor"),
    ),
    Rule(
        "airflow.providers.standard.sensors.date_time.DateTimeSensor",
        kind=Kind.SENSOR,
        because="it waits for a time",
        old=("airflow.sensors.date_time.DateTimeSensor", "airflow.sensors.date_time_sensor.DateTimeSensor"),
    ),
    Rule(
        "airflow.providers.standard.sensors.time.TimeSensor",
        kind=Kind.SENSOR,
        because="it waits for a time",
        old=("airflow.sensors.time_sensor.TimeSensor", "airflow.operators.sensors.TimeSensor"),
    ),
    Rule(
        "airflow.providers.standard.sensors.time_delta.TimeDeltaSensor",
        kind=Kind.SENSOR,
        because="it waits for a time",
        old=(
            "airflow.sensors.time_delta.TimeDeltaSensor",
            "airflow.sensors.time_delta_sensor.TimeDeltaSensor",
            "airflow.operators.sensors.TimeDeltaSensor",
        ),
    ),
    Rule(
        "airflow.providers.standard.sensors.weekday.DayOfWeekSensor",
        kind=Kind.SENSOR,
        because="it waits for a time",
        old=("airflow.sensors.weekday.DayOfWeekSensor", "airflow.contrib.sensors.weekday_sensor.DayOfWeekSensor"),
    ),
    *no_data(
        Kind.SENSOR,
        "airflow.providers.standard.sensors.date_time.DateTimeSensorAsync",
        "airflow.providers.standard.sensors.time.TimeSensorAsync",
        "airflow.providers.standard.sensors.time_delta.TimeDeltaSensorAsync",
        "airflow.providers.standard.sensors.time_delta.WaitSensor",
        "airflow.sensors.date_time.DateTimeSensorAsync",
        "airflow.sensors.time_sensor.TimeSensorAsync",
        "airflow.sensors.time_delta.TimeDeltaSensorAsync",
        because="it waits for a time",
    ),
    *no_data(
        Kind.PYTHON,
        "airflow.sdk.task",
        "airflow.sdk.task.python",
        "airflow.sdk.task.virtualenv",
        "airflow.sdk.task.external_python",
        "airflow.sdk.task.pyspark",
        "airflow.sdk.task.snowpark",
        "airflow.sdk.asset",
        "airflow.sdk.asset.multi",
    ),
    *no_data(
        Kind.BRANCH,
        "airflow.sdk.task.branch",
        "airflow.sdk.task.branch_virtualenv",
        "airflow.sdk.task.branch_external_python",
    ),
    *no_data(Kind.SHORT_CIRCUIT, "airflow.sdk.task.short_circuit"),
    *no_data(
        Kind.SENSOR,
        "airflow.sdk.task.sensor",
        "airflow.providers.standard.decorators.sensor.DecoratedSensorOperator",
        aside={"task_id": "its function says what it waits for"},
    ),
    Rule("airflow.sdk.task.bash", shell="returned", kind=Kind.BASH, because="its function makes the command line"),
    Rule("airflow.sdk.task.sql", sql=("returned", "conn_id"), because="its function makes the SQL it runs"),
    Rule(
        "airflow.sdk.task.analytics",
        reads=(
            "{datasource_configs.uri}",
            "iceberg://{datasource_configs.conn_id}/{datasource_configs.db_name}.{datasource_configs.table_name}",
        ),
        because="its queries read what its datasource configurations name",
    ),
    Rule(
        "airflow.sdk.task.sftp_sensor",
        waits=("sftp://{sftp_conn_id}/{path}",),
        defaults={"sftp_conn_id": "sftp_default"},
        kind=Kind.SENSOR,
    ),
    *no_data(
        Kind.JOB,
        "airflow.sdk.task.docker",
        "airflow.sdk.task.kubernetes",
        "airflow.sdk.task.kubernetes_cmd",
        because="its data is named inside the container",
    ),
)
