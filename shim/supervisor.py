"""Answers what a running task asks of Airflow's supervisor: the messages of `ToSupervisor`, from the store.

Airflow's task runner swallows many errors, so a message this file has no answer for is remembered in `refused` and
`execute` raises it after the task. `ANSWERS` is the whole table; a test holds it against Airflow's own set.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from airflow.sdk._shared.secrets_masker import mask_secret
from airflow.sdk.exceptions import ErrorType
from airflow.sdk.execution_time import comms

from migrator.semantics import State
from shim import assets
from shim.attempt import RunView
from shim.store import RunRow, Store, TaskKey

# Who asks, where that is not the task that runs: each trigger has a supervisor of its own.
ASKING: ContextVar[Supervisor | None] = ContextVar("ASKING", default=None)


@dataclass
class Supervisor:
    """What stands in `task_runner.SUPERVISOR_COMMS` while one task instance runs."""

    store: Store
    at: TaskKey
    run: RunView
    outcome: Any = None
    skipped: list[tuple[str, int]] = field(default_factory=list)
    triggered: list[Any] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    first_start: datetime | None = None

    def send(self, msg: Any) -> Any:
        """The answer to one message; an error response when there is none to give."""
        asking = ASKING.get()
        if asking is not None and asking is not self:  # a trigger, while another task runs
            return asking.send(msg)
        answer = ANSWERS.get(type(msg).__name__)
        if answer is None:
            name = type(msg).__name__
            self.refused.append(REFUSED.get(name, f"needs what only a running Airflow does: {name}"))
            raise NotImplementedError(f"the shim has no answer to Airflow's message {name}")
        return answer(self, msg)

    async def asend(self, msg: Any) -> Any:
        """As `send`, for asynchronous tasks and triggers."""
        return self.send(msg)


def _missing(error: ErrorType, **detail: Any) -> Any:
    return comms.ErrorResponse(error=error, detail=detail)


def _ok(_: Supervisor, __: Any) -> Any:
    return comms.OKResponse(ok=True)


def _end(self: Supervisor, msg: Any) -> Any:
    self.outcome = msg
    return comms.OKResponse(ok=True)


def _succeed(self: Supervisor, msg: Any) -> Any:
    assets.told(self.store, self.at, msg)
    return _end(self, msg)


def _mask(_: Supervisor, msg: Any) -> Any:
    mask_secret(msg.value, msg.name)
    return comms.OKResponse(ok=True)


def _skip(self: Supervisor, msg: Any) -> Any:
    self.skipped.extend((each, -1) if isinstance(each, str) else tuple(each) for each in msg.tasks)
    return comms.OKResponse(ok=True)


# --------------------------------------------------------------------------------------------------------------- xcoms


def _key(msg: Any) -> TaskKey:
    index = getattr(msg, "map_index", None)
    return TaskKey(msg.dag_id, msg.run_id, msg.task_id, -1 if index is None else index)


def _set_xcom(self: Supervisor, msg: Any) -> Any:
    self.store.push(_key(msg), msg.key, msg.value, msg.mapped_length)
    return comms.OKResponse(ok=True)


def _get_xcom(self: Supervisor, msg: Any) -> Any:
    found = self.store.pull(_key(msg), msg.key)
    if found is None and msg.include_prior_dates:
        found = self.store.pull_prior(_key(msg), msg.key)
    return comms.XComResult(key=msg.key, value=found[0] if found else None)


def _all(self: Supervisor, msg: Any) -> list[Any]:
    found = self.store.pull_all(msg.dag_id, msg.run_id, msg.task_id, msg.key)
    if not found and getattr(msg, "include_prior_dates", False):
        prior = self.store.pull_prior(TaskKey(msg.dag_id, msg.run_id, msg.task_id), msg.key)
        found = list(prior) if prior else []
    return found


def _xcom_count(self: Supervisor, msg: Any) -> Any:
    return comms.XComCountResponse(len=len(_all(self, msg)))


def _xcom_item(self: Supervisor, msg: Any) -> Any:
    values = _all(self, msg)
    if not -len(values) <= msg.offset < len(values):
        return _missing(ErrorType.XCOM_NOT_FOUND, key=msg.key, offset=msg.offset)
    return comms.XComSequenceIndexResult(root=values[msg.offset])


def _xcom_slice(self: Supervisor, msg: Any) -> Any:
    return comms.XComSequenceSliceResult(root=_all(self, msg)[slice(msg.start, msg.stop, msg.step)])


def _delete_xcom(self: Supervisor, msg: Any) -> Any:
    self.store.delete(_key(msg), msg.key)
    return comms.OKResponse(ok=True)


# ------------------------------------------------------------------------------------------- connections and variables


def _connection(_: Supervisor, msg: Any) -> Any:
    # Airflow's own environment backend has been asked before this message is sent.
    return _missing(ErrorType.CONNECTION_NOT_FOUND, conn_id=msg.conn_id)


def _variable(self: Supervisor, msg: Any) -> Any:
    found = self.store.kept("variable", msg.key)
    if found is None:
        return _missing(ErrorType.VARIABLE_NOT_FOUND, key=msg.key)
    return comms.VariableResult(key=msg.key, value=found[0])


def _variable_keys(self: Supervisor, msg: Any) -> Any:
    keys = [key for key in self.store.kept_keys("variable") if key.startswith(msg.prefix or "")]
    return comms.VariableKeysResult(keys=keys[msg.offset : msg.offset + msg.limit], total_entries=len(keys))


def _put_variable(self: Supervisor, msg: Any) -> Any:
    self.store.keep("variable", msg.key, msg.value)
    return comms.OKResponse(ok=True)


def _delete_variable(self: Supervisor, msg: Any) -> Any:
    self.store.drop("variable", msg.key)
    return comms.OKResponse(ok=True)


# --------------------------------------------------------------------------------------------------------- own states


def _scope(self: Supervisor, msg: Any) -> str:
    """Where the state of this task instance, or of the asset named, is kept."""
    uri = getattr(msg, "uri", None)
    asset = getattr(msg, "name", None) or (uri and (assets.name_of(self.store, uri) or uri))
    return f"asset:{asset}" if asset else f"task:{self.at.dag}/{self.at.run}/{self.at.task}/{self.at.map_index}"


def _get_state(result: str, error: ErrorType) -> Callable[[Supervisor, Any], Any]:
    def answer(self: Supervisor, msg: Any) -> Any:
        found = self.store.kept(_scope(self, msg), msg.key)
        if found is None:
            return _missing(error, key=msg.key)
        return getattr(comms, result)(value=found[0])

    return answer


def _set_state(self: Supervisor, msg: Any) -> Any:
    self.store.keep(_scope(self, msg), msg.key, msg.value)
    return comms.OKResponse(ok=True)


def _drop_state(self: Supervisor, msg: Any) -> Any:
    self.store.drop(_scope(self, msg), getattr(msg, "key", None))
    return comms.OKResponse(ok=True)


# ------------------------------------------------------------------------------------------------------ runs and tasks


def _runs(self: Supervisor, msg: Any) -> list[RunRow]:
    """The runs a counting message asks about."""
    dates = {date.astimezone(timezone.utc).isoformat() for date in msg.logical_dates or ()}
    return [
        row
        for row in self.store.runs(msg.dag_id)
        if (not dates or row.logical_date in dates) and (not msg.run_ids or row.run in msg.run_ids)
    ]


def _tasks(self: Supervisor, msg: Any) -> list[tuple[str, str, int, State]]:
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


def _ti_count(self: Supervisor, msg: Any) -> Any:
    found = [each for each in _tasks(self, msg) if not msg.states or each[3].value in msg.states]
    return comms.TICount(count=len(found))


def _task_states(self: Supervisor, msg: Any) -> Any:
    states: dict[str, dict[str, Any]] = {}
    for run, task, index, state in _tasks(self, msg):
        name = task if index < 0 else f"{task}_{index}"
        states.setdefault(run, {})[name] = None if state is State.NONE else state.value
    return comms.TaskStatesResult(task_states=states)


def _dr_count(self: Supervisor, msg: Any) -> Any:
    found = [row for row in _runs(self, msg) if not msg.states or row.state in msg.states]
    return comms.DRCount(count=len(found))


def _run_row(self: Supervisor, msg: Any) -> RunRow | None:
    return next((row for row in self.store.runs(msg.dag_id) if row.run == msg.run_id), None)


def _dagrun_state(self: Supervisor, msg: Any) -> Any:
    row = _run_row(self, msg)
    if row is None:
        self.refused.append(f"asks for the state of {msg.dag_id} {msg.run_id}, which has not run here")
        raise NotImplementedError(self.refused[-1])
    return comms.DagRunStateResult(state=row.state)


def _dagrun(self: Supervisor, msg: Any) -> Any:
    row = _run_row(self, msg)
    if row is None:
        return _missing(ErrorType.GENERIC_ERROR, dag_id=msg.dag_id, run_id=msg.run_id)
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
        "run_type": "scheduled" if row.run.startswith("scheduled") else "manual",
        "state": row.state,
        "consumed_asset_events": [],
        "partition_key": None,
    }


def _earlier(self: Supervisor, dag: str, before: str | None, state: str | None) -> RunRow | None:
    """The latest run of a DAG before a logical date, in this state if one is given."""
    found = [
        row
        for row in self.store.runs(dag)
        if row.logical_date and before and row.logical_date < before and (state is None or row.state == state)
    ]
    return found[-1] if found else None


def _previous_run(self: Supervisor, msg: Any) -> Any:
    before = msg.logical_date.astimezone(timezone.utc).isoformat()
    row = _earlier(self, msg.dag_id, before, msg.state)
    return comms.PreviousDagRunResult(dag_run=_dagrun_fields(row) if row else None)


def _previous_success(self: Supervisor, _: Any) -> Any:
    row = _earlier(self, self.at.dag, self.run.moment.logical_date.isoformat(), "success")
    if row is None:
        return comms.PrevSuccessfulDagRunResult()
    return comms.PrevSuccessfulDagRunResult(
        data_interval_start=row.interval_start, data_interval_end=row.interval_end, start_date=row.run_after
    )


def _previous_ti(self: Supervisor, msg: Any) -> Any:
    before = (msg.logical_date or self.run.moment.logical_date).astimezone(timezone.utc).isoformat()
    for row in reversed([each for each in self.store.runs(msg.dag_id) if (each.logical_date or "9") < before]):
        for task in self.store.tasks(msg.dag_id, row.run):
            wanted = (msg.task_id, msg.map_index, msg.state.value if msg.state else task.state.value)
            if (task.key.task, task.key.map_index, task.state.value) == wanted:
                fields = {"task_id": msg.task_id, "dag_id": msg.dag_id, "run_id": row.run, "map_index": msg.map_index}
                times = {"logical_date": row.logical_date, "try_number": task.try_number, "state": task.state.value}
                return comms.PreviousTIResult(task_instance={**fields, **times, "duration": task.duration_s})
    return comms.PreviousTIResult(task_instance=None)


def _reschedule_start(self: Supervisor, _: Any) -> Any:
    return comms.TaskRescheduleStartDate(start_date=self.first_start)


def _breadcrumbs(self: Supervisor, msg: Any) -> Any:
    rows = self.store.tasks(msg.dag_id, msg.run_id)
    crumbs = [{"task_id": row.key.task, "map_index": row.key.map_index, "state": row.state.value} for row in rows]
    return comms.TaskBreadcrumbsResult(breadcrumbs=crumbs)


def _dag(self: Supervisor, msg: Any) -> Any:
    if msg.dag_id != self.at.dag and not self.store.runs(msg.dag_id):
        self.refused.append(f"asks about the DAG {msg.dag_id}, which has not run here")
        raise NotImplementedError(self.refused[-1])
    unknown = dict.fromkeys(("bundle_name", "bundle_version", "relative_fileloc", "owners", "next_dagrun"))
    return comms.DagResult(dag_id=msg.dag_id, is_paused=False, tags=[], **unknown)


def _trigger(self: Supervisor, msg: Any) -> Any:
    if not msg.reset_dag_run and any(row.run == msg.run_id for row in self.store.runs(msg.dag_id)):
        return _missing(ErrorType.DAGRUN_ALREADY_EXISTS, dag_id=msg.dag_id, run_id=msg.run_id)
    self.triggered.append(msg)
    self.run.trigger(msg.dag_id, msg.run_id, msg.logical_date, msg.conf or {})
    return comms.OKResponse(ok=True)


ANSWERS: dict[str, Callable[[Supervisor, Any], Any]] = {
    "SucceedTask": _succeed,
    "TaskState": _end,
    "RetryTask": _end,
    "DeferTask": _end,
    "RescheduleTask": _end,
    "SkipDownstreamTasks": _skip,
    "SetXCom": _set_xcom,
    "GetXCom": _get_xcom,
    "GetXComCount": _xcom_count,
    "GetXComSequenceItem": _xcom_item,
    "GetXComSequenceSlice": _xcom_slice,
    "DeleteXCom": _delete_xcom,
    "GetConnection": _connection,
    "GetVariable": _variable,
    "GetVariableKeys": _variable_keys,
    "PutVariable": _put_variable,
    "DeleteVariable": _delete_variable,
    "GetTaskStateStore": _get_state("TaskStateStoreResult", ErrorType.TASK_STORE_NOT_FOUND),
    "SetTaskStateStore": _set_state,
    "DeleteTaskStateStore": _drop_state,
    "ClearTaskStateStore": _drop_state,
    **dict.fromkeys(
        ("GetAssetStateStoreByName", "GetAssetStateStoreByUri"),
        _get_state("AssetStateStoreResult", ErrorType.ASSET_STORE_NOT_FOUND),
    ),
    **dict.fromkeys(("SetAssetStateStoreByName", "SetAssetStateStoreByUri"), _set_state),
    **dict.fromkeys(("DeleteAssetStateStoreByName", "DeleteAssetStateStoreByUri"), _drop_state),
    **dict.fromkeys(("ClearAssetStateStoreByName", "ClearAssetStateStoreByUri"), _drop_state),
    **dict.fromkeys(("SetRenderedFields", "SetRenderedMapIndex"), _ok),
    "MaskSecret": _mask,
    "GetTICount": _ti_count,
    "GetTaskStates": _task_states,
    "GetDRCount": _dr_count,
    "GetDagRunState": _dagrun_state,
    "GetDagRun": _dagrun,
    "GetPreviousDagRun": _previous_run,
    "GetPrevSuccessfulDagRun": _previous_success,
    "GetPreviousTI": _previous_ti,
    "GetTaskRescheduleStartDate": _reschedule_start,
    "GetTaskBreadcrumbs": _breadcrumbs,
    "TriggerDagRun": _trigger,
    "GetDag": _dag,
    "GetAssetByName": assets.asset,
    "GetAssetByUri": assets.asset,
    "GetAssetsByAlias": assets.of_alias,
    "GetAssetEventByAsset": assets.events,
    "GetAssetEventByAssetAlias": assets.events,
    "ValidateInletsAndOutlets": assets.all_active,
}

PERSON = "waits for a person's answer, which only a running Airflow can take (human in the loop)"
# What is refused, and the sentence a person reads after the task's name.
REFUSED = {
    **dict.fromkeys(("AwaitInputTask", "CreateHITLDetailPayload", "UpdateHITLDetail", "GetHITLDetailResponse"), PERSON),
    "ResendLoggingFD": "runs as another user (`run_as_user`), for which Airflow starts a process of its own",
}
