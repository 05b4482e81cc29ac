"""What a DAG file's tasks are said to do to data: each case is a file, and what must be found in it."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator import shell
from migrator.configuration import load_configuration
from migrator.lineage.infer import infer
from migrator.model import Access, Mode, Project, Write
from migrator.reading import read

HEAD = """
from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.python import PythonOperator
from airflow.providers.postgres.operators.postgres import PostgresOperator
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator, SQLCheckOperator
from airflow.providers.postgres.hooks.postgres import PostgresHook

with DAG("d", schedule="@daily") as dag:
"""

PYTHON = """
import sqlite3
import subprocess
from pathlib import Path

import duckdb
import pandas as pd
import requests
from airflow.decorators import dag, task
from airflow.providers.amazon.aws.hooks.s3 import S3Hook
from airflow.providers.postgres.hooks.postgres import PostgresHook


@task
def work(ds=None):
{body}


@dag(schedule="@daily")
def d():
    work()


d()
"""


def project(folder: Path, text: str, **others: str) -> Project:
    """The project with one DAG file of this text, and other files."""
    for name, content in {"dag.py": text, "migrate.toml": "", **others}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return infer(read([folder]), load_configuration(folder))


def operators(folder: Path, text: str, **others: str) -> Project:
    return project(folder, HEAD + textwrap.indent(textwrap.dedent(text), "    "), **others)


def python(folder: Path, body: str, **others: str) -> Project:
    return project(folder, PYTHON.format(body=textwrap.indent(textwrap.dedent(body).strip(), "    ")), **others)


def said(found: Project) -> list[tuple[str, str]]:
    """Each access as (what is done, to which asset), in order."""
    return [(access.write.value if access.write else access.mode.value, access.asset) for access in found.accesses]


def codes(found: Project) -> list[str]:
    return [finding.code for finding in found.findings]


# ---------------------------------------------------------------------------------------------------------- operators


def test_sql_of_an_operator_says_what_it_reads_and_writes_in_order(tmp_path: Path) -> None:
    found = operators(
        tmp_path,
        """
        PostgresOperator(task_id="t", postgres_conn_id="w", sql=[
            "CREATE TABLE IF NOT EXISTS sums (n INT)",
            "DELETE FROM sums WHERE day = '{{ ds }}'",
            "INSERT INTO sums SELECT n FROM raw.Orders",
        ])
        """,
    )
    sums = "postgres://{conn:w}/public.sums"
    assert said(found) == [
        ("ddl", sums),
        ("delete", sums),
        ("read", "postgres://{conn:w}/raw.orders"),
        ("append", sums),
    ]
    assert [access.position for access in found.accesses] == [0, 1, 2, 3]
    assert found.accesses[2].evidence[0].quote.startswith("INSERT INTO sums SELECT")


def test_the_connection_map_decides_the_system_whatever_the_operator_is_called(tmp_path: Path) -> None:
    text = 'PostgresOperator(task_id="t", postgres_conn_id="w", sql="INSERT INTO main.a SELECT * FROM b")'
    found = operators(tmp_path, text, **{"migrate.toml": '[connections]\nw = { system = "sqlite" }'})
    assert said(found) == [("read", "sqlite://{conn:w}/b"), ("append", "sqlite://{conn:w}/a")]


def test_an_untyped_operator_learns_the_system_from_a_hook_elsewhere(tmp_path: Path) -> None:
    other = "from airflow.operators.python import PythonOperator\n"
    found = project(
        tmp_path,
        HEAD
        + textwrap.indent(
            textwrap.dedent(
                """
                def f():
                    PostgresHook("w").run("DELETE FROM b")
                PythonOperator(task_id="p", python_callable=f)
                SQLExecuteQueryOperator(task_id="t", conn_id="w", sql="SELECT * FROM b")
                """
            ),
            "    ",
        ),
        **{"other.py": other},
    )
    assert {access.asset for access in found.accesses} == {"postgres://{conn:w}/public.b"}


def test_sql_files_are_found_beside_the_dag_and_quoted_by_their_own_lines(tmp_path: Path) -> None:
    text = 'PostgresOperator(task_id="t", postgres_conn_id="w", sql="sql/x.sql")'
    found = operators(tmp_path, text, **{"sql/x.sql": "-- first\nSELECT 1;\nDELETE FROM gone;\n"})
    assert said(found) == [("delete", "postgres://{conn:w}/public.gone")]
    assert (found.accesses[0].evidence[0].span.path, found.accesses[0].evidence[0].span.line) == ("sql/x.sql", 3)


def test_a_missing_sql_file_and_one_outside_the_project_are_findings(tmp_path: Path) -> None:
    (tmp_path / "secret.sql").write_text("DELETE FROM elsewhere", encoding="utf-8")
    folder = tmp_path / "inner"
    found = operators(
        folder,
        """
        PostgresOperator(task_id="a", postgres_conn_id="w", sql="missing.sql")
        PostgresOperator(task_id="b", postgres_conn_id="w", sql="../secret.sql")
        """,
    )
    assert said(found) == []
    assert codes(found) == ["sql-file-missing", "sql-file-missing"]


def test_known_params_fill_sql_and_unknown_ones_stay_as_holes(tmp_path: Path) -> None:
    found = operators(
        tmp_path,
        """
        PostgresOperator(task_id="t", postgres_conn_id="w", params={"table": "sales"},
            sql="INSERT INTO {{ params.table }}_{{ ds_nodash }} "
                "SELECT * FROM src_{{ var.value.area }}_{{ dag_run.conf.x }}")
        """,
    )
    read_one, written = found.accesses
    assert (written.asset, written.partition) == ("postgres://{conn:w}/public.sales_{date}", "{ds_nodash}")
    assert written.unknown_parts == ()
    assert read_one.unknown_parts == ("dag_run.conf.x",)


def test_a_fork_in_sql_is_a_condition(tmp_path: Path) -> None:
    text = """
    PostgresOperator(task_id="t", postgres_conn_id="w",
        sql="SELECT * FROM {% if dag_run.conf.full %}big{% else %}small{% endif %}")
    """
    found = operators(tmp_path, text)
    assert {access.asset.rpartition(".")[2]: bool(access.when) for access in found.accesses} == {
        "big": True,
        "small": True,
    }


def test_a_check_checks_and_a_sensor_waits(tmp_path: Path) -> None:
    found = operators(
        tmp_path,
        """
        from airflow.providers.amazon.aws.sensors.s3 import S3KeySensor
        SQLCheckOperator(task_id="c", conn_id="postgres_default", sql="SELECT count(*) FROM orders")
        S3KeySensor(task_id="s", bucket_name="b", bucket_key="dt={{ ds }}/x")
        S3KeySensor(task_id="u", bucket_key="s3://b/dt={{ ds }}/x")
        """,
    )
    assert said(found) == [
        ("check", "postgres://{conn:postgres_default}/public.orders"),
        ("wait", "s3://b/dt={date}/x"),
        ("wait", "s3://b/dt={date}/x"),
    ]
    assert found.accesses[1].partition == "{ds}"


def test_a_transfer_moves_from_one_place_to_another(tmp_path: Path) -> None:
    found = operators(
        tmp_path,
        """
        from airflow.providers.amazon.aws.transfers.s3_to_redshift import S3ToRedshiftOperator
        from airflow.providers.google.cloud.transfers.gcs_to_bigquery import GCSToBigQueryOperator
        from airflow.providers.sftp.operators.sftp import SFTPOperator
        S3ToRedshiftOperator(task_id="a", s3_bucket="b", s3_key="k", table="T", method="REPLACE")
        GCSToBigQueryOperator(task_id="g", bucket="b", source_objects=["x.csv", "y.csv"],
            destination_project_dataset_table="p.d.t", write_disposition="WRITE_APPEND")
        SFTPOperator(task_id="f", ssh_conn_id="h", local_filepath="/l", remote_filepath="/r", operation="get")
        """,
    )
    assert said(found) == [
        ("read", "s3://b/k"),
        ("overwrite", "redshift://{conn:redshift_default}/public.t"),
        ("read", "gs://b/x.csv"),
        ("read", "gs://b/y.csv"),
        ("append", "bigquery:p.d.t"),
        ("read", "sftp://{conn:h}/r"),
        ("overwrite", "file:/l"),
    ]


def test_nested_configuration_is_reached(tmp_path: Path) -> None:
    found = operators(
        tmp_path,
        """
        from airflow.providers.google.cloud.operators.bigquery import BigQueryInsertJobOperator
        BigQueryInsertJobOperator(task_id="t", configuration={"query": {"query": "SELECT * FROM d.a",
            "destinationTable": {"projectId": "p", "datasetId": "d", "tableId": "b"}}})
        """,
    )
    assert said(found) == [("read", "bigquery:{conn:google_cloud_default}.d.a"), ("overwrite", "bigquery:p.d.b")]


def test_declared_outlets_meet_what_operators_write(tmp_path: Path) -> None:
    found = operators(
        tmp_path,
        """
        from airflow.datasets import Dataset
        BashOperator(task_id="t", bash_command="true", outlets=[Dataset("s3://b/k")], inlets=[Dataset("orders")])
        """,
    )
    assert said(found) == [("read", "asset:orders"), ("unknown", "s3://b/k")]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("psql -h db -c 'DELETE FROM a'", [("delete", "postgres://db:5432/public.a")]),
        ("sqlite3 /data/w.db 'INSERT INTO a SELECT * FROM b'", [("read", "b"), ("append", "a")]),
        ("aws s3 cp s3://b/x.csv /data/x.csv --quiet", [("read", "s3://b/x.csv"), ("overwrite", "file:/data/x.csv")]),
        ("gsutil -m cp /d/* gs://b/{{ ds }}/", [("read", "file:/d/*"), ("overwrite", "gs://b/{date}")]),
        ("bq load d.t gs://b/x.csv", [("read", "gs://b/x.csv"), ("append", "d.t")]),
        ("echo hi > /out/{{ ds }}.txt 2>/dev/null", [("overwrite", "file:/out/{date}.txt")]),
        ("cat a.txt | sort -k 2 >> b.txt", [("read", "file:a.txt"), ("append", "file:b.txt")]),
        ("head -n 5 - < a.txt", [("read", "file:a.txt")]),
        ("sleep 3; touch -d yesterday /out/done", [("unknown", "file:/out/done")]),
        ("rm -rf /out/{{ ds }} || true", [("delete", "file:/out/{date}")]),
        (
            "HADOOP_USER_NAME=me hadoop fs -put -f /in/x.csv /raw/",
            [("read", "file:/in/x.csv"), ("overwrite", "hdfs://{conn:hdfs_default}/raw")],
        ),
        ("hdfs dfs -rm -r hdfs://nn:8020/raw/old", [("delete", "hdfs://nn:8020/raw/old")]),
        ("TZ=UTC aws s3 cp s3://b/day=1/x /in/", [("read", "s3://b/day=1/x"), ("overwrite", "file:/in")]),
        ("hdfs dfs -cat /raw/x", [("read", "hdfs://{conn:hdfs_default}/raw/x")]),
        ("curl -s https://a.example/x -o x.json", [("read", "https://a.example/x"), ("overwrite", "file:x.json")]),
        ("for f in 1 2; do aws s3 rm s3://b/$f/x; done", [("delete", "s3://b/{$f}/x")]),
    ],
)
def test_the_shell_is_understood(tmp_path: Path, command: str, expected: list[tuple[str, str]]) -> None:
    found = said(operators(tmp_path, f'BashOperator(task_id="t", bash_command="""{command}""")'))
    assert [what for what, _ in found] == [what for what, _ in expected]
    assert all(key.endswith(end) for (_, key), (_, end) in zip(found, expected, strict=True)), found


def test_work_started_elsewhere_is_a_hidden_run(tmp_path: Path) -> None:
    found = operators(tmp_path, 'BashOperator(task_id="t", bash_command="cd /dbt && dbt run --select a")')
    assert codes(found) == ["hidden-run"]
    assert "dbt run --select a" in found.findings[0].message


@given(st.text(max_size=80))
def test_no_command_line_is_too_odd(command: str) -> None:
    list(shell.steps(command))
    list(shell.steps(f"psql -c {command} | dbt run; bq load {command}"))


def test_an_operator_nobody_knows_is_named(tmp_path: Path) -> None:
    text = "from other.package import OddOperator\nOddOperator(task_id='t')\nOddOperator(task_id='u')"
    found = operators(tmp_path, text)
    assert codes(found) == ["unknown-operator"]
    assert "other.package.OddOperator" in found.findings[0].message
    assert found.findings[0].message.endswith("(t, u)")


def test_no_password_leaves_the_file(tmp_path: Path) -> None:
    found = operators(
        tmp_path,
        """
        BashOperator(task_id="t", bash_command="psql postgresql://me:S3cr3t@db/x -c 'DELETE FROM a'")
        BashOperator(task_id="u", bash_command="curl https://me:S3cr3t@a.example/x -o y")
        """,
    )
    assert "S3cr3t" not in repr((found.assets, found.accesses, found.findings))


def test_no_password_of_a_driver_leaves_the_file(tmp_path: Path) -> None:
    found = python(
        tmp_path,
        """
        import psycopg2
        psycopg2.connect("host=db user=me password=S3cr3t dbname=x").cursor().execute("DELETE FROM a")
        psycopg2.connect(host="db", password="S3cr3t").cursor().execute("DELETE FROM b")
        """,
    )
    assert said(found) == [("delete", "postgres://db:5432/x.public.a"), ("delete", "postgres://db:5432/public.b")]
    assert "S3cr3t" not in repr((found.assets, found.accesses, found.findings))


# --------------------------------------------------------------------------------------------------------------- code


def test_hooks_and_their_cursors_are_followed(tmp_path: Path) -> None:
    found = python(
        tmp_path,
        """
        hook = PostgresHook(postgres_conn_id="w")
        rows = hook.get_records("SELECT * FROM a WHERE d = %s", parameters=(ds,))
        hook.insert_rows("b", rows)
        with hook.get_conn() as connection:
            cursor = connection.cursor()
            cursor.execute("DELETE FROM c")
        """,
    )
    where = "postgres://{conn:w}/public."
    assert said(found) == [("read", where + "a"), ("append", where + "b"), ("delete", where + "c")]


def test_databases_outside_airflow_are_followed(tmp_path: Path) -> None:
    found = python(
        tmp_path,
        """
        connection = sqlite3.connect("/data/w.db")
        connection.execute("INSERT INTO a SELECT * FROM b")
        frame = pd.read_sql("SELECT * FROM b", connection)
        frame.to_sql("c", connection, if_exists="replace")
        """,
    )
    where = "sqlite:///data/w.db/"
    assert said(found) == [
        ("read", where + "b"),
        ("append", where + "a"),
        ("overwrite", where + "c"),
    ]
    assert len(found.accesses[0].evidence) == 2


def test_files_are_read_and_written_by_mode(tmp_path: Path) -> None:
    found = python(
        tmp_path,
        """
        with open("in.csv") as file:
            text = file.read()
        with open(f"/out/{ds}.csv", "w") as file:
            file.write(text)
        Path("log.txt").write_text("x")
        pd.read_parquet("s3://b/x.parquet").to_csv("y.csv")
        """,
    )
    assert said(found) == [
        ("read", "file:in.csv"),
        ("overwrite", "file:/out/{date}.csv"),
        ("overwrite", "file:log.txt"),
        ("read", "s3://b/x.parquet"),
        ("overwrite", "file:y.csv"),
    ]


def test_stores_and_the_web_are_known(tmp_path: Path) -> None:
    found = python(
        tmp_path,
        """
        body = requests.get("https://a.example/x?api_key=S3cr3t").text
        S3Hook("aws_default").load_string(body, key=f"dt={ds}/x", bucket_name="b")
        """,
    )
    assert said(found) == [("read", "https://a.example/x"), ("overwrite", "s3://b/dt={date}/x")]
    assert "S3cr3t" not in repr((found.assets, found.accesses))


def test_engines_and_wrapped_sql_are_followed(tmp_path: Path) -> None:
    found = python(
        tmp_path,
        """
        from sqlalchemy import create_engine, text
        engine = create_engine("postgresql+psycopg2://me:S3cr3t@db.example.com/shop")
        with engine.connect() as connection:
            connection.execute(text("DELETE FROM a"))
        pd.read_sql("SELECT * FROM b", PostgresHook("w").get_sqlalchemy_engine())
        """,
    )
    assert said(found) == [
        ("delete", "postgres://db.example.com:5432/shop.public.a"),
        ("read", "postgres://{conn:w}/public.b"),
    ]
    assert "S3cr3t" not in repr((found.assets, found.accesses, found.findings))


def test_objects_made_in_steps_are_followed(tmp_path: Path) -> None:
    found = python(
        tmp_path,
        """
        import boto3
        from google.cloud import storage
        storage.Client().bucket("b").blob(f"{ds}/k").upload_from_filename("x.csv")
        boto3.resource("s3").Bucket("b").download_file("k", "y.csv")
        boto3.client("s3").put_object(Bucket="b", Key="z", Body="")
        """,
    )
    assert said(found) == [
        ("read", "file:x.csv"),
        ("overwrite", "gs://b/{date}/k"),
        ("read", "s3://b/k"),
        ("overwrite", "file:y.csv"),
        ("overwrite", "s3://b/z"),
    ]


def test_a_subprocess_is_a_shell(tmp_path: Path) -> None:
    found = python(tmp_path, 'subprocess.run(["aws", "s3", "cp", "s3://b/a", "a b.txt"], check=True)')
    assert said(found) == [("read", "s3://b/a"), ("overwrite", "file:a b.txt")]
    hidden = python(tmp_path / "other", 'subprocess.run(["dbt", "build", "--select", "x"], check=True)')
    assert codes(hidden) == ["hidden-run"]


def test_tables_of_a_database_in_memory_are_nobody_elses_business(tmp_path: Path) -> None:
    found = python(tmp_path, 'duckdb.connect().execute("CREATE TABLE t AS SELECT 1")')
    assert said(found) == []


def test_files_of_the_project_are_named_relative_to_it(tmp_path: Path) -> None:
    found = python(tmp_path, '(Path(__file__).parent / "include" / "x.json").read_text()')
    assert said(found) == [("read", "file:include/x.json")]
    assert str(tmp_path) not in repr((found.assets, found.accesses))


def test_what_says_the_same_twice_in_a_row_is_one_access_with_both_grounds(tmp_path: Path) -> None:
    found = python(tmp_path, 'open("a.txt").read()\nopen("a.txt").read()')
    only: Access = found.accesses[0]
    assert (len(found.accesses), only.mode, only.write) == (1, Mode.READ, None)
    assert len(only.evidence) == 2
    assert Write.APPEND.value == "append"


def test_a_connection_is_what_the_table_of_a_transfer_says_it_is(tmp_path: Path) -> None:
    found = operators(
        tmp_path,
        """
        from airflow.providers.google.cloud.transfers.bigquery_to_postgres import BigQueryToPostgresOperator
        SQLExecuteQueryOperator(task_id="c", conn_id="shop", sql="CREATE TABLE t (n INT)")
        BigQueryToPostgresOperator(task_id="b", dataset_table="d.s", target_table_name="t", postgres_conn_id="shop")
        """,
    )
    assert said(found)[0] == ("ddl", "postgres://{conn:shop}/public.t")
    assert said(found)[-1][1] == "postgres://{conn:shop}/public.t"


def test_a_path_of_the_project_on_another_machine_is_no_file_of_this_one(tmp_path: Path) -> None:
    found = operators(
        tmp_path,
        """
        from pathlib import Path
        from airflow.providers.sftp.operators.sftp import SFTPOperator
        here = str(Path(__file__).parent / "x.csv")
        SFTPOperator(task_id="f", ssh_conn_id="h", local_filepath=here, remote_filepath=here, operation="put")
        """,
    )
    assert said(found) == [("read", "file:x.csv"), ("overwrite", "sftp://{conn:h}/x.csv")]


def test_an_asset_function_writes_its_asset_and_reads_those_it_names(tmp_path: Path) -> None:
    found = project(
        tmp_path,
        """
