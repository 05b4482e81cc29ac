"""Setups and teardowns as contexts."""

from __future__ import annotations


def edges(dag):
    """The edges of a DAG."""
    return {(e.upstream.task, e.downstream.task) for e in dag.order}


def test_contexts_in_contexts(dag):
    found = dag("""
        with DAG("d"):
            up = EmptyOperator(task_id="up")
            with EmptyOperator(task_id="down").as_teardown(setups=up):
                EmptyOperator(task_id="before")
                inner_up = EmptyOperator(task_id="inner_up")
                with EmptyOperator(task_id="inner_down").as_teardown(setups=inner_up):
                    EmptyOperator(task_id="inside")
                EmptyOperator(task_id="after")
    """)
    assert edges(found) == {
        ("up", "down"), ("inner_up", "inner_down"), ("inner_up", "inside"), ("inside", "inner_down"),
        ("up", "before"), ("up", "inner_up"), ("before", "down"), ("inner_down", "down"),
    }  # fmt: skip


def test_a_task_is_added_to_the_scope(dag):
    found = dag("""
        with DAG("d"):
            up = EmptyOperator(task_id="up")
            work = EmptyOperator(task_id="work")
            with EmptyOperator(task_id="down").as_teardown(setups=up) as scope:
                scope.add_task(work)
    """)
    assert edges(found) == {("up", "down"), ("up", "work"), ("work", "down")}


def test_a_context_that_is_a_setup_finds_its_teardown(dag):
    found = dag("""
        with DAG("d"):
            up, down = EmptyOperator(task_id="up"), EmptyOperator(task_id="down")
            up.as_setup() >> down.as_teardown()
            with up:
                EmptyOperator(task_id="first") >> EmptyOperator(task_id="last")
    """)
    assert edges(found) == {("up", "down"), ("up", "first"), ("first", "last"), ("last", "down")}
