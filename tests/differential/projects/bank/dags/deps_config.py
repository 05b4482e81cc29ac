"""Dependencies by config."""

import functools
import hashlib
import itertools
import operator
import re
import string
from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator

DEPS = {"load": ["extract"], "transform": ["load"], "publish": ["transform", "load"], "extract": []}
EDGES = {("extract", "audit"), ("publish", "audit")}
dag = DAG("deps_config", start_date=datetime(2022, 1, 1), schedule="0 %d * * *" % 4, catchup=False)
tasks = {name: EmptyOperator(task_id=name, dag=dag) for name in set(itertools.chain(DEPS, *DEPS.values(), ["audit"]))}
for name, ups in DEPS.items():
    for up in ups:
        tasks[up] >> tasks[name]
for a, b in EDGES:
    dag.get_task(a).set_downstream(dag.task_dict[b])
rows = [("eu", "a"), ("eu", "b"), ("us", "c")]
for region, group in itertools.groupby(rows, key=lambda r: r[0]):
    members = list(group)
    gate = EmptyOperator(task_id=f"gate_{region}_{len(members)}", dag=dag)
    for _, letter in members:
        gate >> BashOperator(task_id=f"{region}-{letter}", bash_command="x", dag=dag)
for x, y in itertools.product("ab", range(2)):
    EmptyOperator(task_id=x + str(y), dag=dag)
for a, b in itertools.combinations(["p", "q", "r"], 2):
    EmptyOperator(task_id=f"pair_{a}{b}", dag=dag)
key = hashlib.md5(b"publish").hexdigest()[:8]
hashed = BashOperator(task_id=f"hashed_{key}", bash_command="x", dag=dag)
clean = re.sub(r"[^a-z0-9_]+", "_", "Some Weird-Name!".lower()).strip("_")
t = string.Template("make_${what}").substitute(what=clean)
BashOperator(task_id=t, bash_command="x", dag=dag)
chain = [EmptyOperator(task_id=f"chain_{i}", dag=dag) for i in range(4)]
functools.reduce(lambda a, b: a >> b, chain)
functools.reduce(operator.rshift, [tasks["audit"], hashed])
for i in range(len(chain) - 1):
    if i == 1:
        continue
    chain[i] >> chain[i + 1]
it = iter(["one", "two", "three"])
first = next(it)
for rest in it:
    EmptyOperator(task_id=f"rest_{rest}_{first}", dag=dag)
for i, name in enumerate(itertools.islice(itertools.count(10, 5), 3)):
    EmptyOperator(task_id=f"count_{name}", dag=dag)
for pool, name in zip(itertools.cycle(["pool_a", "pool_b"]), ["n1", "n2", "n3"]):
    EmptyOperator(task_id=f"{name}_{pool}", dag=dag, pool=pool)