from airflow.sdk import asset

@asset(uri="s3://b/orders", schedule="@daily")
def orders():
    pass

@asset(schedule=None)
def sums(orders):
    pass
""",
    )
    assert said(found) == [("unknown", "s3://b/orders"), ("read", "s3://b/orders"), ("unknown", "asset:sums")]


def test_an_alias_of_assets_is_said_not_to_be_known(tmp_path: Path) -> None:
    found = operators(
        tmp_path,
        """
        from airflow.sdk import AssetAlias
        BashOperator(task_id="t", bash_command="true", outlets=[AssetAlias("some")])
        """,
    )
    assert (said(found), codes(found)) == ([], ["unknown-data"])


def test_a_store_is_known_by_whatever_gives_its_client(tmp_path: Path) -> None:
    found = python(
        tmp_path,
        """
        import boto3
        from airflow.providers.amazon.aws.hooks.dynamodb import DynamoDBHook
        from airflow.providers.google.cloud.hooks.gcs import GCSHook
        S3Hook().get_conn().get_object(Bucket="b", Key=f"{ds}.csv")
        S3Hook("aws_x").conn.upload_file("x.csv", "b", "k")
        boto3.Session().client("s3").copy_object(CopySource={"Bucket": "a", "Key": "k"}, Bucket="b", Key="j")
        with GCSHook().provide_file_and_upload(bucket_name="g", object_name="o") as file:
            file.write(b"x")
        GCSHook().copy("g", "o", "h")
        boto3.resource("dynamodb").Table("t").put_item(Item={})
        DynamoDBHook(aws_conn_id="aws_x", client_type="dynamodb").conn.delete_table(TableName="t")
        boto3.client("dynamodb").create_table(TableName="t")
        """,
    )
    assert said(found) == [
        ("read", "s3://b/{date}.csv"),
        ("read", "file:x.csv"),
        ("overwrite", "s3://b/k"),
        ("read", "s3://a/k"),
        ("overwrite", "s3://b/j"),
        ("overwrite", "gs://g/o"),
        ("read", "gs://g/o"),
        ("overwrite", "gs://h/o"),
        ("merge", "dynamodb://{conn:aws_default}/t"),
        ("delete", "dynamodb://{conn:aws_x}/t"),
        ("ddl", "dynamodb://{conn:aws_default}/t"),
    ]


def test_a_notebook_that_has_run_is_read_and_written(tmp_path: Path) -> None:
    found = python(
        tmp_path,
        """
        import papermill
        import scrapbook
        papermill.execute_notebook("in.ipynb", f"/out/{ds}.ipynb")
        scrapbook.read_notebook(f"/out/{ds}.ipynb")
        """,
    )
    assert said(found) == [("overwrite", "file:/out/{date}.ipynb"), ("read", "file:/out/{date}.ipynb")]


def test_kafka_and_redis_are_named_by_their_connections(tmp_path: Path) -> None:
    found = operators(
        tmp_path,
        """
        from airflow.providers.apache.kafka.operators.consume import ConsumeFromTopicOperator
        from airflow.providers.apache.kafka.operators.produce import ProduceToTopicOperator
        from airflow.providers.redis.operators.redis_publish import RedisPublishOperator
        ProduceToTopicOperator(task_id="p", topic="t", kafka_config_id="k", producer_function="m.f")
        ConsumeFromTopicOperator(task_id="c", topics=["t", "u"])
        RedisPublishOperator(task_id="r", channel="c", message="m")
        """,
    )
    assert said(found) == [
        ("append", "kafka://{conn:k}/t"),
        ("read", "kafka://{conn:kafka_default}/t"),
        ("read", "kafka://{conn:kafka_default}/u"),
        ("append", "redis://{conn:redis_default}/c"),
    ]


def test_services_read_and_write_the_stores_their_requests_name(tmp_path: Path) -> None:
    found = operators(
        tmp_path,
        """
        from airflow.providers.amazon.aws.operators.comprehend import ComprehendCreateDocumentClassifierOperator
        from airflow.providers.amazon.aws.operators.datasync import DataSyncOperator
        from airflow.providers.google.cloud.operators.datastore import CloudDatastoreCommitOperator
        from airflow.providers.google.cloud.operators.spanner import SpannerUpdateDatabaseInstanceOperator
        from airflow.providers.google.cloud.operators.speech_to_text import CloudSpeechToTextRecognizeSpeechOperator
        from airflow.providers.google.cloud.operators.translate import TranslateTextBatchOperator
        from google.cloud.speech_v1.types import RecognitionAudio
        ComprehendCreateDocumentClassifierOperator(task_id="a", document_classifier_name="x",
            input_data_config={"S3Uri": "s3://b/labels.csv", "Documents": {"S3Uri": "s3://b/docs/"}},
            output_data_config={"S3Uri": "s3://b/out/"})
        DataSyncOperator(task_id="b", source_location_uri="smb://h/x", destination_location_uri="s3://b/x")
        CloudDatastoreCommitOperator(task_id="c", project_id="p", body={"mutations": [
            {"insert": {"key": {"path": {"kind": "K"}}}}, {"delete": {"path": {"kind": "L"}}}]})
        SpannerUpdateDatabaseInstanceOperator(task_id="d", instance_id="i", database_id="e",
            ddl_statements=["CREATE TABLE t (n INT64) PRIMARY KEY (n)"])
        CloudSpeechToTextRecognizeSpeechOperator(task_id="f", config={}, audio=RecognitionAudio({"uri": "gs://b/a"}))
        TranslateTextBatchOperator(task_id="g", input_configs=[{"gcs_source": {"input_uri": "gs://b/1"}},
            {"gcs_source": {"input_uri": "gs://b/2"}}],
            output_config={"gcs_destination": {"output_uri_prefix": "gs://b/out/"}})
        """,
    )
    assert said(found) == [
        ("read", "s3://b/labels.csv"),
        ("read", "s3://b/docs"),
        ("overwrite", "s3://b/out"),
        ("read", "smb://h/x"),
        ("merge", "s3://b/x"),
        ("merge", "datastore://p/K"),
        ("delete", "datastore://p/L"),
        ("ddl", "spanner://{conn:google_cloud_default}/i.e.t"),
        ("read", "gs://b/a"),
        ("read", "gs://b/1"),
        ("read", "gs://b/2"),
        ("overwrite", "gs://b/out"),
    ]


def test_topics_that_a_job_is_handed_are_data(tmp_path: Path) -> None:
    found = operators(
        tmp_path,
        """
        from airflow.providers.apache.beam.operators.beam import BeamRunGoPipelineOperator
        BeamRunGoPipelineOperator(task_id="b", go_file="gs://b/x.go", pipeline_options={
            "input_topic": "projects/p/topics/in", "outputTopic": "projects/p/topics/out", "tempLocation": "gs://b/t"})
        """,
    )
    assert said(found) == [("read", "pubsub://p/in"), ("unknown", "pubsub://p/out")]


def test_files_of_servers_and_blobs_are_known_by_their_hooks(tmp_path: Path) -> None:
    found = python(
        tmp_path,
        """
        from airflow.providers.ftp.hooks.ftp import FTPHook
        from airflow.providers.microsoft.azure.hooks.wasb import WasbHook
        from airflow.providers.sftp.hooks.sftp import SFTPHook
        SFTPHook().delete_file(f"/out/{ds}.csv")
        SFTPHook("shop").retrieve_file(remote_full_path="/in/a.csv", local_full_path="/tmp/a.csv")
        FTPHook(ftp_conn_id="f").store_file("/up/a.csv", "/tmp/a.csv")
        WasbHook(wasb_conn_id="w").load_string("x", container_name="c", blob_name="b")
        """,
    )
    assert said(found) == [
        ("delete", "sftp://{conn:sftp_default}/out/{date}.csv"),
        ("read", "sftp://{conn:shop}/in/a.csv"),
        ("overwrite", "file:/tmp/a.csv"),
        ("read", "file:/tmp/a.csv"),
        ("overwrite", "ftp://{conn:f}/up/a.csv"),
        ("overwrite", "wasb://{conn:w}/c/b"),
    ]


def test_a_file_in_sql_is_a_file_and_the_place_of_an_external_table_is_tied_to_it(tmp_path: Path) -> None:
    found = operators(
        tmp_path,
        """
        PostgresOperator(task_id="a", sql="COPY public.t FROM 'x.csv'", postgres_conn_id="w")
        PostgresOperator(
            task_id="b",
            sql="CREATE EXTERNAL TABLE ext.t (a int) LOCATION ('s3://b/x') FORMAT 'CSV'",
            postgres_conn_id="w",
        )
        """,
    )
    (copied, made, placed, defined) = said(found)
    assert copied == ("read", "file:x.csv")
    assert (made[0], placed) == ("append", ("read", "s3://b/x"))
    assert defined[0] == "ddl"
