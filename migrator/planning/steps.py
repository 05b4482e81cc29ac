"""The steps of one DAG: which of its tasks are native, which stay together in islands, and what each writes.

Written once per DAG; `plan.py` joins the DAGs, names the keys and breaks what would be a circle of data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

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
    Sql,
    Step,
    Task,
    Value,
    Wrapped,
)
from migrator.operators.facts import Catalogue
from migrator.operators.rule import Kind
from migrator.planning.islands import decides, groups, order_of, parts_of
from migrator.planning.partitions import Division

RETRY_SETTINGS = ("retries", "retry_delay", "retry_exponential_backoff", "owner")
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
    task id its accesses, the keys it writes as their owner, and its native SQL or why it has none."""

    division: Division
    accesses: Mapping[str, tuple[Access, ...]]
    owned: Mapping[str, tuple[str, ...]]
    native: Mapping[str, Sql | str]
    catalogue: Catalogue

    def kind_of(self, task: Task) -> Kind | None:
        """What the fact about its operator says the task is for."""
        rule = self.catalogue.rule_of(task)
        return rule.kind if rule else None


@dataclass(frozen=True, slots=True)
class Homes:
    """Where each task goes: folded away, into an island, or (in neither) native."""

    folded: frozenset[str]
    islands: Mapping[str, Island]


def lay_out(dag: Dag, around: Surroundings) -> Layout:
    """Every task of the DAG in exactly one disposition."""
    if any(task.when for task in dag.tasks):
        return whole_dag(dag, around)
    graph = order_of(dag)
    homes = homes_of(dag, around, graph)
    steps, dispositions = [], []
    for task in dag.tasks:
        if task.id in homes.folded:
            because = "it does nothing: what comes after it follows what comes before it"
            dispositions.append(disposition(dag, task, Becomes.FOLDED, None, because))
            continue
        step = step_of(dag, task, around, homes, graph)
        steps.append(step)
        dispositions.append(disposition(dag, task, step.becomes, step.id, step.because))
    islands = tuple(dict.fromkeys(homes.islands.values()))
    return Layout(tuple(steps), islands, tuple(dispositions))


def homes_of(dag: Dag, around: Surroundings, graph: nx.DiGraph[str]) -> Homes:
    """Parts that are not plain are islands; in the others empty tasks fold, SQL is native, neighbours stay together."""
    tasks = {task.id: task for task in dag.tasks}
    folded: set[str] = set()
    islands: list[Island] = []
    for part in parts_of(dag, around.kind_of):
        if part.because:
            islands.append(Island(f"{dag.name}.{part.tasks[0]}", dag.path, dag.name, part.tasks, part.because))
            continue
        empty = {task for task in part.tasks if is_empty(tasks[task], around)}
        folded |= empty
        wrapped = tuple(t for t in part.tasks if t not in empty and isinstance(around.native.get(t, ""), str))
        for group in groups(wrapped, graph):
            because = str(around.native.get(group[0], "this version has no native form for it"))
            islands.append(Island(f"{dag.name}.{group[0]}", dag.path, dag.name, group, because))
    return Homes(frozenset(folded), {task: island for island in islands for task in island.tasks})


def is_empty(task: Task, around: Surroundings) -> bool:
    """Whether the task only joins edges: an Empty or Dummy operator that announces no dataset and calls nobody back."""
    told = any(name == "outlets" or name.endswith("_callback") for name, _ in task.arguments)
    return around.kind_of(task) is Kind.EMPTY and not told


def step_of(dag: Dag, task: Task, around: Surroundings, homes: Homes, graph: nx.DiGraph[str]) -> Step:
    """One task as one step: native when its SQL is, else as a task of its island."""
    island = homes.islands.get(task.id)
    native = around.native.get(task.id)
    writes = around.owned.get(task.id) or (identity.result(dag.name, task.id).asset.key,)
    if island is None and isinstance(native, Sql):
        becomes, because = Becomes.ASSET, "its SQL is known and writes a known table"
        body: Body = native
    elif island is not None:
        becomes, body, because = Becomes.WRAPPED, Wrapped(island.id), why_wrapped(task, around, island)
    else:
        raise AssertionError(f"{dag.name}.{task.id} is neither native nor in an island")
    follows = dict.fromkeys(
        key
        for upstream in nearest_upstream(task.id, graph, homes.folded)
        for key in around.owned.get(upstream) or (identity.result(dag.name, upstream).asset.key,)
    )
    reads = tuple(key for key in keys_read(around.accesses.get(task.id, ())) if key not in writes)
    return Step(
        id=f"{dag.name}.{task.id}",
        tasks=(dag.ref(task),),
        becomes=becomes,
        bodies=(body,),
        reads=reads,
        writes=writes,
        follows=tuple(key for key in follows if key not in writes and key not in reads),
        checks=(),
        partitions=around.division.partitions,
        settings=settings_of(dag, task),
        because=because,
        group=dag.name,
        results=tuple((key, task.id) for key in writes if key == identity.result(dag.name, task.id).asset.key),
    )


def why_wrapped(task: Task, around: Surroundings, island: Island) -> str:
    """What keeps a task in its island: itself, or for one that could be native or folded, the island."""
    native = around.native.get(task.id)
    own = decides(task, around.kind_of(task))
    if own is None and isinstance(native, str) and not is_empty(task, around):
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
    given = [(name, value) for name in RETRY_SETTINGS if (value := task.argument(name)) is not None]
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
