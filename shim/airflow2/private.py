"""All there is of Airflow 2's private API (2.10 and 2.11): one run of a DAG, decided and run as its scheduler would.

The metadata database is SQLite, in the home of the runs, migrated once and kept: it is what Airflow remembers by.
"""

from __future__ import annotations

import contextlib
import json
import logging
import sys
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from importlib import import_module
from pathlib import Path
from typing import Any

from shim.environment import require_airflow
from shim.imported import connections_known, variables_known
from shim.moment import Moment
from shim.undisturbed import own_signals, undisturbed

require_airflow()

from airflow.ti_deps.deps.base_ti_dep import BaseTIDep  # noqa: E402

# Airflow makes its checks of a task in the order of a set, which differs from process to process; where two of them
# contradict each other, the later one decides. Here it is the order of Airflow's source. Operators' sets are made when
# they are imported.
CHECKS = ("NotInRetryPeriodDep", "PrevDagrunDep", "TriggerRuleDep", "NotPreviouslySkippedDep", "MappedTaskUpstreamDep")
BaseTIDep.__hash__ = lambda self: CHECKS.index(type(self).__name__) if type(self).__name__ in CHECKS else 7

from airflow import settings  # noqa: E402
from airflow.api.common import trigger_dag as triggering  # noqa: E402
from airflow.exceptions import AirflowException, DagRunAlreadyExists, ParamValidationError  # noqa: E402
from airflow.models import (  # noqa: E402
    DAG,
    Connection,
    DagBag,
    DagRun,
    TaskInstance,
    TaskReschedule,
    Trigger,
    Variable,
    XCom,
    import_all_models,
)
from airflow.models.dag import DagContext  # noqa: E402
from airflow.models.dataset import DagScheduleDatasetReference, DatasetEvent  # noqa: E402
from airflow.models.taskmap import TaskMap  # noqa: E402
from airflow.timetables.simple import DatasetTriggeredTimetable  # noqa: E402
from airflow.utils import task_instance_session  # noqa: E402
from airflow.utils.db import initdb  # noqa: E402
from airflow.utils.module_loading import import_string  # noqa: E402
from airflow.utils.state import DagRunState, TaskInstanceState  # noqa: E402
from airflow.utils.task_group import TaskGroupContext  # noqa: E402
from airflow.utils.types import DagRunType  # noqa: E402
from sqlalchemy import delete, event, func, select  # noqa: E402

from migrator.errors import MigratorError  # noqa: E402
from migrator.semantics import FINISHED, State  # noqa: E402

STATES = {state.value for state in State}
ENDS = {state.value for state in FINISHED}
# Each module that starts runs has the function by name.
STARTERS = ("airflow.operators.trigger_dagrun", "airflow.providers.standard.operators.trigger_dagrun")

# What 2.x calls the types of runs that it names otherwise; one that a task starts is one by hand there.
BY_ASSETS = "asset_triggered"
RUN_TYPES = {BY_ASSETS: "dataset_triggered", "operator_triggered": "manual"}

_HELD: list[Any] = []

Key = tuple[str, int]
Start = Callable[[str, str, datetime, dict[str, Any]], "str | None"]


class CannotStart(MigratorError):
    """A run that Airflow does not begin."""


@dataclass(frozen=True, slots=True)
class Row:
    """How a task instance stands in Airflow's database."""

    task: str
    map_index: int
    state: State
    try_number: int
    max_tries: int
    duration_s: float


def migrated(plugins: str | None) -> None:
    """Makes the metadata database when it is not there, whole or not at all, and readies Airflow for runs."""
    file = Path(settings.SQL_ALCHEMY_CONN.removeprefix("sqlite:///"))
    done = file.with_suffix(".migrated")
    event.listen(settings.engine, "connect", _quick)
    # Tables that others refer to, those of users too, are known once their modules are.
    import_all_models()
    import_module("airflow.providers.fab.auth_manager.models")
    if plugins is not None and plugins not in sys.path:
        sys.path.append(plugins)
    if not done.exists():
        file.unlink(missing_ok=True)
        with contextlib.redirect_stdout(sys.stderr):
            initdb()
        done.touch()
        file.chmod(0o600)
    # Airflow opens a connection for each session: with the last one SQLite would write everything to its place.
    _HELD.append(settings.engine.connect())
    _import()
    # What tasks log goes where all else goes, once.
    task_log = logging.getLogger("airflow.task")
    task_log.handlers.clear()
    task_log.propagate = True


