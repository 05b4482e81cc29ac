"""XComs given to arguments: an edge where Airflow may template."""

from __future__ import annotations

from collections.abc import Callable

from migrator.model import Dag


def test_an_xcom_makes_an_edge_only_where_airflow_may_template(dag: Callable[[str], Dag]) -> None:
    found = dag("""
@task
def config():
    return {"x": "1"}

with DAG("d"):
    given = config()
    BashOperator(task_id="looked_at", bash_command="x", env={"X": given})
    BashOperator(task_id="not_looked_at", bash_command="x", executor_config={"X": [given]}, params={"p": given})
""")
    assert {(edge.upstream.task, edge.downstream.task) for edge in found.order} == {("config", "looked_at")}
