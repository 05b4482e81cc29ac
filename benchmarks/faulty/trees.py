"""Trees of DAGs of which every read is ordered after its write: made by chance from a seed.

A tree is what its DAGs do, not how they are spelled (`text.py`). What is right is decided here, by `later`: task R
comes
after task W when a path of edges leads from W to R. Edges are those a DAG declares, from the tasks a sensor waits
for to the
sensor, from a trigger to the first tasks of the DAG it starts, and from a task with an outlet to the first tasks of the
DAGs scheduled on it. Nothing of `migrator` is used.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

WORDS = """orders customers payments refunds invoices shipments visits clicks sessions carts prices stock suppliers
stores
employees salaries budgets forecasts campaigns leads tickets reviews ratings coupons returns deliveries routes vehicles
drivers sensors_raw readings meters outages contracts claims policies premiums accounts transfers balances ledgers
currencies holidays regions cities weather parcels baskets vouchers churn cohorts funnels margins quotas targets
subscriptions devices logins errors releases incidents surveys answers donations members""".split()
TABLES = ("postgres", "snowflake", "bigquery")
# Where each system's tables or files lie, and those that come from outside.
HOME = {
    "postgres": "shop.{}",
    "snowflake": "DWH.MART.{}",
    "bigquery": "acme.mart.{}",
    "s3": "lake/{}/data.parquet",
    "gs": "acme-lake/{}/data.parquet",
}
OUTSIDE = {
    "postgres": "landing.{}",
    "snowflake": "DWH.LANDING.{}",
    "bigquery": "acme.landing.{}",
    "s3": "partner/{}/drop.parquet",
    "gs": "acme-partner/{}/drop.parquet",
}
# What moves data from which system to which.
MOVES = {
    "sql": {("postgres", "postgres"), ("snowflake", "snowflake"), ("bigquery", "bigquery")},
    "transfer": {("postgres", "s3"), ("s3", "postgres"), ("postgres", "gs"), ("gs", "bigquery"), ("bigquery", "gs")},
    "python": {("postgres", "s3"), ("s3", "s3"), ("s3", "postgres"), ("postgres", "postgres"), ("gs", "gs")},
    "bash": {("s3", "s3"), ("postgres", "postgres")},
}
FORMS = {
    "sql": ("inline", "file", "mapped", "loop", "inline"),
    "transfer": ("operator",),
    "python": ("operator", "taskflow"),
    "bash": ("operator",),
}
Edge = tuple[str, str]
Name = tuple[str, str]


@dataclass(frozen=True)
class Data:
    """A table or file."""

    system: str
    name: str


@dataclass(frozen=True)
class Work:
    """A task: what it reads and writes, and what else it does by its `kind`. `pulls` are tasks whose XCom it takes
    by name;
    `target` the DAG that it waits for or starts, `awaits` the task or group of it, `delta` how many minutes back."""

    id: str
    kind: str
    form: str = "operator"
    group: str | None = None
    reads: tuple[Data, ...] = ()
    writes: tuple[Data, ...] = ()
    replaces: bool = False
    outlets: tuple[str, ...] = ()
    pulls: tuple[str, ...] = ()
    target: str | None = None
    awaits: str | None = None
    awaits_group: bool = False
    delta: int = 0
    awaited_key: Data | None = None
    rule: str | None = None

    @property
    def name(self) -> str:
        """Its id in Airflow: a group's task is called after it."""
        return f"{self.group}.{self.id}" if self.group else self.id


@dataclass(frozen=True)
class Flow:
    """A DAG. `cron` is None where it runs on `assets` or when it is triggered; `style` is the seed of its spelling."""

    id: str
    cron: str | None
    zone: str
    works: tuple[Work, ...]
    edges: frozenset[Edge]
    assets: tuple[str, ...] = ()
    style: int = 0

    def work(self, name: str) -> Work:
        """The task of this name."""
        return next(work for work in self.works if work.name == name)

    def first(self) -> list[str]:
        """The tasks that nothing comes before."""
        below = {lower for _, lower in self.edges}
        return [work.name for work in self.works if work.name not in below]

    def last(self) -> list[str]:
        """The tasks that nothing comes after."""
        above = {upper for upper, _ in self.edges}
        return [work.name for work in self.works if work.name not in above]


@dataclass(frozen=True)
class Tree:
    """Some DAGs of one project, all for Airflow `airflow` (2 or 3)."""

    name: str
    airflow: int
    flows: tuple[Flow, ...]

    def flow(self, name: str) -> Flow:
        """The DAG of this id."""
        return next(flow for flow in self.flows if flow.id == name)

    def but(self, flow: Flow) -> Tree:
        """The same with another DAG of that id."""
        return replace(self, flows=tuple(flow if each.id == flow.id else each for each in self.flows))


