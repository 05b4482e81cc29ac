"""Inside one DAG: reversed edges, two writers at once, names that fall apart, and what each edge is good for."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_audit import READER, WRITER, audited, found

from migrator.model import Severity, Standing, Support


def only(folder: Path, body: str):
    (one,) = found(folder, 'with DAG("d", schedule="@daily"):\n' + body)
    return one.code, one.severity


FILL = 'sql("fill", "INSERT INTO orders SELECT * FROM landing")'
USE = 'sql("use", "INSERT INTO sums SELECT * FROM orders")'


def test_an_edge_that_puts_the_reader_first_is_an_error(tmp_path):
    assert only(tmp_path, f"    {USE} >> {FILL}\n") == ("reversed-edge", Severity.ERROR)


@pytest.mark.parametrize(
    "body",
    [
        'sql("back_up", "INSERT INTO sums SELECT * FROM orders") >> ' + FILL,
        'sql("copy", "INSERT INTO orders_previous SELECT * FROM orders") >> ' + FILL,
        # What it makes goes into the writer.
        'sql("use", "INSERT INTO landing SELECT * FROM orders") >> ' + FILL,
        # It only looks, and what it finds decides whether the rest runs.
        'SqlSensor(task_id="look", conn_id="w", sql="SELECT 1 FROM orders") >> ' + FILL,
        # By another connection the table may be the one that was filled.
        'PostgresOperator(task_id="first", postgres_conn_id="x", sql="INSERT INTO public.orders SELECT * FROM b") >> '
        + USE
        + " >> "
        + FILL,
        # It may do more than is known.
        'sql("use", "INSERT INTO sums SELECT * FROM orders; SELECT * FROM {{ params.more }}") >> ' + FILL,
    ],
)
def test_a_reader_that_may_want_what_was_there_before_is_no_error(tmp_path, body):
    findings = found(tmp_path, f'with DAG("d", schedule="@daily"):\n    {body}\n')
    assert [each for each in findings if each.severity is Severity.ERROR] == []


def test_a_read_of_what_is_filled_already_and_added_to_in_no_order_is_a_warning(tmp_path):
    body = f'    {FILL} >> [{USE}, sql("add", "INSERT INTO orders SELECT * FROM late")]\n'
    assert only(tmp_path, body) == ("missing-edge", Severity.WARNING)


def test_a_read_of_what_is_filled_already_and_replaced_in_no_order_is_an_error(tmp_path):
    body = f'    {FILL} >> [{USE}, sql("renew", "CREATE OR REPLACE TABLE orders AS SELECT * FROM late")]\n'
    assert only(tmp_path, body) == ("missing-edge", Severity.ERROR)


def test_two_that_read_what_the_other_writes_are_one_finding(tmp_path):
    body = '    sql("a", "INSERT INTO x SELECT * FROM y")\n    sql("b", "INSERT INTO y SELECT * FROM x")\n'
    findings = found(tmp_path, 'with DAG("d", schedule="@daily"):\n' + body)
    (race,) = [each for each in findings if each.code == "missing-edge"]
    assert "a reads" in race.message and "and b reads" in race.message
    assert race.fix == "Add an edge between a and b."


def test_two_writers_at_once_of_which_one_replaces_what_is_there(tmp_path):
    body = (
        '    sql("a", "CREATE OR REPLACE TABLE x AS SELECT * FROM y")\n    sql("b", "INSERT INTO x SELECT * FROM z")\n'
    )
    assert only(tmp_path, body) == ("racing-writers", Severity.WARNING)


def test_two_that_append_in_no_order_are_fine(tmp_path):
    body = '    sql("a", "INSERT INTO x SELECT * FROM y")\n    sql("b", "INSERT INTO x SELECT * FROM z")\n'
    assert found(tmp_path, 'with DAG("d", schedule="@daily"):\n' + body) == []


def test_a_name_spelled_two_ways_between_two_tasks_is_said(tmp_path):
    body = (
        '    sql("fill", "INSERT INTO shop.order_items SELECT * FROM landing") >> '
        'sql("use", "INSERT INTO sums SELECT * FROM shop.orders_items")\n'
    )
    assert only(tmp_path, body) == ("name-mismatch", Severity.WARNING)


@pytest.mark.parametrize("other", ["shop.raw_order_items", "landing.order_items", "crm.customers"])
def test_two_names_that_mean_two_tables_are_let_be(tmp_path, other):
    body = (
        '    sql("fill", "INSERT INTO shop.order_items SELECT * FROM landing") >> '
        f'sql("use", "INSERT INTO sums SELECT * FROM {other}")\n'
    )
    assert found(tmp_path, 'with DAG("d", schedule="@daily"):\n' + body) == []


@pytest.mark.parametrize("other", ["shop.shelf", "crm.order_items", "shop.order_items_v2"])
@pytest.mark.parametrize("between", ["", 'EmptyOperator(task_id="e") >> '])
@pytest.mark.parametrize(
    "more", ["", '    sql("fill") >> sql("too", "INSERT INTO also SELECT * FROM shop.order_items")\n']
)
def test_an_edge_for_which_there_is_no_reason_to_who_reads_what_nobody_writes(tmp_path, other, between, more):
    body = (
        f'    fill = sql("fill", "INSERT INTO shop.order_items SELECT * FROM landing")\n    fill >> {between}'
        f'sql("use", "INSERT INTO sums SELECT * FROM {other}")\n' + more.replace('sql("fill")', "fill")
    )
    assert only(tmp_path, body) == ("name-mismatch", Severity.WARNING)


@pytest.mark.parametrize(
    "body",
    [
        # It comes after, so that what the first reads is not yet overwritten.
        'sql("a", "INSERT INTO shop.x SELECT * FROM shop.y") >> sql("b", "INSERT INTO shop.y SELECT * FROM shop.kept")',
        # All of these wait for all of those, and one of them has a table kept by hand.
        '[sql("a", "INSERT INTO shop.a SELECT * FROM landing"), sql("b", "INSERT INTO shop.b SELECT * FROM landing")]'
        " >> "
        'EmptyOperator(task_id="e") >> [sql("c", "INSERT INTO sums SELECT * FROM shop.a, shop.kept"), '
        'sql("f", "INSERT INTO others SELECT * FROM shop.b")]',
        # What else it does is not known.
        'sql("a", "INSERT INTO shop.x SELECT * FROM landing") >> '
        'sql("b", "INSERT INTO t SELECT * FROM shop.kept, {{ params.more }}")',
    ],
)
def test_an_edge_that_may_have_its_reason_is_let_be(tmp_path, body):
    findings = found(tmp_path, f'with DAG("d", schedule="@daily"):\n    {body}\n')
    assert [each for each in findings if each.code == "name-mismatch"] == []


def test_a_name_that_falls_apart_between_two_dags_is_said(tmp_path):
    sensor = 'ExternalTaskSensor(task_id="wait", external_dag_id="writer", external_task_id="load", **H3) >> '
    reader = READER.format(before=sensor).replace("FROM orders", "FROM shop.shelf")
    (one,) = found(tmp_path, WRITER.replace("orders", "shop.orders"), reader)
    assert (one.code, one.severity) == ("name-mismatch", Severity.WARNING)
    assert {"writer.load", "reader.report"} <= set(one.about)


TAKES_MORE = """
with DAG("reader", schedule="0 6 * * *"):
    wait = ExternalTaskSensor(task_id="wait", external_dag_id="writer", **H3)
    wait >> sql("report", "INSERT INTO sums SELECT * FROM shop.orders JOIN shop.{table} USING (id)")
