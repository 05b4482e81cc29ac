"""How many Python functions that tasks call can be moved out of their files, and why the others cannot.

    python benchmarks/moving.py [FOLDER] [--hooks none|all] [--reasons N]

FOLDER holds one folder for each project, as for `reading_accuracy.py`, with FOLDER/_shared as a further import root of
each (default: Airflow's own examples, as installed). Each function is counted once, and so is each task; with
`--hooks none` those that use a hook of Airflow's count as refused, as for a plan that has no resource for any.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from migrator.model import Code, Reference, Signal, Task
from migrator.moving import Means, Mover, Refused, Why
from migrator.reading import read

# Tasks whose function runs in the worker as it stands; others give it a meaning of their own.
PLAIN = ("@task", "PythonOperator")
Result = tuple[str, Task, Code | Refused]


def main() -> int:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--hooks", choices=("none", "all"), default="all")
    parser.add_argument("--reasons", type=int, default=12, help="how many reasons to show in full for each kind")
    options = parser.parse_args()
    means = Means(None if options.hooks == "all" else frozenset(), frozenset(Signal))
    results, seconds = measured(options.folder, means)
    plain = [result for result in results if result[1].operator in PLAIN]
    others = [result for result in plain if not administers(result[2])]
    print_shares("all", results)
    print_shares(" and ".join(PLAIN), plain)
    print_shares("those that do not work on Airflow itself", others)
    print(f"\nreading took {seconds['read']:.1f} s, moving {seconds['move']:.1f} s of the processor's time\n")
    print_reasons(list(by_function(results).values()), options.reasons)
    return 0


def measured(folder: Path | None, means: Means) -> tuple[list[Result], Counter[str]]:
    """Every task that calls a function, and what became of it; and how long reading and moving took."""
    results: list[Result] = []
    seconds: Counter[str] = Counter()
    for project, roots in projects(folder):
        begin = process_time()
        found = read([project], roots)
        middle = process_time()
        mover = Mover(Path(found.root), roots, means)
        for dag in found.dags:
            calls = [task for task in dag.tasks if task.argument("python_callable") is not None]
            results += [(f"{project.name}:{dag.path}:{dag.name}", task, mover.task(task, dag)) for task in calls]
        seconds["read"] += middle - begin  # type: ignore[assignment]
        seconds["move"] += process_time() - middle  # type: ignore[assignment]
    return results, seconds


def administers(code: Code | Refused) -> bool:
    """Whether a function works on Airflow itself: it makes no data that somebody could move."""
    return isinstance(code, Refused) and code.why is Why.ADMINISTERS


def projects(folder: Path | None) -> Iterator[tuple[Path, list[Path]]]:
    """The folders to read, and their further import roots."""
    if folder is None:
        spec = find_spec("airflow")
        assert spec is not None
        assert spec.origin is not None
        # In a folder of their own: where they are installed, all that is installed would be the project's.
        with tempfile.TemporaryDirectory() as place:
            copy = shutil.copytree(Path(spec.origin).parent / "example_dags", Path(place) / "airflow" / "example_dags")
            (Path(place) / "pyproject.toml").touch()
            yield copy, []
        return
    shared = [folder / "_shared"] if (folder / "_shared").is_dir() else []
    yield from ((each, shared) for each in sorted(folder.iterdir()) if each.is_dir() and each not in shared)


def by_function(results: list[Result]) -> dict[object, Result]:
    """One result for each function; a refusal where any of its tasks has one."""
    found: dict[object, Result] = {}
    for result in results:
        place, task, code = result
        function = task.argument("python_callable")
        known = isinstance(function, Reference)
        key = (place.partition(":")[0], function) if known else (place, task.id)
        if key not in found or isinstance(code, Refused):
            found[key] = result
    return found


def print_shares(name: str, results: list[Result]) -> None:
    """What became of tasks and of functions."""
    for what, chosen in (("tasks", results), ("functions", list(by_function(results).values()))):
        kinds = Counter(type(code).__name__ for _, _, code in chosen)
        share = (len(chosen) - kinds["Refused"]) / max(1, len(chosen))
        shown = ", ".join(f"{kind.lower()} {count:,}" for kind, count in sorted(kinds.items()))
        print(f"{name}: {len(chosen):,} {what}: {share:.1%} can stand elsewhere ({shown})")


def print_reasons(results: list[Result], most: int) -> None:
    """The kinds of reasons for which functions are refused, most frequent first, with examples."""
    refused = [(place, task, code) for place, task, code in results if isinstance(code, Refused)]
    kinds = Counter(code.why for _, _, code in refused)
    for why, count in sorted(kinds.items(), key=lambda item: (-item[1], item[0].value)):
        print(f"{count:5,}  {why.value}")
        texts = Counter(code.because for _, _, code in refused if code.why is why)
        for text, times in sorted(texts.items(), key=lambda item: (-item[1], item[0]))[:most]:
            print(f"          {times:4,}  {text}")


if __name__ == "__main__":
    sys.exit(main())
