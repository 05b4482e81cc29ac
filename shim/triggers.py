"""Runs the triggers of deferred tasks, all at once, in one thread with an event loop of its own."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
import traceback
from concurrent.futures import Future
from types import TracebackType
from typing import Any

from shim.environment import require_airflow
from shim.turns import Instance

require_airflow()

from airflow.sdk._shared.module_loading import import_string  # noqa: E402
from airflow.sdk.bases.operator import TRIGGER_FAIL_REPR, TriggerFailureReason  # noqa: E402
from airflow.sdk.execution_time import task_runner  # noqa: E402
from airflow.sdk.serde import deserialize, serialize  # noqa: E402

from shim.supervisor import ASKING, Supervisor  # noqa: E402

# How long a task that defers is waited for at once: most triggers of a test fire immediately.
AT_ONCE_S = 0.05


class Triggers:
    """A trigger fires, fails or meets its timeout; then its task instance may go on at `attempt.next_method`."""

    def __init__(self) -> None:
        self.running = 0
        self._fired: queue.Queue[Instance] = queue.Queue()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._before: Any = None
        self._waits: dict[Instance, Future[None]] = {}

    def __enter__(self) -> Triggers:
        self._before = getattr(task_runner, "SUPERVISOR_COMMS", None)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Ends the thread, and with it the triggers of a run that was broken off."""
        if self._loop is not None and self._thread is not None:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            task_runner.SUPERVISOR_COMMS = self._before

    def start(self, instance: Instance, supervisor: Supervisor) -> bool:
        """Begins to wait for the trigger of an instance that has just deferred; whether it fired at once."""
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(target=_run, args=(self._loop,), name="triggers", daemon=True)
            self._thread.start()
            # Between two tasks, too, there is somebody to ask.
            task_runner.SUPERVISOR_COMMS = supervisor
        self.running += 1
        waiting = self._waits[instance] = asyncio.run_coroutine_threadsafe(_fire(instance, supervisor), self._loop)
        waiting.add_done_callback(lambda _: self._fired.put(instance))
        return self._at_once(waiting, instance)

    def _at_once(self, waiting: Future[None], instance: Instance) -> bool:
        with contextlib.suppress(TimeoutError):
            waiting.result(AT_ONCE_S)
        others = self.fired(0.0)
        for each in others:
            if each is not instance:
                self.running += 1
                self._fired.put(each)
        return instance in others

    def fired(self, wait_s: float | None) -> list[Instance]:
        """The instances that may go on, after waiting for the first at most so long; None: as long as it takes."""
        found: list[Instance] = []
        with contextlib.suppress(queue.Empty):
            found.append(self._fired.get(wait_s != 0, wait_s or None))
            while True:
                found.append(self._fired.get_nowait())
        self.running -= len(found)
        for each in found:
            self._waits.pop(each, None)
        return found

    def stop(self, instance: Instance) -> None:
        """Ends the wait of an instance that nobody is interested in any more; it comes back once, as if fired."""
        waiting = self._waits.get(instance)
        if waiting is not None:
            waiting.cancel()


def _run(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
        left = asyncio.all_tasks(loop)
        for each in left:
            each.cancel()
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        loop.run_until_complete(loop.shutdown_asyncgens())
    finally:
        loop.close()


async def _fire(instance: Instance, supervisor: Supervisor) -> None:
    """Waits for the trigger, at most as long as the task allows, and says where its task goes on with which arguments,
    in Airflow's serialized form."""
    message, attempt = instance.deferred, instance.attempt
    assert attempt is not None
    ASKING.set(supervisor)
    timeout = message.trigger_timeout.total_seconds() if message.trigger_timeout is not None else None
    failure: dict[str, Any] = {"error": TriggerFailureReason.TRIGGER_FAILURE.value}
    attempt.next_method, attempt.next_kwargs = TRIGGER_FAIL_REPR, failure
    try:
        event = await asyncio.wait_for(_first_event(message), timeout)
    except (TimeoutError, asyncio.TimeoutError):
        attempt.next_kwargs = {"error": TriggerFailureReason.TRIGGER_TIMEOUT.value}
    except Exception:  # a trigger is user code: Airflow, too, turns whatever it raises into the task's failure
        attempt.next_kwargs = {**failure, "traceback": traceback.format_exc().splitlines()}
    else:
        if event is not None:
            given = deserialize(message.next_kwargs or {})
            attempt.next_method, attempt.next_kwargs = message.next_method, serialize({**given, "event": event.payload})


async def _first_event(message: Any) -> Any:
    trigger = import_string(message.classpath)(**deserialize(message.trigger_kwargs or {}))
    try:
        async for event in trigger.run():
            return event
    finally:
        await trigger.cleanup()
    return None
