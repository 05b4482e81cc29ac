"""What Python code of tasks is said to read and write: one case for each way people write it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_accesses import project, said

HEAD = """
import json, os, shlex, shutil, sqlite3, subprocess, sys, tempfile
from pathlib import Path

import boto3, duckdb, httpx, pandas as pd, polars as pl, psycopg2, pyarrow.parquet as pq, pymysql, requests, s3fs
import snowflake.connector
from airflow.decorators import dag, task
from airflow.hooks.base import BaseHook
from airflow.io.path import ObjectStoragePath
from airflow.providers.amazon.aws.hooks.athena import AthenaHook
from airflow.providers.amazon.aws.hooks.dynamodb import DynamoDBHook
from airflow.providers.amazon.aws.hooks.s3 import S3Hook
from airflow.providers.apache.hive.hooks.hive import HiveCliHook, HiveServer2Hook
from airflow.providers.apache.kafka.hooks.produce import KafkaProducerHook
from airflow.providers.apache.livy.hooks.livy import LivyHook
from airflow.providers.common.compat.lineage.hook import get_hook_lineage_collector
from airflow.providers.google.cloud.hooks.bigquery import BigQueryHook
from airflow.providers.google.cloud.hooks.gcs import GCSHook
from airflow.providers.google.suite.hooks.sheets import GSheetsHook
from airflow.providers.http.hooks.http import HttpHook
from airflow.providers.mongo.hooks.mongo import MongoHook
from airflow.providers.mysql.hooks.mysql import MySqlHook
from airflow.providers.openlineage.api import emit_dataset_lineage, emit_query_lineage
from airflow.providers.postgres.hooks.postgres import PostgresHook
from airflow.providers.redis.hooks.redis import RedisHook
from airflow.providers.snowflake.hooks.snowflake import SnowflakeHook
from airflow.sdk import Asset, AssetAlias
from clickhouse_driver import Client as ClickHouse
from google.cloud import bigquery, storage
from openlineage.client.event_v2 import Dataset
from pyspark.sql import SparkSession
from sqlalchemy import Column, MetaData, Table, create_engine, delete, insert, select, text, update
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    __table_args__ = {"schema": "sales"}
    id = Column("id")


ORDERS = Table("orders", MetaData(), Column("id"), schema="s")


"""
TAIL = """

@dag(schedule="@daily")
def d():
    work()


d()
"""

PG, SPARK = "postgres://{conn:w}/", "spark://{conn:spark_default}/"
FILES = {"load.sql": "INSERT INTO {table} VALUES (1)", "plain.sql": "DELETE FROM gone"}


def cases() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The code of each case, and what is said of it."""
    for case in re.split(r"\n\s*\n", (Path(__file__).parent / "python_code.txt").read_text(encoding="utf-8")):
        lines = [line for line in case.splitlines() if not line.startswith("#")]
        wanted = [tuple(line.split(" ", 2)[1:]) for line in lines if line.startswith("=> ") and line != "=> -"]
        code = "\n".join(line for line in lines if not line.startswith("=> "))
        if code.strip():
            yield code, [(how, asset) for how, asset in wanted]


@pytest.mark.parametrize(("body", "accesses"), list(cases()))
def test_code_reads_and_writes(tmp_path: Path, body: str, accesses: list[tuple[str, str]]) -> None:
    text = HEAD + "@task\ndef work(ds=None, ti=None):\n" + textwrap.indent(body, "    ") + TAIL
    found = project(tmp_path, text, **FILES)
    assert said(found) == accesses
    assert not [one.message for one in found.findings if one.code in ("sql-not-parsed", "unknown-data")]


