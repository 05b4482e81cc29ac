"""How right the accesses of tasks are, against labels made by hand.

    python benchmarks/access_accuracy.py FOLDER [--labels FILE] [--misses N] [--document docs/accuracy.md]
    python benchmarks/access_accuracy.py FOLDER --labels benchmarks/labels/code.json

FOLDER holds one folder for each package, as the labels name them (`project`), `fixtures` being `fixtures/dags` of this
repository; each is read as one project, with FOLDER/_shared as a further import root. Prints precision and recall of
accesses and each task that is not exactly right, with what was said about it. With --document, writes the figures
between the marks of that file.

How `labels/accesses.json` was made. A script with a fixed seed drew tasks from 533 example DAG files of 32 published
packages (Airflow's own examples, the system tests of its providers, dagster-airlift): first by package, then by file,
at most four a file and operators not yet seen in the file first; then one task of each operator that moves data and
had not been drawn, the Python functions that use hooks, files or clients, and the mapped tasks. Operators that
plainly move no data were left out of the draw but for a sample of them. Each drawn task was labelled by reading its
file, with knowledge of what the operator does, before the analysis was run on any of these files; a handful that were
no clear case either way (work on clusters or snapshots, metadata of a service) were dropped before. The labels are
facts, not code.

`labels/accesses_held_out.json` is a second sample of the rest of these tasks, drawn and labelled after the first had
been worked through, and before looking at what the analysis says of them.

`labels/code.json` is a third, of tasks whose data is in Python, shell commands or dbt (`kind`), drawn by `draw_tasks.py
FOLDER --seed 606 --except` the two others, whatever they do: two of three touch no data, and what is said of those is
a false alarm. Each was labelled from its text, and then again, before the analysis was run on any of them; only the 13
of the fixtures are not unseen, since `reports/` has always shown what is said of those. Where a file is nothing but
what a task hands on (the one in a pod that becomes its XCom), it is no data. `xcom` names the tasks whose
results a task is given or fetches; such an edge counts by itself. `because` says in a word why an access is unknown:
its name comes by `xcom`, or from another system (`remote`).

`labels/code_held_out.json` is a fourth: 60 more of these (`--seed 607 --python 40 --shell 18 --dbt 2 --except` the
three others), labelled after the first run on the third, without a run on any. It is to be run once, when the rules for
Python, shell and dbt are done, and nothing may be changed because of what it shows before its figures are written
down; it asks for --rules-are-done. In all:

- `accesses` are what the task reads, writes, checks or waits for; an empty list says that it moves no data. A table
  or file that is created, altered, emptied, moved away or deleted is written. No data are: programs and notebooks
  that a job runs, clusters, buckets, databases, topics and queues that are made or deleted, jobs that are waited for,
  messages to people.
- `keys` holds the key by the rules of `migrator/identity/`, or several that are right. `{}` stands for a part that
  only run time knows: the words in a hole are not compared, and neighbouring holes are one. `*` stands for any text,
  where no convention says how an address is spelled (which URI a drive, a mailbox or a database of a service has), or
  what a file is called within a folder or prefix that the task does name.
- `unknown` says that such an access exists but that the text does not name it. Then no access is wanted, but a
  finding at the task, or an access with a hole. With `keys` it may be named, too.
- `optional` marks what a reader may count or not, such as the notebook that papermill runs: it counts neither way.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from migrator.model import Access, EdgeKind, Project, Task, TaskRef
from migrator.pipeline import analyze

LABELS = Path(__file__).parent / "labels" / "accesses.json"
FIXTURES = Path(__file__).parents[1] / "fixtures" / "dags"
# Between which marks of a document the figures of a file of labels stand.
MARKS = {"accesses": "access accuracy", "code": "code accuracy"}

# What the analysis says where it cannot name data.
SAID = ("unknown-operator", "unknown-data", "sql-not-parsed", "sql-file-missing", "hidden-run", "missing-import")


@dataclass(frozen=True)
class Judged:
    """One labelled task, compared: what is missing, what is too much, and which unknowns nobody speaks of."""

    name: str
    said: int
    wanted: int
    unknown: int
    missing: list[str]
    wrong: list[str]
    silent: list[str]
    findings: list[str]
    handed: frozenset[str]
    handed_wanted: frozenset[str]

    @property
    def is_exact(self) -> bool:
        """Whether it is right in all."""
        return not (self.missing or self.wrong or self.silent)


def main() -> int:
    """Read, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--labels", type=Path, default=LABELS)
    parser.add_argument("--misses", type=int, default=0)
    parser.add_argument("--kind", choices=("python", "shell", "dbt"), help="only tasks of this kind, of code.json")
    parser.add_argument("--document", type=Path)
    parser.add_argument("--rules-are-done", action="store_true", help="needed for code_held_out.json")
    options = parser.parse_args()
    if options.labels.stem == "code_held_out" and not options.rules_are_done:
        parser.error("code_held_out.json is run once, when the rules are done: say --rules-are-done")
    labels = json.loads(options.labels.read_text(encoding="utf-8"))
    labels = [label for label in labels if options.kind in (None, label.get("kind"))]
    judged = list(judge(options.folder, labels))
    table = shown(labels, judged)
    print(table)
    for one in [one for one in judged if not one.is_exact or one.handed_wanted != one.handed][: options.misses]:
        print(miss(one))
    if options.document:
        put(options.document, MARKS.get(options.labels.stem, options.labels.stem), table)
    return 0


