"""What was compared, as Markdown."""

from __future__ import annotations

from .environment import VERSION
from .run import NOT_IN_2, Run
from .shipped import LEFT_OUT, NOT_COMPARED

KINDS = {"examples": f"examples of Airflow {VERSION}", "fixtures": "fixtures", "generated": "generated DAGs"}


def show(run: Run) -> str:
    """The sums, and what is excepted."""
    rows = [[name, str(run.compared[kind]), str(run.instances[kind])] for kind, name in KINDS.items()]
    rows.append(["together", str(run.compared.total()), str(run.instances.total())])
    ends = f"By `--python` {len(run.different)} differ. By the shim on Airflow 3.3 {len(run.on_3)} differ, "
    ends += "but for what Airflow 3 itself has otherwise:"
    other = [[why, str(number)] for why, number in run.same_but.most_common()]
    own = "Airflow 2.11 itself: "
    refused = [[f"`{name}`", own + why.replace("|", "/")] for name, _, why in map(_parts, run.refused)]
    left = [[f"`{name}`", why] for name, why in {**LEFT_OUT, **NOT_COMPARED}.items()]
    left.append([f"generated DAGs with `{NOT_IN_2}`", "2.x does not know the rule"])
    return "\n\n".join(
        [
            _table(["", "DAGs", "task instances"], rows),
            ends,
            _table(["in Airflow 3", "DAGs"], other),
            _table(["not run, or not all of it compared", "why"], [*left, *refused]),
        ]
    )


def _parts(line: str) -> tuple[str, str, str]:
    return line.rpartition(": ") if line.count(": ") == 1 else line.partition(": ")


def _table(head: list[str], rows: list[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(line)} |" for line in [head, ["---"] * len(head), *rows])
