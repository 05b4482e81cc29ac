"""A live DAG as the state machine needs it: nodes, who must be asked again after whom, and mapping."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from airflow.sdk.definitions._internal.expandinput import DictOfListsExpandInput
from airflow.sdk.definitions._internal.types import is_arg_set
from airflow.sdk.definitions.taskgroup import MappedTaskGroup
from airflow.sdk.definitions.xcom_arg import ConcatXComArg, MapXComArg, PlainXComArg, XComArg, ZipXComArg

from migrator.limits import priority
from migrator.semantics import Node, expanded_length, zipped_length

# A weight is a four byte integer in Airflow's database.
LEAST_WEIGHT, MOST_WEIGHT = -(2**31), 2**31 - 1
# The length of what a task pushed to be mapped over; None while it is not known.
PushedLength = Callable[[Any], "int | None"]


class Graph:
    """The tasks of one DAG. Everything here follows from the DAG alone, but lengths, which ask for what was pushed."""

    def __init__(self, dag: Any) -> None:
        self.dag = dag
        # An id may be a string of an enum: `EmptyOperator(task_id=TriggerRule.ALL_DONE)`.
        self.tasks: dict[str, Any] = {str.__str__(name): task for name, task in dag.task_dict.items()}
        setups = _indirect_setups(self.tasks)
        self.nodes = {name: _node(dag, task, setups.get(name, frozenset())) for name, task in self.tasks.items()}
        self.mapped_over: dict[str, set[str]] = {name: set() for name in self.tasks}
        for node in self.nodes.values():
            for name in node.over:
                self.mapped_over[name].add(node.id)
        groups = (group for group in dag.task_group_dict.values() if isinstance(group, MappedTaskGroup))
        self.mapped: list[Any] = [*(task for task in self.tasks.values() if task.is_mapped), *groups]
        self.order = {task.task_id: index for index, task in enumerate(dag.topological_sort())}
        self.dependents = self._dependents()
        self._weights: dict[str, int] = {}

    def weight(self, name: str) -> int:
        """The task's priority by its weight rule, within what Airflow's database can hold."""
        if not self._weights:
            self._weights = _weights(self)
        return self._weights[name]

    def _dependents(self) -> dict[str, frozenset[str]]:
        """By task, the tasks whose fate may change when it ends."""
        found: dict[str, set[str]] = {name: set() for name in self.tasks}
        for name, node in self.nodes.items():
            for above in {*node.upstream, *node.setups, *node.scope, *node.over}:
                found[above].add(name)
        return {name: frozenset(each) for name, each in found.items()}

    def needs_expansion(self, name: str) -> bool:
        """Whether the task is mapped, itself or by a group around it."""
        task = self.tasks[name]
        return bool(task.is_mapped) or task.get_closest_mapped_task_group() is not None

    def length(self, name: str, pushed: PushedLength) -> int | None:
        """How many instances the task expands into; None while that is not known."""
        task = self.tasks[name]
        inputs = [group._expand_input for group in task.iter_mapped_task_groups()]
        if task.is_mapped:
            inputs.append(task._get_specified_expand_input())
        return _product(_input_length(each, pushed) for each in inputs)

    def relevant(self, name: str, upstream: str, map_index: int, pushed: PushedLength) -> range | None:
        """The map indexes of an upstream task that one instance depends on; None for all of them."""
        task, above = self.tasks[name], self.tasks[upstream]
        common = _common_mapped_group(task, above)
        own = self.length(name, pushed) if common is not None else None
        if common is None or not own:
            return None
        outer = _product(_input_length(each._expand_input, pushed) for each in common.iter_mapped_task_groups())
        if not outer:
            return None
        index = map_index * outer // own
        if not _mapped_inside(above, common):
            return range(index, index + 1)
        width = own // outer
        return range(index * width, index * width + width)


def _weights(graph: Graph) -> dict[str, int]:
    """Every task's priority. The tasks above and below each are kept as the bits of a number: a set for each of 5,000
    tasks would take longer than the tasks."""
    names = sorted(graph.order, key=lambda name: graph.order[name])
    place = {name: at for at, name in enumerate(names)}
    own = [graph.tasks[name].priority_weight for name in names]
    above, below = [0] * len(names), [0] * len(names)
    for at, name in enumerate(names):
        for up in map(place.__getitem__, graph.nodes[name].upstream):
            above[at] |= above[up] | 1 << up
    for at in reversed(range(len(names))):
        for up in map(place.__getitem__, graph.nodes[names[at]].upstream):
            below[up] |= below[at] | 1 << at

    def some(bits: int) -> Iterator[int]:
        return (weight for at, weight in enumerate(own) if bits >> at & 1)

    plain = set(own) == {1}
    found = {}
    for at, name in enumerate(names):
        rule = str(getattr(graph.tasks[name].weight_rule, "value", graph.tasks[name].weight_rule))
        bits = {"downstream": below, "upstream": above}.get(rule)
        if plain:
            weight = 1 + (bits[at].bit_count() if bits else 0)
        else:
            weight = priority(rule, own[at], some(above[at]), some(below[at]))
        found[name] = max(LEAST_WEIGHT, min(MOST_WEIGHT, weight))
    return found


def _node(dag: Any, task: Any, setups: Iterable[str]) -> Node:
    group = task.get_closest_mapped_task_group()
    return Node(
        task.task_id,
        tuple(sorted(task.upstream_task_ids)),
        str(getattr(task.trigger_rule, "value", task.trigger_rule)),
        bool(task.is_setup),
        bool(task.is_teardown),
        bool(not task.is_teardown or task.on_failure_fail_dagrun),
        tuple(sorted(setups)),
        tuple(sorted(_teardown_scope(dag, task))),
        tuple(sorted(set(_mapping_sources(task)))),
        "" if group is None else group.group_id,
        bool(task.is_mapped),
    )


def _indirect_setups(tasks: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """By task, the setup tasks further up that must have succeeded, beside the direct upstream ones: those without a
    teardown, or with one below the task. Airflow's `get_upstreams_only_setups` walks the DAG twice for each task."""
    found: dict[str, set[str]] = {}
    for name, setup in tasks.items():
        if not setup.is_setup:
            continue
        teardowns = [each for each in setup.downstream_list if each.is_teardown]
        inside = setup.get_flat_relative_ids()
        if teardowns:
            inside &= set().union(*(each.get_flat_relative_ids(upstream=True) for each in teardowns))
        for below in inside - setup.downstream_task_ids:
            if not tasks[below].is_teardown:
                found.setdefault(below, set()).add(name)
    return {name: frozenset(each) for name, each in found.items()}