def _import() -> None:
    """Puts the connections and Variables of files where `airflow connections import` puts them."""
    with settings.Session() as session:
        for name, fields in connections_known().items():
            session.execute(delete(Connection).where(Connection.conn_id == name))
            session.add(Connection(**fields))
        for name, value in variables_known().items():
            Variable.set(name, value, session=session)
        session.commit()


def _quick(connection: Any, _: Any) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")


def loaded(file: Path) -> tuple[dict[str, DAG], str | None]:
    """The DAGs of a file, known to Airflow's database, or the last line of why it does not load."""
    bag = DagBag(str(file), include_examples=False, safe_mode=False, read_dags_from_db=False)
    # A group that Airflow refuses stays open: the next file's tasks would be in it.
    DagContext._context_managed_dags.clear()
    TaskGroupContext._context_managed_task_group = None
    TaskGroupContext._previous_context_managed_task_groups.clear()
    if bag.import_errors:
        return {}, str(next(iter(bag.import_errors.values()))).strip().splitlines()[-1]
    for dag in bag.dags.values():
        dag.is_paused_upon_creation = False
    with settings.Session() as session:
        DAG.bulk_write_to_db(bag.dags.values(), session=session)
        session.commit()
    return dict(bag.dags), None


def waits_for_datasets(dag: DAG) -> bool:
    """Whether datasets start its runs."""
    return isinstance(dag.timetable, DatasetTriggeredTimetable)


