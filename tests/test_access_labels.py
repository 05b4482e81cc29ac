"""The labels that accesses are measured by are well-formed, and comparing with them forgives only what it says."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from migrator.model import Access, Mode, TaskRef

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
LABELS = sorted((BENCHMARKS / "labels").glob("*.json"))


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("access_accuracy", BENCHMARKS / "access_accuracy.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    # Its dataclasses look themselves up there.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def access(key: str, *unknown: str) -> Access:
    return Access(TaskRef("d.py", "d", "t"), Mode.READ, key, 0, (), (), unknown_parts=unknown)  # type: ignore[arg-type]


@pytest.mark.parametrize("path", LABELS, ids=lambda path: path.stem)
def test_labels_are_sorted_unique_and_only_facts(path: Path) -> None:
    rows = json.loads(path.read_text(encoding="utf-8"))
    names = [(row["project"], row["file"], row["dag"], row["task"]) for row in rows]
    assert names == sorted(set(names))
    for row in rows:
        assert set(row) - {"kind", "xcom"} == {"project", "file", "dag", "task", "accesses"}
        for one in row["accesses"]:
            assert set(one) <= {"mode", "keys", "unknown", "optional", "because"} and Mode(one["mode"])
            assert one.get("keys") or one.get("unknown") or one.get("optional")


def test_holes_are_compared_without_their_words() -> None:
    found = script()
    label = {"mode": "read", "keys": ["s3://{}-b/day={}/x"]}
    assert found.meets(label, access("s3://{xcom:setup.id}-b/day={date}/x"))
    assert found.meets(label, access("s3://{a}{b.{c}}-b/day={date}/x"))
    assert not found.meets(label, access("s3://prod-b/day={date}/x"))
    assert not found.meets(label | {"mode": "write"}, access("s3://{a}-b/day={date}/x"))


def test_a_star_stands_for_any_text_and_nothing_else_does() -> None:
    found = script()
    assert found.meets({"mode": "read", "keys": ["mongo*shop*"]}, access("mongo://{conn:m}/shop.orders"))
    assert not found.meets({"mode": "read", "keys": ["gs://b/x.y"]}, access("gs://b/xzy"))


def test_what_no_text_names_is_met_only_by_an_access_with_a_hole() -> None:
    found = script()
    assert found.meets({"mode": "read", "unknown": True}, access("s3://{xcom:a}", "xcom:a"))
    assert not found.meets({"mode": "read", "unknown": True}, access("s3://b"))
