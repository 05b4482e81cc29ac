"""What Airflow 2 itself makes of runs: a process that runs DAGs with its `dag.test()`, a line asked, a line answered.

python theirs.py HOME       `{"file": ..., "dags": [...] or null, "dates": {DAG id: logical date}}` in; a line of ends
                            by DAG id out; a DAG that `dates` leaves out runs at LOGICAL_DATE
"""

from __future__ import annotations

import json
import logging
import os
import sys
import time
import traceback
from pathlib import Path
from typing import Any

LOGICAL_DATE = "2026-01-05T00:00:00+00:00"
IDLE_S = 0.02
CHECKS = ("NotInRetryPeriodDep", "PrevDagrunDep", "TriggerRuleDep", "NotPreviouslySkippedDep", "MappedTaskUpstreamDep")


def main(home: Path) -> None:
    """Answer requests until there are no more."""
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    prepare(home)
    print(json.dumps({"ready": True}), file=out, flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = ends(Path(request["file"]), request["dags"], request["dates"])
        except Exception:
            answer = {"error": traceback.format_exc()}
        print(json.dumps(answer), file=out, flush=True)


def prepare(home: Path) -> None:
    """Airflow with a home and a migrated database of its own."""
    home.mkdir(parents=True)
    os.environ |= {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__DATABASE__LOAD_DEFAULT_CONNECTIONS": "False",
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "CRITICAL",
    }
    from airflow.ti_deps.deps.base_ti_dep import BaseTIDep

    # As in `differential_runs/oracle.py`: the order of Airflow's source, not of a set.
    BaseTIDep.__hash__ = lambda self: CHECKS.index(type(self).__name__) if type(self).__name__ in CHECKS else 7
    from airflow.models import DAG, BaseOperator
    from airflow.utils.db import initdb

    assert [type(each).__name__ for each in BaseOperator.deps] == list(CHECKS)
    initdb()
    # `dag.test()` makes a run by hand and forgets to say so, which whoever starts one says: `LatestOnlyOperator` asks.
    create = DAG.create_dagrun
    DAG.create_dagrun = lambda *given, **named: create(*given, **{**named, "external_trigger": True})
    logging.disable(logging.CRITICAL)
    sleep = time.sleep
    # dag.test() itself sleeps a second whenever nothing can go on: a shorter sleep ends no task otherwise.
    time.sleep = lambda s: sleep(IDLE_S if sys._getframe(1).f_code.co_name == "test" else s)


def ends(file: Path, wanted: list[str] | None, dates: dict[str, str]) -> dict[str, Any]:
    """How the DAGs of a file end, each at its date."""
    from airflow.models import DAG, DagBag
    from airflow.models.dag import DagContext
    from airflow.settings import Session
    from airflow.utils.task_group import TaskGroupContext

    # A group that a file failed in would be around the tasks of the next file.
    DagContext._context_managed_dags.clear()
    TaskGroupContext._context_managed_task_group = None
    TaskGroupContext._previous_context_managed_task_groups.clear()
    bag = DagBag(str(file), include_examples=False, safe_mode=False)
    if bag.import_errors:
        return {"error": next(iter(bag.import_errors.values()))}
    with Session() as session:
        DAG.bulk_write_to_db(bag.dags.values(), session=session)
        session.commit()
    chosen = {name: dag for name, dag in bag.dags.items() if wanted is None or name in wanted}
    return {name: ended(dag, dates.get(name, LOGICAL_DATE)) for name, dag in chosen.items()}


def ended(dag: Any, date: str) -> dict[str, Any]:
    """How one run ends: its place in time, its state, and of each task instance state, tries and XComs."""
    from airflow.models import TaskInstance, XCom
    from airflow.settings import Session
    from airflow.utils.timezone import parse

    try:
        run = dag.test(execution_date=parse(date))
    except BaseException:
        return {"error": traceback.format_exc()}
    with Session() as session:
        own = {"run_id": run.run_id, "dag_id": dag.dag_id}
        found = session.query(TaskInstance).filter_by(**own).all()
        tasks = {f"{ti.task_id}[{ti.map_index}]": [ti.state, ti.try_number] for ti in found}
        rows = session.query(XCom.task_id, XCom.map_index, XCom.key, XCom.value).filter_by(**own).all()
    xcoms = {f"{task}[{index}].{key}": plain(value) for task, index, key, value in rows}
    dates = (run.execution_date, run.data_interval_start, run.data_interval_end)
    moment = [run.run_id, *(date.isoformat() for date in dates)]
    return {"moment": moment, "state": str(run.state), "tasks": tasks, "xcoms": xcoms}


def plain(value: Any) -> Any:
    """What is kept of an XCom."""
    try:
        return json.loads(value)
    except (TypeError, ValueError):
        return {"pickled": True}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
