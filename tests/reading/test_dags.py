"""Every way to build a DAG, its tasks and its edges."""

from __future__ import annotations

import pytest

from migrator.model import AssetGroup, AssetOperator, EdgeKind, Interval, Known, Output, TimetableKind


def edges(dag):
    """The edges of a DAG by task id."""
    return {(e.upstream.task, e.downstream.task) for e in dag.order}


def ids(dag):
    """The task ids of a DAG, in order."""
    return [task.id for task in dag.tasks]


def test_a_dag_in_a_with_block_has_its_tasks_and_edges(dag):
    found = dag("""
        with DAG("d", schedule="@daily", start_date=datetime(2024, 1, 1)):
            a = BashOperator(task_id="a", bash_command="true")
            b = EmptyOperator(task_id="b")
            a >> b
    """)
    assert (found.id, ids(found), edges(found)) == ("d", ["a", "b"], {("a", "b")})
    assert found.tasks[0].import_path == "airflow.operators.bash.BashOperator"
    assert found.tasks[0].span.line == 15


def test_a_dag_assigned_takes_tasks_that_name_it(dag):
    found = dag("""
        d = DAG(dag_id="d")
        a = EmptyOperator(task_id="a", dag=d)
        b = EmptyOperator(task_id="b", dag=d)
        b.set_upstream(a)
    """)
    assert edges(found) == {("a", "b")}


def test_a_decorated_dag_is_one_only_when_called(project):
    text = "from airflow.decorators import dag, task\n@dag()\ndef d():\n    @task\n    def t(): ...\n    t()\n"
    assert not project(uncalled=text).dags
    (found,) = project(called=text + "d()\n").dags
    assert (found.id, ids(found), found.tasks[0].operator) == ("d", ["t"], "@task")


def test_dags_of_a_loop_and_a_factory_are_found_through_globals(project):
    found = project(
        many="""
        from airflow import DAG
        from airflow.operators.empty import EmptyOperator

        def make(name, **kwargs):
            dag = DAG(dag_id=f"load_{name}", **kwargs)
            EmptyOperator(task_id="t", dag=dag)
            return dag

        for name in ["x", "y"]:
            globals()[f"dag_{name}"] = make(name, schedule=None)
        """
    )
    assert [d.id for d in found.dags] == ["load_x", "load_y"]


def test_default_args_are_merged_and_overridden(dag):
    found = dag("""
        with DAG("d", default_args={"retries": 3, "owner": "me"}):
            EmptyOperator(task_id="a")
            EmptyOperator(task_id="b", retries=0)
    """)
    assert [task.retries for task in found.tasks] == [3, 0]
    assert found.tasks[1].argument("owner") == Known("me")


def test_helpers_are_followed_across_files(project):
    found = project(
        dags__main="""
        from airflow import DAG
        from helpers.make import add, NAMES
        from .local import prefix
        with DAG("d"):
            for name in NAMES:
                add(prefix(name))
        """,
        dags__local="def prefix(name): return 'p_' + name\n",
        plugins__helpers__make="""
        from airflow.operators.empty import EmptyOperator
        NAMES = [n.lower() for n in ("A", "B")]
        def add(name):
            return EmptyOperator(task_id=name)
        """,
    )
    (one,) = found.dags
    assert ids(one) == ["p_a", "p_b"]


def test_operators_of_the_project_run_their_init_and_know_their_bases(dag):
    found = dag("""
        class Base(BashOperator):
            def __init__(self, table, **kwargs):
                super().__init__(bash_command=f"load {table}", **kwargs)
                self.table = table

        class Load(Base):
            pass

        with DAG("d"):
            one = Load(table="t", task_id="a")
            EmptyOperator(task_id=one.table)
    """)
    task = found.tasks[0]
    assert (task.operator, task.argument("bash_command"), task.argument("table")) == (
        "Load", Known("load t"), Known("t"),
    )  # fmt: skip
    assert task.bases[-1] == "airflow.operators.bash.BashOperator"
    assert ids(found) == ["a", "t"]


def test_taskflow_calls_make_edges_ids_and_arguments(dag):
    found = dag("""
        @task
        def get(n=1): return {}
        @task.branch
        def pick(value, deep): ...
        with DAG("d"):
            first = get()
            get.override(task_id="other")()
            get()
            pick(first, deep=[{"x": first["key"]}])
    """)
    assert ids(found) == ["get", "other", "get__1", "pick"]
    assert edges(found) == {("get", "pick")}
    assert found.order[0].kind is EdgeKind.XCOM
    assert found.tasks[3].operator == "@task.branch"
    assert found.tasks[3].argument("op_args").values == (Output("get"),)


def test_mapped_tasks_hold_what_they_are_mapped_over(dag):
    found = dag("""
        @task
        def add(x, y): ...
        with DAG("d"):
            add.partial(y=1).expand(x=[1, 2])
            BashOperator.partial(task_id="b").expand(bash_command=["a", "b"])
    """)
    assert [task.mapped for task in found.tasks] == [True, True]
    assert found.tasks[1].mapped_arguments[0][0] == "bash_command"


