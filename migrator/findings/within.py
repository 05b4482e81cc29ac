"""What the audit finds inside one DAG."""

from __future__ import annotations

from migrator.findings.code import SQL, Code, dag
from migrator.model import Severity

FILL = '    fill = Sql(task_id="fill", conn_id="pg", sql="INSERT INTO shop.orders SELECT * FROM raw.orders")\n'
USE = '    use = Sql(task_id="use", conn_id="pg", sql="INSERT INTO shop.sums SELECT sum(price) FROM shop.orders")\n'
DAILY = SQL + 'with DAG("sales", schedule="@daily"):\n'
PYTHON = "from airflow.providers.standard.operators.python import PythonOperator\nfrom airflow.sdk import DAG\n\n"

CODES: dict[str, Code] = {
    "missing-edge": Code(
        Severity.ERROR,
        "A task reads what another task of the DAG writes, and no edge orders them.",
        "Add the edge `writer >> reader`. It is a note where a condition or an unknown name leaves a way "
        "out, and where "
        "the reader seems to want what the run before left.",
        dag(DAILY + FILL + USE),
    ),
    "reversed-edge": Code(
        Severity.ERROR,
        "A task reads what a task after it in the DAG writes, and nobody before it.",
        "Turn the edge round, or, if the rows of the run before are meant, ignore the finding with that reason.",
        dag(DAILY + FILL + USE + "    use >> fill\n"),
    ),
    "missing-xcom-edge": Code(
        Severity.ERROR,
        "A task takes an XCom from a task that no edge puts before it.",
        "Add the edge: without it the XCom may not be there yet, and the task gets `None`.",
        dag(
            PYTHON + "def count():\n    return 7\n\n\ndef tell(ti):\n"
            '    print(ti.xcom_pull(task_ids="count"))\n\n\nwith DAG("sales", schedule="@daily"):\n'
            '    PythonOperator(task_id="count", python_callable=count)\n'
            '    PythonOperator(task_id="tell", python_callable=tell)\n'
        ),
    ),
    "racing-writers": Code(
        Severity.WARNING,
        "Two tasks of a DAG write the same data in no order, one in place of it.",
        "Order the two, or give each a table or partition of its own.",
        dag(
            DAILY
            + '    Sql(task_id="anew", conn_id="pg", sql="CREATE OR REPLACE TABLE shop.orders AS SELECT 1 AS id")\n'
            '    Sql(task_id="more", conn_id="pg", sql="INSERT INTO shop.orders SELECT 2 AS id")\n'
        ),
    ),
    "name-mismatch": Code(
        Severity.WARNING,
        "A task reads what nobody writes, right after one that writes something like it or gives it nothing.",
        "Spell both alike, if they are one.",
        dag(
            DAILY
            + FILL
            + '    use = Sql(task_id="use", conn_id="pg", sql="INSERT INTO shop.sums SELECT 1 FROM shop.order")\n'
            "    fill >> use\n"
        ),
    ),
    "outlet-not-written": Code(
        Severity.WARNING,
        "A task declares an outlet and is known to write something else.",
        "Declare what is written: whoever is scheduled on the outlet runs after the wrong data.",
        dag(
            "from airflow.providers.standard.operators.bash import BashOperator\n"
            "from airflow.sdk import DAG, Asset\n\n"
            'with DAG("sales", schedule="@daily"):\n'
            '    BashOperator(task_id="put", bash_command="aws s3 cp x.csv s3://lake/orders/x.csv",\n'
            '        outlets=[Asset("s3://lake/customers/x.csv")])\n'
        ),
    ),
    "data-cycle": Code(
        Severity.WARNING,
        "Data depends on itself through several tasks.",
        "Break the circle: let one of the tasks read the state of the run before from a table of its own.",
        dag(
            DAILY + '    first = Sql(task_id="first", conn_id="pg", sql="INSERT INTO shop.b SELECT * FROM raw.b")\n'
            '    one = Sql(task_id="one", conn_id="pg", sql="INSERT INTO shop.a SELECT * FROM shop.b")\n'
            '    two = Sql(task_id="two", conn_id="pg", sql="INSERT INTO shop.b SELECT * FROM shop.a")\n'
            "    first >> one >> two\n"
        ),
    ),
    "duplicate-id": Code(
        Severity.WARNING,
        "Two tasks of a DAG, or DAGs of several files, have one id: Airflow takes one.",
        "Give each an id of its own.",
        dag(
            "from airflow.providers.standard.operators.empty import EmptyOperator\nfrom airflow.sdk import DAG\n\n"
            'with DAG("sales"):\n    EmptyOperator(task_id="load")\n    EmptyOperator(task_id="load")\n'
        ),
    ),
    "outside-source": Code(
        Severity.NOTE,
        "A task reads what no task writes: it comes from outside.",
        "Nothing, if that is so; it is where the known data begins. Else the task that fills it is missing "
        "from what was "
        "read, or spells the name otherwise.",
        dag(DAILY + '    Sql(task_id="look", conn_id="pg", sql="SELECT * FROM raw.orders")\n'),
    ),
    "unread-data": Code(
        Severity.NOTE,
        "A task writes what no task reads.",
        "Nothing, if people or other systems read it; it is where the known data ends.",
        dag(DAILY + '    Sql(task_id="fill", conn_id="pg", sql="INSERT INTO shop.orders SELECT 1")\n'),
    ),
}
