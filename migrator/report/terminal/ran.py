"""What `migrate generate` and `migrate run` say."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from migrator.model import Plan
from migrator.report.progress import summary
from migrator.running import Ran
from migrator.writing import Written


def show_generated(folder: Path, done: Written, plan: Plan, out: Console) -> None:
    """What was written, kept and left, and what became of the tasks."""
    becomes = Counter(disposition.becomes.value for disposition in plan.dispositions)
    out.print(Text(f"{len(done.written)} files written, {len(done.unchanged)} unchanged in {folder}", style="bold"))
    for path in done.kept:
        out.print(Text(f"kept   {path}: edited; where it is generated otherwise now, see {path}.new", "yellow"))
    for path in done.left:
        out.print(Text(f"left   {path}: no longer generated", "yellow"))
    out.print("tasks: " + ", ".join(f"{number} {name}" for name, number in sorted(becomes.items())))


def show_run(done: Ran, out: Console) -> None:
    """Each run with its unmodified tasks and its assets, native ones told apart; why tasks failed; where the log is."""
    for run in done.document["runs"]:
        style = {"success": "green", "failed": "bold red"}.get(run["state"], "yellow")
        heading = Text(run["dag_id"], style="bold")
        heading.append(f"  {run['run_id'] or ''}", style="dim")
        heading.append(f"  {run['state']}", style=style)
        out.print(heading)
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 2), header_style="dim")
        for column in ("task or asset", "what", "state", "try", "rows", "seconds"):
            right = column in ("try", "rows", "seconds")
            table.add_column(column, justify="right" if right else "left", overflow="fold")
        for task in run["tasks"]:
            name = task["task_id"] + ("" if task["map_index"] < 0 else f"[{task['map_index']}]")
            seconds = "" if task["duration_s"] is None else f"{task['duration_s']:.2f}"
            table.add_row(Text(name), "unmodified task", task["state"], str(task["try_number"]), "", seconds)
        for asset in run["assets"]:
            name = asset["key"] + (f" [{asset['partition']}]" if asset["partition"] else "")
            what = Text("native asset", style="bold") if asset["key"] in done.native else Text("its asset", style="dim")
            rows = "" if asset["rows"] is None else str(asset["rows"])
            table.add_row(Text(name), what, asset["state"], "", rows, "")
        out.print(table)
        out.print()
    for line in summary(done.document["runs"], done.seconds):
        out.print(Text(line, style="bold"))
    for note in done.notes:
        out.print(Text(f"note: {note}", style="yellow"))
    for failure in done.failures:
        out.print(Text(failure, style="red"))
    if any(run["state"] != "success" for run in done.document["runs"]):
        out.print(Text(f"the log: {done.log}", style="dim"))
