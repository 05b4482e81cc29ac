"""Cluster policies: every task has at least one retry, every DAG a tag, and one DAG is refused."""

from airflow.exceptions import AirflowClusterPolicySkipDag, AirflowClusterPolicyViolation


def task_policy(task):
    """Applied to each task."""
    if task.task_id == "made_to_retry":
        task.retries = 1


def dag_policy(dag):
    """Applied to each DAG."""
    dag.tags.add("seen")
    if dag.dag_id == "refused":
        raise AirflowClusterPolicyViolation("no DAG may be called so")
    if dag.dag_id == "left_out":
        raise AirflowClusterPolicySkipDag("not here")


def get_airflow_context_vars(context):
    """More of the context in the environment."""
    return {"OWN_TEAM": "blue"}
