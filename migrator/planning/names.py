"""A readable, unique path of identifiers for every asset key: what targets call it.

`sqlite://{conn:warehouse}/fact_user_events` is `fact_user_events`; a second table of that name, elsewhere, gets what
tells them apart in front. Names depend on the set of keys only, never on the order in which they are met.
"""

from __future__ import annotations

import keyword
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

from migrator.model import Asset

Path = tuple[str, ...]


def names_for(
    assets: Iterable[Asset],
    reserved: Collection[str] = (),
    given: Mapping[str, Path] = MappingProxyType({}),
    known_as: Mapping[str, Asset] = MappingProxyType({}),
) -> tuple[tuple[str, Path], ...]:
    """(key, path) for each asset, sorted by key; no two paths are equal, upper and lower case taken as one. No part of
    a path is a reserved word. `given` are paths that are settled, by key; `known_as` assets to name others after."""
    wanted = {asset.key: candidates(known_as.get(asset.key, asset), frozenset(reserved)) for asset in assets}
    chosen: dict[str, Path] = {key: given[key] for key in wanted if key in given}
    taken: set[str] = {".".join(path).lower() for path in chosen.values()}
    pending = sorted(key for key in wanted if key not in chosen)
    while pending:
        claims: dict[Path, list[str]] = defaultdict(list)
        for key in pending:
            claims[wanted[key][0]].append(key)
        pending = []
        for path, keys in sorted(claims.items()):
            alone = len(keys) == 1 and ".".join(path).lower() not in taken
            for number, key in enumerate(keys):
                if alone or len(wanted[key]) == 1:
                    chosen[key] = path if alone else numbered(path, number, taken)
                    taken.add(".".join(chosen[key]).lower())
                else:
                    wanted[key] = wanted[key][1:]
                    pending.append(key)
    return tuple(sorted(chosen.items()))


def numbered(path: Path, number: int, taken: set[str]) -> Path:
    """The path with the first free number at its end: the last resort."""
    while True:
        number += 1
        candidate = (*path[:-1], f"{path[-1]}_{number}")
        if ".".join(candidate).lower() not in taken:
            return candidate


def candidates(asset: Asset, reserved: Collection[str]) -> list[Path]:
    """The paths an asset could have, the most readable first, the most specific last."""
    parts = [identifier(part, reserved) for part in words(asset)]
    if asset.system == "airflow":
        return [tuple(parts)]
    folders = re.split(r"[/:]+", asset.key.partition("://")[2].rpartition("/")[0])
    place = [identifier(part, reserved) for part in folders if part]
    shorter = [tuple(parts[-size:]) for size in range(1, len(parts) + 1)]
    return [*shorter, (*place, *parts), (identifier(asset.system, reserved), *place, *parts)]


def words(asset: Asset) -> list[str]:
    """The parts of an asset's name: a table's dotted ones, a file's folders and its stem."""
    if asset.system == "airflow":
        dag, _, task = asset.name.partition(".")
        return [dag, *task.split(".")]
    if "/" in asset.key.partition("://")[2] and asset.name.count("/") == 0:
        return [part for part in asset.name.split(".") if part] or [asset.name]
    stem = re.sub(r"\.(csv|json|jsonl|parquet|avro|orc|txt|gz|tsv|xml|ya?ml)\b", "", asset.name)
    # What run time fills names a part of the asset, not the asset: `invoices/{date}` is `invoices`.
    plain = [re.sub(r"\{[^{}]*\}", "", part) for part in stem.split("/")]
    return [part for part in plain if re.search(r"[0-9A-Za-z]", part)] or [asset.name]


def identifier(text: str, reserved: Collection[str] = ()) -> str:
    """A Python identifier that reads like the text, as Dagster wants asset keys: `daily-orders` -> `daily_orders`."""
    name = re.sub(r"[^0-9A-Za-z]+", "_", text).strip("_") or "data"
    name = f"n{name}" if name[0].isdigit() else name
    return f"{name}_" if keyword.iskeyword(name) or name in reserved else name
