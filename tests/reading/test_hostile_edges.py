"""Edges that no one would draw: read as Airflow reads them, or as far as the bounds go."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from migrator.model import Dag, Project


def test_a_label_joined_with_a_label_joins_nothing(dag: Callable[[str], Dag]):
    found = dag("""
        with DAG("d"):
            a, b = EmptyOperator(task_id="a"), EmptyOperator(task_id="b")
            one = Label("one")
            a >> one
            one >> Label("two") >> b
    """)
    assert found.order == ()


def test_a_task_before_the_class_of_an_enum_has_no_edge(dag: Callable[[str], Dag]):
    found = dag("""
        import enum
        class Color(enum.Enum):
            RED = 1
        with DAG("d"):
            EmptyOperator(task_id="a") >> Color
    """)
    assert found.order == ()


@pytest.mark.parametrize("function", ["task(f)", "task_group(f)", "dag(f)", "C().f", "C"])
def test_what_is_no_plain_function_under_dag_and_task_group_is_read(project: Callable[..., Project], function: str):
    found = project(
        d=f"""
        from functools import partial
        from airflow.decorators import dag, task, task_group
        from airflow import DAG
        def f(): pass
        class C:
            identity = 1
            def f(self): pass
        dag({function})()
        with DAG("d"):
            task_group({function})()
            task({function})()
        """
    )
    assert "d" in [dag.id for dag in found.dags]
