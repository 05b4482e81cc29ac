# airflow dag made fluently
from lib.builder import DagBuilder

dag = (
    DagBuilder("fluent")
    .schedule("@daily")
    .defaults(owner="a", retries=1)
    .step("start")
    .step("extract", kind="bash", after="start", bash_command="echo {{ ds }}")
    .step("load", kind="python", after=["extract", "start"], python_callable=lambda: None)
    .step("end", after="load")
    .build()
)
