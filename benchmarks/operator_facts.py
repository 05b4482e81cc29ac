"""What the facts about operators cover, against records of which arguments of which operators name data.

    python benchmarks/operator_facts.py RECORDS [FOLDER] [--document docs/accuracy.md]

RECORDS is a JSON list: `module`, `class`, `legacy_import_paths`, `confidence` (fallback: nothing is known of its
arguments), `inputs` and `outputs`, each {"arg", "kind"}; `a+b` are two arguments of one address, dots reach into dicts.
Prints how many have a fact of ours, and of each argument whether a place, SQL or a command holds it or the fact says
why not. With FOLDER, which holds one project per sub-folder (and `_shared` as a further import root), reads them and
prints for each task whose operator has such a record whether the arguments it gives become accesses whose evidence is
that argument; the rest with the reason. With --document, writes the tables between the marks of that file.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from migrator.lineage.given import Given
from migrator.model import Access, Finding, Ground, Project, Task
from migrator.operators.facts import Catalogue
from migrator.operators.rule import Rule
from migrator.pipeline import analyze

MARK = "operator facts"
CATALOGUE = Catalogue()
Record = dict[str, Any]

# What the analysis says where it cannot name data.
SAID = ("unknown-data", "sql-not-parsed", "sql-file-missing", "hidden-run", "unknown-operator")
# Words of `Rule.accounts_for` that are no reason why an argument is not data.
HELD = ("reads", "writes", "appends", "waits", "checks", "deletes", "sql", "shell", "passed", "partition", "around")
ACCESS, NONE, ASIDE, FINDING, SILENT = "access", "read, and names no data", "no data", "finding", "silent"


def main() -> int:
    """Compare, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("records", type=Path)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--document", type=Path)
    options = parser.parse_args()
    records = [record for record in json.loads(options.records.read_text()) if record["confidence"] != "fallback"]
    parts = [covered(records)]
    if options.folder:
        parts.append(yielded(list(judged(records, options.folder))))
    tables = "\n\n".join(parts)
    print(tables)
    if options.document:
        put(options.document, tables)
    return 0


def arguments(record: Record, side: str) -> list[tuple[str, ...]]:
    """The arguments of a record's side, each with all the parts of its address."""
    return [tuple(part.strip() for part in entry["arg"].split("+")) for entry in record[side]]


def covered(records: list[Record]) -> str:
    """The table of facts and arguments by confidence, and every argument that no fact accounts for."""
    counts: Counter[tuple[str, str]] = Counter()
    missing = []
    for record in records:
        kind = record["confidence"]
        rule = CATALOGUE.find(f"{record['module']}.{record['class']}")
        counts[kind, "records"] += 1
        counts[kind, "fact"] += rule is not None
        for part in (part for side in ("inputs", "outputs") for all_of in arguments(record, side) for part in all_of):
            word = rule.accounts_for(part) if rule is not None else None
            counts[kind, "held" if word in HELD else ASIDE if word else "missing"] += 1
            if word is None:
                missing.append(f"- `{record['class']}`: `{part}`")
    lines = [
        "| records | | with a fact | arguments | lead to data | said why not | missing |",
        "|---|---|---|---|---|---|---|",
    ]
    for kind in sorted({kind for kind, _ in counts}):
        held, aside, lost = (counts[kind, word] for word in ("held", ASIDE, "missing"))
        numbers = (counts[kind, "records"], counts[kind, "fact"], held + aside + lost, held, aside, lost)
        lines.append(f"| {kind} | " + " | ".join(f"{number:,}" for number in numbers) + " |")
    return "\n".join([*lines, *missing])


@dataclass(frozen=True)
class Judged:
    """One argument that a task gives, what came of it, and the reason where that is no access."""

    task: str
    operator: str
    argument: str
    outcome: str
    because: str = ""


def judged(records: list[Record], folder: Path) -> Iterator[Judged]:
    """Every argument of a record that a task of the folder's projects gives."""
    by_path = {path: one for one in records for path in one["legacy_import_paths"]}
    by_path |= {f"{one['module']}.{one['class']}": one for one in records}
    shared = folder / "_shared"
    for path in sorted(path for path in folder.iterdir() if path.is_dir() and path != shared):
        project = analyze([path], [shared] if shared.is_dir() else [])
        accesses = defaultdict(list)
        for access in project.accesses:
            accesses[access.task].append(access)
        for dag in project.dags:
            for task in dag.tasks:
                rule = CATALOGUE.rule_of(task)
                record = by_path.get(task.import_path) or by_path.get(rule.name if rule else "")
                if record is not None and rule is not None:
                    name = f"{path.name}/{dag.path} {dag.name}.{task.id}"
                    yield from of_task(name, task, record, rule, accesses[dag.ref(task)], project)


