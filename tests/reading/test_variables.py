"""Airflow Variables from files: the ones given, the project's own, and what never leaves a file."""

from __future__ import annotations

import json
import textwrap

import pytest

from migrator.cli import main
from migrator.model import FileStatus, Known, Template, Unknown
from migrator.reading import read
from migrator.reading.variables import BadVariables, variables_in

DAG = """
from airflow import DAG
from airflow.models import Variable
from airflow.operators.bash import BashOperator
with DAG("d"):
    BashOperator(task_id="t", bash_command={command})
"""


def command(tmp_path, expression, variables=None, where=""):
    """The `bash_command` of a DAG in a project, and the whole project."""
    folder = tmp_path / where
    folder.mkdir(parents=True, exist_ok=True)
    (tmp_path / "pyproject.toml").touch()
    (folder / "dag_file.py").write_text(DAG.format(command=expression))
    found = read([tmp_path], variables=variables)
    return found.dags[0].tasks[0].argument("bash_command"), found


FILES = {
    "v.json": '{"size": "s", "rows": 5, "nested": {"a": [1, 2]}, "with": {"value": "v", "description": "d"}}',
    "v.yaml": "size: s\nrows: 5\nnested: {a: [1, 2]}\nwith: {value: v, description: d}\n",
    "v.yml": "size: 'a: b'\nflag: true\nnothing: null\n",
    "v.env": '# a comment\nsize=s\n\nnested={"a": 1}\nurl=a=b\n',
}


@pytest.mark.parametrize("name", FILES)
def test_files_hold_what_airflow_would_keep_of_them(tmp_path, name):
    secrets = pytest.importorskip("airflow.secrets.local_filesystem")
    file = tmp_path / name
    file.write_text(FILES[name])
    expected = {}
    for key, value in secrets.load_variables(str(file)).items():
        # What `airflow variables import` does with each entry.
        value = value["value"] if isinstance(value, dict) and "value" in value else value
        expected[key] = value if isinstance(value, str) else json.dumps(value, indent=2)
    assert variables_in(file) == expected


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("v.json", "[1]"), ("v.json", "{"), ("v.json", ""), ("v.yaml", "- 1"), ("v.yaml", "a: [1"), ("v.yaml", ""),
        ("v.env", "a=1\na=2"), ("v.env", "words"), ("v.env", "=1"), ("v.env", "a="), ("v.txt", "a=1"),
    ],
)  # fmt: skip
def test_what_airflow_refuses_is_refused(tmp_path, name, text):
    secrets = pytest.importorskip("airflow.secrets.local_filesystem")
    file = tmp_path / name
    file.write_text(text)
    with pytest.raises(Exception, match=r"."):
        secrets.load_variables(str(file))
    with pytest.raises(BadVariables):
        variables_in(file)


def test_a_file_given_goes_before_the_default_and_says_so(tmp_path):
    file = tmp_path / "prod.json"
    file.write_text('{"size": "large"}')
    value, found = command(tmp_path, 'Variable.get("size", default_var="small")', file)
    assert value == Known("large", ("Variable size (from prod.json)",))
    assert found.findings == ()


@pytest.mark.parametrize("where", ["", "config", "variables", "dags", "dags/config"])
@pytest.mark.parametrize("name", ["variables.json", "variables.yaml"])
def test_a_file_of_the_project_is_found_by_itself(tmp_path, where, name):
    (tmp_path / where).mkdir(parents=True, exist_ok=True)
    (tmp_path / where / name).write_text('{"size": "large"}')
    value, _ = command(tmp_path, 'Variable.get("size")', where="dags/team")
    assert value == Known("large", (f"Variable size (from {(where + '/' + name).lstrip('/')})",))


def test_the_nearest_file_wins_and_the_one_given_before_all(tmp_path):
    (tmp_path / "dags").mkdir()
    (tmp_path / "variables.json").write_text('{"a": "far", "b": "far", "c": "far"}')
    (tmp_path / "dags" / "variables.json").write_text('{"b": "near", "c": "near"}')
    (tmp_path / "given.json").write_text('{"c": "given"}')
    value, _ = command(tmp_path, "'-'.join(Variable.get(k) for k in 'abc')", tmp_path / "given.json", where="dags")
    assert value.value == "far-near-given"


def test_the_settings_of_an_astro_project_hold_variables(tmp_path):
    (tmp_path / "airflow_settings.yaml").write_text(
        textwrap.dedent("""
        airflow:
          connections: []
          variables:
            - variable_name: size
              variable_value: large
            - variable_name:
              variable_value:
    """)
    )
    value, _ = command(tmp_path, 'Variable.get("size")')
    assert value == Known("large", ("Variable size (from airflow_settings.yaml)",))


