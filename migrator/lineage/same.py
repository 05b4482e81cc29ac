"""Which accesses are of the same data: the one place that answers, for the audit and for planning.

Every access keeps the key that its own text gives it. Two keys are one data when their assets have one address, as a
connection map or file tells; and what lies in a folder that is read, or is matched by a pattern, is read with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace

from migrator import identity
from migrator.model import Access, Asset, Mode, Project

# The attribute of an asset that is another's data too: the key of that one.
SAME_AS = "same_as"


def settled(assets: Iterable[Asset], follows: Callable[[Asset], bool]) -> tuple[Asset, ...]:
    """The assets by key, those whose data has another key saying which: the one spelled as the address, else one whose
    connection does not follow another (`follows`), else the first by its text."""
    groups: dict[str, list[Asset]] = defaultdict(list)
    for asset in assets:
        groups[identity.address_of(asset)].append(asset)
    found = []
    for address, group in groups.items():
        first = min(group, key=lambda asset: (asset.key != address, follows(asset), asset.key))
        for asset in group:
            also = () if asset is first else ((SAME_AS, first.key),)
            found.append(replace(asset, attributes=(*asset.attributes, *also)) if also else asset)
    return tuple(sorted(found, key=lambda asset: asset.key))


def one_key(project: Project) -> dict[str, str]:
    """Each key whose data has another one -> that one."""
    pairs = ((asset.key, dict(asset.attributes).get(SAME_AS)) for asset in project.assets if asset.attributes)
    return {key: first for key, first in pairs if first is not None}


def joined(project: Project) -> Project:
    """The project with one key for the same data, whatever its accesses call it."""
    first = one_key(project)
    if not first:
        return project
    return replace(project, accesses=tuple(_of(access, first) for access in project.accesses))


def widened(project: Project) -> Project:
    """The project with, beside each read, check or wait, the same of every written asset that lies in what is read, or
    holds it: a task that reads `s3://b/out/` reads the `s3://b/out/x.csv` of another. Positions and evidence are those
    of the real access."""
    written = {access.asset for access in project.accesses if access.mode is Mode.WRITE}
    near = identity.related((access.asset for access in project.accesses if access.mode is not Mode.WRITE), written)
    if not near:
        return project
    accesses = (each for access in project.accesses for each in (access, *_beside(access, near)))
    return replace(project, accesses=tuple(accesses))


def _of(access: Access, first: dict[str, str]) -> Access:
    return replace(access, asset=first[access.asset]) if access.asset in first else access


def _beside(access: Access, near: dict[str, list[str]]) -> Iterable[Access]:
    if access.mode is not Mode.WRITE:
        yield from (replace(access, asset=key, columns=()) for key in near.get(access.asset, ()))
