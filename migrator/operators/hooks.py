"""Methods of hooks that speak no SQL: documents, keys, messages, pages, file systems, and work started elsewhere."""

from migrator.operators.rule import Hook, Rule, methods

_AIRFLOW = "airflow.providers"
_MONGO = f"{_AIRFLOW}.mongo.hooks.mongo.MongoHook"
_ES = f"{_AIRFLOW}.elasticsearch.hooks.elasticsearch"
_HTTP = f"{_AIRFLOW}.http.hooks.http.HttpHook"
_HDFS = f"{_AIRFLOW}.apache.hdfs.hooks.webhdfs.WebHDFSHook"
_SAMBA = f"{_AIRFLOW}.samba.hooks.samba.SambaHook"
_AZURE = f"{_AIRFLOW}.microsoft.azure.hooks"
_ADLS, _ADLS2 = f"{_AZURE}.data_lake.AzureDataLakeHook", f"{_AZURE}.data_lake.AzureDataLakeStorageV2Hook"
_COSMOS = f"{_AZURE}.cosmos.AzureCosmosDBHook"
_HIVE = f"{_AIRFLOW}.apache.hive.hooks.hive"
_AWS = f"{_AIRFLOW}.amazon.aws.hooks"
_ATHENA = f"{_AWS}.athena.AthenaHook"
_REDSHIFT = f"{_AWS}.redshift_data.RedshiftDataHook"
_DYNAMO = f"{_AWS}.dynamodb.DynamoDBHook"

HOOKS = (
    Hook(_MONGO, "mongo_conn_id", "mongo_default", "mongo", speaks_sql=False),
    Hook(f"{_AIRFLOW}.redis.hooks.redis.RedisHook", "redis_conn_id", "redis_default", "redis", speaks_sql=False),
    Hook(f"{_ES}.ElasticsearchSQLHook", "elasticsearch_conn_id", "elasticsearch_default", None),
    Hook(
        _HTTP,
        "http_conn_id",
        "http_default",
        "http",
        ("airflow.hooks.http_hook.HttpHook",),
        position=1,
        speaks_sql=False,
    ),
    Hook(_HDFS, "webhdfs_conn_id", "webhdfs_default", "hdfs", speaks_sql=False),
    Hook(_SAMBA, "samba_conn_id", "samba_default", "smb", speaks_sql=False),
    Hook(_ADLS, "azure_data_lake_conn_id", "azure_data_lake_default", "adl", speaks_sql=False),
    Hook(_ADLS2, "adls_conn_id", "adls_default", "abfss", speaks_sql=False),
    Hook(_COSMOS, "azure_cosmos_conn_id", "azure_cosmos_default", "cosmos", speaks_sql=False),
    Hook(_ATHENA, "aws_conn_id", "aws_default", "athena", speaks_sql=False),
    Hook(_REDSHIFT, "aws_conn_id", "aws_default", "redshift", speaks_sql=False),
)


def _mongo_rules() -> tuple[Rule, ...]:
    there = "mongo://{self}/{mongo_db}.{mongo_collection} | mongo://{self}/{mongo_collection}"
    updates, given = ("mongo_collection", "filter_doc", "update_doc", "mongo_db"), ("mongo_collection", "docs")
    return (
        *methods(_MONGO, there, reads=("find",), positions=("mongo_collection", "query", "find_one", "mongo_db")),
        *methods(_MONGO, there, reads=("aggregate",), positions=("mongo_collection", "aggregate_query", "mongo_db")),
        *methods(
            _MONGO, there, reads=("distinct",), positions=("mongo_collection", "distinct_key", "filter_doc", "mongo_db")
        ),
        *methods(_MONGO, there, writes=("insert_one", "insert_many"), write="append", positions=given),
        *methods(_MONGO, there, writes=("replace_one", "replace_many"), positions=given),
        *methods(_MONGO, there, writes=("update_one", "update_many"), positions=updates),
        *methods(_MONGO, there, deletes=("delete_one", "delete_many"), positions=updates[:2]),
        *methods(
            f"{_MONGO}.get_collection",
            "mongo://{self.self}/{self.mongo_db}.{self.0} | mongo://{self.self}/{self.0}",
            reads=("find", "find_one", "aggregate", "count_documents"),
            writes=("insert_one", "insert_many", "update_one", "update_many", "bulk_write", "replace_one"),
            deletes=("delete_one", "delete_many", "drop"),
        ),
    )


