"""A mention of data, and the one function that makes an asset's key."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from migrator.identity.dates import DATE, dated
from migrator.identity.holes import STEADY, holes
from migrator.model import Asset
from migrator.secrets import masked

_SIGN = re.compile(r"[@=&?:'\"\s]|AKIA|ASIA")
# The attribute of an asset that says where its data really is, as far as its connection tells.
ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Place:
    """A mention of data: the asset, the template of the part touched, and the holes that make its name uncertain."""

    asset: Asset
    partition: str | None = None
    unknown_parts: tuple[str, ...] = ()

    def at(self, address: str | None) -> Place:
        """The same place, with the address its data has; an address that is the key says nothing more."""
        if address is None or address == self.asset.key:
            return self
        return replace(self, asset=replace(self.asset, attributes=((ADDRESS, address),)))

    def on(self, partition: str | None) -> Place:
        """The same place, this partition of it where one is given."""
        return replace(self, partition=partition) if partition else self


def address_of(asset: Asset) -> str:
    """Where an asset's data is, as far as anybody knows: two assets of one address are the same data."""
    return dict(asset.attributes).get(ADDRESS, asset.key)


def place(system: str, prefix: str, path: str, name: str, *, literal: bool = False) -> Place:
    """The place whose key is prefix and path, dates in either as `{date}`, without whatever looks like a secret."""
    unknown = tuple(hole for hole in holes(prefix + path) if not DATE.search(hole) and not STEADY.match(hole))
    text, partition = dated(path, literal=literal)
    shown = dated(name, literal=literal)[0]
    return Place(Asset(prefix + safe(text), system, safe(shown)), partition, tuple(dict.fromkeys(unknown)))


def safe(text: str) -> str:
    """A name or path without what looks like a secret. A secret needs a sign before it, and most names have none."""
    return masked(text) if _SIGN.search(text) else text
