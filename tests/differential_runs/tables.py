"""What was run and met, as Markdown."""

from __future__ import annotations

from . import shipped
from .programs import RULES
from .run import Run

STATES = ("success", "failed", "skipped", "upstream_failed", "removed")


def show(run: Run) -> str:
    """The sums, the trigger rules by the states met above them, what the DAGs were made of, and what was left out."""
    rules = [*RULES, "all_done_setup_success"]
    rows = [[rule, *(f"{run.met[rule, state]:,}" for state in STATES)] for rule in rules]
    kinds = [[kind, f"{number:,}"] for kind, number in run.kinds.most_common()]
    left = [[f"`{name}`", why] for name, why in {**shipped.LEFT_OUT, **shipped.NOT_COMPARED}.items()]
    compared = f"{run.compared:,} DAGs, {run.made:,} of them generated, with {run.instances:,} task instances"
    decided = f"{run.decided:,} decisions of the scheduler itself (each rule below every set of up to three states; removed tasks are met only there)"
    return "\n\n".join(
        [
            f"{compared} and {decided}: {len(run.different)} different. Airflow refused {len(run.refused)} generated DAGs more.",
            _table(["tasks with this rule, below one that ended as", *STATES], rows),
            _table(["generated DAGs with", "DAGs"], kinds),
            _table(["not run, or not all of it compared", "why"], left),
        ]
    )


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
