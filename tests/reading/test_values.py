"""What values come out as: known, templates, unknown with a reason, or resting on a default."""

from __future__ import annotations

import warnings

import pytest

from migrator.model import FileStatus, Items, Known, Reference, Template, Unknown


def ids(dag):
    """The task ids of a DAG, in order."""
    return [task.id for task in dag.tasks]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("'%s-%03d' % ('a', 7)", "a-007"),
        ("'{0}/{name:>3}'.format('a', name='b')", "a/  b"),
        ("f'{1 + 1}{\"x\"!r}{3.14159:.2f}{{}}'", "2'x'3.14{}"),
        ("'-'.join(sorted({'b': 1, 'a': 2}))", "a-b"),
        ("[n for n in range(9) if n % 2][-1]", 7),
        ("{**{'a': 1}, 'b': 2}['b']", 2),
        ("'abc'[::-1].upper()", "CBA"),
        ("dict(zip('ab', [1, 2]))['b']", 2),
        ("sum(map(lambda n: n * 2, [1, 2]))", 6),
        ("(lambda *a, k=1, **kw: a[0] + k + kw['z'])(1, k=2, z=3)", 6),
        ("max([3, 1]) if 'x' in 'xyz' else 0", 3),
        ("os.path.join('/a', 'b.sql')", "/a/b.sql"),
        ("timedelta(days=1).total_seconds()", 86400.0),
        ("datetime(2024, 2, 29).strftime('%Y%m%d')", "20240229"),
        ("'a' 'b' + 'c' * 2", "abcc"),
        ("(1 < 2 < 3) and not None", True),
    ],
)
def test_pure_python_is_evaluated(dag, expression, value):
    found = dag(f"with DAG('d'): EmptyOperator(task_id='t', value={expression})")
    assert found.tasks[0].argument("value") == Known(value)


def test_a_default_is_taken_and_named(dag):
    found = dag("""
        env = os.environ.get("STAGE", "dev")
        size = Variable.get("size", default_var="s")
        with DAG("d"):
            BashOperator(task_id=f"run_{env}", bash_command=size)
    """)
    assert ids(found) == ["run_dev"]
    assert found.tasks[0].argument("bash_command") == Known("s", ("Variable size (default 's')",))


def test_what_is_not_known_is_a_hole_that_can_be_read(dag):
    found = dag("""
        with DAG("d"):
            BashOperator(task_id="t", bash_command=f"load {Variable.get('table')} now")
    """)
    command = found.tasks[0].argument("bash_command")
    assert isinstance(command, Template)
    assert command.text == "load {var.value.table} now"
    hole = command.holes[0]
    assert command.text[hole.start : hole.start + len(hole.name) + 2] == "{var.value.table}"


def test_the_side_that_defaults_choose_is_plain_and_the_other_conditional(dag):
    found = dag("""
        names = []
        if os.environ.get("STAGE", "dev") == "prod":
            names.append("p")
            with_mail = True
        else:
            names.append("q")
        with DAG("d"):
            for name in names:
                EmptyOperator(task_id=name)
            if os.getenv("MAIL"):
                EmptyOperator(task_id="mail")
    """)
    assert ids(found) == ["q", "mail"]
    assert [task.when.text() for task in found.tasks] == ["", 'os.getenv("MAIL")']


def test_both_sides_of_an_unknown_if_are_conditional(dag):
    found = dag("""
        import vendor
        with DAG("d"):
            end = EmptyOperator(task_id="end")
            if vendor.flag():
                t = EmptyOperator(task_id="a")
            else:
                t = EmptyOperator(task_id="b")
            t >> end
    """)
    assert [(task.id, task.when.text()) for task in found.tasks] == [
        ("end", ""), ("a", "vendor.flag()"), ("b", "not (vendor.flag())"),
    ]  # fmt: skip
    assert {(e.upstream.task, e.when.text()) for e in found.order} == {
        ("a", "vendor.flag()"), ("b", "not (vendor.flag())"),
    }  # fmt: skip


def test_a_loop_over_something_unknown_makes_one_conditional_task_and_says_so(project):
    found = project(
        d="""
        import vendor
        from airflow import DAG
        from airflow.operators.empty import EmptyOperator
        with DAG("d"):
            for name in vendor.names():
                EmptyOperator(task_id=f"t_{name}")
        """
    )
    (task,) = found.dags[0].tasks
    assert task.id == "t_{name}" and task.when
    assert {f.code for f in found.findings} == {"unknown-value"}
    assert found.files[0].status is FileStatus.PARTIAL


def test_a_while_on_something_unknown_is_followed_once_and_says_so(project):
    found = project(
        d="""
        import requests
        from airflow import DAG
        from airflow.operators.empty import EmptyOperator
        with DAG("d"):
            while requests.get("x").ok:
                EmptyOperator(task_id="a")
        """
    )
    (task,) = found.dags[0].tasks
    assert task.when
    assert any("its first round was followed" in finding.message for finding in found.findings)


def test_try_import_takes_the_body_and_known_errors_the_handler(dag):
    found = dag("""
        try:
            from airflow.operators.empty import EmptyOperator as Op
        except ImportError:
            Op = None
        try:
            name = {"a": 1}["b"]
        except KeyError:
            name = "fallback"
        with DAG("d"):
            Op(task_id=name)
    """)
    assert ids(found) == ["fallback"]


