"""A project's own facts: they come before ours, and what cannot be followed is one sentence with its place."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from migrator.configuration import BadConfiguration, load_configuration
from migrator.lineage.infer import infer
from migrator.operators.rule import Kind
from migrator.reading import read

DAG = """
from airflow import DAG
from company.operators import FromGlacier, Load, Seen
from airflow.operators.bash import BashOperator

with DAG("d") as dag:
    Load(task_id="load", source="s3://lake/in", table="Sales", conn="wh")
    Seen(task_id="seen", table="sales", conn="wh")
    FromGlacier(task_id="thaw")
    BashOperator(task_id="bash", bash_command="true", environment="prod")
"""

OWN = """
facts = ["facts/*.py"]

[[operators]]
name = "company.operators.Load"
kind = "transfer"
reads = ["{source}"]
writes = "postgres://{conn}/{table}"
write = "append"

[[operators]]
name = "airflow.operators.bash.BashOperator"
writes = ["s3://{environment}/log"]
"""

FILE = '''"""Ours."""
from migrator.operators.rule import Hook, Kind, Rule

RULES = (
    Rule("company.operators.Seen", waits=("postgres://{conn}/{table}",), kind=Kind.SENSOR),
    Rule("company.operators.FromGlacier", writes=("s3://thawed/all.csv",), write="overwrite"),
)
HOOKS = [Hook("company.hooks.Lake", "lake_id", "lake_default", "trino")]
'''


def written(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_tables_and_files_of_rules_say_what_own_operators_do(tmp_path: Path) -> None:
    written(tmp_path, **{"dag.py": DAG, "migrate.toml": OWN, "facts/lake.py": FILE})
    found = infer(read([tmp_path]), load_configuration(tmp_path))
    said = [(access.task.task, access.write.value if access.write else access.mode.value, access.asset)
            for access in found.accesses]  # fmt: skip
    table = "postgres://{conn:wh}/public.sales"
    assert said == [
        ("load", "read", "s3://lake/in"),
        ("load", "append", table),
        ("seen", "wait", table),
        ("thaw", "overwrite", "s3://thawed/all.csv"),
        ("bash", "unknown", "s3://prod/log"),
    ]
    assert not [finding for finding in found.findings if finding.code == "unknown-operator"]


def test_own_facts_belong_to_one_configuration_and_leave_no_trace(tmp_path: Path) -> None:
    written(tmp_path, **{"own/migrate.toml": OWN, "own/facts/lake.py": FILE, "plain/migrate.toml": ""})
    own, plain = (load_configuration(tmp_path / name).catalogue for name in ("own", "plain"))
    assert own.find("company.operators.Load") is not None
    assert plain.find("company.operators.Load") is None
    rule = plain.find("airflow.operators.bash.BashOperator")
    assert rule is not None
    assert rule.kind is Kind.BASH
    found = own.hook_of("company.hooks.Lake.run")
    assert found is not None
    assert (found[0].system, found[1]) == ("trino", "run")


def test_a_file_of_rules_is_read_and_never_run(tmp_path: Path) -> None:
    trace = tmp_path / "ran"
    code = f"open({str(trace)!r}, 'w').write('x')\nRULES = ()\n"
    written(tmp_path, **{"migrate.toml": 'facts = ["own.py"]', "own.py": code})
    with pytest.raises(BadConfiguration, match=r"own\.py:1: only RULES"):
        load_configuration(tmp_path)
    assert not trace.exists()


@pytest.mark.parametrize(
    ("toml", "because"),
    [
        ('[[operators]]\nreads = ["s3://{a}"]', "needs a name"),
        ('[[operators]]\nname = "Load"', "import path"),
        ('[[operators]]\nname = "a.B"\nread = ["s3://{a}"]', "'read', which is no word of a fact"),
        ('[[operators]]\nname = "a.B"\nreads = ["{a"]', "is no place"),
        ('[[operators]]\nname = "a.B"\nreads = ["bucket and key"]', "is no place"),
        ('[[operators]]\nname = "a.B"\nwrite = "sideways"', "none of append"),
        ('[[operators]]\nname = "a.B"\nkind = "sensory"', "there is work"),
        ('[[operators]]\nname = "a.B"\nsql = "sql"', "not two texts"),
        ('[[operators]]\nname = "a.B"\ndefaults = ["x"]', "not texts by name"),
        ('[[operators]]\nname = "a.B"\n[[operators]]\nname = "a.B"', "two facts about a.B"),
        ('operators = "x"', r"no list of tables"),
        ('[[hooks]]\nname = "a.B"', "a hook needs"),
        ('facts = ["facts/*.py"]', "there is no such file"),
        ('facts = ["../x.py"]', "not in the project"),
        ('facts = "own.py"', "not a list of files"),
    ],
)
def test_a_fact_that_cannot_be_followed_is_one_sentence(toml: str, because: str, tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match=because):
        load_configuration(written(tmp_path, **{"migrate.toml": toml}))


@pytest.mark.parametrize(
    ("code", "because"),
    [
        ("RULES = (", ":1: it is not Python"),
        ("import os\nRULES = ()", ":1: only RULES"),
        ("x = 1\nRULES = ()", ":1: only RULES"),
        ("RULES = tuple(x for x in y)", ":1: only RULES"),
        ("RULES = (\n    Rule('a.B', reads=(f'{x}',)),\n)", ":2: .* is no literal"),
        ("RULES = (\n    Rule('a.B', reads=open('x')),\n)", ":2: .* is no literal"),
        ("RULES = (eval('1'),)", ":1: .* is neither"),
        ("RULES = (Rule('a.B', **{'reads': ()}),)", r":1: \*\* may not"),
        ("RULES = (Rule('a.B', kind=Kind.NONE),)", "there is no Kind.NONE"),
        ("RULES = (Rule('a.B', 'x', 'y'),)", "by position"),
        ("RULES = (\n\n  Rule('a.B', waits='here'),)", ":3: .*is no place"),
        ("(" * 5000, "it is not Python"),
    ],
)
def test_a_file_that_is_more_than_literals_is_refused_with_its_line(code: str, because: str, tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match=because):
        load_configuration(written(tmp_path, **{"migrate.toml": 'facts = ["own.py"]', "own.py": code}))


def test_the_command_exits_with_2_and_names_file_and_line(tmp_path: Path) -> None:
    written(tmp_path, **{"migrate.toml": 'facts = ["own.py"]', "own.py": "RULES = (\n  Rule(1),\n)", "dag.py": DAG})
    command = [sys.executable, "-m", "migrator", "analyze", str(tmp_path), "--no-cache"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "own.py:2: an operator's fact needs a name" in done.stderr
    assert "Traceback" not in done.stderr
