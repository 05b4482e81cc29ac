from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator


class DagBuilder:
    OPERATORS = {"bash": BashOperator, "python": PythonOperator, "noop": EmptyOperator}

    def __init__(self, dag_id):
        self._dag_id = dag_id
        self._schedule = None
        self._steps = []
        self._deps = {}
        self._defaults = {}

    def schedule(self, value):
        self._schedule = value
        return self

    def defaults(self, **kwargs):
        self._defaults.update(kwargs)
        return self

    def step(self, name, kind="noop", after=None, **kwargs):
        self._steps.append((name, kind, kwargs))
        if after is not None:
            self._deps[name] = [after] if isinstance(after, str) else list(after)
        return self

    def build(self):
        dag = DAG(self._dag_id, schedule=self._schedule, start_date=datetime(2023, 1, 1), default_args=self._defaults)
        made = {}
        for name, kind, kwargs in self._steps:
            made[name] = self.OPERATORS[kind](task_id=name, dag=dag, **kwargs)
        for name, befores in self._deps.items():
            for before in befores:
                made[before] >> made[name]
        return dag


class Registry(dict):
    """Names to functions."""

    def register(self, name=None):
        def inner(func):
            self[name or func.__name__] = func
            return func

        return inner


registry = Registry()
_handlers = {}


def handler(kind):
    def wrap(fn):
        _handlers[kind] = fn
        return fn

    return wrap


@handler("file")
def file_tasks(dag, name, **options):
    return BashOperator(task_id=f"file_{name}", bash_command="cp", dag=dag)


@handler("api")
def api_tasks(dag, name, retries=4, **options):
    return PythonOperator(task_id=f"api_{name}", python_callable=print, retries=retries, dag=dag)


def make(kind, *args, **kwargs):
    return _handlers[kind](*args, **kwargs)
