"""Random DAGs as data: trigger rules, outcomes, branches, mapping, groups, setups and teardowns; and how to make one simpler."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

RULES = """all_success all_failed all_done all_done_min_one_success one_success one_failed one_done none_failed
none_failed_min_one_success none_skipped all_skipped always""".split()
# Those that may be satisfied before everything above is done.
EARLY = frozenset({"always", "one_success", "one_failed", "one_done"})
OUTCOMES = ["success"] * 9 + ["failed"] * 4 + ["skipped"] * 4 + ["gives_up", "flaky", "exits", "terminated"]
KINDS = ["taskflow"] * 8 + ["classic"] * 3 + ["empty"] * 3 + ["branch"] * 3 + ["short_circuit"] * 2
KINDS += ["sensor", "deferrable", "latest_only", "mapped", "mapped", "mapped", "pushes"]
FORMS = ["literal", "literal", "product", "kwargs", "output", "output", "zip", "longest", "concat", "map", "dict"]
ELEMENTS: list[Any] = [1, 2, "a", "b", "skipped", "failed", None, {"k": 1}, "flaky"]


@dataclass(frozen=True)
class Over:
    """What a task or group is mapped over: literals, and tasks whose values are lists."""

    form: str
    items: tuple[Any, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """A task group; `name` is its path."""

    name: str
    over: Over | None = None
    above: tuple[str, ...] = ()


@dataclass(frozen=True)
class Node:
    """A task. `value` is what it returns (None: its own name and what it read)."""

    name: str
    kind: str = "taskflow"
    above: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    rule: str = "all_success"
    outcome: str = "success"
    retries: int = 0
    group: str = ""
    role: str = ""
    setups: tuple[str, ...] = ()
    over: Over | None = None
    value: Any = None
    follow: tuple[str, ...] | None = None
    flag: bool = False

    @property
    def id(self) -> str:
        """Its id in the DAG."""
        return ".".join(filter(None, [*self.group.split("/"), self.name]))


@dataclass(frozen=True)
class Program:
    """One DAG."""

    nodes: tuple[Node, ...]
    groups: tuple[Group, ...] = ()
    fail_fast: bool = False

    def named(self, name: str) -> Node | None:
        """The task of that name."""
        return next((node for node in self.nodes if node.name == name), None)


@dataclass
class _Maker:
    random: random.Random
    nodes: list[Node] = field(default_factory=list)
    groups: dict[str, Group] = field(default_factory=dict)

    def chance(self, percent: int) -> bool:
        return self.random.randrange(100) < percent

    def some(self, names: Sequence[str], least: int, most: int) -> tuple[str, ...]:
        return tuple(self.random.sample(names, min(len(names), self.random.randint(least, most))))


def program(seed: int) -> Program:
    """The program of a number; the same each time."""
    make = _Maker(random.Random(seed))
    fail_fast = make.chance(4)
    group = ""
    for number in range(make.random.randint(3, 13)):
        group = _group(make, group, number)
        make.nodes.append(_node(make, f"t{number}", group))
    if make.chance(35):
        _teardown(make)
    _follow(make)
    # Airflow wants the default rule below a setup, and in a DAG that fails fast.
    setups = {node.name for node in make.nodes if node.role == "setup"}
    nodes = [
        replace(node, rule="all_success") if fail_fast or setups & _directly_above(make, node) else node
        for node in make.nodes
    ]
    # Whether the value is there when the task reads it would be chance.
    nodes = [replace(node, reads=()) if node.rule in EARLY else node for node in nodes]
    return Program(tuple(nodes), tuple(make.groups.values()), fail_fast)


def every_outcome(rule: str) -> Program:
    """A trigger rule below every set of up to three of the outcomes success, failed, skipped and upstream_failed, thrice."""
    nodes: list[Node] = []
    for round_ in range(3):
        names = [f"{letter}{round_}" for letter in "sfku"]
        nodes += [
            Node(name, outcome=outcome)
            for name, outcome in zip(names[:3], ("success", "failed", "skipped"), strict=True)
        ]
        nodes.append(Node(names[3], above=(names[1],)))
        for size in (1, 2, 3):
            for above in combinations(names, size):
                nodes.append(Node(f"d{len(nodes)}", "empty", above, rule=rule))
    return Program(tuple(nodes))


def _directly_above(make: _Maker, node: Node) -> set[str]:
    around = [each for each in make.groups.values() if (node.group + "/").startswith(each.name + "/")]
    overs = [each.over for each in (node, *around) if each.over]
    return {
        *node.above,
        *node.reads,
        *(s for over in overs for s in over.sources),
        *(a for g in around for a in g.above),
    }


def _mapped(make: _Maker, group: str) -> bool:
    return any(each.over and (group == each.name or group.startswith(f"{each.name}/")) for each in make.groups.values())


def _group(make: _Maker, group: str, number: int) -> str:
    """The group the next task is in: the same, the one around it, or a new one inside."""
    if group and make.chance(30):
        group = group.rpartition("/")[0]
    if make.chance(17) and group.count("/") < 2:
        before = [node.name for node in make.nodes if not (group and node.group.startswith(group))]
        name = "/".join(filter(None, [group, f"g{number}"]))
        over = _over(make, inside=group) if make.chance(50) and not _mapped(make, group) else None
        make.groups[name] = Group(name, over, make.some(before, 0, 1) if make.chance(30) else ())
        return name
    return group


def _node(make: _Maker, name: str, group: str) -> Node:
    r = make.random
    kind = r.choice(KINDS)
    if kind == "mapped" and _mapped(make, group):
        kind = "taskflow"
    recent = [node.name for node in make.nodes][-7:]
    above = make.some(recent, 0, 1 if make.chance(40) else 4)
    rule = "all_success" if make.chance(30) else r.choice(RULES)
    readable = [node.name for node in make.nodes if node.kind in ("taskflow", "classic", "mapped", "sensor", "pushes")]
    node = Node(name, kind, above, rule=rule, outcome=r.choice(OUTCOMES), group=group, retries=r.choice([0, 0, 1, 2]))
    if kind in ("taskflow", "classic"):
        node = replace(node, reads=make.some(readable, 1, 2) if make.chance(30) else ())
        if make.chance(25):
            node = replace(node, value=_items(make), outcome="success" if make.chance(60) else node.outcome)
    if kind == "mapped":
        node = replace(node, over=_over(make, group), outcome="success")
    if kind == "sensor":
        node = replace(
            node, outcome=r.choice(["success", "success", "later", "timeout", "failed"]), flag=make.chance(50)
        )
    if kind in ("branch", "short_circuit", "latest_only", "pushes", "empty"):
        node = replace(node, outcome="success", retries=0, flag=make.chance(50))
    if kind == "pushes" and make.chance(30):
        node = replace(node, value=False)
    if rule == "always" and (_mapped(make, group) or kind == "mapped") and make.chance(90):
        node = replace(node, rule="all_done")  # Airflow refuses it where a task's value decides the mapping
    if kind == "short_circuit":
        node = replace(node, value=make.chance(50))
    if kind in ("taskflow", "classic", "empty") and make.chance(5):
        node = replace(node, role="setup")
    return node


def _items(make: _Maker) -> tuple[Any, ...]:
    return tuple(make.random.choice(ELEMENTS) for _ in range(make.random.choice([0, 1, 2, 2, 3])))


def _over(make: _Maker, inside: str) -> Over:
    """What to map over: of tasks, those whose values are lists, or mapped ones, now and then any."""
    lists = [n.name for n in make.nodes if (isinstance(n.value, tuple) or n.kind == "mapped") and not n.group]
    anything = [n.name for n in make.nodes if n.kind in ("taskflow", "mapped") and not _mapped(make, n.group)]
    names = lists if lists and make.chance(90) else anything
    form = make.random.choice(FORMS)
    wanted = {"zip": 2, "longest": 2, "concat": 2}.get(form, 1)
    sources = make.some(names, wanted, wanted)
    return Over(form if sources or form in ("kwargs", "product", "dict") else "literal", _items(make), sources)


def _teardown(make: _Maker) -> None:
    """A setup, a teardown for it, and tasks between."""
    flat = [at for at, node in enumerate(make.nodes) if not node.over and node.kind in ("taskflow", "classic")]
    if len(flat) < 2:
        return
    first = flat[make.random.randrange(len(flat) - 1)]
    make.nodes[first] = replace(make.nodes[first], role="setup")
    name = make.nodes[first].name
    for at in range(first + 1, len(make.nodes)):
        if make.chance(35):
            node = make.nodes[at]
            make.nodes[at] = replace(node, above=tuple(dict.fromkeys([*node.above, name])))
    between = [node.name for node in make.nodes[first + 1 :] if node.role != "setup"]
    node = Node("td", "taskflow", make.some(between, 0, 3), role="teardown", setups=(name,), flag=make.chance(40))
    make.nodes.append(replace(node, outcome=make.random.choice(OUTCOMES)))
    if make.chance(40):
        make.nodes.append(Node("after", "taskflow", ("td",), rule=make.random.choice(RULES)))


def _follow(make: _Maker) -> None:
    """Branches choose among the tasks below them, none, or a group."""
    for at, node in enumerate(make.nodes):
        if node.kind == "branch":
            below = [each.name for each in make.nodes if node.name in each.above]
            below += [each.name for each in make.groups.values() if node.name in each.above]
            follow = None if make.chance(8) else make.some(below, 0, 2)
            make.nodes[at] = replace(node, follow=follow)


# -------------------------------------------------------------------------------------------------------------- simpler


def simpler(given: Program) -> Iterator[Program]:
    """Programs a step simpler than one, the boldest first."""
    for size in (len(given.nodes) // 2, len(given.nodes) // 4, 1):
        for at in range(0, len(given.nodes) if size else 0, max(1, size)):
            left = given
            for node in given.nodes[at : at + size]:
                left = without(left, node.name)
            if left.nodes:
                yield left
    for group in given.groups:
        inside = tuple(replace(n, group=_out_of(n.group, group.name)) for n in given.nodes)
        groups = tuple(replace(g, name=_out_of(g.name, group.name)) for g in given.groups if g != group)
        yield replace(given, nodes=inside, groups=groups)
        yield _with_group(given, group, replace(group, over=None))
        yield _with_group(given, group, replace(group, above=()))
    for node in given.nodes:
        for name in ("reads", "setups", "above"):
            for each in getattr(node, name):
                kept = tuple(other for other in getattr(node, name) if other != each)
                yield _with(given, node, replace(node, **{name: kept}))
        for name, value in PLAIN.items():
            if getattr(node, name) != value:
                yield _with(given, node, replace(node, **{name: value}))
        if node.over and (node.over.form != "literal" or len(node.over.items) > 1):
            yield _with(given, node, replace(node, over=Over("literal", (1, 2))))
            yield _with(given, node, replace(node, over=replace(node.over, items=node.over.items[1:])))
        if isinstance(node.value, tuple) and node.value:
            yield _with(given, node, replace(node, value=node.value[1:]))
    if given.fail_fast:
        yield replace(given, fail_fast=False)


PLAIN: dict[str, Any] = {
    "kind": "taskflow", "role": "", "rule": "all_success", "outcome": "success", "retries": 0, "over": None, "group": "",
    "value": None, "flag": False,
}  # fmt: skip


def _out_of(path: str, group: str) -> str:
    return (
        "/".join(filter(None, [group.rpartition("/")[0], path[len(group) + 1 :]]))
        if (path + "/").startswith(f"{group}/")
        else path
    )


def _with(given: Program, old: Node, new: Node) -> Program:
    return replace(given, nodes=tuple(new if node is old else node for node in given.nodes))


def _with_group(given: Program, old: Group, new: Group) -> Program:
    return replace(given, groups=tuple(new if group is old else group for group in given.groups))


def without(given: Program, name: str) -> Program:
    """The program without a task, and without what names it."""

    def cut(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(each for each in names if each != name)

    def over(what: Over | None) -> Over | None:
        return None if what is None else Over("literal", (1, 2)) if name in what.sources else what

    nodes = tuple(
        replace(n, above=cut(n.above), reads=cut(n.reads), setups=cut(n.setups), over=over(n.over),
                follow=None if n.follow is None else cut(n.follow))
        for n in given.nodes if n.name != name
    )  # fmt: skip
    groups = tuple(
        replace(g, above=cut(g.above), over=over(g.over))
        for g in given.groups
        if any((n.group + "/").startswith(g.name + "/") for n in nodes)
    )
    return replace(given, nodes=nodes, groups=groups)
