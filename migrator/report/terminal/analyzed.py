"""What `migrate analyze` says: each DAG with the data of its tasks, the findings, and a line that counts."""

from __future__ import annotations

from collections import Counter

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from migrator.live import Live
from migrator.model import Access, Dag, FileStatus, Mode, Project, Severity, Task
from migrator.report.terminal.findings import show_findings
from migrator.secrets import masked


def show_analysis(project: Project, out: Console, *, notes: bool = False) -> None:
    """Each DAG with what its tasks read and write, then the findings, all notes if asked, then one line that counts."""
    names = {asset.key: asset.name for asset in project.assets}
    accesses: dict[tuple[str, str, str], list[Access]] = {}
    for access in project.accesses:
        accesses.setdefault((access.task.path, access.task.dag, access.task.task), []).append(access)
    for dag in project.dags:
        show_dag(dag, names, accesses, out)
    for file in project.files:
        if file.status is FileStatus.FAILED:
            out.print(f"[bold red]not read[/] {escape(file.path)}: {escape(file.because or 'no reason given')}")
    show_findings(project.findings, out, notes=notes)
    out.print(Text(counted(project), style="bold"))


def show_dag(dag: Dag, names: dict[str, str], accesses: dict[tuple[str, str, str], list[Access]], out: Console) -> None:
    """A DAG's heading, and a row for each task."""
    heading = Text(dag.id or "(id known only at run time)", style="bold")
    heading.append(f"  {dag.path}:{dag.span.line}", style="dim")
    heading.append(f"  {dag.timetable.text or 'no schedule'}", style="green")
    if dag.written_for:
        heading.append(f"  for Airflow {dag.written_for}", style="dim")
    out.print(heading)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 2), header_style="dim")
    for column, share in (("task", 4), ("operator", 3), ("reads", 5), ("writes", 5)):
        table.add_column(column, ratio=share, overflow="fold")
    for task in dag.tasks:
        found = accesses.get((dag.path, dag.name, task.id), [])
        reads = mentions(found, names, write=False)
        writes = mentions(found, names, write=True)
        table.add_row(Text(label(task)), Text(task.operator, style="dim"), Text(reads), Text(writes))
    out.print(table)
    out.print()


def label(task: Task) -> str:
    """A task's id, with a mark for a mapped one and for one that may not exist."""
    return task.id + ("[]" if task.mapped else "") + (" ?" if task.when else "")


def mentions(accesses: list[Access], names: dict[str, str], *, write: bool) -> str:
    """The names of what is read or written, one a line, each once; `?` where it hangs on a condition."""
    lines: dict[str, None] = {}
    for access in accesses:
        if (access.mode is Mode.WRITE) is write:
            verb = {Mode.CHECK: "checks ", Mode.WAIT: "waits for "}.get(access.mode, "")
            doubt = "" if access.certainty.value == "certain" else " ?"
            lines[f"{verb}{masked(names.get(access.asset, access.asset))}{doubt}"] = None
    return "\n".join(lines)


def show_live(live: Live | None, out: Console) -> None:
    """How many DAGs real Airflow makes the same; those that differ are findings."""
    if live is None:
        return
    same = sum(not dag.differences for dag in live.dags)
    failed = f"; {len(live.errors)} files it cannot load" if live.errors else ""
    out.print(f"Airflow {live.airflow}: {same} of {len(live.dags)} DAGs as the text says{failed}")


def counted(project: Project) -> str:
    """One line that counts what was read."""
    tasks = sum(len(dag.tasks) for dag in project.dags)
    failed = sum(file.status is FileStatus.FAILED for file in project.files)
    known = len({access.task for access in project.accesses})
    severities = Counter(finding.severity for finding in project.findings if finding.ignored is None)
    counts = ", ".join(
        f"{severities[level]} {level.value}{'s' * (severities[level] != 1)}" for level in reversed(Severity)
    )
    unread = f", {failed} not read" if failed else ""
    return (
        f"{len(project.files)} files{unread}, {len(project.dags)} DAGs, {tasks} tasks, "
        f"data known for {known} of them, {len(project.assets)} assets; {counts}"
    )
