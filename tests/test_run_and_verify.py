"""The fixtures run for real: unmodified tasks and native assets in one graph, and both sides compared."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import jsonschema
import pytest

DAY = "2026-01-04"
SCHEMAS = Path(__file__).parent.parent / "docs" / "schemas"


def schema(name: str) -> dict[str, object]:
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text())  # type: ignore[no-any-return]


def rows(database: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture
def project(migrate, fixture_dags, tmp_path):
    folder = tmp_path / "shop"
    done = migrate("generate", fixture_dags / "user_events_pipeline.py", "--target", "dagster", "--out", folder)
    assert done.returncode == 0, done.stderr
    return folder


def states(run):
    return {task["task_id"]: task["state"] for task in run["tasks"]}


def test_unmodified_dags_and_native_assets_run_as_one_graph(migrate, fixture_dags, project):
    done = migrate("run", fixture_dags, "--project", project, "--partition", DAY, "--format", "json")
    assert done.returncode == 0, done.stdout + done.stderr
    document = json.loads(done.stdout)
    jsonschema.validate(document, schema("run"))
    runs = {run["dag_id"]: run for run in document["runs"]}
    assert {run["state"] for run in runs.values()} == {"success"}

    pipeline = runs["user_events_pipeline"]
    assert states(pipeline) == {
        "extract.read_events_api": "success",
        "extract.validate_schema": "success",
        "transform.join_user_profiles": "success",
        "refresh_user_activity": "success",
    }
    assets = {asset["key"]: asset for asset in pipeline["assets"]}
    # A native asset above and one below the unmodified task that writes user_events_enriched.
    for native in ("user_events_deduplicated", "fact_user_events"):
        assert assets[native]["state"] == "materialized" and assets[native]["rows"] > 0
        assert assets[native]["partition"] == DAY
    assert assets["user_events_enriched"]["state"] == "materialized"

    branch = states(runs["taskflow_branch_join"])
    assert sorted(branch[side] for side in ("price_in_bulk", "price_one_by_one")) == ["skipped", "success"]
    assert branch["write_invoices"] == "success"
    mapped = [task["map_index"] for task in runs["mapped_over_files"]["tasks"] if task["task_id"] == "mean_of"]
    assert mapped == [0, 1, 2]

    home = fixture_dags / ".migrate" / "run" / "home"
    # Written for Airflow 2: the run of this partition has ds = the day its interval starts.
    assert rows(home / "warehouse.db", "SELECT DISTINCT event_date FROM fact_user_events") == [(DAY,)]
    # The report read what the pipeline wrote, though nothing but the data orders the two.
    assert rows(home / "warehouse.db", "SELECT SUM(revenue_cents) FROM fact_user_events") == rows(
        home / "warehouse.db", "SELECT SUM(revenue_cents) FROM revenue_by_country"
    )
    assert (home / "reports" / f"revenue_{DAY}.csv").is_file()
    assert (home / "invoices" / f"{DAY}.json").is_file()


def test_without_a_project_every_task_runs_unmodified(migrate, fixture_dags):
    done = migrate("run", fixture_dags / "user_events_pipeline.py", "--partition", DAY, "--format", "json")
    assert done.returncode == 0, done.stdout + done.stderr
    (run,) = json.loads(done.stdout)["runs"]
    assert states(run)["load_fact_user_events"] == "success"


def test_verify_is_green_and_red_after_one_line_of_sql_changed(migrate, fixture_dags, project):
    arguments = ("verify", fixture_dags / "user_events_pipeline.py", "--project", project, "--partition", DAY)
    green = migrate(*arguments, "--format", "json")
    assert green.returncode == 0, green.stdout + green.stderr
    document = json.loads(green.stdout)
    jsonschema.validate(document, schema("verify"))
    assert document["verdict"] == "equal" and document["equal"] and "3.3" in document["reference"]
    compared = {output["name"]: output["amount"] for output in document["outputs"] if output["touched"]}
    assert set(compared) >= {"warehouse.db: fact_user_events", "analytics.db: user_activity"}
    assert all(compared.values())

    sql = project / "src" / "shop" / "sql" / "user_events_pipeline" / "fact_user_events.sql"
    sql.write_text(sql.read_text().replace("COUNT(*) AS events", "COUNT(*) + 1 AS events"))
    red = migrate(*arguments)
    assert red.returncode == 1, red.stdout + red.stderr
    assert "NOT equal" in red.stdout
    assert "warehouse.db: fact_user_events: " in red.stdout
    assert any(line.startswith(DAY) and line.rstrip().endswith("1 x") for line in red.stdout.splitlines())


def test_verify_is_red_when_the_native_side_writes_nothing_though_the_rows_were_there(migrate, fixture_dags, project):
    """The rows of an earlier run must not stand in for what this run should have written."""
    pipeline = fixture_dags / "user_events_pipeline.py"
    assert migrate("run", pipeline, "--project", project, "--partition", DAY).returncode == 0
    sql = project / "src" / "shop" / "sql" / "user_events_pipeline" / "fact_user_events.sql"
    sql.write_text("SELECT 1;\n")
    red = migrate("verify", pipeline, "--project", project, "--partition", DAY)
    assert red.returncode == 1, red.stdout


def test_verify_touches_no_database_that_the_environment_leads_to(migrate, fixture_dags, project, tmp_path):
    real = tmp_path / "prod.db"
    with closing(sqlite3.connect(real)) as connection, connection:
        connection.execute("CREATE TABLE fact_user_events (event_date TEXT)")
        connection.execute("INSERT INTO fact_user_events VALUES (?)", (DAY,))
    before = real.read_bytes()
    environment = {**os.environ, "AIRFLOW_CONN_WAREHOUSE": f"sqlite://{real}", "WAREHOUSE_PATH": str(real)}
    pipeline = fixture_dags / "user_events_pipeline.py"
    done = migrate("verify", pipeline, "--project", project, "--partition", DAY, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    assert real.read_bytes() == before


def test_verify_of_nothing_proves_nothing(migrate, fixture_dags, project, tmp_path):
    (tmp_path / "empty").mkdir()
    assert migrate("verify", tmp_path / "empty").returncode == 2
    pipeline = fixture_dags / "user_events_pipeline.py"
    done = migrate("verify", pipeline, "--project", project, "--partition", "2026-03-04")
    assert done.returncode == 1, done.stdout
    assert "nothing was proven" in done.stdout


def test_a_failing_task_fails_the_run_and_says_why(migrate, tmp_path):
    (tmp_path / "migrate.toml").write_text("")
    (tmp_path / "dag.py").write_text(
        "from airflow.sdk import dag, task\n\n@dag(schedule=None)\ndef fails():\n    @task\n    def boom():\n"
        "        raise ValueError('the disk is full')\n\n    @task\n    def after(x):\n        return x\n\n"
        "    after(boom())\n\nfails()\n"
    )
    done = migrate("run", tmp_path / "dag.py", "--format", "json")
    assert done.returncode == 1, done.stdout + done.stderr
    (run,) = json.loads(done.stdout)["runs"]
    assert run["state"] == "failed"
    assert states(run) == {"boom": "failed", "after": "upstream_failed"}
    text = migrate("run", tmp_path / "dag.py")
    assert "the disk is full" in text.stdout + text.stderr


def test_ctrl_c_ends_a_run_with_130(tmp_path):
    started = tmp_path / "started"
    lines = [
        "from airflow.sdk import dag, task",
        "from pathlib import Path",
        "import time",
        "@dag(schedule=None)",
        "def waits():",
        "    @task",
        "    def sleep():",
        f"        Path({str(started)!r}).touch()",
        "        time.sleep(300)",
        "    sleep()",
        "waits()",
    ]
    (tmp_path / "dag.py").write_text("\n".join(lines))
    command = [sys.executable, "-m", "migrator", "run", str(tmp_path / "dag.py")]
    root = Path(__file__).parent.parent
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + 120
        while not started.exists() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.1)
        assert started.exists()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert errors.strip() == "migrate: stopped"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--dag", "nowhere"], "no DAG named 'nowhere'"),
        (["--project", "nowhere"], "holds no generated project"),
        (["--partition", "x", "--logical-date", "2026-01-01"], "not both"),
        (["--python", "/no/such/python"], "/no/such/python"),
        (["--logical-date", "yesterday"], "yesterday"),
        (["--partition", "2026-13-77"], "2026-13-77"),
        (["--select", "no_such_asset"], "no_such_asset"),
    ],
)
def test_misuse_is_one_sentence(migrate, fixture_dags, arguments, sentence):
    done = migrate("run", fixture_dags / "user_events_pipeline.py", *arguments)
    assert done.returncode == 2, done.stdout + done.stderr
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
