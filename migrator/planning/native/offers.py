"""What a task could become natively, and what there is to decide that by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import networkx as nx

from migrator.lineage.connections import Connections
from migrator.model import (
    Access,
    Becomes,
    Body,
    Capabilities,
    Check,
    Code,
    Dag,
    Hook,
    Mode,
    Output,
    Source,
    Task,
    TaskRef,
)
from migrator.moving import Refused
from migrator.operators.rule import Kind, Rule
from migrator.planning.partitions import Division

# The trigger rule of a task that runs when all before it succeeded.
PLAIN = ("all_success", "TriggerRule.ALL_SUCCESS")


@dataclass(frozen=True, slots=True)
class Offer:
    """A native form for a task, used unless an island takes the task.

    `becomes` ASSET has a `body`. What is no step of its own leaves others in its place: those below it follow `keys`
    and what was above it. `takes` are the outputs of tasks that the body is fed with. `check`, `source` and `hook` are
    what a CHECK, an AUTOMATION and a HOOK stand for. `first` says that it only holds where no work stands above it;
    `last`, where none stands below; `gate`, that it chooses what runs below it; `otherwise` is the step it is where
    that does not hold. `starts` is the file and name of the DAG that what comes before it starts.
    """

    becomes: Becomes
    because: str
    body: Body | None = None
    takes: tuple[Output, ...] = ()
    keys: tuple[str, ...] = ()
    check: Check | None = None
    source: Source | None = None
    hook: Hook | None = None
    first: bool = False
    last: bool = False
    gate: bool = False
    otherwise: Offer | None = None
    starts: tuple[str, str] | None = None

    @property
    def is_step(self) -> bool:
        """Whether it is a step of its own, which writes keys."""
        return self.becomes is Becomes.ASSET


@dataclass(frozen=True, slots=True)
class Means:
    """What native forms have to work with: the project's folder, where its connections lead, what the target can do,
    what its resources are called, by the database's authority, and the functions of Python tasks, moved or refused."""

    root: str
    connections: Connections
    capabilities: Capabilities
    resources: Mapping[str, str]
    code: Mapping[TaskRef, Code | Refused]


@dataclass(frozen=True, slots=True)
class Case:
    """A task to find a native form for: its DAG and what divides it, the fact about its operator, what it touches.

    `makers` are the tasks that own data, by key; `awaits` the tasks of other DAGs that it waits for, and `starts` those
    that it starts; `order` is the DAG's graph and `readers` the tasks of the DAG that read data, by key.
    """

    task: Task
    dag: Dag
    rule: Rule | None
    accesses: tuple[Access, ...]
    division: Division
    order: nx.DiGraph[str]
    makers: Mapping[str, TaskRef] = field(default_factory=dict)
    awaits: tuple[TaskRef, ...] = ()
    starts: tuple[TaskRef, ...] = ()
    readers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def above(self) -> tuple[str, ...]:
        """The tasks directly before it."""
        return tuple(self.order.predecessors(self.task.id))

    @property
    def below(self) -> tuple[str, ...]:
        """The tasks directly after it."""
        return tuple(self.order.successors(self.task.id))

    @property
    def hears_failures(self) -> str | None:
        """Why the task must stay one: a task below it runs whatever came of it, or because it failed."""
        rules = {task.id: task.trigger_rule for task in self.dag.tasks}
        below = sorted(nx.descendants(self.order, self.task.id))
        heard = next((each for each in below if rules.get(each) not in PLAIN), None)
        return None if heard is None else f"{heard} hears how it ended: its trigger rule is {rules[heard]}"

    def holds_all_below(self, maker: str, key: str) -> bool:
        """Whether all that comes after the maker of this data, or reads it, comes after this task, too."""
        if maker not in self.order or not nx.has_path(self.order, maker, self.task.id):
            return False
        between = nx.descendants(self.order, maker) & (nx.ancestors(self.order, self.task.id) | {self.task.id})
        after = (nx.descendants(self.order, maker) | set(self.readers.get(key, ()))) - {maker, self.task.id}
        waiting = nx.descendants(self.order, self.task.id)
        return not self.below or (between == {self.task.id} and after <= waiting)

    @property
    def kind(self) -> Kind | None:
        """What the task is for."""
        return self.rule.kind if self.rule else None

    @property
    def writes(self) -> tuple[Access, ...]:
        """What it writes."""
        return tuple(access for access in self.accesses if access.mode is Mode.WRITE)

    @property
    def name(self) -> str:
        """The operator's class, as the facts call it."""
        return (self.rule.name if self.rule else self.task.import_path).rpartition(".")[2]
