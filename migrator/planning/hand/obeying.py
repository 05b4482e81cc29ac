"""What else a person decides: what stays as it is, what must be native, groups, and names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from migrator.model import Asset, Becomes, Capabilities, Dag, Disposition, Plan, Step
from migrator.planning.hand.fit import Hand, NoFit
from migrator.planning.hand.renaming import as_before
from migrator.planning.names import Path, identifier, names_for
from migrator.planning.steps import Surroundings

UNCHANGED = "migrate.toml says that it runs unchanged"


def hand_for(capabilities: Capabilities, hand: Hand) -> Hand:
    """The decisions as far as they are about this target: where nothing is native, none is about what is."""
    return hand if capabilities.sql_systems else replace(hand, targets={}, task_targets={}, joined=())


def obeying(dag: Dag, around: Surroundings, hand: Hand) -> Surroundings:
    """What laying out a DAG needs to know, its tasks without a native form where a person wants none."""
    all_of_it = hand.targets.get(dag.name) == "wrapped"
    wrapped = {
        task.id: UNCHANGED
        for task in dag.tasks
        if hand.task_targets.get(dag.ref(task)) == "wrapped" or (all_of_it and dag.ref(task) not in hand.task_targets)
    }
    alone = frozenset(task.id for task in dag.tasks if dag.ref(task) in hand.apart)
    return replace(around, native={**around.native, **wrapped}, alone=alone) if wrapped or alone else around


def check_native(dispositions: Iterable[Disposition], dags: Iterable[Dag], hand: Hand) -> None:
    """Raises NoFit for a task that a person wants native and that is not, with the reason."""
    ends = {item.item: item for item in dispositions if item.becomes is Becomes.WRAPPED}
    for dag in dags:
        for task in dag.tasks:
            word = hand.task_targets.get(dag.ref(task))
            what = f'[tasks."{dag.name}.{task.id}"]' if word else f'[dags."{dag.name}"]'
            wanted = word or hand.targets.get(dag.name)
            if wanted == "native" and (item := ends.get(f"{dag.name}.{task.id}")) is not None:
                raise NoFit(what, f"wants {task.id} native, and it is not: {item.because}")


def grouped(steps: Iterable[Step], hand: Hand) -> tuple[Step, ...]:
    """The steps in the groups that a person gives them: their task's, else their DAG's."""
    if not hand.groups and not hand.task_groups:
        return tuple(steps)
    return tuple(replace(step, group=_group(step, hand)) for step in steps)


def _group(step: Step, hand: Hand) -> str:
    last = step.tasks[-1]
    return hand.task_groups.get(last) or hand.groups.get(last.dag) or step.group


def names_of(
    assets: Sequence[Asset],
    moved: dict[str, str],
    hand: Hand,
    capabilities: Capabilities,
    before: Plan | None,
) -> tuple[tuple[str, Path], ...]:
    """A name for each asset: a person's, that of the plan before, that of its key before it was moved, or its key's.

    Raises NoFit for a name that no asset can have.
    """
    for key, name in hand.names.items():
        for part in name:
            if identifier(part, capabilities.reserved) != part:
                raise NoFit(f'[assets."{key}"].name', f"has the part {part!r}, which {capabilities.target} refuses")
    older = dict(before.names) if before is not None else {}
    keys = [asset.key for asset in assets]
    kept = {key: older[old] for key in keys if (old := moved.get(key, key)) in older}
    # What a person says goes before what was; a name so taken is made anew.
    wanted = {".".join(name).lower() for name in hand.names.values()}
    kept = {key: name for key, name in kept.items() if ".".join(name).lower() not in wanted}
    return names_for(assets, capabilities.reserved, {**kept, **hand.names}, as_before(assets, moved))
