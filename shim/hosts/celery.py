"""Dagster's Celery executor for workers that may die: a step whose worker is gone is handed out again.

Celery's own means do not do it. `dagster-celery` acknowledges a step before it has run, so nobody gives it out again;
late acknowledgement has Redis give it out again after a fixed time, whether its worker lives or not. Here the worker
holds a lease on each step (`celery_app.py`), and whoever waits for the step looks at the lease beside the result.
Islands go on where the dead worker left them; a native asset begins anew.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import dagster as dg
from celery.exceptions import WorkerLostError
from dagster import multiple_process_executor_requirements
from dagster._core.execution.plan.plan import ExecutionPlan
from dagster._core.execution.step_dependency_config import StepDependencyConfig
from dagster_celery.core_execution_loop import core_celery_execution_loop
from dagster_celery.executor import CELERY_CONFIG, CeleryExecutor, _submit_task

from migrator.errors import MigratorError
from shim.hosts.executors import BY_OUTPUTS
from shim.hosts.store_here import open_store
from shim.leases import Holder, Process, Pulse, holders_of
from shim.store import Store

# What steps are claimed under in the store, where a DAG's id stands for tasks.
STEPS = "dagster/steps"
TAKEOVERS = 3


class WorkersDied(MigratorError):
    """Each worker that ran a step died of it."""

    def __init__(self, step: str, times: int) -> None:
        super().__init__(
            f"{step} was handed out {times} times, and each worker that ran it died: look at what it does to them "
            "(memory, say) before it is run again"
        )


@dg.executor(  # type: ignore[untyped-decorator]
    name="celery",
    config_schema={
        **CELERY_CONFIG,
        "takeovers": dg.Field(
            int,
            is_required=False,
            default_value=TAKEOVERS,
            description="How often a step whose worker died is handed out again before the run fails.",
        ),
    },
    requirements=multiple_process_executor_requirements(),
)
def celery_executor(context: dg.InitExecutorContext) -> CeleryExecutor:
    """`dagster_celery.celery_executor`, with the same configuration, that outlives its workers.

    Its workers are started with `dagster-celery worker start -A shim.hosts.celery_app`; they and whoever launches runs
    share one store (`MIGRATE_STORE`).
    """
    from dagster._core.execution.retries import RetryMode

    config = context.executor_config
    return OutlivingExecutor(
        config["takeovers"],
        broker=config.get("broker"),
        backend=config.get("backend"),
        config_source=config.get("config_source"),
        include=config.get("include"),
        retries=RetryMode.from_config(config["retries"]),
    )


class ByOutputs(ExecutionPlan):  # type: ignore[misc]
    """A plan that goes on below what a failed step has made (`shim.hosts.executors`): Celery's loop cannot be set."""

    def start(self, *args: Any, **settings: Any) -> Any:
        """Dagster's `start`, by outputs."""
        return super().start(*args, **settings, step_dependency_config=StepDependencyConfig.from_config(BY_OUTPUTS))


class OutlivingExecutor(CeleryExecutor):  # type: ignore[misc]
    """A Celery executor that hands a step out again when its worker died, up to `takeovers` times."""

    def __init__(self, takeovers: int, **settings: Any) -> None:
        super().__init__(**settings)
        self._takeovers = takeovers

    def execute(self, plan_context: Any, execution_plan: Any) -> Iterator[Any]:
        """The events of the run."""
        with closing(open_store()) as store:
            watch = Watch(store, plan_context.run_id)

            def submit(app: Any, context: Any, step: Any, *settings: Any) -> Handed:
                def tell(message: str) -> None:
                    context.instance.report_engine_event(
                        message, context.dagster_run, cls=type(self), step_key=step.key
                    )

                def send() -> Any:
                    return _submit_task(app, context, step, *settings)

                return Handed(step.key, watch, send, tell, self._takeovers)

            plan = ByOutputs._make(execution_plan)
            yield from core_celery_execution_loop(plan_context, plan, step_execution_fn=submit)


class Watch:
    """Who runs the steps of a Dagster run, asked of the store at most once in a while."""

    def __init__(self, store: Store, run_id: str, every_s: float = 0.5) -> None:
        self._store, self._run_id, self._every_s = store, run_id, every_s
        self._here, self._asked = Process.this(), 0.0
        self._holders: dict[str, Holder] = {}
        self.patience_s = Pulse.of_environment().timeout_s

    def holder(self, step: str) -> Holder | None:
        """Who runs a step, dead or alive."""
        if time.monotonic() - self._asked > self._every_s:
            self._holders = holders_of(self._store, STEPS, self._run_id)
            self._now, self._asked = self._store.now(), time.monotonic()
        return self._holders.get(step)

    def dead(self, holder: Holder) -> bool:
        """Whether a holder is to be taken for dead."""
        return holder.dead(self._now, self._here)

    def bury(self, holder: Holder) -> None:
        """Frees what a dead holder held: a worker on another host could not tell yet that it is dead."""
        self._store.release(holder.id)
        self._asked = 0.0


@dataclass
class Handed:
    """A step that was handed out, as `core_celery_execution_loop` looks at it: `ready`, `get`, `revoke`."""

    step: str
    watch: Watch
    send: Callable[[], Any]
    tell: Callable[[str], None]
    takeovers: int
    sent: list[Any] = field(default_factory=list)
    begun: bool = False
    missed_at: float | None = None
    again: int = 0

    def __post_init__(self) -> None:
        self.sent.append(self.send())

    def ready(self) -> bool:
        """Whether there is a result, or none will come. Hands the step out again when its worker is dead."""
        if self._result() is not None or self.again > self.takeovers:
            return True
        holder = self.watch.holder(self.step)
        if holder is not None and not self.watch.dead(holder):
            self.begun, self.missed_at = True, None
        elif holder is not None:
            self.watch.bury(holder)
            host = holder.process.host.partition("/")[0]
            self._send_again(f"the worker process {holder.process.pid} on {host} died while it ran {self.step}")
        elif self._missed():
            self._send_again(f"the worker that ran {self.step} gave it up without a result")
        return False

    def get(self) -> Any:
        """The step's events. Raises what the worker raised, or WorkersDied."""
        found = self._result()
        if found is None:
            raise WorkersDied(self.step, self.again)
        return found.get()

    def revoke(self) -> None:
        """Takes the step back from whoever has not begun it."""
        for each in self.sent:
            each.revoke()

    def _result(self) -> Any | None:
        """The first of the results that is not only that a worker was lost."""
        return next((each for each in self.sent if each.ready() and not isinstance(each.result, WorkerLostError)), None)

    def _missed(self) -> bool:
        """Whether the step had begun, is held by nobody, and its result has not come for as long as a lease lasts: a
        worker that ended well gives up the lease just before its result is stored."""
        lost = any(each.ready() for each in self.sent)
        if not (self.begun or lost):
            return False
        if self.missed_at is None:
            self.missed_at = time.monotonic()
        return time.monotonic() - self.missed_at > self.watch.patience_s

    def _send_again(self, because: str) -> None:
        self.again += 1
        self.begun, self.missed_at = False, None
        if self.again > self.takeovers:
            return
        self.tell(f"{because}; it is handed out again ({self.again} of {self.takeovers})")
        self.sent = [each for each in self.sent if not each.ready()]
        self.sent.append(self.send())