def uri(data: Data) -> str | None:
    """What an asset of it is called by its place; nothing for a table."""
    return f"s3://{data.name}" if data.system == "s3" else None


# ------------------------------------------------------------------------------------------------------ what is right


def all_edges(tree: Tree) -> Iterator[tuple[Name, Name]]:
    """Every edge by which one task comes after another, within DAGs and between them."""
    ids = {flow.id: flow for flow in tree.flows}
    for flow in tree.flows:
        yield from (((flow.id, upper), (flow.id, lower)) for upper, lower in flow.edges)
        for work in flow.works:
            other = ids.get(work.target or "")
            if work.kind == "sensor" and other is not None:
                yield from (((other.id, name), (flow.id, work.name)) for name in awaited(work, other))
            if work.kind == "trigger" and other is not None:
                yield from (((flow.id, work.name), (other.id, name)) for name in other.first())
            for asset in work.outlets:
                for below in tree.flows:
                    if asset in below.assets:
                        yield from (((flow.id, work.name), (below.id, name)) for name in below.first())


def awaited(sensor: Work, other: Flow) -> list[str]:
    """The tasks of another DAG that a sensor waits for."""
    if sensor.awaits is None:
        return other.last()
    if sensor.awaits_group:
        return [work.name for work in other.works if work.group == sensor.awaits]
    return [work.name for work in other.works if work.name == sensor.awaits]


def later(tree: Tree) -> dict[Name, set[Name]]:
    """Each task, and all that come after it."""
    below: dict[Name, set[Name]] = {}
    for upper, lower in all_edges(tree):
        below.setdefault(upper, set()).add(lower)
    found: dict[Name, set[Name]] = {}
    for start in [(flow.id, work.name) for flow in tree.flows for work in flow.works]:
        seen: set[Name] = set()
        todo = list(below.get(start, ()))
        while todo:
            task = todo.pop()
            if task not in seen:
                seen.add(task)
                todo.extend(below.get(task, ()))
        found[start] = seen
    return found


def pairs(tree: Tree) -> list[tuple[Name, Name, Data]]:
    """Each writer and reader of one table or file."""
    writers: dict[Data, list[Name]] = {}
    for flow in tree.flows:
        for work in flow.works:
            for data in work.writes:
                writers.setdefault(data, []).append((flow.id, work.name))
    return [
        (writer, (flow.id, work.name), data)
        for flow in tree.flows
        for work in flow.works
        for data in work.reads
        for writer in writers.get(data, ())
        if writer != (flow.id, work.name)
    ]


def unguarded(tree: Tree) -> list[tuple[Name, Name, Data]]:
    """The pairs of which nothing puts the reader after the writer: no path of edges, and between two DAGs no sensor on
    the file itself."""
    after = later(tree)
    keys = {
        (flow.id, work.name): work.awaited_key
        for flow in tree.flows
        for work in flow.works
        if work.awaited_key is not None
    }
    return [
        (writer, reader, data)
        for writer, reader, data in pairs(tree)
        if reader not in after[writer]
        and not (
            writer[0] != reader[0]
            and any(key == data and reader in after[task] and task[0] == reader[0] for task, key in keys.items())
        )
    ]


# ------------------------------------------------------------------------------------------------------------- making


