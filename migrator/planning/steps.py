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
    Capabilities,
    Check,
    Command,
    Dag,
    Disposition,
    Function,
    Hook,
    Island,
    Known,
    Mode,
    Moved,
    Signal,
    Source,
    Step,
    Task,
    TaskRef,
    Value,
    Wrapped,
    Write,
)
from migrator.operators.facts import Catalogue
from migrator.operators.rule import Kind
from migrator.planning.boundaries import groups_of
from migrator.planning.fitting import misfits
from migrator.planning.islands import Split, divide, undivided
from migrator.planning.native import Offer
from migrator.planning.partitions import Division
from migrator.planning.pieces import Form, order_of, pieces_of
from migrator.planning.replaced import Start

STEP_SETTINGS = (
    "retries",
    "retry_delay",
    "retry_exponential_backoff",
    "owner",
    "pool",
    "priority_weight",
    "execution_timeout",
    "doc_md",
    "doc",
)
# What makes a run wait for the one before it.
PAST_SETTINGS = ("depends_on_past", "wait_for_downstream")
WHOLE_DAG = "all tasks"
# Two names of one setting, of Airflow 3 and 2.
FAIL_FAST = ("fail_fast", "fail_stop")
# Ways of writing after which there is less than before, or only a place for more.
TIDIES = (Write.DELETE, Write.DDL)
NO_FORM = "this version has no native form for it"


@dataclass(frozen=True, slots=True)
class Layout:
    """What becomes of the tasks of one DAG."""

    steps: tuple[Step, ...]
    islands: tuple[Island, ...]
    dispositions: tuple[Disposition, ...]
    hooks: tuple[Hook, ...] = ()
    checks: tuple[Check, ...] = ()
    sources: tuple[Source, ...] = ()
    starts: tuple[Start, ...] = ()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What laying out one DAG needs to know beside it: the division of its assets, the facts about operators, and by
    task id its accesses, the keys it writes as their owner, its native form or why it has none, who takes its output
    (None for a task of another DAG), and of the keys it writes that are another's, whose; and what the target can."""

    division: Division
    accesses: Mapping[str, tuple[Access, ...]]
    owned: Mapping[str, tuple[str, ...]]
    native: Mapping[str, Offer | str]
    catalogue: Catalogue
    able: Capabilities
    takers: Mapping[str, tuple[str | None, ...]] = field(default_factory=dict)
    makers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    alone: frozenset[str] = frozenset()

    def kind_of(self, task: Task) -> Kind | None:
        """What the fact about its operator says the task is for."""
        rule = self.catalogue.rule_of(task)
        return rule.kind if rule else None


@dataclass(frozen=True, slots=True)
class Homes:
    """Where each task goes: into an island, or as `split` says of the others."""

    split: Split
    islands: Mapping[str, Island]

    @property
    def folded(self) -> frozenset[str]:
        """The tasks that are gone, whose edges are joined."""
        return self.split.folded | self.split.dropped | frozenset(self.split.hooks)

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
    group = groups_of(dag, graph, around.accesses, apart - around.alone, around.owned)
    steps = [
        step_of(dag, group[task.id], around, homes, graph, group)
        for task in dag.tasks
        if task.id not in homes.folded and group[task.id][-1] == task.id
    ]
    home = {ref.task: step for step in steps for ref in step.tasks}
    dispositions = []
    for task in dag.tasks:
        if task.id in homes.split.because and task.id in homes.folded:
            becomes = Becomes.HOOK if task.id in homes.split.hooks else Becomes.FOLDED
            dispositions.append(disposition(dag, task, becomes, None, homes.split.because[task.id]))
            continue
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
    gone = [forms[task.id] for task in dag.tasks if task.id in homes.folded and task.id in forms]
    return Layout(
        tuple(steps),
        islands,
        tuple(dispositions),
        hooks_of(dag, around, homes, group),
        tuple(offer.check for offer in gone if offer.check),
        tuple(offer.source for offer in gone if offer.source),
        tuple(starts_of(dag, around, homes, graph, group)),
    )


