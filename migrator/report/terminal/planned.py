"""What `migrate plan` says: what to do with each DAG, what becomes of each task, which settings change, in which waves
it all moves; each with why."""

from __future__ import annotations

from collections import Counter

from rich.console import Console
from rich.text import Text

from migrator.model import Advice, Becomes, Likeness, Plan, Step, Verdict, Wave
from migrator.report.terminal.screen import columns
from migrator.report.words import bridge_words
from migrator.secrets import masked

STYLE = {Becomes.WRAPPED: "yellow", Becomes.AIRFLOW: "yellow", Becomes.ASSET: "green", Becomes.CHECK: "green"}
VERDICT_STYLE = {Verdict.NOW: "green", Verdict.LATER: "yellow", Verdict.STAYS: "dim"}
LIKENESS_STYLE = {Likeness.APPROXIMATED: "yellow", Likeness.ISLAND: "", Likeness.IMPOSSIBLE: "red"}


def show_plan(plan: Plan, out: Console) -> None:
    """Each DAG with its tasks and the settings that change, the waves, then one line that counts."""
    groups: dict[str, list[Step]] = {}
    for step in plan.steps:
        groups.setdefault(step.tasks[0].dag, []).append(step)
    for advice in plan.advice:
        show_advice(advice, out)
        if advice.dag in groups and advice.path == groups[advice.dag][0].tasks[0].path:
            show_steps(groups[advice.dag], out)
            show_settings(plan, advice.dag, out)
        out.print()
    show_waves(plan.waves, out)
    counts = Counter(step.becomes for step in plan.steps)
    told = ", ".join(f"{counts[becomes]} {becomes.value}" for becomes in Becomes if counts[becomes])
    out.print(
        Text(f"{amount(len(plan.steps), 'step')} of {amount(len(groups), 'DAG')}: {told or 'none'}", style="bold")
    )


def show_advice(advice: Advice, out: Console) -> None:
    """A DAG's name and what to do with it, what makes its score, and what blocks it."""
    line = Text.assemble((advice.dag, "bold"), "  ", (advice.verdict.value, VERDICT_STYLE[advice.verdict]))
    line.append(f"  {masked(advice.because)}", style="dim")
    if advice.work:
        line.append(f"; {days(advice.low, advice.high)}", style="dim")
    out.print(line)
    counted = "; ".join(f"{reason.points:+g} {masked(reason.because)}" for reason in advice.reasons)
    if counted:
        out.print(Text(f"  {counted}", style="dim"))
    for block in advice.blocked_by:
        out.print(Text(f"  first: {masked(block)}", style="yellow"))


def days(low: float, high: float) -> str:
    """A range of person-days."""
    return f"{low:g} to {high:g} person-days"


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
    """What becomes of a DAG's settings: those that do not stay what they are, then the names of all others."""
    rows = [row for row in plan.equivalence if row.dag == group]
    table = columns("setting", "in Airflow", "becomes", "", "why")
    for row in rows:
        if row.likeness is not Likeness.SAME:
            alike = Text(row.likeness.value, style=LIKENESS_STYLE[row.likeness])
            named = (Text(masked(text)) for text in (row.setting, row.airflow, row.target))
            table.add_row(*named, alike, Text(masked(row.because), style="dim"))
    if table.row_count:
        out.print(table)
    same = ", ".join(dict.fromkeys(row.setting for row in rows if row.likeness is Likeness.SAME))
    if same:
        out.print(Text(f"  the same: {same}", style="dim"))


def show_waves(waves: tuple[Wave, ...], out: Console) -> None:
    """Which DAGs move together, in order, and over which bridges data goes meanwhile."""
    for wave in waves:
        line = Text.assemble((f"wave {wave.number}", "bold"), f"  {', '.join(wave.dags)}")
        after = f", shares data with {', '.join(f'wave {number}' for number in wave.after)}" if wave.after else ""
        critical = ", on the critical path" if wave.critical else ""
        line.append(f"  {days(wave.low, wave.high)}{after}{critical}; {wave.because}", style="dim")
        out.print(line)
        for bridge in wave.bridges:
            out.print(Text(f"  bridge: {bridge_words(bridge)}", style="dim"))
    if waves:
        out.print()


def amount(number: int, noun: str) -> str:
    """A number with its noun: `1 DAG`, `3 DAGs`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
