"""What was asked for, as the store remembers it, so that what was broken off can be gone on with (`--resume`).

A request has an id, under which its task instances are saved (`shim.saved`) and what else it must not do again is kept.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any

from migrator.errors import MigratorError
from migrator.model import Plan
from shim.events import publish
from shim.leases import Held, Lease, Process, holder_of
from shim.options import Options
from shim.store import Store

SCOPE = "request"
# What makes two requests the same one.
ASKED = ("project", "dag", "select", "partition", "partition_range", "logical_date", "conf", "roots")


class NothingToResume(MigratorError):
    """There is no broken off run of what is asked for."""

    def __init__(self, because: str) -> None:
        super().__init__(f"nothing to resume: {because}")


@dataclass
class Asked:
    """A request at work: its id, the time that stands for now in it, and whether it goes on with one broken off."""

    id: str
    now: datetime.datetime
    resumed: bool
    store: Store
    state: str = "interrupted"
    begun: set[tuple[str, str, str]] = field(default_factory=set)

    def options(self, options: Options) -> Options:
        """The options, with the time that the request began: its runs mean the same moments again."""
        return replace(options, now=self.now)

    def ended(self, ok: bool) -> None:
        """All of it was done."""
        self.state = "success" if ok else "failed"

    def keep(self, name: str, value: Any) -> None:
        """Remembers something of the request, until it has ended."""
        self.store.keep(f"{SCOPE}:{self.id}", name, value)

    def kept(self) -> dict[str, Any]:
        """What a broken off request remembered."""
        scope = f"{SCOPE}:{self.id}"
        found = {name: self.store.kept(scope, name) for name in self.store.kept_keys(scope)}
        return {name: each[0] for name, each in found.items() if each is not None}


_current: ContextVar[Asked | None] = ContextVar("request", default=None)


def current() -> Asked | None:
    """The request this process is at work on; None where nobody asked for one."""
    return _current.get()


def request_of(dag: str, run: str, tasks: Collection[str]) -> tuple[str | None, frozenset[str]]:
    """The id of the request that these tasks are run for, and those of them that this process has not begun yet: they
    may have been begun before it was broken off."""
    asked = current()
    if asked is None:
        return None, frozenset()
    names = {(dag, run, task) for task in tasks}
    new = frozenset(task for _, _, task in names - asked.begun)
    asked.begun |= names
    return asked.id, new


@contextmanager
def asked_for(command: str, plan: Plan, options: Options, store: Store) -> Iterator[Asked]:
    """While it lasts, the request is at work. With `options.resume` it is the one broken off: raises NothingToResume
    when there is none, Held when another process is still at it."""
    name = _name(command, plan, options)
    with Lease(store) as lease:
        asked = _resumed(name, store, lease.process) if options.resume else None
        asked = asked or Asked(uuid.uuid4().hex, options.now, False, store)
        row = {"id": asked.id, "now": asked.now.isoformat(), "lease": lease.id}
        store.keep(SCOPE, name, {**row, "state": "running"})
        if asked.resumed:
            publish({"event": "resumed", "since": asked.now.isoformat()})
        token = _current.set(asked)
        try:
            yield asked
        finally:
            _current.reset(token)
            store.keep(SCOPE, name, {**row, "state": asked.state})
            if asked.state != "interrupted":
                store.drop(f"{SCOPE}:{asked.id}")


def _resumed(name: str, store: Store, process: Process) -> Asked:
    found = store.kept(SCOPE, name)
    if found is None:
        raise NothingToResume("this has not been run here; run it without --resume")
    row = found[0]
    if row["state"] in ("success", "failed"):
        raise NothingToResume(f"the last run of this went through to its end ({row['state']}); run it without --resume")
    holder = holder_of(store, row["lease"])
    if holder is not None and not holder.dead(store.now(), process):
        raise Held("this request", holder)
    return Asked(row["id"], datetime.datetime.fromisoformat(row["now"]), True, store)


def _name(command: str, plan: Plan, options: Options) -> str:
    asked = {each: getattr(options, each) for each in ASKED}
    text = json.dumps([command, plan.root, asked], sort_keys=True, default=str)
    return f"{command} {hashlib.sha256(text.encode()).hexdigest()[:24]}"
