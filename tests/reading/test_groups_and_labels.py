"""Task groups: the ids they give, and what labels make of them as ends."""

from __future__ import annotations


def edges(dag):
    """The edges of a DAG."""
    return {(e.upstream.task, e.downstream.task) for e in dag.order}


def test_a_group_without_prefix_gives_none_not_even_its_parents(dag):
    found = dag("""
        with DAG("d"):
            with TaskGroup("outer"):
                with TaskGroup("inner", prefix_group_id=False):
                    EmptyOperator(task_id="t")
                    with TaskGroup("deep"):
                        EmptyOperator(task_id="u")
    """)
    assert [(task.id, task.group) for task in found.tasks] == [("t", "outer.inner"), ("deep.u", "deep")]


def test_a_group_before_a_label_stands_for_its_tasks(dag):
    found = dag("""
        with DAG("d"):
            start = EmptyOperator(task_id="start")
            with TaskGroup("outer"):
                EmptyOperator(task_id="beside")
                with TaskGroup("inner") as inner:
                    EmptyOperator(task_id="t")
                inner << Label("x") << start
    """)
    assert edges(found) == {("start", "outer.inner.t")}


def test_a_mapped_task_is_not_between_setup_and_teardown(dag):
    found = dag("""
        with DAG("d"):
            first = EmptyOperator(task_id="first")
            with EmptyOperator(task_id="last").as_teardown(setups=first):
                EmptyOperator(task_id="between")
                BashOperator.partial(task_id="mapped").expand(bash_command=["a", "b"])
    """)
    assert edges(found) == {("first", "last"), ("first", "between"), ("between", "last")}


def test_the_dag_of_an_asset_has_the_assets_name(project):
    found = project(
        d="""
        from airflow.sdk import asset
        @asset(schedule=None, name="orders")
        def load():
            return 1
    """
    )
    assert [(dag.id, dag.tasks[0].id) for dag in found.dags] == [("orders", "load")]


def test_several_ends_of_a_label_are_joined_at_once(dag):
    found = dag("""
        with DAG("d"):
            with TaskGroup("outer"):
                with TaskGroup("first") as first:
                    EmptyOperator(task_id="t")
                beside = EmptyOperator(task_id="beside")
                with TaskGroup("second"):
                    last = EmptyOperator(task_id="last")
                    first >> Label("x") >> [beside, last]
    """)
    assert edges(found) == {("outer.first.t", "outer.beside"), ("outer.first.t", "outer.second.last")}


def test_the_side_not_taken_takes_no_id(dag):
    found = dag("""
        @task
        def load():
            return 1
        with DAG("d"):
            if os.environ.get("TWICE"):
                load()
                load()
            load()
            load()
    """)
    assert [task.id for task in found.tasks if not task.when] == ["load", "load__1"]
    assert [task.id for task in found.tasks if task.when] == ["load", "load__1"]


def test_a_group_is_mapped_over_whole_outputs_only(dag):
    found = dag("""
        @task
        def work(x=None):
            return x
        @task_group
        def part(x, y=None):
            work.override(task_id="inside")(work.override(task_id="first")(), x)
        with DAG("d"):
            one = work.override(task_id="one")()
            two = work.override(task_id="two")()
            part.override(group_id="whole").expand(x=one, y=two)
            part.override(group_id="listed").expand(x=[one])
    """)
    assert edges(found) == {
        ("one", "whole.first"), ("two", "whole.first"), ("one", "whole.inside"), ("two", "whole.inside"),
        ("whole.first", "whole.inside"), ("listed.first", "listed.inside"),
    }  # fmt: skip


def test_a_group_entered_by_hand(dag):
    found = dag("""
        class Section:
            def __init__(self, label):
                self.group = TaskGroup(label)
            def __enter__(self):
                self.group.__enter__()
                return self.group
            def __exit__(self, *error):
                EmptyOperator(task_id="end")
                self.group.__exit__(*error)
        with DAG("d"):
            with Section("s"):
                EmptyOperator(task_id="t")
    """)
    assert [task.id for task in found.tasks] == ["s.t", "s.end"]
