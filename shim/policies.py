"""What Airflow does with a DAG once its file is loaded: files of templates are found, cluster policies applied."""

from __future__ import annotations

from typing import Any

from shim.environment import require_airflow

require_airflow()

from airflow import settings  # noqa: E402
from airflow.exceptions import AirflowClusterPolicySkipDag  # noqa: E402


def takes(dag: Any) -> bool:
    """Whether the project's policies take a DAG, which they may change. Raises what a policy raises that refuses it,
    and AirflowDagCycleException. The source is `DagBag.bag_dag` of Airflow."""
    dag.check_cycle()
    dag.resolve_template_files()
    try:
        settings.dag_policy(dag)
        for task in dag.tasks:
            settings.task_policy(task)
    except AirflowClusterPolicySkipDag:
        return False
    return True
