"""Answers about runs and task instances: this run's and those of earlier ones."""

from __future__ import annotations

from datetime import timezone
from typing import Any

from airflow.sdk.exceptions import AirflowRuntimeError, ErrorType
from airflow.sdk.execution_time import comms

from migrator.semantics import State
from shim.attempt import Asked
from shim.moment import type_of
from shim.store import RunRow, Store


def missing(error: ErrorType, **detail: Any) -> Any:
    """The answer that there is no such thing."""
    return comms.ErrorResponse(error=error, detail=detail)


def keep_groups(store: Store, dag: Any) -> None:
    """Keeps which tasks the groups of a DAG have: sensors wait for groups."""
    for name, group in dag.task_group_dict.items():
        store.keep(f"group:{dag.dag_id}", name, sorted(task.task_id for task in group.iter_tasks()))


def _runs(self: Asked, msg: Any) -> list[RunRow]:
    """The runs a counting message asks about."""
    self.run.look(msg.dag_id, msg.logical_dates or ())
    dates = {date.astimezone(timezone.utc).isoformat() for date in msg.logical_dates or ()}
    return [
        row
        for row in self.store.runs(msg.dag_id)
        if (not dates or row.logical_date in dates) and (not msg.run_ids or row.run in msg.run_ids)
    ]


def _tasks(self: Asked, msg: Any) -> list[tuple[str, str, int, State]]:
    """(run, task, map index, state) of the task instances a message asks about."""
    runs, group = _runs(self, msg), msg.task_group_id
    inside = None if group is None else self.store.kept(f"group:{msg.dag_id}", group)
    if group is not None and runs and inside is None:
        raise LookupError(f"the DAG {msg.dag_id} has no task group {group}")  # Airflow answers 404: the task fails
    return [
        (row.run, task, index, state)
        for row in runs
        for task, index, state in self.run.states_of(msg.dag_id, row.run)
        if (not msg.task_ids or task in msg.task_ids)
        and (inside is None or task in inside[0])
        and (msg.map_index is None or index == msg.map_index)
    ]


def pull_all_prior(self: Asked, msg: Any) -> list[Any]:
    """The values a task pushed in this run and in all before it, the oldest first: as Airflow, not the latest only."""
    here = next((row.logical_date for row in self.store.runs(msg.dag_id) if row.run == msg.run_id), None)
    runs = [row.run for row in self.store.runs(msg.dag_id) if here is None or (row.logical_date or "9") <= here]
    return [value for run in runs for value in self.store.pull_all(msg.dag_id, run, msg.task_id, msg.key)]


def ti_count(self: Asked, msg: Any) -> Any:
    """How many task instances there are of those asked for."""
    found = [each for each in _tasks(self, msg) if not msg.states or each[3].value in msg.states]
    return comms.TICount(count=len(found))


def task_states(self: Asked, msg: Any) -> Any:
    """Their states, by run and task."""
    states: dict[str, dict[str, Any]] = {}
    for run, task, index, state in _tasks(self, msg):
        name = task if index < 0 else f"{task}_{index}"
        states.setdefault(run, {})[name] = None if state is State.NONE else state.value
    return comms.TaskStatesResult(task_states=states)


def dr_count(self: Asked, msg: Any) -> Any:
    """How many runs there are of those asked for."""
    found = [row for row in _runs(self, msg) if not msg.states or row.state in msg.states]
    return comms.DRCount(count=len(found))


def _run_row(self: Asked, msg: Any) -> RunRow | None:
    return next((row for row in self.store.runs(msg.dag_id) if row.run == msg.run_id), None)


def dagrun_state(self: Asked, msg: Any) -> Any:
    """The state of one run."""
    self.run.ended(msg.dag_id, msg.run_id)
    row = _run_row(self, msg)
    if row is None:
        self.refused.append(f"asks for the state of {msg.dag_id} {msg.run_id}, which has not run here")
        raise NotImplementedError(self.refused[-1])
    return comms.DagRunStateResult(state=row.state)


def dagrun(self: Asked, msg: Any) -> Any:
    """One run."""
    row = _run_row(self, msg)
    if row is None:
        return missing(ErrorType.GENERIC_ERROR, dag_id=msg.dag_id, run_id=msg.run_id)
    return comms.DagRunResult(**_dagrun_fields(row))