def of_task(
    name: str, task: Task, record: Record, rule: Rule, accesses: list[Access], project: Project
) -> Iterator[Judged]:
    """Each argument of the record that the task gives, once, and what came of it."""
    given = Given.of_task(task, rule)
    written = {key for key, _ in (*task.arguments, *task.mapped_arguments)} | set(rule.renamed.values())
    said = [one for one in project.findings if one.code in SAID and task.span in (one.span, *one.also)]
    seen = set()
    for all_of in (all_of for side in ("inputs", "outputs") for all_of in arguments(record, side)):
        parts = [part for part in all_of if part.partition(".")[0] in written and given.all(part)]
        shown = " + ".join(parts)
        if parts and shown not in seen:
            seen.add(shown)
            yield Judged(name, task.operator, shown, *outcome(parts, rule, accesses, said))


def outcome(parts: list[str], rule: Rule, accesses: list[Access], said: list[Finding]) -> tuple[str, str]:
    """What came of an argument, and why it is no access."""
    words = {rule.accounts_for(part) for part in parts}
    if not words & set(HELD):
        return (ASIDE, " ".join(filter(None, words))) if words != {None} else (SILENT, "the fact says nothing of it")
    if any(is_ground(access, parts, rule) for access in accesses):
        return ACCESS, ""
    if words <= {"passed", None} and not any("hands" in one.message for one in said):
        return NONE, ""
    if said:
        return FINDING, said[0].message
    if words & {"sql", "shell"}:
        return NONE, ""
    return SILENT, f"{len(accesses)} accesses, none of this argument"


def is_ground(access: Access, parts: list[str], rule: Rule) -> bool:
    """Whether an access is there because of one of these arguments."""
    for evidence in access.evidence:
        if evidence.ground is Ground.SQL and any(rule.accounts_for(part) in ("sql", "shell") for part in parts):
            return True
        names = [part.rpartition(".")[2] for part in parts]
        # What a dict as a whole stands for is quoted by its entries.
        names += [found for part in parts for found in entries(rule, part)]
        if evidence.ground is Ground.OPERATOR and any(
            f"{name}=" in evidence.quote or f"({name}" in evidence.quote for name in names
        ):
            return True
    return False


def entries(rule: Rule, part: str) -> list[str]:
    """The last names of what the rule reaches within an argument."""
    inside = [name for name in rule.names() if name.startswith(f"{part}.")]
    return [name.rpartition(".")[2] for name in inside]


def yielded(found: list[Judged]) -> str:
    """The table of what came of the arguments, and every one that is no access and no silence of the SQL's."""
    tasks: dict[str, list[Judged]] = defaultdict(list)
    for one in found:
        tasks[one.task].append(one)
    data = {name: [one for one in mine if one.outcome != ASIDE] for name, mine in tasks.items()}
    data = {name: mine for name, mine in data.items() if mine}
    right = sum(all(one.outcome in (ACCESS, NONE) for one in mine) for mine in data.values())
    some = sum(any(one.outcome == ACCESS for one in mine) for mine in data.values())
    counts = Counter(one.outcome for one in found)
    lines = [
        "| tasks | |",
        "|---|---|",
        f"| whose operator has a record, and that give an argument of it | {len(tasks):,} |",
        f"| of these, only arguments that lead to no data, as the fact says | {len(tasks) - len(data):,} |",
        f"| the others: each argument is an access, or was read and names none | {share(right, len(data))} |",
        f"| the others: at least one access | {share(some, len(data))} |",
        "",
        "| arguments | |",
        "|---|---|",
        *(f"| {word} | {counts[word]:,} |" for word in (ACCESS, NONE, ASIDE, FINDING, SILENT)),
        "",
        "No data, by reason:",
        "",
        *(f"- {why}: {count}" for why, count in Counter(o.because for o in found if o.outcome == ASIDE).most_common()),
        "",
        "No access, though it leads to data:",
        "",
    ]
    rest = [one for one in found if one.outcome in (FINDING, SILENT)]
    lines += [f"- `{one.task}` {one.operator}({one.argument}): {one.because}" for one in rest]
    return "\n".join(lines)


def share(part: int, whole: int) -> str:
    """A percentage, and of how many."""
    return f"{100 * part / whole:.1f} % of {whole:,}" if whole else "-"


def put(document: Path, tables: str) -> None:
    """Write the tables between the marks of a document."""
    text = document.read_text()
    before, start, rest = text.partition(f"<!-- {MARK}: made by benchmarks/operator_facts.py -->")
    _, end, after = rest.partition(f"<!-- {MARK}: end -->")
    if not start or not end:
        raise SystemExit(f"{document} has no marks for {MARK}")
    document.write_text(f"{before}{start}\n\n{tables}\n\n{end}{after}")


if __name__ == "__main__":
    sys.exit(main())
