"""The steps of one DAG: which of its tasks are native, which stay together in islands, and what each writes.

Written once per DAG; `plan.py` joins the DAGs, names the keys and breaks what would be a circle of data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import networkx as nx

from migrator import identity
from migrator.model import (
    Access,
    Arguments,
    Becomes,
    Body,
    Dag,
    Disposition,
    Island,
    Known,
    Mode,
    Step,
    Task,
    Value,
    Wrapped,
)
from migrator.operators.facts import Catalogue
from migrator.operators.rule import Kind
from migrator.planning.boundaries import groups_of
from migrator.planning.fitting import misfits
from migrator.planning.islands import decides, groups, order_of, parts_of
from migrator.planning.native import Offer
from migrator.planning.partitions import Division

STEP_SETTINGS = (
    "retries",
    "retry_delay",
    "retry_exponential_backoff",
    "owner",
    "pool",
    "priority_weight",
    "execution_timeout",
)
# What makes a run wait for the one before it.
PAST_SETTINGS = ("depends_on_past", "wait_for_downstream")
WHOLE_DAG = "all tasks"


@dataclass(frozen=True, slots=True)
class Layout:
    """What becomes of the tasks of one DAG."""

    steps: tuple[Step, ...]
    islands: tuple[Island, ...]
    dispositions: tuple[Disposition, ...]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What laying out one DAG needs to know beside it: the division of its assets, the facts about operators, and by
    task id its accesses, the keys it writes as their owner, its native form or why it has none, who takes its output
    (None for a task of another DAG), and of the keys it writes that are another's, whose."""

    division: Division
    accesses: Mapping[str, tuple[Access, ...]]
    owned: Mapping[str, tuple[str, ...]]
    native: Mapping[str, Offer | str]
    catalogue: Catalogue
    takers: Mapping[str, tuple[str | None, ...]] = field(default_factory=dict)
    makers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def kind_of(self, task: Task) -> Kind | None:
        """What the fact about its operator says the task is for."""
        rule = self.catalogue.rule_of(task)
        return rule.kind if rule else None


@dataclass(frozen=True, slots=True)
class Homes:
    """Where each task goes: folded away, into an island, or (in neither) native."""

    folded: frozenset[str]
    islands: Mapping[str, Island]

    def is_step(self, task: str, forms: Mapping[str, Offer]) -> bool:
        """Whether a task is a native step of its own."""
        return task in forms and task not in self.islands and task not in self.folded


def lay_out(dag: Dag, around: Surroundings) -> Layout:
    """Every task of the DAG in exactly one disposition."""
    if any(task.when for task in dag.tasks):
        return whole_dag(dag, around)
    graph = order_of(dag)
    around, homes = settled(dag, around, graph)
    forms = {task: offer for task, offer in around.native.items() if isinstance(offer, Offer)}
    apart = {task for task in forms if homes.is_step(task, forms)}
    group = groups_of(dag, graph, around.accesses, apart, around.owned)
    steps = [
        step_of(dag, group[task.id], around, homes, graph, group)
        for task in dag.tasks
        if task.id not in homes.folded and group[task.id][-1] == task.id
    ]
    home = {ref.task: step for step in steps for ref in step.tasks}
    dispositions = []
    for task in dag.tasks:
        if task.id in homes.folded:
            offer = forms[task.id]
            dispositions.append(disposition(dag, task, offer.becomes, None, offer.because))
            continue
        step = home[task.id]
        if step.tasks[-1].task == task.id:
            dispositions.append(disposition(dag, task, step.becomes, step.id, step.because))
        else:
            because = f"it prepares what {step.tasks[-1].task} fills: one asset, made in steps"
            dispositions.append(disposition(dag, task, Becomes.STEP, step.id, because))
    islands = tuple(dict.fromkeys(homes.islands.values()))
    return Layout(tuple(steps), islands, tuple(dispositions))


