"""What is known of Airflow's own names: those that are dropped, those that have a neutral form."""

from __future__ import annotations

from migrator.model import Signal

# Packages whose code needs Airflow.
PACKAGES = frozenset({"airflow", "cosmos", "astro", "astronomer", "airflow_clickhouse_plugin", "airflow_dbt"})
TASK_DECORATORS = ("airflow.decorators.", "airflow.sdk.", "airflow.decorators.base.", "airflow.sdk.definitions.")
# Decorators that leave the function as it is.
DROPPED = frozenset({"task", "python_task", "setup", "teardown", "task_decorator", "result"})
# They choose at run time whether the task runs.
GATES = frozenset({"run_if", "skip_if"})
CURRENT_CONTEXT = ("get_current_context",)

_EXCEPTIONS = ("airflow.exceptions.", "airflow.sdk.exceptions.", "airflow.sdk.")
SIGNALS = {"AirflowSkipException": Signal.SKIP, "AirflowFailException": Signal.FAIL}
# Fails the task, with further tries, as any other exception does.
FAILS = frozenset({"AirflowException"})
FAILS_AS = "RuntimeError"
# Hooks whose first argument is no connection.
OTHER_FIRST = frozenset({"HttpHook", "HttpAsyncHook", "SubprocessHook", "FSHook"})
CONNECTION = "airflow.sdk.Connection"


def is_airflow(module: str) -> bool:
    """Whether a module is Airflow's, or of a package that needs Airflow."""
    return module.partition(".")[0] in PACKAGES


# Providers' own way to one Airflow or the other.
COMPAT = "airflow.providers.common.compat.sdk."


def sdk(path: str) -> str:
    """An import path as Airflow 3 has it, where providers spell it otherwise."""
    return f"airflow.sdk.{path.removeprefix(COMPAT)}" if path.startswith(COMPAT) else path


def last(path: str) -> str:
    """The last part of a dotted name."""
    return path.rpartition(".")[2]


def is_task_decorator(path: str) -> bool:
    """Whether a decorator makes a task of a function and leaves the function as it is: `task`, `task.branch`."""
    if path.endswith("DAG().task") or "DAG().task." in path:
        return True
    for begin in TASK_DECORATORS:
        if path.startswith(begin):
            first, _, more = path.removeprefix(begin).partition(".")
            return first in DROPPED and last(more) not in GATES
    return False


def is_gate(path: str) -> bool:
    """Whether a decorator chooses at run time whether the task runs."""
    return path.startswith(TASK_DECORATORS) and last(path) in GATES


def exception(path: str) -> str | None:
    """The name of one of Airflow's exceptions; None for anything else."""
    return last(path) if path.startswith(_EXCEPTIONS) and last(path) in (*SIGNALS, *FAILS) else None


def is_variable_get(path: str) -> bool:
    """Whether it is `Variable.get`."""
    return path.startswith("airflow.") and path.endswith((".Variable.get", ".variable.Variable.get"))


def is_connection_get(path: str) -> bool:
    """Whether it is what finds a connection by its id."""
    return path.startswith("airflow.") and path.endswith(
        ("BaseHook.get_connection", ".Connection.get", ".Connection.get_connection_from_secrets")
    )


# What is in Airflow's own database.
OWN_DATA = ("Connection", "DagRun", "DagModel", "DagBag", "TaskInstance", "XCom", "Pool", "Log")


def administers(path: str) -> bool:
    """Whether it reads or writes what Airflow knows of itself: no data of the project's, so nothing to move."""
    first, _, _ = path.removeprefix("airflow.").partition(".")
    parts = path.removesuffix("()").replace("()", "").split(".")
    if path.startswith(("airflow.settings.", "airflow.utils.session.", "airflow.api.")):
        return True
    if parts[-2:-1] == ["Variable"]:
        return parts[-1] in ("set", "delete", "update")
    return first in ("models", "sdk") and any(part in OWN_DATA for part in parts)


def is_hook(path: str) -> bool:
    """Whether it is a class of hooks."""
    return path.startswith("airflow.") and last(path).endswith("Hook")


def is_current_context(path: str) -> bool:
    """Whether it is what returns the run context."""
    return path.startswith("airflow.") and last(path) == "get_current_context"
