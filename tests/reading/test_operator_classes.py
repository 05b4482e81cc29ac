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


def test_what_a_class_keeps_to_itself_is_no_template(dag):
    found = dag("""
        class Load(BashOperator):
            template_fields = [*BashOperator.template_fields, "renamed"]
            def __init__(self, source, hidden, command, **kwargs):
                super().__init__(bash_command=command, **kwargs)
                self.renamed, self.hidden = [source], hidden
        with DAG("d"):
            a, b, c = (EmptyOperator(task_id=n) for n in "abc")
            Load(task_id="t", source=a.output, hidden=b.output, command=c.output)
    """)
    assert {e.upstream.task for e in found.order} == {"a", "c"}


def test_an_output_set_on_a_task_is_an_edge(dag):
    found = dag("""
        with DAG("d"):
            a, b = EmptyOperator(task_id="a"), BashOperator(task_id="b", bash_command="x")
            b.bash_command = a.output
    """)
    assert {(e.upstream.task, e.downstream.task) for e in found.order} == {("a", "b")}
