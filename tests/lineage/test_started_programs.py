"""Programs of the project that tasks start as commands: what they read and write is the task's."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.model import Mode, Project
from migrator.pipeline import analyze

HEAD = """
import subprocess
from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.python import PythonOperator
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from airflow.providers.ssh.operators.ssh import SSHOperator

def started():
    subprocess.run(["python", "jobs/load.py", "--day", "x", "out.csv"], check=True)

"""
LOAD = """
import argparse
import sys
from pathlib import Path

import pandas as pd


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--day", required=True)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("target", type=Path)
    given = parser.parse_args()
    frame = pd.read_csv(f"s3://lake/orders/{given.day}.csv")
    if given.full:
        frame.to_parquet("s3://lake/full.parquet")
    with open("/data" / given.target, "w") as out:
        out.write(frame)


if __name__ == "__main__":
    sys.exit(main())
"""
SPARK = """
import sys
from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()
spark.read.parquet(sys.argv[1]).write.mode("overwrite").saveAsTable("sales.orders")
"""
COMMANDS = """
import argparse

def load(given):
    open(f"/data/{given.name}.csv").read()

def drop(given):
    open(f"/old/{given.name}.csv").read()

parser = argparse.ArgumentParser()
commands = parser.add_subparsers(dest="command")
for name, does in (("load", load), ("drop", drop)):
    one = commands.add_parser(name)
    one.add_argument("--name", default="all")
    one.set_defaults(does=does)
given = parser.parse_args()
given.does(given)
"""


def project(folder: Path, task: str) -> Project:
    dags = folder / "dags"
    (dags / "jobs").mkdir(parents=True)
    (folder / "migrate.toml").write_text("", encoding="utf-8")
    (dags / "jobs" / "load.py").write_text(LOAD, encoding="utf-8")
    (dags / "jobs" / "spark.py").write_text(SPARK, encoding="utf-8")
    (dags / "jobs" / "commands.py").write_text(COMMANDS, encoding="utf-8")
    (dags / "run.sh").write_text("python jobs/load.py --day {{ ds }} out.csv\n", encoding="utf-8")
    text = HEAD + f'with DAG("d", schedule="@daily"):\n    {task}\n'
    (dags / "d.py").write_text(text, encoding="utf-8")
    return analyze([folder], jobs=1)


def touched(found: Project) -> set[tuple[str, str]]:
    return {(access.mode.value, access.asset) for access in found.accesses}


DAY = {("read", "s3://lake/orders/x.csv"), ("write", "file:/data/out.csv")}
EACH_DAY = {("read", "s3://lake/orders/{date}.csv"), ("write", "file:/data/out.csv")}


@pytest.mark.parametrize(
    "task",
    [
        'BashOperator(task_id="t", bash_command="python dags/jobs/load.py --day x out.csv")',
        'BashOperator(task_id="t", bash_command="cd /opt/airflow/dags && python3 -u jobs/load.py --day=x out.csv")',
        'BashOperator(task_id="t", bash_command="python -m jobs.load out.csv --day x")',
        'BashOperator(task_id="t", bash_command="python load.py --day x out.csv", cwd="/opt/airflow/dags/jobs")',
        'SSHOperator(task_id="t", ssh_conn_id="s", command="/usr/bin/python3 /srv/dags/jobs/load.py --day x out.csv")',
        'KubernetesPodOperator(task_id="t", image="i", cmds=["python", "jobs/load.py"], '
        'arguments=["--day", "x", "out.csv"])',
        'PythonOperator(task_id="t", python_callable=started)',
    ],
)
def test_what_a_program_does_is_what_its_task_does(tmp_path: Path, task: str) -> None:
    found = project(tmp_path, task)
    assert touched(found) == DAY
    assert {access.evidence[0].span.path for access in found.accesses} == {"dags/jobs/load.py"}
    assert {finding.code for finding in found.findings} <= {"outside-source", "unread-data"}


@pytest.mark.parametrize(
    "command", ["python jobs/load.py --day {{ ds }} out.csv", "run.sh", "bash run.sh", "set -e; ./run.sh"]
)
def test_a_template_among_its_arguments_stays_one(tmp_path: Path, command: str) -> None:
    found = project(tmp_path, f'BashOperator(task_id="t", bash_command="{command}")')
    assert touched(found) == EACH_DAY
    assert [access.partition for access in found.accesses if access.mode is Mode.READ] == ["{ds}"]


def test_an_option_that_is_given_decides_what_is_done(tmp_path: Path) -> None:
    found = project(tmp_path, 'BashOperator(task_id="t", bash_command="python jobs/load.py --day x --full out.csv")')
    assert touched(found) == {*DAY, ("write", "s3://lake/full.parquet")}


@pytest.mark.parametrize(("words", "path"), [("load --name one", "/data/one.csv"), ("drop", "/old/all.csv")])
def test_a_command_of_a_program_is_followed_alone(tmp_path: Path, words: str, path: str) -> None:
    found = project(tmp_path, f'BashOperator(task_id="t", bash_command="python jobs/commands.py {words}")')
    assert touched(found) == {("read", f"file:{path}")}


@pytest.mark.parametrize(
    "task",
    [
        'BashOperator(task_id="t", bash_command="spark-submit --master local[2] jobs/spark.py s3://in/orders")',
        'SparkSubmitOperator(task_id="t", application="/opt/airflow/dags/jobs/spark.py", '
        'application_args=["s3://in/orders"])',
    ],
)
def test_a_spark_program_of_the_project_is_followed_and_no_hidden_run(tmp_path: Path, task: str) -> None:
    found = project(tmp_path, task)
    assert touched(found) >= {("read", "s3://in/orders"), ("write", "spark://{conn:spark_default}/sales.orders")}
    assert "hidden-run" not in {finding.code for finding in found.findings}


def test_a_program_that_is_not_in_the_project_is_said(tmp_path: Path) -> None:
    found = project(tmp_path, 'BashOperator(task_id="t", bash_command="python nowhere.py")')
    (said,) = found.findings
    assert said.code == "unknown-data" and "nowhere.py, which is not in the project" in said.message


def test_nothing_that_a_program_makes_outlives_it(tmp_path: Path) -> None:
    twice = 'BashOperator(task_id="t", bash_command="python jobs/load.py --day x out.csv && python jobs/load.py")'
    found = project(tmp_path, twice)
    assert touched(found) > DAY


@pytest.mark.parametrize("command", ["cat in.csv > out.csv", "cd shop && cat ../in.csv > ../out.csv"])
def test_files_are_named_from_the_folder_in_which_the_command_works(tmp_path: Path, command: str) -> None:
    found = project(tmp_path, f'BashOperator(task_id="t", bash_command="{command}", cwd="/data")')
    assert touched(found) == {("read", "file:/data/in.csv"), ("write", "file:/data/out.csv")}


def test_a_program_that_stands_for_dbt_is_dbt_and_is_not_followed_as_well(tmp_path: Path) -> None:
    (tmp_path / "dags").mkdir()
    (tmp_path / "dags" / "dbt.py").write_text('open("/data/x.csv").read()\n', encoding="utf-8")
    command = 'BashOperator(task_id="t", bash_command="python dbt.py run --select orders")'
    (tmp_path / "migrate.toml").write_text("", encoding="utf-8")
    (tmp_path / "dags" / "d.py").write_text(
        f"{HEAD}with DAG('d', schedule='@daily'):\n    {command}\n", encoding="utf-8"
    )
    found = analyze([tmp_path], jobs=1)
    assert touched(found) == set()
    assert "hidden-run" in {finding.code for finding in found.findings}
