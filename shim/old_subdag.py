"""SubDagOperator (removed in Airflow 3.0): its task runs the tasks of its sub-DAG, as a run of its own, and ends as
that run ends. The rules are those of `airflow/operators/subdag.py` in Airflow 2.11."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from typing import Any

from airflow.sdk import BaseOperator
from airflow.sdk.exceptions import AirflowException
from airflow.sdk.execution_time import task_runner

from migrator.semantics import FAILURES, State


class SkippedStatePropagationOptions(Enum):
    """When the skipped leaves of a sub-DAG skip what follows its task."""

    ALL_LEAVES = "all_leaves"
    ANY_LEAF = "any_leaf"


class SubDagOperator(BaseOperator):  # type: ignore[misc]
    """Runs `subdag`, whose id must be `parent.task`, within the parent's run. Raises AirflowException else."""

    def __init__(
        self,
        *,
        subdag: Any,
        conf: dict[str, Any] | None = None,
        propagate_skipped_state: SkippedStatePropagationOptions | None = None,
        **arguments: Any,
    ) -> None:
        # Those of a sensor and of a database session, which nothing is left to hear.
        for name in ("session", "poke_interval", "timeout", "soft_fail", "mode", "exponential_backoff"):
            arguments.pop(name, None)
        super().__init__(**arguments)
        self.subdag, self.conf, self.propagate_skipped_state = subdag, conf, propagate_skipped_state
        expected = f"{self.dag.dag_id}.{self.task_id}"
        if subdag.dag_id != expected:
            raise AirflowException(
                "The subdag's dag_id should have the form '{parent_dag_id}.{this_task_id}'. "
                f"Expected '{expected}'; received '{subdag.dag_id}'."
            )

    def execute(self, context: Any) -> None:
        """Runs the sub-DAG; of a run that failed before, what did not succeed."""
        from shim.load import Loaded
        from shim.schedule import Schedule

        supervisor: Any = task_runner.SUPERVISOR_COMMS
        run, dag_id = supervisor.run, self.subdag.dag_id
        only = None
        if context["ti"].try_number > 1:
            ended = run.states_of(dag_id, run.moment.run_id)
            only = {task for task, _, state in ended if state in FAILURES} or None
        loaded = Loaded(self.subdag, run.written_for, ())
        moment = run.moment if self.conf is None else replace(run.moment, conf=self.conf)
        named = {"dag_id": dag_id, "run_id": moment.run_id}
        run.emit({"event": "run_started", **named})
        schedule = Schedule(loaded, moment, supervisor.store, only, run.pace, run.emit)
        state = schedule.run()
        run.emit({"event": "run_finished", **named, "state": state.value})
        if state is not State.SUCCESS:
            raise AirflowException(f"Expected state: SUCCESS. Actual state: {state.value}")
        if self._skips(schedule):
            supervisor.skipped.extend((name, -1) for name in self.downstream_task_ids)

    def _skips(self, schedule: Any) -> bool:
        if self.propagate_skipped_state is None:
            return False
        leaves = [task.task_id for task in self.subdag.leaves]
        skipped = [all(one.state is State.SKIPPED for one in schedule.instances[name]) for name in leaves]
        return any(skipped) if self.propagate_skipped_state is SkippedStatePropagationOptions.ANY_LEAF else all(skipped)
