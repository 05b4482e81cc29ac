# airflow: DAGs by generator with Pydantic
from __future__ import annotations

from typing import Literal

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG, task
from include.common import START, standard_dag
from pydantic import BaseModel, Field


class Column(BaseModel):
    name: str
    type: Literal["int", "str"] = "str"


class Source(BaseModel):
    name: str
    columns: list[Column] = Field(default_factory=list)
    enabled: bool = True
    schedule: str | None = None

    @property
    def dag_id(self) -> str:
        return f"src_{self.name}"

    def tasks(self):
        for c in self.columns:
            yield c.name, c.type


SOURCES = [
    Source(name="a", columns=[Column(name="x"), Column(name="y", type="int")]),
    Source(name="b", enabled=False),
    Source(name="c", schedule="@hourly"),
]
for s in filter(lambda s: s.enabled, SOURCES):
    with DAG(s.dag_id, schedule=s.schedule, start_date=START) as d:

        @task(task_id=f"get_{s.name}")
        def get(): ...

        got = get()
        for name, kind in s.tasks():
            got >> BashOperator(task_id=f"col_{name}_{kind}", bash_command="x")
    globals()[s.dag_id] = d


def deco_factory(name):
    @standard_dag(dag_id=f"deco_{name}", tags=[name])
    def _inner():
        @task
        def only():
            return name

        only()

    return _inner()


d_one, d_two = map(deco_factory, ("one", "two"))
