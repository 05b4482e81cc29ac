"""From what tasks say they do to the data they touch: fills a project's assets and accesses, with evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from migrator import identity
from migrator.configuration import Configuration
from migrator.findings import finding
from migrator.lineage.accesses import Facts
from migrator.lineage.connections import Connections, decide
from migrator.lineage.given import Given
from migrator.lineage.mentions import Gap, Mention, is_nameless, joined
from migrator.lineage.places import Filler
from migrator.lineage.same import settled
from migrator.lineage.sql_files import folders
from migrator.lineage.statements import Statements
from migrator.lineage.texts import known_params
from migrator.model import Access, Asset, Dag, Finding, Known, Mapping, Project, Span, Task
from migrator.operators.facts import Catalogue
from migrator.operators.rule import Kind, Rule
from migrator.secrets import masked

# Kinds whose rule says all there is: no data of their own, or data inside a job.
QUIET = (Kind.EMPTY, Kind.BRANCH, Kind.SHORT_CIRCUIT, Kind.NOTIFICATION, Kind.TRIGGER, Kind.CONTROL, Kind.SENSOR)


DECLARE = "Say what it reads and writes with inlets and outlets, or with a fact of your own in migrate.toml."
BARE = ("BaseOperator", "BaseSensorOperator")


def infer(project: Project, configuration: Configuration) -> Project:
    """The project with the data its tasks read and write; what could not be named is a finding."""
    connections = decide(project, configuration)
    assets: dict[str, Asset] = {asset.key: asset for asset in project.assets}
    accesses: list[Access] = list(project.accesses)
    findings: dict[Finding, None] = {}
    for dag in project.dags:
        unexplained: list[Task] = []
        for task in dag.tasks:
            found = list(_facts(project, dag, task, connections).of_task(task))
            mentions = [one for one in found if isinstance(one, Mention) and not is_nameless(one.place)]
            for asset in (one.place.asset for one in mentions):
                if identity.address_of(assets.setdefault(asset.key, asset)) != identity.address_of(asset):
                    findings[_two_in_one(assets[asset.key], asset, task)] = None
            accesses.extend(joined(dag.ref(task), (one.under(task.when) for one in mentions)))
            findings.update((_finding(one, dag, project.root), None) for one in found if isinstance(one, Gap))
            is_followed = any(effect.callback is None for effect in task.effects)
            unexplained += [] if found or is_followed else [task]
        findings.update((one, None) for one in _unexplained(dag, unexplained, configuration.catalogue))
    findings.update((one, None) for one in _unusable(connections))
    filled = replace(project, assets=settled(assets.values(), connections.follows), accesses=tuple(accesses))
    return filled.with_findings(*findings)


def _facts(project: Project, dag: Dag, task: Task, connections: Connections) -> Facts:
    params = known_params(dag.setting("params"), task.argument("params"))
    filler = Filler(connections, project.root, params)
    places = folders(project.root, dag.path, dag.setting("template_searchpath"))
    return Facts(Statements(filler, places, task.span, names_of(dag, task)))


def names_of(dag: Dag, task: Task) -> dict[str, object]:
    """What Jinja knows of a task beside its params: the ids, and the DAG's own macros as far as they are plain data."""
    macros = dag.setting("user_defined_macros")
    entries = macros.entries if isinstance(macros, Mapping) else ()
    known: dict[str, object] = {str(key.value): value for key, value in entries if isinstance(key, Known)}
    if dag.id is not None:
        known["dag"] = {"dag_id": dag.id}
    return {**known, "task": {"task_id": task.id}, "ti": {"task_id": task.id}, "task_instance": {"task_id": task.id}}


def _two_in_one(one: Asset, other: Asset, task: Task) -> Finding:
    places = sorted((identity.address_of(one), identity.address_of(other)))
    message = f"{one.key} stands for two tables, as [connections] or a connection file tells: {' and '.join(places)}"
    return finding("ambiguous-name", task.span, message, "Write the schema where it is left out.")


def _unusable(connections: Connections) -> Iterator[Finding]:
    for path, because in connections.homes.found.problems:
        message = f"{path} is not used for connections: {because}"
        yield finding("unusable-connections", Span(path, 1), message, "Mend the file, or say it under [connections].")


def _finding(gap: Gap, dag: Dag, root: str) -> Finding:
    # Where the project lies is of this machine, and nobody's business.
    message = f"{dag.name}: {gap.message}".replace(f"{root}/", "")
    return finding(gap.code, gap.evidence.span, masked(message), gap.fix)


def _unexplained(dag: Dag, tasks: list[Task], catalogue: Catalogue) -> Iterator[Finding]:
    """Notes for tasks whose operator nobody knows, or whose data no argument names; one per operator and reason."""
    found: dict[tuple[str, str], list[Task]] = {}
    for task in tasks:
        reason = _reason(task, catalogue)
        if reason is not None:
            found.setdefault(reason, []).append(task)
    for (code, text), alike in found.items():
        names = ", ".join(task.id for task in alike[:5]) + (", ..." if len(alike) > 5 else "")
        also = tuple(dict.fromkeys(task.span for task in alike[1:]))
        yield finding(code, alike[0].span, f"{dag.name}: {text} ({names})", DECLARE, also=also)


def _reason(task: Task, catalogue: Catalogue) -> tuple[str, str] | None:
    """The code and the reason why nothing is known of a task's data; None when there is nothing to know."""
    rule = catalogue.rule_of(task)
    if rule is None:
        # A class of the project whose code was read, and does nothing to data, needs no fact.
        is_read = bool(task.bases) and task.bases[-1].rpartition(".")[2] in BARE
        what = task.import_path or task.operator
        return None if is_read else ("unknown-operator", f"no fact says what {what} reads and writes")
    if _was_read(task, rule):
        return None
    if rule.names_data and rule.kind not in QUIET:
        return "unknown-data", f"no argument of {task.operator} says what it reads and writes"
    if rule.because and rule.kind in (Kind.JOB, Kind.WORK):
        return "unknown-data", f"what {task.operator} reads and writes is not known: {rule.because}"
    return None


def _was_read(task: Task, rule: Rule) -> bool:
    """Whether its SQL or its command line was there and read: then what it does not name, it does not touch."""
    given = Given.of_task(task, rule)
    names = [argument for argument, _, _ in rule.statements] + ([rule.shell] if rule.shell else [])
    return any(given.all(name) for name in names)
