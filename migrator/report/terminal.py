"""What a person reads in the terminal. The only place that draws with rich."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from migrator.coverage import Known, Provider, Used
from migrator.live import Live
from migrator.model import Access, Dag, FileStatus, Finding, Mode, Plan, Project, Severity, Task
from migrator.proof.compare import Comparison, Difference
from migrator.running import Ran
from migrator.secrets import masked
from migrator.verifying import Outcome, Verdict
from migrator.writing import Written

WIDTH = 120
SEVERITY_STYLE = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
KNOWN_STYLE = {Known.UNKNOWN: "yellow", Known.OWN: "green"}
# A list of findings longer than this shows the first of each code; --format json has them all.
FINDINGS_PER_CODE = 10


def console(stream: TextIO | None = None) -> Console:
    """A console for a stream: in colour and as wide as the terminal, or plain and 120 wide when it is none."""
    out = stream or sys.stdout
    return Console(file=out, highlight=False, soft_wrap=False, width=None if out.isatty() else WIDTH)


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None] | None]:
    """A function that moves a bar on standard error, given how much is done and of how much; None, and silence, where
    that is not a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(file=sys.stderr), transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def events(label: str) -> Iterator[Callable[[Mapping[str, Any]], None]]:
    """A function that shows what the shim does now, on standard error where that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda event: None
        return
    console = Console(file=sys.stderr)
    with console.status(label) as status:
        yield lambda event: status.update(f"{label}: {escape(described(event))}")


def described(event: Mapping[str, Any]) -> str:
    """An event of the shim in a few words."""
    what = event.get("task_id") or event.get("key") or event.get("dag_id") or event.get("event", "")
    return f"{what} {event.get('state', '')}".strip()


def show_analysis(project: Project, out: Console) -> None:
    """Each DAG with what its tasks read and write, then the findings, then one line that counts."""
    names = {asset.key: asset.name for asset in project.assets}
    accesses: dict[tuple[str, str, str], list[Access]] = {}
    for access in project.accesses:
        accesses.setdefault((access.task.path, access.task.dag, access.task.task), []).append(access)
    for dag in project.dags:
        show_dag(dag, names, accesses, out)
    for file in project.files:
        if file.status is FileStatus.FAILED:
            out.print(f"[bold red]not read[/] {escape(file.path)}: {escape(file.because or 'no reason given')}")
    show_findings(project.findings, out)
    out.print(Text(summary(project), style="bold"))


def show_operators(known: tuple[Provider, ...], found: tuple[Used, ...] | None, out: Console) -> None:
    """The operators of DAG files with how each is known; without any, what there are facts about."""
    if found is not None:
        show_used(found, out)
        return
    table = columns("provider", "operators", "lead to data", "by kind", numbers=("operators", "lead to data"))
    for provider in known:
        kinds = Text(", ".join(f"{number} {kind.value}" for kind, number in provider.kinds), style="dim")
        table.add_row(Text(provider.name), str(provider.total), str(provider.lead_to_data), kinds)
    out.print(table)
    total, leading = sum(provider.total for provider in known), sum(provider.lead_to_data for provider in known)
    out.print(Text(f"{total:,} operators of {len(known)} providers, {leading:,} lead to data", style="bold"))


def show_used(found: tuple[Used, ...], out: Console) -> None:
    """The operators of DAG files, those that nobody knows first."""
    table = columns("operator", "tasks", "known by", "kind", "import path", numbers=("tasks",))
    counts: Counter[Known] = Counter()
    for one in found:
        counts[one.known] += one.tasks
        path = one.fact if one.known is Known.BASE and one.fact else one.import_path
        known = Text(one.known.value, KNOWN_STYLE.get(one.known, ""))
        kind = one.kind.value if one.kind else ""
        table.add_row(Text(one.operator), str(one.tasks), known, kind, Text(path, style="dim"))
    out.print(table)
    ways = [f"{counts[known]:,} by {known.value}" for known in Known if known is not Known.UNKNOWN and counts[known]]
    told = ", ".join([*ways, f"{counts[Known.UNKNOWN]:,} unknown"])
    out.print(Text(f"{sum(counts.values()):,} tasks of {len(found)} operators: {told}", style="bold"))


def columns(*names: str, numbers: tuple[str, ...] = ()) -> Table:
    """An empty table with these columns."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for name in names:
        table.add_column(name, justify="right" if name in numbers else "left", overflow="fold")
    return table


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


def show_findings(findings: tuple[Finding, ...], out: Console) -> None:
    """The findings, errors first, each with its place and what to do; of many of one kind the first few."""
    seen: Counter[str] = Counter()
    for finding in sorted(findings, key=lambda f: (-f.severity.rank, f.code, f.span)):
        seen[finding.code] += 1
        if seen[finding.code] > FINDINGS_PER_CODE:
            continue
        line = Text(finding.severity.value, style=SEVERITY_STYLE[finding.severity])
        line.append(f"  {finding.code}", style="bold")
        line.append(f"  {finding.span.path}:{finding.span.line}", style="dim")
        out.print(line)
        out.print(Text(f"  {masked(finding.message)}"))
        if finding.fix:
            out.print(Text(f"  => {finding.fix}", style="green"))
    for code, number in sorted(seen.items()):
        if number > FINDINGS_PER_CODE:
            out.print(Text(f"  and {number - FINDINGS_PER_CODE} more {code}; --format json has them all", style="dim"))
    if findings:
        out.print()


def show_live(live: Live | None, out: Console) -> None:
    """How many DAGs real Airflow makes the same; those that differ are findings."""
    if live is None:
        return
    same = sum(not dag.differences for dag in live.dags)
    failed = f"; {len(live.errors)} files it cannot load" if live.errors else ""
    out.print(f"Airflow {live.airflow}: {same} of {len(live.dags)} DAGs as the text says{failed}")


def summary(project: Project) -> str:
    """One line that counts what was read."""
    tasks = sum(len(dag.tasks) for dag in project.dags)
    failed = sum(file.status is FileStatus.FAILED for file in project.files)
    known = len({access.task for access in project.accesses})
    severities = Counter(finding.severity for finding in project.findings)
    counts = ", ".join(
        f"{severities[level]} {level.value}{'s' * (severities[level] != 1)}" for level in reversed(Severity)
    )
    unread = f", {failed} not read" if failed else ""
    return (
        f"{len(project.files)} files{unread}, {len(project.dags)} DAGs, {tasks} tasks, "
        f"data known for {known} of them, {len(project.assets)} assets; {counts}"
    )


def show_lineage(answer: Mapping[str, Any], out: Console) -> None:
    """What SQL reads and writes, its column pairs, and what could not be read."""
    for label, names in (("reads", answer["sources"]), ("writes", answer["targets"])):
        for name in names:
            out.print(Text(f"{label:7} {name}"))
    for source, target in answer["columns"]:
        out.print(Text(f"column  {source} -> {target}"))
    for problem in answer["findings"]:
        out.print(Text(f"finding {masked(str(problem))}", style="yellow"))


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
    for note in done.notes:
        out.print(Text(f"note: {note}", style="yellow"))
    for failure in done.failures:
        out.print(Text(failure, style="red"))
    if any(run["state"] != "success" for run in done.document["runs"]):
        out.print(Text(f"the log: {done.log}", style="dim"))


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
