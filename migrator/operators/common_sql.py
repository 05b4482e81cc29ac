"""apache-airflow-providers-common-sql, and the checks of 1.10 that it took over."""

from migrator.operators.rule import Hook, Kind, Rule

HOOKS = (
    Hook(
        "airflow.providers.common.sql.hooks.sql.DbApiHook",
        "conn_id",
        None,
        None,
        ("airflow.hooks.dbapi.DbApiHook", "airflow.hooks.dbapi_hook.DbApiHook"),
    ),
)

RULES = (
    Rule(
        "airflow.providers.common.sql.operators.sql.SQLExecuteQueryOperator",
        sql=("sql", "conn_id"),
        around=("database",),
    ),
    Rule(
        "airflow.providers.common.sql.operators.sql.SQLCheckOperator",
        sql=("sql", "conn_id"),
        around=("database",),
        kind=Kind.CHECK,
        old=(
            "airflow.operators.check_operator.CheckOperator",
            "airflow.operators.presto_check_operator.PrestoCheckOperator",
            "airflow.operators.sql.SQLCheckOperator",
            "airflow.operators.druid_check_operator.DruidCheckOperator",
            "airflow.providers.apache.druid.operators.druid_check.DruidCheckOperator",
        ),
    ),
    Rule(
        "airflow.providers.common.sql.operators.sql.SQLValueCheckOperator",
        sql=("sql", "conn_id"),
        around=("database",),
        kind=Kind.CHECK,
        old=(
            "airflow.operators.check_operator.ValueCheckOperator",
            "airflow.operators.presto_check_operator.PrestoValueCheckOperator",
            "airflow.operators.sql.SQLValueCheckOperator",
        ),
    ),
    Rule(
        "airflow.providers.common.sql.operators.sql.SQLThresholdCheckOperator",
        sql=("sql", "conn_id"),
        around=("database",),
        kind=Kind.CHECK,
        old=(
            "airflow.operators.check_operator.ThresholdCheckOperator",
            "airflow.operators.sql.SQLThresholdCheckOperator",
        ),
    ),
    Rule(
        "airflow.providers.common.sql.operators.sql.SQLIntervalCheckOperator",
        checks=("sql://{conn_id}/{table}",),
        around=("database",),
        kind=Kind.CHECK,
        old=(
            "airflow.operators.check_operator.IntervalCheckOperator",
            "airflow.operators.presto_check_operator.PrestoIntervalCheckOperator",
            "airflow.operators.sql.SQLIntervalCheckOperator",
        ),
    ),
    Rule(
        "airflow.providers.common.sql.operators.sql.SQLColumnCheckOperator",
        checks=("sql://{conn_id}/{table}",),
        around=("database",),
        kind=Kind.CHECK,
        old=("airflow.operators.sql.SQLColumnCheckOperator",),
    ),
    Rule(
        "airflow.providers.common.sql.operators.sql.SQLTableCheckOperator",
        checks=("sql://{conn_id}/{table}",),
        around=("database",),
        kind=Kind.CHECK,
        old=("airflow.operators.sql.SQLTableCheckOperator",),
    ),
    Rule(
        "airflow.providers.common.sql.operators.sql.BranchSQLOperator",
        sql=("sql", "conn_id"),
        around=("database",),
        kind=Kind.BRANCH,
        old=(
            "airflow.operators.sql.BranchSQLOperator",
            "airflow.operators.sql_branch_operator.BranchSQLOperator",
            "airflow.operators.sql_branch_operator.BranchSqlOperator",
        ),
    ),
    Rule(
        "airflow.providers.common.sql.operators.sql.SQLInsertRowsOperator",
        writes=("sql://{conn_id}/{schema?}.{table_name}",),
        around=("database",),
        write="append",
    ),
    Rule(
        "airflow.providers.common.sql.operators.sql.SQLBulkLoadOperator",
        reads=("file:{tmp_file}",),
        writes=("sql://{conn_id}/{table}",),
        around=("database",),
        write="append",
    ),
    Rule(
        "airflow.providers.common.sql.operators.generic_transfer.GenericTransfer",
        sql=("sql", "source_conn_id"),
        writes=("sql://{destination_conn_id}/{destination_table}",),
        more_sql=(("preoperator", "destination_conn_id"),),
        write="append",
        kind=Kind.TRANSFER,
        old=("airflow.operators.generic_transfer.GenericTransfer",),
    ),
    Rule(
        "airflow.providers.common.sql.operators.analytics.AnalyticsOperator",
        reads=("{datasource_configs.uri}",),
        aside={"queries": "SQL over what the datasource configurations name"},
        because="its queries read what its datasource configurations name",
    ),
    Rule(
        "airflow.providers.common.sql.sensors.sql.SqlSensor",
        sql=("sql", "conn_id"),
        kind=Kind.SENSOR,
        old=("airflow.sensors.sql.SqlSensor", "airflow.sensors.sql_sensor.SqlSensor"),
    ),
)
