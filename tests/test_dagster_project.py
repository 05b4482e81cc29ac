"""The generated project: the same bytes twice, edits kept, no string of a DAG can become code, and Dagster loads it."""

from __future__ import annotations

import ast
import json
import os
import re
import runpy
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrator.pipeline import analyze, decide, generate
from migrator.targets import load_target
from migrator.targets.dagster import literals
from migrator.writing import write_project

ROOT = Path(__file__).parent.parent
PIPELINE = ROOT / "fixtures" / "dags" / "user_events_pipeline.py"


@pytest.fixture(scope="module")
def files():
    target = load_target("dagster")
    return target.render(decide(analyze([ROOT / "fixtures" / "dags"]), target.CAPABILITIES), "shop")


def test_every_python_file_parses_and_every_other_is_there(files):
    for path, text in files.items():
        if path.endswith(".py"):
            ast.parse(text)
    assert {"pyproject.toml", "README.md", "src/shop/definitions.py", "src/shop/defs/user_events_pipeline.py"} <= set(
        files
    )


def test_assets_are_named_after_data_and_sql_stays_sql_with_parameters(files):
    module = files["src/shop/defs/user_events_pipeline.py"]
    assert 'key=["fact_user_events"]' in module
    sql = files["src/shop/sql/user_events_pipeline/fact_user_events.sql"]
    assert "WHERE event_date = :ds" in sql
    assert "{{" not in sql


def test_every_task_of_the_fixtures_has_one_disposition():
    project = analyze([ROOT / "fixtures" / "dags"])
    plan = decide(project, load_target("dagster").CAPABILITIES)
    tasks = [f"{dag.name}.{task.id}" for dag in project.dags for task in dag.tasks]
    assert sorted(item.item for item in plan.dispositions) == sorted(tasks)
    assert all(item.because for item in plan.dispositions)


def test_generating_twice_gives_the_same_bytes_wherever_the_project_lies(tmp_path, fixture_dags):
    generate(analyze([ROOT / "fixtures" / "dags"]), "dagster", tmp_path / "one", "shop")
    generate(analyze([fixture_dags]), "dagster", tmp_path / "two", "shop")
    one, two = (
        {p.relative_to(tmp_path / side): p.read_bytes() for p in (tmp_path / side).rglob("*") if p.is_file()}
        for side in ("one", "two")
    )
    assert one == two


def test_generating_again_keeps_what_a_person_edited(tmp_path):
    first = {"a.py": "one\n", "b.py": "one\n", "c.py": "one\n"}
    write_project(tmp_path / "p", first)
    (tmp_path / "p" / "a.py").write_text("mine\n")
    done = write_project(tmp_path / "p", {"a.py": "two\n", "b.py": "two\n"})
    assert (done.kept, done.written, done.left) == (("a.py",), ("b.py",), ("c.py",))
    assert (tmp_path / "p" / "a.py").read_text() == "mine\n"
    assert (tmp_path / "p" / "a.py.new").read_text() == "two\n"
    assert (tmp_path / "p" / "c.py").read_text() == "one\n"


@given(st.text())
def test_no_string_can_leave_its_literal(text):
    assert ast.literal_eval(literals.literal(text)) == text
    source = f'def f():\n    """{literals.docstring(text)}."""\n    # {literals.line(text)}\n    return 1\n'
    (function,) = ast.parse(source).body
    assert isinstance(function, ast.FunctionDef) and len(function.body) == 2


# What would end a literal, a docstring, a comment, a table row, a template or a path if it were pasted in.
HOSTILE = [
    '"""',
    "'''",
    '"',
    "'",
    "\\",
    "\n",
    "\r",
    "{{ 1 }}",
    "{% raw %}",
    "#",
    "| a |",
    "../../x",
    "\u2028",
    "é",
    ");import os;(",
]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(st.sampled_from([*HOSTILE, "word", " "]), min_size=1, max_size=4))
def test_a_hostile_dag_gives_the_code_an_innocent_one_gives(tmp_path, pieces):
    hostile = "".join(pieces)
    assert shape(tmp_path, hostile) == shape(tmp_path, "innocent")


