"""Spark and Snowpark sessions. Which metastore a session talks to only its settings know: Airflow's default connection
stands for it."""

from migrator.operators.rule import Rule

_SPARK, _SNOW = "pyspark.sql", "snowflake.snowpark"
_FORMATS = ("csv", "json", "parquet", "orc", "text", "xml")
_CONNECTION = {"conn_id": "spark_default"}
_TABLE = "spark://{conn_id}/{table}"
_JDBC = "sql://{on.url}/{on.dbtable}"

RETURNS = {
    "pyspark.*.getOrCreate": f"{_SPARK}.SparkSession",
    "delta.*.getOrCreate": f"{_SPARK}.SparkSession",
    **{f"{_SPARK}.SparkSession.{name}": f"{_SPARK}.SparkSession" for name in ("getActiveSession", "newSession")},
    "pyspark.*.read": f"{_SPARK}.DataFrameReader",
    "pyspark.*.readStream": f"{_SPARK}.DataFrameReader",
    "pyspark.*.write": f"{_SPARK}.DataFrameWriter",
    "pyspark.*.writeStream": f"{_SPARK}.DataFrameWriter",
    "pyspark.*.writeTo": f"{_SPARK}.WriterV2",
    **{
        f"{_SPARK}.DataFrameReader.{name}": f"{_SPARK}.DataFrameReader"
        for name in ("format", "option", "options", "schema")
    },
    **{
        f"{_SPARK}.DataFrameWriter.{name}": f"{_SPARK}.DataFrameWriter"
        for name in (
            "format",
            "option",
            "options",
            "mode",
            "partitionBy",
            "bucketBy",
            "sortBy",
            "outputMode",
            "trigger",
        )
    },
    **{
        f"{_SPARK}.WriterV2.{name}": f"{_SPARK}.WriterV2"
        for name in ("using", "option", "options", "tableProperty", "partitionedBy")
    },
    "pyspark.*.toPandas": "pandas.DataFrame",
    "pyspark.*.toDF": f"{_SPARK}.DataFrame",
    f"{_SNOW}.context.get_active_session": f"{_SNOW}.Session",
    f"{_SNOW}.Session.builder.create": f"{_SNOW}.Session",
    f"{_SNOW}.Session.builder.getOrCreate": f"{_SNOW}.Session",
    f"{_SNOW}.Session.builder.configs.create": f"{_SNOW}.Session",
    f"{_SNOW}.Session.builder.configs.getOrCreate": f"{_SNOW}.Session",
    "snowflake.*.write": f"{_SNOW}.DataFrameWriter",
    f"{_SNOW}.DataFrameWriter.mode": f"{_SNOW}.DataFrameWriter",
    f"{_SNOW}.DataFrameWriter.option": f"{_SNOW}.DataFrameWriter",
    "snowflake.*.to_pandas": "pandas.DataFrame",
}


def _spark_rules() -> tuple[Rule, ...]:
    reader, writer = f"{_SPARK}.DataFrameReader", f"{_SPARK}.DataFrameWriter"
    return (
        Rule(
            f"{_SPARK}.SparkSession.sql",
            sql=("sqlQuery", "conn_id"),
            system="spark",
            defaults=_CONNECTION,
            positions=("sqlQuery",),
            old=("pyspark.SQLContext.sql", f"{_SPARK}.SQLContext.sql", f"{_SPARK}.HiveContext.sql"),
        ),
        Rule(f"{_SPARK}.SparkSession.table", reads=(_TABLE,), defaults=_CONNECTION, positions=("table",)),
        Rule(f"{reader}.table", reads=(_TABLE,), defaults=_CONNECTION, positions=("table",)),
        *(Rule(f"{reader}.{name}", reads=("{path} | {paths}",), positions=("path",)) for name in _FORMATS),
        Rule(f"{reader}.load", reads=(f"{{path}} | {{on.path}} | {_JDBC}",), positions=("path",)),
        Rule(f"{reader}.jdbc", reads=("sql://{url}/{table}",), positions=("url", "table")),
        *(
            Rule(
                f"{writer}.{name}",
                writes=("{path}",),
                write="overwrite",
                write_by="mode | on.mode",
                positions=("path", "mode"),
            )
            for name in _FORMATS
        ),
        Rule(
            f"{writer}.save",
            writes=(f"{{path}} | {{on.path}} | {_JDBC}",),
            write="overwrite",
            write_by="mode | on.mode",
            positions=("path", "format", "mode"),
            old=(f"{writer}.start",),
        ),
        Rule(
            f"{writer}.jdbc",
            writes=("sql://{url}/{table}",),
            write="overwrite",
            write_by="mode | on.mode",
            positions=("url", "table", "mode"),
        ),
        Rule(
            f"{writer}.saveAsTable",
            writes=(_TABLE,),
            write="overwrite",
            write_by="mode | on.mode",
            defaults=_CONNECTION,
            positions=("table", "format", "mode"),
        ),
        Rule(
            f"{writer}.insertInto",
            writes=("spark://{conn_id}/{tableName}",),
            write="append",
            write_by="on.mode",
            defaults=_CONNECTION,
            positions=("tableName", "overwrite"),
        ),
        Rule(f"{writer}.toTable", writes=(_TABLE,), write="append", defaults=_CONNECTION, positions=("table",)),
        *(
            Rule(
                f"{_SPARK}.WriterV2.{name}",
                writes=("spark://{conn_id}/{on.writeTo}",),
                write=write,
                defaults=_CONNECTION,
            )
            for name, write in (
                ("append", "append"),
                ("overwrite", "overwrite"),
                ("overwritePartitions", "overwrite"),
                ("create", "overwrite"),
                ("createOrReplace", "overwrite"),
                ("replace", "overwrite"),
            )
        ),
        Rule("pyspark.*.textFile", reads=("{name}",), positions=("name",)),
        Rule("pyspark.*.saveAsTextFile", writes=("{path}",), write="overwrite", positions=("path",)),
    )


def _snowpark_rules() -> tuple[Rule, ...]:
    session, table = f"{_SNOW}.Session", "snowflake://{self}/{table_name}"
    return (
        Rule(f"{session}.sql", sql=("query", "self"), system="snowflake", positions=("query",)),
        Rule(f"{session}.table", reads=("snowflake://{self}/{name}",), positions=("name",)),
        Rule(
            f"{session}.write_pandas",
            writes=("snowflake://{self}/{database?}.{schema?}.{table_name}",),
            write="append",
            positions=("df", "table_name"),
        ),
        *(
            Rule(
                f"{_SNOW}.DataFrameWriter.{name}",
                writes=(table,),
                write="append",
                write_by="mode | on.mode",
                positions=("table_name",),
            )
            for name in ("save_as_table", "saveAsTable")
        ),
    )


RULES = (*_spark_rules(), *_snowpark_rules())
