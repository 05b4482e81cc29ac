from datetime import datetime

from airflow import DAG
from airflow.models.baseoperator import BaseOperator, chain
from airflow.operators.python import PythonOperator
from airflow.sensors.base import BaseSensorOperator
from airflow.utils.context import Context


class FileArrived(BaseSensorOperator):
    def __init__(self, path, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.path = path

    def poke(self, context: Context) -> bool:
        return True


def make_operator(name, command):
    def execute(self, context):
        return command

    return type(name, (BaseOperator,), {"execute": execute, "command": command})


Copy = make_operator("CopyOperator", "cp")
Move = make_operator("MoveOperator", "mv")


class Notify(PythonOperator):
    def __init__(self, channel="#x", **kwargs):
        super().__init__(python_callable=self._send, op_kwargs={"c": channel}, **kwargs)

    @staticmethod
    def _send(c):
        print(c)

    def __rshift__(self, other):
        return super().__rshift__(other)


class Chained:
    """Wraps tasks of its own."""

    def __init__(self, *tasks):
        self.tasks = list(tasks)

    def __rshift__(self, other):
        self.tasks[-1] >> other
        return other

    def __iter__(self):
        return iter(self.tasks)

    def __len__(self):
        return len(self.tasks)

    def __getitem__(self, i):
        return self.tasks[i]

    def __contains__(self, t):
        return t in self.tasks


with DAG("typed_ops", start_date=datetime(2022, 1, 1), schedule="@monthly") as dag:
    wait = FileArrived(task_id="wait", path="/x")
    copy = Copy(task_id="copy")
    move = Move(task_id="move")
    n = Notify(task_id="notify", channel="#y")
    block = Chained(copy, move)
    chain(wait, *block, n)
    assert len(block) == 2
    tail = PythonOperator(task_id="tail", python_callable=print)
    block >> tail
    if copy in block:
        n >> PythonOperator(task_id="inside", python_callable=print)
    block[0] >> PythonOperator(task_id="first_of", python_callable=print)
