"""What a task instance of a run at hand may do now: `migrator.semantics` asked about live tasks and their states."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from airflow.sdk.serde import deserialize

from migrator.semantics import FINISHED, Decision, State, count, decide, decide_setups, skipped_by
from shim.graph import Graph
from shim.store import Store, TaskKey
from shim.turns import Instance

# Rules that a part of the upstream tasks can satisfy: an unexpanded task of a mapped group waits for all of them.
FAST_RULES = frozenset({"one_success", "one_failed", "one_done", "none_failed_min_one_success"})


@dataclass
class Rules:
    """Reads the instances of one run, which `schedule.py` moves along."""

    graph: Graph
    store: Store
    run_id: str
    instances: Mapping[str, list[Instance]]

    def decide(self, instance: Instance) -> Decision:
        """What becomes of an instance that has not begun, by what is above it.

        Where Airflow's checks contradict each other, the later one has its way; Airflow makes them in an order that
        differs from process to process (that of a set), we in the order in which its source lists them.
        """
        decision = self._by_trigger_rule(instance)
        if any(skipped_by(self._aside(up, instance), instance.task) for up in self.graph.nodes[instance.task].upstream):
            decision = Decision.SKIP
        return self._by_sources(instance, decision)

    def _by_trigger_rule(self, instance: Instance) -> Decision:
        name, node = instance.task, self.graph.nodes[instance.task]
        setups = decide_setups(count(self._states(instance, self.graph.setups[name])), instance.map_index)
        if setups.state is not None:
            return setups
        upstream = list(self._states(instance, node.upstream))
        own = [up for up in node.upstream if self.graph.nodes[up].setup]
        decision = decide(node.rule, count(upstream, self._states(instance, own)), instance.map_index)
        if decision is Decision.RUN and (setups is not Decision.RUN or not self._scope_done(instance)):
            return Decision.WAIT
        return decision

    def _by_sources(self, instance: Instance, decision: Decision) -> Decision:
        """What a task is mapped over must have succeeded, whatever its trigger rule says."""
        if decision is Decision.UPSTREAM_FAILED:
            return decision
        found = (each for up in self.graph.sources[instance.task] for each in self.instances[up] if each.map_index < 0)
        states = (each.coming or each.state for each in found)
        ends = {state for state in states if state in FINISHED} - {State.SUCCESS}
        if ends & {State.FAILED, State.UPSTREAM_FAILED}:
            return Decision.UPSTREAM_FAILED
        if State.SKIPPED in ends:
            return Decision.SKIP
        return Decision.WAIT if ends and decision.state is None else decision

    def _scope_done(self, instance: Instance) -> bool:
        return all(state in FINISHED for state in self._states(instance, self.graph.scopes[instance.task]))

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
        fast = self.graph.nodes[name].rule in FAST_RULES and upstream not in self.graph.sources[name]
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
            if any(each.state not in FINISHED for each in self.instances[name]):
                return None
            return len(self.store.pull_all(self.graph.dag.dag_id, self.run_id, name, "return_value"))
        return self.store.mapped_length(TaskKey(self.graph.dag.dag_id, self.run_id, name))
