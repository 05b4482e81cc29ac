"""Pipelines by subclassing; airflow DAGs through globals()."""

from airflow.operators.bash import BashOperator
from airflow.operators.python import PythonOperator
from lib.base import Pipeline


class Trades(Pipeline):
    schedule = "15 5 * * *"

    def extract(self):
        return BashOperator(task_id="extract_trades", bash_command="x")

    def load(self):
        return PythonOperator(task_id="load_trades", python_callable=self.run_load)

    def run_load(self):
        pass


class Quotes(Trades):
    def transform(self):
        tasks = [BashOperator(task_id=f"transform_{n}", bash_command="t") for n in range(2)]
        return tasks


REGISTRY = {"trades": Trades, "quotes": Quotes}
for name, cls in REGISTRY.items():
    pipeline = cls(name)
    globals()[f"dag_{name}"] = pipeline.build()
