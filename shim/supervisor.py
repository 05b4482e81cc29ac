"""Answers what a running task asks of Airflow's supervisor: the messages of `ToSupervisor`, from the store.

Airflow's task runner swallows many errors, so a message this file has no answer for is remembered in `refused` and
`execute` raises it after the task. `ANSWERS` is the whole table; a test holds it against Airflow's own set.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from airflow.sdk._shared.secrets_masker import mask_secret
from airflow.sdk.exceptions import ErrorType
from airflow.sdk.execution_time import comms

from shim import assets, imported, past
from shim.attempt import RunView
from shim.past import missing
from shim.store import AssetEvent, Store, TaskKey

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
    told: list[AssetEvent] = field(default_factory=list)

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


def _ok(_: Supervisor, __: Any) -> Any:
    return comms.OKResponse(ok=True)


def _end(self: Supervisor, msg: Any) -> Any:
    self.outcome = msg
    return comms.OKResponse(ok=True)


def _succeed(self: Supervisor, msg: Any) -> Any:
    self.told = assets.told(self.store, self.at, msg)
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
    if getattr(msg, "include_prior_dates", False):
        return past.pull_all_prior(self, msg)
    return self.store.pull_all(*_of_task(msg))


def _of_task(msg: Any) -> tuple[str, str, str, str]:
    return msg.dag_id, msg.run_id, msg.task_id, msg.key


def _prior(self: Supervisor, msg: Any) -> list[Any]:
    """What is taken where the task pushed nothing in this run."""
    if not getattr(msg, "include_prior_dates", False):
        return []
    return past.pull_all_prior(self, msg)


def _xcom_count(self: Supervisor, msg: Any) -> Any:
    return comms.XComCountResponse(len=self.store.pull_count(*_of_task(msg)))


def _xcom_item(self: Supervisor, msg: Any) -> Any:
    found = self.store.pull_one(*_of_task(msg), msg.offset)
    if found is None:
        return missing(ErrorType.XCOM_NOT_FOUND, key=msg.key, offset=msg.offset)
    return comms.XComSequenceIndexResult(root=found[0])


def _xcom_slice(self: Supervisor, msg: Any) -> Any:
    return comms.XComSequenceSliceResult(root=_all(self, msg)[slice(msg.start, msg.stop, msg.step)])


def _delete_xcom(self: Supervisor, msg: Any) -> Any:
    self.store.delete(_key(msg), msg.key)
    return comms.OKResponse(ok=True)


# ------------------------------------------------------------------------------------------- connections and variables


# A secrets backend and the environment have been asked, by Airflow itself, before these messages are sent.


def _connection(_: Supervisor, msg: Any) -> Any:
    return imported.answer_connection(msg.conn_id)


def _variable(self: Supervisor, msg: Any) -> Any:
    own = self.store.kept("variable", msg.key)
    return imported.answer_variable(msg.key, own[0] if own else imported.variables_known().get(msg.key))


def _variable_keys(self: Supervisor, msg: Any) -> Any:
    own = {key: (self.store.kept("variable", key) or (None,))[0] for key in self.store.kept_keys("variable")}
    known = {**imported.variables_known(), **own}
    keys = sorted(key for key, value in known.items() if value is not None and key.startswith(msg.prefix or ""))
    return comms.VariableKeysResult(keys=keys[msg.offset : msg.offset + msg.limit], total_entries=len(keys))


def _put_variable(self: Supervisor, msg: Any) -> Any:
    self.store.keep("variable", msg.key, msg.value)
    return comms.OKResponse(ok=True)


def _delete_variable(self: Supervisor, msg: Any) -> Any:
    # Kept as nothing: a file may define it still.
    self.store.keep("variable", msg.key, None)
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
            return missing(error, key=msg.key)
        return getattr(comms, result)(value=found[0])

    return answer


def _set_state(self: Supervisor, msg: Any) -> Any:
    self.store.keep(_scope(self, msg), msg.key, msg.value)
    return comms.OKResponse(ok=True)


def _drop_state(self: Supervisor, msg: Any) -> Any:
    self.store.drop(_scope(self, msg), getattr(msg, "key", None))
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
    "GetTICount": past.ti_count,
    "GetTaskStates": past.task_states,
    "GetDRCount": past.dr_count,
    "GetDagRunState": past.dagrun_state,
    "GetDagRun": past.dagrun,
    "GetPreviousDagRun": past.previous_run,
    "GetPrevSuccessfulDagRun": past.previous_success,
    "GetPreviousTI": past.previous_ti,
    "GetTaskRescheduleStartDate": past.reschedule_start,
    "GetTaskBreadcrumbs": past.breadcrumbs,
    "TriggerDagRun": past.trigger,
    "GetDag": past.dag,
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
