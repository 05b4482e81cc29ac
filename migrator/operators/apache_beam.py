"""apache-airflow-providers-apache-beam."""

from migrator.operators.rule import jobs

RULES = (
    *jobs(
        "airflow.providers.apache.beam.operators.beam.BeamRunJavaPipelineOperator",
        "airflow.providers.apache.beam.operators.beam.BeamRunPythonPipelineOperator",
    ),
)