def test_classes_of_the_project_are_evaluated(dag):
    found = dag("""
        from dataclasses import dataclass, field
        from enum import Enum
        from collections import namedtuple
        class Env(Enum):
            DEV = "dev"
        @dataclass
        class Table:
            name: str
            tags: list = field(default_factory=list)
            @property
            def task(self): return f"{Env.DEV.value}_{self.name}"
        Row = namedtuple("Row", "id size")
        with DAG("d"):
            for table in [Table("x"), Table(name="y")]:
                EmptyOperator(task_id=table.task, tags=table.tags)
            EmptyOperator(task_id=Row("z", 1).id)
    """)
    assert ids(found) == ["dev_x", "dev_y", "z"]
    assert found.tasks[0].argument("tags") == Items(())


def test_a_callable_is_a_reference_to_its_place(dag):
    found = dag("""
        def work(): ...
        with DAG("d"): PythonOperator(task_id="t", python_callable=work)
    """)
    assert found.tasks[0].argument("python_callable") == Reference("dag_file.py", "work", 14)


def test_unknown_says_why(dag):
    found = dag("with DAG('d'): EmptyOperator(task_id='t', x=undefined + 1)")
    value = found.tasks[0].argument("x")
    assert isinstance(value, Unknown) and "not defined" in value.because


def test_files_of_the_project_are_read_while_the_dag_is_built(dag, tmp_path):
    (tmp_path / "tables.yaml").write_text("tables:\n  - {name: x, size: 1}\n  - {name: y, size: 2}\n")
    (tmp_path / "more.json").write_text('["z"]')
    found = dag("""
        import json, yaml
        from pathlib import Path
        HERE = Path(__file__).parent
        with open(os.path.join(os.path.dirname(__file__), "tables.yaml")) as f:
            tables = [t["name"] for t in yaml.safe_load(f)["tables"]]
        tables += json.loads((HERE / "more.json").read_text())
        with DAG("d"):
            for table in tables:
                EmptyOperator(task_id=table)
    """)
    assert ids(found) == ["x", "y", "z"]


def test_files_outside_the_project_are_not_read(dag):
    found = dag("""
        with open("/etc/hostname") as f:
            name = f.read()
        with DAG("d"): EmptyOperator(task_id="t", value=name)
    """)
    assert not isinstance(found.tasks[0].argument("value"), Known)


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("f\"{os.environ['X']}/a\"", "{env.X}/a"),
        ("f\"a_{os.getenv('X')}\"", "a_{env.X}"),
        ("f\"{os.environ.get('X')}\".strip()", "{env.X}"),
        ("f\" A_{os.environ['X']} \".lower().strip()", "a_{env.X.lower()}"),
        ("f\"{os.environ['X']}.csv\".replace('.csv', '.json')", "{env.X}.json"),
        ("f\"{os.environ['X']}\".replace('.', '/')", "{env.X.replace('.','/')}"),
        ("f\"{os.environ['X']} %s {{}}\".format('b') % 'a'", "{env.X} a b"),
        ("'/'.join([os.environ['X'], 'b']).split('/')[0]", "{env.X}"),
        ("f\"{os.environ['X']}-a b\".split()[0]", "{env.X}-a"),
        ("os.path.dirname(f\"{os.environ['X']}/a/b\")", "{env.X}/a"),
        ("str(Path(os.environ['X']) / 'a' / 'b.csv')", "{env.X}/a/b.csv"),
        ("str((Path('/a') / os.environ['X'] / 'b.csv').with_suffix('.json').parent)", "/a/{env.X}"),
        ("f\"{Path('/a', os.environ['X']).joinpath('b', 'c.x').with_name('d')}\"", "/a/{env.X}/b/d"),
        ("(Path(os.environ['X']) / 'b.csv').stem + os.environ['X']", "b{env.X}"),
        ("f\"{Path(os.environ['X']).stem}\"", "{env.X.stem}"),
        ("str(Path(os.environ['X']).parent)", "{env.X.parent}"),
    ],
)
def test_what_is_known_of_a_string_with_holes_is_kept(dag, expression, text):
    found = dag(f"from pathlib import Path\nwith DAG('d'): EmptyOperator(task_id='t', value={expression})")
    value = found.tasks[0].argument("value")
    assert isinstance(value, Template)
    assert value.text == text
    assert all(text[h.start : h.start + len(h.name) + 2] == f"{{{h.name}}}" for h in value.holes)


def test_an_environment_variable_without_default_is_named(dag):
    found = dag("with DAG('d'): EmptyOperator(task_id='t', value=os.environ['X'])")
    assert found.tasks[0].argument("value") == Unknown("env.X", "the environment variable X has no default here")


def test_one_hole_may_be_any_number_of_words(dag):
    found = dag("with DAG('d'): EmptyOperator(task_id='t', value=f\"{os.environ['X']}\".split(','))")
    assert isinstance(found.tasks[0].argument("value"), Unknown)


@pytest.mark.parametrize(
    "source",
    [
        'f"""a\\\n b{1}\\\n"""',
        r'f"\t\x41\u00e9\U0001F600\101\\ {{\'\"}}{1}"',
        r'f"\N{BULLET}{1}\N{DIGIT ONE}"',
        r'rf"\t\x41{{{1}"',
        r'Rf"""\N{1}"""',
        r'f"\d{1}"',
        r'"\x41\N{BULLET}"',
        r'b"\x41\t" b"\\"',
        'b"""a\\\nb"""',
        r'rb"\t"',
        r'r"\t" f"\t"',
    ],
)
def test_strings_are_read_as_python_reads_them(dag, source):
    found = dag(f"x = {source}\nwith DAG('d'): EmptyOperator(task_id='t', value=x)")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert found.tasks[0].argument("value") == Known(eval(source))
