"""What of Airflow 1.10 and 2.x works unmodified on this Airflow: `compatibility.py [NAMES] [--document FILE]`, with
`--examples NAME=FOLDER` for folders of DAG files, such as those in the wheels of older versions, which are loaded.

NAMES is a table of tabs whose first column names things as `module:name`, such as those found in real DAG files;
without it, the names are those the shim's own tables choose. Each name is imported, each argument given to a real DAG
or operator, each template name rendered by a real task, all as DAG files the shim loads and runs. What does not work is
a sentence.
"""

from __future__ import annotations

import argparse
import datetime
import importlib
import multiprocessing
import os
import sys
import tempfile
import textwrap
from collections import Counter
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

# Beside this file is one named `shim`, which is not what is meant.
sys.path[0] = str(Path(__file__).resolve().parents[1])

from shim.environment import require_airflow  # noqa: E402

require_airflow()

from migrator.model import Interval  # noqa: E402
from migrator.semantics import State  # noqa: E402
from shim.imports import compatible  # noqa: E402
from shim.load import CannotLoad, load, load_dag  # noqa: E402
from shim.missing import explained  # noqa: E402
from shim.moment import at_window  # noqa: E402
from shim.schedule import Pace, Schedule  # noqa: E402
from shim.store import Store, TaskKey  # noqa: E402
from shim.versions import MODULES  # noqa: E402

DAG_ARGUMENTS = {
    "schedule_interval": '"@daily"',
    "timetable": "CronDataIntervalTimetable('0 3 * * *', timezone='UTC')",
    "concurrency": "4",
    "default_view": '"graph"',
    "orientation": '"LR"',
    "full_filepath": '"x.py"',
    "fail_stop": "True",
    "sla_miss_callback": "print",
}
# Operator -> argument -> value, beside what it needs.
OPERATOR_ARGUMENTS = {
    "EmptyOperator()": {"task_concurrency": "2", "trigger_rule": '"dummy"', "sla": "timedelta(hours=1)"},
    "EmptyOperator() ": {"trigger_rule": '"none_failed_or_skipped"'},
    "PythonOperator(python_callable=print)": {"provide_context": "True"},
    'BashOperator(bash_command="true")': {"xcom_push": "True"},
    'TriggerDagRunOperator(trigger_dag_id="x")': {"execution_date": '"{{ ds }}"'},
    'PostgresOperator(sql="select 1")': {"postgres_conn_id": '"w"'},
    'MySqlOperator(sql="select 1")': {"mysql_conn_id": '"w"'},
    'SqliteOperator(sql="select 1")': {"sqlite_conn_id": '"w"'},
    'SnowflakeOperator(sql="select 1")': {"snowflake_conn_id": '"w"', "warehouse": '"small"'},
}
TEMPLATES = (
    "execution_date next_ds next_ds_nodash prev_ds prev_ds_nodash tomorrow_ds tomorrow_ds_nodash yesterday_ds "
    "yesterday_ds_nodash next_execution_date prev_execution_date prev_execution_date_success conf test_mode "
    "triggering_dataset_events latest_date END_DATE dag_run.execution_date dag_run.external_trigger ti.execution_date "
    "ti.get_dagrun() dag.following_schedule(execution_date) dag.previous_schedule(execution_date)"
).split()

# In which each DAG of an older version has to end.
LONGEST_S = 40
# Of waits, and of the time that a run may take.
SCALE = 0.01
IMPORTS = """
from datetime import datetime, timedelta
from airflow import DAG
from airflow.operators.bash_operator import BashOperator
from airflow.operators.dagrun_operator import TriggerDagRunOperator
from airflow.operators.dummy_operator import DummyOperator as EmptyOperator
from airflow.operators.mysql_operator import MySqlOperator
from airflow.operators.postgres_operator import PostgresOperator
from airflow.operators.python_operator import PythonOperator
from airflow.operators.sqlite_operator import SqliteOperator
from airflow.contrib.operators.snowflake_operator import SnowflakeOperator
from airflow.timetables.interval import CronDataIntervalTimetable
"""


def names(given: Path | None) -> Iterator[tuple[str, str]]:
    """Each name and how it fares: empty where it works."""
    if given is not None:
        wanted = [line.split("\t")[0] for line in given.read_text("utf-8").splitlines()[1:] if line.strip()]
    else:
        wanted = [f"{module}:{name}" for module, table in MODULES.items() for name in table if name != "*"]
    with compatible("2"):
        for name in wanted:
            module, _, attribute = name.partition(":")
            try:
                getattr(importlib.import_module(module), attribute)
            except (ImportError, AttributeError) as error:
                yield name, explained(error)
            else:
                yield name, ""


def arguments(folder: Path) -> Iterator[tuple[str, str]]:
    """Each argument and how a file that uses it fares."""
    for name, value in DAG_ARGUMENTS.items():
        yield f"`DAG({name}=)`", loads(folder, f"d = DAG('d', start_date=datetime(2026, 1, 1), {name}={value})")
    for operator, given in OPERATOR_ARGUMENTS.items():
        head, _, needed = operator.strip().rstrip(")").partition("(")
        for name, value in given.items():
            needs = f", {needed}" if needed else ""
            made = f"{head}(task_id='t'{needs}, {name}={value}, dag=DAG('d', start_date=datetime(2026, 1, 1)))"
            shown = f"{name}={value}" if name == "trigger_rule" else f"{name}="
            yield f"`{head}({shown})`", loads(folder, f"t = {made}\nd = t.dag")


