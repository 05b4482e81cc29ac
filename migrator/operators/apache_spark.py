"""apache-airflow-providers-apache-spark."""

from migrator.operators.rule import Kind, Rule, job, no_data

RULES = (
    Rule(
        "airflow.providers.apache.spark.operators.spark_jdbc.SparkJDBCOperator",
        reads=("sql://{jdbc_conn_id}/{jdbc_table}",),
        writes=("hive://{spark_conn_id}/{metastore_table}",),
        defaults={"jdbc_conn_id": "jdbc_default", "spark_conn_id": "spark_default"},
        kind=Kind.TRANSFER,
        turned_by=("cmd_type", "spark_to_jdbc"),
        old=("airflow.contrib.operators.spark_jdbc_operator.SparkJDBCOperator",),
    ),
    Rule(
        "airflow.providers.apache.spark.operators.spark_sql.SparkSqlOperator",
        sql=("sql", "conn_id"),
        system="spark",
        old=("airflow.contrib.operators.spark_sql_operator.SparkSqlOperator",),
    ),
    job(
        "airflow.providers.apache.spark.operators.spark_submit.SparkSubmitOperator",
        program=(
            "application",
            "jars",
            "py_files",
        ),
        passed=("application_args",),
        old=("airflow.contrib.operators.spark_submit_operator.SparkSubmitOperator",),
    ),
    *no_data(Kind.PYTHON, "airflow.providers.apache.spark.operators.spark_pyspark.PySparkOperator"),
    job("airflow.providers.apache.spark.operators.spark_pipelines.SparkPipelinesOperator", program=("pipeline_spec",)),
)
