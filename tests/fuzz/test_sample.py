"""A sample of what `make fuzz` does: mutants of the fixtures are read without a crash, within their bounds."""

from __future__ import annotations

from pathlib import Path
from random import Random

import libcst as cst
import pytest
from campaign import Failure, corpus, default_folders, failure_of, reduced
from mutants import KINDS, mutant

from migrator.reading import statements

FILES = corpus(default_folders())


@pytest.mark.parametrize("seed", range(10))
def test_a_mutant_is_read_without_a_crash_and_within_its_bounds(tmp_path: Path, seed: int):
    for number in range(30):
        content = mutant(FILES, f"sample {seed}:{number}")
        failure = failure_of(content, tmp_path)
        assert failure is None, f"{failure.kind}\n{failure.detail}\n{content.decode(errors='replace')}"


def test_the_same_seed_makes_the_same_mutant_and_another_seed_another():
    made = [mutant(FILES, f"{n}") for n in range(60)]
    assert made == [mutant(FILES, f"{n}") for n in range(60)]
    assert len(set(made)) > 40


def test_there_are_files_to_make_mutants_of_and_each_kind_changes_them():
    assert len(FILES) > 20
    for kind in KINDS:
        changed = [kind(FILES[0], Random(n), FILES) for n in range(10)]
        assert any(each != FILES[0] for each in changed)


def test_a_crash_an_overrun_and_a_fact_that_cannot_be_are_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The reader broken on purpose: a campaign that sees nothing proves nothing."""
    good = b"from airflow import DAG\nd = DAG('d')\nx = 1\n"
    assert failure_of(good, tmp_path) is None
    monkeypatch.setitem(statements.STATEMENTS, cst.Assign, lambda node, frame: {}["x"])
    crash = failure_of(good, tmp_path)
    assert crash is not None and crash.kind.startswith("KeyError test_sample.py")
    assert reduced(good + b"# more\n" * 20, crash.kind, tmp_path).count(b"\n") == 1
    monkeypatch.setitem(statements.STATEMENTS, cst.Assign, endless)
    assert failure_of(good, tmp_path, seconds=1) == Failure("overrun", "not done after 1 seconds")


def endless(node: object, frame: object) -> None:
    """A statement that never ends."""
    while True:
        pass
