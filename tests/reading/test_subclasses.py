"""DAGs, groups and operators of classes of the project, and context managers of its own."""

from __future__ import annotations

from collections.abc import Callable

from migrator.model import Dag

Read = Callable[[str], Dag]


def shape(dag: Dag) -> set[str]:
    """The ids of the tasks, and the edges."""
    return {t.id for t in dag.tasks} | {f"{e.upstream.task}>{e.downstream.task}" for e in dag.order}


def test_a_dag_of_a_class_of_the_project_is_what_its_init_makes_of_it(dag: Read) -> None:
    found = dag("""
        class OurDAG(DAG):
            DEFAULTS = {"retries": 2}

            def __init__(self, name, default_args=None, **kwargs):
                kwargs.setdefault("schedule", "@daily")
                super().__init__(dag_id=f"our_{name}", default_args={**self.DEFAULTS, **(default_args or {})}, **kwargs)
                self.first = EmptyOperator(task_id="first", dag=self)

            def last(self):
                return EmptyOperator(task_id="last", dag=self)

        with OurDAG("x", start_date=datetime(2024, 1, 1)) as dag:
            dag.first >> dag.last()
        """)

    assert (found.id, found.timetable.text, found.tasks[0].retries) == ("our_x", "@daily", 2)
    assert shape(found) == {"first", "last", "first>last"}


def test_a_group_of_a_class_of_the_project_holds_what_its_init_makes(dag: Read) -> None:
    found = dag("""
        class Bracketed(TaskGroup):
            def __init__(self, group_id, **kwargs):
                super(Bracketed, self).__init__(group_id=group_id, **kwargs)
                self.first = EmptyOperator(task_id="first", task_group=self)

        with DAG("d") as dag:
            with Bracketed("g") as group:
                group.first >> EmptyOperator(task_id="work")
            group >> EmptyOperator(task_id="after")
        """)

    assert shape(found) == {"g.first", "g.work", "after", "g.first>g.work", "g.work>after"}


def test_a_context_manager_of_the_project_runs_around_the_block(dag: Read) -> None:
    found = dag("""
        from contextlib import contextmanager

        @contextmanager
        def bracketed(name, **kwargs):
            with DAG(name, **kwargs) as dag:
                start, end = EmptyOperator(task_id="start"), EmptyOperator(task_id="end")
                yield dag
                for task in dag.tasks:
                    if task not in (start, end) and not task.upstream_list:
                        start >> task
                    if task not in (start, end) and not task.downstream_list:
                        task >> end

        with bracketed("d", schedule="@weekly") as made:
            EmptyOperator(task_id="a") >> EmptyOperator(task_id="b")
        """)

    assert shape(found) == {"start", "a", "b", "end", "start>a", "a>b", "b>end"}


def test_super_with_arguments_is_followed_with_what_it_is_given(dag: Read) -> None:
    found = dag("""
        from airflow.models import BaseOperator
        from airflow.utils.decorators import apply_defaults

        class Load(BaseOperator):
            @apply_defaults
            def __init__(self, table, *args, **kwargs):
                super(Load, self).__init__(task_id=f"load_{table}", retries=3, *args, **kwargs)

        with DAG("d") as dag:
            Load(table="users")
        """)

    assert [(t.id, t.retries) for t in found.tasks] == [("load_users", 3)]


def test_a_class_made_by_type_is_a_class(dag: Read) -> None:
    found = dag("""
        from airflow.models import BaseOperator

        Copy = type("CopyOperator", (BaseOperator,), {"execute": lambda self, context: None})
        with DAG("d") as dag:
            Copy(task_id="a")
        """)

    assert [(t.id, t.operator) for t in found.tasks] == [("a", "CopyOperator")]


def test_a_task_joins_the_dag_it_is_shifted_from_as_in_airflow_1(dag: Read) -> None:
    found = dag("""
        dag = DAG("d")
        a, b = EmptyOperator(task_id="a"), EmptyOperator(task_id="b")
        dag >> a >> b
        """)

    assert shape(found) == {"a", "b", "a>b"}


def test_what_an_init_keeps_to_itself_does_not_reach_the_task(dag: Read) -> None:
    found = dag("""
        from airflow.sensors.external_task import ExternalTaskMarker

        class Load(BashOperator):
            def __init__(self, retries=6, **kwargs):
                super().__init__(bash_command="x", **kwargs)

        class Marker(ExternalTaskMarker):
            pass

        with DAG("d", default_args={"retries": 2}) as dag:
            Load(task_id="a", retries=8) >> Marker(task_id="b", external_dag_id="e", external_task_id="t", retries=1)
        """)

    assert [(t.id, t.operator, t.retries) for t in found.tasks] == [("a", "Load", 2), ("b", "Marker", 1)]
