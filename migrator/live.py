"""Static against live: each DAG as its text says, beside what Airflow made of the same file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from migrator.errors import MigratorError
from migrator.findings import finding
from migrator.model import Dag, Finding, Project, Span, Task, TaskRef, TimetableKind
from migrator.secrets import masked

# Run by its path: of the shim, nothing is imported here.
SCRIPT = Path(__file__).parents[1] / "shim" / "live.py"
SECONDS = 600
SHOWN = 5
FIX = "Airflow is right; what hangs on its configuration or database can be told with --variables and migrate.toml."
# What Airflow and the model call by other words.
RULES = {"dummy": "always", "none_failed_or_skipped": "none_failed_min_one_success"}


class NoAirflow(MigratorError):
    """The Python to load DAG files with cannot."""


@dataclass(frozen=True, slots=True)
class DagComparison:
    """One DAG, static against live; no differences: the same."""

    path: str
    dag: str
    differences: tuple[str, ...]
    line: int = 1


@dataclass(frozen=True, slots=True)
class Live:
    """What Airflow made of the files: its version, each DAG compared, and the files that it cannot load."""

    airflow: str
    dags: tuple[DagComparison, ...]
    errors: tuple[tuple[str, str], ...]

    def findings(self) -> list[Finding]:
        """What a person must know."""
        differing = [
            finding(
                "differs-from-airflow",
                Span(dag.path, dag.line),
                f"Airflow {self.airflow} makes something else of the DAG {dag.dag}: {'; '.join(dag.differences)}",
                FIX,
            )
            for dag in self.dags
            if dag.differences
        ]
        failing = [
            finding(
                "airflow-import-error",
                Span(path, 1),
                f"Airflow {self.airflow} cannot load the file: {masked(why)}",
                "Load it where its imports are installed, with --python; it is read from its text all the same.",
            )
            for path, why in self.errors
        ]
        return differing + failing


def compared(project: Project, paths: Sequence[Path], roots: Sequence[Path], python: Path | None) -> Live:
    """The project against real Airflow, which loads the same files in a process of its own: this runs their code.
    Raises NoAirflow."""
    root = Path(project.root)
    places = {place(file.path, root, roots): file.path for file in project.files}
    # What lies in a zip has no file of its own to load.
    names = {str(file): path for file, path in places.items() if file.is_file()}
    folders = [path if path.is_dir() else path.parent for path in paths]
    imports = [str(folder.resolve()) for folder in (*folders, root, root / "plugins", root / "include", *roots)]
    answer = loaded(list(names), imports, python)
    live = {names[file["path"]]: file for file in answer["files"]}
    found: list[DagComparison] = []
    for path, file in live.items():
        ours = [dag for dag in project.dags if dag.path == path]
        if file["error"] is None:
            found += file_comparison(path, ours, file["dags"])
    errors = tuple((path, file["error"]) for path, file in live.items() if file["error"] is not None)
    return Live(answer["airflow"], tuple(found), errors)


def place(path: str, root: Path, roots: Sequence[Path]) -> Path:
    """Where a file of the project lies, from its path as it is shown."""
    candidates = (root, *(each.resolve().parent for each in roots))
    return next((base / path for base in candidates if (base / path).exists()), root / path)


def loaded(files: list[str], imports: list[str], python: Path | None) -> dict[str, Any]:
    """What the script prints. Raises NoAirflow."""
    interpreter = str(python or sys.executable)
    with tempfile.TemporaryDirectory() as home:
        environment = {"AIRFLOW_HOME": home, **os.environ}
        try:
            done = subprocess.run(
                [interpreter, str(SCRIPT)],
                input=json.dumps({"files": files, "paths": imports}),
                capture_output=True,
                text=True,
                env=environment,
                timeout=SECONDS,
                check=False,
            )
        except OSError as error:
            raise NoAirflow(f"no Python at {interpreter!r} to load DAG files with: {error.strerror}") from error
        except subprocess.TimeoutExpired as error:
            raise NoAirflow(f"Airflow took longer than {SECONDS} s to load the DAG files") from error
    if done.returncode or not done.stdout:
        last = masked((done.stderr.strip().splitlines() or ["it said nothing"])[-1])
        raise NoAirflow(f"loading the DAG files with Airflow ended with code {done.returncode}: {last}")
    answer: dict[str, Any] = json.loads(done.stdout)
    if "missing" in answer:
        raise NoAirflow(f"{interpreter} cannot import Airflow ({answer['missing']}); name one that can with --python")
    return answer


def file_comparison(path: str, ours: Sequence[Dag], theirs: Sequence[dict[str, Any]]) -> list[DagComparison]:
    """Every DAG that one side or both see in a file."""
    mine = {dag.name: dag for dag in ours}
    live = {dag["dag_id"]: dag for dag in theirs}
    found = [
        DagComparison(path, name, dag_differences(mine[name], dag), mine[name].span.line)
        if name in mine
        else DagComparison(path, name, ("the text does not show it",))
        for name, dag in live.items()
    ]
    for name, dag in mine.items():
        if name not in live and not dag.when:
            found.append(DagComparison(path, name, ("Airflow does not make it",), dag.span.line))
    return found


def dag_differences(ours: Dag, theirs: dict[str, Any]) -> tuple[str, ...]:
    """How the two differ, in words; what the text says holds only perhaps may be there or not."""
    tasks = {task.id: task for task in ours.tasks}
    live = {task["task_id"]: task for task in theirs["tasks"]}
    sure = {task.id for task in ours.tasks if not task.when}
    edges = {(end(edge.upstream), end(edge.downstream)): bool(edge.when) for edge in ours.order}
    live_edges = {(up, down) for up, down in theirs["edges"]}
    sure_edges = {ends for ends, perhaps in edges.items() if not perhaps and sure.issuperset(ends)}
    found = [
        *listed("task", sorted(live.keys() - tasks.keys()), sorted(sure - live.keys())),
        *listed("edge", arrows(live_edges - edges.keys()), arrows(sure_edges - live_edges)),
    ]
    if ours.timetable.kind is not TimetableKind.UNKNOWN and not same_schedule(ours, theirs["schedule"]):
        found.append(f"schedule {theirs['schedule']}, not {ours.timetable.text}")
    for name in sorted(sure & live.keys()):
        found += task_differences(tasks[name], live[name])
    return tuple(found if len(found) <= SHOWN else [*found[:SHOWN], f"and {len(found) - SHOWN} more"])


def same_schedule(ours: Dag, theirs: str | None) -> bool:
    """Whether both schedules are the same, as far as a text can say."""
    text = ours.timetable.text
    if theirs == "?":
        return True
    if text is not None and text.startswith("assets:"):
        text = "assets:" + ",".join(sorted(set(text.removeprefix("assets:").split(","))))
    return text == theirs


def task_differences(ours: Task, theirs: dict[str, Any]) -> list[str]:
    """How two tasks of one name differ."""
    rule = RULES.get(theirs["trigger_rule"], theirs["trigger_rule"])
    pairs = [
        ("trigger rule", RULES.get(ours.trigger_rule, ours.trigger_rule), rule),
        ("retries", ours.retries, theirs["retries"]),
        ("group", ours.group, theirs["group"]),
        ("mapped", ours.mapped, theirs["mapped"]),
    ]
    operator = theirs["operator"]
    if operator is not None and not operator.startswith("_") and not operator.endswith("DecoratedOperator"):
        pairs.append(("operator", ours.operator, operator))
    return [f"{what} of {ours.id} is {live}, not {mine}" for what, mine, live in pairs if mine != live]


def listed(what: str, more: Sequence[str], fewer: Sequence[str]) -> list[str]:
    """`2 tasks more (a, b)`."""
    found = []
    for names, word in ((more, "more"), (fewer, "fewer")):
        if names:
            shown = ", ".join(names[:SHOWN]) + (", ..." if len(names) > SHOWN else "")
            found.append(f"{len(names)} {what}{'s' if len(names) > 1 else ''} {word} ({shown})")
    return found


def arrows(edges: set[tuple[str, str]]) -> list[str]:
    """Edges as they are shown."""
    return sorted(f"{up} -> {down}" for up, down in edges)


def end(name: TaskRef | str) -> str:
    """A task's id."""
    return name.task if isinstance(name, TaskRef) else name
