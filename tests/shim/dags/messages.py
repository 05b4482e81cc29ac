"""Every message a task can send to Airflow's supervisor is sent here by a task that uses the answer."""

from datetime import datetime, timedelta

from airflow.providers.standard.operators.python import ShortCircuitOperator
from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import (
    DAG,
    Asset,
    AssetAlias,
    BaseHook,
    BaseOperator,
    BaseSensorOperator,
    Metadata,
    Variable,
    dag,
    task,
    task_group,
)
from airflow.sdk.bases.xcom import BaseXCom as XCom
from airflow.sdk.exceptions import AirflowSkipException
from airflow.sdk.log import mask_secret
from airflow.triggers.base import BaseTrigger, TriggerEvent

START = datetime(2026, 1, 1)
ORDERS = Asset(name="orders", uri="file:///data/orders.csv")
OTHERS = Asset(name="others", uri="file:///data/others.csv")
ANY = AssetAlias("any")


class Now(BaseTrigger):
    """Fires at once, with a Variable that it asks for itself."""

    def serialize(self):
        return f"{__name__}.Now", {}

    async def run(self):
        from asgiref.sync import sync_to_async

        yield TriggerEvent(await sync_to_async(Variable.get)("asked_by_trigger", default="none"))


class Deferring(BaseOperator):
    def execute(self, context):
        Variable.set("asked_by_trigger", "heard")
        self.defer(trigger=Now(), method_name="resume", kwargs={"told": [1]}, timeout=timedelta(seconds=20))

    def resume(self, context, event=None, told=None):
        return [event, told]


class Third(BaseSensorOperator):
    def poke(self, context):
        began = context["ti"].get_first_reschedule_date(context)
        return context["task_reschedule_count"] >= 2 and began is not None