def test_groups_prefix_ids_and_are_ends_of_edges(dag):
    found = dag("""
        @task_group
        def inner():
            EmptyOperator(task_id="x")
        with DAG("d"):
            start = EmptyOperator(task_id="start")
            with TaskGroup("g") as g:
                a = EmptyOperator(task_id="a")
                b = EmptyOperator(task_id="b")
                a >> b
                inner()
                inner()
            with TaskGroup("flat", prefix_group_id=False):
                EmptyOperator(task_id="plain")
            start >> g >> EmptyOperator(task_id="end")
    """)
    assert ids(found) == ["start", "g.a", "g.b", "g.inner.x", "g.inner__1.x", "plain", "end"]
    assert edges(found) == {
        ("g.a", "g.b"), ("start", "g.a"), ("start", "g.inner.x"), ("start", "g.inner__1.x"),
        ("g.b", "end"), ("g.inner.x", "end"), ("g.inner__1.x", "end"),
    }  # fmt: skip
    assert found.tasks[3].group == "g.inner"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a, b] >> c", {"ac", "bc"}),
        ("c << [a, b]", {"ac", "bc"}),
        ("a >> [b, c] >> d", {"ab", "ac", "bd", "cd"}),
        ("chain(a, [b, c], [d, e])", {"ab", "ac", "bd", "ce"}),
        ("chain_linear(a, [b, c], [d, e])", {"ab", "ac", "bd", "be", "cd", "ce"}),
        ("cross_downstream([a, b], [c, d])", {"ac", "ad", "bc", "bd"}),
        ("a >> Label('yes') >> b", {"ab"}),
        ("a.set_downstream([b, c])", {"ab", "ac"}),
        ("list(dag.tasks) >> EmptyOperator(task_id='w')", {"aw", "bw", "cw", "dw", "ew"}),
    ],
)
def test_edges(dag, text, expected):
    found = dag(f"""
        with DAG("d") as dag:
            a, b, c, d, e = [EmptyOperator(task_id=name) for name in "abcde"]
            {text}
    """)
    assert {up + down for up, down in edges(found)} == expected


def test_setup_and_teardown_enclose_what_stands_between_them(dag):
    found = dag("""
        @setup
        def up(): ...
        @teardown
        def down(x): ...
        with DAG("d"):
            with down(up()):
                EmptyOperator(task_id="work")
    """)
    assert edges(found) == {("up", "down"), ("up", "work"), ("work", "down")}
    assert [(t.setup, t.teardown, t.trigger_rule) for t in found.tasks[:2]] == [
        (True, False, "all_success"), (False, True, "all_done_setup_success"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "text", "kind"),
    [
        ("schedule='0 5 * * *'", "0 5 * * *", TimetableKind.CRON),
        ("schedule_interval='@hourly'", "@hourly", TimetableKind.CRON),
        ("schedule='@once'", "@once", TimetableKind.ONCE),
        ("schedule=None", None, TimetableKind.NONE),
        ("schedule=timedelta(hours=4)", "timedelta:14400", TimetableKind.DELTA),
    ],
)
def test_schedules_are_spelled_as_airflow_does(dag, arguments, text, kind):
    timetable = dag(f"d = DAG('d', {arguments})").timetable
    assert (timetable.text, timetable.kind) == (text, kind)


def test_asset_schedules_keep_and_and_or(project):
    (found,) = project(
        a="""
        from airflow.sdk import DAG, Asset
        d = DAG("d", schedule=(Asset("s3://b") | Asset("s3://a")) & Asset("s3://c"))
        """
    ).dags
    assert found.timetable.text == "assets:s3://a/,s3://b/,s3://c/"
    assert isinstance(found.timetable.assets, AssetGroup)
    assert found.timetable.assets.operator is AssetOperator.AND


def test_the_version_a_file_is_written_for_decides_the_interval(project):
    found = project(
        one="from airflow.operators.bash_operator import BashOperator\nfrom airflow import DAG\nd=DAG('one')\n",
        two="from airflow.operators.bash import BashOperator\nfrom airflow import DAG\nd=DAG('two')\n",
        three="from airflow.sdk import DAG\nd=DAG('three', schedule='@daily')\n",
    )
    assert {d.id: (d.written_for, d.timetable.interval) for d in found.dags} == {
        "one": ("1.10", Interval.BEFORE), "two": ("2", Interval.BEFORE), "three": ("3", Interval.AT),
    }  # fmt: skip


def test_an_asset_function_is_a_dag_of_one_task(project):
    (found,) = project(a="from airflow.sdk import asset\n@asset(schedule='@daily')\ndef prices(): ...\n").dags
    assert (found.id, ids(found), found.tasks[0].operator) == ("prices", ["prices"], "@asset")
