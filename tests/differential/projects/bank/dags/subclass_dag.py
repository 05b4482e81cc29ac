from lib.base import BankDAG, CheckedQuery, QueryOperator

with BankDAG("positions", schedule="0 6 * * 1-5", default_args={"retries": 0}, tags=["eod"]) as dag:
    start = dag.start()
    q = QueryOperator(task_id="positions", sql="select 1")
    c = CheckedQuery(table="positions", threshold=3, retries=5)
    start >> q >> c

other = BankDAG("limits", "@hourly")
a = QueryOperator(task_id="limits", sql="select 2", dag=other)
b = CheckedQuery(table="limits", dag=other)
a.set_downstream(b)
