"""The fixtures run for real: unmodified tasks and native assets in one graph, and both sides compared."""

from __future__ import annotations

import functools
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
VERIFIED = (
    "country_sales",
    "customer_deliveries",
    "delivery_billing",
    "regional_energy",
    "stock_levels",
    "web_orders",
    "web_orders_summary",
)
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
    assert states(pipeline) == {}, "every task of it is native"
    assets = {asset["key"]: asset for asset in pipeline["assets"]}
    for native in ("user_events_deduplicated", "fact_user_events"):
        assert assets[native]["state"] == "materialized" and assets[native]["rows"] > 0
        assert assets[native]["partition"] == DAY
    # Moved Python functions above and between what is SQL.
    for moved in ("raw_user_events", "user_events_enriched"):
        assert assets[moved]["state"] == "materialized"

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

    # Its sensors found the runs of two DAGs that begin hours before, by their delta.
    waits = states(runs["delivery_billing"])
    assert (waits["wait_for_acme"], waits["wait_for_globex"]) == ("success", "success")
    assert rows(home / "warehouse.db", "SELECT * FROM invoice_lines ORDER BY customer, article") == [
        (DAY, "acme", "A-100", 3000),
        (DAY, "acme", "A-200", 750),
        (DAY, "globex", "G-7", 7960),
        (DAY, "globex", "G-9", 995),
    ]
    # Both came after who updates their asset.
    assert (home / "web_orders" / "sums.csv").read_text().split() == [f"{DAY},6499"]
    assert json.loads((home / "parcels" / "arrived.json").read_text()) == {"days": [DAY], "arrived": ["p2"]}
    # Of the week's sales a test and one of less than a euro do not count.
    assert rows(home / "warehouse.db", "SELECT * FROM sales_week") == [(DAY, "2026-01", 69.99, 31.0, 0.0)]
    assert set(states(runs["stock_levels"]).values()) == {"success"}
    assert len(rows(home / "warehouse.db", "SELECT * FROM stock_levels")) == 3
    assert rows(home / "warehouse.db", "SELECT * FROM energy_summary") == [(DAY, 3, 64.0)]
    for region in ("north", "south", "west"):
        assert (home / "energy" / f"region={region}" / f"day={DAY}" / "use.csv").read_text().startswith(f"{region}-1,")


def test_data_that_fails_a_check_is_not_published(migrate, fixture_dags):
    stock = fixture_dags / "include" / "stock" / "stock.csv"
    stock.write_text(stock.read_text().replace("A-200,2,0", "A-200,2,-4"))
    done = migrate("run", fixture_dags / "stock_levels.py", "--partition", DAY, "--format", "json")
    assert done.returncode == 1, done.stdout + done.stderr
    (run,) = json.loads(done.stdout)["runs"]
    failed = {task for task, state in states(run).items() if state != "success"}
    assert failed == {"check_columns", "publish"}
    assert states(run)["publish"] == "upstream_failed"


def test_the_other_fixtures_are_equal_on_both_sides(migrate, fixture_dags, tmp_path):
    files = [fixture_dags / f"{name}.py" for name in VERIFIED]
    made = migrate("generate", *files, "--target", "dagster", "--out", tmp_path / "shop")
    assert made.returncode == 0, made.stderr
    given = ("--project", tmp_path / "shop", "--partition", DAY, "--format", "json")
    done = migrate("verify", *files, *given)
    assert done.returncode == 0, done.stdout + done.stderr
    document = json.loads(done.stdout)
    compared = {output["name"].removeprefix("warehouse.db: ") for output in document["outputs"] if output["touched"]}
    tables = {"deliveries_globex", "invoice_lines", "stock_levels", "sales_week", "energy_summary"}
    assert compared >= tables | {"web_orders/sums.csv", f"energy/region=west/day={DAY}/use.csv"}


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


def test_connections_of_files_are_run_with_and_verify_touches_nothing_they_lead_to(migrate, tmp_path):
    folder, real = tmp_path / "project", tmp_path / "real.db"
    (folder / "config").mkdir(parents=True)
    (folder / "config" / "shop.json").write_text(json.dumps({"shop": {"conn_type": "sqlite", "host": str(real)}}))
    (folder / "migrate.toml").write_text('[connections_from]\nfiles = ["config/shop.json"]\n')
    (folder / "size.yaml").write_text("rows: 3\n")
    (folder / "fills.py").write_text(
        "from airflow.sdk import DAG, Variable\n"
        "from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator\n\n"
        'rows = Variable.get("rows")\n\n'
        'with DAG("fills", schedule=None):\n'
        '    SQLExecuteQueryOperator(task_id="fill", conn_id="shop", sql=f"INSERT INTO sales SELECT {rows}")\n'
    )
    with closing(sqlite3.connect(real)) as connection, connection:
        connection.execute("CREATE TABLE sales (n)")
    given = (folder / "fills.py", "--variables", folder / "size.yaml")
    seen = migrate("analyze", *given, "--format", "json")
    assert "sqlite://{conn:shop}" in seen.stdout and str(real) in seen.stdout, seen.stdout
    done = migrate("run", *given)
    assert done.returncode == 0, done.stdout + done.stderr
    assert rows(real, "SELECT n FROM sales") == [(3,)]
    before = real.read_bytes()
    done = migrate("verify", *given)
    assert "sales" in done.stdout, done.stdout + done.stderr
    assert real.read_bytes() == before
    missing = " ".join(migrate("run", *given[:1]).stdout.split())
    assert "Variable rows not found: looked for in the environment (AIRFLOW_VAR_*)" in missing


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


def test_ctrl_c_ends_a_run_with_130_and_resume_goes_on(tmp_path, migrate):
    started, going_on = tmp_path / "started", tmp_path / "going_on"
    lines = [
        "from airflow.sdk import dag, task",
        "from pathlib import Path",
        "import time",
        "@dag(schedule=None)",
        "def waits():",
        "    @task",
        "    def sleep():",
        f"        Path({str(started)!r}).touch()",
        f"        if not Path({str(going_on)!r}).exists():",
        "            time.sleep(300)",
        "    sleep()",
        "waits()",
    ]
    (tmp_path / "dag.py").write_text("\n".join(lines))
    command = [sys.executable, "-m", "migrator", "run", str(tmp_path / "dag.py")]
    root = Path(__file__).parent.parent
    # A test run in the background of a shell has SIGINT ignored, and hands that on.
    heeds = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=root, preexec_fn=heeds, **pipes) as process:
        deadline = time.monotonic() + 120
        while not started.exists() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.1)
        assert started.exists()
        process.send_signal(signal.SIGINT)
        printed, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    stopped = "migrate: stopped; what was done is kept, and the same command with --resume goes on"
    assert (printed, errors.splitlines()[-1]) == ("", stopped)
    going_on.touch()
    done = migrate("run", tmp_path / "dag.py", "--resume", "--format", "json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    jsonschema.validate(document, schema("run"))
    (task,) = document["runs"][0]["tasks"]
    assert (task["state"], task["try_number"], task["interrupted"]) == ("success", 1, 1)
    assert "waits.sleep: success" in done.stderr
    done = migrate("run", tmp_path / "dag.py", "--resume")
    assert (done.returncode, done.stdout) == (2, "")
    assert "migrate: nothing to resume: the last run of this went through to its end (success)" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--dag", "nowhere"], "no DAG named 'nowhere'"),
        (["--project", "nowhere"], "holds no generated project"),
        (["--partition", "x", "--logical-date", "2026-01-01"], "not two of them"),
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
