"""How many cases of SQL lineage come out exactly right: `sql_accuracy.py CASES.json [--columns] [--misses N]`.

A case is `{"id", "sql", "dialect", "sources", "targets"}` or, with --columns, `{"id", "sql", "dialect", "edges"}`.
`known`, `schema`, `default_db` and `default_schema` are passed on. It counts only when the sets are equal. `core`
leaves out the cases whose `conv` names a question on which parsers disagree by convention.
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


def main() -> int:
    """Print the shares, and as many misses as asked for."""
    parser = argparse.ArgumentParser(description="Score SQL lineage against cases.")
    parser.add_argument("cases", type=Path)
    parser.add_argument("--columns", action="store_true")
    parser.add_argument("--misses", type=int, default=0)
    options = parser.parse_args()
    cases = json.loads(options.cases.read_text("utf-8"))
    began = time.perf_counter()
    answers = [jsonl.answer(case) for case in cases]
    seconds = time.perf_counter() - began
    tally: dict[str, list[int]] = collections.defaultdict(lambda: [0, 0])
    for case, answer in zip(cases, answers, strict=True):
        good = is_right(case, answer, options.columns)
        groups = ["all", case.get("dialect") or "none"]
        groups += [] if CONVENTIONS & set(case.get("conv", ())) else ["core"]
        for group in groups:
            tally[group][0] += good
            tally[group][1] += 1
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
    print(f"{len(cases) / seconds:.0f} cases a second")
    return 0


if __name__ == "__main__":
    sys.exit(main())
