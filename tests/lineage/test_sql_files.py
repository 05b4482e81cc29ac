"""SQL that stands in files: where they are looked for, what is refused, and which line evidence points to."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.configuration import load_configuration
from migrator.lineage.infer import infer
from migrator.model import Project
from migrator.reading import read

HEAD = """
import os
from pathlib import Path
from airflow import DAG
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
HERE = Path(__file__).parent
"""


def read_dag(folder: Path, dag: str, task: str, files: dict[str, str]) -> Project:
    """A project with one task in dags/d.py, and these files."""
    text = (
        f"{HEAD}with DAG('d', {dag}):\n    SQLExecuteQueryOperator(task_id='t', conn_id='redshift_default', {task})\n"
    )
    for name, content in {"migrate.toml": "", "dags/d.py": text, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    found = read([folder / "dags"])
    return infer(found, load_configuration(Path(found.root)))


def written(project: Project) -> list[str]:
    """The tables written, and where that stands."""
    spans = [(access, access.evidence[0].span) for access in project.accesses if access.write is not None]
    return [f"{access.asset.rpartition('/')[2]} {span.path}:{span.line}" for access, span in spans]


def sql(name: str) -> str:
    return f"-- what it says\nINSERT INTO s.{name} SELECT * FROM s.source;\n"


@pytest.mark.parametrize(
    ("dag", "task", "places", "found"),
    [
        # Airflow's loader looks beside the DAG file first, then along `template_searchpath`, in its order.
        ("template_searchpath=['/x/sql']", "sql='a.sql'", ["dags", "sql"], "dags/a.sql"),
        ("template_searchpath=['/x/two', '/x/one']", "sql='a.sql'", ["one", "two"], "two/a.sql"),
        ("template_searchpath='/opt/include/sql'", "sql='a.sql'", ["include/sql"], "include/sql/a.sql"),
        ("template_searchpath=[str(HERE.parent / 'queries')]", "sql='a.sql'", ["queries", "sql"], "queries/a.sql"),
        ("template_searchpath=[os.path.dirname(__file__) + '/q']", "sql='a.sql'", ["dags/q", "q"], "dags/q/a.sql"),
        ("template_searchpath='include/q'", "sql='a.sql'", ["include/q", "sql"], "include/q/a.sql"),
        ("schedule=None", "sql='sql/a.sql'", ["dags/sql", "include/sql"], "dags/sql/a.sql"),
        ("schedule=None", "sql='/sql/a.sql'", ["dags/sql"], "dags/sql/a.sql"),
        ("schedule=None", "sql='a.sql'", ["include"], "include/a.sql"),
        ("schedule=None", "sql=str(HERE / 'q' / 'a.sql')", ["dags/q", "q"], "dags/q/a.sql"),
        ("schedule=None", "sql=os.path.join(os.path.dirname(__file__), 'q/a.sql')", ["dags/q"], "dags/q/a.sql"),
        ("schedule=None", "sql='../shared/a.sql'", ["shared"], "shared/a.sql"),
    ],
)  # fmt: skip
def test_a_file_is_found_where_airflow_looks(
    tmp_path: Path, dag: str, task: str, places: list[str], found: str
) -> None:
    files = {f"{place}/a.sql": sql(place.replace("/", "_")) for place in places}
    project = read_dag(tmp_path, dag, task, files)
    assert written(project) == [f"s.{Path(found).parent.as_posix().replace('/', '_')} {found}:2"]


def test_a_list_mixes_files_and_text(tmp_path: Path) -> None:
    task = "sql=['one.sql', 'DELETE FROM s.two', 'gone.sql', 'three.hql']"
    project = read_dag(tmp_path, "schedule=None", task, {"dags/one.sql": sql("one"), "dags/three.hql": sql("three")})
    assert written(project) == ["s.one dags/one.sql:2", "s.two dags/d.py:8", "s.three dags/three.hql:2"]
    assert [finding.code for finding in project.findings] == ["sql-file-missing"]
    assert "gone.sql is not in dags, ., include," in project.findings[0].message


def test_text_that_the_dag_file_reads_itself_is_its_own(tmp_path: Path) -> None:
    for task in ("sql=open(HERE / 'a.txt').read()", "sql=(HERE / 'a.txt').read_text()"):
        project = read_dag(tmp_path, "schedule=None", task, {"dags/a.txt": sql("read")})
        assert written(project) == ["s.read dags/d.py:8"]


JINJA = """{# a comment
   of two lines #}
{% macro cols(prefix) %}
  {{ prefix }}.a,
  {{ prefix }}.b
{% endmacro %}
{% set tables = ['one', 'two'] %}
{%- for table in tables %}

DELETE FROM s.{{ table }};
{%- endfor %}

INSERT INTO s.{{ params.target }}
SELECT {{ cols('x') }} FROM s.x;
{% include 'part.sql' %}
{% if params.full %}
TRUNCATE TABLE s.full;
{% else %}
DELETE FROM s.partial;
{% endif %}
-- the end
INSERT INTO log_{{ dag.dag_id }}.{{ task.task_id }}_{{ schema }} SELECT 1;
"""


def test_lines_of_a_file_are_those_before_its_jinja_is_rendered(tmp_path: Path) -> None:
    files = {"dags/a.sql": JINJA, "dags/part.sql": "\n\nDELETE FROM s.included;\n"}
    dag = "schedule=None, user_defined_macros={'schema': 'dwh', 'call': print}"
    project = read_dag(tmp_path, dag, "sql='a.sql', params={'target': 'filled'}", files)
    assert written(project) == [
        "s.one dags/a.sql:10",
        "s.two dags/a.sql:10",
        "s.filled dags/a.sql:13",
        "s.included dags/a.sql:15",
        "s.full dags/a.sql:17",
        "s.partial dags/a.sql:19",
        "log_d.t_dwh dags/a.sql:22",
    ]
    whens = {access.asset.rpartition(".")[2]: access.when.text() for access in project.accesses if access.write}
    assert (whens["full"], whens["partial"], whens["one"]) == ("params.full", "not (params.full)", "")


def test_nothing_outside_the_project_is_read(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.sql").write_text("DELETE FROM s.stolen;")
    inside = tmp_path / "inside"
    (inside / "dags").mkdir(parents=True)
    (inside / "dags" / "link.sql").symlink_to(outside / "a.sql")
    (inside / "dags" / "folder").symlink_to(outside)
    (inside / "dags" / "self.sql").symlink_to(inside / "dags" / "self.sql")
    cases = {
        "sql='../../outside/a.sql'": "leads out of the project",
        f"sql={str(outside / 'a.sql')!r}": "leads out of the project",
        "sql='link.sql'": "leads out of the project",
        "sql='folder/a.sql'": "leads out of the project",
        "sql='self.sql'": "is not in dags",
        "sql='" + "x" * 5000 + ".sql'": "is not in dags",
        "sql='a\\0.sql'": "is not in dags",
    }
    for task, because in cases.items():
        project = read_dag(inside, f"template_searchpath=[{str(outside)!r}]", task, {})
        assert written(project) == []
        assert [finding.code for finding in project.findings] == ["sql-file-missing"], task
        assert because in project.findings[0].message
    project = read_dag(inside, "schedule=None", "sql='big.sql'", {"dags/big.sql": "--" + "x" * 4_000_000})
    assert "dags/big.sql" not in str(project.accesses) and "is larger than" in project.findings[0].message


def test_an_include_does_not_lead_out_either(tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_text("DELETE FROM s.stolen;")
    text = "{% include '../../a.sql' %}{% import '/etc/passwd' as m %}\nDELETE FROM s.own;"
    project = read_dag(tmp_path / "inside", "schedule=None", "sql='own.sql'", {"dags/own.sql": text})
    assert written(project) == ["s.own dags/own.sql:2"]
    assert any("was not found in the project" in finding.message for finding in project.findings)
