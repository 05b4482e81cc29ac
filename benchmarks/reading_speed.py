"""How fast reading is, as ratios of times measured side by side in one run.

    python benchmarks/reading_speed.py [FOLDER] [--airflow PYTHON] [--runs N] [--tree N]

FOLDER holds one folder for each project, as for `reading_accuracy.py`, with FOLDER/_shared as a further import root of
each (default: Airflow's own examples, as installed). Each figure comes from fresh processes, the kinds taking turns,
and is the best of N runs:

- reading, cold and in one process, against bare `libcst.parse_module` of every file that was read, helpers included;
- with --airflow, the Python of an environment where what FOLDER imports is installed: against Airflow's cold `DagBag`
  there, the import of Airflow itself not counted;
- what a second process gains, against what it gains for bare parsing;
- an unchanged tree against cold;
- a generated tree of N files (default 10,000) with ten tasks each against one of a tenth; and its memory.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()


def main() -> int:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--airflow", type=Path, metavar="PYTHON")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--tree", type=int, default=10_000)
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(MEASURES[options.measure](options.folder)))
        return 0
    with tempfile.TemporaryDirectory() as place:
        tree = copied(options.folder or examples_of_airflow(), Path(place) / "tree")
        on_tree(tree, options.runs)
        if options.airflow:
            beside_airflow(tree, options.airflow)
        on_generated(Path(place), options.tree)
    return 0


def examples_of_airflow() -> Path:
    """The folder of example DAGs that comes with Airflow."""
    import importlib.util

    spec = importlib.util.find_spec("airflow")
    assert spec is not None and spec.origin is not None, "Airflow is not installed"
    return Path(spec.origin).parent / "example_dags"


def copied(folder: Path, to: Path) -> Path:
    """The folder as a project of its own, that a cache may be put into."""
    shutil.copytree(folder, to, ignore=shutil.ignore_patterns("__pycache__", ".migrate"))
    (to / "migrate.toml").touch()
    return to


def measured(kind: str, folder: Path, python: Path = Path(sys.executable)) -> dict[str, Any]:
    """One measurement, in a fresh process."""
    command = [str(python), str(HERE), str(folder), "--measure", kind]
    environment = dict(os.environ)
    if python == Path(sys.executable):
        environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=folder, check=False)
    if done.returncode:
        raise SystemExit(f"{kind}: {done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def best(kinds: list[str], folder: Path, runs: int) -> dict[str, dict[str, Any]]:
    """The fastest of several runs of each kind, the kinds taking turns."""
    found: dict[str, dict[str, Any]] = {}
    for _ in range(runs):
        for kind in kinds:
            now = measured(kind, folder)
            if kind not in found or now["seconds"] < found[kind]["seconds"]:
                found[kind] = now
    return found


def on_tree(tree: Path, runs: int) -> None:
    """Reading against parsing, with one process and with two; and an unchanged tree."""
    kinds = ["parse", "read", "parse with 1", "parse with 2", "read with 1", "read with 2"]
    found = best(kinds, tree, runs)
    seconds = {kind: each["seconds"] for kind, each in found.items()}
    print(f"{found['read']['files']} DAG files; {found['parse']['files']} files read, helpers included")
    print(f"reading, cold: {seconds['read'] / seconds['parse']:.2f} times bare parsing")
    parsing, reading = (seconds[f"{kind} with 1"] / seconds[f"{kind} with 2"] for kind in ("parse", "read"))
    print(f"a second process: {reading:.2f} times as fast; bare parsing {parsing:.2f} ({reading / parsing:.2f} of it)")
    measured("keep", tree)
    kept = best(["kept", "whole"], tree, runs)
    ratio = kept["whole"]["seconds"] / kept["kept"]["seconds"]
    print(f"an unchanged tree: {ratio:.1f} times faster than cold; libcst imported: {kept['kept']['libcst']}")


def beside_airflow(tree: Path, python: Path) -> None:
    """Reading against Airflow, once: it takes minutes."""
    reading, airflow = measured("read", tree), measured("airflow", tree, python)
    ratio = airflow["seconds"] / reading["seconds"]
    of = f"{airflow['dags']} DAGs, {airflow['errors']} files it could not load"
    print(f"Airflow's DagBag, cold: {ratio:.1f} times as long as reading ({of})")


def on_generated(place: Path, size: int) -> None:
    """Trees of two sizes."""
    trees = [generated(place / f"generated_{count}", count) for count in (size // 10, size)]
    small, large = (measured("whole", tree) for tree in trees)
    ratio = large["seconds"] / small["seconds"]
    print(f"{size:,} files with 10 tasks: {ratio:.1f} times a tenth of them, {large['megabytes']:,} MB of memory")


def generated(folder: Path, count: int) -> Path:
    """A tree of DAG files in folders of 100, a helper module for each folder and one for all."""
    folder.mkdir()
    (folder / "migrate.toml").touch()
    (folder / "common.py").write_text(COMMON)
    for number in range(count):
        team = folder / f"team_{number // 100}"
        team.mkdir(exist_ok=True)
        (team / f"names_{number // 100}.py").write_text(f"TEAM = 'team_{number // 100}'\n")
        text = DAG_FILE.format(number=number, names=f"names_{number // 100}")
        (team / f"dag_{number}.py").write_text(text)
    return folder


COMMON = """
from datetime import datetime
DEFAULTS = {"owner": "data", "retries": 2, "start_date": datetime(2024, 1, 1)}
def load(table):
    import pandas as pd
    pd.read_csv(f"s3://raw/{table}.csv").to_sql(table, "postgresql://warehouse/db")