def settled(dag: Dag, around: Surroundings, graph: nx.DiGraph[str]) -> tuple[Surroundings, Homes]:
    """Where each task goes, once every native form fits what is around it; one that does not is taken back."""
    while True:
        homes = homes_of(dag, around, graph)
        unfit = misfits(graph, around.native, homes.islands, around.takers)
        if not unfit:
            return around, homes
        around = replace(around, native={**around.native, **unfit})


def homes_of(dag: Dag, around: Surroundings, graph: nx.DiGraph[str]) -> Homes:
    """Parts that are not plain are islands; in the others what has a native form is native or folded away, and
    neighbours of the rest stay together."""
    folded: set[str] = set()
    islands: list[Island] = []
    for part in parts_of(dag, around.kind_of):
        if part.because:
            islands.append(Island(f"{dag.name}.{part.tasks[0]}", dag.path, dag.name, part.tasks, part.because))
            continue
        folded |= {task for task in part.tasks if vanishes(around.native.get(task))}
        wrapped = tuple(task for task in part.tasks if isinstance(around.native.get(task, ""), str))
        for group in groups(wrapped, graph):
            because = str(around.native.get(group[0], "this version has no native form for it"))
            islands.append(Island(f"{dag.name}.{group[0]}", dag.path, dag.name, group, because))
    return Homes(frozenset(folded), {task: island for island in islands for task in island.tasks})


def vanishes(offer: Offer | str | None) -> bool:
    """Whether a task's native form is no step of its own: what is below it follows what is above it."""
    return isinstance(offer, Offer) and not offer.is_step


def step_of(
    dag: Dag,
    members: tuple[str, ...],
    around: Surroundings,
    homes: Homes,
    graph: nx.DiGraph[str],
    group: Mapping[str, tuple[str, ...]],
) -> Step:
    """The tasks of one asset as one step: native, or a task of its island."""
    tasks = {task.id: task for task in dag.tasks}
    last = tasks[members[-1]]
    island = homes.islands.get(last.id)
    native = around.native.get(last.id)
    if island is not None:
        becomes, because = Becomes.WRAPPED, why_wrapped(last, around, island)
        bodies: tuple[Body, ...] = (Wrapped(island.id),)
    elif isinstance(native, Offer):
        becomes, because = native.becomes, native.because + whose(around.makers.get(last.id, ()))
        bodies = tuple(offer.body for name in members if isinstance(offer := around.native[name], Offer) and offer.body)
    else:
        raise AssertionError(f"{dag.name}.{last.id} is neither native nor in an island")
    writes = keys_written(dag, members, around, homes)
    taken = [
        identity.result(dag.name, output.task).asset.key
        for name in members
        if island is None and isinstance(offer := around.native[name], Offer)
        for output in offer.takes
    ]
    accesses = tuple(access for name in members for access in around.accesses.get(name, ()))
    reads = tuple(key for key in dict.fromkeys((*keys_read(accesses), *taken)) if key not in writes)
    follows = dict.fromkeys(
        key
        for name in members
        for upstream in nearest_upstream(name, graph, homes.folded)
        if upstream not in members
        for key in keys_written(dag, group[upstream], around, homes)
    )
    return Step(
        id=f"{dag.name}.{last.id}",
        tasks=tuple(dag.ref(tasks[name]) for name in members),
        becomes=becomes,
        bodies=bodies,
        reads=reads,
        writes=writes,
        follows=tuple(key for key in follows if key not in writes and key not in reads),
        checks=(),
        partitions=around.division.partitions,
        settings=settings_of(dag, last),
        because=because,
        group=dag.name,
        results=tuple((key, name) for name in members if (key := identity.result(dag.name, name).asset.key) in writes),
    )


def keys_written(dag: Dag, members: tuple[str, ...], around: Surroundings, homes: Homes) -> tuple[str, ...]:
    """The keys that the tasks of a step make: the data that is theirs, what they hand on, or else their result."""
    owned = [key for name in members for key in around.owned.get(name, ())]
    native = [name for name in members if name not in homes.islands and around.takers.get(name)]
    handed = [identity.result(dag.name, name).asset.key for name in native]
    return tuple(dict.fromkeys((*owned, *handed))) or (identity.result(dag.name, members[-1]).asset.key,)