@dataclass
class Maker:
    """Makes one tree."""

    random: random.Random
    words: list[str] = field(default_factory=list)
    count: int = 0

    def word(self) -> str:
        """A name nothing else of the tree has."""
        self.count += 1
        if not self.words:
            self.words = [f"{word}_{end}" for end in ("by_day", "kept", "daily", "per_store", "all") for word in WORDS]
            self.words = self.random.sample(WORDS, len(WORDS)) + self.random.sample(self.words, len(self.words))
        return self.words.pop(0)

    def data(self, system: str, places: dict[str, str]) -> Data:
        """A table or file of its own."""
        word = self.word()
        return Data(system, places[system].format(word.upper() if system == "snowflake" else word))

    # A DAG

    def flow(self, tree: Tree, number: int) -> Tree:
        """The tree with one more DAG, which may read what the others wrote, behind a guard."""
        choose = self.random.random
        flow_id = f"{self.random.choice(('load', 'build', 'sync', 'mart', 'feed'))}_{self.word()}_{number}"
        hour, minute = self.random.randrange(0, 12), self.random.choice((0, 0, 15, 30))
        cron: str | None = f"{minute} {hour} * * *"
        if choose() < 0.1:
            cron = f"{minute} * * * *"
        flow = Flow(
            flow_id,
            cron,
            self.random.choice(("UTC", "UTC", "Europe/Berlin")),
            (),
            frozenset(),
            style=self.random.randrange(10**6),
        )
        foreign: list[Data] = []
        gates: list[str] = []
        if tree.flows and choose() < 0.75:
            tree, flow, foreign, gates = self.guarded(tree, flow)
        return replace(tree, flows=(*tree.flows, self.filled(flow, foreign, gates)))

    def guarded(self, tree: Tree, flow: Flow) -> tuple[Tree, Flow, list[Data], list[str]]:
        """The DAG waiting for another, what it may read of that, and the tasks its readers must come after."""
        other = self.random.choice(tree.flows)
        work = self.random.choice([each for each in other.works if each.writes])
        above = [
            (each, data)
            for each in other.works
            for data in each.writes
            if each == work or (other.id, work.name) in later(tree)[other.id, each.name]
        ]
        foreign = [data for _, data in above]
        kinds = ["asset", "trigger"]
        if other.cron is not None:
            kinds += ["sensor", "sensor", "sensor"]
        if work.writes[0].system == "s3":
            kinds += ["key", "key"]
        kind = self.random.choice(kinds)
        if kind == "key":
            gate = Work("wait_for_file", "key", awaited_key=work.writes[0])
            return tree, replace(flow, works=(gate,)), [work.writes[0]], [gate.name]
        if kind == "asset":
            name = uri(work.writes[0]) or f"{self.word()}_are_there"
            changed = replace(work, outlets=(*work.outlets, name), form="inline" if work.form == "loop" else work.form)
            works = tuple(changed if each == work else each for each in other.works)
            return tree.but(replace(other, works=works)), replace(flow, cron=None, assets=(name,)), foreign, []
        if kind == "trigger":
            trigger = Work(f"start_{flow.id}", "trigger", target=flow.id)
            edges = other.edges | {(work.name, trigger.name)}
            changed_flow = replace(other, works=(*other.works, trigger), edges=edges)
            return tree.but(changed_flow), replace(flow, cron=None), foreign, []
        return (tree, *self.sensing(flow, other, work, foreign))

    def sensing(self, flow: Flow, other: Flow, work: Work, foreign: list[Data]) -> tuple[Flow, list[Data], list[str]]:
        """The DAG with a sensor on a task, a group or the whole of another."""
        assert other.cron is not None
        minute, hour, *_ = other.cron.split()
        if hour == "*":
            cron, delta = (other.cron, 0)
        else:
            # Where clocks change, hours before a run of one zone are not hours before each.
            hours = self.random.randrange(0, min(6, 24 - int(hour))) if other.zone == "UTC" else 0
            cron, delta = f"{minute} {int(hour) + hours} * * *", hours * 60
        # A group or a DAG as a whole ends when all its tasks have.
        scope = self.random.choice(("task", "task", "group" if work.group else "dag", "dag"))
        gate = Work(f"wait_for_{other.id}", "sensor", target=other.id, delta=delta)
        if scope == "group":
            gate = replace(gate, awaits=work.group, awaits_group=True)
            foreign = list(work.writes)
        elif scope == "task":
            gate = replace(gate, awaits=work.name)
        else:
            foreign = [data for each in other.works for data in each.writes]
        return replace(flow, cron=cron, zone=other.zone, works=(gate,)), foreign, [gate.name]

    # Its tasks

    def filled(self, flow: Flow, foreign: list[Data], gates: list[str]) -> Flow:
        """The DAG with tasks that move data."""
        works, edges = list(flow.works), set(flow.edges)
        made: dict[Data, str] = {}
        group = self.word() + "_group" if self.random.random() < 0.4 else None
        for number in range(self.random.randrange(3, 10)):
            must = foreign if foreign and number == 0 else []
            work = self.moving(list(made), must or (foreign if self.random.random() < 0.3 else []), bool(must))
            if group and 1 <= number <= 3:
                work = replace(work, group=group)
            if work.group:
                work = replace(work, form={"taskflow": "operator", "loop": "inline"}.get(work.form, work.form))
            above = {made[data] for data in work.reads if data in made}
            if any(data in foreign for data in work.reads):
                above |= set(gates)
            edges |= {(name, work.name) for name in above}
            works.append(work)
            made |= dict.fromkeys(work.writes, work.name)
        flow = replace(flow, works=tuple(works), edges=frozenset(edges))
        for dress in (self.queued, self.joined, self.started, self.branched, self.handed_over, self.surrounded):
            if self.random.random() < 0.3:
                flow = dress(flow)
        return flow

    def moving(self, own: list[Data], foreign: list[Data], must: bool) -> Work:
        """A task that reads what is there, else what comes from outside, and writes something new."""
        there = foreign if must else own + foreign
        kind = self.random.choice([*MOVES, "sql", "sql"])
        fits = [data for data in there if any(data.system == source for source, _ in MOVES[kind])]
        if must and not fits:
            kind = next(
                kind for kind in MOVES if any(data.system == source for data in there for source, _ in MOVES[kind])
            )
            fits = [data for data in there if any(data.system == source for source, _ in MOVES[kind])]
        if fits and (must or self.random.random() < 0.85):
            read = self.random.choice(fits)
        else:
            read = self.data(self.random.choice(sorted({source for source, _ in MOVES[kind]})), OUTSIDE)
        system = self.random.choice(sorted(goal for source, goal in MOVES[kind] if source == read.system))
        reads = [read]
        more = [data for data in fits if data.system == read.system and data != read]
        if kind in ("sql", "python") and more and self.random.random() < 0.4:
            reads.append(self.random.choice(more))
        elif kind == "sql" and self.random.random() < 0.3:
            # A table that people keep by hand may lie among those that tasks fill, where the task has other data of
            # theirs.
            reads.append(self.data(read.system, HOME if read in there and self.random.random() < 0.5 else OUTSIDE))
        form = self.random.choice(FORMS[kind])
        if read.system == "bigquery" and form in ("mapped", "loop"):
            form = "inline"
        written = self.data(system, HOME)
        called = written.name.split("/")[-2] if "/" in written.name else written.name.rpartition(".")[2].lower()
        task_id = f"{self.random.choice(('make', 'fill', 'derive', 'put'))}_{called}"
        replaces = form != "mapped" and self.random.random() < 0.5
        return Work(task_id, kind, form, reads=tuple(reads), writes=(written,), replaces=replaces)

    # What else DAGs have

    def queued(self, flow: Flow) -> Flow:
        """Two tasks that have nothing to do with each other run one after the other."""
        outside = [work for work in flow.works if work.reads and not any(lower == work.name for _, lower in flow.edges)]
        for upper, lower in pairwise(outside):
            flow = replace(flow, edges=flow.edges | {(upper.name, lower.name)})
        return flow

    def joined(self, flow: Flow) -> Flow:
        """All that lies above some task with several uppers comes together in an empty one."""
        for work in flow.works:
            above = {upper for upper, lower in flow.edges if lower == work.name}
            if len(above) > 1:
                join = Work(f"join_before_{work.id}", "empty")
                edges = flow.edges - {(upper, work.name) for upper in above}
                edges |= {(upper, join.name) for upper in above} | {(join.name, work.name)}
                return replace(flow, works=(*flow.works, join), edges=edges)
        return flow

    def started(self, flow: Flow) -> Flow:
        """An empty task before all others, and one after all."""
        first, last = flow.first(), flow.last()
        edges = flow.edges | {("begin", name) for name in first} | {(name, "finish") for name in last}
        return replace(flow, works=(*flow.works, Work("begin", "empty"), Work("finish", "empty")), edges=edges)

    def branched(self, flow: Flow) -> Flow:
        """A branch whose sides hold a task each, neither of which reads the other's data."""
        sides = [self.moving([], [], False) for _ in range(2)]
        sides = [replace(side, form="inline" if side.kind == "sql" else "operator") for side in sides]
        join = Work("either", "empty", rule="none_failed_min_one_success")
        edges = {("choose", side.name) for side in sides} | {(side.name, join.name) for side in sides}
        return replace(flow, works=(*flow.works, Work("choose", "branch"), *sides, join), edges=flow.edges | edges)

    def handed_over(self, flow: Flow) -> Flow:
        """A task that takes by name what another returns."""
        works = (*flow.works, Work("count_rows", "push"), Work("tell_rows", "pull", pulls=("count_rows",)))
        return replace(flow, works=works, edges=flow.edges | {("count_rows", "tell_rows")})

    def surrounded(self, flow: Flow) -> Flow:
        """A task between the making and the dropping of a table for the moment."""
        name = self.random.choice([work.name for work in flow.works if work.writes])
        works = (*flow.works, Work("prepare", "setup"), Work("tidy", "teardown"))
        return replace(flow, works=works, edges=flow.edges | {("prepare", name), (name, "tidy")})


def tree_of(seed: int) -> Tree:
    """The tree of this seed: 3 to 12 DAGs."""
    maker = Maker(random.Random(seed))
    tree = Tree(f"tree_{seed}", maker.random.choice((2, 3)), ())
    for number in range(maker.random.randrange(3, 13)):
        tree = maker.flow(tree, number)
    assert not unguarded(tree), "what is made is right"
    return tree
