"""Programs generated and read by both; what differs, and what was reached."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from . import ours
from .programs import FILE, programs
from .writer import Project

ROWS = """\
helpers imported from the project
helpers of the project called while building
operator classes of the project
operators in a loop
operators in a function
operators in an if
operators in a comprehension
>> at all
>> with lists
>> in loops
>> on a call's result
chain
set_upstream
cross_downstream
chain_linear
dag_id literal
dag_id a name
dag_id f-string
dag_id other
task_id f-string
task_id a name
task_id by operators or calls
@dag
TaskFlow calls
TaskGroup
expand
Variable.get with default
environment with default
YAML, JSON or CSV read
DAGs in a loop
DAGs by a factory
globals()[...]
template_searchpath
SQL argument a file
default_args merged
**kwargs to DAG
**kwargs to an operator""".splitlines()


class Oracle:
    """Real Airflow in a process of its own."""

    def __init__(self) -> None:
        command = [sys.executable, str(Path(__file__).with_name("oracle.py"))]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def facts(self, folder: Path, file: str) -> dict[str, Any]:
        """The facts of one file of a project."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps({"folder": str(folder), "file": file}) + "\n")
        self.process.stdin.flush()
        found: dict[str, Any] = json.loads(self.process.stdout.readline())
        return found

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


class Different(AssertionError):
    """A program that the two read differently."""


class Run:
    """One run over many programs."""

    def __init__(self, count: int, start: int | None, keep: Path | None = None) -> None:
        self.count = count
        self.start = start
        self.keep = keep
        self.reached: Counter[str] = Counter()
        self.compared = 0
        self.different = 0
        self.refused: list[str] = []

    def failure(self) -> str | None:
        """The shrunk program that differs, with how; None when there is none."""
        oracle = Oracle()
        phases = [Phase.generate] if self.keep else [Phase.generate, Phase.shrink]
        quiet = settings(
            max_examples=self.count, deadline=None, database=None, phases=phases, suppress_health_check=list(HealthCheck),
            derandomize=self.start is None, print_blob=False, report_multiple_bugs=False,
        )  # fmt: skip

        @quiet
        @given(programs())
        def every_program_reads_equal(project: Project) -> None:
            self.check(project, oracle)

        test = every_program_reads_equal if self.start is None else seed(self.start)(every_program_reads_equal)
        try:
            test()
        except Different as error:
            return str(error)
        finally:
            oracle.close()
        return None

    def check(self, project: Project, oracle: Oracle) -> None:
        """Read one program twice. Raises Different."""
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name).resolve()
            write(project, folder)
            theirs = oracle.facts(folder, FILE)
            if "error" in theirs:
                self.refused.append(theirs["error"])
                if self.keep:
                    write(project, self.keep / f"refused{len(self.refused)}", theirs["error"])
                return
            found = ours.facts(folder, FILE)
        self.compared += 1
        self.reached.update(set(project.features))
        differences = ours.differences(theirs, found)
        if not differences:
            return
        self.different += 1
        report = "\n".join([*differences[:20], *found["findings"][:10]])
        if self.keep is None:
            raise Different(f"{shown(project)}\n{report}")
        write(project, self.keep / f"different{self.different}", report)


def write(project: Project, folder: Path, report: str | None = None) -> None:
    """The files of a program, and what was found in it."""
    (folder / "dags").mkdir(parents=True, exist_ok=True)
    (folder / "pyproject.toml").touch()
    for name, text in project.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    if report is not None:
        (folder / "report.txt").write_text(report + "\n")


def shown(project: Project) -> str:
    """A program as text."""
    return "\n".join(f"# ---- {name}\n{text}" for name, text in project.files.items())


def show(run: Run) -> str:
    """The feature table with how many programs reached each row, and the sums."""
    lines = [f"| {row} | {run.reached[row]:,} |" for row in [*ROWS, *sorted(set(run.reached) - set(ROWS))]]
    total = f"{run.compared:,} programs compared, {run.different} different; Airflow refused {len(run.refused)} more"
    return "\n".join(["| feature | programs |", "|---|---|", *lines, "", total])
