"""How many cases of SQL lineage come out exactly right.

    python benchmarks/sql_accuracy.py CASES.json [--columns] [--misses N] [--document docs/accuracy.md --as NAME]

A case is `{"id", "sql", "dialect", "sources", "targets"}` or, with --columns, `{"id", "sql", "dialect", "edges"}`.
`known`, `schema`, `default_db` and `default_schema` are passed on. It counts only when the sets are equal. `core`
leaves out the cases whose `conv` names a question on which parsers disagree by convention. With --document, writes the
shares, and the misses by class with the reason we keep our answer, between the marks of that file for NAME.
"""

from __future__ import annotations

import argparse
import collections
import json
import re
import sys
import time
from pathlib import Path
from typing import Any

from migrator.lineage import jsonl

CONVENTIONS = frozenset(
    str.split(
        "identifier_fn ddl_delete_is_target ddl_delete_no_target use_qualifies swap unused_cte self_update_source "
        "shard_norm"
    )
)
# Why a class of misses is left: what the case wants is against what we hold, or against another case.
REASONS = {
    "DROP and DELETE": "they change the table, so they are writes here, with a kind of their own; some parsers "
    "name no target",
    "a stage's path": "a named stage of Snowflake's is an object like a table: it is listed by its name, and the path "
    "is a place within it; these cases want `@stage/path`, others of the same set the object's name",
    "a CTE nobody reads": "it moves no data, so its tables are not read; other cases of the same set agree with that",
    "a table made and read in one script": "it is there when the script ends, so it is written; only what a script "
    "also drops, or what is temporary, is left out",
    "BigQuery's shards": "`migrate lineage` prints names as they are written; `analyze` makes one asset of a family, "
    "the day its partition",
    "an update that reads its own row": "the target is not named as a source of itself unless a subquery reads it",
    "count(*)": "a count of rows comes from no column",
    "names of unnamed outputs": "the expression's text is the name; peers number them, or quote what is in it",
    "a union of unlike branches": "branches of a union are joined by position; the second has more columns than the "
    "first, so the statement is wrong",
}
PART = re.compile(r"`[^`]*`|\"[^\"]*\"|\[[^\]]*\]|\{[^}]*\}|[^.]+")


def plain(name: str, case: dict[str, Any]) -> str:
    """A name without quotes and case, qualified by the case's defaults."""
    name = name.strip()
    if "://" in name or name[:1] in "@/":
        return name.strip("'\"`").lower()
    parts = [part.strip('`"[] ').lower() for part in PART.findall(name)]
    parts = [part for part in parts if part and part not in ("<default>", "<unknown>")]
    for size, key in ((1, "default_schema"), (2, "default_db")):
        if len(parts) == size and case.get(key):
            parts.insert(0, case[key].lower())
    return ".".join(parts[-1:] if case.get("nameonly") else parts)


def is_right(case: dict[str, Any], answer: dict[str, Any], columns: bool) -> bool:
    """Whether the answer is exactly what the case wants; a side that is null is not asked for."""
    if columns:
        pairs = (
            {tuple(plain(end, case) for end in pair) for pair in side} for side in (case["edges"], answer["columns"])
        )
        return next(pairs) == next(pairs)
    return all(
        case[side] is None or {plain(name, case) for name in case[side]} == {plain(name, case) for name in answer[side]}
        for side in ("sources", "targets")
    )


def reason(case: dict[str, Any], answer: dict[str, Any]) -> str:
    """The class of a miss; `other` when none of ours fits."""
    marks = set(case.get("conv") or ())
    sql = case["sql"].upper()
    if "ddl_delete_no_target" in marks:
        return "DROP and DELETE"
    if "shard_norm" in marks:
        return "BigQuery's shards"
    if "self_update_source" in marks:
        return "an update that reads its own row"
    if "stage_form" in marks or ("@" in sql and case.get("dialect") == "snowflake"):
        return "a stage's path"
    if "star_edge" in marks and "COUNT(*)" in sql:
        return "count(*)"
    if "unnamed_output" in marks or any("@result._" in pair[1] for pair in case.get("edges") or ()):
        return "names of unnamed outputs"
    if "UNION" in sql and "edges" in case:
        return "a union of unlike branches"
    if "WITH" in sql and set(case.get("sources") or ()) - set(map(str.lower, answer["sources"])):
        return "a CTE nobody reads"
    if sql.count("CREATE TABLE") > 1:
        return "a table made and read in one script"
    return "other"


def document(path: Path, name: str, tally: dict[str, list[int]], classes: collections.Counter[str]) -> None:
    """Write the shares and the classes of misses between the marks of a document."""
    shares = (tally["all"], tally["core"])
    rows = [f"{good:,} of {count:,}, {100 * good / max(count, 1):.1f} %" for good, count in shares]
    table = ["| | all | core |", "|---|---|---|", f"| {name} | {' | '.join(rows)} |", ""]
    misses = [f"- {kind} ({count}): {REASONS.get(kind, 'left')}" for kind, count in classes.most_common()]
    text = path.read_text("utf-8")
    before, start, rest = text.partition(f"<!-- SQL {name}: made by benchmarks/sql_accuracy.py -->")
    _, end, after = rest.partition(f"<!-- SQL {name}: end -->")
    if not start or not end:
        raise SystemExit(f"{path} has no marks for {name}")
    path.write_text("\n".join([before + start, "", *table, *misses, *([""] if misses else []), end + after]), "utf-8")


def main() -> int:
    """Print the shares, and as many misses as asked for."""
    parser = argparse.ArgumentParser(description="Score SQL lineage against cases.")
    parser.add_argument("cases", type=Path)
    parser.add_argument("--columns", action="store_true")
    parser.add_argument("--misses", type=int, default=0)
    parser.add_argument("--document", type=Path)
    parser.add_argument("--as", dest="name", default="")
    options = parser.parse_args()
    cases = json.loads(options.cases.read_text("utf-8"))
    began = time.perf_counter()
    answers = [jsonl.answer(case) for case in cases]
    seconds = time.perf_counter() - began
    classes: collections.Counter[str] = collections.Counter()
    tally: dict[str, list[int]] = collections.defaultdict(lambda: [0, 0])
    for case, answer in zip(cases, answers, strict=True):
        good = is_right(case, answer, options.columns)
        groups = ["all", case.get("dialect") or "none"]
        groups += [] if CONVENTIONS & set(case.get("conv", ())) else ["core"]
        for group in groups:
            tally[group][0] += good
            tally[group][1] += 1
        if not good:
            classes[reason(case, answer)] += 1
        if not good and options.misses > 0:
            options.misses -= 1
            print(
                "MISS",
                json.dumps({key: case.get(key) for key in ("id", "dialect", "sources", "targets", "edges", "sql")}),
            )
            print("  got", json.dumps(answer))
    for group in ("all", "core", *sorted(set(tally) - {"all", "core"})):
        good, count = tally[group]
        print(f"{group:12} {good}/{count} {100 * good / max(count, 1):.1f}%")
    for kind, count in classes.most_common():
        print(f"  missed: {kind} {count}")
    if options.document:
        document(options.document, options.name or ("columns" if options.columns else "tables"), tally, classes)
    print(f"{len(cases) / seconds:.0f} cases a second")
    return 0


if __name__ == "__main__":
    sys.exit(main())
