"""Runs of files of Airflow 2, made three ways; what differs."""

from __future__ import annotations

import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from differential_runs import ours
from differential_runs import shipped as shipped_on_3
from differential_runs.process import Oracle
from differential_runs.programs import EARLY, Program, program
from differential_runs.run import difference
from differential_runs.writer import text

from migrator.errors import MigratorError
from migrator.proof.compare import compare_homes
from shim.elsewhere import Elsewhere
from shim.engine import Part
from shim.moment import Moment
from shim.store import Store

from . import shipped

# Airflow 2 does not know the rule; its `dag.test()` breaks off for what is no Exception.
# It takes what may begin in the order of a set: whether a task that need not wait comes before what skips it is chance.
NOT_IN_2 = "all_done_min_one_success"
SKIPPING = ("branch", "short_circuit", "latest_only")
NO_TIMES: dict[str, Any] = {"times": {}, "edges": [], "machine": []}


@dataclass
class Run:
    """What was compared, and what differed: with the protocol on Airflow 2, and with the shim on Airflow 3.3. Each side
    has a folder of its own for what the fixtures write."""

    python: str
    home: str = field(default_factory=lambda: tempfile.mkdtemp(prefix="airflow2-"))
    sides: list[dict[str, str]] = field(default_factory=lambda: [shipped_on_3.environment() for _ in range(3)])
    oracle: Oracle = field(init=False)
    compared: Counter[str] = field(default_factory=Counter)
    instances: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)
    different: dict[str, list[str]] = field(default_factory=dict)
    on_3: dict[str, list[str]] = field(default_factory=dict)
    same_but: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.oracle = Oracle(self.sides[0], python=self.python, script=Path(__file__).with_name("theirs.py"))

    def random(self, seeds: Iterable[int]) -> None:
        """The programs of these numbers that are valid for Airflow 2."""
        for seed in seeds:
            made = valid(program(seed))
            if made is None:
                continue
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder, f"random_{seed}.py")
                file.write_text(text(made, file.stem, old=True))
                if self.file(file, "generated"):
                    self.kinds.update({node.kind for node in made.nodes})
            name = f"random_{seed}: random_{seed}"
            if name in self.on_3 and self.is_as_3(made, f"random_{seed}"):
                del self.on_3[name]
                self.same_but[shipped.AS_3] += 1

    def is_as_3(self, made: Program, name: str) -> bool:
        """Whether Airflow 3.3 itself ends a program as the shim does on it."""
        oracle = Oracle()
        try:
            return not difference(made, oracle, name)
        finally:
            oracle.close()

    def examples(self) -> None:
        """The examples of Airflow 2.11."""
        for file in shipped.examples(self.python):
            self.file(file, "examples")

    def fixtures(self) -> None:
        """The fixtures written for Airflow 2, which wait for each other's runs; and what they wrote."""
        store = Store(":memory:")
        for file in shipped.fixtures():
            self.file(file, "fixtures", store)
        store.close()
        theirs, *sides = (Path(each["FIXTURES_HOME"]) for each in self.sides)
        for side, different in zip(sides, (self.different, self.on_3), strict=True):
            found = compare_homes(theirs, side, Path(tempfile.mkdtemp(prefix="empty-")))
            assert found.outputs, "the fixtures wrote nothing"
            if found.differences:
                different["what the fixtures wrote"] = [str(each) for each in found.differences]

    def file(self, file: Path, kind: str, store: Store | None = None) -> bool:
        """Every DAG of a file; whether Airflow took it. `store` holds what ran before on Airflow 3.3."""
        store = store or Store(":memory:")
        found = self.oracle.ends(file, dates=shipped_on_3.DATES)
        if isinstance(found.get("error"), str):
            self.refused.append(f"{file.stem}: {found['error'].strip().splitlines()[-1]}")
            return False
        for dag_id, theirs in found.items():
            name = f"{file.stem}: {dag_id}"
            if "error" in theirs:
                self.refused.append(f"{name}: {theirs['error'].strip().splitlines()[-1]}")
                continue
            self.compared[kind] += 1
            self.instances[kind] += len(theirs["tasks"])
            if lines := differences(dag_id, theirs, self.there(file, dag_id, theirs["moment"])):
                self.different[name] = lines
            if lines := differences(dag_id, theirs, self.on_airflow_3(file, dag_id, theirs["moment"], store)):
                reasons = [another_in_3(line) for line in lines]
                if all(reasons):
                    self.same_but.update({each for each in reasons if each})
                else:
                    self.on_3[name] = lines
        return True

    def on_airflow_3(self, file: Path, dag_id: str, moment: list[str], store: Store) -> dict[str, Any]:
        """How the shim ends a DAG on Airflow 3.3."""
        os.environ.update(self.sides[2])
        return ours.ended(file.parent, file.name, dag_id, moment, store)

    def there(self, file: Path, dag_id: str, moment: list[str]) -> dict[str, Any]:
        """How the protocol ends a DAG on Airflow 2, in the oracle's words."""
        os.environ.update(self.sides[1])
        return ended_there(self.python, self.home, file, dag_id, moment)

    def close(self) -> None:
        """End the oracle."""
        self.oracle.close()


def ended_there(python: str, home: str, file: Path, dag_id: str, moment: list[str]) -> dict[str, Any]:
    """How `--python` ends a DAG on another Airflow, in the oracle's words; what is to be remembered lies in `home`."""
    name, *dates = moment
    date, start, end = map(datetime.fromisoformat, dates)
    store = Store(f"{home}/store.db")
    try:
        with ours.quietly():
            dag = Elsewhere(python, home).open(str(file.parent), file.name, dag_id)
            ended = dag.run(Part(Moment(name, date, start, end), pace=0), store, lambda event: None)
        xcoms = {f"{task}[{index}].{key}": value for task, index, key, value in store.xcoms(dag_id, name)}
    except MigratorError as error:
        return {"error": str(error)}
    finally:
        store.close()
    tasks = {
        f"{task}[{each.map_index}]": [None if each.state.value == "none" else each.state.value or None, each.try_number]
        for task, found in ended.tasks.items()
        for each in found
    }
    return {"state": ended.state.value, "tasks": tasks, "xcoms": xcoms, **NO_TIMES}


def differences(dag_id: str, theirs: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """Where two ends of a DAG differ, but for what is chance."""
    return ours.differences(_compared(dag_id, theirs), _compared(dag_id, found))


def another_in_3(line: str) -> str | None:
    """Why Airflow 3 itself differs so; None when it does not."""
    return next((why for pattern, why in shipped.ANOTHER_IN_3.items() if re.search(pattern, line)), None)


def _compared(dag_id: str, end: Mapping[str, Any]) -> dict[str, Any]:
    left_out = [re.sub(r"\[", "[[]", each) for each in shipped.NOT_COMPARED]
    xcoms = {
        name: value
        for name, value in end.get("xcoms", {}).items()
        if not any(fnmatch(f"{dag_id}.{name}", each) for each in left_out)
    }
    return {**end, "xcoms": xcoms}


def valid(made: Program) -> Program | None:
    """A program as Airflow 2 can have it; None when it cannot."""
    if any(node.rule == NOT_IN_2 for node in made.nodes):
        return None
    skipping = any(node.kind in SKIPPING for node in made.nodes)
    nodes = (
        replace(
            node,
            outcome="failed" if node.outcome == "terminated" else node.outcome,
            rule="all_done" if skipping and node.rule in EARLY else node.rule,
        )
        for node in made.nodes
    )
    return replace(made, nodes=tuple(nodes))
