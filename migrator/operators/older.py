"""Operators of providers that are small or gone: Cassandra, Redis, Sqoop, HDFS."""

from migrator.operators.rule import Kind, Rule, job

RULES = (
    Rule(
        "airflow.providers.apache.cassandra.sensors.record.CassandraRecordSensor",
        waits=("cassandra://{cassandra_conn_id}/{table}",),
        defaults={"cassandra_conn_id": "cassandra_default"},
        kind=Kind.SENSOR,
        old=("airflow.contrib.sensors.cassandra_record_sensor.CassandraRecordSensor",),
    ),
    Rule(
        "airflow.providers.apache.cassandra.sensors.table.CassandraTableSensor",
        waits=("cassandra://{cassandra_conn_id}/{table}",),
        defaults={"cassandra_conn_id": "cassandra_default"},
        kind=Kind.SENSOR,
        old=("airflow.contrib.sensors.cassandra_table_sensor.CassandraTableSensor",),
    ),
    Rule(
        "airflow.providers.redis.sensors.redis_key.RedisKeySensor",
        waits=("redis://{redis_conn_id}/{key}",),
        defaults={"redis_conn_id": "redis_default"},
        kind=Kind.SENSOR,
        old=("airflow.contrib.sensors.redis_key_sensor.RedisKeySensor",),
    ),
    Rule(
        "airflow.providers.apache.sqoop.operators.sqoop.SqoopOperator",
        reads=("sql://{conn_id}/{table}",),
        writes=("hive:///{hcatalog_database?}.{hcatalog_table} | hdfs:///{target_dir} | hdfs:///{export_dir}",),
        sql=("query", "conn_id"),
        kind=Kind.TRANSFER,
        turned_by=("cmd_type", "export"),
        old=("airflow.contrib.operators.sqoop_operator.SqoopOperator",),
    ),
    Rule(
        "airflow.providers.apache.hdfs.sensors.web_hdfs.WebHdfsSensor",
        waits=("hdfs://{webhdfs_conn_id}/{filepath}",),
        defaults={"webhdfs_conn_id": "webhdfs_default"},
        kind=Kind.SENSOR,
        old=("airflow.operators.sensors.WebHdfsSensor",),
    ),
    Rule(
        "airflow.sensors.hdfs_sensor.HdfsSensor",
        waits=("hdfs://{hdfs_conn_id}/{filepath}",),
        kind=Kind.SENSOR,
        defaults={"hdfs_conn_id": "hdfs_default"},
        old=("airflow.operators.sensors.HdfsSensor", "airflow.providers.apache.hdfs.sensors.hdfs.HdfsSensor"),
    ),
    job(
        "airflow.providers.apache.pig.operators.pig.PigOperator",
        program=("pig",),
        old=("airflow.operators.pig_operator.PigOperator",),
    ),
    job(
        "airflow.providers.apache.druid.operators.druid.DruidOperator",
        program=("json_index_file",),
        old=("airflow.contrib.operators.druid_operator.DruidOperator",),
    ),
)
