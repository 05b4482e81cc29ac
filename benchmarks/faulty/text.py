"""A tree as DAG files and SQL files, each DAG spelled in one of the ways people have."""

from __future__ import annotations

import random
from pathlib import Path

from faulty.trees import Data, Flow, Tree, Work

HEAD = {
    2: """from datetime import timedelta

import pendulum
from airflow import DAG
from airflow.datasets import Dataset
from airflow.decorators import task
from airflow.models.baseoperator import chain
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import BranchPythonOperator, PythonOperator
from airflow.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sensors.external_task import ExternalTaskSensor
from airflow.utils.task_group import TaskGroup
""",
    3: """from datetime import timedelta

import pendulum
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.providers.standard.operators.python import BranchPythonOperator, PythonOperator
from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.providers.standard.sensors.external_task import ExternalTaskSensor
from airflow.sdk import DAG, Asset, TaskGroup, chain, task
""",
}
BOTH = """from airflow.providers.amazon.aws.sensors.s3 import S3KeySensor
from airflow.providers.amazon.aws.transfers.s3_to_sql import S3ToSqlOperator
from airflow.providers.amazon.aws.transfers.sql_to_s3 import SqlToS3Operator
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from airflow.providers.google.cloud.operators.bigquery import BigQueryInsertJobOperator
from airflow.providers.google.cloud.transfers.bigquery_to_gcs import BigQueryToGCSOperator
from airflow.providers.google.cloud.transfers.gcs_to_bigquery import GCSToBigQueryOperator
from airflow.providers.google.cloud.transfers.postgres_to_gcs import PostgresToGCSOperator
from airflow.providers.postgres.hooks.postgres import PostgresHook
"""
CONNECTIONS = """[connections]
dwh = { system = "postgres", host = "dwh.example.com", database = "dwh" }
snow = { system = "snowflake" }
"""
CONNECTION = {"postgres": "dwh", "snowflake": "snow"}
SCHEME = {"s3": "s3://", "gs": "gs://"}


def write(tree: Tree, folder: Path) -> None:
    """The files of a tree; those that stand there already with the same text are left."""
    _put(folder / "migrate.toml", CONNECTIONS)
    for flow in tree.flows:
        text, scripts = Speller(tree, flow).file()
        _put(folder / f"{flow.id}.py", text)
        for name, sql in scripts.items():
            _put(folder / "sql" / name, sql)


