"""What is found while the data of tasks is inferred, and while their future is planned."""

from __future__ import annotations

from migrator.findings.code import SQL, Code, Said, dag
from migrator.model import Severity

CODES: dict[str, Code] = {
    "unknown-operator": Code(
        Severity.NOTE,
        "No fact says what data this operator touches.",
        "Declare its data with `inlets` and `outlets`, or add a fact about the operator to `migrate.toml` "
        "(`[[operators]]`).",
        dag(
            "from airflow.sdk import DAG\nfrom company.operators import ExportOperator\n\n"
            'with DAG("sales"):\n    ExportOperator(task_id="export", target="crm")\n'
        ),
    ),
    "unknown-data": Code(
        Severity.NOTE,
        "A task touches data whose name only run time knows.",
        "Declare it with `inlets` and `outlets`, or let the name be read: from the DAG's params, a "
        "Variable, a constant.",
        dag(
            SQL
            + 'with DAG("sales"):\n    Sql(task_id="load", conn_id="pg", sql="DELETE FROM {{ dag_run.conf.table }}")\n'
        ),
    ),
    "sql-not-parsed": Code(
        Severity.WARNING,
        "A SQL statement could not be parsed, so what it touches is not known.",
        "Look at the statement: is it SQL of the system that the connection leads to? If it is right, "
        "declare the task's "
        "data with `inlets` and `outlets`.",
        dag(
            SQL + 'with DAG("sales"):\n    Sql(task_id="load", conn_id="pg", sql="INSERT INTO shop.orders SELECT (")\n'
        ),
    ),
    "sql-file-missing": Code(
        Severity.WARNING,
        "A SQL file that a task names was not found in the project.",
        "Add the file, or say with `template_searchpath` of the DAG where it lies.",
        dag(SQL + 'with DAG("sales"):\n    Sql(task_id="load", conn_id="pg", sql="sql/load.sql")\n'),
    ),
    "ambiguous-name": Code(
        Severity.WARNING,
        "One key stands for two tables: a schema left out is not the default.",
        "Write the schema where it is left out.",
        dag(
            SQL + 'with DAG("sales"):\n'
            '    Sql(task_id="clear", conn_id="pg", sql="DELETE FROM orders; DELETE FROM public.orders")\n',
            migrate__toml='[connections]\npg = { system = "postgres", host = "h", database = "d", schema = "sales" }\n',
        ),
    ),
    "unusable-connections": Code(
        Severity.NOTE,
        "A file of connections could not be read.",
        "Mend the file, or say under `[connections]` in `migrate.toml` where the connections lead.",
        dag('from airflow.sdk import DAG\n\nDAG("sales")\n', connections__json='{"pg": "postgresql://db/shop"\n'),
    ),
    "hidden-run": Code(
        Severity.WARNING,
        "A task starts work in another system that no edge shows.",
        "Make it visible: declare what it writes as `outlets`, or run it as a step of its own.",
        dag(
            "from airflow.providers.standard.operators.bash import BashOperator\nfrom airflow.sdk import DAG\n\n"
            'with DAG("sales"):\n    BashOperator(task_id="models", bash_command="dbt run --select orders")\n'
        ),
    ),
    "reads-earlier-state": Code(
        Severity.NOTE,
        "A task reads what is written after it: data of the run before.",
        "Nothing, if that is meant: in the asset graph the read is no edge, since it would close a circle. "
        "Else order the "
        "writer first.",
        dag(
            SQL + 'with DAG("sales", schedule="@daily"):\n'
            '    total = Sql(task_id="total", conn_id="pg", sql="INSERT INTO shop.totals SELECT * FROM shop.open")\n'
            '    close = Sql(task_id="close", conn_id="pg", sql="INSERT INTO shop.open SELECT * FROM shop.totals")\n'
            "    total >> close\n"
        ),
        Said.GENERATE,
    ),
}
