from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG, Asset, AssetAlias, asset, dag, task
from include.common import RAW, START, shared


@asset(schedule="@daily", uri="s3://lake/clean", group="g")
def clean():
    return 1


@asset(schedule=clean)
def derived(context, clean):
    return clean


@asset.multi(schedule=[RAW], outlets=[Asset("o1"), Asset("o2")])
def both(): ...
@dag(schedule=[RAW, Asset("x")], start_date=START)
def on_assets():
    @task(outlets=[RAW])
    def p(): ...
    @task(inlets=[RAW])
    def q(*, inlet_events): ...

    p() >> q()


on_assets()
with DAG("on_any", schedule=RAW | Asset("y"), start_date=START):
    BashOperator(task_id="b", bash_command="x", outlets=AssetAlias("al"))
with DAG("on_alias", schedule=AssetAlias("al"), start_date=START):
    shared.override(task_id="sh")(1)
