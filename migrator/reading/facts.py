"""What reading one file yields, and how it crosses to another process and to the cache."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from migrator.model import Dag, Finding, SourceFile
from migrator.reading.disk import Looks
from migrator.reading.packing import pack, unpack


@dataclass(frozen=True, slots=True)
class FileFacts:
    """The facts of one DAG file; `looks` are all it was learned from."""

    source: SourceFile
    dags: tuple[Dag, ...]
    findings: tuple[Finding, ...]
    looks: Looks


def packed(files: Mapping[str, FileFacts]) -> bytes:
    """The facts of some files as JSON: what they share, looks and parts of facts, is there once."""
    looks: dict[tuple[str, str], int] = {}
    of_files: list[list[Any]] = []
    items: list[Any] = []
    for name, facts in files.items():
        numbers = [looks.setdefault(look, len(looks)) for look in facts.looks.items()]
        of_files.append([name, numbers, len(facts.dags), len(facts.findings)])
        items += [facts.source, *facts.dags, *facts.findings]
    said = json.dumps({"looks": list(looks), "files": of_files}, ensure_ascii=False)
    return f"{said[:-1]},{pack(items)}}}".encode("utf-8", "surrogatepass")


def unpacked(data: bytes, holds: Callable[[str, str], bool] = lambda look, found: True) -> dict[str, FileFacts | None]:
    """What `packed` was given; None for a file of whose looks one does not hold. Raises TypeError, ValueError,
    LookupError or AttributeError for what `packed` did not write."""
    document = json.loads(data.decode("utf-8", "surrogatepass"))
    looks = document["looks"]
    held = [holds(look, found) for look, found in looks]
    still = [all(map(held.__getitem__, numbers)) for _, numbers, _, _ in document["files"]]
    items = iter(unpack(document) if any(still) else ())
    files: dict[str, FileFacts | None] = {}
    for (name, numbers, dags, findings), does in zip(document["files"], still, strict=True):
        mine = list(islice(items, 1 + dags + findings))
        noted = dict(map(looks.__getitem__, numbers))
        after = 1 + dags
        files[name] = FileFacts(mine[0], tuple(mine[1:after]), tuple(mine[after:]), noted) if does else None
    return files