def whose(makers: tuple[str, ...]) -> str:
    """What is said of data that a task writes and that is another's, to follow the reason."""
    if not makers:
        return ""
    return f"; what it writes is the asset of {', '.join(makers)}: an asset has one task that makes it"


def why_wrapped(task: Task, around: Surroundings, island: Island) -> str:
    """What keeps a task in its island: itself, or for one that could be native or folded, the island."""
    native = around.native.get(task.id)
    own = decides(task, around.kind_of(task))
    if own is None and isinstance(native, str):
        own = native
    return own or island.because


def whole_dag(dag: Dag, around: Surroundings) -> Layout:
    """One island and one step for a DAG whose tasks only run time knows: the shim runs whatever tasks it then has."""
    unknown = next(task for task in dag.tasks if task.when)
    because = f"which tasks it has hangs on {unknown.when.text()}"
    island = Island(dag.name, dag.path, dag.name, (), because)
    owned = dict.fromkeys(key for task in dag.tasks for key in around.owned.get(task.id, ()))
    accesses = tuple(access for task in dag.tasks for access in around.accesses.get(task.id, ()))
    step = Step(
        id=dag.name,
        tasks=tuple(dag.ref(task) for task in dag.tasks),
        becomes=Becomes.WRAPPED,
        bodies=(Wrapped(island.id),) * len(dag.tasks),
        reads=tuple(key for key in keys_read(accesses) if key not in owned),
        writes=(identity.result(dag.name, WHOLE_DAG).asset.key, *owned),
        follows=(),
        checks=(),
        partitions=around.division.partitions,
        settings=in_order(dag, dag.tasks),
        because=because,
        group=dag.name,
    )
    dispositions = tuple(disposition(dag, task, Becomes.WRAPPED, step.id, because) for task in dag.tasks)
    return Layout((step,), (island,), dispositions)


def keys_read(accesses: tuple[Access, ...]) -> Iterator[str]:
    """The keys read, checked or waited for, each once, in order; not those whose name has unknown parts."""
    keys = (access.asset for access in accesses if access.mode is not Mode.WRITE and not access.unknown_parts)
    return iter(dict.fromkeys(keys))


def nearest_upstream(task: str, graph: nx.DiGraph[str], folded: frozenset[str]) -> list[str]:
    """The tasks directly before this one, looking through folded ones, in the graph's order."""
    found: dict[str, None] = {}
    pending, seen = list(graph.predecessors(task)), set()
    while pending:
        upstream = pending.pop(0)
        if upstream in seen:
            continue
        seen.add(upstream)
        if upstream in folded:
            pending.extend(graph.predecessors(upstream))
        else:
            found[upstream] = None
    return list(found)


def settings_of(dag: Dag, task: Task) -> Arguments:
    """What a target needs of the task's own settings and of the DAG's, as far as they are known."""
    given = [(name, value) for name in STEP_SETTINGS if (value := task.argument(name)) is not None]
    tags: list[tuple[str, Value]] = [("tags", value)] if (value := dag.setting("tags")) is not None else []
    known = [(name, value) for name, value in given if isinstance(value, Known)]
    return (*known, *in_order(dag, (task,)), *tags)


def in_order(dag: Dag, tasks: Iterable[Task]) -> Arguments:
    """The setting `in_order` for tasks of which one waits for the run before, or of a DAG with one run at a time."""
    one = dag.setting("max_active_runs")
    past = [task.argument(name) for task in tasks for name in PAST_SETTINGS]
    waits = any(isinstance(value, Known) and value.value is True for value in past)
    return (("in_order", Known(True)),) if waits or (isinstance(one, Known) and one.value == 1) else ()


def disposition(dag: Dag, task: Task, becomes: Becomes, step: str | None, because: str) -> Disposition:
    """What becomes of one task."""
    return Disposition(f"{dag.name}.{task.id}", becomes, step, because, task.span)
