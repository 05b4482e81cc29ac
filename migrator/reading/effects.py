"""What a task's Python code does: its function evaluated with the task's arguments, outside calls recorded in order."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

import libcst as cst

from migrator.model import Condition, Effect, Template, Unknown
from migrator.reading.bounds import PAST, reason
from migrator.reading.classes import Class
from migrator.reading.context import INSTANCE, NAMES, Context, Pulled, named
from migrator.reading.frames import Frame, Raised
from migrator.reading.functions import Bound, Function, parameters
from migrator.reading.machine import Machine, State, undo
from migrator.reading.meter import part
from migrator.reading.paths import OpenPath, StoragePath
from migrator.reading.taskflow import TaskFunction
from migrator.reading.tasks import Task, XCom
from migrator.reading.values import Given, Made, Partial, bounded, unwrap

# The class of what a call returns, where its name does not say it; method effects are named after the class.
RETURNS: dict[str, str] = {
    "builtins.open": "io.TextIOWrapper",
    "pathlib.Path.open": "io.TextIOWrapper",
    "sqlite3.connect": "sqlite3.Connection",
    "sqlite3.Connection.cursor": "sqlite3.Cursor",
    "sqlite3.Connection.execute": "sqlite3.Cursor",
    "psycopg2.connect": "psycopg2.extensions.connection",
    "psycopg2.extensions.connection.cursor": "psycopg2.extensions.cursor",
    "duckdb.connect": "duckdb.DuckDBPyConnection",
    "sqlalchemy.create_engine": "sqlalchemy.engine.Engine",
    "sqlalchemy.engine.Engine.connect": "sqlalchemy.engine.Connection",
    "sqlalchemy.engine.Engine.begin": "sqlalchemy.engine.Connection",
    "boto3.client": "boto3.client",
    "requests.get": "requests.Response",
    "requests.post": "requests.Response",
    "pandas.read_sql": "pandas.DataFrame",
    "pandas.read_sql_query": "pandas.DataFrame",
    "pandas.read_sql_table": "pandas.DataFrame",
    "pandas.read_csv": "pandas.DataFrame",
    "pandas.read_json": "pandas.DataFrame",
    "pandas.read_parquet": "pandas.DataFrame",
    "pandas.read_excel": "pandas.DataFrame",
    "csv.reader": "csv.reader",
}
# What a result may be that another task reads a place or a name from.
TELLING = (str, Template, PurePath, OpenPath, StoragePath, Pulled, list, tuple, dict)
SQL_ALIASES = ("DuckDBPyConnection.execute", "DataFrame.merge", "DataFrame.groupby", "DataFrame.dropna")


def effects_of(task: Task, machine: Machine, frame: Frame) -> tuple[Effect, ...]:
    """The effects of a task's own code, in order; empty for an operator that has none of ours."""
    if task.cls is None and "python_callable" not in task.arguments:
        return ()
    before = machine.state
    machine.state = State(effects=[], when=Condition())
    try:
        with part(machine.bounds.task_steps):
            function, given = entry(task)
            given.named.update(sessions_of(task, function, given))
            if function is not None:
                handed_on(machine.call(function, given, frame), machine, frame)
    except Raised:
        pass
    except PAST as error:
        machine.unread.setdefault((task.span, reason(error)), []).append(task.id)
    finally:
        recorded = tuple(machine.state.effects or ())
        undo(machine.state.journals[0])
        machine.state = before
    return recorded


def handed_on(value: Any, machine: Machine, frame: Frame) -> None:
    """Note what a task's function returns as the XCom that Airflow makes of it, where it may say something of data."""
    inner, _ = unwrap(value)
    value = inner.text if isinstance(inner, StoragePath) else value
    if isinstance(inner, TELLING) and (inner or not isinstance(inner, (str, list, dict))):
        machine.record(f"{INSTANCE}.xcom_push", None, Given(["return_value", value]), machine.state.returned or frame)


