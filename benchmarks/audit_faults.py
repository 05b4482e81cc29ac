"""How many faults the audit finds, of those made one at a time in trees of DAGs that are right; and what it says of
those.

    python benchmarks/audit_faults.py [--trees N] [--each N] [--seed N] [--kind TEXT] [--jobs N] [--write] [--keep
    FOLDER]

Makes N trees (default 40, the first of seed --seed) of 3 to 12 DAGs, reads them as they are, and with up to --each
faults of each kind (default 12), spread over the trees; then the fixtures and the examples that ship with Airflow.
What is right, what is a fault and when it counts as found is said in `faulty/trees.py` and `faulty/faults.py`; both
decide by paths of edges, and use nothing of the audit. --write puts the tables into docs/accuracy.md.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import multiprocessing
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import islice, repeat, zip_longest
from pathlib import Path

HERE = Path(__file__).resolve().parent
# Last: a script of this folder has the name of the package `shim`.
sys.path.append(str(HERE))

from faulty.faults import KINDS, Fault, faults  # noqa: E402
from faulty.text import write  # noqa: E402
from faulty.trees import Tree, tree_of  # noqa: E402

from migrator.checking import check  # noqa: E402
from migrator.model import Finding, Severity  # noqa: E402
from migrator.pipeline import analyze  # noqa: E402

DOC = HERE.parent / "docs" / "accuracy.md"
AIRFLOW = Path(str(find_spec("airflow").origin)).parent  # type: ignore[union-attr]
REAL = (
    ("the fixtures, beside what their baseline holds", HERE.parent / "fixtures" / "dags"),
    ("Airflow's own examples", AIRFLOW / "example_dags", AIRFLOW / "providers" / "standard" / "example_dags"),
)
BEGIN, END = "<!-- audit faults: made by benchmarks/audit_faults.py -->", "<!-- audit faults: end -->"


def main() -> int:
    """Make, read, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trees", type=int, default=40)
    parser.add_argument("--each", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", default="")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--keep", type=Path, help="a folder for the trees, which is left as it is at the end")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        text = measured(options, options.keep or Path(place))
    print(text)
    if options.write:
        before, _, rest = DOC.read_text("utf-8").partition(BEGIN)
        DOC.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{rest.partition(END)[2]}", "utf-8")
    return 0


def measured(options: argparse.Namespace, place: Path) -> str:
    """The tables, as Markdown."""
    trees = [tree_of(seed) for seed in range(options.seed, options.seed + options.trees)]
    kinds = [kind for kind in KINDS if re.search(options.kind, kind)]
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(options.jobs, mp_context=context) as pool:
        right = pool.submit(clean, trees, place)
        counted = list(pool.map(count, kinds, repeat(trees), repeat(place), repeat(options)))
        said = right.result()
    made, found = sum(each.made for each in counted), sum(each.found.total() for each in counted)
    head = (
        f"**{found} of {made} faults found: {found / max(made, 1):.1%}.** Trees {options.seed} to {trees[-1].name[5:]}."
    )
    rows = [
        f"| {each.kind} | {each.made} | {each.found.total()} | "
        + ", ".join(f"{name} {count}" for name, count in each.found.most_common())
        + " |"
        for each in counted
    ]
    lost = [f"- {line}" for each in counted for line in each.missed]
    missed = "Missed:\n\n" + "\n".join(lost) if lost else "None was missed."
    return "\n\n".join([head, "\n".join(["| fault | made | found | by |", "|---|---|---|---|", *rows]), missed, said])


@dataclass
class Count:
    """How many faults of a kind were made, by what they were found, and which were missed."""

    kind: str
    made: int = 0
    found: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)


def count(kind: str, trees: list[Tree], place: Path, options: argparse.Namespace) -> Count:
    """The faults of one kind."""
    counted = Count(kind)
    for fault in chosen(trees, kind, options):
        counted.made += 1
        by = finder(fault, findings(fault.tree, place / re.sub(r"\W+", "_", kind) / fault.tree.name))
        if by is None:
            counted.missed.append(f"{kind}, `{fault.tree.name}`: {fault.said}")
        else:
            counted.found[f"{by.code} ({by.severity.value})"] += 1
    print(
        f"{kind}: {counted.found.total()} of {counted.made}", *counted.missed, sep="\n  ", file=sys.stderr, flush=True
    )
    return counted


def chosen(trees: list[Tree], kind: str, options: argparse.Namespace) -> Iterator[Fault]:
    """Faults of one kind, of each tree one before any gives a second."""
    of_trees = (islice(faults(tree, options.seed, kind), options.each) for tree in trees)
    return islice((each for row in zip_longest(*of_trees) for each in row if each is not None), options.each)


def findings(tree: Tree, folder: Path) -> tuple[Finding, ...]:
    """What is said of a tree."""
    for file in folder.glob("*.py"):
        if file.stem not in {flow.id for flow in tree.flows}:
            file.unlink()
    write(tree, folder)
    return analyze([folder], jobs=1, cache=True).findings


def finder(fault: Fault, said: Iterable[Finding]) -> Finding | None:
    """The worst finding that names the fault: of a code that fits, no note, and about all the tasks of one place."""
    fitting = [
        each
        for each in said
        if each.code in fault.codes
        and each.severity is not Severity.NOTE
        and any(place <= set(each.about) for place in fault.about)
    ]
    return max(fitting, key=lambda each: each.severity.rank, default=None)


# ---------------------------------------------------------------------------------------------------- what is right


def clean(trees: list[Tree], place: Path) -> str:
    """What is said of trees without a fault, as Markdown."""
    notes: Counter[str] = Counter()
    alarms = []
    for tree in trees:
        for each in findings(tree, place / tree.name):
            if each.severity is Severity.NOTE:
                notes[each.code] += 1
            else:
                alarms.append(f"- `{tree.name}/{each.span.path}`: {each.code}: {each.message}")
    print(f"{len(alarms)} alarms", *alarms, sep="\n", file=sys.stderr, flush=True)
    flows = sum(len(tree.flows) for tree in trees)
    tasks = sum(len(flow.works) for tree in trees for flow in tree.flows)
    said = ", ".join(f"{code} {count}" for code, count in notes.most_common())
    head = (
        f"**{len(alarms)} warnings or errors on the same {len(trees)} trees without a fault** ({flows} DAGs, "
        f"{tasks:,} tasks)."
    )
    return "\n\n".join(["\n".join([f"{head} Notes: {said}.", *alarms]), *(real(*each) for each in REAL)])


def real(name: str, *folders: Path) -> str:
    """What is said of DAGs that nobody made for this, as Markdown. What the baseline of a folder holds was read by a
    person before."""
    lines: list[str] = []
    files = 0
    for folder in folders:
        with tempfile.TemporaryDirectory() as place:
            # What is installed lies beside Airflow itself, which is no part of the examples.
            alone = shutil.copytree(folder, Path(place) / folder.name, ignore=shutil.ignore_patterns("__pycache__"))
            project = analyze([alone], jobs=1)
            new = check(project, None).new
        files += len(project.files)
        lines += [
            f"- `{Path(each.span.path).name}`, line {each.span.line}: {each.code}: {each.message}"
            for each in new
            if each.severity is not Severity.NOTE
        ]
    head = f"**{len(lines)} warnings or errors in {name}** ({files} files)."
    return "\n\n".join([head, *(["\n".join(lines)] if lines else [])])


if __name__ == "__main__":
    sys.exit(main())
