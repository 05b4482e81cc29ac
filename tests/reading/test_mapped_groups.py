"""What is made inside a group that is expanded."""

from __future__ import annotations

from collections.abc import Callable

from migrator.model import Dag


def test_who_uses_what_a_group_is_expanded_over_comes_after_where_it_comes_from(dag: Callable[[str], Dag]) -> None:
    found = dag("""
        with DAG("d") as dag:
            @task
            def numbers():
                return [1, 2]

            @task
            def add(a, b):
                return a + b

            @task_group
            def each(x):
                return add.override(task_id="second")(add(x, 1), x["k"])

            each.expand(x=numbers())
        """)

    assert {f"{e.upstream.task}>{e.downstream.task}" for e in found.order} == {
        "numbers>each.add",
        "numbers>each.second",
        "each.add>each.second",
    }
