"""apache-airflow-providers-papermill."""

from migrator.operators.rule import Rule

RULES = (
    Rule(
        "airflow.providers.papermill.operators.papermill.PapermillOperator",
        reads=("{input_nb}",),
        writes=("{output_nb}",),
        write="overwrite",
        old=("airflow.operators.papermill_operator.PapermillOperator",),
    ),
)
