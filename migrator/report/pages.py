"""The report as files: Markdown, and one HTML page that needs nothing but itself."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import jinja2

from migrator.findings import CODES
from migrator.model import Access, Advice, Dag, Disposition, Finding, Mode, Plan, Project, Severity, Span, TaskRef
from migrator.report.words import bridge_words
from migrator.secrets import masked
from migrator.writing import write_folder

environment = jinja2.Environment(
    loader=jinja2.PackageLoader("migrator.report", "templates"),
    undefined=jinja2.StrictUndefined,
    autoescape=jinja2.select_autoescape(enabled_extensions=("html.jinja",)),
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task as the pages show it."""

    id: str
    operator: str
    line: int
    reads: list[str]
    writes: list[str]
    becomes: str
    because: str


@dataclass(frozen=True, slots=True)
class DagSection:
    """One DAG as the pages show it."""

    name: str
    path: str
    line: int
    schedule: str
    written_for: str
    tasks: list[TaskRow]
    advice: Advice | None


@dataclass(frozen=True, slots=True)
class AssetRow:
    """One asset with the tasks that write it and those that read it."""

    name: str
    system: str
    key: str
    writers: list[str]
    readers: list[str]


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of one kind."""

    code: str
    meaning: str
    findings: list[Finding]


@dataclass(frozen=True, slots=True)
class Place:
    """What stands at one of a finding's places."""

    span: Span
    quote: str


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything on the pages; `grave` are the errors and warnings."""

    counts: list[tuple[str, int]]
    grave: list[Finding]
    notes: list[Notes]
    dags: list[DagSection]
    assets: list[AssetRow]
    plan: Plan


def write_report(project: Project, plan: Plan, folder: Path) -> tuple[Path, ...]:
    """Write `report.md` and `report.html` into a folder, each whole or not at all; their paths."""
    contents = contents_of(project, plan)
    names = ("report.md", "report.html")
    files = {name: environment.get_template(f"{name}.jinja").render(report=contents) for name in names}
    write_folder(folder, files)
    return tuple(folder / name for name in names)


def contents_of(project: Project, plan: Plan) -> Contents:
    """What the pages say, in a stable order, without secrets."""
    found = (each for each in (*project.findings, *plan.findings) if each.ignored is None)
    findings = sorted(map(shown_finding, found), key=lambda f: (-f.severity.rank, f.code, f.span))
    severities = Counter(finding.severity for finding in findings)
    counts = [
        ("DAGs", len(project.dags)),
        ("tasks", sum(len(dag.tasks) for dag in project.dags)),
        ("assets", len(project.assets)),
        *((f"{severity.value}s", severities[severity]) for severity in reversed(Severity)),
    ]
    return Contents(
        counts=counts,
        grave=[each for each in findings if each.severity is not Severity.NOTE],
        notes=notes_of([each for each in findings if each.severity is Severity.NOTE]),
        dags=dag_sections(project, plan),
        assets=asset_rows(project),
        plan=shown_plan(plan),
    )


def notes_of(findings: list[Finding]) -> list[Notes]:
    """The notes by kind, the most first."""
    kinds = Counter(each.code for each in findings)
    by_number = sorted(kinds, key=lambda code: (-kinds[code], code))
    return [Notes(code, CODES[code].meaning, [one for one in findings if one.code == code]) for code in by_number]


def places(finding: Finding) -> list[Place]:
    """The places of a finding at which something is quoted."""
    spans = (finding.span, *finding.also)
    return [Place(span, quote) for span, quote in zip(spans, finding.quotes, strict=False) if quote]


def shown_finding(finding: Finding) -> Finding:
    """The finding without secrets."""
    return replace(finding, message=masked(finding.message), quotes=tuple(masked(quote) for quote in finding.quotes))


def dag_sections(project: Project, plan: Plan) -> list[DagSection]:
    """Every DAG with its tasks."""
    names = {asset.key: masked(asset.name) for asset in project.assets}
    accesses: dict[TaskRef, list[Access]] = {}
    for access in project.accesses:
        accesses.setdefault(access.task, []).append(access)
    becomes = {item.item: item for item in plan.dispositions}
    advice = {(one.path, one.dag): shown_advice(one) for one in plan.advice}
    return [dag_section(dag, names, accesses, becomes, advice.get((dag.path, dag.name))) for dag in project.dags]


def shown_advice(advice: Advice) -> Advice:
    """The advice without secrets."""
    reasons = tuple(replace(reason, because=masked(reason.because)) for reason in advice.reasons)
    blocked = tuple(masked(block) for block in advice.blocked_by)
    return replace(advice, because=masked(advice.because), reasons=reasons, blocked_by=blocked)


def shown_plan(plan: Plan) -> Plan:
    """The plan whose waves and policies name no secret."""
    waves = tuple(
        replace(wave, bridges=tuple(replace(one, key=masked(one.key)) for one in wave.bridges)) for wave in plan.waves
    )
    return replace(plan, waves=waves, freshness=tuple(replace(one, key=masked(one.key)) for one in plan.freshness))


def dag_section(
    dag: Dag,
    names: dict[str, str],
    accesses: dict[TaskRef, list[Access]],
    becomes: dict[str, Disposition],
    advice: Advice | None,
) -> DagSection:
    """One DAG with its tasks."""
    rows = []
    for task in dag.tasks:
        mine = accesses.get(dag.ref(task), [])
        item = becomes[f"{dag.name}.{task.id}"]
        reads = dict.fromkeys(names.get(a.asset, a.asset) for a in mine if a.mode is not Mode.WRITE)
        writes = dict.fromkeys(names.get(a.asset, a.asset) for a in mine if a.mode is Mode.WRITE)
        row = TaskRow(
            task.id, task.operator, task.span.line, list(reads), list(writes), item.becomes.value, item.because
        )
        rows.append(row)
    return DagSection(
        dag.id or "(id known only at run time)",
        dag.path,
        dag.span.line,
        dag.timetable.text or "no schedule",
        dag.written_for or "any",
        rows,
        advice,
    )


def asset_rows(project: Project) -> list[AssetRow]:
    """Every asset, by key."""
    users: dict[tuple[str, bool], dict[str, None]] = {}
    for access in project.accesses:
        task = f"{access.task.dag}.{access.task.task}"
        users.setdefault((access.asset, access.mode is Mode.WRITE), {})[task] = None
    return [
        AssetRow(
            masked(asset.name),
            asset.system,
            masked(asset.key),
            list(users.get((asset.key, True), {})),
            list(users.get((asset.key, False), {})),
        )
        for asset in sorted(project.assets)
    ]


def cell(text: str) -> str:
    """The text inside a cell of a Markdown table."""
    # An underscore inside a word is no markup; anywhere else it is.
    return re.sub(r"[\\`|<>*\[\]]|(?<!\w)_|_(?!\w)", r"\\\g<0>", " ".join(text.split()))


environment.filters["cell"] = cell
environment.filters["places"] = places
environment.filters["bridge"] = bridge_words
