"""apache-airflow-providers-cncf-kubernetes."""

from migrator.operators.rule import job, job_sensor

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
    job(
        "airflow.providers.cncf.kubernetes.operators.kueue.KubernetesStartKueueJobOperator",
        image=("image",),
        passed=("cmds", "arguments", "env_vars"),
        because="its data is named inside the container",
    ),
    job(
        "airflow.providers.cncf.kubernetes.operators.pod_exec.KubernetesPodExecOperator",
        passed=("command",),
        because="its data is named inside the container",
    ),
    job_sensor("airflow.providers.cncf.kubernetes.sensors.spark_kubernetes.SparkKubernetesSensor", "application_name"),
)
