"""Connections and Variables of files, backends and the environment are found as under Airflow, and stay secret."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from shim_cases import plan_of

from migrator.launch import launch
from migrator.model import Resource

DAG = """
from airflow import DAG
from airflow.hooks.base import BaseHook
from airflow.models import Connection, Variable
from airflow.operators.bash import BashOperator
from airflow.operators.python import PythonOperator

AT_PARSING = {
    "bucket": Variable.get("bucket"),
    "sizes": Variable.get("sizes", deserialize_json=True)["small"],
    "gone": Variable.get("gone", default_var="default"),
    "host": BaseHook.get_connection("shop").host,
}
try:
    Variable.get("nowhere")
except KeyError:
    AT_PARSING["missing"] = "KeyError"

def everything(**context):
    Variable.set("mark", {"n": 1}, serialize_json=True)
    mark = Variable.get("mark", deserialize_json=True)["n"]
    Variable.delete("bucket")
    shop, api = Connection.get_connection_from_secrets("shop"), BaseHook.get_connection("api")
    print("the password:", shop.password, api.extra_dejson["api_key"], Variable.get("api_token"))
    return {**AT_PARSING, "mark": mark, "deleted": Variable.get("bucket", default_var=None), "login": shop.login,
            "port": shop.port, "schema": shop.schema, "extra": api.extra_dejson["region"]}

with DAG("reads", schedule=None):
    rendered = BashOperator(
        task_id="rendered",
        bash_command="echo {{ var.value.bucket }} {{ var.json.sizes.small }} {{ conn.shop.host }} "
                     "{{ var.value.get('none', 'other') }} {{ conn.api.extra_dejson.region }}",
    )
    rendered >> PythonOperator(task_id="everything", python_callable=everything)

with DAG("lacks", schedule=None):
    PythonOperator(task_id="connection", python_callable=lambda: BaseHook.get_connection("warehouse"))
    BashOperator(task_id="variable", bash_command="echo {{ var.value.nowhere }}")
"""
CONNECTIONS: dict[str, Any] = {
    "shop": {
        "conn_type": "postgres", "description": None, "login": "ann", "password": "of-the-shop", "host": "db.example",
        "port": 5433, "schema": "sales", "extra": None,
    },
    "api": {"conn_type": "http", "host": "api.example", "extra": '{"api_key": "of-the-api", "region": "eu"}'},
}  # fmt: skip
VARIABLES = {"bucket": "raw", "sizes": {"small": 1}, "api_token": {"value": "of-the-token", "description": "a token"}}
SECRETS = ("of-the-shop", "of-the-api", "of-the-token")
URI = "postgres://ann:of-the-shop@db.example:5433/sales"
API = "http://api.example/?api_key=of-the-api&region=eu"
SETTINGS = {
    "airflow": {
        "connections": [
            {"conn_id": "shop", "conn_type": "postgres", "conn_host": "db.example", "conn_login": "ann",
             "conn_password": "of-the-shop", "conn_port": 5433, "conn_schema": "sales"},
            {"conn_id": "api", "conn_type": "http", "conn_extra": {"api_key": "of-the-api", "region": "eu"}},
        ],
        "variables": [
            {"variable_name": "bucket", "variable_value": "raw"},
            {"variable_name": "sizes", "variable_value": {"small": 1}},
            {"variable_name": "api_token", "variable_value": "of-the-token"},
        ],
    }
}  # fmt: skip
BACKEND = """
from airflow.secrets import BaseSecretsBackend

class OfTheProject(BaseSecretsBackend):
    def get_conn_value(self, conn_id):
        return {"shop": "%s", "api": "%s"}.get(conn_id)

    def get_variable(self, key, **_):
        return {"bucket": "raw", "sizes": '{"small": 1}', "api_token": "of-the-token"}.get(key)