def judge(folder: Path, labels: list[dict[str, Any]]) -> Iterator[Judged]:
    """Each labelled task, compared with what the analysis says of it."""
    projects = defaultdict(list)
    for label in labels:
        projects[label["project"]].append(label)
    shared = folder / "_shared"
    for name, rows in sorted(projects.items()):
        here = FIXTURES if name == "fixtures" else folder / name
        project = analyze([here], [shared] if shared.is_dir() else [], jobs=1)
        accesses = defaultdict(list)
        for access in project.accesses:
            accesses[access.task].append(access)
        tasks = {dag.ref(task): task for dag in project.dags for task in dag.tasks}
        names = {(dag.path, dag.id, task.id): dag.ref(task) for dag in project.dags for task in dag.tasks}
        for row in rows:
            ref = names.get((row["file"], row["dag"], row["task"]))
            yield compared(row, project, ref, tasks[ref] if ref else None, accesses[ref] if ref else [])


def compared(
    row: dict[str, Any], project: Project, ref: TaskRef | None, task: Task | None, accesses: list[Access]
) -> Judged:
    """One label against the accesses and findings of its task, which may not have been read at all."""
    said = {(one.mode.value, one.asset): one for one in accesses}
    wanted = [one for one in row["accesses"] if not one.get("unknown") and not one.get("optional")]
    unknown = [one for one in row["accesses"] if one.get("unknown")]
    findings = list(about(project, ref, task)) if ref and task else []
    return Judged(
        f"{row['project']}/{row['file']} {row['dag']}.{row['task']}",
        len(said),
        len(wanted),
        len(unknown),
        [spelled(one) for one in wanted if not any(meets(one, access) for access in said.values())],
        [f"{mode} {key}" for (mode, key), it in said.items() if not any(meets(one, it) for one in row["accesses"])],
        [spelled(one) for one in unknown if not findings and not any(meets(one, it) for it in said.values())],
        findings,
        frozenset(handed(project, ref)) if "kind" in row else frozenset(),
        frozenset(row.get("xcom", ())),
    )


def handed(project: Project, ref: TaskRef | None) -> Iterator[str]:
    """The tasks whose results a task is given."""
    for edge in [*project.edges, *(edge for dag in project.dags for edge in dag.order)]:
        if edge.kind is EdgeKind.XCOM and edge.downstream == ref and isinstance(edge.upstream, TaskRef):
            yield edge.upstream.task


def meets(label: dict[str, Any], access: Access) -> bool:
    """Whether an access is what a label says."""
    if label["mode"] != access.mode.value:
        return False
    if "keys" not in label:
        return bool(access.unknown_parts)
    return any(pattern(key).fullmatch(loose(access.asset)) for key in label["keys"])


def loose(key: str) -> str:
    """A key with its holes emptied, neighbouring ones made one: a_{ds}{x.{y}} -> a_{}"""
    before = ""
    while before != key:
        before, key = key, re.sub(r"\{[^{}]*\}", "\0", key)
    return re.sub("\0+", "{}", key)


