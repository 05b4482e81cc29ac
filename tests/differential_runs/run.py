"""Runs made by both; what differs, and what was met."""

from __future__ import annotations

import json
import os
import selectors
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import ours
from .programs import Program, program, simpler
from .writer import text

ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW_")}
START_S, ANSWER_S = 120, 60
# How many programs that differ are made simpler.
SHOWN = 6


class Oracle:
    """Real Airflow in a process of its own, with a home of its own; started anew when a run does not end."""

    def __init__(self, environment: dict[str, str] | None = None) -> None:
        self.environment = {**ENVIRONMENT, **(environment or {})}
        self.process: subprocess.Popen[str] | None = None
        self.home: str | None = None

    def ends(self, file: Path, dags: list[str] | None = None) -> dict[str, Any]:
        """How the DAGs of a file end."""
        return self.ask({"file": str(file), "dags": dags})

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """The answer to a request."""
        if self.process is None:
            self._start()
        assert self.process is not None and self.process.stdin is not None
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return self._answer(ANSWER_S) or {"error": f"no end within {ANSWER_S} s"}

    def _start(self) -> None:
        memory = "/dev/shm" if Path("/dev/shm").is_dir() else None
        self.home = tempfile.mkdtemp(prefix="oracle-", dir=memory)
        command = [sys.executable, str(Path(__file__).with_name("oracle.py")), str(Path(self.home, "airflow"))]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env=self.environment,
        )  # fmt: skip
        assert self._answer(START_S), "Airflow does not start"

    def _answer(self, limit_s: int) -> dict[str, Any] | None:
        assert self.process is not None and self.process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            line = self.process.stdout.readline() if selector.select(limit_s) else ""
        if not line:
            self.close()
        return dict(json.loads(line)) if line else None

    def close(self) -> None:
        """End the process."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
        if self.home is not None:
            shutil.rmtree(self.home, ignore_errors=True)
        self.process = self.home = None


@dataclass
class Run:
    """One run over many programs."""

    compared: int = 0
    instances: int = 0
    refused: list[str] = field(default_factory=list)
    different: dict[str, str] = field(default_factory=dict)
    met: Counter[tuple[str, str]] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)

    def random(self, seeds: range, keep: Path | None = None) -> None:
        """Random programs, by two oracles at once; each that differs is made simpler."""
        wrong: list[int] = []
        oracles = [Oracle(), Oracle()]
        try:
            with ThreadPoolExecutor(2) as pool, tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                asked = {seed: folder / f"s{seed}" / f"random_{seed}.py" for seed in seeds}
                for seed, file in asked.items():
                    file.parent.mkdir()
                    file.write_text(text(program(seed), f"random_{seed}"))
                free = {0: list(asked)[::2], 1: list(asked)[1::2]}
                answers = [
                    pool.submit(lambda at: [(s, oracles[at].ends(asked[s])) for s in free[at]], at) for at in free
                ]
                for seed, theirs in sorted(pair for each in answers for pair in each.result()):
                    self._check(program(seed), asked[seed], theirs, wrong, seed)
            self.different.update({f"random_{seed}": "" for seed in wrong})
            for seed in wrong[:SHOWN]:
                self.different[f"random_{seed}"] = shrunk(program(seed), oracles[0])
                if keep is not None:
                    keep.mkdir(parents=True, exist_ok=True)
                    (keep / f"random_{seed}.py").write_text(self.different[f"random_{seed}"])
        finally:
            for each in oracles:
                each.close()

    def _check(self, made: Program, file: Path, theirs: dict[str, Any], wrong: list[int], seed: int) -> None:
        theirs = theirs.get(file.stem, theirs)
        if "error" in theirs:
            self.refused.append(f"{file.stem}: {theirs['error'].strip().splitlines()[-1]}")
            return
        found = ours.ended(file.parent, file.name, file.stem, theirs["moment"])
        self.compared += 1
        self.instances += len(theirs["tasks"])
        self.kinds.update({node.kind for node in made.nodes} | {node.role for node in made.nodes if node.role})
        self.kinds.update("mapped group" if group.over else "group" for group in made.groups)
        if ours.differences(theirs, found):
            wrong.append(seed)
        else:
            self.met.update(found["met"])


def difference(made: Program, oracle: Oracle, name: str) -> list[str]:
    """Where the two runs of a program differ; nothing for one that Airflow refuses."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, f"{name}.py")
        file.write_text(text(made, name))
        theirs = oracle.ends(file)
        theirs = theirs.get(name, theirs)
        if "error" in theirs:
            return []
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
            if found := difference(each, oracle, f"shrunk_{number}"):
                made, lines, going = each, found, True
                break
    return text(made, "shrunk") + "\n".join(f"# {line}" for line in lines) + "\n"
