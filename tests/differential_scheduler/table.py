"""What was compared, as Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .asked import ALLOWED, AT_ONCE, LEFT_OUT, ONE_RUN, ORDERED, files_of


def show(theirs: Mapping[str, Any], lines: Mapping[str, Sequence[str]], again: Sequence[str] = ()) -> str:
    """The sums, by what the DAGs are about, and what is excepted."""
    rows, sums = [], [0, 0, 0, 0, 0]
    for about, dags in files_of(theirs["dags"]).items():
        runs = [run for dag in dags for run in theirs["dags"][dag].values()]
        found = [
            len(dags), len(runs), sum(len(run["tasks"]) for run in runs), sum(len(run["xcoms"]) for run in runs),
            sum(bool(lines.get(dag)) for dag in dags),
        ]  # fmt: skip
        rows.append([about, *map(str, found)])
        sums = [a + b for a, b in zip(sums, found, strict=True)]
    rows.append(["together", *map(str, sums)])
    limits = (
        f"In {len(AT_ONCE)} DAGs both never had more at once than a limit lets, by the times at which tasks began and "
    )
    limits += f"ended; in {len(ONE_RUN)} one run at a time; in {len(ORDERED)} tasks started in the same order."
    if again:
        limits += (
            f" Asked of Airflow again, because its scheduler had taken a task for killed (below): {', '.join(again)}."
        )
    excepted = [
        [name if " " in name or "`" in name else f"`{name}`", why] for name, why in {**ALLOWED, **LEFT_OUT}.items()
    ]
    head = ["DAGs about", "DAGs", "runs", "task instances", "XComs", "DAGs that differ"]
    return "\n\n".join([_table(head, rows), limits, _table(["exception", "why"], excepted)])


def _table(head: list[str], rows: list[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(line)} |" for line in [head, ["---"] * len(head), *rows])
