"""apache-airflow-providers-apache-hive."""

from migrator.operators.rule import Hook, Kind, Rule

HOOKS = (
    Hook(
        "airflow.providers.apache.hive.hooks.hive.HiveServer2Hook",
        "hiveserver2_conn_id",
        "hiveserver2_default",
        "hive",
        ("airflow.hooks.hive_hooks.HiveServer2Hook",),
    ),
    Hook(
        "airflow.providers.apache.hive.hooks.hive.HiveCliHook",
        "hive_cli_conn_id",
        "hive_cli_default",
        "hive",
        ("airflow.hooks.hive_hooks.HiveCliHook",),
    ),
)

RULES = (
    Rule(
        "airflow.providers.apache.hive.operators.hive.HiveOperator",
        sql=("hql", "hive_cli_conn_id"),
        system="hive",
        around=("schema",),
        defaults={"hive_cli_conn_id": "hive_cli_default"},
        old=("airflow.operators.hive_operator.HiveOperator",),
    ),
    Rule(
        "airflow.providers.apache.hive.operators.hive_stats.HiveStatsCollectionOperator",
        checks=("hive://{metastore_conn_id}/{table}",),
        defaults={"metastore_conn_id": "metastore_default"},
        kind=Kind.CHECK,
        old=("airflow.operators.hive_stats_operator.HiveStatsCollectionOperator",),
    ),
    Rule(
        "airflow.providers.apache.hive.sensors.hive_partition.HivePartitionSensor",
        waits=("hive://{metastore_conn_id}/{schema?}.{table}",),
        defaults={"metastore_conn_id": "metastore_default", "partition": "ds='{{ ds }}'"},
        kind=Kind.SENSOR,
        partition="partition",
        old=(
            "airflow.operators.sensors.HivePartitionSensor",
            "airflow.sensors.hive_partition_sensor.HivePartitionSensor",
        ),
    ),
    Rule(
        "airflow.providers.apache.hive.sensors.metastore_partition.MetastorePartitionSensor",
        waits=("hive://{metastore_conn_id}/{schema?}.{table}",),
        defaults={"metastore_conn_id": "metastore_default"},
        kind=Kind.SENSOR,
        partition="partition_name",
        old=(
            "airflow.operators.sensors.MetastorePartitionSensor",
            "airflow.sensors.metastore_partition_sensor.MetastorePartitionSensor",
        ),
    ),
    Rule(
        "airflow.providers.apache.hive.sensors.named_hive_partition.NamedHivePartitionSensor",
        waits=("hive://{metastore_conn_id}/{partition_names}",),
        defaults={"metastore_conn_id": "metastore_default"},
        kind=Kind.SENSOR,
        old=("airflow.sensors.named_hive_partition_sensor.NamedHivePartitionSensor",),
    ),
    Rule(
        "airflow.providers.apache.hive.transfers.hive_to_mysql.HiveToMySqlOperator",
        writes=("mysql://{mysql_conn_id}/{mysql_table}",),
        sql=("sql", "hiveserver2_conn_id"),
        more_sql=(("mysql_preoperator", "mysql_conn_id", "mysql"), ("mysql_postoperator", "mysql_conn_id", "mysql")),
        system="hive",
        defaults={"mysql_conn_id": "mysql_default", "hiveserver2_conn_id": "hiveserver2_default"},
        kind=Kind.TRANSFER,
        write="append",
        old=(
            "airflow.operators.hive_to_mysql.HiveToMySqlOperator",
            "airflow.operators.hive_to_mysql.HiveToMySqlTransfer",
        ),
    ),
    Rule(
        "airflow.providers.apache.hive.transfers.hive_to_samba.HiveToSambaOperator",
        writes=("smb://{samba_conn_id}/{destination_filepath}",),
        sql=("hql", "hiveserver2_conn_id"),
        system="hive",
        defaults={"samba_conn_id": "samba_default", "hiveserver2_conn_id": "hiveserver2_default"},
        kind=Kind.TRANSFER,
        write="overwrite",
        old=(
            "airflow.operators.hive_to_samba_operator.Hive2SambaOperator",
            "airflow.operators.hive_to_samba_operator.HiveToSambaOperator",
        ),
    ),
    Rule(
        "airflow.providers.apache.hive.transfers.mssql_to_hive.MsSqlToHiveOperator",
        writes=("hive://{hive_cli_conn_id}/{hive_table}",),
        sql=("sql", "mssql_conn_id"),
        system="mssql",
        defaults={"hive_cli_conn_id": "hive_cli_default", "mssql_conn_id": "mssql_default"},
        kind=Kind.TRANSFER,
        write="overwrite",
        old=(
            "airflow.operators.mssql_to_hive.MsSqlToHiveOperator",
            "airflow.operators.mssql_to_hive.MsSqlToHiveTransfer",
        ),
    ),
    Rule(
        "airflow.providers.apache.hive.transfers.mysql_to_hive.MySqlToHiveOperator",
        writes=("hive://{hive_cli_conn_id}/{hive_table}",),
        sql=("sql", "mysql_conn_id"),
        system="mysql",
        defaults={"hive_cli_conn_id": "hive_cli_default", "mysql_conn_id": "mysql_default"},
        kind=Kind.TRANSFER,
        write="overwrite",
        old=(
            "airflow.operators.mysql_to_hive.MySqlToHiveOperator",
            "airflow.operators.mysql_to_hive.MySqlToHiveTransfer",
        ),
    ),
    Rule(
        "airflow.providers.apache.hive.transfers.s3_to_hive.S3ToHiveOperator",
        reads=("{s3_key}",),
        writes=("hive://{hive_cli_conn_id}/{hive_table}",),
        defaults={"hive_cli_conn_id": "hive_cli_default"},
        kind=Kind.TRANSFER,
        write="overwrite",
        old=(
            "airflow.operators.s3_to_hive_operator.S3ToHiveOperator",
            "airflow.operators.s3_to_hive_operator.S3ToHiveTransfer",
        ),
    ),
    Rule(
        "airflow.providers.apache.hive.transfers.vertica_to_hive.VerticaToHiveOperator",
        writes=("hive://{hive_cli_conn_id}/{hive_table}",),
        sql=("sql", "vertica_conn_id"),
        system="vertica",
        defaults={"hive_cli_conn_id": "hive_cli_default", "vertica_conn_id": "vertica_default"},
        kind=Kind.TRANSFER,
        write="overwrite",
        old=(
            "airflow.contrib.operators.vertica_to_hive.VerticaToHiveOperator",
            "airflow.contrib.operators.vertica_to_hive.VerticaToHiveTransfer",
        ),
    ),
)
