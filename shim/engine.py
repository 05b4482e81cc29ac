"""What runs tasks: one interface for the Airflows the shim knows, in this process or in another (`engines.py`)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from migrator.errors import MigratorError
from migrator.semantics import State
from shim.events import Event
from shim.moment import Moment

if TYPE_CHECKING:
    # The store needs SQLAlchemy: where there is no Airflow, that is said first.
    from shim.store import Store

Emit = Callable[[Event], None]


class Beside(Protocol):
    """The DAGs beside the one that runs, as its tasks may ask for them."""

    def trigger(
        self, dag: str, run: str, logical_date: datetime | None, conf: dict[str, Any], again: bool
    ) -> str | None:
        """Has a run of another DAG made later, or one that has been made `again`. Why not, if it cannot be."""

    def bring_to_end(self, dag: str, run: str) -> None:
        """Makes a run that is still to be made now: a task waits for it."""

    def next_run(self) -> bool:
        """Makes the first run that is still to be made; whether there was one."""

    def look(self, dag: str, dates: Collection[datetime]) -> None:
        """Sees to it that the store knows a DAG's runs at these dates, also those that were made outside of it."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How one instance of a task ended."""

    map_index: int
    state: State
    try_number: int
    duration_s: float


@dataclass(frozen=True, slots=True)
class RunEnd:
    """How a run ended, and each of its tasks."""

    state: State
    tasks: Mapping[str, Sequence[Ended]]


@dataclass(frozen=True, slots=True)
class Part:
    """What of a DAG is to run in which run. `only` names the tasks, None is all of them; of the others, those in
    `known` (None: all) are as they ended before and the rest is taken to have succeeded. Waits are taken times `pace`;
    Airflow 2 waits as long as it waits. `request`, `wait_s` and `again` are the schedule's: of a run that may be
    taken over, and of one that was cleared."""

    moment: Moment
    only: tuple[str, ...] | None = None
    known: tuple[str, ...] | None = None
    pace: float = 1.0
    request: str | None = None
    wait_s: float = 0.0
    again: bool = False


class LiveDag(Protocol):
    """A DAG that can run."""

    @property
    def dag_id(self) -> str:
        """Its id."""

    @property
    def written_for(self) -> str:
        """Which Airflow its file means: `1.10`, `2` or `3`."""

    @property
    def downstream(self) -> Mapping[str, Collection[str]]:
        """The tasks directly below each task."""

    def run(self, part: Part, store: Store, emit: Emit, beside: Beside | None = None) -> RunEnd:
        """Runs a part of it and remembers in the store what its tasks did; tells each step of it to `emit`. The runs
        that its tasks ask for are made too; where nothing is `beside` it, they are told of and not started."""

    def unfit(self, conf: Mapping[str, Any]) -> str | None:
        """Why a configuration does not fit its params; None when it does, or when only its run can tell."""

    def call_back(self) -> None:
        """Calls the DAG's own callbacks for the run it last ran a part of, where no part was all of it."""


class Engine(Protocol):
    """Loads DAG files for running."""

    def open(self, root: str, path: str, dag_id: str, roots: Sequence[str] = ()) -> LiveDag:
        """The DAG with this id of a file; `path` is relative to `root`. Raises CannotLoad or NoSuchDag."""


class CannotLoad(MigratorError):
    """A DAG file failed while it was imported, on the Airflow that is installed."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path} does not load: {why}")


class NoSuchDag(MigratorError):
    """A DAG file does not make the DAG a plan names."""

    def __init__(self, path: str, dag_id: str, known: Sequence[str]) -> None:
        super().__init__(f"{path} makes no DAG {dag_id!r}; it makes {', '.join(known) or 'none'}")


def reached(edges: Mapping[str, Collection[str]], tasks: Collection[str]) -> set[str]:
    """The tasks that edges lead to from these, at any distance."""
    found: set[str] = set()
    pending = list(tasks)
    while pending:
        more = set(edges[pending.pop()]) - found
        found |= more
        pending += more
    return found


def turned(edges: Mapping[str, Collection[str]]) -> dict[str, set[str]]:
    """The edges, from below."""
    found: dict[str, set[str]] = {task: set() for task in edges}
    for task, below in edges.items():
        for each in below:
            found[each].add(task)
    return found
