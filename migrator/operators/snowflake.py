"""apache-airflow-providers-snowflake."""

from migrator.operators.rule import Hook, Kind, Rule, job, no_data

HOOKS = (
    Hook(
        "airflow.providers.snowflake.hooks.snowflake.SnowflakeHook",
        "snowflake_conn_id",
        "snowflake_default",
        "snowflake",
        ("airflow.contrib.hooks.snowflake_hook.SnowflakeHook",),
    ),
    Hook(
        "airflow.providers.snowflake.hooks.snowflake_sql_api.SnowflakeSqlApiHook",
        "snowflake_conn_id",
        "snowflake_default",
        "snowflake",
    ),
)

RULES = (
    Rule(
        "airflow.providers.snowflake.operators.snowflake.SnowflakeCheckOperator",
        sql=("sql", "snowflake_conn_id"),
        system="snowflake",
        around=("database", "schema"),
        defaults={"snowflake_conn_id": "snowflake_default"},
        kind=Kind.CHECK,
    ),
    Rule(
        "airflow.providers.snowflake.operators.snowflake.SnowflakeIntervalCheckOperator",
        checks=("snowflake://{snowflake_conn_id}/{table}",),
        around=("database", "schema"),
        defaults={"snowflake_conn_id": "snowflake_default"},
        kind=Kind.CHECK,
    ),
    Rule(
        "airflow.providers.snowflake.operators.snowflake.SnowflakeOperator",
        sql=("sql", "snowflake_conn_id"),
        system="snowflake",
        around=("database", "schema"),
        defaults={"snowflake_conn_id": "snowflake_default"},
        old=("airflow.contrib.operators.snowflake_operator.SnowflakeOperator",),
    ),
    Rule(
        "airflow.providers.snowflake.operators.snowflake.SnowflakeSqlApiOperator",
        sql=("sql", "snowflake_conn_id"),
        system="snowflake",
        around=("database", "schema"),
        defaults={"snowflake_conn_id": "snowflake_default"},
    ),
    Rule(
        "airflow.providers.snowflake.operators.snowflake.SnowflakeValueCheckOperator",
        sql=("sql", "snowflake_conn_id"),
        system="snowflake",
        around=("database", "schema"),
        defaults={"snowflake_conn_id": "snowflake_default"},
        kind=Kind.CHECK,
    ),
    Rule(
        "airflow.providers.snowflake.transfers.copy_into_snowflake.CopyFromExternalStageToSnowflakeOperator",
        reads=(
            "snowflake://{snowflake_conn_id}/@{stage}/{prefix?}/{files}"
            " | snowflake://{snowflake_conn_id}/@{stage}/{prefix?}",
        ),
        writes=("snowflake://{snowflake_conn_id}/{table}",),
        around=("database", "schema"),
        defaults={"snowflake_conn_id": "snowflake_default"},
        kind=Kind.TRANSFER,
        write="append",
    ),
    Rule(
        "airflow.providers.snowflake.transfers.s3_to_snowflake.S3ToSnowflakeOperator",
        reads=("snowflake://{snowflake_conn_id}/@{stage}/{prefix?}",),
        writes=("snowflake://{snowflake_conn_id}/{table}",),
        around=("database", "schema"),
        defaults={"snowflake_conn_id": "snowflake_default"},
        kind=Kind.TRANSFER,
        write="append",
    ),
    job(
        "airflow.providers.snowflake.operators.snowflake.SnowflakeNotebookOperator",
        program=("notebook",),
        passed=("parameters",),
    ),
    *no_data(Kind.PYTHON, "airflow.providers.snowflake.operators.snowpark.SnowparkOperator"),
    job(
        "airflow.providers.snowflake.operators.snowpark_containers.SnowparkContainerJobOperator",
        program=("spec", "spec_text"),
        because="its data is named inside the container",
    ),
)