def shape(folder: Path, text: str) -> list[str]:
    """The generated code of a DAG with this text wherever one can stand, with every string and name taken out."""
    (folder / "dag.py").write_text(
        "from airflow import DAG\nfrom airflow.providers.sqlite.operators.sqlite import SqliteOperator\n"
        "from airflow.operators.bash import BashOperator\nfrom datetime import datetime\n"
        f"with DAG('d' + {text!r}, schedule='@daily', start_date=datetime(2026, 1, 1), tags=['t' + {text!r}],"
        f" default_args={{'owner': {text!r}}}):\n"
        f"    first = SqliteOperator(task_id='s' + {text!r}, sqlite_conn_id='w', sql='INSERT INTO t SELECT 1')\n"
        f"    first >> BashOperator(task_id='b' + {text!r}, bash_command='true')\n"
    )
    target = load_target("dagster")
    files = target.render(decide(analyze([folder / "dag.py"]), target.CAPABILITIES), "shop")
    assert all(re.fullmatch(r"[\w./-]+", path) and ".." not in path for path in files)
    shapes = []
    for path, source in sorted(files.items()):
        if path.endswith(".py"):
            tree = ast.parse(source)
            for node in ast.walk(tree):
                # How many parts an asset's key has is the name's business.
                if isinstance(node, ast.List) and all(isinstance(part, ast.Constant) for part in node.elts):
                    node.elts = []
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    node.value = ""
                for field in ("name", "id", "arg", "module"):
                    if isinstance(getattr(node, field, None), str) and "d_" in getattr(node, field) + "_":
                        setattr(node, field, "named")
            shapes.append(ast.dump(tree))
    return sorted(re.sub(r"id='[^']*'|name='[^']*'", "named", shape) for shape in shapes)


def test_dagster_loads_the_project_and_its_own_tests_pass(tmp_path):
    generate(analyze([PIPELINE]), "dagster", tmp_path / "shop", "shop")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DAGSTER_DISABLE_TELEMETRY": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=tmp_path / "shop", env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout


def test_dagster_loads_what_is_named_as_it_or_our_templates_name_their_own(tmp_path):
    (tmp_path / "dag.py").write_text(
        "from datetime import datetime\nfrom airflow import DAG\nfrom airflow.operators.bash import BashOperator\n"
        "from airflow.providers.sqlite.operators.sqlite import SqliteOperator\n"
        "for dag in ('config', 'type', 'resources'):\n"
        "    with DAG(dag, schedule='@daily', start_date=datetime(2026, 1, 1), tags=['type']):\n"
        "        BashOperator(task_id='meta', bash_command='true')\n"
        "        for name in ('type', 'config', 'output', 'context', 'dg', 'timezone', 'class', 'config_job'):\n"
        "            SqliteOperator(task_id=name, sqlite_conn_id=name, sql='INSERT INTO [' + name + '] SELECT 1')\n"
    )
    generate(analyze([tmp_path]), "dagster", tmp_path / "shop", "shop")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DAGSTER_DISABLE_TELEMETRY": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=tmp_path / "shop", env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_statement_of_a_native_asset_is_run(tmp_path):
    (tmp_path / "dag.py").write_text(
        "from airflow import DAG\nfrom airflow.providers.sqlite.operators.sqlite import SqliteOperator\n"
        "with DAG('d', schedule=None):\n    SqliteOperator(task_id='t', sqlite_conn_id='w', sql=[\n"
        "        \"INSERT INTO t VALUES (';') -- one; it's\", 'INSERT INTO t SELECT 2 /* ; */;',\n"
        "        '-- x;\\nINSERT INTO t SELECT 3'])\n"
    )
    generate(analyze([tmp_path / "dag.py"]), "dagster", tmp_path / "shop", "shop")
    module = runpy.run_path(str(tmp_path / "shop" / "src" / "shop" / "resources.py"))
    (sql,) = (tmp_path / "shop").rglob("*.sql")
    for text in (sql.read_text(), sql.read_text().rstrip(";\n")):
        sql.write_text(text)
        database = tmp_path / f"{len(text)}.db"
        sqlite3.connect(database).execute("CREATE TABLE t (a)")
        assert module["SqliteResource"](path=str(database)).run_file(sql) == 1
        assert sqlite3.connect(database).execute("SELECT a FROM t").fetchall() == [(";",), (2,), (3,)]


def test_the_plan_kept_with_the_project_holds_no_folder_of_this_machine(tmp_path):
    generate(analyze([PIPELINE]), "dagster", tmp_path / "shop", "shop")
    plan = json.loads((tmp_path / "shop" / ".migrate" / "plan.json").read_text())
    assert plan["root"] == ""
    assert str(ROOT) not in json.dumps(plan)


def test_names_that_become_the_same_identifier_stay_apart(tmp_path):
    (tmp_path / "dag.py").write_text(
        "from airflow import DAG\nfrom airflow.providers.sqlite.operators.sqlite import SqliteOperator\n"
        "for name in ('a-b', 'a.b'):\n    with DAG(name, schedule=None):\n"
        "        SqliteOperator(task_id='t', sqlite_conn_id='w', sql=f'INSERT INTO \"{name}\" SELECT 1')\n"
    )
    target = load_target("dagster")
    files = target.render(decide(analyze([tmp_path]), target.CAPABILITIES), "shop")
    modules = sorted(path for path in files if "/defs/a_b" in path)
    assert modules == ["src/shop/defs/a_b.py", "src/shop/defs/a_b_2.py"]
    assert len({path for path in files if path.endswith(".sql")}) == 2
