"""What reading one file yields, and how it crosses to another process and to the cache."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

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


def packed(facts: FileFacts) -> bytes:
    """The facts of one file as JSON."""
    looks = json.dumps(facts.looks, ensure_ascii=False)
    text = f'{{"looks":{looks},"dags":{len(facts.dags)},{pack([facts.source, *facts.dags, *facts.findings])}}}'
    return text.encode("utf-8", "surrogatepass")


def unpacked(data: bytes, hold: Callable[[Looks], bool] = lambda looks: True) -> FileFacts | None:
    """What `packed` was given; None when the looks it rests on do not hold. Raises TypeError, ValueError or
    LookupError for what `packed` did not write."""
    document = json.loads(data.decode("utf-8", "surrogatepass"))
    if not hold(document["looks"]):
        return None
    source, *rest = unpack(document)
    return FileFacts(source, tuple(rest[: document["dags"]]), tuple(rest[document["dags"] :]), document["looks"])
