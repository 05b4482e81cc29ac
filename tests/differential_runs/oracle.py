"""What real Airflow makes of runs: a process that runs DAGs with `dag.test()` on a migrated metadata database of its own.

python oracle.py HOME        a line of JSON in, `{"file": ..., "dags": [...] or null, "dates": {DAG id: logical date}}`;
                             a line of ends by DAG id out; a DAG that `dates` leaves out runs at LOGICAL_DATE;
                             `{"decide": [rules, [states of the tasks above, ...]]}`: what the scheduler does then
"""

from __future__ import annotations

import json
import logging
import os
import shutil
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
            if "decide" in request:
                answer = decisions(home, request["decide"])
            else:
                answer = ends(home / "dags", Path(request["file"]), request["dags"], request["dates"])
        except Exception:
            answer = {"error": traceback.format_exc()}
        print(json.dumps(answer), file=out, flush=True)


def prepare(home: Path) -> None:
    """Airflow with a home and a migrated database of its own."""
    (home / "dags").mkdir(parents=True)
    os.environ |= {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_FOLDER": str(home / "dags"),
        "AIRFLOW__CORE__DAG_DISCOVERY_SAFE_MODE": "False",
        "AIRFLOW__CORE__MIN_SERIALIZED_DAG_UPDATE_INTERVAL": "0",
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "CRITICAL",
    }
    from airflow.ti_deps.deps.base_ti_dep import BaseTIDep

    # Airflow makes its checks of a task in the order of a set, which differs from process to process; where two checks
    # contradict each other, the later one decides. Here they are made in the order of Airflow's source.
    BaseTIDep.__hash__ = lambda self: CHECKS.index(type(self).__name__) if type(self).__name__ in CHECKS else 7
    from airflow.serialization.definitions.baseoperator import DEFAULT_OPERATOR_DEPS
    from airflow.utils.db import initdb

    assert [type(each).__name__ for each in set() | DEFAULT_OPERATOR_DEPS] == list(CHECKS)
    initdb()
    logging.disable(logging.CRITICAL)
    sleep = time.sleep
    # dag.test() itself sleeps a second whenever nothing can go on: a shorter sleep ends no task otherwise.
    time.sleep = lambda s: sleep(IDLE_S if sys._getframe(1).f_code.co_name == "test" else s)


def ends(folder: Path, file: Path, wanted: list[str] | None, dates: dict[str, str]) -> dict[str, Any]:
    """How the DAGs of a file end, each at its date. The file's neighbours come along: it may import them."""
    from airflow.dag_processing.dagbag import DagBag
    from airflow.sdk.definitions._internal.contextmanager import DagContext, TaskGroupContext

    # A group that a file failed in would be around the tasks of the next file.
    DagContext._context.clear()
    TaskGroupContext._context.clear()
    shutil.rmtree(folder)
    shutil.copytree(file.parent, folder, ignore=lambda at, names: beside(file, Path(at), names))
    (folder / ".airflowignore").write_text("\n".join(f"{each.name}/" for each in folder.iterdir()))
    copied = Path(shutil.copy(file, folder))
    bag = DagBag(str(copied), safe_mode=False)
    if bag.import_errors:
        return {"error": next(iter(bag.import_errors.values()))}
    chosen = {name: dag for name, dag in bag.dags.items() if wanted is None or name in wanted}
    return {name: ended(dag, dates.get(name, LOGICAL_DATE)) for name, dag in chosen.items()}


def beside(file: Path, folder: Path, names: list[str]) -> list[str]:
    """What of a folder is not copied: other DAG files, and what others left."""
    return [each for each in names if each.startswith((".", "__")) or (folder == file.parent and each.endswith(".py"))]


