"""The assets of a code location by the DAG whose tasks write them. A step sees its own job only: islands make
themselves known when they are defined, native assets say in their metadata whose they are."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dagster as dg
from dagster._check import CheckError

from shim.hosts.asked import DAG, FILE, ISLAND, TASKS, graph_of


@dataclass(frozen=True)
class Made:
    """An asset: the file of its DAG, the tasks that write it, how it is divided, and whether it is native."""

    file: str
    tasks: Sequence[str]
    partitions_def: dg.PartitionsDefinition | None
    native: bool = False


# The islands' assets of this process by DAG, and all tasks of its islands: also those that write nothing.
KNOWN: dict[str, dict[dg.AssetKey, Made]] = {}
WRAPPED: dict[str, set[str]] = {}


def assets_of(context: dg.AssetExecutionContext, dag: str) -> Mapping[dg.AssetKey, Made]:
    """The assets of a DAG: all of the code location, or where a step knows none, those of its job and right above."""
    try:
        graph = context.repository_def.asset_graph
    except CheckError:  # a job that was made in this process
        graph = graph_of(context)
    return {**KNOWN.get(dag, {}), **native_assets(graph, dag)}


def native_assets(graph: Any, dag: str) -> dict[dg.AssetKey, Made]:
    """The native assets of a DAG in an asset graph."""
    nodes = ((key, graph.get(key)) for key in graph.get_all_asset_keys())
    return {
        key: Made(str(node.metadata.get(FILE, "")), tuple(node.metadata[TASKS]), node.partitions_def, native=True)
        for key, node in nodes
        if node.metadata.get(DAG) == dag and TASKS in node.metadata and not node.metadata.get(ISLAND)
    }


def partition_at(partitions: dg.PartitionsDefinition | None, at: datetime.datetime) -> str | None:
    """The key of the window that a moment falls in; None where there is none."""
    if not isinstance(partitions, dg.TimeWindowPartitionsDefinition):
        return None
    key = partitions.get_partition_key_for_timestamp(at.timestamp())
    return key if partitions.has_partition_key(key) else None
