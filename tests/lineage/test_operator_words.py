"""What the words of the rule language do: each case is a task, and what must be found of it."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from migrator.configuration import load_configuration
from migrator.lineage.infer import infer
from migrator.model import Project
from migrator.reading import read

HEAD = """
from airflow import DAG
from airflow.models import BaseOperator
from airflow.providers.amazon.aws.operators.emr import EmrAddStepsOperator
from airflow.providers.amazon.aws.operators.s3 import S3CreateBucketOperator
from airflow.providers.apache.hive.sensors.named_hive_partition import NamedHivePartitionSensor
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from airflow.providers.google.cloud.operators.bigquery import BigQueryInsertJobOperator
from airflow.providers.google.cloud.transfers.gcs_to_local import GCSToLocalFilesystemOperator
from airflow.providers.google.cloud.transfers.gcs_to_sftp import GCSToSFTPOperator
from airflow.providers.http.operators.http import HttpOperator
from airflow.providers.mysql.transfers.presto_to_mysql import PrestoToMySqlOperator
from airflow.providers.postgres.hooks.postgres import PostgresHook
from airflow.providers.sftp.operators.sftp import SFTPOperator
from airflow.providers.sftp.operators.sftp import SFTPOperation


class Own(BaseOperator):
    def __init__(self, table, **kwargs):
        super().__init__(**kwargs)
        self.hook = PostgresHook("wh")
        self.table = table

    def execute(self, context):
        self.hook.run(f"DELETE FROM {self.table}")


