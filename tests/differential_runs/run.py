"""Runs made by both; what differs, and what was met."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shim.store import Store

from . import decisions, ours, shipped
from .process import Oracle
from .programs import Program, simpler
from .writer import text

# How many programs that differ are made simpler.
SHOWN = 6


class Refused(Exception):
    """A program that Airflow does not take."""


@dataclass
class Run:
    """One run over many programs. What Airflow answered is kept in `answers`, so that another run asks only what is new."""

    answers: Path | None = None
    compared: int = 0
    instances: int = 0
    decided: int = 0
    made: int = 0
    refused: list[str] = field(default_factory=list)
    different: dict[str, str] = field(default_factory=dict)
    met: Counter[tuple[str, str]] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)

    def decisions(self, oracle: Oracle | None = None) -> None:
        """Every rule with every set of states above, as the scheduler decides. No run of `dag.test()` has a removed
        task: here it is met."""
        asked = oracle or Oracle()
        self.decided, lines = decisions.differences(asked)
        self.met.update((rule, "removed") for rule in decisions.ALL for case in decisions.CASES if "removed" in case)
        if lines:
            self.different["decisions"] = "\n".join(lines)
        if oracle is None:
            asked.close()

    def shipped(self, files: Iterable[Path] | None = None) -> None:
        """The DAGs that ship with Airflow, and those of this project. Some files name one asset differently, which Airflow
        refuses of the second: a file that differs has a second chance, with an Airflow that knows no other."""
        os.environ.update(shipped.environment())
        # The fixtures wait for each other's runs, and read each other's data.
        oracle, store = Oracle(shipped.environment()), Store(":memory:")
        try:
            for file in shipped.files() if files is None else files:
                before = store if file.parent == shipped.FIXTURES else None
                found = list(shipped.compared(answer(oracle, file, self.answers), file, before))
                if any(lines for _, lines, _ in found) and before is None:
                    oracle.close()
                    found = list(shipped.compared(answer(oracle, file, self.answers, anew=True), file))
                for dag_id, lines, end in found:
                    self.compared += 1
                    self.instances += len(end.get("tasks", ()))
                    self.met.update(end.get("met", ()))
                    if lines:
                        self.different[f"{file.name}: {dag_id}"] = "\n".join(lines)
        finally:
            oracle.close()

    def random(self, programs: Mapping[str, Program], keep: Path | None = None) -> None:
        """Programs by name, run by two oracles at once; each that differs is made simpler."""
        oracles = [Oracle(), Oracle()]
        try:
            with ThreadPoolExecutor(2) as pool, tempfile.TemporaryDirectory() as folder:
                files = {name: Path(folder, name, f"{name}.py") for name in programs}
                for name, file in files.items():
                    file.parent.mkdir()
                    file.write_text(text(programs[name], name))
                shares = [list(files)[::2], list(files)[1::2]]
                answers = [
                    pool.submit(lambda at: [(n, answer(oracles[at], files[n], self.answers)) for n in shares[at]], at)
                    for at in (0, 1)
                ]
                found = dict(pair for each in answers for pair in each.result())
                wrong = [name for name in programs if not self._equal(programs[name], files[name], found[name])]
            self.different.update(dict.fromkeys(wrong, ""))
            for name in wrong[:SHOWN]:
                self.different[name] = shrunk(programs[name], oracles[0])
                if keep is not None:
                    keep.mkdir(parents=True, exist_ok=True)
                    (keep / f"{name}.py").write_text(self.different[name])
        finally:
            for each in oracles:
                each.close()

    def _equal(self, made: Program, file: Path, theirs: dict[str, Any]) -> bool:
        theirs = theirs.get(file.stem, theirs)
        if "error" in theirs:
            self.refused.append(f"{file.stem}: {theirs['error'].strip().splitlines()[-1]}")
            return True
        found = ours.ended(file.parent, file.name, file.stem, theirs["moment"])
        self.compared += 1
        self.instances += len(theirs["tasks"])
        self.made += 1
        self.kinds.update({node.kind for node in made.nodes} | {node.role for node in made.nodes if node.role})
        self.kinds.update("mapped group" if group.over else "group" for group in made.groups)
        self.met.update(found["met"])
        return not ours.differences(theirs, found)


def answer(oracle: Oracle, file: Path, answers: Path | None, anew: bool = False) -> dict[str, Any]:
    """How Airflow ends the DAGs of a file, asked or from the answers kept."""
    if answers is None:
        return oracle.ends(file, dates=shipped.DATES)
    answers.mkdir(parents=True, exist_ok=True)
    kept = answers / f"{hashlib.sha256(file.read_bytes()).hexdigest()}.json"
    if anew or not kept.exists():
        kept.write_text(json.dumps(oracle.ends(file, dates=shipped.DATES)))
    return dict(json.loads(kept.read_text()))


def difference(made: Program, oracle: Oracle, name: str) -> list[str]:
    """Where the two runs of a program differ. Raises Refused for one that Airflow does not take."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, f"{name}.py")
        file.write_text(text(made, name))
        theirs = oracle.ends(file)
        theirs = theirs.get(name, theirs)
        if "error" in theirs:
            raise Refused(theirs["error"])
        return ours.differences(theirs, ours.ended(file.parent, file.name, name, theirs["moment"]))


def shrunk(made: Program, oracle: Oracle, steps: int = 80) -> str:
    """A program as simple as it gets that still differs, as a DAG file with what differs."""
    lines, number, going = difference(made, oracle, "shrunk_0"), 0, True
    while going:
        going = False
        for each in simpler(made):
            number += 1
            if number > steps:
                break
            try:
                found = difference(each, oracle, f"shrunk_{number}")
            except Refused:
                continue
            if found:
                made, lines, going = each, found, True
                break
    return text(made, "shrunk") + "\n".join(f"# {line}" for line in lines) + "\n"
