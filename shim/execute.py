"""Runs one try of one task instance with Airflow's own task runner, and leaves the process as it was.

Together with `supervisor.py` the only place that knows Airflow's private API (3.3): no scheduler, API server or
metadata database takes part. A task's prints and logs go to stderr.
"""

from __future__ import annotations

import asyncio
import contextlib
import copy
import ctypes
import functools
import logging
import signal
import threading
import time
import uuid
from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timezone
from typing import Any

from shim.attempt import Attempt, Outcome, RunView
from shim.deadline import RunTimedOut, until
from shim.environment import require_airflow
from shim.moment import Moment
from shim.store import Store, TaskKey
from shim.undisturbed import own_signals, undisturbed

require_airflow()

import structlog  # noqa: E402
from airflow.sdk.api.datamodels._generated import DagRun, TIRunContext  # noqa: E402
from airflow.sdk.definitions._internal.abstractoperator import AbstractOperator  # noqa: E402
from airflow.sdk.exceptions import AirflowTaskTerminated, AirflowTaskTimeout, ParamValidationError  # noqa: E402
from airflow.sdk.execution_time import task_runner  # noqa: E402

from migrator.errors import MigratorError  # noqa: E402
from migrator.semantics import State  # noqa: E402
from shim import expanding  # noqa: E402
from shim.assets import consumed  # noqa: E402
from shim.children import children_answered  # noqa: E402
from shim.imported import old_variables, told_where  # noqa: E402
from shim.left_behind import as_found  # noqa: E402
from shim.supervisor import Supervisor  # noqa: E402
from shim.versions import OldDagRun, OldTaskInstance, old_names  # noqa: E402

# Airflow makes one anew for each templated field of each task, which took a third of a small task's time.
task_runner.TypeAdapter = functools.cache(task_runner.TypeAdapter)
expanding.install()

# What ends a task and nothing else, though Python would let it end the process.
TASKS_OWN_ENDS = AirflowTaskTerminated | AirflowTaskTimeout | asyncio.CancelledError | GeneratorExit


class Unanswered(MigratorError):
    """A task asked Airflow for something the shim does not do."""

    def __init__(self, key: TaskKey, messages: list[str]) -> None:
        super().__init__(f"{key.dag}.{key.task} {'; '.join(dict.fromkeys(messages))}")


def execute(
    task: Any, attempt: Attempt, run: RunView, store: Store, should_retry: bool, deadline: float | None = None
) -> Outcome:
    """Runs one try. Raises Unanswered when the task asked for what the shim does not do, and RunTimedOut when the
    monotonic clock passes the deadline while it runs."""
    supervisor = Supervisor(store, attempt.key, run, first_start=attempt.first_start)
    started = time.monotonic()
    with (
        _undisturbed(),
        _supervised(supervisor),
        children_answered(task, supervisor),
        _own_params(task),
        _walked_once(task.dag, run.mapped),
    ):
        ti = _instance(task, attempt, run, store, should_retry)
        try:
            context = ti.get_template_context()
        except ParamValidationError as unfit:  # Airflow's task process ends here, with exit code 1
            logging.getLogger("airflow.task").exception("%s.%s could not start", attempt.key.dag, attempt.key.task)
            return Outcome(State.UP_FOR_RETRY if should_retry else State.FAILED, 0.0, error=unfit)
        if run.written_for in ("1.10", "2"):
            context.update(old_names(run.moment, context))
        log = structlog.get_logger(logger_name="task")
        with until(deadline):
            state, _, error = task_runner.run(ti, context, log)
        if isinstance(error, RunTimedOut):
            ti.task.on_kill()
            raise error
        told_where(error)
        context["exception"] = error
        task_runner.finalize(ti, state, context, log, error)
    if error is not None and not isinstance(error, Exception | SystemExit | TASKS_OWN_ENDS):
        # Ctrl-C: Airflow's runner takes it for the task's failure, and the run would go on.
        ti.task.on_kill()
        raise error
    if supervisor.refused:
        raise Unanswered(attempt.key, supervisor.refused)
    outcome = Outcome(
        State(state.value), time.monotonic() - started, supervisor.skipped, error=error, told=supervisor.told
    )
    message = supervisor.outcome
    if outcome.state is State.UP_FOR_RETRY:
        outcome.wait_s = getattr(message, "retry_delay_seconds", None)
    elif outcome.state is State.UP_FOR_RESCHEDULE:
        outcome.wait_s = max(0.0, (message.reschedule_date - datetime.now(timezone.utc)).total_seconds())
    elif outcome.state is State.DEFERRED:
        outcome.deferred = message
    return outcome


