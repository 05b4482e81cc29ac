"""Bodies that are functions and commands, as assets that Dagster really makes."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from migrator.model import (
    Becomes,
    Body,
    Command,
    Definition,
    Disposition,
    Function,
    Hole,
    HookUse,
    Import,
    Input,
    Known,
    Moved,
    Origin,
    Output,
    Outputs,
    PartitionKind,
    Partitions,
    Plan,
    Resource,
    RunValue,
    Setting,
    Signal,
    Span,
    Step,
    TaskRef,
    Template,
)
from migrator.targets.dagster import render

ROOT = Path(__file__).parent.parent
SPAN = Span("dags/a.py", 3)
DAILY = Partitions(PartitionKind.TIME, cron="0 0 * * *", start="2026-01-01T00:00", key_format="%Y-%m-%d")
TABLE = "sqlite://{conn:warehouse}/t"

EXTRACT = Moved(
    "extract",
    (Import(Origin.STANDARD, "json"),),
    (
        Definition(("LIMIT",), "LIMIT = 3  # at most\n", Span("dags/a.py", 1)),
        Definition(
            ("extract",),
            "def extract(ds, table, pushed):\n    # why\n"
            "    pushed['most'] = LIMIT\n    return json.dumps([ds, table])\n",
            Span("dags/a.py", 2),
        ),
    ),
    (
        Input("ds", RunValue("ds")),
        Input("table", Setting("TABLE", Known("orders"))),
        Input("pushed", Outputs(("most",))),
    ),
    SPAN,
    returns=True,
)
LOAD = Moved(
    "load",
    (),
    (
        Definition(
            ("load",),
            "def load(rows, most, path, db):\n"
            "    if most > 3:\n        raise AirflowFailException('too many')\n"
            "    db.run('CREATE TABLE IF NOT EXISTS t (a, b, c)')\n    db.insert_rows('t', [(rows, most, path)])\n",
            Span("dags/a.py", 9),
        ),
    ),
    (
        Input("rows", Output("extract")),
        Input("most", Output("extract", "most")),
        Input("path", Template("s3://b/{ds}/x", (Hole(7, "ds", ""),))),
        Input("db", HookUse("x.SqliteHook", "warehouse", (), ("run", "insert_rows"))),
    ),
    SPAN,
    signals=(("AirflowFailException", Signal.FAIL),),
)


def step(task: str, body: Body, writes: str, reads: tuple[str, ...] = ()) -> Step:
    """A native step of one daily asset."""
    results = ((writes, task),) if writes.startswith("airflow:") else ()
    ref = TaskRef("dags/a.py", "d", task)
    return Step(f"d.{task}", (ref,), Becomes.ASSET, (body,), reads, (writes,), (), (), DAILY, (), "", "d", results)


def plan_of(out: Path, *, alone: bool) -> Plan:
    """A function that hands on two values, one that stores them by a hook, and a command after it."""
    shell = Template(f"echo '{{ds}}' \"$A${{HOME:+!}}\" > {out}", (Hole(6, "ds", ""),))
    steps = (
        step("extract", Function(EXTRACT), "airflow:d.extract"),
        step("load", Function(LOAD, (("warehouse", "warehouse"),)), TABLE, ("airflow:d.extract",)),
        step(
            "shell",
            Command((Known("bash"), Known("-c"), shell), (("A", Known("it's")),), alone=alone),
            "file:out",
            (TABLE,),
        ),
    )
    return Plan(
        "/somewhere",
        steps,
        resources=(Resource("warehouse", "warehouse", "sqlite", ("WAREHOUSE_PATH",)),),
        dispositions=tuple(Disposition(each.id, each.becomes, each.id, "", SPAN) for each in steps),
        names=(("airflow:d.extract", ("d", "extract")), (TABLE, ("t",)), ("file:out", ("out",))),
    )


MATERIALIZE = """
import dagster as dg
from shop.definitions import defs
found = defs() if not isinstance(defs, dg.Definitions) else defs
job = found.resolve_implicit_global_asset_job_def()
here = dg.DagsterInstance.ephemeral()
result = job.execute_in_process(partition_key="2026-01-05", instance=here, raise_on_error=False)
raise SystemExit(0 if result.success else 1)
"""


@pytest.mark.parametrize("alone", [True, False])
def test_functions_hand_on_values_use_a_resource_for_a_hook_and_a_command_runs_after_them(tmp_path, alone):
    out = tmp_path / "out.txt"
    for path, text in render(plan_of(out, alone=alone), "shop").items():
        (tmp_path / "shop" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "shop" / path).write_text(text)
    environment = {
        **os.environ,
        "PYTHONPATH": f"{tmp_path}/shop/src:{ROOT}",
        "WAREHOUSE_PATH": str(tmp_path / "w.db"),
        "ASSET_VALUES": str(tmp_path / "values"),
        "AIRFLOW_VAR_TABLE": "clicks",
        "DAGSTER_DISABLE_TELEMETRY": "1",
    }
    command = [sys.executable, "-c", MATERIALIZE]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    rows = sqlite3.connect(tmp_path / "w.db").execute("SELECT * FROM t").fetchall()
    assert rows == [(json.dumps(["2026-01-05", "clicks"]), 3, "s3://b/2026-01-05/x")]
    assert out.read_text() == ("2026-01-05 it's\n" if alone else "2026-01-05 it's!\n")
    code = (tmp_path / "shop" / "src" / "shop" / "code" / "a.py").read_text()
    assert "LIMIT = 3  # at most\n" in code and "    # why\n" in code
