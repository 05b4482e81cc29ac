from airflow import DAG
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator

with DAG("by_connection", schedule=None):
    for number, conn in enumerate(
        ["exported", "exported_uri", "exported_slash", "exported_port", "exported_user", "exported_list", "astro",
         "dot_env", "dot_env_json", "composed", "composed_list", "helm", "helm_pair", "helm_block", "environment_uri",
         "exported_bare", "exported_extra", "exported_host", "exported_database"]
    ):
        SQLExecuteQueryOperator(task_id=f"t{number}", conn_id=conn, sql=f"INSERT INTO c.t{number} SELECT * FROM c.s")