class Run:
    """One run of a DAG in Airflow's database. A fresh object begins it, or begins anew what is chosen of it."""

    def __init__(
        self,
        dag: DAG,
        moment: Moment,
        only: Collection[str] | None,
        known: Collection[str] | None,
        resumed: bool = False,
    ) -> None:
        self.dag = dag
        self.session = settings.Session()
        self.id = self._begin(moment)
        self.whole = only is None
        self.chosen = frozenset(dag.task_ids if only is None else only)
        self._before: dict[Key, str | None] = {}
        self._forget(resumed)
        self._assume(known)

    @classmethod
    def of(cls, dag: DAG, run: DagRun) -> Run:
        """A run that Airflow has made already."""
        made = cls.__new__(cls)
        made.dag, made.session, made.id = dag, settings.Session(), run.id
        made.chosen, made._before, made.whole = frozenset(dag.task_ids), {}, True
        run.state = DagRunState.RUNNING
        made.session.commit()
        return made

    # ------------------------------------------------------------------------------------------- beginning and end

    def _begin(self, moment: Moment) -> int:
        dag, session = self.dag, self.session
        found = session.scalar(select(DagRun).where(DagRun.dag_id == dag.dag_id, DagRun.run_id == moment.run_id))
        if found is None:
            try:
                found = dag.create_dagrun(
                    state=DagRunState.RUNNING,
                    execution_date=moment.logical_date,
                    run_id=moment.run_id,
                    start_date=datetime.now(timezone.utc),
                    external_trigger=moment.run_type not in ("scheduled", BY_ASSETS),
                    conf=moment.conf,
                    run_type=DagRunType(RUN_TYPES.get(moment.run_type, moment.run_type)),
                    data_interval=self._interval(moment),
                    session=session,
                )
            except (AirflowException, ParamValidationError, ValueError) as error:
                session.rollback()
                raise CannotStart(f"{dag.dag_id} does not start: {type(error).__name__}: {error}") from error
            if moment.run_type == BY_ASSETS:
                self._consume(found)
        found.state, found.end_date, found.conf = DagRunState.RUNNING, None, moment.conf
        session.commit()
        return int(found.id)

    def _interval(self, moment: Moment) -> Any:
        """The run's data interval, as Airflow's own timetable has it; as the plan has it where that cannot say."""
        table, date = self.dag.timetable, moment.logical_date
        if moment.run_type != "scheduled":
            from pendulum import instance

            return table.infer_manual_data_interval(run_after=instance(date))
        try:
            return self.dag.infer_automated_data_interval(date)
        except ValueError:
            return (moment.start, moment.end)

    def _consume(self, run: DagRun) -> None:
        """Gives a run that datasets start their events since the DAG's last run."""
        last = self.session.scalar(
            select(func.max(DagRun.start_date)).where(DagRun.dag_id == run.dag_id, DagRun.id != run.id)
        )
        events = select(DatasetEvent).join(
            DagScheduleDatasetReference, DatasetEvent.dataset_id == DagScheduleDatasetReference.dataset_id
        )
        events = events.where(DagScheduleDatasetReference.dag_id == run.dag_id)
        if last is not None:
            events = events.where(DatasetEvent.timestamp > last)
        run.consumed_dataset_events.extend(self.session.scalars(events))

    def _forget(self, resumed: bool) -> None:
        """Removes what is known of the chosen tasks in this run, or of a resumed run of those that had not ended;
        Airflow makes their instances anew."""
        run = self.run
        unfinished = {ti.task_id for ti in self._instances() if _text(ti.state) not in ENDS}
        again = self.chosen & unfinished if resumed else self.chosen
        for model in (XCom, TaskInstance):
            self.session.execute(
                delete(model).where(model.dag_id == run.dag_id, model.run_id == run.run_id, model.task_id.in_(again))
            )
        self.session.commit()
        self.session.expire_all()
        self.run.verify_integrity(session=self.session)
        self.session.commit()

    def _assume(self, known: Collection[str] | None) -> None:
        """Lets the tasks that are not chosen have ended: as they did where that is known, else well. What else
        Airflow knows of them comes back at the end."""
        for ti in self.run.get_task_instances(session=self.session):
            if ti.task_id not in self.chosen and (ti.state is None or (known is not None and ti.task_id not in known)):
                self._before[(ti.task_id, ti.map_index)] = ti.state
                ti.state = TaskInstanceState.SUCCESS
        self.session.commit()

    def end(self, state: State | None = None) -> State:
        """Puts back what was assumed; the state the run ended in, which may be given."""
        for key, before in self._before.items():
            self.instance(key).state = before
        run = self.run
        if state is not None:
            run.state = DagRunState(state.value)
        self.session.commit()
        return State(_text(self.run.state))

    def call_back(self) -> None:
        """Calls the DAG's own callbacks, where only parts of it were run: by how its last tasks ended."""
        last = {task.task_id for task in self.dag.leaves}
        states = {_text(ti.state) for ti in self._instances() if ti.task_id in last}
        failed = bool(states & {"failed", "upstream_failed"})
        self._handle(success=not failed, why="task_failure" if failed else "success")

    def _handle(self, *, success: bool, why: str | None) -> None:
        with undisturbed(), own_signals():
            self.dag.handle_callback(self.run, success=success, reason=why, session=self.session)

    @property
    def run(self) -> DagRun:
        """The run as the database has it."""
        found = self.session.get(DagRun, self.id, populate_existing=True)
        found.dag = self.dag
        return found

    @property
    def going(self) -> bool:
        """Whether it has not ended."""
        return bool(self.run.state == DagRunState.RUNNING)

    @property
    def dates(self) -> tuple[datetime, datetime, datetime]:
        """Its logical date and data interval."""
        run = self.run
        return run.execution_date, run.data_interval_start, run.data_interval_end

    # ----------------------------------------------------------------------------------------------------- its tasks

    def schedule(self) -> list[Key]:
        """One pass of Airflow's scheduler; the task instances that are to run now, the most urgent first."""
        self.session.expire_all()
        run = self.run
        ready, ended = run.update_state(session=self.session, execute_callbacks=False)
        if ended is not None and self.whole:
            self._handle(success=not ended.is_failure_callback, why=ended.msg)
        run.schedule_tis(ready, session=self.session)
        self.session.commit()
        self.session.expire_all()
        found = [ti for ti in self._instances() if ti.state == TaskInstanceState.SCHEDULED]
        order = {name: at for at, name in enumerate(self.dag.task_dict)}
        found.sort(key=lambda ti: (-ti.priority_weight, order[ti.task_id], ti.map_index))
        return [(ti.task_id, ti.map_index) for ti in found]

    def _instances(self) -> list[TaskInstance]:
        return list(self.run.get_task_instances(session=self.session))

    def instance(self, key: Key) -> TaskInstance:
        """One task instance, with its task."""
        run = self.run
        ti = run.get_task_instance(key[0], session=self.session, map_index=key[1])
        ti.task = self.dag.get_task(key[0])
        return ti

    def rows(self) -> list[Row]:
        """How every task instance stands."""
        return [_row(ti) for ti in self._instances()]

    def row(self, key: Key) -> Row:
        """How one task instance stands."""
        self.session.expire_all()
        return _row(self.instance(key))

    def attempt(self, key: Key, start: Start) -> BaseException | None:
        """One try of a task, as Airflow's task process runs it; what it raised. After Ctrl-C, which is raised on, the
        try has not been."""
        ti = self.instance(key)
        tried, error = ti.try_number, None
        with undisturbed(), own_signals(), _starting(start):
            try:
                ti.check_and_change_state_before_execution(
                    ignore_all_deps=True, ignore_ti_state=True, session=self.session
                )
                ti._run_raw_task(session=self.session)
            except KeyboardInterrupt:
                self.session.rollback()
                ti.task.on_kill()
                self._untried(key, tried)
                raise
            except BaseException as raised:  # the task's own, or what Airflow makes of it
                error = raised
            self.session.commit()
            left = self.instance(key)
            if left.state == TaskInstanceState.RUNNING:  # it could not even start: its process would have died
                left.handle_failure(error or "it did not end", session=self.session)
                self.session.commit()
        return error

    def _untried(self, key: Key, tried: int) -> None:
        ti = self.instance(key)
        ti.state, ti.try_number, ti.next_method, ti.next_kwargs = None, max(0, tried - 1), None, None
        self.session.commit()

    def xcoms(self, key: Key) -> list[tuple[str, Any, int | None]]:
        """What a task instance pushed: key, value in Airflow's serialized form, how many instances it maps into."""
        run = self.run
        of = (run.dag_id, run.run_id, *key)
        length = self.session.scalar(select(TaskMap.length).where(*_named(TaskMap, of)))
        found = self.session.execute(select(XCom.key, XCom.value).where(*_named(XCom, of)))
        return [(name, _plain(value), length if name == "return_value" else None) for name, value in found]

    # ----------------------------------------------------------------------------------------------------------- waits

    def due_s(self) -> float | None:
        """In how many seconds the first task that waits by itself may go on; None when none does."""
        now, found = datetime.now(timezone.utc), []
        for ti in self._instances():
            ti.task = self.dag.get_task(ti.task_id)
            if ti.state == TaskInstanceState.UP_FOR_RETRY:
                found.append(ti.next_retry_datetime())
            elif ti.state == TaskInstanceState.UP_FOR_RESCHEDULE:
                last = select(func.max(TaskReschedule.reschedule_date)).where(
                    TaskReschedule.dag_id == ti.dag_id,
                    TaskReschedule.run_id == ti.run_id,
                    TaskReschedule.task_id == ti.task_id,
                    TaskReschedule.map_index == ti.map_index,
                )
                found.append(self.session.scalar(last) or now)
        return min(((each - now).total_seconds() for each in found), default=None)

    def deferred(self) -> dict[int, tuple[Any, float | None]]:
        """The triggers waited for by id, each with its live object and in how many seconds its time is over."""
        now = datetime.now(timezone.utc)
        found = {}
        for ti in self._instances():
            if ti.state == TaskInstanceState.DEFERRED and ti.trigger_id is not None:
                row = self.session.get(Trigger, ti.trigger_id)
                # The column knows no zone: what is in it is UTC.
                ends = ti.trigger_timeout and ti.trigger_timeout.replace(tzinfo=timezone.utc)
                over = (ends - now).total_seconds() if ends else None
                found[ti.trigger_id] = (row, over)
        return found

    def fire(self, trigger: int, told: Any, error: BaseException | None) -> None:
        """Lets the tasks that wait for a trigger go on with its event, or fail for want of one."""
        if told is not None:
            Trigger.submit_event(trigger, told, session=self.session)
        else:
            Trigger.submit_failure(trigger, exc=error, session=self.session)
        self.session.commit()

    def time_out(self, trigger: int) -> None:
        """Lets the tasks that wait for a trigger fail, whose time is over: as the scheduler does."""
        for ti in self.session.scalars(select(TaskInstance).where(TaskInstance.trigger_id == trigger)):
            ti.state, ti.next_method, ti.trigger_id = TaskInstanceState.SCHEDULED, "__fail__", None
            ti.next_kwargs = {"error": "Trigger/execution timeout"}
        self.session.commit()


