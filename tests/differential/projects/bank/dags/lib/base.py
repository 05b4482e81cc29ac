"""Base classes of our DAGs."""

from abc import ABC, abstractmethod
from contextlib import contextmanager
from datetime import datetime, timedelta

from airflow import DAG
from airflow.models import BaseOperator
from airflow.operators.empty import EmptyOperator
from airflow.utils.task_group import TaskGroup


class BankDAG(DAG):
    """A DAG with our defaults."""

    DEFAULTS = {"owner": "risk", "retries": 2, "retry_delay": timedelta(minutes=5)}

    def __init__(self, dag_id, schedule=None, start_date=datetime(2021, 1, 1), default_args=None, **kwargs):
        merged = {**self.DEFAULTS, **(default_args or {})}
        kwargs.setdefault("catchup", False)
        kwargs.setdefault("tags", []).append("bank")
        super().__init__(
            dag_id=f"bank_{dag_id}", schedule=schedule, start_date=start_date, default_args=merged, **kwargs
        )

    def start(self):
        return EmptyOperator(task_id="start", dag=self)


class BracketedGroup(TaskGroup):
    """A group with a first and a last task."""

    def __init__(self, group_id, **kwargs):
        super().__init__(group_id=group_id, **kwargs)
        self.first = EmptyOperator(task_id="first", task_group=self, dag=self.dag)

    def close(self):
        last = EmptyOperator(task_id="last", task_group=self)
        for child in list(self.children.values()):
            if child is not last and not child.downstream_task_ids:
                child >> last
        return last


class AuditMixin:
    audit_table = "audit.runs"

    def audit(self):
        return self.audit_table


class QueryOperator(AuditMixin, BaseOperator):
    template_fields = ("sql",)

    def __init__(self, *, sql, conn_id="warehouse", **kwargs):
        super().__init__(**kwargs)
        self.sql = sql
        self.conn_id = conn_id

    def execute(self, context):
        self.audit()


class CheckedQuery(QueryOperator):
    def __init__(self, table, threshold=0, **kwargs):
        kwargs.setdefault("task_id", f"check_{table}")
        super().__init__(sql=f"select count(*) from {table}", **kwargs)
        self.threshold = threshold


@contextmanager
def bank_dag(name, **kwargs):
    """A DAG between a start and an end."""
    with BankDAG(name, **kwargs) as dag:
        start = dag.start()
        end = EmptyOperator(task_id="end", trigger_rule="none_failed")
        yield dag
        for task in dag.tasks:
            if task in (start, end):
                continue
            if not task.upstream_list:
                start >> task
            if not task.downstream_list:
                task >> end


class Pipeline(ABC):
    """Template method."""

    schedule = "@daily"

    def __init__(self, name):
        self.name = name
        self.dag = None
        self.tasks = {}

    @abstractmethod
    def extract(self): ...

    @abstractmethod
    def load(self): ...

    def transform(self):
        return None

    @property
    def dag_id(self):
        return f"pipeline_{self.name}"

    def build(self):
        with DAG(self.dag_id, schedule=self.schedule, start_date=datetime(2022, 1, 1), catchup=False) as self.dag:
            self.tasks["extract"] = self.extract()
            self.tasks["load"] = self.load()
            middle = self.transform()
            if middle:
                self.tasks["extract"] >> middle >> self.tasks["load"]
            else:
                self.tasks["extract"] >> self.tasks["load"]
        return self.dag
