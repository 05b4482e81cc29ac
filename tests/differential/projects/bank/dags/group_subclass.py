import pendulum
from airflow import DAG
from airflow.operators.bash import BashOperator
from lib.base import BracketedGroup

with DAG(
    "group_subclass", schedule=None, start_date=pendulum.datetime(2022, 1, 1, tz="Europe/Zurich"), catchup=False
) as dag:
    groups = []
    for desk in ("fx", "rates"):
        with BracketedGroup(desk) as tg:
            price = BashOperator(task_id="price", bash_command="price")
            tg.first >> price
        tg.close()
        groups.append(tg)
    groups[0] >> groups[1]
