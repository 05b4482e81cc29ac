"""DAGs whose end states Airflow itself decides in the tests: one hard thing each."""

import random
from datetime import datetime, timedelta

from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.providers.standard.operators.python import BranchPythonOperator, PythonOperator, ShortCircuitOperator
from airflow.sdk import DAG, dag, setup, task, task_group, teardown
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

START = datetime(2026, 1, 1)
AT_ONCE = timedelta(0)


def fail():
    raise ValueError("as it should")


def skip():
    raise AirflowSkipException("as it should")


OUTCOMES = {"success": lambda: 1, "failed": fail, "skipped": skip}


def dag_of(name):
    return DAG(name, schedule=None, start_date=START, default_args={"retry_delay": AT_ONCE})


with dag_of("branch_join") as branch_join:
    choose = BranchPythonOperator(task_id="choose", python_callable=lambda: "left")
    left, right = EmptyOperator(task_id="left"), EmptyOperator(task_id="right")
    below = EmptyOperator(task_id="below")
    join = EmptyOperator(task_id="join", trigger_rule="none_failed_min_one_success")
    all_ok = EmptyOperator(task_id="all_ok")
    choose >> [left, right]
    right >> below
    [left, right] >> join
    [left, below] >> all_ok

with dag_of("branch_to_join") as branch_to_join:
    choose = BranchPythonOperator(task_id="choose", python_callable=lambda: ["join"])
    side = EmptyOperator(task_id="side")
    join = EmptyOperator(task_id="join", trigger_rule="none_failed")
    choose >> side >> join
    choose >> join

with dag_of("short_circuit") as short_circuit:
    gate = ShortCircuitOperator(task_id="gate", python_callable=lambda: False, ignore_downstream_trigger_rules=False)
    hard = ShortCircuitOperator(task_id="hard", python_callable=lambda: False)
    after = EmptyOperator(task_id="after")
    always = EmptyOperator(task_id="always", trigger_rule="all_done")
    far = EmptyOperator(task_id="far", trigger_rule="all_done")
    gate >> after >> always
    hard >> EmptyOperator(task_id="near") >> far


@dag(schedule=None, start_date=START, default_args={"retries": 2, "retry_delay": AT_ONCE})
def retries():
    @task
    def third_time(ti=None):
        if ti.try_number < 3:
            raise ValueError(ti.try_number)
        return ti.try_number

    @task(retries=1)
    def never():
        raise ValueError

    @task
    def no_more():
        raise AirflowFailException("no")

    @task(trigger_rule="one_failed", retries=0)
    def alarm():
        return "alarm"

    third_time() >> never() >> alarm()
    no_more()


retries()

with dag_of("failures") as failures:
    bad = PythonOperator(task_id="bad", python_callable=fail)
    ok = PythonOperator(task_id="ok", python_callable=lambda: {"a": 1})
    skipped = PythonOperator(task_id="skipped", python_callable=skip)
    for rule in (
        *("all_success", "all_failed", "all_done", "all_done_min_one_success", "one_success", "one_failed"),
        *("one_done", "none_failed", "none_failed_min_one_success", "none_skipped", "all_skipped", "always"),
    ):
        [bad, ok] >> EmptyOperator(task_id=f"bad_ok_{rule}", trigger_rule=rule)
        [skipped, ok] >> EmptyOperator(task_id=f"skipped_ok_{rule}", trigger_rule=rule)
        [skipped, bad] >> EmptyOperator(task_id=f"skipped_bad_{rule}", trigger_rule=rule)


@dag(schedule=None, start_date=START)
def mapping():
    @task
    def numbers():
        return [1, 2, 3]

    @task
    def nothing():
        return []

    @task
    def words():
        return {"a": 1, "b": 2}

    @task
    def pairs():
        return [{"x": 1, "y": 2}, {"x": 3, "y": 4}]

    @task
    def double(x):
        return x * 2

    @task
    def total(values):
        return sum(values)

    @task
    def product(x, y):
        return x * y

    @task
    def odd(x):
        if x == 2:
            raise AirflowSkipException
        return x

    n = numbers()
    total(double.expand(x=n))
    total.override(task_id="none")(double.override(task_id="over_nothing").expand(x=nothing()))
    product.expand(x=n, y=[10, 20])
    product.override(task_id="by_kwargs").expand_kwargs(pairs())
    double.override(task_id="over_words").expand(x=words().map(lambda pair: pair[1]))
    product.override(task_id="zipped").expand_kwargs(
        n.zip(double.override(task_id="again").expand(x=n)).map(lambda pair: {"x": pair[0], "y": pair[1]})
    )
    total.override(task_id="odds", trigger_rule="all_done")(odd.expand(x=n))
    BashOperator.partial(task_id="echo").expand(bash_command=["echo a", "exit 99", "exit 1"])


mapping()


@dag(schedule=None, start_date=START)
def mapped_group():
    @task
    def numbers():
        return [1, 2, 3]

    @task
    def begin(x):
        if x == 2:
            raise ValueError
        return x

    @task
    def end(x):
        return x + 1

    @task(trigger_rule="all_done")
    def clean(x):
        return x

    @task(trigger_rule="none_failed_min_one_success")
    def collect(values):
        return list(values)

    @task_group
    def each(x):
        done = end(begin(x))
        done >> clean(x)
        return done

    collect(each.expand(x=numbers()))


mapped_group()


@dag(schedule=None, start_date=START)
def setups():
    @setup
    def make():
        return "made"

    @teardown
    def drop(made):
        return made

    @task
    def work():
        raise ValueError

    @task
    def after():
        return 1

    made = make()
    busy = work()
    made >> busy >> after() >> drop(made)


setups()


@dag(schedule=None, start_date=START)
def setup_fails():
    @setup
    def make():
        raise ValueError

    @task
    def work():
        return 1

    @teardown
    def drop():
        return 1

    first, last = make(), drop()
    first >> work() >> last
    first >> last


setup_fails()


@dag(schedule=None, start_date=START)
def values():
    @task(multiple_outputs=True)
    def several():
        return {"a": 1, "b": [1, 2]}

    @task
    def push(ti=None):
        ti.xcom_push("day", datetime(2026, 1, 2))
        ti.xcom_push("pair", (1, "two"))

    @task
    def pull(a, ti=None):
        return [
            a,
            ti.xcom_pull(task_ids="push", key="day").year,
            ti.xcom_pull(task_ids=["push", "several"], key="pair"),
        ]

    out = several()
    push() >> pull(out["a"])
    out >> BashOperator(
        task_id="shell", bash_command="echo {{ ti.xcom_pull('several', key='b') }} {{ ds }} {{ run_id[:6] }}"
    )


values()


RULES = ["all_success", "all_failed", "all_done", "all_done_min_one_success", "one_success", "one_failed", "one_done"]
RULES += ["none_failed", "none_failed_min_one_success", "none_skipped", "all_skipped"]


def random_tasks(number):
    """Six tasks with random trigger rules, outcomes and edges, the same for the same number."""
    chance = random.Random(number)
    tasks = []
    for index in range(6):
        outcome = chance.choice(["success", "success", "failed", "skipped"])
        rule = chance.choice(RULES) if index > 1 else "all_success"
        one = PythonOperator(task_id=f"r{number}_t{index}", python_callable=OUTCOMES[outcome], trigger_rule=rule)
        above = chance.sample(tasks, min(len(tasks), chance.randint(0 if index < 2 else 1, 3)))
        above >> one if above else one
        tasks.append(one)


with dag_of("random_parts") as random_parts:
    for number in range(10):
        random_tasks(number)