""" % (URI, API)  # noqa: UP031


def spelled(tmp_path: Path, form: str) -> dict[str, Any]:
    """The options that give the same connections and Variables in one of the ways there are."""
    if form == "project's backend":
        (tmp_path / "plugins").mkdir()
        (tmp_path / "plugins" / "own_backend.py").write_text(BACKEND)
        return {"environment": {"AIRFLOW__SECRETS__BACKEND": "own_backend.OfTheProject"}}
    if form == "environment":
        environment = {"AIRFLOW_CONN_SHOP": URI, "AIRFLOW_CONN_API": json.dumps(CONNECTIONS["api"])}
        texts = {"BUCKET": "raw", "SIZES": '{"small": 1}', "API_TOKEN": "of-the-token"}
        return {"environment": environment | {f"AIRFLOW_VAR_{name}": text for name, text in texts.items()}}
    kind = "json" if "backend" in form else form
    connections, variables = tmp_path / f"c.{kind}", tmp_path / f"v.{kind}"
    if form == "env":
        connections.write_text(f"# exported\nshop={URI}\napi={json.dumps(CONNECTIONS['api'])}\n")
        variables.write_text('bucket=raw\nsizes={"small": 1}\napi_token=of-the-token\n')
    elif form == "yml":
        for file in (connections, variables):
            file.write_text(json.dumps(SETTINGS))
    else:
        connections.write_text(json.dumps(CONNECTIONS | ({"shop": URI} if form == "json" else {})))
        variables.write_text(
            json.dumps(
                VARIABLES
                if "backend" not in form
                else VARIABLES | {"api_token": "of-the-token", "sizes": '{"small": 1}'}
            )
        )
    if "backend" not in form:
        return {"connections": [str(connections)], "variables": [str(variables)]}
    given = {"connections_file_path": str(connections), "variables_file_path": str(variables)}
    backend = "airflow.secrets.local_filesystem.LocalFilesystemBackend"
    return {
        "environment": {"AIRFLOW__SECRETS__BACKEND": backend, "AIRFLOW__SECRETS__BACKEND_KWARGS": json.dumps(given)}
    }


@pytest.mark.parametrize(
    "form", ["json", "yaml", "yml", "env", "environment", "Airflow's backend", "project's backend"]
)
def test_they_are_found_while_a_file_is_loaded_and_while_a_task_runs(tmp_path: Path, form: str) -> None:
    from shim.store import Store, TaskKey

    (tmp_path / "reads.py").write_text(DAG)
    plan = plan_of(tmp_path, "reads.py", "reads", {"rendered": [], "everything": ["rendered"]})
    home = tmp_path / "home"
    events = [*launch("airflow", plan, {"home": str(home), **spelled(tmp_path, form), "override": True})]
    assert events[-1]["state"] == "success", (home / "shim.log").read_text()[-3000:]
    store = Store(str(home / "store.db"))
    run = next(each["run_id"] for each in events if each["event"] == "run_started")
    assert store.pull(TaskKey("reads", run, "rendered"), "return_value") == ("raw 1 db.example other eu",)
    # What a backend or the environment knows is beyond what a task deletes, as under Airflow.
    deleted = None if form in ("json", "yaml", "yml", "env") else "raw"
    assert store.pull(TaskKey("reads", run, "everything"), "return_value") == (
        {"bucket": "raw", "sizes": 1, "gone": "default", "host": "db.example", "missing": "KeyError", "mark": 1,
         "deleted": deleted, "login": "ann", "port": 5433, "schema": "sales", "extra": "eu"},
    )  # fmt: skip
    log = (home / "shim.log").read_text()
    assert "the password: *** *** ***" in log
    assert [secret for secret in SECRETS if secret in log + str(events)] == []


def test_what_nobody_has_is_said_with_where_it_was_looked_for(tmp_path: Path) -> None:
    (tmp_path / "reads.py").write_text(DAG)
    plan = plan_of(tmp_path, "reads.py", "lacks", {"connection": [], "variable": []})
    options = {"home": str(tmp_path / "home"), **spelled(tmp_path, "json"), "override": True}
    events = [*launch("airflow", plan, options)]
    told = [each["error"] for each in events if each.get("error")]
    files = {
        name: f"looked for in the environment (AIRFLOW_{name}_*) and the file {tmp_path}/" for name in ("CONN", "VAR")
    }
    assert f"AirflowNotFoundException: The conn_id `warehouse` isn't defined: {files['CONN']}c.json" in told
    assert f"AirflowRuntimeError: Variable nowhere not found: {files['VAR']}v.json" in told


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("c.json", '{"a": "pass-word', "line 1 is no json of names and values"),
        ("c.yaml", "a: [pass-word", "is no yaml of names and values"),
        ("c.env", "just-a-pass-word", "line 1 is no env of names and values"),
        ("c.toml", "a = 1", "Unsupported file format. The file must have one of the following extensions: .env"),
        ("c.json", '{"a": {"pass-word": 1}}', "an entry is no connection as Airflow writes one"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_sentence_that_quotes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str, sentence: str
) -> None:
    from shim import imported

    (tmp_path / name).write_text(text)
    monkeypatch.setenv(imported.CONNECTIONS, str(tmp_path / name))
    with pytest.raises(imported.Unusable) as refused:
        imported.connections_known()
    assert sentence in str(refused.value)
    assert "pass-word" not in str(refused.value)


def test_resources_of_native_assets_are_configured_by_the_same_connections(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from shim import imported, resources

    (tmp_path / "c.yaml").write_text("shop: sqlite:///data/shop.db\n")
    monkeypatch.setenv(imported.CONNECTIONS, str(tmp_path / "c.yaml"))
    found = resources.find(Resource("warehouse", "shop", "sqlite", ("SHOP_PATH",)))
    assert resources.sqlite(found) == {"PATH": "/data/shop.db"}
    assert resources.find(Resource("warehouse", "other", "sqlite", ("OTHER_PATH",))) is None