def _teardown_scope(dag: Any, task: Any) -> frozenset[str]:
    """The tasks between a teardown and its setups: it waits for all of them."""
    if not task.is_teardown:
        return frozenset()
    above = task.get_flat_relative_ids(upstream=True) - task.upstream_task_ids
    setups = [each for each in task.upstream_list if each.is_setup]
    return frozenset().union(*(above & dag.get_task(each.task_id).get_flat_relative_ids() for each in setups))


def _mapping_sources(task: Any) -> Iterator[str]:
    if task.is_mapped:
        yield from (each.task_id for each in task.iter_mapped_dependencies())
    elif (group := task.get_closest_mapped_task_group()) is not None:
        yield from (each.task_id for each in group.iter_mapped_dependencies())


def _common_mapped_group(task: Any, other: Any) -> Any:
    mine = {group.group_id for group in task.iter_mapped_task_groups()}
    return next((group for group in other.iter_mapped_task_groups() if group.group_id in mine), None)


def _mapped_inside(task: Any, container: Any) -> bool:
    if task.is_mapped:
        return True
    inner = next(iter(task.iter_mapped_task_groups()), None)
    return inner is not None and inner.group_id != container.group_id


# ------------------------------------------------------------------------------------------------------------- lengths


def _product(lengths: Iterable[int | None]) -> int | None:
    known = list(lengths)
    return None if None in known else math.prod(each for each in known if each is not None)


def _input_length(given: Any, pushed: PushedLength) -> int | None:
    """The length of one `expand(...)` or `expand_kwargs(...)`."""
    if not isinstance(given, DictOfListsExpandInput):
        return _argument_length(given.value, pushed)
    lengths = [_argument_length(value, pushed) for value in given.value.values()]
    known = [length for length in lengths if length is not None]
    return expanded_length(known) if len(known) == len(lengths) else None


def _argument_length(value: Any, pushed: PushedLength) -> int | None:
    if isinstance(value, MapXComArg):
        return _argument_length(value.arg, pushed)
    if isinstance(value, ZipXComArg | ConcatXComArg):
        known = [length for each in value.args if (length := _argument_length(each, pushed)) is not None]
        if len(known) < len(value.args):
            return None
        return zipped_length(known, is_arg_set(value.fillvalue)) if isinstance(value, ZipXComArg) else sum(known)
    if isinstance(value, PlainXComArg):
        return pushed(value.operator)
    if isinstance(value, XComArg):
        raise NotImplementedError(f"cannot map over {type(value).__name__}")
    return len(value)