def pattern(key: str) -> re.Pattern[str]:
    """What a label's key matches."""
    return re.compile(".*".join(re.escape(part) for part in loose(key).split("*")), re.DOTALL)


def about(project: Project, ref: TaskRef, task: Task) -> Iterator[str]:
    """The findings that stand at a task, at its code, or name it."""
    others = {one.span.line for dag in project.dags for one in dag.tasks if one.span.path == task.span.path}
    # A task's text ends where the next one begins.
    end = min((line for line in others if line > task.span.line), default=task.span.line + 40)
    lines = {(task.span.path, line) for line in range(task.span.line, end)}
    lines |= {(effect.span.path, effect.span.line) for effect in task.effects}
    for one in project.findings:
        named = re.search(r"\(([^()]*)\)$", one.message)
        is_named = one.span.path == ref.path and named is not None and task.id in named.group(1).split(", ")
        places = {(span.path, span.line) for span in (one.span, *one.also)}
        if one.code in SAID and (is_named or places & lines):
            yield f"{one.code}: {one.message}"


def spelled(label: dict[str, Any]) -> str:
    """A labelled access in words."""
    return f"{label['mode']} {' or '.join(label.get('keys', ['what the text does not name']))}"


def miss(one: Judged) -> str:
    """A task that is not exactly right."""
    parts = [f"- `{one.name}`"]
    gone, extra = sorted(one.handed_wanted - one.handed), sorted(one.handed - one.handed_wanted)
    by_xcom = (("missing XCom of", gone), ("wrong XCom of", extra))
    for word, keys in (("missing", one.missing), ("wrong", one.wrong), ("silent on", one.silent), *by_xcom):
        parts += [f"    {word}: {key}" for key in keys]
    parts.append(f"    said: {one.findings[0] if one.findings else 'no finding'}")
    return "\n".join(parts)


def shown(labels: list[dict[str, Any]], judged: list[Judged]) -> str:
    """The figures, in Markdown."""
    counts: Counter[str] = Counter()
    for label, one in zip(sorted(labels, key=lambda row: str(row["project"])), judged, strict=True):
        kind = "moving" if any(not access.get("optional") for access in label["accesses"]) else "still"
        counts[kind] += 1
        counts[f"{kind} exact"] += one.is_exact
        counts.update(said=one.said, wanted=one.wanted, unknown=one.unknown)
        counts.update(missing=len(one.missing), wrong=len(one.wrong), silent=len(one.silent))
    moving = [row for row in labels if any(not access.get("optional") for access in row["accesses"])]
    files = {(row["project"], row["file"]) for row in moving}
    rows = [
        ("precision of accesses", counts["said"] - counts["wrong"], counts["said"]),
        ("recall of accesses", counts["wanted"] - counts["missing"], counts["wanted"]),
        (
            "accesses the text does not name, and a finding or a hole says so",
            counts["unknown"] - counts["silent"],
            counts["unknown"],
        ),
        ("tasks that move data, exactly right", counts["moving exact"], counts["moving"]),
        ("tasks that move none, exactly right", counts["still exact"], counts["still"]),
    ]
    if any("xcom" in label for label in labels):
        found = sum(len(one.handed & one.handed_wanted) for one in judged)
        rows.append(("XComs that are handed on, found", found, sum(len(one.handed_wanted) for one in judged)))
        rows.append(("XCom edges that are said, right", found, sum(len(one.handed) for one in judged)))
    lines = ["| | | |", "|---|---|---|"]
    lines += [
        f"| {name} | {100 * right / whole:.1f} % | {right:,} of {whole:,} |" for name, right, whole in rows if whole
    ]
    packages = len({row["project"] for row in moving})
    return "\n".join([*lines, "", f"{len(moving)} tasks that move data, of {len(files)} files in {packages} packages."])


def put(document: Path, mark: str, table: str) -> None:
    """Write the figures between the marks of a document."""
    text = document.read_text(encoding="utf-8")
    before, start, rest = text.partition(f"<!-- {mark}: made by benchmarks/access_accuracy.py -->")
    _, end, after = rest.partition(f"<!-- {mark}: end -->")
    if not start or not end:
        raise SystemExit(f"{document} has no marks for {mark}")
    document.write_text(f"{before}{start}\n\n{table}\n\n{end}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
