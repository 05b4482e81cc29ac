"""What a template says of a run's dates, against what Airflow's own macros and a run's context make of it."""

from __future__ import annotations

import datetime

import jinja2
import pendulum
import pytest
from airflow.sdk.execution_time import macros

from migrator.model import Interval
from migrator.planning.dated import dated
from migrator.targets.dagster.expressions import python_of

START, END = pendulum.datetime(2026, 3, 1, 22, 15), pendulum.datetime(2026, 3, 2, 22, 15)
PREVIOUS = pendulum.datetime(2026, 2, 28, 22, 15)
FILTERS = {"ds": "%Y-%m-%d", "ds_nodash": "%Y%m%d", "ts_nodash": "%Y%m%dT%H%M%S"}
ASKED = [
    "ts_nodash",
    "ts_nodash_with_tz",
    "next_ds_nodash",
    "prev_ds",
    "prev_ds_nodash",
    "yesterday_ds_nodash",
    "data_interval_end | ts",
    "data_interval_end | ds_nodash",
    "logical_date.strftime('%Y/%m/%d/%H')",
    'execution_date.strftime("it\'s %j")',
    "(execution_date - macros.timedelta(days=1, hours=3)).strftime('%Y-%m-%d %H:%M:%S')",
    "(data_interval_start + macros.timedelta(2)) | ds",
    "data_interval_end.subtract(days=1).to_date_string()",
    "logical_date.add(hours=2).isoformat()",
    "logical_date.format('YYYY/MM/DD[at]HH')",
    "logical_date.to_datetime_string()",
    "logical_date.year",
    "prev_execution_date.strftime('%Y%m%d')",
    "next_execution_date.isoformat()",
    "dag_run.logical_date.strftime('%d')",
    "macros.ds_format(ds, '%Y-%m-%d', '%Y/%m')",
    "macros.ds_format(macros.ds_add(ds, -5), '%Y-%m-%d', '%d.%m.%Y %H:%M')",
    "macros.ds_add(ds, 31)[:7]",
    "ds.replace('-', '')",
    "ds | replace('-', '/')",
    "ds[:4]",
    "yesterday_ds",
]


def airflow(expression: str) -> str:
    environment = jinja2.Environment()
    environment.filters |= {name: lambda at, form=form: at.strftime(form) for name, form in FILTERS.items()}
    environment.filters["ts"] = lambda at: at.isoformat()
    days = {"yesterday": START.subtract(days=1), "tomorrow": START.add(days=1), "prev": PREVIOUS, "next": END}
    texts = {f"{name}_ds": at.strftime("%Y-%m-%d") for name, at in days.items()}
    texts |= {f"{name}_nodash": text.replace("-", "") for name, text in texts.items()}
    context = {
        "macros": macros,
        "ds": START.strftime("%Y-%m-%d"),
        "ts": START.isoformat(),
        "ts_nodash": START.strftime("%Y%m%dT%H%M%S"),
        "ts_nodash_with_tz": START.isoformat().replace("-", "").replace(":", ""),
        "logical_date": START,
        "execution_date": START,
        "data_interval_start": START,
        "data_interval_end": END,
        "prev_execution_date": PREVIOUS,
        "next_execution_date": END,
        "dag_run": {"logical_date": START},
    }
    return environment.from_string("{{ " + expression + " }}").render(context | texts)


@pytest.mark.parametrize("expression", ASKED)
def test_what_is_computed_is_what_airflow_renders(expression):
    found = dated(expression, Interval.BEFORE)
    assert found is not None
    source, (line,) = python_of(found)
    assert line.partition(" ")[0] in source
    plain = {
        name: datetime.datetime.fromisoformat(at.isoformat())
        for name, at in (("start", START), ("end", END), ("previous", PREVIOUS))
    }
    assert eval(source, {"timedelta": datetime.timedelta, **plain}) == airflow(expression)


@pytest.mark.parametrize(
    "expression",
    [
        "logical_date",
        "params.day",
        "logical_date.strftime(params.form)",
        "logical_date.strftime('%B')",
        "logical_date.strftime('no code')",
        "logical_date.format('MMM')",
        "logical_date.in_timezone('Europe/Berlin').strftime('%H')",
        "ds[:6]",
        "ds.replace('2', '')",
        "macros.ds_add(ds, params.n)",
        "macros.ds_format(ds, '%Y%m%d', '%Y')",
        "ds ~ ts",
        "logical_date.add(months=1) | ds",
        "((((((((((((((((ds))))))))))))))))",
        "ds }}{{ ds",
        "x" * 400,
    ],
)
def test_what_hangs_on_more_than_the_interval_is_none(expression):
    assert dated(expression, Interval.BEFORE) is None


def test_airflow_3_has_no_names_for_the_runs_beside_and_ends_where_it_starts():
    assert dated("prev_ds_nodash", Interval.AT) is None
    assert dated("next_ds_nodash", Interval.AT) is None
    assert dated("data_interval_end | ts_nodash", Interval.AT) == "at:start:0:%Y%m%dT%H%M%S"
