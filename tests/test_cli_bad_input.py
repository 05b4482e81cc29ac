"""Whatever lies in the folder, the command says it in one line, reads the rest, and returns the right code."""

from __future__ import annotations

import json

import pytest

GOOD = (
    "from airflow import DAG\nfrom airflow.operators.bash import BashOperator\n"
    "with DAG('good', schedule=None) as dag:\n    BashOperator(task_id='only', bash_command='true')\n"
)
BAD = {
    "syntax error": b"from airflow import DAG\ndef broken(:\n",
    "Python 2": b"from airflow import DAG\nprint 'hello'\n",
    "binary junk": bytes(range(256)) * 40 + b"airflow DAG",
    "null bytes": b"from airflow import DAG\x00\n",
    "10,000 nested brackets": b"from airflow import DAG\nx = " + b"[" * 10_000 + b"]" * 10_000 + b"\n",
    "5 MB literal": b"from airflow import DAG\nx = [" + b"12345678, " * 520_000 + b"]\n",
    "wrong encoding": b"# -*- coding: no-such-codec -*-\nfrom airflow import DAG\n",
}


@pytest.mark.parametrize("content", BAD.values(), ids=BAD.keys())
def test_one_bad_file_is_one_clear_line_and_the_rest_is_read(migrate, tmp_path, content):
    (tmp_path / "good.py").write_text(GOOD)
    (tmp_path / "bad.py").write_bytes(content)
    done = migrate("analyze", tmp_path, timeout=60)
    assert "Traceback" not in done.stderr
    assert done.returncode == 1, done.stdout + done.stderr
    lines = [line for line in done.stdout.splitlines() if "bad.py" in line and line.startswith(("not read", "error"))]
    assert lines, done.stdout
    assert "only" in done.stdout
    assert "2 files, 1 not read, 1 DAGs, 1 tasks" in done.stdout


def test_an_empty_folder_is_no_error(migrate, tmp_path):
    done = migrate("analyze", tmp_path)
    assert done.returncode == 0
    assert "0 DAGs" in done.stdout


def test_a_missing_path_is_misuse_in_one_sentence(migrate, tmp_path):
    done = migrate("analyze", tmp_path / "nowhere")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "nowhere" in done.stderr


def test_reading_a_dag_never_runs_it(migrate, tmp_path):
    precious = tmp_path / "precious.txt"
    precious.write_text("still here")
    (tmp_path / "dag.py").write_text(f"import os\nos.remove({str(precious)!r})\n{GOOD}")
    assert migrate("analyze", tmp_path).returncode == 0
    assert precious.read_text() == "still here"


def test_an_unknown_target_names_those_there_are(migrate, tmp_path):
    (tmp_path / "good.py").write_text(GOOD)
    done = migrate("generate", tmp_path, "--target", "cron", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "no target named 'cron'; there is dagster" in done.stderr
    assert not (tmp_path / "out").exists()


def test_nothing_is_generated_over_files_that_were_not_generated(migrate, tmp_path):
    (tmp_path / "good.py").write_text(GOOD)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    done = migrate("generate", tmp_path / "good.py", "--out", tmp_path / "mine")
    assert done.returncode == 2
    assert sorted(path.name for path in (tmp_path / "mine").iterdir()) == ["notes.txt"]


def test_fail_on_decides_the_exit_code(migrate, fixture_dags):
    codes = {
        level: migrate("analyze", fixture_dags, "--fail-on", level).returncode
        for level in ("error", "warning", "never")
    }
    assert codes == {"error": 0, "warning": 1, "never": 0}


def test_sql_that_cannot_be_read_is_a_finding_and_exit_code_1(migrate):
    done = migrate("lineage", "--dialect", "postgres", input="SELECT FROM WHERE ((")
    assert done.returncode == 1
    assert "finding" in done.stdout


def test_a_malformed_line_is_answered_and_the_next_one_too(migrate):
    lines = [
        '{"id": 1, "sql": "insert into a select * from b", "dialect": "postgres"}',
        "not json",
        '{"id": 3, "sql": 7}',
        '{"id": 4, "sql": "select 1"}',
    ]
    done = migrate("lineage", "--jsonl", input="\n".join(lines))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == [1, None, 3, 4]
    assert (answers[0]["sources"], answers[0]["targets"]) == (["b"], ["a"])
    assert answers[1]["findings"] and answers[2]["findings"] and not answers[3]["findings"]
    assert done.returncode == 1
