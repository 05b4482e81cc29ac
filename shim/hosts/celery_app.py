"""The Celery app of workers that run islands: `dagster-celery worker start -A shim.hosts.celery_app -y celery.yaml`.

It is `dagster_celery.app` with a lease on each step. A step that is delivered a second time, as Redis does with one
that takes longer than its `visibility_timeout`, is left to the worker that runs it; one that has ended is over.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from typing import Any

import celery
from celery.exceptions import Ignore
from celery.utils.log import get_task_logger
from dagster import DagsterEventType, DagsterInstance
from dagster._grpc.types import ExecuteStepArgs
from dagster._serdes import serialize_value, unpack_value
from dagster_celery.make_app import make_app
from dagster_celery.tasks import create_execute_job_task, create_resume_job_task, create_task

# Airflow before the pool of processes is made: they share it, instead of importing it each.
import shim.schedule  # noqa: F401
from shim.hosts.celery import STEPS
from shim.hosts.store_here import open_store
from shim.leases import Lease, LeaseLost

LOG = get_task_logger(__name__)
ENDS = {DagsterEventType.STEP_SUCCESS, DagsterEventType.STEP_FAILURE, DagsterEventType.STEP_SKIPPED}
UP_FOR_RETRY = DagsterEventType.STEP_UP_FOR_RETRY


class LeasedStep(celery.Task):  # type: ignore[misc]
    """A step that is run by one worker at a time, and acknowledged when it has run."""

    acks_late = True

    def __call__(self, execute_step_args_packed: Any, executable_dict: Any) -> Sequence[str]:
        """The step's events: from running it, or from Dagster's log if it has ended."""
        args = unpack_value(execute_step_args_packed, as_type=ExecuteStepArgs)
        steps = args.step_keys_to_execute
        with closing(open_store()) as store, Lease(store) as lease:
            other = lease.claim(STEPS, args.run_id, steps)
            if other is not None:
                LOG.info("%s of run %s is being run by process %s", steps, args.run_id, other.process.pid)
                raise Ignore
            ended = _ended(args)
            if ended is not None:
                return ended
            found: Sequence[str] = self.run(execute_step_args_packed, executable_dict)
            if not all(lease.holds(STEPS, args.run_id, step) for step in steps):
                LOG.warning("%s of run %s was taken over meanwhile: its result counts", steps, args.run_id)
                raise Ignore
            return found


def _ended(args: ExecuteStepArgs) -> list[str] | None:
    """The events of a step that has ended, as its first worker would have returned them; None while it has not."""
    (step,) = args.step_keys_to_execute
    with DagsterInstance.from_ref(args.instance_ref) as instance:
        run = instance.get_run_by_id(args.run_id)
        if run is None or run.is_finished:
            raise Ignore
        marks = _of_step(instance.all_logs(args.run_id, of_type=ENDS | {UP_FOR_RETRY}), step)
        tries = sum(each.event_type is UP_FOR_RETRY for each in marks)
        before = args.known_state.get_retry_state().get_attempt_count(step) if args.known_state else 0
        if tries <= before and len(marks) == tries:
            return None
        return [serialize_value(each) for each in _of_step(instance.all_logs(args.run_id), step)]


def _of_step(entries: Iterable[Any], step: str) -> list[Any]:
    """A step's events, but for the failure of a worker that was told that another one has taken over."""
    events = [each.dagster_event for each in entries]
    mine = [each for each in events if each is not None and each.step_key == step and not each.is_engine_event]
    return [each for each in mine if not (each.is_step_failure and _was_taken_over(each.step_failure_data.error))]


def _was_taken_over(error: Any) -> bool:
    while error is not None and error.cls_name != LeaseLost.__name__:
        error = error.cause
    return error is not None


app = make_app()
# What tasks print is theirs and goes to Dagster's log; as a line of Celery's it would go there twice.
app.conf.worker_redirect_stdouts = False
execute_plan = create_task(app, base=LeasedStep)
execute_job = create_execute_job_task(app)
resume_job = create_resume_job_task(app)
