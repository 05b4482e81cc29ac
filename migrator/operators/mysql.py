"""apache-airflow-providers-mysql."""

from migrator.operators.rule import Hook, Kind, Rule

HOOKS = (
    Hook(
        "airflow.providers.mysql.hooks.mysql.MySqlHook",
        "mysql_conn_id",
        "mysql_default",
        "mysql",
        ("airflow.hooks.mysql_hook.MySqlHook",),
    ),
)

RULES = (
    Rule(
        "airflow.providers.mysql.operators.mysql.MySqlOperator",
        sql=("sql", "mysql_conn_id"),
        system="mysql",
        around=("database",),
        defaults={"mysql_conn_id": "mysql_default"},
        old=("airflow.operators.mysql_operator.MySqlOperator",),
    ),
    Rule(
        "airflow.providers.mysql.transfers.presto_to_mysql.PrestoToMySqlOperator",
        writes=("mysql://{mysql_conn_id}/{mysql_table}",),
        sql=("sql", "presto_conn_id"),
        more_sql=(("mysql_preoperator", "mysql_conn_id", "mysql"),),
        system="presto",
        defaults={"mysql_conn_id": "mysql_default", "presto_conn_id": "presto_default"},
        kind=Kind.TRANSFER,
        write="append",
        old=(
            "airflow.operators.presto_to_mysql.PrestoToMySqlOperator",
            "airflow.operators.presto_to_mysql.PrestoToMySqlTransfer",
        ),
    ),
    Rule(
        "airflow.providers.mysql.transfers.s3_to_mysql.S3ToMySqlOperator",
        reads=("{s3_source_key}",),
        writes=("mysql://{mysql_conn_id}/{mysql_table}",),
        defaults={"mysql_conn_id": "mysql_default"},
        kind=Kind.TRANSFER,
        write="append",
    ),
    Rule(
        "airflow.providers.mysql.transfers.trino_to_mysql.TrinoToMySqlOperator",
        writes=("mysql://{mysql_conn_id}/{mysql_table}",),
        sql=("sql", "trino_conn_id"),
        more_sql=(("mysql_preoperator", "mysql_conn_id", "mysql"),),
        system="trino",
        defaults={"mysql_conn_id": "mysql_default", "trino_conn_id": "trino_default"},
        kind=Kind.TRANSFER,
        write="append",
    ),
    Rule(
        "airflow.providers.mysql.transfers.vertica_to_mysql.VerticaToMySqlOperator",
        writes=("mysql://{mysql_conn_id}/{mysql_table}",),
        sql=("sql", "vertica_conn_id"),
        more_sql=(("mysql_preoperator", "mysql_conn_id", "mysql"),),
        system="vertica",
        defaults={"mysql_conn_id": "mysql_default", "vertica_conn_id": "vertica_default"},
        kind=Kind.TRANSFER,
        write="append",
        old=(
            "airflow.contrib.operators.vertica_to_mysql.VerticaToMySqlOperator",
            "airflow.contrib.operators.vertica_to_mysql.VerticaToMySqlTransfer",
        ),
    ),
)