"""
TWO_ENDS = """
with DAG("writer", schedule="0 3 * * *"):
    end = EmptyOperator(task_id="end")
    sql("load", "INSERT INTO shop.orders SELECT * FROM landing") >> end
    sql("more", "INSERT INTO shop.costs SELECT * FROM landing") >> end
"""


def test_a_task_of_another_dag_that_takes_other_data_of_it_may_have_a_table_kept_by_hand(tmp_path):
    findings = found(tmp_path, TWO_ENDS, TAKES_MORE.format(table="kept"))
    assert [each for each in findings if each.code == "name-mismatch"] == []


def test_a_task_of_another_dag_whose_only_table_of_that_place_nobody_writes_is_said(tmp_path):
    apart = TAKES_MORE.format(table="costs") + (
        '    wait >> sql("lost", "INSERT INTO ends SELECT * FROM shop.shelf")\n'
    )
    writer = TWO_ENDS + '    sql("last", "INSERT INTO shop.rows SELECT * FROM landing") >> end\n'
    (one,) = found(tmp_path, writer, apart)
    assert (one.code, one.severity) == ("name-mismatch", Severity.WARNING)
    assert "reader.lost" in one.about


def test_where_data_begins_and_ends_is_noted(tmp_path):
    project = audited(tmp_path, f'with DAG("d", schedule="@daily"):\n    {FILL} >> {USE}\n')
    notes = {(each.code, each.about[-1].rpartition(".")[2]) for each in project.findings}
    assert notes == {("outside-source", "landing"), ("unread-data", "sums")}


# -------------------------------------------------------------------------------------------------------------- edges

EDGES = """
with DAG("d", schedule="@daily"):
    a = sql("a", "INSERT INTO t SELECT * FROM landing")
    b = sql("b", "INSERT INTO u SELECT * FROM t")
    e = EmptyOperator(task_id="e")
    c = sql("c", "INSERT INTO v SELECT * FROM u")
    x = sql("x", "INSERT INTO w SELECT * FROM elsewhere")
    q = PythonOperator(task_id="q", python_callable=nowhere.to_be_found)
    a >> b >> e >> c
    a >> c
    a >> x
    q >> x
    a >> EmptyOperator(task_id="late", trigger_rule="all_done")
    b >> EmptyOperator(task_id="later")
