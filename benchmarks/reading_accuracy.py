"""How right reading is, against what Airflow made of the same files.

    python benchmarks/reading_accuracy.py FOLDER TRUTH [--predictions OUT] [--document docs/accuracy.md]

FOLDER holds one folder for each package, as the rows of TRUTH name them (`dir`, `path`); each is read as one project,
with FOLDER/_shared as a further import root. Prints recall and precision of DAGs, tasks and edges, how often the rest
is right (where the truth is not the default), and each file that is not exactly right, with what was said about it.
With --document, writes the same as tables between the marks of that file.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from migrator.model import Dag, FileStatus, Project, TaskRef, TimetableKind
from migrator.reading import read


def main() -> int:
    """Read, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("truth", type=Path)
    parser.add_argument("--predictions", type=Path)
    parser.add_argument("--document", type=Path)
    options = parser.parse_args()
    truth = json.loads(options.truth.read_text())
    started = time.perf_counter()
    predicted = predictions(options.folder, truth)
    print(f"read {len(truth)} files in {time.perf_counter() - started:.1f} s")
    if options.predictions:
        options.predictions.write_text(json.dumps(predicted))
    counts, wrong = compare(truth, predicted)
    tables = shown(counts, wrong)
    print(tables)
    if options.document:
        put(options.document, tables)
    return 0


def predictions(folder: Path, truth: list[dict[str, Any]]) -> dict[str, Any]:
    """What reading makes of each file of the truth, by `repo::path`."""
    packages = defaultdict(list)
    for row in truth:
        packages[row["dir"]].append(row)
    found: dict[str, Any] = {}
    shared = folder / "_shared"
    for name, rows in sorted(packages.items()):
        project = read([folder / name], roots=[shared] if shared.is_dir() else [])
        found |= {f"{row['repo']}::{row['path']}": prediction(project, row["path"]) for row in rows}
    return found


def prediction(project: Project, path: str) -> dict[str, Any]:
    """One file of a project as JSON."""
    status = {file.path: file.status for file in project.files}
    findings = [f.message for f in project.findings if f.span.path == path]
    return {
        "dags": [dag_json(dag) for dag in project.dags if dag.path == path],
        "crashed": status.get(path) is FileStatus.FAILED,
        "unresolved": len(findings),
        "findings": findings,
    }


def dag_json(dag: Dag) -> dict[str, Any]:
    """One DAG as JSON. A task whose id has unknown parts counts as conditional."""
    shown: dict[str, Any] = {
        "dag_id": dag.id,
        "tasks": [
            {
                "task_id": task.id,
                "operator": task.operator,
                "trigger_rule": task.trigger_rule,
                "retries": task.retries,
                "group": task.group,
                "mapped": task.mapped,
                "conditional": bool(task.when) or "{" in task.id,
            }
            for task in dag.tasks
        ],
        "edges": [[name(e.upstream), name(e.downstream)] for e in dag.order if not e.when],
        "conditional": bool(dag.when),
    }
    if dag.timetable.kind is not TimetableKind.UNKNOWN:
        shown["schedule"] = dag.timetable.text
    return shown


def name(end: TaskRef | str) -> str:
    """A task's id."""
    return end.task if isinstance(end, TaskRef) else end


def facts(dags: list[dict[str, Any]]) -> dict[str, set[Any]]:
    """The DAGs, tasks and edges of one file as sets."""
    sure = [dag for dag in dags if not dag.get("conditional")]
    tasks = {(d["dag_id"], t["task_id"]) for d in sure for t in d["tasks"] if not t.get("conditional")}
    return {
        "dags": {dag["dag_id"] for dag in sure},
        "tasks": tasks,
        "edges": {
            (d["dag_id"], *edge)
            for d in sure
            for edge in d.get("edges") or [[u, t["task_id"]] for t in d["tasks"] for u in t.get("upstream", ())]
            if all((d["dag_id"], end) in tasks for end in edge)
        },
    }