"""
DAG_FILE = """
from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.python import PythonOperator
from common import DEFAULTS, load
from {names} import TEAM

with DAG("dag_{number}", schedule="@daily", default_args=DEFAULTS, tags=[TEAM]) as dag:
    start = BashOperator(task_id="start", bash_command="echo start")
    loads = [
        PythonOperator(task_id=f"load_{{table}}", python_callable=load, op_kwargs={{"table": f"{{TEAM}}_{{table}}"}})
        for table in ("orders", "customers", "items", "prices", "stock", "returns", "visits", "clicks")
    ]
    end = BashOperator(task_id="end", bash_command="echo end")
    start >> loads >> end
"""


# ------------------------------------------------------------------------------- one measurement, in its own process


SHARED = "_shared"
# A folder read as one project, and its further import roots.
Tree = tuple[Path, list[Path]]


def projects(folder: Path) -> list[Tree]:
    """Each folder in a folder as a project of its own; the folder itself where it holds DAG files."""
    inside = [each for each in sorted(folder.iterdir()) if each.is_dir() and each.name[0] not in "_."]
    if any(folder.glob("*.py")):
        return whole(folder)
    return [(each, whole(folder)[0][1]) for each in inside]


def whole(folder: Path) -> list[Tree]:
    """The folder as one project."""
    return [(folder, [folder / SHARED] if (folder / SHARED).is_dir() else [])]


def clock() -> float:
    """The processor time of this process: other programs of the machine do not count."""
    import time

    return time.process_time()


def sources(trees: list[Tree]) -> list[bytes]:
    """Every file that reading parses, for each project it belongs to."""
    from migrator.reading import imports, read

    seen: dict[tuple[int, Path], bytes] = {}
    parse = imports.parse

    def noted(file: Path, *rest: Any) -> Any:
        seen[number, file] = file.read_bytes()
        return parse(file, *rest)

    imports.parse = noted
    for number, (folder, roots) in enumerate(trees):  # noqa: B007
        read([folder], roots)
    imports.parse = parse
    return list(seen.values())


def parsed(folder: Path) -> dict[str, Any]:
    """Bare libcst, on each file once."""
    import libcst

    texts = parsable(sources(projects(folder)))
    started = clock()
    for text in texts:
        libcst.parse_module(text)
    return {"seconds": clock() - started, "files": len(texts)}


def parsable(texts: list[bytes]) -> list[bytes]:
    """Those of the texts that are Python."""
    import ast

    found = []
    for text in texts:
        try:
            ast.parse(text)
        except (SyntaxError, ValueError):
            continue
        found.append(text)
    return found


def parse_all(texts: list[bytes]) -> None:
    """Bare libcst on some files, in a process of a pool."""
    import libcst

    for text in texts:
        libcst.parse_module(text)


def parsed_by(processes: int, folder: Path) -> dict[str, Any]:
    """Bare libcst by so many processes, their start included as it is for reading; here the wall's clock counts."""
    import multiprocessing
    import time

    texts = parsable(sources(whole(folder)))
    bunches = [texts[start : start + 16] for start in range(0, len(texts), 16)]
    started = time.perf_counter()
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        pool.map(parse_all, bunches, chunksize=1)
        seconds = time.perf_counter() - started
    return {"seconds": seconds, "files": len(texts)}


def read_here(trees: list[Tree]) -> dict[str, Any]:
    """Reading, in this process and without a cache."""
    import resource

    import migrator.reading.reader  # noqa: F401 - what is imported here is not timed
    from migrator.reading import read

    started = clock()
    files = sum(len(read([folder], roots).files) for folder, roots in trees)
    seconds = clock() - started
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"seconds": seconds, "files": files, "megabytes": megabytes}


def read_by(processes: int, folder: Path) -> dict[str, Any]:
    """Reading by so many processes."""
    import time

    from migrator.reading import read

    started = time.perf_counter()
    ((tree, roots),) = whole(folder)
    project = read([tree], roots, jobs=processes)
    return {"seconds": time.perf_counter() - started, "files": len(project.files)}


def read_kept(folder: Path) -> dict[str, Any]:
    """Reading with the cache."""
    from migrator.reading import read

    started = clock()
    ((tree, roots),) = whole(folder)
    project = read([tree], roots, cache=True)
    return {"seconds": clock() - started, "files": len(project.files), "libcst": "libcst" in sys.modules}


def loaded(folder: Path) -> dict[str, Any]:
    """Airflow's DagBag."""
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"AIRFLOW_HOME": home, "AIRFLOW__CORE__LOAD_EXAMPLES": "False"}
        from airflow.dag_processing.dagbag import DagBag

        sys.path[:0] = [str(folder), str(folder / SHARED)]
        started = clock()
        bag = DagBag(str(folder))
        seconds = clock() - started
    return {"seconds": seconds, "dags": len(bag.dags), "errors": len(bag.import_errors)}


MEASURES: dict[str, Any] = {
    "parse": parsed,
    "read": lambda folder: read_here(projects(folder)),
    "whole": lambda folder: read_here(whole(folder)),
    "keep": read_kept,
    "kept": read_kept,
    "airflow": loaded,
    **{f"parse with {n}": lambda folder, n=n: parsed_by(n, folder) for n in (1, 2)},
    **{f"read with {n}": lambda folder, n=n: read_by(n, folder) for n in (1, 2)},
}

if __name__ == "__main__":
    sys.exit(main())
