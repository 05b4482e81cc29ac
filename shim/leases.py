"""Who runs which tasks: a holder says that it lives, and what a dead one held is found and may be taken over.

A holder is a process at work on a run. Its row in the store says until when it is to be believed, by the database's
clock, which is one for all; a thread moves that on. A holder claims the tasks it will run, all at once, before it
begins, so that two never run the same ones.
"""

from __future__ import annotations

import os
import socket
import threading
import time
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from migrator.errors import MigratorError
from shim.store import Store, StoreUnreachable

# How long the dead are remembered: whoever waits for one of them looks every few seconds.
REMEMBERED_S = 7 * 86_400.0
BEAT, TIMEOUT = "MIGRATE_HEARTBEAT_S", "MIGRATE_LEASE_S"


@dataclass(frozen=True, slots=True)
class Pulse:
    """How often a holder says that it lives, and how long after its last word it is taken for dead."""

    interval_s: float = 5.0
    timeout_s: float = 30.0

    @staticmethod
    def of_environment() -> Pulse:
        """As `MIGRATE_HEARTBEAT_S` and `MIGRATE_LEASE_S` say. Raises BadPulse."""
        try:
            found = Pulse(float(os.environ.get(BEAT) or 5), float(os.environ.get(TIMEOUT) or 30))
        except ValueError:
            raise BadPulse from None
        if not 0 < found.interval_s < found.timeout_s:
            raise BadPulse
        return found


@dataclass(frozen=True, slots=True)
class Process:
    """A process by its host, id and birth, as ids are used again. Two containers of one host name are two hosts."""

    host: str
    pid: int
    began: int

    @staticmethod
    def this() -> Process:
        """The process at hand."""
        return Process(_host(), os.getpid(), _born(os.getpid()) or 0)

    def gone(self, seen_from: Process) -> bool:
        """Whether it surely does not live: only seen from its own host can that be told."""
        return self.host == seen_from.host and _born(self.pid) != self.began


@dataclass(frozen=True, slots=True)
class Holder:
    """Who is at work: `until` is when it is taken for dead, by the database's clock."""

    id: str
    process: Process
    until: float

    def dead(self, now: float, seen_from: Process) -> bool:
        """Whether what it holds may be taken over."""
        return self.until < now or self.process.gone(seen_from)


class BadPulse(MigratorError):
    """The environment asks for a heartbeat that no lease can have."""

    def __init__(self) -> None:
        super().__init__(f"{BEAT} and {TIMEOUT} must be seconds, the first fewer than the second")


class Held(MigratorError):
    """Somebody else is at work on the same tasks."""

    def __init__(self, what: str, holder: Holder) -> None:
        host = holder.process.host.partition("/")[0]
        super().__init__(f"{what} is being run by process {holder.process.pid} on {host}; wait for it, or end it")


class LeaseLost(MigratorError):
    """This process was taken for dead, and another one goes on with what it held."""

    exit_code = 1

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} was taken over by another process, which had not heard of this one for too long; it stops here"
        )


class Lease:
    """This process's word that it lives, as long as the `with` lasts.

    `process` and the store's `clock` may be given, and `beat()` called, so that no test has to wait.
    """

    def __init__(self, store: Store, pulse: Pulse | None = None, process: Process | None = None) -> None:
        self.id = uuid.uuid4().hex
        self.process = process or Process.this()
        self.store, self.pulse = store, pulse or Pulse.of_environment()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._live, name="lease", daemon=True)

    def __enter__(self) -> Lease:
        self.beat()
        self.store.forget_holders(self.store.now() - REMEMBERED_S)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Gives up all that is held."""
        self._ended.set()
        self._thread.join()
        self.store.release(self.id)

    def beat(self) -> None:
        """Says that this process lives."""
        until = self.store.now() + self.pulse.timeout_s
        self.store.save_holder(self.id, self.process.host, self.process.pid, self.process.began, until)

    def _live(self) -> None:
        while not self._ended.wait(self.pulse.interval_s):
            try:
                self.beat()
            except StoreUnreachable:  # whoever runs the tasks meets it too, and says so
                continue

    def claim(self, dag: str, run: str, tasks: Collection[str]) -> Holder | None:
        """Makes tasks of a run its own, all or none: None, or who else, alive, is at work on one of them.

        What dead holders held becomes free; their tasks' rows still say RUNNING and whose they were.
        """

        def work() -> Holder | None:
            now = self.store.now()
            for task, *row in self.store.claims(dag, run):
                holder = _holder(row)
                if task in wanted and holder.id != self.id and not holder.dead(now, self.process):
                    return holder
            self.store.save_claims(dag, run, wanted, self.id)
            return None

        wanted = frozenset(tasks)
        return self.store.exclusively(f"claim {dag} {run}", work)

    def holds(self, dag: str, run: str, task: str) -> bool:
        """Whether a task it claimed is still its own: not after it was taken for dead."""
        return self.store.claimed_by(dag, run, task) == self.id

    def give_up(self, dag: str, run: str) -> None:
        """Makes what it claimed of a run free for others."""
        self.store.release_run(dag, run, self.id)


def holder_of(store: Store, lease: str) -> Holder | None:
    """Who has a lease by its id, dead or alive; None when it was given up or forgotten."""
    found = store.holder(lease)
    return None if found is None else _holder(found)


def holders_of(store: Store, dag: str, run: str) -> dict[str, Holder]:
    """Who has claimed the tasks of a run, by task, dead or alive."""
    return {task: _holder(row) for task, *row in store.claims(dag, run)}


def claim(
    lease: Lease,
    dag: str,
    run: str,
    tasks: Collection[str],
    *,
    wait_s: float = 0.0,
    pause: Callable[[float], Any] = time.sleep,
) -> None:
    """Makes the tasks the lease's. Raises Held when another one has them, after waiting at most so long for it."""
    until = lease.store.now() + wait_s
    while (other := lease.claim(dag, run, tasks)) is not None:
        left = until - lease.store.now()
        if left <= 0:
            raise Held(f"{dag} {run}", other)
        pause(min(lease.pulse.interval_s, left))


def _holder(row: Any) -> Holder:
    lease, host, pid, began, until = row
    return Holder(lease, Process(host, pid, began), until)


def _born(pid: int) -> int | None:
    """When a process of this host began, in the system's ticks since its start; 0 where only its being can be told;
    None for one that has ended, though nobody has asked yet how."""
    status = Path(f"/proc/{pid}/stat")
    if status.is_file():
        # Behind the program's name, which may hold anything: the state first, the beginning twentieth.
        fields = status.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        return None if fields[0] in "ZX" else int(fields[19])
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    except PermissionError:  # somebody else's, but there
        return 0
    return 0


def _host() -> str:
    """The host's name, with what tells it from others of that name: its boot, and the space its process ids are of."""
    parts = [socket.gethostname()]
    boot = Path("/proc/sys/kernel/random/boot_id")
    if boot.is_file():
        parts.append(boot.read_text(encoding="ascii").strip())
    space = Path("/proc/self/ns/pid")
    if space.is_symlink():
        parts.append(str(space.readlink()))
    return "/".join(parts)
