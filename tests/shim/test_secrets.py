"""What is secret reaches neither the log nor the events, whichever way a task tells it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shim_cases import plan_of

from migrator.launch import ShimRefused, launch
from shim.environment import require_airflow
from shim.secrets import longest_first
from shim.store import Store

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


DIALS = """
import os
from airflow.sdk import DAG, task

with DAG("dials", schedule=None):
    @task
    def shows():
        print("the environment says", os.environ["MIGRATE_STORE"])
        raise ValueError(os.environ["MIGRATE_STORE"])

    shows()
"""


def test_the_password_of_the_store_is_in_no_log_no_event_and_no_store(
    tmp_path: Path, postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "dials.py").write_text(DIALS)
    # The server asks for none; whoever runs a task has it all the same.
    url = postgresql.replace("root@", "root:of-the-store%25@")
    monkeypatch.setenv("MIGRATE_STORE", url)
    plan = plan_of(tmp_path, "dials.py", "dials", {"shows": []})
    home = tmp_path / "home"
    events = [*launch("airflow", plan, {"home": str(home), "store": url})]
    log = (home / "shim.log").read_text()
    assert "the environment says postgresql://root:***@" in log
    assert "of-the-store" not in log + str(events)
    assert not (home / "store.db").exists()
    store = Store(postgresql)
    assert [row.state.value for run in store.runs("dials") for row in store.tasks("dials", run.run)] == ["failed"]
    store.close()
    with pytest.raises(ShimRefused, match=r"^the store at postgresql\+psycopg2://root:\*\*\*@.* cannot be used: "):
        list(launch("airflow", plan, {"home": str(home), "store": url.replace(":5432", ":1")}))


@given(st.permutations(["passw0rd%", "passw0rd%25", "passw0rd%25tail", "passw0rd"]))
def test_a_secret_that_begins_with_another_is_masked_whole_whatever_the_order(order: list[str]) -> None:
    from airflow.sdk._shared.secrets_masker import SecretsMasker

    longest_first()
    masker = SecretsMasker()
    masker.add_mask(order[:2])
    for secret in order[2:]:
        masker.add_mask(secret)
    assert masker.redact("x passw0rd%25tail y passw0rd%25 z") == "x *** y *** z"
