"""Divide random DAGs into native tasks and islands, and run both worlds with random outcomes; print what differs.

python -m differential_plans [--dags 5000] [--seed 0] [--write docs/accuracy.md]
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from migrator.semantics import RULES

from .compared import Tally

BEGIN, END = "<!-- differential plans: made by make differential -->", "<!-- differential plans: end -->"
STATES = ("success", "failed", "skipped", "upstream_failed")
HOMES = ("native", "join", "folded", "hook", "dropped", "alone in an island", "in an island with others")
OUTCOMES = 12


def main() -> int:
    """0 when nothing differs and every rule was met with every outcome."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dags", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--write", type=Path, help="put the tables into this file, between its two markers")
    options = parser.parse_args()
    tally = Tally()
    for seed in range(options.seed, options.seed + options.dags):
        tally.closed(seed, OUTCOMES)
        if seed % 5 == 0:
            tally.minimal(seed)
    print(show(tally))
    for name, text in tally.different.items():
        print(f"\n# ---- {name}\n{text}")
    missing = unmet(tally)
    if missing:
        print(f"\nnever met: {missing}")
    if options.write and not tally.different:
        file = options.write
        file.write_text(re.sub(f"(?s){BEGIN}.*{END}", lambda _: f"{BEGIN}\n{show(tally)}\n{END}", file.read_text()))
    return 1 if tally.different or missing else 0


def unmet(tally: Tally) -> list[tuple[str, str]]:
    """The trigger rules with the outcomes that no task with such a rule had above it."""
    return [(rule, state) for rule in rules() for state in STATES if not tally.met[rule, state]]


def rules() -> list[str]:
    """The rules by their names of today."""
    return [rule for rule in RULES if rule not in ("dummy", "none_failed_or_skipped")]


def show(tally: Tally) -> str:
    """The sums, the trigger rules by the ends met above them, and by what became of tasks with them."""
    text = (
        f"{tally.dags:,} DAGs of {tally.tasks:,} tasks, for targets with and without gates, joins and hooks; "
        f"{tally.runs:,} runs in both worlds; {tally.taken_out:,} tasks taken out of their islands: "
        f"{len(tally.different)} different."
    )
    met = [[rule, *(f"{tally.met[rule, state]:,}" for state in STATES)] for rule in rules()]
    homes = [[rule, *(f"{tally.homes[rule, home]:,}" for home in HOMES)] for rule in rules()]
    head = "tasks with this rule"
    return "\n\n".join(
        [text, _table([f"{head}, below one that ended as", *STATES], met), _table([head, *HOMES], homes)]
    )


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
