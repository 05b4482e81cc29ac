"""What is secret reaches neither the log nor the events, whichever way a task tells it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from shim_cases import plan_of

from migrator.launch import launch
from shim.environment import require_airflow

DAG = """
import logging, sys
from airflow.sdk import DAG, BaseHook, Variable, task

print("in the environment: of-the-warehouse")

with DAG("tells", schedule=None):
    @task
    def everything():
        connection = BaseHook.get_connection("shop")
        print("printed:", connection.password, connection.get_uri())
        print("on stderr:", connection.password, file=sys.stderr)
        logging.getLogger("mine").warning("logged: %s", connection.password)
        print("extra:", connection.extra_dejson["api_token"])
        print("variable:", Variable.get("shop_password"))
        Variable.set("late_secret", "of-the-variable-set-late")
        print("late:", Variable.get("late_secret"))
        raise ValueError(f"no entry for {connection.password} at {connection.host}")

    everything()
"""
SECRETS = ("of-the-shop/&", "of-the-shop%2F%26", "of-the-token", "of-the-variable", "of-the-warehouse")


def test_no_secret_reaches_the_log_or_an_event(tmp_path: Path) -> None:
    (tmp_path / "tells.py").write_text(DAG)
    environment = {
        "AIRFLOW_CONN_SHOP": "postgres://ann:of-the-shop%2F%26@db.example/shop?api_token=of-the-token",
        "AIRFLOW_CONN_WAREHOUSE": '{"conn_type": "postgres", "password": "of-the-warehouse", "host": "w.example"}',
        "AIRFLOW_VAR_SHOP_PASSWORD": "of-the-variable",
    }
    plan = plan_of(tmp_path, "tells.py", "tells", {"everything": []})
    home = tmp_path / "home"
    events = [*launch("airflow", plan, {"home": str(home), "environment": environment, "override": True})]
    log = (home / "shim.log").read_text()
    assert "printed: ***" in log and "on stderr: ***" in log and "logged: ***" in log and "late: ***" in log
    assert [each["error"] for each in events if each.get("error")] == ["ValueError: no entry for *** at db.example"]
    for secret in SECRETS:
        assert secret not in log
        assert secret not in str(events)
    for name in ("shim.log", "store.db"):
        assert stat.S_IMODE((home / name).stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("postgres://u:a%26b@h/d", {"a&b", "a%26b"}),
        ('{"conn_type": "http", "password": "abcdef", "extra": {"token": "ghijkl"}}', {"abcdef", "ghijkl"}),
        ("{no json", {"{no json"}),
        ("sqlite:////tmp/shop.db", set()),
    ],
)
def test_what_is_secret_in_a_connection_is_found(text: str, found: set[str]) -> None:
    require_airflow()
    from shim.secrets import secrets_of

    assert {secret for secret, _ in secrets_of(text) if secret} == found
