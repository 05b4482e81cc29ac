"""Tasks made from the rows of a table, the files below a folder, and code in a text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from migrator.model import Dag
from migrator.reading import read

HEAD = """\
import csv, os, yaml
from airflow import DAG
from airflow.operators.empty import EmptyOperator
HERE = os.path.dirname(__file__)
"""


def ids(folder: Path, code: str) -> list[str]:
    """The ids of the tasks of a DAG with this code in its block."""
    inside = "".join(f"    {line}\n" for line in code.splitlines())
    (folder / "d.py").write_text(f"{HEAD}with DAG('d') as dag:\n{inside}")
    (found,) = read([folder / "d.py"]).dags
    return [task.id for task in found.tasks]


def test_a_header_that_was_taken_is_no_row(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("name;n\na;1\nb;2\n")

    assert ids(
        tmp_path,
        "reader = csv.reader(open(os.path.join(HERE, 't.csv')), delimiter=';')\nheader = next(reader)\n"
        "for name, n in reader:\n    EmptyOperator(task_id=f'{name}{n}_{len(header)}')",
    ) == ["a1_2", "b2_2"]


def test_the_folders_below_a_folder_are_walked(tmp_path: Path) -> None:
    for name in ("sql/a.sql", "sql/deep/b.sql"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()

    assert ids(
        tmp_path,
        "for folder, folders, files in os.walk(os.path.join(HERE, 'sql')):\n    for file in files:\n"
        "        EmptyOperator(task_id=os.path.join(os.path.relpath(folder, HERE), file).replace('/', '.'))",
    ) == ["sql.a.sql", "sql.deep.b.sql"]


def test_every_document_of_a_yaml_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "t.yml").write_text("name: a\n---\nname: b\n")

    assert ids(
        tmp_path,
        "for one in yaml.safe_load_all(open(os.path.join(HERE, 't.yml'))):\n    EmptyOperator(task_id=one['name'])",
    ) == ["a", "b"]


def test_code_in_a_text_is_read(dag: Callable[[str], Dag]) -> None:
    found = dag("""
        with DAG("d") as dag:
            first = eval("EmptyOperator")(task_id="a")
            for n in range(2):
                exec(f"t{n} = BashOperator(task_id='t{n}', bash_command='x')")
            first >> t0 >> t1
        """)

    assert [(t.id, t.operator) for t in found.tasks] == [
        ("a", "EmptyOperator"),
        ("t0", "BashOperator"),
        ("t1", "BashOperator"),
    ]
    assert len(found.order) == 2


def test_xcoms_of_an_operator_of_the_project_are_looked_for_where_its_templates_are(dag: Callable[[str], Dag]) -> None:
    found = dag("""
        from airflow.models import BaseOperator

        class Load(BaseOperator):
            template_fields = ("table",)

            def __init__(self, table, size, **kwargs):
                super().__init__(**kwargs)
                self.table, self.size = table, size

        with DAG("d") as dag:
            a, b = BashOperator(task_id="a", bash_command="x"), BashOperator(task_id="b", bash_command="x")
            Load(task_id="c", table=a.output, size=b.output)
        """)

    assert [(e.upstream.task, e.downstream.task) for e in found.order] == [("a", "c")]
