"""The DAG `chains` in twenty islands."""

from itertools import pairwise

from shim.hosts.dagster import airflow_island


def island(chain: int):
    tasks = [f"c{chain:02}_t{number}" for number in range(10)]
    return airflow_island(
        name=f"chain_{chain:02}",
        file="chains.py",
        dag_id="chains",
        outputs={task: [["chains", task]] for task in tasks},
        deps={below: [["chains", above]] for above, below in pairwise(tasks)},
        group_name="chains",
    )


islands = [island(chain) for chain in range(20)]
