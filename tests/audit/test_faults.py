"""A small part of benchmarks/audit_faults.py: a tree that is right, and one fault of each of some kinds in it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
# Last: a script of that folder has the name of the package `shim`.
sys.path.append(str(BENCHMARKS))

import audit_faults  # noqa: E402
from faulty.faults import faults  # noqa: E402
from faulty.trees import tree_of  # noqa: E402

from migrator.model import Severity  # noqa: E402

KINDS = [
    "edge deleted",
    "edge reversed",
    "renamed at its writer: a letter left out",
    "renamed at one reader: another word",
    "second writer in the DAG",
    "second writer in another DAG",
    "sensor on no task",
    "sensor with another delta",
    "schedule shifted",
]


def test_a_tree_that_is_right_has_no_warning(tmp_path: Path) -> None:
    found = audit_faults.findings(tree_of(2), tmp_path)
    assert [each for each in found if each.severity is not Severity.NOTE] == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_is_found(kind: str, tmp_path: Path) -> None:
    fault = next(faults(tree_of(2), 1, kind))
    assert audit_faults.finder(fault, audit_faults.findings(fault.tree, tmp_path)), fault.said
