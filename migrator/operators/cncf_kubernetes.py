"""apache-airflow-providers-cncf-kubernetes."""

from migrator.operators.rule import job

RULES = (
    job(
        "airflow.providers.cncf.kubernetes.operators.job.KubernetesJobOperator",
        image=("image",),
        passed=("arguments",),
        because="its data is named inside the container",
    ),
    job(
        "airflow.providers.cncf.kubernetes.operators.pod.KubernetesPodOperator",
        image=("image",),
        passed=(
            "cmds",
            "arguments",
            "env_vars",
        ),
        old=("airflow.contrib.operators.kubernetes_pod_operator.KubernetesPodOperator",),
        because="its data is named inside the container",
    ),
    job(
        "airflow.providers.cncf.kubernetes.operators.spark_kubernetes.SparkKubernetesOperator",
        program=("application_file",),
        passed=("template_spec",),
    ),
)
