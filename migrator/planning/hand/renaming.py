"""What was renamed keeps its ids and its names: the plan of the new name, told in the old one.

A step's id is its task's name, an asset's name is its key's; people, history and edited files hang on both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from migrator import identity
from migrator.model import Asset, Automation, Body, Dag, Disposition, Island, Step, Wrapped
from migrator.planning.hand.fit import Hand, NoFit


def ids_before(dags: Iterable[Dag], hand: Hand) -> dict[str, str]:
    """The id that each renamed DAG and task gives to what is made of it -> the one from before."""
    found: dict[str, str] = {}
    for dag in dags:
        old = hand.before.get((dag.name, None), dag.name)
        pairs = [(dag.name, old)]
        pairs += [(f"{dag.name}.{t.id}", f"{old}.{hand.before.get((dag.name, t.id), t.id)}") for t in dag.tasks]
        found |= {new: before for new, before in pairs if new != before}
    return found


def keys_before(dags: Iterable[Dag], hand: Hand) -> dict[str, str]:
    """The key of each moved asset, and of the result of each renamed task -> the one from before."""
    found = dict(hand.moved)
    for dag in dags:
        old = hand.before.get((dag.name, None), dag.name)
        for task in dag.tasks:
            before = hand.before.get((dag.name, task.id), task.id)
            if (old, before) != (dag.name, task.id):
                found[identity.result(dag.name, task.id).asset.key] = identity.result(old, before).asset.key
    return found


def with_ids(steps: Iterable[Step], ids: Mapping[str, str]) -> tuple[Step, ...]:
    """The steps under the ids from before. Raises NoFit where two would have one."""
    found = tuple(
        replace(step, id=ids.get(step.id, step.id), bodies=tuple(_body(body, ids) for body in step.bodies))
        for step in steps
    )
    seen: set[str] = set()
    for step in found:
        if step.id in seen:
            raise NoFit("moved_from", f"gives two steps the id {step.id}; only what is gone was moved")
        seen.add(step.id)
    return found


def _body(body: Body, ids: Mapping[str, str]) -> Body:
    return replace(body, island=ids.get(body.island, body.island)) if isinstance(body, Wrapped) else body


def islands_with_ids(islands: Iterable[Island], ids: Mapping[str, str]) -> tuple[Island, ...]:
    """The islands under the ids from before."""
    return tuple(replace(island, id=ids.get(island.id, island.id)) for island in islands)


def dispositions_with_ids(items: Iterable[Disposition], ids: Mapping[str, str]) -> tuple[Disposition, ...]:
    """The dispositions, leading to steps under the ids from before."""
    return tuple(replace(item, step=None if item.step is None else ids.get(item.step, item.step)) for item in items)


def automations_with_ids(automations: Iterable[Automation], ids: Mapping[str, str]) -> tuple[Automation, ...]:
    """The automations of steps under the ids from before."""
    return tuple(replace(one, steps=tuple(ids.get(step, step) for step in one.steps)) for one in automations)


def as_before(assets: Iterable[Asset], keys: Mapping[str, str]) -> dict[str, Asset]:
    """By key, each asset as it was called before, so that its name is made of that."""
    return {asset.key: _before(asset, keys[asset.key]) for asset in assets if asset.key in keys}


def _before(asset: Asset, key: str) -> Asset:
    name = key.removeprefix("airflow:") if asset.system == "airflow" else key.partition("://")[2].partition("/")[2]
    return replace(asset, key=key, name=name or key.rpartition(":")[2])
