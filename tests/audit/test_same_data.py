"""The audit and the plan join data by what it is, whatever its accesses call it, and folders with what lies in them."""

from __future__ import annotations

import textwrap
from pathlib import Path

from migrator.audit.audit import audit
from migrator.configuration import load_configuration
from migrator.lineage.infer import infer
from migrator.model import Capabilities, Project
from migrator.planning.plan import plan
from migrator.reading import read

HEAD = """
from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.providers.amazon.aws.sensors.s3 import S3KeySensor
from airflow.providers.google.cloud.operators.bigquery import BigQueryInsertJobOperator
from airflow.providers.postgres.operators.postgres import PostgresOperator
"""


def project(folder: Path, mapped: str = "", **dags: str) -> Project:
    """Each keyword is a DAG: its tasks."""
    for name, text in dags.items():
        body = textwrap.indent(textwrap.dedent(text).strip(), "    ")
        (folder / f"{name}.py").write_text(
            f'{HEAD}\nwith DAG("{name}", schedule="@daily"):\n{body}\n', encoding="utf-8"
        )
    (folder / "migrate.toml").write_text(mapped, encoding="utf-8")
    configuration = load_configuration(folder)
    return audit(infer(read([folder]), configuration), configuration)


def said(found: Project, *codes: str) -> list[tuple[str, str]]:
    return [(finding.code, finding.severity.value) for finding in found.findings if finding.code in codes]


WRITER = 'PostgresOperator(task_id="w", postgres_conn_id="dwh", sql="INSERT INTO s.t SELECT 1")'
READER = 'PostgresOperator(task_id="r", postgres_conn_id="reporting", sql="INSERT INTO s.u SELECT * FROM s.t")'
SAME = '[connections]\nreporting = { same_as = "dwh" }'


def test_a_read_through_another_connection_is_unguarded_once_the_map_says_they_are_one(tmp_path: Path) -> None:
    found = project(tmp_path, a=WRITER, b=READER)
    assert said(found, "missing-cross-dag") == []
    found = project(tmp_path, SAME, a=WRITER, b=READER)
    assert said(found, "missing-cross-dag") == [("missing-cross-dag", "warning")]
    assert {access.asset for access in found.accesses if access.task.task == "r"} == {
        "postgres://{conn:reporting}/s.t",
        "postgres://{conn:reporting}/s.u",
    }


def test_the_plan_joins_them_too(tmp_path: Path) -> None:
    found = project(tmp_path, SAME, a=WRITER, b=READER)
    steps = plan(found, load_configuration(tmp_path), Capabilities("dagster", sql_systems=())).steps
    reads = {step.id: step.reads for step in steps}
    assert reads["b.r"] == ("postgres://{conn:dwh}/s.t",)


def test_one_table_written_through_two_connections_has_two_writers(tmp_path: Path) -> None:
    other = WRITER.replace("dwh", "reporting")
    assert said(project(tmp_path, a=WRITER, b=other), "double-writer") == []
    assert said(project(tmp_path, SAME, a=WRITER, b=other), "double-writer") == [("double-writer", "warning")]


def test_a_folder_is_read_with_the_objects_that_others_write_into_it(tmp_path: Path) -> None:
    text = """
        BashOperator(task_id="w", bash_command="aws s3 cp /x.csv s3://b/out/{{ ds }}/x.csv")
        BashOperator(task_id="r", bash_command="aws s3 cp s3://b/out/{{ ds }}/ /in --recursive")
    """
    found = project(tmp_path, a=text)
    assert said(found, "missing-edge") == [("missing-edge", "error")]
    ordered = text.replace('BashOperator(task_id="w"', 'w = BashOperator(task_id="w"').replace(
        'BashOperator(task_id="r"', 'w >> BashOperator(task_id="r"'
    )
    assert said(project(tmp_path, a=ordered), "missing-edge", "data-cycle") == []


def test_another_folder_or_a_whole_bucket_is_no_dependency(tmp_path: Path) -> None:
    text = """
        BashOperator(task_id="w", bash_command="aws s3 cp /x.csv s3://b/outer/x.csv")
        BashOperator(task_id="r", bash_command="aws s3 cp s3://b/out/ /in --recursive")
        BashOperator(task_id="all", bash_command="aws s3 ls s3://b")
    """
    assert said(project(tmp_path, a=text), "missing-edge") == []


def test_a_sensor_on_the_marker_of_a_folder_guards_what_is_read_there(tmp_path: Path) -> None:
    writer = 'BashOperator(task_id="w", bash_command="aws s3 cp /x.csv s3://b/out/x.csv")'
    reader = 'r = BashOperator(task_id="r", bash_command="aws s3 cp s3://b/out/x.csv /in")'
    found = project(tmp_path, a=writer, b=reader)
    assert said(found, "missing-cross-dag") == [("missing-cross-dag", "warning")]
    sensor = 'S3KeySensor(task_id="s", bucket_name="b", bucket_key="out/_SUCCESS") >> r'
    assert said(project(tmp_path, a=writer, b=f"{reader}\n{sensor}"), "missing-cross-dag") == []


def test_two_days_of_one_family_of_tables_are_no_conflict(tmp_path: Path) -> None:
    task = (
        'BigQueryInsertJobOperator(task_id="w", configuration={"query": {"query": "INSERT INTO p.d.t_DAY SELECT 1"}})'
    )
    one, other, any_day = (task.replace("DAY", day) for day in ("20260101", "20260102", "{{ ds_nodash }}"))
    assert said(project(tmp_path, a=one, b=other), "double-writer") == []
    assert said(project(tmp_path, a=one, b=any_day), "double-writer") == [("double-writer", "warning")]
