"""Runs DAGs with `dag.test()` on a migrated metadata database of its own, and prints how they ended as JSON.

`python oracle.py FOLDER FILE:DAG ...`: FOLDER becomes Airflow's home.
"""

import json
import logging
import os
import shutil
import sys
from pathlib import Path

LOGICAL_DATE = "2026-01-05T00:00:00+00:00"


def main(home, names):
    os.environ["AIRFLOW_HOME"] = home
    os.environ["AIRFLOW__CORE__LOAD_EXAMPLES"] = "False"
    os.environ["AIRFLOW__CORE__DAGS_FOLDER"] = str(Path(home, "dags"))
    os.environ["AIRFLOW__LOGGING__LOGGING_LEVEL"] = "ERROR"
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    folder = Path(home, "dags")
    folder.mkdir(parents=True)
    from airflow.utils.db import initdb

    initdb()
    logging.disable(logging.CRITICAL)
    files = {}
    for name in names:
        file, _, dag_id = name.rpartition(":")
        files.setdefault(file, []).append(dag_id)
    found = {}
    copies = {shutil.copy(file, folder): dag_ids for file, dag_ids in files.items()}
    for file, dag_ids in copies.items():
        for dag_id, dag in loaded(file).items():
            if dag_id in dag_ids:
                found[dag_id] = ended(dag)
    json.dump(found, out)
    out.flush()


def loaded(file):
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(file, safe_mode=False)
    assert not bag.import_errors, bag.import_errors
    return bag.dags


def ended(dag):
    from airflow.models.xcom import XComModel
    from airflow.sdk.timezone import parse
    from airflow.utils.session import create_session
    from sqlalchemy import select

    run = dag.test(logical_date=parse(LOGICAL_DATE))
    with create_session() as session:
        values = session.execute(
            select(XComModel.task_id, XComModel.map_index, XComModel.key, XComModel.value).where(
                XComModel.run_id == run.run_id, XComModel.dag_id == dag.dag_id
            )
        ).all()
        instances = run.get_task_instances(session=session)
        tasks = {f"{ti.task_id}[{ti.map_index}]": [ti.state, ti.try_number] for ti in instances}
    xcoms = {f"{task}[{index}].{key}": value for task, index, key, value in values}
    return {"state": str(run.state.value), "tasks": tasks, "xcoms": xcoms}


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
