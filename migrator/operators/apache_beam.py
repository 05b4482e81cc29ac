"""apache-airflow-providers-apache-beam."""

from migrator.operators.rule import job

RULES = (
    job(
        "airflow.providers.apache.beam.operators.beam.BeamRunGoPipelineOperator",
        program=("go_file", "launcher_binary", "worker_binary"),
        passed=("pipeline_options",),
    ),
    job(
        "airflow.providers.apache.beam.operators.beam.BeamRunJavaPipelineOperator",
        program=("jar",),
        passed=("pipeline_options",),
    ),
    job(
        "airflow.providers.apache.beam.operators.beam.BeamRunPythonPipelineOperator",
        program=("py_file",),
        passed=("pipeline_options",),
    ),
)
