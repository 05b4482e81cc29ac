"""apache-airflow-providers-oracle."""

from migrator.operators.rule import Hook, Kind, Rule, job

HOOKS = (
    Hook(
        "airflow.providers.oracle.hooks.oracle.OracleHook",
        "oracle_conn_id",
        "oracle_default",
        "oracle",
        ("airflow.hooks.oracle_hook.OracleHook",),
    ),
)

RULES = (
    Rule(
        "airflow.providers.oracle.operators.oracle.OracleOperator",
        sql=("sql", "oracle_conn_id"),
        system="oracle",
        defaults={"oracle_conn_id": "oracle_default"},
        old=("airflow.operators.oracle_operator.OracleOperator",),
    ),
    job(
        "airflow.providers.oracle.operators.oracle.OracleStoredProcedureOperator",
        "procedure",
        because="its data is named inside the procedure",
    ),
    Rule(
        "airflow.providers.oracle.transfers.oracle_to_oracle.OracleToOracleOperator",
        writes=("oracle://{oracle_destination_conn_id}/{destination_table}",),
        sql=("source_sql", "oracle_source_conn_id"),
        system="oracle",
        kind=Kind.TRANSFER,
        write="append",
        old=(
            "airflow.contrib.operators.oracle_to_oracle_transfer.OracleToOracleOperator",
            "airflow.contrib.operators.oracle_to_oracle_transfer.OracleToOracleTransfer",
        ),
    ),
)