def ended(dag: Any, date: str) -> dict[str, Any]:
    """How one run ends: its place in time, its state, and of each task instance state, tries, times and XComs."""
    from airflow.models.xcom import XComModel
    from airflow.sdk.timezone import parse
    from airflow.utils.session import create_session
    from sqlalchemy import select

    try:
        run = dag.test(logical_date=parse(date))
    except Exception:
        return {"error": traceback.format_exc()}
    with create_session() as session:
        rows = session.execute(
            select(XComModel.task_id, XComModel.map_index, XComModel.key, XComModel.value).where(
                XComModel.run_id == run.run_id, XComModel.dag_id == dag.dag_id
            )
        ).all()
        instances = run.get_task_instances(session=session)
        tasks = {f"{ti.task_id}[{ti.map_index}]": [ti.state, ti.try_number] for ti in instances}
        times = {
            f"{ti.task_id}[{ti.map_index}]": [ti.start_date.timestamp(), ti.end_date.timestamp()]
            for ti in instances
            if ti.try_number and ti.start_date and ti.end_date
        }
    moment = [run.run_id, *(d.isoformat() for d in (run.logical_date, run.data_interval_start, run.data_interval_end))]
    xcoms = {f"{task}[{index}].{key}": value for task, index, key, value in rows}
    return {"moment": moment, "state": str(run.state.value), "tasks": tasks, "xcoms": xcoms, "times": times}


def decisions(home: Path, asked: Any) -> dict[str, Any]:
    """What the scheduler does with a task of each rule below tasks in the given states, by "rule: states". Teardowns are
    below setups."""
    from airflow.models.dagrun import DagRun
    from airflow.utils.session import create_session
    from airflow.utils.state import DagRunState
    from sqlalchemy import select

    rules, all_states = asked
    file = home / "decisions" / "decisions.py"
    file.parent.mkdir(exist_ok=True)
    file.write_text(DECIDES.format(rules=rules, sizes=[len(states) for states in all_states]))
    from airflow.dag_processing.bundles.manager import DagBundlesManager
    from airflow.dag_processing.dagbag import DagBag, sync_bag_to_db

    DagBundlesManager().sync_bundles_to_db()
    bag = DagBag(str(file), safe_mode=False)
    sync_bag_to_db(bag, "dags-folder", None)
    dag = bag.dags["decisions"]
    with create_session() as session:
        run = begun(dag, session)
        for ti in run.get_task_instances(session=session):
            kind, case, *at = ti.task_id.split("_")
            if kind in ("u", "s"):
                state = all_states[int(case)][int(at[0])]
                ti.state = None if state == "none" else state
        session.commit()
        run = session.scalar(select(DagRun).where(DagRun.id == run.id))
        run.dag = scheduler_dag(dag)
        ready = {ti.task_id for ti in run.task_instance_scheduling_decisions(session=session).schedulable_tis}
        found = {}
        for ti in run.get_task_instances(session=session):
            kind, case, *at = ti.task_id.split("_")
            if kind == "d":
                rule = at and rules[int(at[0])]
                key = f"{rule or 'all_done_setup_success'}: {' '.join(all_states[int(case)])}"
                found[key] = "run" if ti.task_id in ready else ti.state or "wait"
        run.state = DagRunState.FAILED
    return found


DECIDES = """\
from datetime import datetime

from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import DAG

with DAG("decisions", schedule=None, start_date=datetime(2026, 1, 1)):
    for case, size in enumerate({sizes}):
        above = [EmptyOperator(task_id=f"u_{{case}}_{{at}}") for at in range(size)]
        setups = [EmptyOperator(task_id=f"s_{{case}}_{{at}}").as_setup() for at in range(size)]
        for number, rule in enumerate({rules}):
            above >> EmptyOperator(task_id=f"d_{{case}}_{{number}}", trigger_rule=rule)
        EmptyOperator(task_id=f"d_{{case}}").as_teardown(setups=setups)
"""


def scheduler_dag(dag: Any) -> Any:
    """A DAG as the scheduler knows it."""
    from airflow.serialization.serialized_objects import DagSerialization

    return DagSerialization.deserialize_dag(DagSerialization.serialize_dag(dag))


def begun(dag: Any, session: Any) -> Any:
    """A run of a DAG that has just begun."""
    from airflow.sdk.timezone import parse
    from airflow.utils.state import DagRunState
    from airflow.utils.types import DagRunTriggeredByType, DagRunType

    date = parse(LOGICAL_DATE)
    return scheduler_dag(dag).create_dagrun(
        run_id="manual__decisions", logical_date=date, data_interval=(date, date), run_after=date,
        run_type=DagRunType.MANUAL, triggered_by=DagRunTriggeredByType.TEST, state=DagRunState.RUNNING, session=session,
    )  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]))