def compare(truth: list[dict[str, Any]], predicted: dict[str, Any]) -> tuple[Counter[str], list[str]]:
    """What is right and what is there, counted; and a line for each file that is not exactly right."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for row in truth:
        if row.get("exclude") or row["import_error"] or not row["dags"]:
            continue
        ours = predicted[f"{row['repo']}::{row['path']}"]
        theirs, found = facts(row["dags"]), facts(ours["dags"])
        counts["files"] += 1
        counts["exact"] += theirs == found
        for kind, expected in theirs.items():
            counts[f"{kind} right"] += len(expected & found[kind])
            counts[f"{kind} there"] += len(expected)
            counts[f"{kind} said"] += len(found[kind])
        counts += details(row["dags"], ours["dags"])
        if theirs != found:
            said = ours["findings"][0] if ours["findings"] else "no finding"
            counts["silent"] += not ours["findings"]
            wrong.append(f"`{row['dir']}/{row['path']}`: {difference(theirs, found)}; {said}")
    return counts, wrong


# Of a task: its name in the truth and in ours, and the default that says nothing.
TASK_FIELDS = (
    ("trigger rule", "trigger_rule", "trigger_rule", "all_success"),
    ("retries", "retries", "retries", 0),
    ("task group", "task_group", "group", None),
    ("mapped", "is_mapped", "mapped", False),
)


def details(theirs: list[dict[str, Any]], ours: list[dict[str, Any]]) -> Counter[str]:
    """Everything else, over the tasks and DAGs both have: operators of all, the rest where it is not the default."""
    counts: Counter[str] = Counter()
    known = {dag["dag_id"]: dag for dag in ours}
    for dag in theirs:
        mine = known.get(dag["dag_id"])
        if mine is None:
            continue
        if dag["schedule"] not in (None, "@once"):
            counts["schedule there"] += 1
            counts["schedule right"] += mine.get("schedule", "unknown") == dag["schedule"]
        tasks = {task["task_id"]: task for task in mine["tasks"]}
        for task in dag["tasks"]:
            if task["task_id"] in tasks:
                counts += task_details(task, tasks[task["task_id"]])
    return counts


def task_details(theirs: dict[str, Any], ours: dict[str, Any]) -> Counter[str]:
    """Operator, and what of a task is not the default."""
    asset = "@asset" if theirs["class"] == "_AssetMainOperator" else theirs["class"]
    right = ours["operator"] == (theirs.get("decorator") or asset)
    counts = Counter({"operator class there": 1, "operator class right": int(right)})
    for name, there, here, default in TASK_FIELDS:
        if theirs.get(there) not in (None, default):
            counts[f"{name} there"] += 1
            counts[f"{name} right"] += str(ours[here]) == str(theirs[there])
    return counts


def difference(theirs: dict[str, set[Any]], ours: dict[str, set[Any]]) -> str:
    """What is missing and what is too much, the first of each."""
    parts = []
    for kind, expected in theirs.items():
        for sign, extra in (("-", expected - ours[kind]), ("+", ours[kind] - expected)):
            if extra:
                parts.append(f"{kind} {sign}{len(extra)} {min(map(str, extra))}")
    return ", ".join(parts)


def shown(counts: Counter[str], wrong: list[str]) -> str:
    """The tables, in Markdown."""
    lines = ["| | recall | precision | of |", "|---|---|---|---|"]
    for kind in ("dags", "tasks", "edges"):
        right, there, said = (counts[f"{kind} {what}"] for what in ("right", "there", "said"))
        lines.append(f"| {kind} | {share(right, there)} | {share(right, said)} | {there:,} |")
    lines += ["", "| | right |", "|---|---|"]
    exact = f"{share(counts['exact'], counts['files'])} of {counts['files']}"
    lines.append(f"| files whose DAGs, tasks and edges are all exactly right | {exact} |")
    for kind in ("operator class", "schedule", *(name for name, *_ in TASK_FIELDS)):
        where = "" if kind == "operator class" else ", where it is not the default"
        lines.append(f"| {kind}{where} | {counts[f'{kind} right']:,} of {counts[f'{kind} there']:,} |")
    lines += ["", f"Not exactly right ({counts['silent']} of them without a finding):", ""]
    return "\n".join([*lines, *(f"- {line}" for line in wrong)])


def share(part: int, whole: int) -> str:
    """A percentage."""
    return f"{100 * part / whole:.2f} %" if whole else "-"


def put(document: Path, tables: str) -> None:
    """Write the tables between the marks of a document."""
    text = document.read_text()
    before, start, rest = text.partition(f"<!-- {MARK}: made by benchmarks/reading_accuracy.py -->")
    _, end, after = rest.partition(f"<!-- {MARK}: end -->")
    if not start or not end:
        raise SystemExit(f"{document} has no marks for {MARK}")
    document.write_text(f"{before}{start}\n\n{tables}\n\n{end}{after}")


MARK = "reading accuracy"

if __name__ == "__main__":
    sys.exit(main())