def starts_of(
    dag: Dag, around: Surroundings, homes: Homes, graph: nx.DiGraph[str], group: Mapping[str, tuple[str, ...]]
) -> Iterator[Start]:
    """The DAGs that start after the work of this one."""
    for task in dag.tasks:
        offer = around.native.get(task.id)
        if task.id in homes.folded and isinstance(offer, Offer) and offer.starts:
            above = nearest_upstream(task.id, graph, homes.folded)
            keys = dict.fromkeys(key for each in above for key in keys_written(dag, group[each], around, homes))
            yield Start(offer.starts, dag.ref(task), tuple(keys))


def hooks_of(dag: Dag, around: Surroundings, homes: Homes, group: Mapping[str, tuple[str, ...]]) -> tuple[Hook, ...]:
    """The tasks that are called when the work before them has ended: natively, or else unmodified."""
    found = []
    for name, called in homes.split.hooks.items():
        offer = around.native.get(name)
        body = offer.body if isinstance(offer, Offer) and offer.body else Wrapped(f"{dag.name}.{name}")
        work = [each for each in called.of if each not in homes.folded]
        keys = dict.fromkeys(key for each in work for key in keys_written(dag, group[each], around, homes))
        ref = TaskRef(dag.path, dag.name, name)
        found.append(Hook(f"{dag.name}.{name}", called.on, ref, tuple(keys), body, homes.split.because[name]))
    return tuple(found)


def settled(dag: Dag, around: Surroundings, graph: nx.DiGraph[str]) -> tuple[Surroundings, Homes]:
    """Where each task goes, once every native form fits what is around it; one that does not is taken back."""
    while True:
        homes = homes_of(dag, around)
        unfit = misfits(graph, around.native, homes.islands, around.takers, around.owned)
        if not unfit:
            return around, homes
        around = replace(around, native={**around.native, **unfit})


def homes_of(dag: Dag, around: Surroundings) -> Homes:
    """Where each task goes: the smallest islands that are closed; the rest is native, called at the end, or folded."""
    pieces = pieces_of(dag, around.catalogue.rule_of, {task.id: form_of(task.id, around) for task in dag.tasks})
    stopped = next((name for name in FAIL_FAST if dag.setting(name) == Known(True)), None)
    if stopped:
        split = undivided(pieces, f"{stopped} is set: where one task fails, Airflow ends all others")
    else:
        split = divide(pieces, around.able)
    return Homes(split, {task: island for island in islands_of(dag, split) for task in island.tasks})


def form_of(task: str, around: Surroundings) -> Form:
    """What the task could become by itself."""
    offer = around.native.get(task, NO_FORM)
    writes = (access for access in around.accesses.get(task, ()) if access.mode is Mode.WRITE)
    owns = any(access.write not in TIDIES for access in writes)
    if isinstance(offer, str):
        return Form(offer, owns=owns)
    return Form(None, not offer.is_step, owns, skips_of(offer.body))


def skips_of(body: Body | None) -> bool | None:
    """Whether a native body may say that there was nothing to do."""
    match body:
        case Function(code=Moved(signals=signals)):
            return any(signal is Signal.SKIP for _, signal in signals)
        case Command(skips=codes):
            return bool(codes)
    return None if body is None else False


def islands_of(dag: Dag, split: Split) -> Iterator[Island]:
    """The islands of the DAG, each named for its first task, and said to be for the task that made it."""
    for tasks in split.islands:
        root = split.root_of(tasks)
        because = split.because[root] if len(tasks) == 1 else f"{root}: {split.because[root]}"
        yield Island(f"{dag.name}.{tasks[0]}", dag.path, dag.name, tasks, because)


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
        becomes, because = Becomes.WRAPPED, homes.split.because[last.id]
        bodies: tuple[Body, ...] = (Wrapped(island.id),)
    elif vanishes(native) and last.id in homes.split.joins:
        becomes, because, bodies = Becomes.STEP, "it joins what a gate chose among", ()
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
    follows |= dict.fromkeys(
        key
        for name in members
        for above in gone_above(name, graph, homes.folded)
        if isinstance(gone := around.native.get(above), Offer)
        for key in gone.keys
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


def gone_above(task: str, graph: nx.DiGraph[str], folded: frozenset[str]) -> list[str]:
    """The folded tasks that this one comes after with no step in between."""
    found: dict[str, None] = {}
    pending = [each for each in graph.predecessors(task) if each in folded]
    while pending:
        each = pending.pop(0)
        if each not in found:
            found[each] = None
            pending.extend(above for above in graph.predecessors(each) if above in folded)
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
