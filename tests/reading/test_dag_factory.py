"""DAGs that dag-factory makes of YAML, against dag-factory where it is installed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from migrator.model import FileStatus, Reference
from migrator.reading import read

YAML = """\
default:
  default_args:
    owner: team
    retries: 2
    start_date: 2024-01-01
  schedule: "0 3 * * *"
  catchup: false

first:
  default_args:
    owner: somebody
  description: the first
  tags: [a]
  task_groups:
    outer:
      tooltip: around
      dependencies: [start]
    inner:
      parent_group_name: outer
  tasks:
    start:
      operator: airflow.providers.standard.operators.bash.BashOperator
      bash_command: echo start
    middle:
      operator: airflow.providers.standard.operators.bash.BashOperator
      bash_command: echo middle
      task_group_name: inner
    other:
      operator: airflow.providers.standard.operators.python.PythonOperator
      python_callable: include.work.do
      op_kwargs: {table: t}
      dependencies: [start, middle]
    end:
      operator: airflow.providers.standard.operators.empty.EmptyOperator
      trigger_rule: all_done
      retries: 0
      dependencies: [outer, other]

second:
  schedule: none
  tasks:
    - task_id: numbers
      decorator: airflow.sdk.definitions.decorators.task
      python_callable: include.work.numbers
    - task_id: double
      decorator: airflow.sdk.definitions.decorators.task
      python_callable: include.work.double
      number: +numbers
    - task_id: listed
      operator: airflow.providers.standard.operators.python.PythonOperator
      python_callable: include.work.numbers
    - task_id: each
      operator: airflow.providers.standard.operators.python.PythonOperator
      python_callable_name: do
      python_callable_file: {here}/include/work.py
      partial: {op_kwargs: {table: t}}
      expand: {op_args: listed.output}
    - task_id: mapped
      decorator: airflow.sdk.definitions.decorators.task
      python_callable: include.work.double
      expand: {number: +numbers}

third:
  schedule: ["s3://bucket/one", "s3://bucket/two"]
  tasks:
    only:
      operator: airflow.providers.standard.operators.empty.EmptyOperator
      outlets: ["s3://bucket/three"]

fourth:
  schedule:
    __or__:
      - {__type__: airflow.sdk.Asset, uri: "s3://bucket/a"}
      - __and__:
        - {__type__: airflow.sdk.Asset, uri: "s3://bucket/b"}
        - {__type__: airflow.sdk.Asset, uri: "s3://bucket/c"}
  tasks:
    only:
      operator: airflow.providers.standard.operators.empty.EmptyOperator
      execution_timeout: {__type__: datetime.timedelta, hours: 1}

fifth:
  schedule: {__type__: airflow.sdk.CronTriggerTimetable, __args__: ["0 1 * * 3"], timezone: UTC}
  tasks:
    only: {operator: airflow.providers.standard.operators.empty.EmptyOperator}
"""
WORK = """
def do(table, *args): open(table)
def numbers(): return [1]
def double(number): return number * 2
"""
FORMS = {
    "folder": "from airflow.sdk import DAG\nfrom dagfactory import load_yaml_dags\n"
    "load_yaml_dags(globals_dict=globals(), dags_folder={folder!r})\n",
    "file": "from airflow.sdk import DAG\nfrom dagfactory import load_yaml_dags\n"
    "load_yaml_dags(globals(), config_filepath={folder!r} + '/configs/dags.yml')\n",
    "suffix": "from airflow.sdk import DAG\nimport dagfactory\n"
    "dagfactory.load_yaml_dags(globals_dict=globals(), dags_folder={folder!r}, suffix=['dags.yml'])\n",
}


def written(root: Path, form: str = "folder", text: str = YAML) -> Path:
    folder = root / "dags"
    (folder / "configs").mkdir(parents=True)
    (folder / "include").mkdir()
    (root / "pyproject.toml").touch()
    (folder / "configs" / "dags.yml").write_text(text.replace("{here}", str(folder)))
    (folder / "configs" / "other.yaml").write_text("connections: [x]\n")
    (folder / "include" / "work.py").write_text(WORK)
    (folder / "dag_file.py").write_text(FORMS[form].format(folder=str(folder)))
    return root


def shown(dag):
    return {
        "schedule": dag.timetable.text,
        "tasks": {t.id: (t.operator, t.trigger_rule, t.retries, t.mapped) for t in dag.tasks},
        "edges": sorted((e.upstream.task, e.downstream.task) for e in dag.order),
        "groups": sorted(g.id for g in dag.groups),
    }


ORACLE = """
import json, os, sys
sys.path.insert(0, os.path.dirname(sys.argv[1]))
import dag_file
from airflow.sdk import DAG
answer = {}
for name, dag in vars(dag_file).items():
    if isinstance(dag, DAG):
        answer[name] = {
            "tasks": {t.task_id: [t.task_type, t.trigger_rule.value, t.retries, t.is_mapped] for t in dag.tasks},
            "edges": sorted([t.task_id, d] for t in dag.tasks for d in t.downstream_task_ids),
            "groups": sorted(g for g in dag.task_group_dict if g),
            "summary": type(dag.timetable).__name__,
        }