def report_unread(machine: Machine) -> None:
    """Say which tasks' code was not read to its end, one finding for those made at one place."""
    for (span, why), tasks in machine.unread.items():
        names = ", ".join(tasks[:5]) + (", ..." if len(tasks) > 5 else "")
        whose = f"task {names}" if len(tasks) == 1 else f"{len(tasks):,} tasks ({names})"
        message = f"the code of {whose} was not read to its end: {why}"
        machine.report("bound-reached", span, message, "What it touches behind that point is not known; declare it.")


def entry(task: Task) -> tuple[Any, Given]:
    """The function of the project a task runs, and what it receives."""
    function, _ = unwrap(task.arguments.get("python_callable"))
    if isinstance(function, TaskFunction):
        function = function.function
    named_arguments, _ = unwrap(task.arguments.get("op_kwargs"))
    positional, _ = unwrap(task.arguments.get("op_args"))
    given = Given(
        [at_run_time(v) for v in positional] if isinstance(positional, (list, tuple)) else [],
        {k: at_run_time(v) for k, v in named_arguments.items() if isinstance(k, str)}
        if isinstance(named_arguments, dict)
        else {},
    )
    for name, value in task.mapped_arguments.items():
        if name not in ("expand_kwargs", "op_args", "op_kwargs"):
            given.named[name] = one_of(value, name)
    if function is None and task.cls is not None:
        execute = task.cls.find("execute") or task.cls.find("poke")
        return (Bound(execute, task), Given([Context()])) if isinstance(execute, Function) else (None, Given())
    return (function, filled(function, given)) if has_body(function) else (None, Given())


def sessions_of(task: Task, function: Any, given: Given) -> dict[str, Any]:
    """The sessions that `@task.pyspark` and `@task.snowpark`, or their operators, hand to the function."""
    inner = function.function if isinstance(function, (Bound, Partial)) else function
    names = [p.name.value for p in parameters(inner.node.params)] if isinstance(inner, Function) else []
    kind = task.operator.lower()
    if "pyspark" in kind and "spark" in names and "spark" not in given.named:
        return {"spark": Made("pyspark.sql.SparkSession", Given(), None)}
    if "snowpark" in kind and "session" in names and "session" not in given.named:
        path = "airflow.providers.snowflake.hooks.snowflake.SnowflakeHook"
        known = {key: task.arguments[key] for key in ("snowflake_conn_id",) if key in task.arguments}
        return {"session": Made(f"{path}.get_snowpark_session", Given(), Made(path, Given([], known), None))}
    return {}


def has_body(function: Any) -> bool:
    """Whether a callable is code of the project that can be entered."""
    if isinstance(function, Partial):
        return has_body(function.function)
    return isinstance(function, (Function, Bound, Class)) or getattr(function, "cls", None) is not None


def one_of(value: Any, name: str) -> Any:
    """What a mapped argument is in one of the task's copies: the one there is, or unknown."""
    inner, _ = unwrap(value)
    if isinstance(inner, (list, tuple)) and len(inner) == 1:
        return at_run_time(inner[0])
    return Unknown(name, "one of the values the task is expanded over")


def at_run_time(value: Any) -> Any:
    """An argument as the running code sees it: an XCom is what the other task returned."""
    inner, _ = unwrap(value)
    if isinstance(inner, XCom):
        return Pulled(inner.task.id, inner.key)
    if isinstance(inner, (list, dict)):
        bounded(inner)
    if isinstance(inner, list):
        return [at_run_time(element) for element in inner]
    if isinstance(inner, dict):
        return {key: at_run_time(element) for key, element in inner.items()}
    return value


def filled(function: Any, given: Given) -> Given:
    """The arguments, with the parameters that name something of the context filled from it."""
    inner = function.function if isinstance(function, (Bound, Partial)) else function
    if not isinstance(inner, Function):
        return given
    params = inner.node.params
    names = [p.name.value for p in parameters(params)][len(given.positional) :]
    missing = {n: named(n) for n in names if n in NAMES and n not in given.named}
    context = {"context": Context(), "kwargs": Context()}
    missing |= {n: context[n] for n in names if n in context and n not in given.named and n not in inner.defaults}
    if isinstance(params.star_kwarg, cst.Param):
        missing[KEYWORDS] = Context(dict(given.named))
    return Given(given.positional, {**given.named, **missing}, given.rest)


KEYWORDS = "**"
