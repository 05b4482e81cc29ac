from datetime import datetime

from airflow.models import DAG
from lib.builder import make, registry

SPEC = [("file", "prices"), ("api", "rates"), ("file", "curves")]


@registry.register()
def closing(dag):
    return make("api", dag, "closing", retries=0)


@registry.register("second")
def _second(dag):
    return make("file", dag, name="second")


dag = DAG("registry_dag", start_date=datetime(2022, 1, 1), schedule="@daily")
steps = [make(kind, dag, name) for kind, name in SPEC]
for first, second in zip(steps, steps[1:]):
    first >> second
for name, function in registry.items():
    steps[-1] >> function(dag)
