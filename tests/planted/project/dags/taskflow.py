from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

import pendulum
from airflow.decorators import dag, task
from airflow.models import Variable
from airflow.sdk import Asset
from include.secret_settings import API_TOKEN, WAREHOUSE, Settings, connect


class Key(Enum):
    TOKEN = "<<enum>>"


@dataclass
class Db:
    host: str = "h"
    password: str = "<<dataclass>>"


class Login(NamedTuple):
    user: str = "u"
    password: str = "<<namedtuple>>"


@dag(start_date=pendulum.datetime(2024, 1, 1), schedule="@daily", default_args={"snowflake_password": "<<decorator_default>>"})
def taskflow():
    """password: <<dag_docstring>>"""

    @task(env_vars={"MY_SECRET": "<<task_env>>"}, outlets=[Asset("postgres://u:<<outlet>>@h/d/public/t")])
    def extract(token: str = "<<task_default>>", db=Db(), login=Login()):
        """secret=<<task_docstring>>"""
        connect(WAREHOUSE, password="<<task_call>>").execute("INSERT INTO flow.a SELECT * FROM flow.b")
        password = "<<task_local>>"
        connect(f"postgresql://u:{password}@h/d").execute("SELECT * FROM flow.c")
        cfg = {}
        cfg["password"] = "<<task_dict_set>>"
        connect(**cfg).execute("SELECT * FROM flow.d")
        if token == "<<task_compare>>":
            connect(db.password).execute("SELECT * FROM flow.e")
        return {"password": "<<task_return>>"}

    @task.bash(env={"SECRET": "<<task_bash_env>>"})
    def shell():
        return "mysql -p<<task_bash>> -e 'SELECT * FROM flow.f'"

    @task.virtualenv(requirements=["git+https://<<requirements:github>>@github.com/x/y.git"], index_urls=["https://u:<<index_url>>@pypi.example.com/simple"])
    def venv(api_key):
        return api_key

    extract(Key.TOKEN.value) >> shell()
    extract.override(task_id="again")(token="<<task_argument>>")
    venv.partial(api_key=API_TOKEN).expand(x=["<<expanded_token_free:harmless>>"])
    venv.override(task_id="mapped").expand(api_key=["<<expanded>>", Settings.API_SECRET])
    Variable.get("warehouse_password")
    connect(Variable.get("warehouse_uri"))
    venv.override(task_id="var", params={"v": Variable.get("warehouse_uri"), "j": Variable.get("nested", deserialize_json=True)})(api_key="x")


taskflow()
