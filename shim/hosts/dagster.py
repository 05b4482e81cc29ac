"""Unmodified Airflow tasks as Dagster assets: an island is one subsettable multi-asset that runs its own tasks.

The island, not Dagster, decides order, skips, retries and trigger rules. Only a task that succeeded materializes; a
skipped one yields nothing; when any failed the step fails, after all that may run has run. Dagster's RetryPolicy stays
off: tries would multiply.
"""

# Without `from __future__ import annotations`: Dagster wants the context's type, not its name.
import hashlib
import keyword
from collections.abc import Iterator, Mapping, Sequence

import dagster as dg

from migrator.model import Interval
from shim.hosts.asked import DAG, DATE_TAG, FILE, ISLAND, TASKS
from shim.hosts.location import KNOWN, WRAPPED, Made
from shim.hosts.step import ROOT, ROOTS, WHOLE, Island, run_step
from shim.hosts.store_here import STORE

__all__ = ["DATE_TAG", "ROOT", "ROOTS", "STORE", "WHOLE", "airflow_island", "identifier", "op_name"]

KeyPath = Sequence[str]
# What Dagster lets nothing be called, beside Python's keywords.
RESERVED = frozenset(
    "context conf config meta arg_dict dict input_arg_dict output_arg_dict int str float bool input output type".split()
)


def airflow_island(
    *,
    file: str,
    dag_id: str,
    outputs: Mapping[str, Sequence[KeyPath]],
    deps: Sequence[KeyPath] | Mapping[str, Sequence[KeyPath]] = (),
    partitions_def: dg.PartitionsDefinition | None = None,
    group_name: str | None = None,
    name: str | None = None,
    interval: str = "before",
    root: str | None = None,
    tasks: Sequence[str] = (),
    in_order: bool = False,
) -> dg.AssetsDefinition:
    """The tasks named in `outputs`, unmodified, as assets with the keys they write; `*` stands for the whole DAG.

    `file` is the DAG file relative to `root` (default: the environment's MIGRATE_DAGS_ROOT). `deps` are the asset keys
    above: of every output, or by task id, other outputs of the island included, so that Dagster can split the island
    around native assets. `tasks` may name more tasks of the island, which write nothing. `interval` says
    whether a partition is the data interval ("before") or its moment ("at"). `in_order` says that each partition waits
    for the one before it: Dagster then backfills them one after the other, and none whose forerunner failed.
    """
    keys_of = {task: tuple(dg.AssetKey(list(path)) for path in paths) for task, paths in outputs.items()}
    island = Island(file, dag_id, {**dict.fromkeys(tasks, ()), **keys_of}, Interval(interval), root)
    above = {
        task: [dg.AssetKey(list(path)) for path in (deps.get(task, ()) if isinstance(deps, Mapping) else deps)]
        for task in keys_of
    }
    # Dagster makes names of keys, by which `a-b` and `a_b` are one and `output` is none: ours are numbers.
    written = list(dict.fromkeys(key for keys in keys_of.values() for key in keys))
    needed = {key: {each for each in _above(key, keys_of, above) if each != key} for key in written}
    outside = sorted({each for keys in needed.values() for each in keys} - set(written))
    ins = {f"above_{number}": dg.AssetIn(key, dagster_type=dg.Nothing) for number, key in enumerate(outside)}
    own: dict[dg.AssetKey, set[dg.AssetKey]] = {key: set() for key in written}
    if in_order and isinstance(partitions_def, dg.TimeWindowPartitionsDefinition):
        before = dg.TimeWindowPartitionMapping(start_offset=-1, end_offset=-1)
        own = {key: {key} for key in written}
        ins |= {
            f"before_{number}": dg.AssetIn(key, dagster_type=dg.Nothing, partition_mapping=before)
            for number, key in enumerate(written)
        }
    outs = {
        f"asset_{number}": dg.AssetOut(
            key=key,
            is_required=False,
            dagster_type=dg.Nothing,
            group_name=group_name,
            kinds={"airflow"},
            metadata={DAG: dag_id, FILE: file, ISLAND: True, TASKS: island.writers(key)},
        )
        for number, key in enumerate(written)
    }

    made = {key: Made(file, island.writers(key), partitions_def) for key in written}
    KNOWN.setdefault(dag_id, {}).update(made)
    WRAPPED.setdefault(dag_id, set()).update(island.tasks)

    @dg.multi_asset(  # type: ignore[untyped-decorator]
        name=op_name(name, dag_id),
        outs=outs,
        ins=ins,
        internal_asset_deps={f"asset_{number}": needed[key] | own[key] for number, key in enumerate(written)},
        partitions_def=partitions_def,
        can_subset=True,
    )
    def run_island(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
        yield from run_step(island, context)

    return run_island


def _above(
    key: dg.AssetKey, tasks: Mapping[str, Sequence[dg.AssetKey]], above: Mapping[str, Sequence[dg.AssetKey]]
) -> Iterator[dg.AssetKey]:
    for task, keys in tasks.items():
        if key in keys:
            yield from above[task]


def op_name(name: str | None, dag_id: str) -> str:
    """What Dagster calls an island: as asked, else after its DAG."""
    return f"{identifier(dag_id)}_island" if name is None else identifier(name)


def identifier(text: str, apart: str = "") -> str:
    """A name Dagster accepts: the text where it is one, else with a mark of the text, so that `a-b` is not `a_b`.

    `apart` is what else tells two of the same text apart.
    """
    plain = "".join(each if each.isascii() and each.isalnum() else "_" for each in text)
    if plain == text and not apart and text not in RESERVED and not keyword.iskeyword(text):
        return plain
    mark = hashlib.sha256(f"{text}\n{apart}".encode()).hexdigest()[:8]
    # Dagster numbers the parts of an island that it splits: a mark is no number.
    return f"{plain}_x{mark}"
