"""What becomes of every task: native only where that changes nothing, together where Airflow decides among them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.model import Asset, Becomes, Capabilities, Ending, Interval, PartitionKind
from migrator.pipeline import analyze, decide
from migrator.planning.islands import divide
from migrator.planning.names import names_for
from migrator.planning.pieces import Gate, Piece
from migrator.running import NOTHING_NATIVE
from migrator.semantics import Node
from migrator.targets import load_target

HEAD = """
from datetime import datetime, timedelta
from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import BranchPythonOperator, PythonOperator
from airflow.providers.sqlite.operators.sqlite import SqliteOperator

def sql(name, text, **more):
    return SqliteOperator(task_id=name, sqlite_conn_id="w", sql=text, **more)

def bash(name, **more):
    # An argument that has no native form keeps it as it is.
    return BashOperator(task_id=name, bash_command="true", output_processor=str, **more)
"""


def plan_of(folder, body, name="dag.py"):
    (folder / name).write_text(HEAD + body)
    return decide(analyze([folder]), load_target("dagster").CAPABILITIES)


def becomes(plan):
    return {item.item.partition(".")[2]: item.becomes for item in plan.dispositions}


def islands(plan):
    return [island.tasks for island in plan.islands]


def step(plan, name):
    return next(each for each in plan.steps if each.id.endswith(f".{name}"))


def test_sql_is_native_and_its_neighbours_are_islands_of_their_own(tmp_path):
    plan = plan_of(
        tmp_path,
        "with DAG('d', schedule='@daily', start_date=datetime(2026, 1, 1)):\n"
        "    bash('a') >> sql('b', 'INSERT INTO t SELECT 1') >> bash('c') >> bash('e')\n",
    )
    assert becomes(plan) == {"a": Becomes.WRAPPED, "b": Becomes.ASSET, "c": Becomes.WRAPPED, "e": Becomes.WRAPPED}
    assert islands(plan) == [("a",), ("c", "e")]
    assert step(plan, "b").follows == ("airflow:d.a",)
    assert step(plan, "c").follows == step(plan, "b").writes


@pytest.mark.parametrize(
    ("special", "island"),
    [
        ("bash('a') >> native >> bash('x', trigger_rule='all_done')", ("b", "a", "x")),
        ("bash('a') >> bash('x', trigger_rule='all_done') >> native", ("a", "x")),
        ("BranchPythonOperator(task_id='a', python_callable=lambda: 'b') >> native", ("b", "a")),
        ("BranchPythonOperator(task_id='a', python_callable=lambda: 'x') >> bash('x') >> native", ("a", "x")),
        ("bash('a', depends_on_past=True) >> native", ("a",)),
        ("bash('a', wait_for_downstream=True) >> native", ("b", "a")),
        ("native >> bash('a', depends_on_past=True)", ("b", "a")),
        ("BashOperator.partial(task_id='a').expand(bash_command=['1', '2']) >> native", ("a",)),
    ],
)
def test_where_airflow_decides_who_runs_only_what_must_hear_of_it_stays_together(tmp_path, special, island):
    plan = plan_of(
        tmp_path,
        "with DAG('d', schedule='@daily', start_date=datetime(2026, 1, 1)):\n"
        f"    native = sql('b', 'INSERT INTO t SELECT 1')\n    {special}\n    sql('apart', 'INSERT INTO u SELECT 1')\n",
    )
    assert islands(plan) == [island]
    assert becomes(plan)["b"] is (Becomes.WRAPPED if "b" in island else Becomes.ASSET)
    assert becomes(plan)["apart"] is Becomes.ASSET


def test_empty_tasks_fold_away_and_their_edges_are_joined(tmp_path):
    plan = plan_of(
        tmp_path,
        "with DAG('d', schedule=None):\n"
        "    e, f = EmptyOperator(task_id='e'), EmptyOperator(task_id='f')\n"
        "    bash('a') >> e >> f >> sql('b', 'INSERT INTO t SELECT 1')\n",
    )
    assert becomes(plan)["e"] is becomes(plan)["f"] is Becomes.FOLDED
    assert step(plan, "b").follows == ("airflow:d.a",)


def test_neighbours_around_a_native_task_do_not_make_a_circle(tmp_path):
    plan = plan_of(
        tmp_path,
        "with DAG('d', schedule=None):\n"
        "    a, b, c = bash('a'), sql('b', 'INSERT INTO t SELECT 1'), bash('c')\n    a >> b >> c\n    a >> c\n",
    )
    assert islands(plan) == [("a",), ("c",)]


@pytest.mark.parametrize(
    ("task", "because"),
    [
        ("sql('b', 'INSERT INTO t_{{ ds_nodash }} SELECT 1')", "ds_nodash"),
        ("sql('b', 'SELECT 1', hook_params={})", "argument hook_params"),
        ("sql('b', 'missing.sql')", ""),
        ("bash('b')", "output_processor"),
    ],
)
def test_a_task_that_stays_names_what_stands_in_the_way(tmp_path, task, because):
    plan = plan_of(tmp_path, f"with DAG('d', schedule=None):\n    {task}\n")
    (item,) = plan.dispositions
    assert item.becomes is Becomes.WRAPPED
    assert because in item.because


def reasons(plan):
    return {item.item.partition(".")[2]: item.because for item in plan.dispositions}


def test_each_task_of_an_island_has_a_reason_of_its_own(tmp_path):
    plan = plan_of(
        tmp_path,
        "with DAG('d', schedule=None):\n"
        "    sql('one', 'INSERT INTO t SELECT 1') >> bash('two') >> sql('three', 'SELECT 1')"
        " >> PythonOperator(task_id='four', python_callable=print) >> sql('five', 'INSERT INTO t SELECT 2')\n",
    )
    found = reasons(plan)
    assert "the asset of d.five" in found["one"]
    assert "output_processor" in found["two"]
    assert becomes(plan)["three"] is Becomes.ASSET
    assert "print" in found["four"]
    assert becomes(plan)["five"] is Becomes.ASSET


def test_sql_that_could_be_native_says_why_its_island_keeps_it(tmp_path):
    plan = plan_of(
        tmp_path,
        "with DAG('d', schedule=None):\n"
        "    sql('a', 'INSERT INTO t SELECT 1') >> EmptyOperator(task_id='e') >> bash('b', trigger_rule='all_done')\n",
    )
    pulled = "b may run where this did not succeed: its trigger rule is all_done"
    assert reasons(plan)["a"] == reasons(plan)["e"] == pulled
    assert plan.islands[0].because == "b: its trigger rule is all_done"
    assert reasons(plan)["b"] == "its trigger rule is all_done"


@pytest.mark.parametrize(
    ("given", "native"),
    [
        ("'DELETE FROM t; INSERT INTO t SELECT 1'", False),
        ("'DELETE FROM t; INSERT INTO t SELECT 1', split_statements=False", False),
        ("'DELETE FROM t; INSERT INTO t SELECT 1', split_statements=True", True),
        ("['DELETE FROM t; INSERT INTO t SELECT 1'], split_statements=True", False),
        ("['DELETE FROM t', 'INSERT INTO t SELECT 1;']", True),
        ("'INSERT INTO t SELECT 1; -- done'", True),
    ],
)
def test_several_statements_in_one_are_native_only_where_airflow_splits_them(tmp_path, given, native):
    plan = plan_of(tmp_path, f"with DAG('d', schedule=None):\n    sql('a', {given})\n")
    assert becomes(plan)["a"] is (Becomes.ASSET if native else Becomes.WRAPPED)
    assert native or "split_statements=True" in reasons(plan)["a"]


@pytest.mark.parametrize(
    ("head", "schedule", "row"),
    [
        ("from airflow.operators.bash import BashOperator", "'@daily'", "True (default)"),
        ("from airflow.operators.bash import BashOperator", "'@daily', catchup=False", "False"),
        ("from airflow.operators.bash import BashOperator", "None", None),
        ("from airflow.providers.standard.operators.bash import BashOperator", "'@daily'", None),
    ],
)
def test_what_airflow_2_does_by_default_and_3_does_not_is_in_the_table(tmp_path, head, schedule, row):
    (tmp_path / "dag.py").write_text(
        f"from datetime import datetime\nfrom airflow import DAG\n{head}\n"
        f"with DAG('d', start_date=datetime(2026, 1, 1), schedule={schedule}):\n"
        "    BashOperator(task_id='a', bash_command='true')\n"
    )
    plan = decide(analyze([tmp_path]), load_target("dagster").CAPABILITIES)
    assert {each.setting: each.airflow for each in plan.equivalence}.get("catchup") == row


def test_a_table_written_by_two_dags_has_one_owner(tmp_path):
    plan = plan_of(
        tmp_path,
        "for name in ('one', 'two'):\n    with DAG(name, schedule=None):\n        sql('b', 'INSERT INTO t SELECT 1')\n",
    )
    written = [key for each in plan.steps for key in each.writes]
    assert len(written) == len(set(written)) == 2
    assert written[1] == "airflow:two.b"
    assert "the asset of one.b" in plan.steps[1].because


def test_the_last_task_that_fills_a_table_owns_it(tmp_path):
    plan = plan_of(
        tmp_path,
        "with DAG('d', schedule=None):\n    sql('create', 'CREATE TABLE t (a int)')"
        " >> sql('load', 'INSERT INTO t SELECT 1') >> sql('clean', 'DELETE FROM t')\n",
    )
    assert [each.writes[0].rpartition("/")[2] for each in plan.steps if not each.writes[0].startswith("airflow:")] == [
        "t"
    ]
    assert step(plan, "load").writes[0].endswith("/t")


def test_data_that_runs_in_a_circle_is_cut_and_said(tmp_path):
    plan = plan_of(
        tmp_path,
        "with DAG('one', schedule=None):\n    sql('b', 'INSERT INTO t SELECT * FROM u')\n"
        "with DAG('two', schedule=None):\n    sql('b', 'INSERT INTO u SELECT * FROM t')\n",
    )
    assert {finding.code for finding in plan.findings} == {"reads-earlier-state"}
    assert not any(each.reads for each in plan.steps)


def test_a_dag_whose_tasks_only_run_time_knows_is_one_island(tmp_path):
    plan = plan_of(
        tmp_path,
        "import outside\nwith DAG('d', schedule=None):\n    for name in outside.names():\n        bash(name)\n",
    )
    assert [(island.id, island.tasks) for island in plan.islands] == [("d", ())]
    (only,) = plan.steps
    assert only.island == "d"


@pytest.mark.parametrize(
    ("schedule", "written_for", "cron", "key_format", "interval"),
    [
        ("'0 3 * * *'", "2", "0 3 * * *", "%Y-%m-%d", Interval.BEFORE),
        ("'@daily'", "3", "0 0 * * *", "%Y-%m-%d", Interval.AT),
        ("'*/15 * * * *'", "2", "*/15 * * * *", "%Y-%m-%d-%H:%M", Interval.BEFORE),
        ("timedelta(days=1)", "2", "30 6 * * *", "%Y-%m-%d", Interval.BEFORE),
    ],
)
def test_a_partition_is_a_data_interval_of_the_version_the_file_is_written_for(
    tmp_path, schedule, written_for, cron, key_format, interval
):
    imports = {
        "2": "from airflow import DAG\nfrom airflow.operators.bash import BashOperator\n",
        "3": "from airflow.sdk import DAG\nfrom airflow.providers.standard.operators.bash import BashOperator\n",
    }
    (tmp_path / "dag.py").write_text(
        f"from datetime import datetime, timedelta\n{imports[written_for]}"
        f"with DAG('d', schedule={schedule}, start_date=datetime(2026, 1, 1, 6, 30)):\n"
        "    BashOperator(task_id='a', bash_command='true')\n"
    )
    (only,) = decide(analyze([tmp_path]), load_target("dagster").CAPABILITIES).steps
    partitions = only.partitions
    assert (partitions.cron, partitions.key_format, partitions.interval) == (cron, key_format, interval)
    assert partitions.start == "2026-01-01T06:30"


def test_without_a_schedule_there_are_no_partitions(tmp_path):
    plan = plan_of(tmp_path, "with DAG('d', schedule=None, start_date=datetime(2026, 1, 1)):\n    bash('a')\n")
    assert plan.steps[0].partitions.kind is PartitionKind.NONE


@pytest.mark.parametrize(
    ("key", "name", "path"),
    [
        ("file:{env.HOME}/invoices/{date}.json", "{env.HOME}/invoices/{date}.json", ("invoices",)),
        ("file:{env.HOME}/revenue_{date}.csv", "{env.HOME}/revenue_{date}.csv", ("revenue",)),
        ("s3://b/raw/dt={date}/part.parquet", "b/raw/dt={date}/part.parquet", ("part",)),
        ("sqlite://{conn:w}/fact", "fact", ("fact",)),
        ("file:{date}.json", "{date}.json", ("date_json",)),
    ],
)
def test_a_file_is_named_by_what_it_is_not_by_its_date(key, name, path):
    assert dict(names_for([Asset(key, key.partition(":")[0], name)]))[key] == path


KEYS = st.lists(
    st.sampled_from(["a", "b.a", "B.A", "x/a", "x.csv", "a-b", "a_b", "class", "1", "{conn:w}", "type", "x.output"]),
    max_size=6,
    unique=True,
)


@given(KEYS, st.randoms())
def test_names_are_unique_identifiers_whatever_the_order(names, random):
    assets = [Asset(f"{system}://h/{name}", system, name) for name in names for system in ("s3", "sqlite", "airflow")]
    reserved = load_target("dagster").CAPABILITIES.reserved
    named = names_for(assets, reserved)
    random.shuffle(assets)
    assert names_for(assets, reserved) == named
    paths = [".".join(path).lower() for _, path in named]
    assert len(set(paths)) == len(paths) == len(assets)
    assert all(part.isidentifier() and part not in reserved for _, path in named for part in path)


def test_names_are_the_same_whether_a_project_is_generated_or_not(tmp_path):
    body = "with DAG('d', schedule=None):\n    sql('a', 'INSERT INTO output SELECT 1')\n    bash('type')\n"
    plan = plan_of(tmp_path, body)
    assert dict(plan.names)["airflow:d.type"] == ("d", "type_")
    assert decide(analyze([tmp_path]), NOTHING_NATIVE).names == plan.names


def test_two_connections_that_read_alike_are_two_resources(tmp_path):
    plan = plan_of(
        tmp_path,
        "with DAG('d', schedule=None):\n"
        "    for name in ('a-b', 'a.b'):\n"
        "        SqliteOperator(task_id=name, sqlite_conn_id=name, sql='INSERT INTO t SELECT 1')\n",
    )
    assert [(each.name, each.connection, each.variables) for each in plan.resources] == [
        ("a_b", "a-b", ("A_B_PATH",)),
        ("a_b_2", "a.b", ("A_B_2_PATH",)),
    ]


IDIOMS = (
    "    load = sql('load', 'INSERT INTO t SELECT 1')\n"
    "    clean = sql('clean', 'DELETE FROM u', trigger_rule='all_done')\n"
    "    load >> clean >> EmptyOperator(task_id='end', trigger_rule='none_failed')\n"
    "    [load, clean] >> watcher()\n"
)
WATCHER = (
    "from airflow.decorators import task\nfrom airflow.exceptions import AirflowException\n"
    "@task(trigger_rule='one_failed', retries=0)\ndef watcher():\n    raise AirflowException('one failed')\n"
)


def test_a_watcher_and_an_empty_end_hold_nothing_together(tmp_path):
    plan = plan_of(tmp_path, f"{WATCHER}with DAG('d', schedule=None):\n{IDIOMS}")
    assert becomes(plan)["watcher"] is becomes(plan)["end"] is Becomes.FOLDED
    assert "the run fails anyway" in reasons(plan)["watcher"]
    assert "nothing comes after it" in reasons(plan)["end"]
    assert islands(plan) == [("load", "clean")]


def test_where_a_target_has_hooks_a_cleanup_at_the_end_is_one(tmp_path):
    (tmp_path / "dag.py").write_text(f"{HEAD}{WATCHER}with DAG('d', schedule=None):\n{IDIOMS}")
    able = replace(load_target("dagster").CAPABILITIES, hooks=True)
    plan = decide(analyze([tmp_path]), able)
    assert becomes(plan)["load"] is Becomes.ASSET
    assert becomes(plan)["clean"] is Becomes.HOOK
    assert [(hook.task.task, hook.on) for hook in plan.hooks] == [("clean", Ending.ANY)]
    assert plan.islands == ()


def test_where_a_target_has_gates_and_joins_a_branch_needs_no_island():
    def piece(name, *above, rule="all_success", **more):
        return name, Piece(Node(name, above, rule), **more)

    pieces = dict(
        [
            piece("choose", gate=Gate.BRANCH),
            piece("left", "choose"),
            piece("right", "choose"),
            piece("join", "left", "right", rule="none_failed_min_one_success"),
            piece("below", "join"),
        ]
    )
    able = [Capabilities("t"), Capabilities("t", gates=True), Capabilities("t", gates=True, joins=True)]
    found = [divide(pieces, each) for each in able]
    together = ("choose", "left", "right", "join")
    assert [each.islands for each in found] == [(together,), (together,), ()]
    assert found[2].joins == {"join"}


def test_a_dag_that_stops_at_its_first_failure_stays_together(tmp_path):
    plan = plan_of(
        tmp_path,
        "with DAG('d', schedule=None, fail_fast=True):\n"
        "    sql('a', 'INSERT INTO t SELECT 1')\n    sql('b', 'INSERT INTO u SELECT 1')\n",
    )
    assert islands(plan) == [("a", "b")]
    assert "fail_fast" in reasons(plan)["b"]
