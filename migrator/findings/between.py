"""What the audit finds between DAGs."""

from __future__ import annotations

from migrator.findings.code import SQL, Code, dag
from migrator.model import Severity

WRITER = (
    'with DAG("sales", schedule="@daily"):\n'
    '    Sql(task_id="fill", conn_id="pg", sql="INSERT INTO shop.orders SELECT * FROM raw.orders")\n'
)
READER = '    use = Sql(task_id="use", conn_id="pg", sql="INSERT INTO shop.sums SELECT sum(price) FROM shop.orders")\n'
SENSOR = """\
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.providers.standard.sensors.external_task import ExternalTaskSensor
"""

CODES: dict[str, Code] = {
    "missing-cross-dag": Code(
        Severity.WARNING,
        "A DAG reads what another DAG writes, and nothing makes it wait.",
        "Schedule the reader on the asset that the writer declares as outlet, or put an ExternalTaskSensor "
        "before it. The "
        "message compares the two schedules.",
        dag(SQL + WRITER + '\nwith DAG("report", schedule="0 6 * * *"):\n' + READER),
    ),
    "sensor-wrong-task": Code(
        Severity.WARNING,
        "A DAG waits for another, but not for the task that writes what it reads.",
        "Let the sensor wait for the task that writes, or for the whole DAG.",
        dag(
            SENSOR
            + SQL
            + WRITER.replace("    Sql(", '    EmptyOperator(task_id="begin") >> Sql(')
            + '\nwith DAG("report", schedule="@daily"):\n'
            + READER
            + '    ExternalTaskSensor(task_id="wait", external_dag_id="sales", external_task_id="begin") >> use\n'
        ),
    ),
    "sensor-target": Code(
        Severity.WARNING,
        "A sensor waits for a DAG or task that does not exist.",
        "Name one that does: until then the sensor waits to its timeout, or fails. It is an error where the "
        "DAG is there and the task is not.",
        dag(
            SENSOR + SQL + WRITER + '\nwith DAG("report", schedule="@daily"):\n'
            '    ExternalTaskSensor(task_id="wait", external_dag_id="sales", external_task_id="load")\n'
        ),
    ),
    "sensor-date": Code(
        Severity.WARNING,
        "A sensor waits for a run of a date that the other DAG does not have.",
        "Give the sensor the `execution_delta` that the message names. It is an error where the other DAG has a run of "
        "none of the dates, a warning where it lacks some.",
        dag(
            SENSOR + SQL + WRITER + '\nwith DAG("report", schedule="0 6 * * *"):\n'
            '    ExternalTaskSensor(task_id="wait", external_dag_id="sales")\n'
        ),
    ),
    "double-writer": Code(
        Severity.WARNING,
        "Two DAGs write the same data.",
        "Let one DAG own it, or give each a table or partition of its own.",
        dag(
            SQL + WRITER + '\nwith DAG("refunds", schedule="@daily"):\n'
            '    Sql(task_id="add", conn_id="pg", sql="INSERT INTO shop.orders SELECT * FROM raw.refunds")\n'
        ),
    ),
    "asset-never-updated": Code(
        Severity.WARNING,
        "A DAG is scheduled on an asset that no task updates.",
        "Add the asset to the `outlets` of the task that writes it, unless something outside updates it by "
        "Airflow's API.",
        dag(
            "from airflow.providers.standard.operators.empty import EmptyOperator\nfrom airflow.sdk import "
            "DAG, Asset\n\n"
            'with DAG("report", schedule=[Asset("orders")]):\n    EmptyOperator(task_id="begin")\n'
        ),
    ),
}
