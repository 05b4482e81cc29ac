"""Draw tasks whose data is in Python, shell or dbt, to be labelled by hand.

    python benchmarks/draw_tasks.py FOLDER --seed N [--python 102] [--shell 42] [--dbt 20] [--except FILE ...]

FOLDER is as for `access_accuracy.py`; `fixtures/dags` of this repository is one project more. Prints, one a line, the
project, file, DAG and task, the kind and the operator, and where the task stands. Only reading is asked, and only for
which tasks there are: neither effects nor anything of lineage decides.

For each kind a project is drawn first, all alike, then one of its files, then a task of it: at most 6 of a file, 28 of
a project, and one of a text that several tasks run (each system test ends with the same `watcher`). Two of three are
drawn, as long as there are any, from tasks whose text names a hook, a client, a file, SQL or a program that moves data
(`DATA`), since most examples only print or sleep; the third from all the others. Tasks in the label files after
--except are left out, with all that run the same text. Where a kind has fewer tasks than asked for, all it has are
drawn. A seed draws the same only from the same files, and fixtures grow.
"""

from __future__ import annotations

import argparse
import ast
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from migrator.model import Reference, Task
from migrator.reading import read

FIXTURES = Path(__file__).parents[1] / "fixtures" / "dags"
OF_A_FILE, OF_A_PROJECT = 6, 28

# Words that stand where data is touched. Deliberately rough: it only decides from which of two heaps a task is drawn.
DATA = re.compile(
    r"""Hook\b|\bopen\(|Path\(|requests|urllib|httpx|pandas|\bpd\.|polars|duckdb|pyarrow|\bdf\b|[Cc]ursor|sqlalchemy|[Ee]ngine|
    \.sql\b|(?i:\bselect\b.+\bfrom\b|\binsert\b|\bcreate\stable\b|\btable\b)|subprocess|os\.(?:path|remove|listdir)|shutil|
    glob|csv|json\b.*\b(?:load|dump)\(|parquet|\bs3\b|S3|dynamodb|gs://|gcs|hdfs|spark|upload|download|_object\b|bucket|blob|
    \bfiles?\b|psql|mysql|sqlcmd|\bbq\b|gsutil|gcloud\sstorage|aws\ss3|curl|wget|python\s|\bcat\b|\bcp\b|\bmv\b|\brm\b|tee\b|touch|
    hadoop|[^=-]>\s*[\w/$\\{]""",
    re.VERBOSE,
)

PYTHON = (
    "PythonOperator PythonVirtualenvOperator ExternalPythonOperator BranchPythonOperator ShortCircuitOperator "
    "BranchPythonVirtualenvOperator BranchExternalPythonOperator PythonSensor SnowparkOperator @asset"
).split()
SHELL = (
    "BashOperator BashSensor SSHOperator KubernetesPodOperator EksPodOperator GKEStartPodOperator "
    "KubernetesJobOperator GKEStartJobOperator GKEPodExecOperator KubernetesPodExecOperator DockerOperator "
    "DockerSwarmOperator EcsRunTaskOperator SsmRunCommandOperator @task.bash @task.kubernetes_cmd"
).split()


@dataclass(frozen=True)
class Drawn:
    """A task that may be drawn; `code` is the text it runs, `speaks` whether that names where data may be."""

    project: str
    file: str
    dag: str
    task: str
    kind: str
    operator: str
    place: str
    code: str
    speaks: bool

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What a label names it by."""
        return self.project, self.file, self.dag, self.task


def main() -> int:
    """Read, draw, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--python", type=int, default=102)
    parser.add_argument("--shell", type=int, default=42)
    parser.add_argument("--dbt", type=int, default=20)
    parser.add_argument("--except", dest="but", type=Path, nargs="*", default=[])
    options = parser.parse_args()
    print(f"seed {options.seed}")
    seen = {
        (row["project"], row["file"], row["dag"], row["task"])
        for path in options.but
        for row in json.loads(path.read_text(encoding="utf-8"))
    }
    everything = list(candidates(options.folder))
    # A function that is labelled already is not drawn by way of another task.
    codes = {one.code for one in everything if one.key in seen}
    left = [one for one in everything if one.key not in seen and one.code not in codes]
    wanted = {"dbt": options.dbt, "shell": options.shell, "python": options.python}
    for one in sorted(draw(left, wanted, random.Random(options.seed)), key=lambda one: one.key):
        print("\t".join((*one.key, one.kind, one.operator, one.place)))
    return 0


def candidates(folder: Path) -> Iterator[Drawn]:
    """Each task of these kinds, in a stable order."""
    shared = folder / "_shared"
    projects = {path.name: path for path in sorted(folder.iterdir()) if path.is_dir() and path != shared}
    for name, path in {**projects, "fixtures": FIXTURES}.items():
        project = read([path], [shared] if shared.is_dir() else [], jobs=1)
        for dag in project.dags:
            for task in dag.tasks:
                if kind := kind_of(task):
                    place = f"{task.span.path}:{task.span.line}"
                    code = text_of(task, (path, shared))
                    yield Drawn(
                        name, dag.path, dag.id, task.id, kind, task.operator, place, code, bool(DATA.search(code))
                    )


def kind_of(task: Task) -> str | None:
    """`python`, `shell` or `dbt`; None for all other operators."""
    path = task.import_path.lower()
    if ".dbt." in path or path.startswith("cosmos."):
        return "dbt"
    if task.operator in SHELL:
        return "dbt" if "dbt" in repr(task.argument("bash_command")).lower() else "shell"
    return "python" if task.operator in PYTHON or task.operator.startswith("@task") else None


def text_of(task: Task, roots: tuple[Path, ...]) -> str:
    """The function a task runs, without its comments, or its arguments."""
    function = task.argument("python_callable")
    if isinstance(function, Reference):
        if not function.path:
            return function.qualname
        for root in roots:
            if (root / function.path).is_file():
                return function_text((root / function.path).read_text(encoding="utf-8"), function)
        return f"{function.path}:{function.qualname}"
    return repr([(name, value) for name, value in task.arguments if name != "task_id"])


def function_text(text: str, function: Reference) -> str:
    """One function of a file: it may begin with its decorators."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", []))])
            if first <= function.line <= node.body[0].lineno if isinstance(node.body, list) else first == function.line:
                return ast.unparse(node)
    return f"{function.path}:{function.qualname}"


def draw(left: list[Drawn], wanted: dict[str, int], chance: random.Random) -> Iterator[Drawn]:
    """As many of each kind as are wanted, the rarest kind first."""
    of_file: Counter[tuple[str, str]] = Counter()
    of_project: Counter[str] = Counter()
    codes: set[str] = set()
    for kind, number in wanted.items():
        for turn in range(number):
            open_ = [
                one
                for one in left
                if one.kind == kind
                and one.code not in codes
                and of_file[one.project, one.file] < OF_A_FILE
                and of_project[one.project] < OF_A_PROJECT
            ]
            heap = [one for one in open_ if one.speaks == (turn % 3 < 2)] or open_
            if not heap:
                break
            drawn = one_of(heap, chance)
            of_file[drawn.project, drawn.file] += 1
            of_project[drawn.project] += 1
            codes.add(drawn.code)
            yield drawn


def one_of(heap: list[Drawn], chance: random.Random) -> Drawn:
    """One of these: a project first, then a file, then a task."""
    project = chance.choice(sorted({one.project for one in heap}))
    file = chance.choice(sorted({one.file for one in heap if one.project == project}))
    return chance.choice([one for one in heap if (one.project, one.file) == (project, file)])


if __name__ == "__main__":
    sys.exit(main())
