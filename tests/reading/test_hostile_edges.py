"""Edges that no one would draw: read as Airflow reads them, or as far as the bounds go."""

from __future__ import annotations

from collections.abc import Callable

from migrator.model import Dag


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
