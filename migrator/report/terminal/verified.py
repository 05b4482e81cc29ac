"""What `migrate verify` says."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from migrator.proof.compare import Comparison, Difference
from migrator.verifying import Outcome, Verdict


def show_verdict(verdict: Verdict, out: Console) -> None:
    """How each side ended, what was compared, what differs, and the verdict in one line."""
    out.print(Text(f"reference: {verdict.reference}", style="dim"))
    for name, side in (("Airflow", verdict.airflow), ("assets", verdict.assets)):
        for run in side.document["runs"]:
            style = "green" if run["state"] == "success" else "bold red"
            out.print(Text(f"{name:8}{run['dag_id']}  {run['run_id'] or ''}  ").append(run["state"], style=style))
        for failure in side.failures:
            out.print(Text(f"{name:8}{failure}", style="red"))
        if not side.succeeded:
            out.print(Text(f"{name:8}the log: {side.log}", style="dim"))
    out.print()
    show_comparison(verdict.comparison, out)
    out.print()
    for doubt in verdict.doubts:
        out.print(Text(f"note: {doubt}", style="yellow"))
    match verdict.outcome:
        case Outcome.EQUAL:
            out.print(Text("equal: both sides wrote the same data", style="bold green"))
        case Outcome.DIFFERENT:
            out.print(Text("NOT equal", style="bold red"))
        case Outcome.UNPROVEN:
            out.print(
                Text(
                    "nothing was proven: nothing was compared that a run changed and that holds anything",
                    style="bold yellow",
                )
            )


def show_comparison(comparison: Comparison, out: Console) -> None:
    """Each output with whether it is equal, then the first rows of each difference."""
    for output in comparison.outputs:
        if not output.touched:
            continue
        verdict = Text(
            "differs" if output.difference else "equal  ", style="bold red" if output.difference else "green"
        )
        verdict.append(f"  {output.name}", style="default")
        verdict.append(f"  {output.amount} {output.unit}", style="dim")
        out.print(verdict)
    untouched = sum(not output.touched for output in comparison.outputs)
    if untouched:
        out.print(
            Text(f"{untouched} other outputs ended as they began: left alone, or written the same again", style="dim")
        )
    for difference in comparison.differences:
        show_difference(difference, out)


def show_difference(difference: Difference, out: Console) -> None:
    """Why an output differs, and its first rows with how often each side has them."""
    out.print()
    out.print(Text(f"{difference.name}: {difference.because}", style="bold red"))
    if difference.rows:
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 2), header_style="dim")
        for column in (*difference.columns, "Airflow", "assets"):
            table.add_column(Text(column), overflow="fold")
        for row in difference.rows:
            table.add_row(*(Text(str(value)) for value in row.values), times(row.left), times(row.right))
        out.print(table)


def times(number: int) -> Text:
    """How often a side has a row."""
    return Text(f"{number} x" if number else "-", style="" if number else "dim")
