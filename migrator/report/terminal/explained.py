"""What `migrate explain` says: a heading, then a part for each question, every fact with its place and its code."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from migrator.explaining import AboutAsset, AboutDag, AboutTask, Explained, Guard, Step
from migrator.model import Access, Dag, Edge, EdgeKind, Finding, Mode, Project, Standing, Support, Task, TaskRef
from migrator.report.terminal.evidence import Words, heading, part, why
from migrator.report.terminal.findings import show_finding

SUPPORT = {
    Support.DATA: ("green", "the lower task reads what the upper writes"),
    Support.XCOM: ("green", "the lower task takes what the upper returns or pushes"),
    Support.CARRIES: ("green", "on the way between a task that writes and one that reads"),
    Support.REDUNDANT: ("dim", "other edges order the two as well"),
    Support.ORDER: ("yellow", "nothing known needs it"),
    Support.UNKNOWN: ("yellow", "what one of the two touches is not known"),
}
OTHER = {
    EdgeKind.TRIGGER: ("green", "starts the other"),
    EdgeKind.SENSOR: ("green", "waits for the other"),
    EdgeKind.XCOM: ("green", "takes an XCom by name"),
}
STANDING = {
    Standing.DECLARED: ("green", "an edge orders the two"),
    Standing.IMPLIED: ("green", "several edges order the two"),
    Standing.GUARDED: ("green", "something makes the reader wait"),
    Standing.REVERSED: ("bold red", "the reader comes first"),
    Standing.MISSING: ("bold red", "nothing orders the two"),
}
USED = {Mode.WRITE: "written by", Mode.READ: "read by", Mode.CHECK: "checked by", Mode.WAIT: "waited for by"}
# Steps along the data that are drawn; --format json has them all.
STEPS = 40


def show_explained(project: Project, explained: Iterable[Explained], out: Console) -> None:
    """Everything about each thing that was named."""
    words = Words({asset.key: asset.name for asset in project.assets}, out)
    for each in explained:
        match each:
            case AboutDag():
                _dag(each, words)
            case AboutTask():
                _task(each, words)
            case AboutAsset():
                _asset(each, words)


def _dag(about: AboutDag, words: Words) -> None:
    dag = about.dag
    heading(dag.id or "(id known only at run time)", "DAG", dag.span, words, _written_for(dag))
    schedule = Text(f"{dag.timetable.text or 'none'}", style="green")
    if dag.timetable.text:
        schedule.append(f"  {dag.timetable.zone}", style="dim")
    part("schedule", words)
    words.say(schedule, 2)
    words.say(about.interval.words, 2)
    if about.interval.example:
        words.say(Text(about.interval.example, style="dim"), 2)
    part(f"{len(dag.tasks)} task{'s' * (len(dag.tasks) != 1)}", words)
    for task in dag.tasks:
        _task_line(task, words)
        words.accesses([access for access in about.accesses if access.task == dag.ref(task)], 4, with_asset=True)
    _edges(about.edges, dag, words)
    _guards(about.guards, dag, words)
    _findings("findings", about.findings, words)


def _task(about: AboutTask, words: Words) -> None:
    heading(f"{about.dag.name}.{about.task.id}", "task", about.task.span, words, about.task.operator)
    if about.task.when:
        words.say(Text(f"there only if {about.task.when.text()}", style="yellow"), 2)
    if about.task.trigger_rule != "all_success":
        words.say(f"runs by the rule {about.task.trigger_rule}", 2)
    part("data", words)
    if not about.accesses:
        nothing = "none that is known" if about.unknown else "none, and nothing says that there may be some"
        words.say(Text(nothing, style="dim"), 2)
    words.accesses(about.accesses, 2, with_asset=True)
    _findings("not known about it, and what would make it known", about.unknown, words)
    _edges(about.edges, about.dag, words)
    _guards(about.guards, about.dag, words)
    _steps("its data comes from", about.above, about.ref, words, "from outside: no task writes it")
    _steps("its data goes to", about.below, about.ref, words, "no task reads it")
    _findings("findings", about.findings, words)


def _asset(about: AboutAsset, words: Words) -> None:
    asset = about.asset
    heading(words.name(asset.key), "asset", None, words, asset.system)
    address = dict(asset.attributes).get("address")
    partitions = dict.fromkeys(access.partition for access in about.accesses if access.partition)
    told = [
        ("key", [asset.key]),
        ("address", [address] if address else []),
        ("same data", about.same),
        ("holds or lies in", about.near),
        ("touched by parts", partitions),
    ]
    for label, texts in told:
        if texts:
            words.say(Text.assemble((f"{label:18}", "dim"), ", ".join(map(words.safe, texts))), 2)
    for mode, label in USED.items():
        _users(label, [access for access in about.accesses if access.mode is mode], words)
    if about.columns:
        part(f"{len(about.columns)} column{'s' * (len(about.columns) != 1)}", words)
        for column, made in about.columns:
            source = ", ".join(words.column(one) for one in made)
            words.say(Text.assemble(words.safe(column), ("  from ", "dim"), source), 2)
    _guards(about.guards, None, words)
    _findings("findings", about.findings, words)


def _users(label: str, accesses: list[Access], words: Words) -> None:
    """Who uses an asset in one way; that nobody writes or reads it is said."""
    nobody = label in (USED[Mode.WRITE], USED[Mode.READ]) and not accesses
    part(label, words, empty=not accesses and not nobody)
    if nobody:
        words.say(Text("no task that was read", style="dim"), 2)
    for task in dict.fromkeys(access.task for access in accesses):
        words.say(Text(words.task(task), style="bold"), 2)
        words.accesses([access for access in accesses if access.task == task], 4, with_asset=False)


def _written_for(dag: Dag) -> str:
    return f"for Airflow {dag.written_for}" if dag.written_for else ""


def _task_line(task: Task, words: Words) -> None:
    line = Text(task.id, style="bold")
    line.append(f"  {task.operator}", style="cyan")
    line.append(f"  {task.span.path}:{task.span.line}", style="dim")
    line.append("  one for each" if task.mapped else "", style="dim")
    line.append(f"  only if {task.when.text()}" if task.when else "", style="yellow")
    words.say(line, 2)


def _edges(edges: Iterable[Edge], dag: Dag, words: Words) -> None:
    told = list(edges)
    part(f"{len(told)} edge{'s' * (len(told) != 1)}", words, empty=not told)
    for edge in told:
        judged = edge.support is not Support.UNJUDGED
        style, meaning = SUPPORT[edge.support] if judged else OTHER.get(edge.kind, ("dim", "declared"))
        line = Text(f"{words.end(edge.upstream, dag)} >> {words.end(edge.downstream, dag)}", style="bold")
        line.append(f"  {edge.support.value if judged else edge.kind.value}", style=style)
        words.say(line.append(f": {meaning}", style="dim"), 2)
        why(edge.evidence, words, 4)


def _guards(guards: Iterable[Guard], dag: Dag | None, words: Words) -> None:
    told = list(guards)
    part("who depends on whom by data", words, empty=not told)
    for guard in told:
        each = guard.dependency
        style, meaning = STANDING[each.standing]
        line = Text(f"{words.end(each.writer, dag)} -> {words.end(each.reader, dag)}", style="bold")
        if dag is not None:
            line.append(f"  by {words.name(each.asset)}", style="default")
        words.say(line, 2)
        words.say(Text.assemble((each.standing.value, style), (f": {meaning}", "dim")), 4)
        _way(guard, dag, words)


def _way(guard: Guard, dag: Dag | None, words: Words) -> None:
    """What makes the reader wait, with what the edges of the DAG at hand do not tell; the places where nothing does."""
    if guard.dependency.standing in (Standing.MISSING, Standing.REVERSED):
        for access in (guard.write, guard.read):
            words.accesses([access] if access else [], 4, with_asset=False)
        return
    way = [words.end(edge.upstream, dag) for edge in guard.edges]
    if guard.edges and (len(way) > 1 or dag is None):
        words.say(" >> ".join((*way, words.end(guard.edges[-1].downstream, dag))), 4)
    for edge in guard.edges:
        if dag is None or edge.kind not in (EdgeKind.ORDER, EdgeKind.XCOM):
            why(edge.evidence[:1], words, 6)


def _findings(title: str, findings: Iterable[Finding], words: Words) -> None:
    told = list(findings)
    part(title, words, empty=not told)
    for found in told:
        show_finding(found, words.out)
        if found.ignored is not None:
            words.say(Text(f"ignored in the code: {words.safe(found.ignored)}", style="dim"), 2)


def _steps(title: str, steps: tuple[Step, ...], start: TaskRef, words: Words, end: str) -> None:
    if not steps:
        return
    part(title, words)
    tree = Tree(Text(words.task(start), style="bold"), guide_style="dim")
    branches = {start: tree}
    for step in steps[:STEPS]:
        by = words.name(step.asset) if step.asset is not None else "XCom"
        label = Text.assemble((f"{by}  ", "cyan"), (words.task(step.task), "bold") if step.task else (end, "dim"))
        branch = branches[step.source].add(label)
        if step.task is not None:
            branches[step.task] = branch
    words.say(tree, 2)
    if len(steps) > STEPS:
        words.say(Text(f"and {len(steps) - STEPS} more; --format json has them all", style="dim"), 2)
