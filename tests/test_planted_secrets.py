"""No secret of a project reaches any output, file or cache: `planted/project` has one in each place people use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from planted.plant import drawn, leaks, plant

from migrator.pipeline import analyze

# What the environment of the command holds, too.
ENVIRONMENT = {
    "AIRFLOW_CONN_WAREHOUSE": "postgres://u:{}@h/d",
    "AIRFLOW_VAR_SOME_SECRET": "{}",
    "AIRFLOW_VAR_WAREHOUSE_URI": "postgres://u:{}@h/d",
    "DB_PASSWORD": "{}",
    "API_KEY": "{}",
    "AIRFLOW_CONN_ENVIRONMENT_URI": "mysql://u:{}@h/d?password={}",
}
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("analyze", "dags", "--format", "json"),
    ("analyze", "dags"),
    ("analyze", "dags", "--format", "json", "--no-cache", "--variables", "variables.json"),
    ("report", "dags", "--out", "out/report"),
    ("generate", "dags", "--out", "out/generated"),
    ("operators", "dags", "--format", "json"),
    ("lineage", "dags/sql/load.sql"),
    ("lineage", "dags/sql/load.sql", "--dialect", "redshift"),
    ("lineage", "dbt/models/orders.sql"),
)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], dict[str, str], dict[str, bytes]]:
    """The secrets and the harmless markers, by name; and everything that the commands printed or wrote."""
    import subprocess
    import sys

    root = tmp_path_factory.mktemp("planted")
    secrets, harmless = plant(root)
    environment = {name: text.replace("{}", drawn(name, 16)) for name, text in ENVIRONMENT.items()}
    secrets |= {f"environment {name}": drawn(name, 16) for name in ENVIRONMENT}
    given = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    outputs: dict[str, bytes] = {}
    source = str(Path(__file__).parent.parent)
    for command in COMMANDS:
        done = subprocess.run(
            [sys.executable, "-m", "migrator", *command],
            cwd=root,
            env={**os.environ, **environment, "PYTHONPATH": source, "COLUMNS": "200", "NO_COLOR": "1"},
            capture_output=True,
            check=False,
        )
        assert done.returncode in (0, 1), done.stderr.decode()
        outputs[" ".join(command)] = done.stdout + done.stderr
    for path in root.rglob("*"):
        if path.is_file() and path.read_bytes() != given.get(path):
            outputs[path.relative_to(root).as_posix()] = path.read_bytes()
    return secrets, harmless, outputs


def test_there_are_hundreds_of_secrets_each_of_its_own(written) -> None:
    secrets, _, outputs = written
    assert len(secrets) > 350
    assert len(set(secrets.values())) == len(secrets)
    assert any(name.startswith(".migrate/cache") for name in outputs)
    assert {"out/report/report.md", "out/report/report.html", "out/generated/.migrate/plan.json"} <= set(outputs)


def test_no_secret_is_anywhere(written) -> None:
    secrets, _, outputs = written
    found = {name: leaks(data, secrets) for name, data in outputs.items()}
    assert {name: leaked for name, leaked in found.items() if leaked} == {}


def test_the_search_finds_what_is_there(written) -> None:
    _, harmless, outputs = written
    found = {name for data in outputs.values() for name in leaks(data, harmless)}
    assert found == set(harmless)


@pytest.mark.parametrize("hide", ["plain", "upper", "base64", "percent", "lines", "part"])
def test_the_search_finds_what_is_hidden(hide: str) -> None:
    import base64

    marker = drawn("hidden", 14) + "%&"
    hidden = {
        "plain": marker,
        "upper": marker.upper(),
        "base64": base64.b64encode(f"user:{marker}".encode()).decode(),
        "percent": "".join(f"%{ord(letter):02x}" for letter in marker),
        "lines": f"│ {marker[:6]}  │\n│ {marker[6:]} │",
        "part": marker[:9] + "…",
    }[hide]
    assert leaks(f"x = {hidden}".encode(), {"one": marker})
    assert not leaks(b"x = 1", {"one": marker})


HARMLESS = """
import pendulum
from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator

TOKEN_TABLE = "raw.api_tokens_2024"
PASSWORD_RESET_EVENTS = "security.password_reset_events"
with DAG("harmless", start_date=pendulum.datetime(2024, 1, 1), params={"unique_key": "order_id"}):
    for number, sql in enumerate([
        f"INSERT INTO {PASSWORD_RESET_EVENTS} SELECT token_count FROM {TOKEN_TABLE}",
        "INSERT INTO dw.sessions SELECT * FROM raw.users u JOIN raw.tokens t ON u.token = t.token AND t.secret_id=u.id",
        "INSERT INTO dw.casts SELECT data:token::string, password::text FROM raw.credentials_audit",
        "UPDATE dw.users SET token = NULL, password_hash = DEFAULT WHERE token = :token",
        "INSERT INTO dw.d41d8cd98f00b204e9800998ecf8427e SELECT * FROM raw.t_550e8400e29b41d4a716446655440000",
        "MERGE INTO dw.keys USING raw.keys s ON dw.keys.token = s.token WHEN MATCHED THEN UPDATE SET token = s.token",
        "INSERT INTO dw.typed (token, pw) SELECT token, secret FROM raw.secrets WHERE a IN (SELECT a FROM raw.valid)",
        "COPY dw.copied FROM 's3://bucket/access_token=none/key.csv' IAM_ROLE 'arn:aws:iam::123456789012:role/loader'",
    ]):
        SQLExecuteQueryOperator(task_id=f"t{number}", conn_id="redshift_default", sql=sql)
    BashOperator(task_id="copy", bash_command="aws s3 cp s3://bucket/tokens/a.csv s3://bucket/secrets_report/b.csv")
"""


def test_what_only_looks_alike_is_not_hidden(tmp_path: Path) -> None:
    (tmp_path / "harmless.py").write_text(HARMLESS)
    project = analyze([tmp_path])
    names = {asset.name for asset in project.assets}
    assert {
        "security.password_reset_events", "raw.api_tokens_2024", "dw.sessions", "raw.users", "raw.tokens", "dw.casts",
        "raw.credentials_audit", "dw.users", "dw.d41d8cd98f00b204e9800998ecf8427e",
        "raw.t_550e8400e29b41d4a716446655440000", "dw.keys", "raw.keys", "dw.typed", "raw.secrets", "raw.valid",
        "dw.copied", "bucket/tokens/a.csv", "bucket/secrets_report/b.csv",
    } <= names  # fmt: skip
    assert "***" not in repr(project.dags) + repr(project.assets) + repr(project.accesses)
    assert [finding.code for finding in project.findings if finding.code == "sql-not-parsed"] == []