def _key_rules() -> tuple[Rule, ...]:
    index = "elasticsearch://{self.hosts}/{index} | elasticsearch://{self.0}/{index}"
    return (
        *methods(
            f"{_AIRFLOW}.redis.hooks.redis.RedisHook.get_conn",
            "redis://{self.self}/{name}",
            reads=("get", "hget", "hgetall", "lrange", "smembers", "zrange", "lpop", "rpop", "xread"),
            writes=("set", "setex", "hset", "hmset", "lpush", "rpush", "sadd", "zadd", "incr", "publish", "xadd"),
            deletes=("delete",),
            positions=("name",),
        ),
        *methods(f"{_ES}.ElasticsearchPythonHook", index, reads=("search",), positions=("query", "index")),
        *methods(
            "elasticsearch.Elasticsearch",
            index,
            reads=("search", "get", "count"),
            writes=("index", "update", "update_by_query", "create"),
            deletes=("delete", "delete_by_query"),
        ),
    )


def _message_rules() -> tuple[Rule, ...]:
    produce = f"{_AIRFLOW}.apache.kafka.hooks.produce.KafkaProducerHook.get_producer.produce"
    consume = f"{_AIRFLOW}.apache.kafka.hooks.consume.KafkaConsumerHook"
    topics = "kafka://{self.self.kafka_config_id}/%s | kafka://{self.self.0}/%s"
    return (
        Rule(produce, writes=(topics % ("{topic}", "{topic}"),), write="append", positions=("topic",)),
        *(
            Rule(f"{consume}.get_consumer.{name}", reads=("kafka://{self.self.kafka_config_id}/{self.self.topics}",))
            for name in ("poll", "consume")
        ),
        Rule(
            f"{_AWS}.sqs.SqsHook.send_message",
            writes=("{queue_url}",),
            write="append",
            positions=("queue_url",),
        ),
    )


def _file_system_rules() -> tuple[Rule, ...]:
    hdfs, smb = "hdfs://{self}/{%s}", "smb://{self}/{%s}"
    lake = "abfss://{file_system_name}@{self}"
    return (
        Rule(
            f"{_HDFS}.load_file",
            reads=("file:{source}",),
            writes=(hdfs % "destination",),
            write="overwrite",
            positions=("source", "destination"),
        ),
        Rule(f"{_HDFS}.read_file", reads=(hdfs % "filename",), positions=("filename",)),
        Rule(f"{_HDFS}.check_for_path", reads=(hdfs % "hdfs_path",), positions=("hdfs_path",)),
        Rule(
            f"{_SAMBA}.push_from_local",
            reads=("file:{local_filepath}",),
            writes=(smb % "destination_filepath",),
            write="overwrite",
            positions=("destination_filepath", "local_filepath"),
        ),
        Rule(f"{_SAMBA}.open_file", reads=(smb % "path",), opens="mode", positions=("path", "mode")),
        *(Rule(f"{_SAMBA}.{name}", deletes=(smb % "path",), positions=("path",)) for name in ("remove", "unlink")),
        Rule(
            f"{_ADLS}.upload_file",
            reads=("file:{local_path}",),
            writes=("adl://{self}/{remote_path}",),
            write="overwrite",
            positions=("local_path", "remote_path"),
        ),
        Rule(
            f"{_ADLS}.download_file",
            reads=("adl://{self}/{remote_path}",),
            writes=("file:{local_path}",),
            write="overwrite",
            positions=("local_path", "remote_path"),
        ),
        Rule(f"{_ADLS}.remove", deletes=("adl://{self}/{path}",), positions=("path",)),
        Rule(
            f"{_ADLS2}.upload_file",
            reads=("file:{file_path}",),
            writes=(lake + "/{file_name}",),
            write="overwrite",
            positions=("file_system_name", "file_name", "file_path"),
        ),
        Rule(
            f"{_ADLS2}.upload_file_to_directory",
            reads=("file:{file_path}",),
            writes=(lake + "/{directory_name}/{file_name}",),
            write="overwrite",
            positions=("file_system_name", "directory_name", "file_name", "file_path"),
        ),
        Rule(
            f"{_ADLS2}.delete_directory",
            deletes=(lake + "/{directory_name}",),
            positions=("file_system_name", "directory_name"),
        ),
        *methods(
            _COSMOS,
            "cosmos://{self}/{database_name?}/{collection_name}",
            reads=("get_document", "get_documents"),
            writes=("upsert_document", "insert_documents"),
            deletes=("delete_document",),
            positions=("document", "database_name", "collection_name"),
        ),
        Rule(
            f"{_HTTP}.run",
            writes=("http://{self}/{endpoint?}",),
            turned_by=("self.method | self.0", "get"),
            deleted_by=("self.method | self.0", "delete"),
            positions=("endpoint",),
        ),
    )


