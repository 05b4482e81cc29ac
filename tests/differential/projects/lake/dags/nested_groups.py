import datetime as dt

from airflow.providers.standard.operators.empty import EmptyOperator as E
from airflow.providers.standard.operators.latest_only import LatestOnlyOperator
from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.providers.standard.sensors.external_task import ExternalTaskSensor
from airflow.sdk import DAG, BaseOperator, TaskGroup, XComArg, chain, task_group
from airflow.timetables.interval import CronDataIntervalTimetable
from airflow.timetables.trigger import MultipleCronTriggerTimetable
from include.common import START, with_start


class Own(BaseOperator):
    def __init__(self, *, what, **kwargs):
        super().__init__(**kwargs)
        self.what = what

    def execute(self, context):
        return self.what


with DAG(
    "a3", start_date=START, schedule=CronDataIntervalTimetable("@daily", timezone="UTC"), default_args=dict(retries=1)
) as dag:

    @task_group(default_args={"retries": 5})
    def outer(n):
        with TaskGroup("inner", tooltip="t") as i:
            a = Own(task_id="a", what=n)
            b = E(task_id="b")
            a >> b
        c = E(task_id="c")
        i >> c
        return c

    o1 = outer(1)
    o2 = outer(2)
    o1 >> o2
    s = E(task_id="s").as_setup()
    t = E(task_id="t").as_teardown(setups=s, on_failure_fail_dagrun=True)
    with TaskGroup("lifecycle") as lc:
        mk = E(task_id="mk").as_setup()
        rm = E(task_id="rm").as_teardown(setups=mk)
        mk >> E(task_id="work") >> rm
    s >> lc >> t
    lc >> E(task_id="after")
    chain(E(task_id="k1"), [lc, E(task_id="k2")], E(task_id="k3"))
    (
        LatestOnlyOperator(task_id="lo")
        >> ExternalTaskSensor(
            task_id="ext", external_dag_id="x", external_task_ids=["a"], execution_delta=dt.timedelta(hours=1)
        )
        >> TriggerDagRunOperator(task_id="tr", trigger_dag_id="y")
    )
    own = Own.partial(task_id="own").expand(what=[1, 2])
    own >> E(task_id="z")
    XComArg(own) >> E(task_id="zz")

    @with_start
    def wrapped():
        return E(task_id="w")

    wrapped()
DAG("a3_multi", start_date=START, schedule=MultipleCronTriggerTimetable("@daily", "0 5 * * *", timezone="UTC"))
d2 = DAG("a3_delta", start_date=START, schedule=dt.timedelta(hours=2))
E(task_id="x", dag=d2)
d3 = DAG("a3_once", start_date=START, schedule="@once")
E(task_id="x", dag=d3)
d4 = DAG("a3_cont", start_date=START, schedule="@continuous", max_active_runs=1)
E(task_id="x", dag=d4)
d5 = DAG("a3_def")
E(task_id="x", dag=d5)
