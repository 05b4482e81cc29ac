"""Sensors, triggers, callbacks and other things that take their time or leave traces."""

import signal
import warnings
from datetime import datetime, timedelta

from airflow.providers.standard.operators.python import PythonOperator
from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import DAG, BaseOperator, BaseSensorOperator, Param, dag, task
from airflow.sdk.bases.sensor import PokeReturnValue
from airflow.triggers.base import BaseTrigger, TriggerEvent

SEEN = []


class Third(BaseSensorOperator):
    """Is content at the third poke."""

    def poke(self, context):
        self.log.info("poke")
        SEEN.append(self.task_id)
        return PokeReturnValue(SEEN.count(self.task_id) >= 3, xcom_value=SEEN.count(self.task_id))


class Echo(BaseTrigger):
    """Answers at once, never, or fails, as it is told."""

    def __init__(self, kind):
        super().__init__()
        self.kind = kind

    def serialize(self):
        return (f"{__name__}.Echo", {"kind": self.kind})

    async def run(self):
        import asyncio

        if self.kind == "never":
            await asyncio.sleep(3600)
        if self.kind == "broken":
            raise RuntimeError("the trigger broke")
        yield TriggerEvent({"kind": self.kind})


class Deferring(BaseOperator):
    def __init__(self, *, kind, **arguments):
        super().__init__(**arguments)
        self.kind = kind

    def execute(self, context):
        self.defer(trigger=Echo(self.kind), method_name="resume", kwargs={"told": 1}, timeout=timedelta(seconds=0.2))

    def resume(self, context, event=None, told=None):
        return [event["kind"], told]


MET = set()


class Meeting(BaseTrigger):
    """Fires once two of its kind wait at the same time."""

    def __init__(self, name):
        super().__init__()
        self.name = name

    def serialize(self):
        return (f"{__name__}.Meeting", {"name": self.name})

    async def run(self):
        import asyncio

        MET.add(self.name)
        while len(MET) < 2:
            await asyncio.sleep(0.01)
        yield TriggerEvent(sorted(MET))


class Meets(BaseOperator):
    def execute(self, context):
        self.defer(trigger=Meeting(self.task_id), method_name="resume", timeout=timedelta(seconds=30))

    def resume(self, context, event=None):
        return event


def long():
    """Longer than it may, in small steps: outside the main thread a timeout waits for the end of one."""
    import time

    for _ in range(3000):
        time.sleep(0.01)


def disturb():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    warnings.showwarning = print
    print("to be seen nowhere but in the log")


with DAG("waits", schedule=None, start_date=datetime(2026, 1, 1)):
    Third(task_id="reschedules", mode="reschedule", poke_interval=60, timeout=3600) >> PythonOperator(
        task_id="after", python_callable=lambda: "after"
    )
    Third(task_id="pokes", poke_interval=0.01)
    Third(task_id="gives_up", mode="reschedule", poke_interval=60, timeout=0, soft_fail=True)
    for kind in ("soon", "never", "broken"):
        Deferring(task_id=f"defers_{kind}", kind=kind)

with DAG("meets", schedule=None, start_date=datetime(2026, 1, 1)):
    Meets(task_id="one")
    Meets(task_id="other")

with DAG("remembers", schedule="@daily", start_date=datetime(2026, 1, 1)):
    PythonOperator(task_id="free", python_callable=lambda logical_date: 1 / (logical_date.day - 5))
    PythonOperator(
        task_id="patient", python_callable=lambda logical_date: 1 / (logical_date.day - 5), depends_on_past=True
    )
    PythonOperator(task_id="careful", python_callable=lambda: 1, wait_for_downstream=True) >> PythonOperator(
        task_id="careless", python_callable=lambda logical_date: 1 / (logical_date.day - 5)
    )

with DAG("times_out", schedule=None, start_date=datetime(2026, 1, 1)):
    PythonOperator(
        task_id="long",
        python_callable=long,
        execution_timeout=timedelta(seconds=0.2),
        retries=1,
        retry_delay=timedelta(0),
    ) >> PythonOperator(task_id="after", python_callable=lambda: "after", trigger_rule="all_done")

with DAG(
    "calls_back",
    schedule=None,
    start_date=datetime(2026, 1, 1),
    on_failure_callback=lambda context: SEEN.append(("failed", context["run_id"][:6])),
):
    PythonOperator(task_id="disturbs", python_callable=disturb)
    PythonOperator(task_id="exits", python_callable=lambda: exit(3))

with DAG("wants_params", schedule=None, start_date=datetime(2026, 1, 1), params={"day": Param(type="string")}):
    PythonOperator(task_id="reads", python_callable=lambda params: params["day"])

with DAG("triggers", schedule=None, start_date=datetime(2026, 1, 1)):
    TriggerDagRunOperator(
        task_id="go", trigger_dag_id="wants_params", conf={"day": "monday"}, wait_for_completion=True, poke_interval=0
    )


@dag(schedule="0 3 * * *", start_date=datetime(2026, 1, 1))
def sums():
    """Values that pass between tasks, so that one can be run again alone."""

    @task
    def numbers():
        return [1, 2, 3]

    @task
    def double(x):
        return x * 2

    @task
    def total(values):
        return sum(values)

    @task
    def perhaps():
        from airflow.sdk.exceptions import AirflowSkipException

        raise AirflowSkipException

    @task(trigger_rule="one_failed")
    def alarm(total):
        return total

    @task
    def breaks():
        raise ValueError

    total(double.expand(x=numbers())) >> [perhaps(), breaks()] >> alarm(1)


sums()


@dag(schedule="0 3 * * *", start_date=datetime(2026, 1, 1))
def asks():
    """What a task may ask of Airflow while it runs, beside XComs."""

    @task
    def variables():
        from airflow.sdk import Variable

        Variable.set("of_the_store", "kept")
        found = [Variable.get("from_outside"), Variable.get("of_the_store"), Variable.get("missing", default="none")]
        Variable.delete("of_the_store")
        return [*found, Variable.get("of_the_store", default="gone")]

    @task
    def connection():
        from airflow.sdk import BaseHook

        found = BaseHook.get_connection("from_outside")
        return [found.conn_type, found.host, found.password]

    @task
    def runs(ti=None, prev_start_date_success=None, prev_data_interval_start_success=None):
        before = ti.get_previous_dagrun(state="success")
        return {
            "before": before.run_id if before else None,
            "began": bool(prev_start_date_success),
            "interval": str(prev_data_interval_start_success or ""),
            "runs": ti.get_dr_count(dag_id="asks"),
            "instances": ti.get_ti_count(dag_id="asks", run_ids=[ti.run_id]),
            "states": ti.get_task_states(dag_id="asks", run_ids=[ti.run_id], task_ids=["variables"])[ti.run_id],
            "state": ti.get_dagrun_state("asks", ti.run_id),
        }

    @task
    def own_state(task_state_store=None):
        task_state_store.set("page", 3)
        return task_state_store.get("page")

    variables() >> connection() >> runs() >> own_state()


asks()
