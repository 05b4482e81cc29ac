"""Cuts an asset graph into Dagster runs: one partitioning each, in the order of the data."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Any

import dagster as dg


@dataclass(frozen=True, slots=True)
class Slice:
    """One Dagster run: the keys it materializes, how they are partitioned, and whose they are, where that is a DAG
    whose runs are its own."""

    keys: tuple[dg.AssetKey, ...]
    partitions_def: dg.PartitionsDefinition | None
    dag: str | None = None


def slices(graph: Any, selected: Collection[dg.AssetKey], apart: Mapping[dg.AssetKey, str]) -> list[Slice]:
    """The runs that materialize what is selected, in order. `graph` is `Definitions.resolve_asset_graph()`; `apart`
    names the DAG of each asset that is made in no run of other DAGs.

    Runs that depend on each other both ways are cut further: as much of one partitioning as is ready, then the next.
    """
    nodes = {key: graph.get(key) for key in selected if graph.get(key).is_materializable}
    unit = {key: min(_together(node) & set(nodes) | {key}) for key, node in nodes.items()}
    above: dict[dg.AssetKey, set[dg.AssetKey]] = {name: set() for name in unit.values()}
    for key, node in nodes.items():
        above[unit[key]] |= {unit[up] for up in node.parent_keys if up in unit} - {unit[key]}
    order = list(TopologicalSorter({name: sorted(above[name]) for name in sorted(above)}).static_order())
    label = {name: (_label(nodes[name].partitions_def), apart.get(name, "")) for name in order}
    found = []
    while order:
        taken = _ready(order, above, label)
        order = [name for name in order if name not in taken]
        keys = tuple(sorted(key for key in nodes if unit[key] in taken))
        found.append(Slice(keys, nodes[keys[0]].partitions_def, apart.get(keys[0])))
    return found


def _together(node: Any) -> set[dg.AssetKey]:
    """The keys that Dagster materializes in one piece with this one."""
    return {each for each in node.execution_set_entity_keys if isinstance(each, dg.AssetKey)}


def _label(partitions: dg.PartitionsDefinition | None) -> str:
    return "" if partitions is None else repr(partitions)


def _ready(
    order: list[dg.AssetKey],
    above: Mapping[dg.AssetKey, set[dg.AssetKey]],
    label: Mapping[dg.AssetKey, tuple[str, str]],
) -> set[dg.AssetKey]:
    """The largest set of one label that depends on nothing else that is still to be done."""
    waiting = set(order)
    best: set[dg.AssetKey] = set()
    for each in dict.fromkeys(label[name] for name in order):
        taken: set[dg.AssetKey] = set()
        for name in order:
            if label[name] == each and above[name] & waiting <= taken:
                taken.add(name)
        best = taken if len(taken) > len(best) else best
    return best
