"""The JSON we print is what `docs/json.md` promises, twice the same, and free of secrets."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from migrator.commands.generate import package_name
from migrator.lineage import jsonl
from migrator.pipeline import analyze
from migrator.report import contract

SCHEMAS = Path(__file__).parent.parent / "docs" / "schemas"


def schema(name: str) -> dict[str, object]:
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text())  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def document():
    dags = Path(__file__).parent.parent / "fixtures" / "dags"
    return json.loads(contract.printed(contract.analysis(analyze([dags]))))


def test_the_analysis_of_the_fixtures_fits_its_schema(document):
    jsonschema.validate(document, schema("analyze"))


def test_the_analysis_names_what_each_task_of_the_pipeline_touches(document):
    touched = {
        (access["task_id"], access["mode"], access["asset"].rpartition("/")[2])
        for access in document["accesses"]
        if access["dag_id"] == "user_events_pipeline" and access["asset"].startswith("sqlite:")
    }
    assert touched == {
        ("extract.read_events_api", "write", "raw_user_events"),
        ("extract.validate_schema", "read", "raw_user_events"),
        ("transform.deduplicate", "read", "raw_user_events"),
        ("transform.deduplicate", "write", "user_events_deduplicated"),
        ("transform.join_user_profiles", "read", "user_events_deduplicated"),
        ("transform.join_user_profiles", "write", "user_events_enriched"),
        ("load_fact_user_events", "read", "user_events_enriched"),
        ("load_fact_user_events", "write", "fact_user_events"),
    }


def test_the_missing_sensor_and_the_hidden_dbt_run_are_findings(document):
    found = {finding["code"]: finding for finding in document["findings"]}
    missing = found["missing-cross-dag"]
    assert missing["path"] == "activity_report_no_sensor.py"
    assert "fact_user_events" in missing["message"] and "user_events_pipeline" in missing["message"]
    assert "dbt" in found["hidden-run"]["message"]


def test_an_answer_about_sql_fits_its_schema():
    answer = jsonl.answer({"id": "x", "sql": "insert into a.b select c from d", "dialect": "postgres"})
    jsonschema.validate(answer, schema("lineage"))
    assert answer["sources"] == ["d"] and answer["targets"] == ["a.b"]


def test_the_same_files_give_the_same_bytes(fixture_dags):
    assert contract.printed(contract.analysis(analyze([fixture_dags]))) == contract.printed(
        contract.analysis(analyze([fixture_dags]))
    )


SECRETS = """
from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.python import PythonOperator
import outside
import sqlalchemy

URI = "postgresql://loader:hunter2secret@db.example.com:5432/prod"

def load(password="s3cr3t-default"):
    engine = sqlalchemy.create_engine("mysql://root:tops3cret@db/prod")
    engine.execute("insert into a select * from b")

with DAG("secrets", schedule=None, default_args={"password": "defaultpw1"}) as dag:
    BashOperator(task_id="copy", bash_command="psql " + URI + " -c 'insert into x select * from y'")
    BashOperator(task_id="env", bash_command="run", env={"API_TOKEN": "tok-12345678", "SAFE": "yes"})
    PythonOperator(task_id="load", python_callable=load, op_kwargs={"password": "kwargpw99"})
    PythonOperator(
        task_id="more",
        python_callable=load,
        params={"pw": "shortpw11", "db_pwd": 55443322, "author": "visible"},
        op_kwargs={"client": outside.Client(api_key="callkey22"), "token": ["list33"], "auth": f"a{outside.x}form44"},
    )
"""


def test_no_secret_reaches_the_output(tmp_path, migrate):
    (tmp_path / "dag.py").write_text(SECRETS)
    printed = migrate("analyze", tmp_path, "--format", "json").stdout + migrate("analyze", tmp_path).stdout
    migrate("generate", tmp_path, "--out", tmp_path / "out")
    migrate("report", tmp_path, "--out", tmp_path / "report")
    for path in [*(tmp_path / "out").rglob("*"), *(tmp_path / "report").rglob("*")]:
        printed += path.read_text() if path.is_file() else ""
    assert "secrets" in printed
    assert "visible" in printed
    for secret in ("hunter2secret", "tops3cret", "defaultpw1", "tok-12345678", "kwargpw99", "shortpw11", "55443322"):
        assert secret not in printed
    for secret in ("callkey22", "list33", "form44"):
        assert secret not in printed


QUERY = "COPY INTO 's3://k:planted55@b/x' FROM t"


def test_no_secret_of_a_place_reaches_the_answer_about_sql(migrate):
    answer = jsonl.answer({"id": "x", "sql": QUERY, "dialect": "snowflake"})
    assert answer["targets"] == ["s3://k:***@b/x"]
    done = migrate("lineage", "--dialect", "snowflake", input=QUERY)
    assert "s3://k:***@b/x" in done.stdout and "planted55" not in done.stdout


def test_an_unknown_dialect_is_a_finding_and_the_usual_ones_are_tried():
    answer = jsonl.answer({"id": "x", "sql": "insert into a select * from b", "dialect": "nosuch"})
    jsonschema.validate(answer, schema("lineage"))
    assert (answer["sources"], answer["targets"]) == (["b"], ["a"])
    (finding,) = answer["findings"]
    assert "'nosuch'" in finding and "postgres" in finding


def test_lineage_without_sql_or_in_an_unknown_dialect_is_misuse_in_one_sentence(migrate):
    for arguments, given, said in (
        ([], " \n", "no SQL given"),
        (["--dialect", "nosuch"], "select 1", "there is athena"),
    ):
        done = migrate("lineage", *arguments, input=given)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert said in done.stderr


@pytest.mark.parametrize(
    ("folder", "package"),
    [
        ("my-assets", "my_assets"),
        ("dagster", "dagster_assets"),
        ("class", "class_assets"),
        ("shim", "shim_assets"),
        ("tests", "tests_assets"),
        ("json", "json_assets"),
        ("2024", "assets_2024"),
        ("---", "assets"),
    ],
)
def test_a_package_hides_no_module_and_can_be_imported(folder, package):
    assert package_name(Path(folder)) == package
