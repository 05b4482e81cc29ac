from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk import Label, task, task_group
from include.common import *
from include.common import guard as g


@standard_dag(schedule="0 3 * * *", tags=["m"])
def a2_mapping():
    @task
    def nums():
        return [1, 2]

    @task
    def add(a, b):
        return a + b

    @task
    def total(xs):
        return sum(xs)

    n = nums()
    s = add.partial(b=1).expand(a=n)
    t = total(s)
    z = n.zip(s)
    total.override(task_id="zipped")(z)
    m = n.map(lambda v: {"a": v, "b": v})
    add.expand_kwargs(m)
    c = n.concat(s)
    total.override(task_id="conc")(c)

    @task_group
    def per(x):
        a = add(x, 1)
        return add.override(task_id="second")(a, x)

    r = per.expand(x=n)
    total.override(task_id="after_group")(r)
    b = BashOperator.partial(task_id="cmd", retries=0).expand(bash_command=["a", "b"])
    PythonOperator.partial(task_id="py", python_callable=print).expand(op_kwargs=n.map(lambda v: {"v": v}))
    add.expand(a=[1], b=[2, 3])
    t >> b

    @task.bash
    def sh(x):
        return f"echo {x}"

    @task.branch
    def br():
        return "sh"

    @task.sensor(poke_interval=5, mode="reschedule")
    def sense():
        return True

    @task.virtualenv(requirements=["x"])
    def ve(x):
        return x

    @task.external_python(python="/x")
    def ep(): ...

    br() >> [sh(t), sense() >> ve(t)]
    g(True) >> Label("ok") >> ep()
    Quality(checks=["a", "b"]) >> EmptyOperator(task_id="end")
    with_start(add.override(task_id="ws"))(1, 2) if False else None


a2_mapping()