def _query_rules() -> tuple[Rule, ...]:
    return (
        Rule(f"{_HIVE}.HiveCliHook.run_cli", sql=("hql", "self"), around=("schema",), positions=("hql", "schema")),
        Rule(
            f"{_HIVE}.HiveCliHook.load_file",
            reads=("file:{filepath}",),
            writes=("hive://{self}/{table}",),
            write="overwrite",
            positions=("filepath", "table"),
        ),
        Rule(
            f"{_HIVE}.HiveCliHook.load_df",
            writes=("hive://{self}/{table}",),
            write="overwrite",
            positions=("df", "table"),
        ),
        Rule(
            f"{_HIVE}.HiveServer2Hook.get_results", sql=("sql", "self"), around=("schema",), positions=("sql", "schema")
        ),
        Rule(
            f"{_HIVE}.HiveServer2Hook.to_csv",
            sql=("sql", "self"),
            around=("schema",),
            writes=("file:{csv_filepath}",),
            write="overwrite",
            positions=("sql", "csv_filepath", "schema"),
        ),
        Rule(
            f"{_ATHENA}.run_query",
            sql=("query", "self"),
            around=("query_context.Database",),
            writes=("{result_configuration.OutputLocation}",),
            system="athena",
            write="append",
            positions=("query", "query_context", "result_configuration"),
        ),
        Rule(
            f"{_REDSHIFT}.execute_query",
            sql=("sql", "self"),
            around=("database",),
            system="redshift",
            host="{cluster_identifier} | {workgroup_name}",
        ),
        Rule(
            "boto3.client.start_query_execution",
            sql=("QueryString", "aws_conn_id"),
            around=("QueryExecutionContext.Database",),
            writes=("{ResultConfiguration.OutputLocation}",),
            system="athena",
            write="append",
            defaults={"aws_conn_id": "aws_default"},
        ),
        *methods(
            _DYNAMO,
            "dynamodb://{self.aws_conn_id}/{table_name} | dynamodb://{aws_conn_id}/{table_name}",
            reads=("get_item", "query"),
            writes=("put_item", "update_item"),
            deletes=("delete_item",),
            positions=("table_name",),
            defaults={"aws_conn_id": "aws_default"},
        ),
        Rule(
            f"{_DYNAMO}.write_batch_data",
            writes=("dynamodb://{self.aws_conn_id}/{self.table_name} | dynamodb://{aws_conn_id}/{self.table_name}",),
            write="merge",
            defaults={"aws_conn_id": "aws_default"},
        ),
    )


# Methods that start work elsewhere, on data that only that work names.
_STARTED = {
    f"{_AIRFLOW}.apache.livy.hooks.livy.LivyHook.post_batch": "Spark, by Livy",
    f"{_AIRFLOW}.apache.spark.hooks.spark_submit.SparkSubmitHook.submit": "Spark",
    f"{_AIRFLOW}.databricks.hooks.databricks.DatabricksHook.run_now": "Databricks",
    f"{_AIRFLOW}.databricks.hooks.databricks.DatabricksHook.submit_run": "Databricks",
    f"{_AWS}.glue.GlueJobHook.initialize_job": "Glue",
    f"{_AWS}.lambda_function.LambdaHook.invoke_lambda": "Lambda",
    f"{_AIRFLOW}.google.cloud.hooks.dataproc.DataprocHook.submit_job": "Dataproc",
    f"{_AIRFLOW}.google.cloud.hooks.dataproc.DataprocHook.create_batch": "Dataproc",
    "boto3.client.start_job_run": "Glue or EMR",
}
RULES = (
    *_mongo_rules(),
    *_key_rules(),
    *_message_rules(),
    *_file_system_rules(),
    *_query_rules(),
    *(Rule(name, starts=system) for name, system in _STARTED.items()),
)
