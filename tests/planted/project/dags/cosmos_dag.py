from pathlib import Path
import os

from airflow import DAG
from cosmos import DbtDag, ProfileConfig, ProjectConfig
from cosmos.profiles import PostgresUserPasswordProfileMapping

DBT = Path(__file__).parent.parent / "dbt"
shop = DbtDag(
    dag_id="cosmos_shop",
    project_config=ProjectConfig(DBT, env_vars={"DBT_PASSWORD": "<<cosmos_env>>"}, dbt_vars={"api_key": "<<cosmos_vars>>"}),
    profile_config=ProfileConfig(
        profile_name="shop",
        target_name="prod",
        profile_mapping=PostgresUserPasswordProfileMapping(conn_id="warehouse", profile_args={"password": "<<cosmos_profile>>"}),
    ),
    operator_args={"env": {"DBT_TOKEN": "<<cosmos_operator>>"}, "vars": {"secret": "<<cosmos_operator_vars>>"}},
)
with DAG("url_dag", params={"url": os.environ["WAREHOUSE_URL"], "pw": os.environ["DB_PASSWORD"]}) as other:
    pass
