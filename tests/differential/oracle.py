"""What real Airflow makes of a project: a process that holds Airflow and forks for each project, so that none sees another.

python oracle.py        a line of JSON in, `{"folder": ..., "file": ...}`; a line of facts out
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FIELDS = ("bash_command", "op_args", "op_kwargs", "env", "owner", "pool", "queue", "doc_md", "retries")


def main() -> None:
    """Answer requests until there are no more."""
    prepare()
    for line in sys.stdin:
        request = json.loads(line)
        answers, answer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(answers)
            try:
                with os.fdopen(answer, "w") as out:
                    json.dump(facts(Path(request["folder"]), request["file"]), out)
            except BaseException:
                with os.fdopen(2, "w") as log:
                    traceback.print_exc(file=log)
            finally:
                os._exit(0)
        os.close(answer)
        with os.fdopen(answers) as found:
            text = found.read()
        os.waitpid(child, 0)
        print(text or json.dumps({"error": "the process ended"}), flush=True)


def prepare() -> None:
    """Airflow, imported quietly, with a home of its own and no database to ask for variables."""
    import logging
    import warnings

    os.environ["AIRFLOW_HOME"] = tempfile.mkdtemp(prefix="airflow-")
    os.environ |= {"AIRFLOW__CORE__LOAD_EXAMPLES": "False", "AIRFLOW__LOGGING__LOGGING_LEVEL": "CRITICAL"}
    warnings.simplefilter("ignore")
    import airflow.dag_processing.dagbag
    import airflow.models.variable
    import airflow.providers.standard.decorators.bash
    import airflow.providers.standard.decorators.branch_python
    import airflow.providers.standard.decorators.python
    import airflow.providers.standard.decorators.sensor
    import airflow.providers.standard.decorators.short_circuit
    import airflow.providers.standard.operators.bash
    import airflow.providers.standard.operators.empty
    import airflow.providers.standard.operators.python
    import airflow.providers.standard.operators.trigger_dagrun
    import airflow.sdk
    import airflow.secrets.metastore

    for name in dir(airflow.sdk):
        getattr(airflow.sdk, name, None)
    airflow.secrets.metastore.MetastoreBackend.get_variable = lambda self, key, *more, **named: None
    logging.disable(logging.CRITICAL)


def facts(folder: Path, file: str) -> dict[str, Any]:
    """The DAGs of one file of a project, or why Airflow refuses it."""
    from airflow.dag_processing.dagbag import DagBag

    sys.path[:0] = [str(folder / name) for name in ("dags", "plugins", "include", ".")]
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    bag = DagBag(str(folder / file), safe_mode=False)
    if bag.import_errors:
        return {"error": next(iter(bag.import_errors.values())).strip()[-1500:]}
    return {"dags": {dag.dag_id: dag_facts(dag) for dag in bag.dags.values()}}


def dag_facts(dag: Any) -> dict[str, Any]:
    """What is compared of a DAG."""
    return {
        "schedule": schedule(dag),
        "tags": sorted(dag.tags),
        "tasks": {task.task_id: task_facts(task) for task in dag.tasks},
    }


def schedule(dag: Any) -> str | None:
    """The schedule in our words."""
    import datetime

    given = dag.schedule
    if given is None or isinstance(given, str):
        return given
    if isinstance(given, datetime.timedelta):
        return f"timedelta:{given.total_seconds():g}"
    table = dag.timetable
    if type(table).__name__ == "AssetTriggeredTimetable":
        return "assets:" + ",".join(sorted(set(names(table.asset_condition))))
    return f"timetable:{type(table).__name__}"


def names(condition: Any) -> Iterator[str]:
    """The names of the assets in a condition."""
    for part in getattr(condition, "objects", ()):
        yield from names(part)
    if not hasattr(condition, "objects"):
        yield getattr(condition, "uri", None) or condition.name


def task_facts(task: Any) -> dict[str, Any]:
    """What is compared of a task."""
    mapped = bool(task.is_mapped)
    group = task.task_group.group_id if task.task_group is not None else None
    fields = task.partial_kwargs if mapped else vars(task)
    return {
        "operator": operator_of(task.operator_class if mapped else type(task)),
        "upstream": sorted(task.upstream_task_ids),
        "trigger_rule": str(getattr(task.trigger_rule, "value", task.trigger_rule)),
        "retries": task.retries,
        "group": group,
        "mapped": mapped,
        "setup": task.is_setup,
        "teardown": task.is_teardown,
        "fields": {name: shown(fields[name]) for name in FIELDS if name in fields and is_set(fields[name])},
    }


def is_set(value: Any) -> bool:
    """Whether a DAG file gives it; `@task.bash` makes its command when it runs."""
    return type(value).__name__ not in ("SetDuringExecution", "ArgNotSet")


def operator_of(kind: type) -> str:
    """The operator's name as a DAG file writes it."""
    if kind.__name__ == "_AssetMainOperator":
        return "@asset"
    custom = getattr(kind, "custom_operator_name", None)
    return custom if isinstance(custom, str) and custom.startswith("@") else kind.__name__


def shown(value: Any) -> Any:
    """A value as JSON; what only run time knows as what it hangs on."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, dict):
        return {str(key): shown(each) for key, each in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(map(str, value))
    if isinstance(value, list | tuple):
        return [shown(each) for each in value]
    if type(value).__name__ == "PlainXComArg":
        return {"output": [value.operator.task_id, value.key]}
    return f"<{type(value).__name__}>"


if __name__ == "__main__":
    main()