@pytest.mark.parametrize("call", ['Variable.get("c", deserialize_json=True)', 'Variable.get("c", {}, True)'])
def test_json_is_parsed_where_the_code_asks_for_it(tmp_path, call):
    (tmp_path / "variables.json").write_text('{"c": {"table": "t"}}')
    assert command(tmp_path, f'{call}["table"]')[0].value == "t"
    assert command(tmp_path, 'Variable.get("c")')[0].value == json.dumps({"table": "t"}, indent=2)


@pytest.mark.parametrize(
    "statement",
    [
        "from airflow.models import Variable as V", "from airflow.sdk import Variable as V",
        "from airflow.models.variable import Variable as V", "from airflow import models; V = models.Variable",
        "import airflow.models; V = airflow.models.Variable",
        "from airflow.sdk.definitions.variable import Variable as V",
    ],
)  # fmt: skip
def test_every_spelling_is_followed(project, tmp_path, statement):
    (tmp_path / "variables.json").write_text('{"size": "large"}')
    found = project(d=f"{statement}\nfrom airflow import DAG\nDAG(V.get('size'))\nd = DAG('x' + V.get('size'))\n")
    assert [dag.id for dag in found.dags] == ["xlarge"]


def test_jinja_stays_a_template(tmp_path):
    (tmp_path / "variables.json").write_text('{"size": "large"}')
    assert command(tmp_path, '"{{ var.value.size }}"')[0] == Known("{{ var.value.size }}")


def test_a_secret_is_shown_nowhere(tmp_path):
    (tmp_path / "variables.json").write_text('{"db_password": "hunter2", "size": "s"}')
    value, found = command(tmp_path, "f\"--p {Variable.get('db_password')} {Variable.get('size')}\"")
    assert isinstance(value, Template) and value.text == "--p {var.value.db_password} s"
    assert "hunter2" not in repr(found)
    value, found = command(tmp_path, "Variable.get('api_token', default_var='hunter2')")
    assert isinstance(value, Known) and "hunter2" not in repr(value.assumed)


def test_a_broken_file_of_the_project_is_said(tmp_path):
    (tmp_path / "variables.json").write_text("{")
    value, found = command(tmp_path, 'Variable.get("size")')
    assert isinstance(value, Unknown)
    assert any("variables.json is not used" in f.message for f in found.findings)
    assert found.files[0].status is FileStatus.PARTIAL


@pytest.mark.parametrize(("name", "text"), [("v.json", "{"), ("v.csv", "a,b"), ("gone.json", None)])
def test_a_file_given_that_cannot_be_used_is_misuse(tmp_path, capsys, name, text):
    (tmp_path / "dag_file.py").write_text(DAG.format(command="''"))
    if text is not None:
        (tmp_path / name).write_text(text)
    assert main(["analyze", str(tmp_path), "--variables", str(tmp_path / name)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_the_environment_is_what_migrate_toml_says_and_never_the_machines(tmp_path, monkeypatch):
    monkeypatch.setenv("STAGE", "of this machine")
    monkeypatch.setenv("AIRFLOW_VAR_SIZE", "of this machine")
    expression = "'-'.join([os.environ.get('STAGE', 'dev'), os.environ['STAGE'], Variable.get('size', 's')])"
    (tmp_path / "dag_file.py").write_text("import os\n" + DAG.format(command=expression))
    assert "of this machine" not in repr(read([tmp_path]))
    (tmp_path / "migrate.toml").write_text('[reading.environment]\nSTAGE = "prod"\nAIRFLOW_VAR_SIZE = "xl"\n')
    value = read([tmp_path]).dags[0].tasks[0].argument("bash_command")
    assert value.value == "prod-prod-xl"
    assert set(value.assumed) == {"environment STAGE (from migrate.toml)", "Variable size (from migrate.toml)"}


def test_what_looks_like_a_secret_inside_a_variable_is_shown_nowhere(tmp_path):
    (tmp_path / "variables.json").write_text('{"warehouse": {"host": "h", "password": "Hunter2Hunter2"}, "plain": "s"}')
    read_ = "Variable.get('warehouse', deserialize_json=True)"
    _, found = command(tmp_path, f"'x ' + {read_}['password'] + ' ' + {read_}['host']")
    assert "Hunter2" not in repr(found)
    assert command(tmp_path, f"{read_}['host']")[0].value == "h"
    _, found = command(tmp_path, "Variable.get('warehouse')")
    assert "Hunter2" not in repr(found)
    _, found = command(tmp_path, "Variable.get('url', default_var='postgresql://me:Hunter2Hunter2@h/db')")
    assert "Hunter2" not in repr(found)
    _, found = command(tmp_path, "f\"{Variable.get('no', default_var={'password': 'Hunter2Hunter2'})}\"")
    assert "Hunter2" not in repr(found)