def _dagrun_fields(row: RunRow) -> dict[str, Any]:
    return {
        "dag_id": row.dag,
        "run_id": row.run,
        "logical_date": row.logical_date,
        "data_interval_start": row.interval_start,
        "data_interval_end": row.interval_end,
        "run_after": row.run_after,
        "start_date": row.run_after,
        "end_date": None,
        "run_type": type_of(row.run),
        "state": row.state,
        "consumed_asset_events": [],
        "partition_key": None,
    }


def _earlier(self: Asked, dag: str, before: str | None, state: str | None) -> RunRow | None:
    """The latest run of a DAG before a logical date, in this state if one is given."""
    found = [
        row
        for row in self.store.runs(dag)
        if row.logical_date and before and row.logical_date < before and (state is None or row.state == state)
    ]
    return found[-1] if found else None


def previous_run(self: Asked, msg: Any) -> Any:
    """The run before a logical date."""
    before = msg.logical_date.astimezone(timezone.utc).isoformat()
    row = _earlier(self, msg.dag_id, before, msg.state)
    return comms.PreviousDagRunResult(dag_run=_dagrun_fields(row) if row else None)


def previous_success(self: Asked, _: Any) -> Any:
    """The times of the last run that succeeded."""
    date = self.run.moment.dates[0]
    row = _earlier(self, self.at.dag, date.isoformat() if date else None, "success")
    if row is None:
        return comms.PrevSuccessfulDagRunResult()
    return comms.PrevSuccessfulDagRunResult(
        data_interval_start=row.interval_start, data_interval_end=row.interval_end, start_date=row.run_after
    )


def previous_ti(self: Asked, msg: Any) -> Any:
    """The same task in an earlier run."""
    date = msg.logical_date or self.run.moment.dates[0]
    before = date.astimezone(timezone.utc).isoformat() if date else "9"
    for row in reversed([each for each in self.store.runs(msg.dag_id) if (each.logical_date or "9") < before]):
        for task in self.store.tasks(msg.dag_id, row.run):
            wanted = (msg.task_id, msg.map_index, msg.state.value if msg.state else task.state.value)
            if (task.key.task, task.key.map_index, task.state.value) == wanted:
                fields = {"task_id": msg.task_id, "dag_id": msg.dag_id, "run_id": row.run, "map_index": msg.map_index}
                times = {"logical_date": row.logical_date, "try_number": task.try_number, "state": task.state.value}
                return comms.PreviousTIResult(task_instance={**fields, **times, "duration": task.duration_s})
    return comms.PreviousTIResult(task_instance=None)


def reschedule_start(self: Asked, _: Any) -> Any:
    """When the first of a rescheduled sensor's pokes began."""
    return comms.TaskRescheduleStartDate(start_date=self.first_start)


def breadcrumbs(self: Asked, msg: Any) -> Any:
    """Every task instance of a run, with its state."""
    rows = self.store.tasks(msg.dag_id, msg.run_id)
    crumbs = [{"task_id": row.key.task, "map_index": row.key.map_index, "state": row.state.value} for row in rows]
    return comms.TaskBreadcrumbsResult(breadcrumbs=crumbs)


def dag(self: Asked, msg: Any) -> Any:
    """What there is to know of a DAG that has run here."""
    if msg.dag_id != self.at.dag and not self.store.runs(msg.dag_id):
        self.refused.append(f"asks about the DAG {msg.dag_id}, which has not run here")
        raise NotImplementedError(self.refused[-1])
    unknown = dict.fromkeys(("bundle_name", "bundle_version", "relative_fileloc", "owners", "next_dagrun"))
    return comms.DagResult(dag_id=msg.dag_id, is_paused=False, tags=[], **unknown)


def trigger(self: Asked, msg: Any) -> Any:
    """Starts another run."""
    if not msg.reset_dag_run and any(row.run == msg.run_id for row in self.store.runs(msg.dag_id)):
        return missing(ErrorType.DAGRUN_ALREADY_EXISTS, dag_id=msg.dag_id, run_id=msg.run_id)
    self.triggered.append(msg)
    why = self.run.trigger(msg.dag_id, msg.run_id, msg.logical_date, msg.conf or {}, msg.reset_dag_run)
    if why is not None:  # which the API server answers with 400: the task fails
        raise AirflowRuntimeError(missing(ErrorType.API_SERVER_ERROR, status_code=400, message=why))
    return comms.OKResponse(ok=True)