def loads(folder: Path, text: str) -> str:
    """Why a DAG file of this text does not load; empty where it does."""
    (folder / "d.py").write_text(IMPORTS + text, encoding="utf-8")
    try:
        load_dag(str(folder), "d.py", "d")
    except CannotLoad as error:
        return str(error).partition("does not load: ")[2]
    return ""


def templates(folder: Path) -> Iterator[tuple[str, str]]:
    """Each template name with what it is in the run of 2026-01-04 03:00 to 2026-01-05 03:00."""
    for name in TEMPLATES:
        text = f"""
        with DAG("d", schedule_interval="0 3 * * *", start_date=datetime(2026, 1, 1)) as d:
            BashOperator(task_id="t", bash_command="echo '{{{{ {name} }}}}'")
        """
        (folder / "d.py").write_text(IMPORTS + textwrap.dedent(text), encoding="utf-8")
        store = Store(":memory:")
        start = datetime.datetime(2026, 1, 4, 3, tzinfo=datetime.timezone.utc)
        moment = at_window(start, start + datetime.timedelta(days=1), Interval.BEFORE)
        state = Schedule(load_dag(str(folder), "d.py", "d"), moment, store, pace=Pace(0)).run()
        found = store.pull(TaskKey("d", moment.run_id, "t"), "return_value")
        yield (
            f"`{{{{ {name} }}}}`",
            "" if state is State.SUCCESS and found else f"the task that renders it ends {state}",
        )


def examples(folders: list[str]) -> str:
    """A Markdown table of how many DAG files of each folder load, and why the others do not."""
    lines = [
        "### DAG files of older versions",
        "",
        "| from | DAG files | load | why the others do not | their DAGs | end well | why the others do not |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, _, folder in (each.partition("=") for each in folders):
        files = sorted(each for each in Path(folder).rglob("*.py") if "DAG" in each.read_text("utf-8"))
        reasons: Counter[str] = Counter()
        ends: Counter[str] = Counter()
        for file in files:
            try:
                load(folder, str(file.relative_to(folder)))
                ends.update(run_apart(folder, str(file.relative_to(folder))))
            except CannotLoad as error:
                because = str(error).partition("does not load: ")[2].partition("\n")[0].partition(", and we know")[0]
                missing = because.endswith("not installed here")
                reasons["a package is not installed here" if missing else because.removeprefix("it ")] += 1
        told = "; ".join(f"{because} ({count})" for because, count in reasons.most_common())
        ran = "; ".join(f"{because} ({count})" for because, count in ends.most_common() if because)
        loaded = len(files) - reasons.total()
        lines.append(f"| {name} | {len(files)} | {loaded} | {told} | {ends.total()} | {ends['']} | {ran} |")
    return "\n".join([*lines, ""])


def run_apart(folder: str, path: str) -> list[str]:
    """How each DAG of a file ends, in a process of its own: empty for well, else why not."""
    ours, theirs = multiprocessing.get_context("fork").Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=run_file, args=(folder, path, theirs), daemon=True)
    process.start()
    found = []
    while ours.poll(LONGEST_S) and (told := ours.recv()) is not None:
        found.append(told)
    process.kill()
    process.join()
    known = len(load(folder, path))
    return [*found, *["it waits longer than we do"] * (known - len(found))]


def run_file(folder: str, path: str, answers: Connection) -> None:
    """Sends how each DAG of a file ends."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    start = datetime.datetime(2026, 1, 4, tzinfo=datetime.timezone.utc)
    moment = at_window(start, start + datetime.timedelta(days=1), Interval.BEFORE)
    for loaded in load(folder, path).values():
        events: list[dict[str, Any]] = []
        state = Schedule(loaded, moment, Store(":memory:"), pace=Pace(SCALE), emit=events.append).run()
        failed = [each for each in events if each.get("state") == "failed" and each.get("error")]
        because = str(failed[0]["error"]).splitlines()[0][:90] if failed else f"its run is {state}"
        where = f"{loaded.dag.dag_id}.{failed[0]['task_id']}: " if failed else f"{loaded.dag.dag_id}: "
        answers.send("" if state is State.SUCCESS else where + because.replace("|", "/"))
    answers.send(None)


def table(title: str, rows: list[tuple[str, str]]) -> str:
    """A Markdown table, what works in few words and what does not in a sentence."""
    works = sum(not text for _, text in rows)
    lines = [f"### {title}", "", f"{works} of {len(rows)} work.", "", "| | |", "|---|---|"]
    lines += [f"| {name if name.startswith('`') else f'`{name}`'} | {text or 'works'} |" for name, text in rows]
    return "\n".join([*lines, ""])


def main() -> int:
    """Print the tables, or write them between their marks."""
    parser = argparse.ArgumentParser(description="What of Airflow 1.10 and 2.x works unmodified.")
    parser.add_argument("names", type=Path, nargs="?")
    parser.add_argument("--document", type=Path)
    parser.add_argument("--examples", action="append", default=[], metavar="NAME=FOLDER")
    options = parser.parse_args()
    if options.examples:
        return write(examples(options.examples), options.document, "examples")
    with tempfile.TemporaryDirectory() as folder:
        text = "\n".join(
            (
                table("Names", list(names(options.names))),
                table("Arguments", list(arguments(Path(folder)))),
                table("Template names", list(templates(Path(folder)))),
            )
        )
    return write(text, options.document, "compatibility")


def write(text: str, document: Path | None, mark: str) -> int:
    """Print the text, or put it between its marks in the document."""
    if document is None:
        print(text)
        return 0
    start, end = f"<!-- {mark}: made by benchmarks/compatibility.py -->", f"<!-- {mark}: end -->"
    before, _, rest = document.read_text("utf-8").partition(start)
    document.write_text(f"{before}{start}\n\n{text}\n{end}{rest.partition(end)[2]}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
