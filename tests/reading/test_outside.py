"""What code outside the project may do to DAGs is said; what a star brings from there is known by its name."""

from __future__ import annotations

from collections.abc import Callable

from migrator.model import Dag, Project


def test_tasks_given_to_code_that_is_not_there_are_said(project: Callable[..., Project]) -> None:
    read = project(
        d="from airflow import DAG\nfrom airflow.operators.empty import EmptyOperator\nfrom acme import wire\n"
        "with DAG('d') as dag:\n    wire([EmptyOperator(task_id='a'), EmptyOperator(task_id='b')])\n"
    )

    assert [(f.span.line, "`wire()` is given" in f.message) for f in read.findings] == [(5, True)]


def test_a_name_that_a_star_of_the_outside_brings_is_that(dag: Callable[[str], Dag]) -> None:
    found = dag("""
        from airflow.operators.bash import *
        from datetime import *
        with DAG("d", start_date=datetime(2024, 1, 1), schedule=timedelta(hours=2)) as dag:
            BashOperator(task_id="a", bash_command="x")
        """)

    assert (found.timetable.text, [t.id for t in found.tasks]) == ("timedelta:7200", ["a"])


def test_what_hangs_on_something_unknown_is_said(project: Callable[..., Project]) -> None:
    read = project(
        d="""
        from airflow import DAG
        from airflow.operators.empty import EmptyOperator
        from acme import client

        with DAG("d") as dag:
            a = EmptyOperator(task_id="a")
            if client.ready("x"):
                a >> EmptyOperator(task_id="b")
            c = EmptyOperator(task_id="c") if client.ready("y") else None
            made = [EmptyOperator(task_id=f"n{n}") for n in range(2) if client.ready(n)]
            client.ready("z") and a >> EmptyOperator(task_id="e")
        """
    )
    (dag,) = read.dags

    assert {task.id for task in dag.tasks if not task.when} == {"a"}
    said = [f.span.line for f in read.findings if "hangs on" in f.message]
    assert sorted(said) == [8, 10, 11, 12] and len(read.findings) == 4
