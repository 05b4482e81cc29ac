from airflow.operators.python import PythonOperator
from lib.base import CheckedQuery, bank_dag

with bank_dag("reconcile", schedule="@weekly") as dag:
    a = PythonOperator(task_id="a", python_callable=print)
    b = PythonOperator(task_id="b", python_callable=print)
    a >> b
    CheckedQuery(table="ledger")
