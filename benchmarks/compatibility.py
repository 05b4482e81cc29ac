"""What of Airflow 1.10 and 2.x works unmodified on this Airflow: `compatibility.py [NAMES] [--document FILE]`.

NAMES is a table of tabs whose first column names things as `module:name`, such as those found in real DAG files;
without it, the names are those the shim's own tables choose. Each name is imported, each argument given to a real DAG
or operator, each template name rendered by a real task, all as DAG files the shim loads and runs. What does not work is
a sentence.
"""

from __future__ import annotations

import argparse
import datetime
import importlib
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path

from shim.environment import require_airflow

require_airflow()

from migrator.model import Interval  # noqa: E402
from migrator.semantics import State  # noqa: E402
from shim.imports import compatible  # noqa: E402
from shim.load import CannotLoad, load_dag  # noqa: E402
from shim.missing import explained  # noqa: E402
from shim.moment import at_window  # noqa: E402
from shim.schedule import Pace, Schedule  # noqa: E402
from shim.store import Store, TaskKey  # noqa: E402
from shim.versions import CHOSEN  # noqa: E402

START, END = "<!-- compatibility: made by benchmarks/compatibility.py -->", "<!-- compatibility: end -->"

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
        wanted = [f"{module}:{name}" for module, table in CHOSEN.items() for name in table if name != "*"]
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
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        text = "\n".join(
            (
                table("Names", list(names(options.names))),
                table("Arguments", list(arguments(Path(folder)))),
                table("Template names", list(templates(Path(folder)))),
            )
        )
    if options.document is None:
        print(text)
        return 0
    before, _, rest = options.document.read_text("utf-8").partition(START)
    options.document.write_text(f"{before}{START}\n\n{text}\n{END}{rest.partition(END)[2]}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