@pytest.mark.parametrize(
    ("decorated", "accesses"),
    [
        ('@task.sql(conn_id="w")\ndef work(): return "INSERT INTO i SELECT * FROM j"',
         [("read", "sql://{conn:w}/j"), ("append", "sql://{conn:w}/i")]),
        ('@task.bash\ndef work(): return "echo x > /b.txt"', [("overwrite", "file:/b.txt")]),
        ('@task.pyspark\ndef work(spark): spark.table("a.b").write.parquet("/o")',
         [("read", SPARK + "a.b"), ("overwrite", "file:/o")]),
        ('@task.snowpark(snowflake_conn_id="sf")\ndef work(session):\n'
         '    session.table("A.B.C").write.save_as_table("A.B.D")',
         [("read", "snowflake://{conn:sf}/A.B.C"), ("append", "snowflake://{conn:sf}/A.B.D")]),
        ('@task(outlets=[AssetAlias("al")])\ndef work(outlet_events=None):\n    outlet_events["al"].add(Asset("s3://e/v"))',
         [("unknown", "s3://e/v")]),
    ],
)  # fmt: skip
def test_a_decorator_says_what_its_function_is_for(
    tmp_path: Path, decorated: str, accesses: list[tuple[str, str]]
) -> None:
    assert said(project(tmp_path, HEAD + decorated + TAIL)) == accesses


@pytest.mark.parametrize(
    ("declared", "accesses"),
    [
        ('inlets=[File(url="/tmp/i.csv"), "s3://b/in"]', [("read", "file:/tmp/i.csv"), ("read", "s3://b/in")]),
        ('outlets=Table(database="db", cluster="c", name="t")', [("unknown", "asset:c.db.t")]),
        ('outlets=[Asset(name="n", uri="s3://b/u"), Asset("p")]', [("unknown", "s3://b/u"), ("unknown", "asset:p")]),
        ('outlets=[Asset("n", "s3://b/u"), Dataset("s3://b/v", {})]', [("unknown", "s3://b/u"), ("unknown", "s3://b/v")]),
    ],
)  # fmt: skip
def test_inlets_and_outlets_are_what_they_declare(
    tmp_path: Path, declared: str, accesses: list[tuple[str, str]]
) -> None:
    entities = "from airflow.lineage.entities import File, Table as Entity\n"
    text = entities + HEAD + f"@task({declared.replace('Table(', 'Entity(')})\ndef work(): ...\n" + TAIL
    assert said(project(tmp_path, text)) == accesses


@pytest.mark.parametrize(
    "body",
    [
        'LivyHook("l").post_batch(file="s3://b/job.py")',
        'subprocess.run([sys.executable, "-m", "dbt", "run"])',
    ],
)
def test_work_started_elsewhere_is_said(tmp_path: Path, body: str) -> None:
    found = project(tmp_path, HEAD + f"@task\ndef work():\n    {body}" + TAIL)
    assert "hidden-run" in [finding.code for finding in found.findings]
    assert not found.accesses


@pytest.mark.parametrize(
    "body",
    [
        'PostgresHook("w").run(os.environ["SQL"])',
        "pd.read_csv(requests.get('https://x.io/where').json()['path'])",
        "with create_engine('postgresql://h/db').begin() as c: c.execute(select(Order.id))",
    ],
)
def test_what_only_a_run_names_is_a_gap_with_its_reason(tmp_path: Path, body: str) -> None:
    found = project(tmp_path, HEAD + f"@task\ndef work():\n    {body}" + TAIL)
    assert [one.asset for one in found.accesses if "x.io" not in one.asset] == []
    assert "unknown-data" in [finding.code for finding in found.findings]


@pytest.mark.parametrize(
    "body",
    [
        # Other objects' methods of the same names.
        "import logging\nlogging.getLogger('x').info('SELECT * FROM t')",
        "pipeline = object()\npipeline.run('SELECT * FROM t')",
        "class Runner:\n    def execute(self, sql): return sql\nRunner().execute('SELECT * FROM t')",
        "boto3.client('sts').get_caller_identity()",
        "json.dumps({'a': 1})\njson.loads('{}')",
    ],
)
def test_what_is_no_data_is_none(tmp_path: Path, body: str) -> None:
    found = project(tmp_path, HEAD + "@task\ndef work():\n" + textwrap.indent(body, "    ") + TAIL)
    assert not found.accesses