async def first_event(row: Any) -> Any:
    """The first event of a trigger, or None when it ends without."""
    trigger = import_string(row.classpath)(**row.kwargs)
    try:
        async for told in trigger.run():
            return told
    finally:
        await trigger.cleanup()
    return None


def _row(ti: TaskInstance) -> Row:
    state = _text(ti.state)
    end = State(state) if state in STATES else State.NONE
    return Row(ti.task_id, ti.map_index, end, ti.try_number, ti.max_tries, ti.duration or 0.0)


def _text(state: Any) -> str:
    """A state's name: Airflow has it as a member of its enumeration or as the text it is kept as."""
    return str(getattr(state, "value", state))


def _named(model: Any, of: tuple[str, str, str, int]) -> list[Any]:
    names = (model.dag_id, model.run_id, model.task_id, model.map_index)
    return [name == value for name, value in zip(names, of, strict=True)]


def _plain(value: Any) -> Any:
    """What is kept of an XCom: the JSON text that it is; of a pickle, that it is one."""
    try:
        return json.loads(value)
    except (TypeError, ValueError):
        return {"pickled": True}


# --------------------------------------------------------------------------------------------------- runs of other DAGs


@contextlib.contextmanager
def _starting(start: Start) -> Iterator[None]:
    """While it lasts, a run that a task starts is started by `start`, at once: there is no scheduler to wait for."""

    def trigger_dag(
        dag_id: str,
        run_id: str | None = None,
        conf: Any = None,
        execution_date: datetime | None = None,
        replace_microseconds: bool = True,
        **_: Any,
    ) -> Any:
        date = execution_date or datetime.now(timezone.utc)
        if replace_microseconds:
            date = date.replace(microsecond=0)
        name = run_id or DagRun.generate_run_id(DagRunType.MANUAL, date)
        there = DagRun.find_duplicate(dag_id=dag_id, execution_date=date, run_id=name)
        if there:
            raise DagRunAlreadyExists(dag_run=there, execution_date=date, run_id=name)
        given = json.loads(conf) if isinstance(conf, str) else conf or {}
        with _no_task():
            why = start(dag_id, name, date, given)
        if why is not None:
            raise AirflowException(why)
        found = DagRun.find(dag_id=dag_id, run_id=name)
        return found[0] if found else _Wished(dag_id, name, date)

    modules = [triggering, *(sys.modules[name] for name in STARTERS if name in sys.modules)]
    before = [(module, module.trigger_dag) for module in modules]
    for module in modules:
        module.trigger_dag = trigger_dag
    try:
        yield
    finally:
        for module, function in before:
            module.trigger_dag = function


@contextlib.contextmanager
def _no_task() -> Iterator[None]:
    """While it lasts, no task is running: another may."""
    variable = vars(task_instance_session)["__current_task_instance_session"]
    before = variable
    vars(task_instance_session)["__current_task_instance_session"] = None
    try:
        yield
    finally:
        vars(task_instance_session)["__current_task_instance_session"] = before


@dataclass
class _Wished:
    """A run that nobody starts: who waits for it is told."""

    dag_id: str
    run_id: str
    execution_date: datetime

    @property
    def logical_date(self) -> datetime:
        """Its date, by its later name."""
        return self.execution_date

    def refresh_from_db(self, *_: Any, **__: Any) -> None:
        """Raises AirflowException."""
        raise AirflowException(f"the run {self.run_id} of {self.dag_id} is not started here: nothing to wait for")
