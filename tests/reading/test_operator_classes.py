"""Operator classes of the project: how their arguments reach the operator they come from."""

from __future__ import annotations

import pytest

from migrator.model import Known

CALLS = {
    "super": "super().__init__(bash_command=table, **kwargs)",
    "super with arguments": "super(Load, self).__init__(bash_command=table, **kwargs)",
    "by name": "BashOperator.__init__(self, bash_command=table, **kwargs)",
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_the_base_is_called(dag, call):
    found = dag(f"""
        class Load(BashOperator):
            def __init__(self, table, **kwargs):
                kwargs["retries"] = 3
                {call}
        with DAG("d"):
            Load(task_id="t", table="x", retries=1)
    """)
    (task,) = found.tasks
    assert task.argument("bash_command") == Known("x") and task.retries == 3


def test_a_class_calls_the_one_above_by_name(dag):
    found = dag("""
        class Load(BashOperator):
            def __init__(self, table, **kwargs):
                super().__init__(bash_command=table, **kwargs)
        class LoadTwice(Load):
            def __init__(self, **kwargs):
                Load.__init__(self, table="y", **kwargs)
        with DAG("d"):
            LoadTwice(task_id="t")
    """)
    assert found.tasks[0].argument("bash_command") == Known("y")


def test_what_is_set_on_a_task_counts(dag):
    found = dag("""
        with DAG("d"):
            t = EmptyOperator(task_id="t", owner="a")
            t.owner, t.retries, t.doc_md = "b", 4, "about"
            last = EmptyOperator(task_id="last", trigger_rule="all_done").as_teardown(setups=t)
    """)
    task, last = found.tasks
    assert (task.argument("owner"), task.argument("doc_md"), task.retries) == (Known("b"), Known("about"), 4)
    assert last.trigger_rule == "all_done_setup_success"
