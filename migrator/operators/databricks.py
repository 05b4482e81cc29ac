"""apache-airflow-providers-databricks."""

from migrator.operators.rule import Hook, Kind, Rule, job, no_data

HOOKS = (
    Hook(
        "airflow.providers.databricks.hooks.databricks_sql.DatabricksSqlHook",
        "databricks_conn_id",
        "databricks_default",
        "databricks",
    ),
)

RULES = (
    job(
        "airflow.providers.databricks.operators.databricks.DatabricksRunNowOperator",
        "job_id",
        "job_name",
        passed=(
            "notebook_params",
            "python_params",
            "jar_params",
            "spark_submit_params",
            "job_parameters",
            "json",
        ),
        old=(
            "airflow.contrib.operators.databricks_operator.DatabricksRunNowOperator",
            "airflow.providers.databricks.operators.databricks.DatabricksRunNowDeferrableOperator",
        ),
    ),
    Rule(
        "airflow.providers.databricks.operators.databricks.DatabricksSQLStatementsOperator",
        sql=("statement", "databricks_conn_id"),
        system="databricks",
        around=("catalog", "schema"),
        defaults={"databricks_conn_id": "databricks_default"},
    ),
    job(
        "airflow.providers.databricks.operators.databricks.DatabricksSubmitRunOperator",
        program=(
            "notebook_task.notebook_path",
            "spark_python_task.python_file",
            "sql_task.query",
        ),
        passed=(
            "tasks",
            "json",
            "spark_python_task.parameters",
            "spark_jar_task.parameters",
            "notebook_task.base_parameters",
            "spark_submit_task.parameters",
        ),
        old=(
            "airflow.contrib.operators.databricks_operator.DatabricksSubmitRunOperator",
            "airflow.providers.databricks.operators.databricks.DatabricksSubmitRunDeferrableOperator",
        ),
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
        "airflow.providers.databricks.sensors.databricks.DatabricksSQLStatementsSensor",
        sql=("statement", "databricks_conn_id"),
        system="databricks",
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
    job(
        "airflow.providers.databricks.operators.databricks.DatabricksNotebookOperator",
        program=("notebook_path",),
        passed=("notebook_params",),
    ),
    Rule(
        "airflow.providers.databricks.operators.databricks_sql.DatabricksCopyIntoAssetOperator",
        reads=("{file_location}",),
        writes=("databricks://{databricks_conn_id}/{table_name} | databricks://{databricks_conn_id}/{unity_table}",),
        defaults={"databricks_conn_id": "databricks_default"},
        kind=Kind.TRANSFER,
        write="append",
    ),
    job("airflow.providers.databricks.operators.databricks.DatabricksTaskOperator", passed=("task_config",)),
)
