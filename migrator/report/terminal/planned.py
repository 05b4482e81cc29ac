"""What `migrate plan` says: what becomes of each task and why, and which settings do not carry over as they are."""

from __future__ import annotations

from collections import Counter

from rich.console import Console
from rich.text import Text

from migrator.model import Becomes, Likeness, Plan, Step
from migrator.report.terminal.screen import columns
from migrator.secrets import masked

STYLE = {Becomes.WRAPPED: "yellow", Becomes.AIRFLOW: "yellow", Becomes.ASSET: "green", Becomes.CHECK: "green"}
UNLIKE = (Likeness.APPROXIMATED, Likeness.IMPOSSIBLE)


def show_plan(plan: Plan, out: Console) -> None:
    """Each DAG with its tasks and the settings that change, then one line that counts."""
    groups: dict[str, list[Step]] = {}
    for step in plan.steps:
        groups.setdefault(step.group, []).append(step)
    for group, steps in groups.items():
        out.print(Text(group, style="bold"))
        show_steps(steps, out)
        show_settings(plan, group, out)
        out.print()
    counts = Counter(step.becomes for step in plan.steps)
    told = ", ".join(f"{counts[becomes]} {becomes.value}" for becomes in Becomes if counts[becomes])
    out.print(Text(f"{len(plan.steps)} steps of {len(groups)} DAGs: {told or 'none'}", style="bold"))


def show_steps(steps: list[Step], out: Console) -> None:
    """What each step becomes, and why."""
    table = columns("task", "becomes", "writes", "why")
    for step in steps:
        tasks = Text("\n".join(ref.task for ref in step.tasks) or step.id)
        writes = Text("\n".join(masked(key) for key in step.writes), style="dim")
        becomes = Text(step.becomes.value, style=STYLE.get(step.becomes, ""))
        table.add_row(tasks, becomes, writes, Text(masked(step.because)))
    out.print(table)


def show_settings(plan: Plan, group: str, out: Console) -> None:
    """The settings of a DAG that do not stay what they are."""
    for row in plan.equivalence:
        if row.dag == group and row.likeness in UNLIKE:
            text = Text(f"  {row.setting} {masked(row.airflow)}: ", style="dim")
            text.append(row.likeness.value, style="yellow")
            text.append(f", {masked(row.target)}: {masked(row.because)}", style="dim")
            out.print(text)
