"""What a task instance of a run at hand may do now: `migrator.semantics` asked about live tasks and their states."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timezone
from typing import Any

from airflow.sdk.serde import deserialize

from migrator.semantics import FAST_RULES, FINISHED, Above, Decision, State, count, past_allows, skipped_by, verdict
from shim.graph import Graph
from shim.moment import Moment
from shim.store import Store, TaskKey
from shim.turns import Instance


def held_by_past(graph: Graph, store: Store, moment: Moment) -> frozenset[str]:
    """The tasks that may not run because of how they, or those below them, ended in the DAG's run before this one."""
    wanting = [task for task in graph.tasks.values() if task.depends_on_past]
    date = moment.logical_date.astimezone(timezone.utc).isoformat() if moment.dated else ""
    before = [row for row in store.runs(graph.dag.dag_id) if row.logical_date and row.logical_date < date]
    if not wanting or not before:
        return frozenset()
    known = [row.key.task for run in before for row in store.tasks(graph.dag.dag_id, run.run)]
    states: dict[str, list[State]] = {}
    for row in store.tasks(graph.dag.dag_id, before[-1].run):
        states.setdefault(row.key.task, []).append(row.state)
    held = set()
    for task in wanting:
        below = task.downstream_task_ids if task.wait_for_downstream else ()
        # A task that was not in the run before is new, which is no obstacle unless it was in one before that.
        new = task.ignore_first_depends_on_past and task.task_id not in known
        own = states.get(task.task_id, [State.SUCCESS if new else State.NONE])
        if not past_allows(own, (state for name in below for state in states.get(name, ()))):
            held.add(task.task_id)
    return frozenset(held)


@dataclass
class Rules:
    """Reads the instances of one run, which `schedule.py` moves along."""

    graph: Graph
    store: Store
    run_id: str
    instances: Mapping[str, list[Instance]]

    def decide(self, instance: Instance) -> Decision:
        """What becomes of an instance that has not begun, by what is above it."""
        name, node = instance.task, self.graph.nodes[instance.task]
        unexpanded = (each for up in node.over for each in self.instances[up] if each.map_index < 0)
        own = [up for up in node.upstream if self.graph.nodes[up].setup]
        above = Above(
            count(self._states(instance, node.upstream), self._states(instance, own)),
            count(self._states(instance, node.setups)),
            all(state in FINISHED for state in self._states(instance, node.scope)),
            any(skipped_by(self._aside(up, instance), name) for up in node.upstream),
            frozenset(each.coming or each.state for each in unexpanded),
        )
        return verdict(node.rule, above, instance.map_index)

    def _states(self, instance: Instance, upstream: Iterable[str]) -> Iterator[State]:
        """The states of the upstream instances that count for this one."""
        for up in upstream:
            relevant = self._relevant(instance, up)
            for each in self.instances[up]:
                if relevant is None or each.map_index < 0 or each.map_index in relevant:
                    yield each.state

    def _relevant(self, instance: Instance, upstream: str) -> range | None:
        """Map indexes of an upstream task; None for all. An unexpanded task of a mapped group whose length is known
        depends on no expanded instance, or it could not expand in time."""
        name = instance.task
        if self.graph.tasks[name].get_closest_mapped_task_group() is None:
            return None
        if instance.map_index >= 0:
            return self.graph.relevant(name, upstream, instance.map_index, self.pushed_length)
        fast = self.graph.nodes[name].rule in FAST_RULES and upstream not in self.graph.nodes[name].over
        if fast or self.graph.length(name, self.pushed_length) is None:
            return None
        return None if self.graph.relevant(name, upstream, 0, self.pushed_length) is None else range(0)

    def _aside(self, upstream: str, instance: Instance) -> Any:
        """What a finished branch or short circuit above says of the tasks below it."""
        task = self.graph.tasks[upstream]
        if not task.inherits_from_skipmixin or self.instances[upstream][:1] == []:
            return None
        index = instance.map_index if task.is_mapped else -1
        found = self.store.pull(TaskKey(self.graph.dag.dag_id, self.run_id, upstream, index), "skipmixin_key")
        return deserialize(found[0]) if found else None

    def pushed_length(self, operator: Any) -> int | None:
        """How many instances the values of a task map into; None while that is not known."""
        name = operator.task_id
        if operator.is_mapped:
            if any((each.coming or each.state) not in FINISHED for each in self.instances[name]):
                return None
            return self.store.pull_count(self.graph.dag.dag_id, self.run_id, name, "return_value")
        return self.store.mapped_length(TaskKey(self.graph.dag.dag_id, self.run_id, name))