print("ANSWER" + json.dumps(answer))
"""
DECORATED = {"_PythonDecoratedOperator": "@task"}


@pytest.mark.parametrize("form", FORMS)
def test_each_dag_is_as_dag_factory_makes_it(tmp_path, form):
    pytest.importorskip("dagfactory")
    root = written(tmp_path, form)
    environment = {**os.environ, "AIRFLOW_HOME": str(root / "home"), "AIRFLOW__CORE__DAGS_FOLDER": str(root / "dags")}
    command = [sys.executable, "-c", ORACLE, str(root / "dags" / "dag_file.py")]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    answer = [line for line in done.stdout.splitlines() if line.startswith("ANSWER")]
    assert answer, done.stderr[-3000:]
    expected = json.loads(answer[0].removeprefix("ANSWER"))
    project = read([root])
    assert {dag.id for dag in project.dags} == set(expected)
    for dag in project.dags:
        ours = shown(dag)
        theirs = expected[dag.id]
        tasks = {k: (DECORATED.get(v[0], v[0]), *v[1:]) for k, v in theirs["tasks"].items()}
        assert ours["tasks"] == tasks
        assert ours["edges"] == [tuple(edge) for edge in theirs["edges"]]
        assert ours["groups"] == theirs["groups"]


def test_the_yaml_is_read(tmp_path):
    project = read([written(tmp_path)])
    assert project.findings == ()
    dags = {dag.id: dag for dag in project.dags}
    assert {name: dag.timetable.text for name, dag in dags.items()} == {
        "first": "0 3 * * *", "second": None, "third": "assets:s3://bucket/one,s3://bucket/two",
        "fourth": "assets:s3://bucket/a,s3://bucket/b,s3://bucket/c", "fifth": "timetable:CronTriggerTimetable",
    }  # fmt: skip
    assert shown(dags["first"]) == {
        "schedule": "0 3 * * *",
        "tasks": {
            "start": ("BashOperator", "all_success", 2, False),
            "outer.inner.middle": ("BashOperator", "all_success", 2, False),
            "other": ("PythonOperator", "all_success", 2, False), "end": ("EmptyOperator", "all_done", 0, False),
        },
        "edges": [
            ("other", "end"), ("outer.inner.middle", "end"), ("outer.inner.middle", "other"), ("start", "other"),
            ("start", "outer.inner.middle"),
        ],
        "groups": ["outer", "outer.inner"],
    }  # fmt: skip
    assert dags["first"].tasks[0].argument("owner").value == "somebody"
    assert {t.id: (t.operator, t.mapped) for t in dags["second"].tasks} == {
        "numbers": ("@task", False), "double": ("@task", False),
        "listed": ("PythonOperator", False), "each": ("PythonOperator", True), "mapped": ("@task", True),
    }  # fmt: skip


def test_what_is_made_stands_in_the_yaml(tmp_path):
    project = read([written(tmp_path)])
    first = project.dags[0]
    lines = YAML.splitlines()
    assert (first.path, first.span.path) == ("dags/dag_file.py", "dags/configs/dags.yml")
    assert lines[first.span.line - 1] == "first:"
    assert {t.id: lines[t.span.line - 1].strip() for t in first.tasks} == {
        "start": "start:", "outer.inner.middle": "middle:", "other": "other:", "end": "end:",
    }  # fmt: skip
    (other,) = [t for t in first.tasks if t.id == "other"]
    assert other.argument("python_callable") == Reference("dags/include/work.py", "do", 2)
    assert [effect.call for effect in other.effects] == ["builtins.open"]


def test_the_older_class_and_a_dict(tmp_path):
    written(tmp_path)
    (tmp_path / "dags" / "dag_file.py").write_text(
        textwrap.dedent("""
        from airflow import DAG
        import dagfactory
        factory = dagfactory.DagFactory("/usr/local/airflow/dags/configs/dags.yml")
        factory.clean_dags(globals())
        factory.generate_dags(globals())
        task = {"operator": "airflow.operators.bash.BashOperator"}
        more = dagfactory.DagFactory(config={"made": {"tasks": {"t": task}}})
        more.generate_dags(globals())
    """)
    )
    assert {d.id for d in read([tmp_path]).dags} == {"first", "second", "third", "fourth", "fifth", "made"}


def test_defaults_come_from_files_above(tmp_path):
    written(tmp_path, "file", "d:\n  tasks:\n    t: {operator: airflow.operators.bash.BashOperator}\n")
    (tmp_path / "dags" / "defaults.yml").write_text("schedule: '@daily'\ndefault_args: {owner: far, retries: 1}\n")
    (tmp_path / "dags" / "configs" / "defaults.yaml").write_text("default_args: {owner: near}\n")
    (dag,) = read([tmp_path]).dags
    assert (dag.timetable.text, dag.tasks[0].retries, dag.tasks[0].argument("owner").value) == ("@daily", 1, "near")


@pytest.mark.parametrize(
    ("text", "because"),
    [
        (
            "d:\n  tasks:\n    a: {operator: x.BashOperator, dependencies: [b]}\n"
            "    b: {operator: x.BashOperator, dependencies: [a]}\n",
            "circle",
        ),
        ("d:\n  tasks:\n    a: {operator: x.BashOperator, dependencies: [gone]}\n", "gone"),
        ("d:\n  tasks:\n    a: {bash_command: x}\n", "neither operator"),
        ("d:\n  task_groups: {g: {parent_group_name: g}}\n  tasks: {}\n", "lies in itself"),
        ("d: [1", "cannot be read"),
        ("d:\n  tasks:\n    a: {operator: x.BashOperator, dependencies: [[1], {b: c}, 5]}\n", "depends on 5"),
        ("d:\n  tasks: {a: {operator: x.BashOperator, retries: {__type__: builtins.int, __args__: [x]}}}\n", ""),
        ("d: &a {tasks: {t: {operator: x.BashOperator, bash_command: !!python/object/apply:os.system [x]}}}", ""),
    ],
)  # fmt: skip
def test_what_cannot_be_built_is_said(tmp_path, text, because):
    project = read([written(tmp_path, "file", text)])
    assert not because or any(because in finding.message for finding in project.findings)
    assert not because or project.files[0].status is FileStatus.PARTIAL or project.findings


def test_a_file_that_fails_leaves_the_others_alone(tmp_path):
    written(tmp_path)
    bad = "bad:\n  start_date: {__type__: datetime.datetime, __args__: [1, 99, 1]}\n  tasks: {}\n"
    (tmp_path / "dags" / "configs" / "a_bad.yml").write_text(bad)
    project = read([tmp_path])
    assert {dag.id for dag in project.dags} >= {"first", "fifth"}
    assert any("a_bad.yml" in finding.span.path for finding in project.findings)


def test_a_file_that_is_not_there_is_said(tmp_path):
    written(tmp_path)
    (tmp_path / "dags" / "dag_file.py").write_text(
        "from airflow import DAG\nfrom dagfactory import load_yaml_dags\n"
        "load_yaml_dags(globals(), config_filepath='/x/gone.yml')\n"
    )
    project = read([tmp_path])
    assert project.files[0].status is FileStatus.PARTIAL
    assert "gone.yml" in project.findings[0].message