def _instance(task: Any, attempt: Attempt, run: RunView, store: Store, should_retry: bool) -> Any:
    key, now = attempt.key, datetime.now(timezone.utc)
    resumed = attempt.next_method is not None
    context = TIRunContext(
        dag_run=dag_run(key.dag, run.moment, now),
        task_reschedule_count=attempt.reschedules,
        max_tries=attempt.max_tries,
        variables=[],
        connections=[],
        xcom_keys_to_clear=[] if resumed else store.keys(key),
        should_retry=should_retry,
        next_method=attempt.next_method,
        next_kwargs=attempt.next_kwargs,
        start_date=attempt.first_start,
    )
    return OldTaskInstance.model_construct(
        id=uuid.uuid5(uuid.NAMESPACE_OID, f"{key}"),
        dag_id=key.dag,
        task_id=key.task,
        run_id=key.run,
        map_index=key.map_index,
        try_number=attempt.try_number,
        dag_version_id=uuid.uuid5(uuid.NAMESPACE_OID, key.dag),
        task=task,
        _ti_context_from_server=context,
        max_tries=attempt.max_tries,
        start_date=now,
        state=task_runner.TaskInstanceState.RUNNING,
    ).of(store, run.written_for)


def dag_run(dag_id: str, moment: Moment, started: datetime) -> DagRun:
    """The run as a task's context shows it."""
    logical_date, start, end = moment.dates
    return OldDagRun(
        dag_id=dag_id,
        run_id=moment.run_id,
        logical_date=logical_date,
        data_interval_start=start,
        data_interval_end=end,
        run_after=moment.end,
        start_date=started,
        end_date=None,
        run_type=moment.run_type,
        state="running",
        conf=moment.conf,
        consumed_asset_events=consumed(moment.events),
        partition_key=None,
    )


def call_back(
    callbacks: list[Callable[[Any], Any]],
    dag: Any,
    task: Any,
    attempt: Attempt | None,
    run: RunView,
    store: Store,
    why: str,
) -> None:
    """Calls a DAG's own success or failure callbacks with Airflow's word for why, and the context of the task that it
    is about, if there is one."""
    key = TaskKey(dag.dag_id, run.moment.run_id, "") if attempt is None else attempt.key
    with _undisturbed(), _supervised(Supervisor(store, key, run)):
        context: Any = {"dag": dag, "run_id": key.run}
        if attempt is not None:
            context = _instance(task, attempt, run, store, False).get_template_context()
        context["reason"] = why
        for callback in callbacks:
            try:
                callback(context)
            except Exception:  # user code: as in Airflow, a callback's failure is logged and changes nothing
                logging.getLogger("airflow.task").exception("a callback of %s failed", key.dag)


# ------------------------------------------------------------------------------------- leaving the process as it was


@contextlib.contextmanager
def _supervised(supervisor: Supervisor) -> Iterator[None]:
    before = getattr(task_runner, "SUPERVISOR_COMMS", None)
    task_runner.SUPERVISOR_COMMS = supervisor
    try:
        with old_variables():
            yield
    finally:
        task_runner.SUPERVISOR_COMMS = before


@contextlib.contextmanager
def _own_params(task: Any) -> Iterator[None]:
    """Gives the DAG and the task params of their own: a run's configuration is written into them."""
    before = [(owner, owner.params) for owner in (task.dag, task) if owner.params]
    for owner, params in before:
        owner.params = copy.deepcopy(params)
    try:
        yield
    finally:
        for owner, params in before:
            owner.params = params


@contextlib.contextmanager
def _walked_once(dag: Any, mapped: Collection[Any]) -> Iterator[None]:
    """Spares Airflow to walk the whole DAG, for each value that a task returns, in search of the mapped tasks and
    groups below: these are all there are."""
    walk = AbstractOperator._iter_all_mapped_downstreams

    def below(task: Any) -> Iterator[Any]:
        if task.get_dag() is not dag:
            yield from walk(task)
            return
        for each in mapped:
            if task.node_id != each.node_id and task.node_id in each.upstream_task_ids:
                yield each

    AbstractOperator._iter_all_mapped_downstreams = below
    try:
        yield
    finally:
        AbstractOperator._iter_all_mapped_downstreams = walk


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Restores all that Airflow's runner changes, signal handlers too, and
    what a process of the task's own would end with it."""
    with undisturbed(), _signals(), as_found():
        yield


@contextlib.contextmanager
def _signals() -> Iterator[None]:
    """Restores handlers. In another thread than the main one, where none can be set, makes setting them harmless; a
    time limit, which Airflow sets by an alarm, is then kept by a timer."""
    if threading.current_thread() is threading.main_thread():
        with own_signals():
            yield
        return
    setters, alarm = (signal.signal, signal.setitimer), _Alarm(threading.get_ident())
    signal.signal = lambda number, _handler: signal.getsignal(number)  # type: ignore[assignment]
    signal.setitimer = alarm.set
    try:
        yield
    finally:
        signal.signal, signal.setitimer = setters
        alarm.set(signal.ITIMER_REAL, 0)


class _Alarm:
    """Raises Airflow's timeout in a thread as soon as that runs Python code again: a long call of C goes on."""

    def __init__(self, thread: int) -> None:
        self._thread = thread
        self._timer: threading.Timer | None = None

    def set(self, _which: int, seconds: float, _again: float = 0.0) -> tuple[float, float]:
        """Sets the alarm, or takes it back with 0."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if seconds > 0:
            self._timer = threading.Timer(seconds, self._ring)
            self._timer.daemon = True
            self._timer.start()
        return 0.0, 0.0

    def _ring(self) -> None:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._thread), ctypes.py_object(AirflowTaskTimeout))
