"""apache-airflow-providers-cncf-kubernetes."""

from migrator.operators.rule import Kind, Rule, jobs

RULES = (
    Rule(
        "airflow.providers.cncf.kubernetes.operators.job.KubernetesJobOperator",
        kind=Kind.JOB,
        because="its data is named inside the container",
    ),
    Rule(
        "airflow.providers.cncf.kubernetes.operators.pod.KubernetesPodOperator",
        kind=Kind.JOB,
        because="its data is named inside the container",
        old=("airflow.contrib.operators.kubernetes_pod_operator.KubernetesPodOperator",),
    ),
    *jobs("airflow.providers.cncf.kubernetes.operators.spark_kubernetes.SparkKubernetesOperator"),
)