"""


def test_each_edge_says_what_it_is_good_for(tmp_path):
    project = audited(tmp_path, EDGES)
    said = {(edge.upstream.task, edge.downstream.task): edge.support for edge in project.dags[0].order}
    judged = {
        (edge.upstream.task, edge.downstream.task): edge.support
        for edge in project.edges
        if edge.support is not Support.UNJUDGED
    }
    assert set(said) == set(judged), "every declared edge is judged"
    assert judged == {
        ("a", "b"): Support.DATA,
        ("b", "e"): Support.CARRIES,
        ("e", "c"): Support.CARRIES,
        ("a", "c"): Support.REDUNDANT,
        ("a", "x"): Support.ORDER,
        ("q", "x"): judged["q", "x"],
        ("a", "late"): Support.ORDER,
        ("b", "later"): Support.ORDER,
    }
    assert judged["q", "x"] in (Support.UNKNOWN, Support.ORDER)


def test_each_dependency_says_how_the_declared_graph_treats_it(tmp_path):
    project = audited(tmp_path, EDGES.replace("a >> b >> e", "b >> e"))
    standing = {(each.writer.task, each.reader.task): each.standing for each in project.dependencies}
    assert standing == {("a", "b"): Standing.MISSING, ("b", "c"): Standing.IMPLIED}


def test_an_output_handed_over_supports_its_edge(tmp_path):
    text = """
    from airflow.decorators import dag, task
    @dag(schedule="@daily", start_date=datetime(2024, 1, 1))
    def d():
        @task
        def a(): return 1
        @task
        def b(x): print(x)
        b(a())
    d()
    """
    project = audited(tmp_path, text)
    assert [edge.support for edge in project.edges] == [Support.XCOM]
