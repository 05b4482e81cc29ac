"""Runs of files of Airflow 2, made three ways; what differs."""

from __future__ import annotations

import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from differential_runs import ours
from differential_runs.process import Oracle
from differential_runs.programs import EARLY, Program, program
from differential_runs.writer import text

from migrator.errors import MigratorError
from shim.elsewhere import Elsewhere
from shim.engine import Part
from shim.moment import Moment
from shim.store import Store

# Airflow 2 does not know the rule; its `dag.test()` breaks off for what is no Exception.
# It takes what may begin in the order of a set: whether a task that need not wait comes before what skips it is chance.
NOT_IN_2 = "all_done_min_one_success"
# With values that are no chance, nor the time.
EXAMPLES = """example_bash_operator example_branch_labels example_complex example_dynamic_task_mapping
example_dynamic_task_mapping_with_no_taskflow_operators example_latest_only example_nested_branch_dag
example_setup_teardown example_setup_teardown_taskflow example_short_circuit_decorator example_short_circuit_operator
example_skip_dag example_task_group example_task_group_decorator example_xcomargs tutorial_dag
tutorial_taskflow_api""".split()
WHY = "what branches and short circuits that skip return is an XCom in 2.x and none in 3: Airflow 3 raises there"
SKIPPING = ("branch", "short_circuit", "latest_only")


@dataclass
class Run:
    """What was compared, and what differed: with the protocol on Airflow 2, and with the shim on Airflow 3.3."""

    python: str
    home: str = field(default_factory=lambda: tempfile.mkdtemp(prefix="airflow2-"))
    oracle: Oracle = field(init=False)
    compared: int = 0
    instances: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)
    different: dict[str, list[str]] = field(default_factory=dict)
    on_3: dict[str, list[str]] = field(default_factory=dict)
    same_but: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.oracle = Oracle(python=self.python, script=Path(__file__).with_name("theirs.py"))

    def random(self, seeds: Iterator[int] | range) -> None:
        """The programs of these numbers that are valid for Airflow 2."""
        for seed in seeds:
            made = valid(program(seed))
            if made is None:
                continue
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder, f"random_{seed}.py")
                file.write_text(text(made, file.stem, old=True))
                if self.file(file):
                    self.kinds.update({node.kind for node in made.nodes})

    def examples(self) -> None:
        """Examples of Airflow 2.11 that end by themselves, offline, the same each time."""
        command = [self.python, "-c", "import importlib.util as i; print(i.find_spec('airflow').origin)"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        folder = Path(done.stdout.strip().splitlines()[-1]).parent / "example_dags"
        for name in EXAMPLES:
            self.file(folder / f"{name}.py")

    def file(self, file: Path) -> bool:
        """Every DAG of a file; whether Airflow took it."""
        found = self.oracle.ends(file)
        if isinstance(found.get("error"), str):
            self.refused.append(f"{file.stem}: {found['error'].strip().splitlines()[-1]}")
            return False
        for dag_id, theirs in found.items():
            if "error" in theirs:
                self.refused.append(f"{dag_id}: {theirs['error'].strip().splitlines()[-1]}")
                continue
            self.compared += 1
            self.instances += len(theirs["tasks"])
            if lines := ours.differences(theirs, self.there(file, dag_id, theirs["moment"])):
                self.different[f"{file.stem}: {dag_id}"] = lines
            if lines := ours.differences(theirs, ours.ended(file.parent, file.name, dag_id, theirs["moment"])):
                known = all(line.endswith("shim nothing") and "].return_value: " in line for line in lines)
                (self.same_but if known else self.on_3)[f"{file.stem}: {dag_id}"] = lines
        return True

    def there(self, file: Path, dag_id: str, moment: list[str]) -> dict[str, Any]:
        """How the protocol ends a DAG on Airflow 2, in the oracle's words."""
        name, *dates = moment
        date, start, end = map(datetime.fromisoformat, dates)
        store = Store(f"{self.home}/store.db")
        try:
            with ours.quietly():
                dag = Elsewhere(self.python, self.home).open(str(file.parent), file.name, dag_id)
                ended = dag.run(Part(Moment(name, date, start, end), pace=0), store, lambda event: None)
            xcoms = {f"{task}[{index}].{key}": value for task, index, key, value in store.xcoms(dag_id, name)}
        except MigratorError as error:
            return {"error": str(error)}
        finally:
            store.close()
        tasks = {
            f"{task}[{each.map_index}]": [each.state.value or None, each.try_number]
            for task, found in ended.tasks.items()
            for each in found
        }
        tasks = {name: [None if state == "none" else state, tries] for name, (state, tries) in tasks.items()}
        end = {"state": ended.state.value, "tasks": tasks, "xcoms": xcoms}
        return {**end, "times": {}, "edges": [], "machine": []}

    def close(self) -> None:
        """End the oracle."""
        self.oracle.close()


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
