"""apache-airflow-providers-databricks."""

from migrator.operators.rule import Hook, Kind, Rule, jobs, no_data

HOOKS = (
    Hook(
        "airflow.providers.databricks.hooks.databricks_sql.DatabricksSqlHook",
        "databricks_conn_id",
        "databricks_default",
        "databricks",
    ),
)

RULES = (
    Rule(
        "airflow.providers.databricks.operators.databricks.DatabricksRunNowOperator",
        kind=Kind.JOB,
        because="its data is named inside the job it starts",
        old=("airflow.contrib.operators.databricks_operator.DatabricksRunNowOperator",),
    ),
    Rule(
        "airflow.providers.databricks.operators.databricks.DatabricksSQLStatementsOperator",
        sql=("statement", "databricks_conn_id"),
        system="databricks",
        around=("catalog", "schema"),
        defaults={"databricks_conn_id": "databricks_default"},
    ),
    Rule(
        "airflow.providers.databricks.operators.databricks.DatabricksSubmitRunOperator",
        kind=Kind.JOB,
        because="its data is named inside the job it starts",
        old=("airflow.contrib.operators.databricks_operator.DatabricksSubmitRunOperator",),
    ),
    Rule(
        "airflow.providers.databricks.operators.databricks_sql.DatabricksCopyIntoOperator",
        reads=("{file_location}",),
        writes=("databricks://{databricks_conn_id}/{table_name}",),
        defaults={"databricks_conn_id": "databricks_default"},
        kind=Kind.TRANSFER,
        write="append",
    ),
    Rule(
        "airflow.providers.databricks.operators.databricks_sql.DatabricksSqlOperator",
        writes=("file:{output_path}",),
        sql=("sql", "databricks_conn_id"),
        system="databricks",
        around=("catalog", "schema"),
        defaults={"databricks_conn_id": "databricks_default"},
        write="overwrite",
    ),
    Rule(
        "airflow.providers.databricks.sensors.databricks_partition.DatabricksPartitionSensor",
        waits=("databricks://{databricks_conn_id}/{table_name}",),
        around=("catalog", "schema"),
        defaults={"databricks_conn_id": "databricks_default"},
        kind=Kind.SENSOR,
    ),
    Rule(
        "airflow.providers.databricks.sensors.databricks_sql.DatabricksSqlSensor",
        sql=("sql", "databricks_conn_id"),
        system="databricks",
        around=("catalog", "schema"),
        defaults={"databricks_conn_id": "databricks_default"},
        kind=Kind.SENSOR,
    ),
    *no_data(Kind.CONTROL, "airflow.providers.databricks.operators.databricks.DatabricksCreateJobsOperator"),
    *jobs("airflow.providers.databricks.operators.databricks.DatabricksNotebookOperator"),
)