def _put(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists() or file.read_text("utf-8") != text:
        file.write_text(text, "utf-8")


class Speller:
    """One DAG as text. Each choice hangs on the DAG's `style` and the task's name, so that a change elsewhere changes
    nothing here."""

    def __init__(self, tree: Tree, flow: Flow) -> None:
        self.tree, self.flow = tree, flow
        self.scripts: dict[str, str] = {}
        self.names = {work.name: self._variable(work) for work in flow.works}

    def _variable(self, work: Work) -> str:
        return f'made["{work.id}"]' if work.form == "loop" else f"{work.id}_task"

    def chance(self, what: str, ways: int) -> int:
        """One of so many ways to spell something."""
        return random.Random(f"{self.flow.style} {what}").randrange(ways)

    def file(self) -> tuple[str, dict[str, str]]:
        """The text of the DAG's file, and its SQL files by name."""
        lines = [f"with DAG({', '.join(self._arguments())}):"]
        loops = [work for work in self.flow.works if work.form == "loop"]
        if loops:
            rows = ",\n        ".join(f'("{work.id}", {self._sql(work)!r}, {self._connection(work)})' for work in loops)
            lines.append(f"    made = {{}}\n    for name, text, conn in (\n        {rows},\n    ):")
            lines.append("        made[name] = SQLExecuteQueryOperator(task_id=name, conn_id=conn, sql=text)")
        grouped = [work for work in self.flow.works if work.group]
        functions = ""
        for work in self.flow.works:
            if work.form == "loop" or work.group:
                continue
            before, call = self.task(work)
            functions += before
            lines.append(f"    {self.names[work.name]} = {call}")
        if grouped:
            lines.append(f'    with TaskGroup("{grouped[0].group}"):')
            for work in grouped:
                before, call = self.task(work)
                functions += before
                lines.append(f"        {self.names[work.name]} = {call}")
        lines += [f"    {line}" for line in self._edges()]
        return f"{HEAD[self.tree.airflow]}{BOTH}\n{functions}\n{chr(10).join(lines)}\n", self.scripts

    def _arguments(self) -> list[str]:
        asset = "Dataset" if self.tree.airflow == 2 else "Asset"
        if self.flow.assets:
            schedule = f"[{', '.join(f'{asset}({uri!r})' for uri in self.flow.assets)}]"
        else:
            schedule = repr(self.flow.cron)
        word = (
            "schedule_interval"
            if self.tree.airflow == 2 and self.chance("word", 3) == 0 and not self.flow.assets
            else "schedule"
        )
        start = f'pendulum.datetime(2024, 1, 1, tz="{self.flow.zone}")'
        return [f'"{self.flow.id}"', f"{word}={schedule}", f"start_date={start}", "catchup=False"]

    # ----------------------------------------------------------------------------------------------------------- tasks

    def task(self, work: Work) -> tuple[str, str]:
        """What stands before the DAG for a task, and the call that makes it."""
        asset = "Dataset" if self.tree.airflow == 2 else "Asset"
        more = f", outlets=[{', '.join(f'{asset}({uri!r})' for uri in work.outlets)}]" if work.outlets else ""
        more += f', trigger_rule="{work.rule}"' if work.rule else ""
        named = f'task_id="{work.id}"'
        match work.kind:
            case "sql":
                return "", self._sql_task(work, named, more)
            case "transfer":
                return "", self._transfer(work, named, more)
            case "python":
                return self._python(work, named, more)
            case "bash":
                return "", f"BashOperator({named}, bash_command={self._command(work)!r}{more})"
            case "empty":
                return "", f"EmptyOperator({named}{more})"
            case "branch":
                sides = sorted(lower for upper, lower in self.flow.edges if upper == work.name)
                function = f"def {work.id}(ds):\n    return {sides[0]!r} if ds > '2024-06' else {sides[-1]!r}\n\n\n"
                return function, f"BranchPythonOperator({named}, python_callable={work.id}{more})"
            case "sensor":
                return "", self._sensor(work, named, more)
            case "key":
                assert work.awaited_key is not None
                bucket, _, key = work.awaited_key.name.partition("/")
                return "", f'S3KeySensor({named}, bucket_name="{bucket}", bucket_key="{key}"{more})'
            case "trigger":
                return "", f'TriggerDagRunOperator({named}, trigger_dag_id="{work.target}"{more})'
            case "push":
                return (
                    f"def {work.id}():\n    return 42\n\n\n",
                    f"PythonOperator({named}, python_callable={work.id}{more})",
                )
            case "pull":
                function = f'def {work.id}(ti):\n    print(ti.xcom_pull(task_ids="{work.pulls[0]}"))\n\n\n'
                return function, f"PythonOperator({named}, python_callable={work.id}{more})"
            case "setup":
                return "", self._scratch(named, "CREATE TABLE IF NOT EXISTS", " (id INT)") + ".as_setup()"
            case "teardown":
                return "", self._scratch(named, "DROP TABLE IF EXISTS", "") + ".as_teardown()"
        raise AssertionError(work.kind)

    def _scratch(self, named: str, verb: str, rest: str) -> str:
        return f'SQLExecuteQueryOperator({named}, conn_id="dwh", sql="{verb} scratch.{self.flow.id}{rest}")'

    def _sensor(self, work: Work, named: str, more: str) -> str:
        if work.awaits is not None:
            word = "external_task_group_id" if work.awaits_group else "external_task_id"
            more = f', {word}="{work.awaits}"{more}'
        if work.delta:
            more = f", execution_delta=timedelta(minutes={work.delta}){more}"
        return f'ExternalTaskSensor({named}, external_dag_id="{work.target}"{more}, mode="reschedule")'

    # -------------------------------------------------------------------------------------------------------------- SQL

    def _connection(self, work: Work) -> str:
        system = (work.writes or work.reads)[0].system
        return f'"{CONNECTION.get(system, "bq")}"'

    def _sql_task(self, work: Work, named: str, more: str) -> str:
        sql = self._sql(work)
        text = repr(sql)
        if work.form == "file":
            name = f"{self.flow.id}_{work.id}.sql"
            self.scripts[name] = self._with_jinja(work, sql)
            text = f'"sql/{name}"'
        if work.writes[0].system == "bigquery":
            query = f"{{% include 'sql/{self.flow.id}_{work.id}.sql' %}}" if work.form == "file" else sql
            job = f'{{"query": {{"query": {query!r}, "useLegacySql": False}}}}'
            return f"BigQueryInsertJobOperator({named}, configuration={job}{more})"
        if work.form == "mapped":
            parts = [f"{sql} WHERE region = {region!r}" for region in ("north", "south")]
            return f"SQLExecuteQueryOperator.partial({named}, conn_id={self._connection(work)}{more}).expand(sql={parts!r})"
        return f"SQLExecuteQueryOperator({named}, conn_id={self._connection(work)}, sql={text}{more})"

    def _sql(self, work: Work) -> str:
        written, reads = work.writes[0].name, [data.name for data in work.reads]
        if work.writes[0].system == "bigquery":
            written, reads = f"`{written}`", [f"`{name}`" for name in reads]
        source = reads[0] if len(reads) == 1 else f"{reads[0]} AS a JOIN {reads[1]} AS b ON a.id = b.id"
        select = "SELECT id, total FROM " if len(reads) == 1 else "SELECT a.id, b.total FROM "
        way = 0 if work.form == "mapped" else self.chance(f"sql {work.id}", 3)
        if not work.replaces:
            if way == 1:
                return f"INSERT INTO {written} WITH fresh AS ({select}{source}) SELECT id, total FROM fresh"
            return f"INSERT INTO {written} {select}{source}"
        if work.writes[0].system == "postgres" or way == 2:
            return f"TRUNCATE TABLE {written}; INSERT INTO {written} {select}{source}"
        return f"CREATE OR REPLACE TABLE {written} AS {select}{source}"

    def _with_jinja(self, work: Work, sql: str) -> str:
        way = self.chance(f"jinja {work.id}", 3)
        if way == 0:
            return f"-- of {{{{ ds }}}}\n{sql} WHERE day = '{{{{ ds }}}}'\n"
        if way == 1:
            return f"{{% set day = ds %}}\n{sql} WHERE day < '{{{{ day }}}}' {{# not today #}}\n"
        return f"{sql}\n"

    # ------------------------------------------------------------------------------------------------------------ others

    def _transfer(self, work: Work, named: str, more: str) -> str:
        read, written = work.reads[0], work.writes[0]
        from_bucket, _, from_key = read.name.partition("/")
        bucket, _, key = written.name.partition("/")
        query = f"SELECT * FROM {read.name}"
        match (read.system, written.system):
            case ("postgres", "s3"):
                said = (
                    f'query="{query}", sql_conn_id="dwh", s3_bucket="{bucket}", s3_key="{key}", file_format="parquet"'
                )
                return f"SqlToS3Operator({named}, {said}{more})"
            case ("s3", "postgres"):
                schema, _, table = written.name.partition(".")
                said = f's3_bucket="{from_bucket}", s3_key="{from_key}", schema="{schema}", table="{table}"'
                return f'S3ToSqlOperator({named}, {said}, sql_conn_id="dwh", parser=lambda path: []{more})'
            case ("postgres", "gs"):
                said = f'sql="{query}", postgres_conn_id="dwh", bucket="{bucket}", filename="{key}"'
                return f"PostgresToGCSOperator({named}, {said}{more})"
            case ("gs", "bigquery"):
                said = f'bucket="{from_bucket}", source_objects=["{from_key}"], destination_project_dataset_table="{written.name}"'
                return f'GCSToBigQueryOperator({named}, {said}, write_disposition="WRITE_TRUNCATE"{more})'
            case _:
                said = f'source_project_dataset_table="{read.name}", destination_cloud_storage_uris=["gs://{written.name}"]'
                return f"BigQueryToGCSOperator({named}, {said}{more})"

    def _python(self, work: Work, named: str, more: str) -> tuple[str, str]:
        lines = ["import pandas as pd", 'hook = PostgresHook(postgres_conn_id="dwh")']
        for data in work.reads:
            if data.system in SCHEME:
                lines.append(f'frame = pd.read_parquet("{SCHEME[data.system]}{data.name}")')
            else:
                lines.append(f'frame = hook.get_pandas_df("SELECT * FROM {data.name}")')
        lines += [self._python_write(data, work.replaces) for data in work.writes]
        body = "\n".join(f"    {line}" for line in lines)
        if work.form == "taskflow":
            return f"@task({named}{more})\ndef {work.id}():\n{body}\n\n\n", f"{work.id}()"
        return f"def {work.id}():\n{body}\n\n\n", f"PythonOperator({named}, python_callable={work.id}{more})"

    def _python_write(self, data: Data, replaces: bool) -> str:
        if data.system in SCHEME:
            return f'frame.to_parquet("{SCHEME[data.system]}{data.name}")'
        schema, _, table = data.name.partition(".")
        how = "replace" if replaces else "append"
        if self.chance(f"write {data.name}", 2):
            return f'frame.to_sql("{table}", hook.get_sqlalchemy_engine(), schema="{schema}", if_exists="{how}")'
        return f'hook.insert_rows("{data.name}", frame.values.tolist())'

    def _command(self, work: Work) -> str:
        if work.writes[0].system == "s3":
            return f"aws s3 cp s3://{work.reads[0].name} s3://{work.writes[0].name}"
        return f'psql postgresql://dwh.example.com/dwh -c "{self._sql(work)}"'

    # ------------------------------------------------------------------------------------------------------------ edges

    def _edges(self) -> list[str]:
        above: dict[str, list[str]] = {}
        for upper, lower in sorted(self.flow.edges):
            above.setdefault(lower, []).append(upper)
        return [self._edge([self.names[each] for each in uppers], self.names[lower]) for lower, uppers in above.items()]

    def _edge(self, uppers: list[str], lower: str) -> str:
        if len(uppers) > 1:
            several = f"[{', '.join(uppers)}]"
            return (f"{several} >> {lower}", f"{lower}.set_upstream({several})", f"chain({several}, {lower})")[
                self.chance(lower, 3)
            ]
        (upper,) = uppers
        ways = (
            f"{upper} >> {lower}",
            f"{lower} << {upper}",
            f"{upper}.set_downstream({lower})",
            f"chain({upper}, {lower})",
        )
        return ways[self.chance(lower, 4)]