with DAG("d") as dag:
"""


def task(folder: Path, text: str) -> Project:
    (folder / "dag.py").write_text(HEAD + textwrap.indent(textwrap.dedent(text), "    "), encoding="utf-8")
    (folder / "migrate.toml").write_text("", encoding="utf-8")
    return infer(read([folder]), load_configuration(folder))


def said(found: Project) -> list[tuple[str, str]]:
    return [(access.write.value if access.write else access.mode.value, access.asset) for access in found.accesses]


MOVE = 'SFTPOperator(task_id="t", ssh_conn_id="x", local_filepath="/l/a", remote_filepath="/r/a", operation={})'


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ('"put"', [("read", "file:/l/a"), ("overwrite", "sftp://{conn:x}/r/a")]),
        ('"get"', [("read", "sftp://{conn:x}/r/a"), ("overwrite", "file:/l/a")]),
        ("SFTPOperation.GET", [("read", "sftp://{conn:x}/r/a"), ("overwrite", "file:/l/a")]),
        ('"delete"', [("delete", "sftp://{conn:x}/r/a")]),
    ],
)
def test_one_argument_says_which_way_data_goes(operation: str, expected: list[tuple[str, str]], tmp_path: Path) -> None:
    assert said(task(tmp_path, MOVE.format(operation))) == expected


def test_a_direction_that_only_run_time_knows_is_said_and_not_guessed(tmp_path: Path) -> None:
    found = task(tmp_path, "from airflow.models import Variable\n" + MOVE.format('Variable.get("way")'))
    assert said(found) == []
    assert any("only run time knows which way" in finding.message for finding in found.findings)


def test_what_is_moved_is_gone_afterwards(tmp_path: Path) -> None:
    text = (
        'GCSToSFTPOperator(task_id="t", source_bucket="b", source_object="k", destination_path="/r", move_object=True)'
    )
    assert ("delete", "gs://b/k") in said(task(tmp_path, text))
    assert ("delete", "gs://b/k") not in said(task(tmp_path, text.replace("True", "False")))


def test_a_request_that_only_asks_reads_and_any_other_writes(tmp_path: Path) -> None:
    call = 'HttpOperator(task_id="t", http_conn_id="x", endpoint="users"{})'
    assert said(task(tmp_path, call.format(', method="GET"'))) == [("read", "http://{conn:x}/users")]
    assert said(task(tmp_path, call.format(""))) == [("unknown", "http://{conn:x}/users")]


def test_options_say_what_a_job_reads_and_writes_and_no_option_is_a_finding(tmp_path: Path) -> None:
    text = """
    SparkSubmitOperator(task_id="t", application="s3://code/job.py", application_args=[
        "--input", "s3://lake/in", "--output=s3://lake/out dir/x", "--temp-location", "s3://lake/tmp", "s3://lake/which"])
    """
    found = task(tmp_path, text)
    assert said(found) == [("read", "s3://lake/in"), ("unknown", "s3://lake/out dir/x")]
    assert [finding.code for finding in found.findings] == ["unknown-data"]
    assert "s3://lake/which" in found.findings[0].message
    assert "nothing says if it is read or written" in found.findings[0].message


def test_each_step_of_a_job_is_a_command_of_its_own(tmp_path: Path) -> None:
    text = """
    EmrAddStepsOperator(task_id="t", job_flow_id="j", steps=[
        {"HadoopJarStep": {"Jar": "command-runner.jar", "Args": ["s3-dist-cp", "--src", "s3://a/in", "--dest", "s3://a/x"]}},
        {"HadoopJarStep": {"Jar": "command-runner.jar", "Args": ["spark-submit", "s3://code/job.py", "--source=s3://a/x"]}},
    ])
    """
    found = task(tmp_path, text)
    assert said(found) == [("read", "s3://a/in"), ("unknown", "s3://a/x"), ("read", "s3://a/x")]
    assert found.findings == ()


def test_a_containers_own_disk_is_nobody_elses(tmp_path: Path) -> None:
    text = """
    KubernetesPodOperator(task_id="t", image="i", cmds=["bash", "-c"],
        arguments=["aws s3 cp s3://b/x /tmp/x > /tmp/log"])
    """
    assert said(task(tmp_path, text)) == [("read", "s3://b/x")]


def test_holes_below_one_list_go_together(tmp_path: Path) -> None:
    text = """
    BigQueryInsertJobOperator(task_id="t", configuration={"copy": {
        "sourceTables": [{"projectId": "p", "datasetId": "one", "tableId": "a"}, {"datasetId": "two", "tableId": "b"}],
        "destinationTable": {"projectId": "p", "datasetId": "d", "tableId": "all"},
        "writeDisposition": "WRITE_APPEND"}})
    """
    assert said(task(tmp_path, text)) == [
        ("read", "bigquery:p.one.a"),
        ("read", "bigquery:{conn:google_cloud_default}.two.b"),
        ("append", "bigquery:p.d.all"),
    ]


def test_a_load_appends_unless_it_says_otherwise(tmp_path: Path) -> None:
    text = """
    BigQueryInsertJobOperator(task_id="t", configuration={"load": {"sourceUris": ["gs://b/x"],
        "destinationTable": {"projectId": "p", "datasetId": "d", "tableId": "t"}{}}})
    """
    assert said(task(tmp_path, text.replace("{}}})", "}})")))[1] == ("append", "bigquery:p.d.t")
    truncated = text.replace("{}}})", ', "writeDisposition": "WRITE_TRUNCATE"}})')
    assert said(task(tmp_path, truncated))[1] == ("overwrite", "bigquery:p.d.t")


def test_the_name_of_a_hive_partition_is_a_table_and_its_part(tmp_path: Path) -> None:
    found = task(
        tmp_path, 'NamedHivePartitionSensor(task_id="t", partition_names=["sales.orders/day={{ ds }}/land=de"])'
    )
    assert said(found) == [("wait", "hive://{conn:metastore_default}/sales.orders")]
    assert found.accesses[0].partition == "day={ds}/land=de"


def test_a_statement_before_a_transfer_runs_where_the_data_goes(tmp_path: Path) -> None:
    text = """
    PrestoToMySqlOperator(task_id="t", presto_conn_id="p", mysql_conn_id="m", sql="SELECT * FROM a.b", mysql_table="c",
        mysql_preoperator="DELETE FROM c")
    """
    assert ("delete", "mysql://{conn:m}/c") in said(task(tmp_path, text))


def test_an_older_name_of_an_argument_is_the_same_argument(tmp_path: Path) -> None:
    found = task(tmp_path, 'GCSToLocalFilesystemOperator(task_id="t", bucket="b", object="k", filename="/l/k")')
    assert said(found) == [("read", "gs://b/k"), ("overwrite", "file:/l/k")]


def test_an_operator_of_the_project_is_known_by_the_hook_that_its_constructor_made(tmp_path: Path) -> None:
    assert said(task(tmp_path, 'Own(task_id="t", table="sales")')) == [("delete", "postgres://{conn:wh}/public.sales")]


def test_what_is_set_aside_is_no_data_and_no_finding(tmp_path: Path) -> None:
    found = task(tmp_path, 'S3CreateBucketOperator(task_id="t", bucket_name="b")')
    assert (said(found), found.findings) == ([], ())


def test_the_evidence_of_an_access_names_its_own_arguments(tmp_path: Path) -> None:
    found = task(tmp_path, MOVE.format('"put"'))
    assert [access.evidence[0].quote for access in found.accesses] == [
        "SFTPOperator(local_filepath='/l/a')",
        "SFTPOperator(ssh_conn_id='x', remote_filepath='/r/a')",
    ]
