"""What of pools and limits other processes hold, who share this one's store: kept there under their leases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict

from migrator.limits import Admitted, Held, Wanting
from shim.leases import Lease, holder_of
from shim.store import Store

SCOPE = "slots"


class Claims:
    """This process's word, under its lease, on what its tasks hold. What a dead process held is free."""

    def __init__(self, store: Store, lease: Lease) -> None:
        self._store, self._lease = store, lease
        self._mine: set[str] = set()

    def claim(self, asked: Sequence[Wanting], decide: Callable[[Sequence[Held]], Admitted]) -> Admitted:
        """What `decide` says, knowing what all others hold; what starts is held from then on. One process at a time."""

        def work() -> Admitted:
            found = decide(self._others())
            for at in found.starting:
                self._keep(asked[at], deferred=False)
            return found

        return self._store.exclusively(SCOPE, work)

    def settle(self, by: Wanting, *, deferred: bool) -> None:
        """Gives up what a task instance held, now that it does not run; a deferred one goes on holding its share."""
        if _name(by) not in self._mine:
            return
        if deferred:
            self._keep(by, deferred=True)
        else:
            self._mine.discard(_name(by))
            self._store.drop(SCOPE, _name(by))

    def close(self) -> None:
        """Gives up everything."""
        for name in list(self._mine):
            self._store.drop(SCOPE, name)
        self._mine.clear()

    def _keep(self, by: Wanting, *, deferred: bool) -> None:
        self._mine.add(_name(by))
        self._store.keep(SCOPE, _name(by), {"lease": self._lease.id, "by": asdict(by), "deferred": deferred})

    def _others(self) -> list[Held]:
        found, now = [], self._store.now()
        for name in self._store.kept_keys(SCOPE):
            row = (self._store.kept(SCOPE, name) or ({},))[0]
            if not row or row["lease"] == self._lease.id:
                continue
            holder = holder_of(self._store, row["lease"])
            if holder is None or holder.dead(now, self._lease.process):
                self._store.drop(SCOPE, name)
            else:
                found.append(Held(Wanting(**row["by"]), row["deferred"]))
        return found


def _name(by: Wanting) -> str:
    return f"{by.dag}/{by.run}/{by.task}/{by.map_index}"