@dag(schedule="@daily", start_date=START)
def messages():
    @task
    def values():
        return [1, 2, 3]

    @task(map_index_template="{{ ti.map_index }}!")
    def mapped(x):
        return x * 10

    @task
    def sequence(ti=None):
        found = ti.xcom_pull(task_ids="mapped")
        lazy = XCom.get_all(key="return_value", dag_id="messages", task_id="mapped", run_id=ti.run_id)
        return {"pulled": list(found), "all": len(list(lazy))}

    @task
    def lazy(found):
        return [len(found), found[0], found[-1], list(found[1:]), list(found)]

    @task
    def forgets(ti=None):
        ti.xcom_push("kept", 1)
        XCom.delete(key="kept", task_id="forgets", dag_id="messages", run_id=ti.run_id, map_index=-1)
        return ti.xcom_pull(task_ids="forgets", key="kept")

    @task(retries=1, retry_delay=timedelta(0))
    def second_time(ti=None):
        ti.xcom_push("try", ti.try_number)
        if ti.try_number == 1:
            raise ValueError
        return ti.try_number

    @task
    def skips():
        raise AirflowSkipException

    @task
    def variables():
        for name in ("v_a", "v_b", "w"):
            Variable.set(name, name)
        keys = sorted(Variable.keys(prefix="v_"))
        Variable.delete("v_a")
        return [keys, sorted(Variable.keys(prefix="v_")), Variable.get("w")]

    @task
    def no_connection():
        try:
            BaseHook.get_connection("nowhere")
        except Exception as error:
            return type(error).__name__

    @task
    def secret():
        mask_secret("a-very-secret-word")

    @task
    def own_state(task_state_store=None):
        task_state_store.set("page", 3)
        task_state_store.set("line", 4)
        before = task_state_store.get("page")
        task_state_store.delete("page")
        after = task_state_store.get("page", default="gone")
        task_state_store.clear()
        return [before, after, task_state_store.get("line", default="cleared")]

    @task(outlets=[ORDERS])
    def tells(outlet_events=None):
        outlet_events[ORDERS].extra = {"rows": 3}

    @task(outlets=[Asset.ref(name="orders"), Asset.ref(uri="file:///data/orders.csv")])
    def tells_by_reference():
        return "told"

    @task(outlets=[ANY])
    def tells_by_alias():
        yield Metadata(OTHERS, extra={"rows": 5}, alias=ANY)

    @task(inlets=[ORDERS, ANY, Asset.ref(name="orders"), Asset.ref(uri="file:///data/orders.csv")])
    def hears(inlet_events=None, asset_state_store=None):
        by_name, by_uri = asset_state_store[Asset.ref(name="orders")], asset_state_store[Asset.ref(uri=ORDERS.uri)]
        by_name.set("mark", "x")
        seen = [by_uri.get("mark")]
        by_uri.set("mark", "y")
        seen.append(by_name.get("mark"))
        by_uri.delete("mark")
        by_name.set("other", 1)
        by_name.delete("other")
        by_name.set("last", 1)
        by_uri.clear()
        by_name.clear()
        seen.append(by_name.get("last", default="cleared"))
        return {
            "orders": [each.extra.get("rows") for each in inlet_events[ORDERS]],
            "from": [each.source_task_id for each in inlet_events[Asset.ref(name="orders")]],
            "any": [each.extra for each in inlet_events[ANY]],
            "resolved": [each.asset.uri for each in inlet_events[ANY]],
            "last": inlet_events[ORDERS][-1].source_task_id,
            "state": seen,
        }

    @task_group(prefix_group_id=False)
    def plain():
        skips.override(task_id="in_group")()

    def no_group(ti):
        try:
            ti.get_ti_count(dag_id="messages", run_ids=[ti.run_id], task_group_id="nowhere")
        except LookupError as error:
            return str(error)

    @task(trigger_rule="none_failed")
    def runs(ti=None, dag_run=None, prev_start_date_success=None):
        from airflow.sdk.execution_time.comms import GetDagRun
        from airflow.sdk.execution_time.task_runner import SUPERVISOR_COMMS

        same = SUPERVISOR_COMMS.send(GetDagRun(dag_id="messages", run_id=ti.run_id))
        crumbs = ti.get_task_breadcrumbs("messages", ti.run_id)
        of_these = {"dag_id": "messages", "run_ids": [ti.run_id]}
        before, earlier = ti.get_previous_dagrun(state="success"), ti.get_previous_ti()
        return {
            "before": before and before.run_id,
            "earlier": earlier and [earlier.run_id, earlier.state, earlier.try_number],
            "succeeded": bool(prev_start_date_success),
            "instances": ti.get_ti_count(**of_these, task_ids=["mapped"]),
            "states": ti.get_task_states(**of_these, task_ids=["mapped", "skips"])[ti.run_id],
            "of_group": [ti.get_ti_count(**of_these, task_group_id="plain"), no_group(ti)],
            "runs": ti.get_dr_count(dag_id="messages"),
            "state": ti.get_dagrun_state("messages", ti.run_id),
            "same": same.logical_date == dag_run.logical_date,
            "crumbs": sorted({each["task_id"] for each in crumbs} & {"mapped", "skips"}),
            "paused": ti.get_dag("messages").is_paused,
        }

    numbers = values()
    several = mapped.expand(x=numbers)
    gate = ShortCircuitOperator(task_id="gate", python_callable=lambda: False)
    last = runs()
    several >> [sequence(), skips()] >> last
    gate >> values.override(task_id="beyond")()
    tells() >> tells_by_reference() >> tells_by_alias() >> hears()
    lazy(several)
    plain() >> last
    forgets(), second_time(), variables(), no_connection(), secret(), own_state()
    Third(task_id="third", mode="reschedule", poke_interval=0, timeout=60)
    Deferring(task_id="defers")
    TriggerDagRunOperator(task_id="starts", trigger_dag_id="started")


messages()

with DAG("started", schedule=None, start_date=START):
    task(lambda: "started").override(task_id="only")()

with DAG("asks_a_person", schedule=None, start_date=START):
    from airflow.providers.standard.operators.hitl import ApprovalOperator

    ApprovalOperator(task_id="approve", subject="Go on?")
