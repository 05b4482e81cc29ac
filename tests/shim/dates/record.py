"""Writes what Airflow 2 itself tells tasks of their runs: `PYTHON record.py dates_of_runs.py OUT`, with its PYTHON.

Nothing of ours is imported. The runs are those that its scheduler would make, and one by hand of each DAG.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

RUNS = 5
BY_HAND = "2026-11-09T09:30:00+00:00"


def main(file: str, out: str) -> None:
    """Make the runs with a metadata database of their own and write each one's place in time and its row."""
    home = tempfile.mkdtemp(prefix="dates-")
    os.environ.update(
        AIRFLOW_HOME=home,
        AIRFLOW__CORE__LOAD_EXAMPLES="False",
        AIRFLOW__DATABASE__LOAD_DEFAULT_CONNECTIONS="False",
        AIRFLOW__DATABASE__SQL_ALCHEMY_CONN=f"sqlite:///{home}/airflow.db",
    )
    import airflow
    from airflow.models import DagBag
    from airflow.utils.db import initdb
    from airflow.utils.session import create_session

    initdb()
    bag = DagBag(file, include_examples=False, safe_mode=False)
    assert not bag.import_errors, bag.import_errors
    with create_session() as session:
        found = [(name, each) for name, dag in sorted(bag.dags.items()) for each in runs(dag, session)]
    lines = [f'{{"airflow": "{airflow.__version__}", "runs": [']
    lines.append(",\n".join(json.dumps({"dag": name, **each}) for name, each in found))
    Path(out).write_text("\n".join(lines) + "\n]}\n")


def runs(dag, session):
    """The first runs of a DAG's schedule, each after the one before has succeeded; then one by hand."""
    from airflow.utils import timezone
    from airflow.utils.types import DagRunType

    last = None
    for _ in range(RUNS):
        info = dag.next_dagrun_info(last)
        if info is None:
            break
        last = info.data_interval
        yield run(dag, session, DagRunType.SCHEDULED, info.logical_date, last)
    date = timezone.parse(BY_HAND)
    yield run(dag, session, DagRunType.MANUAL, date, dag.timetable.infer_manual_data_interval(run_after=date))


def run(dag, session, kind, date, interval):
    """One run: how it lies in time, and what its task was told."""
    from airflow.utils import timezone
    from airflow.utils.state import DagRunState

    made = dag.create_dagrun(
        state=DagRunState.RUNNING, execution_date=date, run_type=kind, data_interval=interval, session=session,
        run_id=f"{kind.value}__{date.isoformat()}", start_date=timezone.utcnow(),
        external_trigger=kind.value == "manual",
    )  # fmt: skip
    ti = made.get_task_instance("row", session=session)
    ti.task = dag.get_task("row")
    ti._run_raw_task(session=session)
    made = ti.get_dagrun(session)
    made.state = DagRunState.SUCCESS
    session.commit()
    dates = [each.isoformat() for each in (made.execution_date, made.data_interval_start, made.data_interval_end)]
    told = ti.xcom_pull(task_ids="row", session=session)
    return {"run_id": made.run_id, "type": kind.value, "dates": dates, "row": told}


if __name__ == "__main__":
    main(*sys.argv[1:])
