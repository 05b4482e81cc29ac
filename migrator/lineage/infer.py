"""From what tasks say they do to the data they touch: fills a project's assets and accesses, with evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from migrator import identity
from migrator.configuration import Configuration
from migrator.findings import finding
from migrator.lineage import xcoms
from migrator.lineage.accesses import SCRIPT, Facts
from migrator.lineage.connections import Connections, decide
from migrator.lineage.dbt_files import project_files
from migrator.lineage.dbt_runs import Dbt
from migrator.lineage.given import Given
from migrator.lineage.mentions import Gap, Mention, is_nameless, joined
from migrator.lineage.places import Filler
from migrator.lineage.same import settled
from migrator.lineage.sql_files import EXTENSIONS, find_file, folders, read_file
from migrator.lineage.statements import Statements
from migrator.lineage.texts import known_params, text_of
from migrator.lineage.xcoms import Handed, Pull, pulls_of
from migrator.model import Access, Asset, Dag, Edge, Finding, Items, Known, Mapping, Mode, Project, Span, Task
from migrator.operators.facts import Catalogue
from migrator.operators.rule import Kind, Rule
from migrator.secrets import masked

# Kinds whose rule says all there is: no data of their own, or data inside a job.
QUIET = (Kind.EMPTY, Kind.BRANCH, Kind.SHORT_CIRCUIT, Kind.NOTIFICATION, Kind.TRIGGER, Kind.CONTROL, Kind.SENSOR)


# Files in which Airflow renders templates when an argument names them.
TEMPLATED_FILES = (*EXTENSIONS, ".sh", ".bash")
DECLARE = "Say what it reads and writes with inlets and outlets, or with a fact of your own in migrate.toml."
BARE = ("BaseOperator", "BaseSensorOperator")


def infer(project: Project, configuration: Configuration) -> Project:
    """The project with the data its tasks read and write; what could not be named is a finding."""
    connections = decide(project, configuration)
    dbt = Dbt(project.root, project_files(project.root), dict(configuration.dbt))
    assets: dict[str, Asset] = {asset.key: asset for asset in project.assets}
    accesses: list[Access] = list(project.accesses)
    findings: dict[Finding, None] = {}
    edges: dict[Edge, None] = dict.fromkeys(project.edges)
    by_id = dags_by_id(project)
    for dag in project.dags:
        unexplained: list[Task] = []
        touched: list[Access] = []
        temporary: set[str] = set()
        handed, pulls = Handed.of(dag), _pulls(project, dag)
        edges.update(dict.fromkeys(xcoms.edges(dag, pulls, handed, by_id)))
        for task in dag.tasks:
            asked = pulls.get(task.id, [])
            facts = _facts(project, dag, task, connections, handed.known_to(asked), dbt)
            found = list(facts.of_task(handed.into(task)))
            said = [one for one in found if isinstance(one, Mention)]
            mentions = [one for one in said if not is_nameless(one.place)]
            mentions = [handed.seen_in(one, asked) for one in mentions] if asked else mentions
            temporary.update(_last_name(one.place.asset.key) for one in mentions if one.temporary)
            for asset in (one.place.asset for one in mentions):
                if identity.address_of(assets.setdefault(asset.key, asset)) != identity.address_of(asset):
                    findings[_two_in_one(assets[asset.key], asset, task)] = None
            touched.extend(joined(dag.ref(task), (one.under(task.when) for one in mentions)))
            nameless = [_nameless(one, task) for one in said if is_nameless(one.place)]
            gaps = (one for one in (*found, *nameless) if isinstance(one, Gap))
            findings.update((_finding(one, dag, task, project.root), None) for one in gaps)
            is_followed = any(effect.callback is None for effect in task.effects)
            unexplained += [] if found or is_followed else [task]
        accesses.extend(_of_a_session(each) if _last_name(each.asset) in temporary else each for each in touched)
        findings.update((one, None) for one in _unexplained(dag, unexplained, configuration.catalogue))
    findings.update((one, None) for one in _unusable(connections))
    joined_assets = settled(assets.values(), connections.follows)
    filled = replace(project, assets=joined_assets, accesses=tuple(accesses), edges=tuple(edges))
    return filled.with_findings(*_once(findings))


def dags_by_id(project: Project) -> dict[str, Dag | None]:
    """Each DAG by its id; None where several have it."""
    found: dict[str, Dag | None] = {}
    for dag in project.dags:
        if dag.id is not None:
            found[dag.id] = None if dag.id in found else dag
    return found


def _pulls(project: Project, dag: Dag) -> dict[str, list[Pull]]:
    """The XComs that each task asks for, also in its files of SQL and scripts; tasks that ask for none are left out."""
    places = folders(project.root, dag.path, dag.setting("template_searchpath"))
    found = {task.id: pulls_of(task, tuple(_files(task, project.root, places))) for task in dag.tasks}
    return {name: pulls for name, pulls in found.items() if pulls}


def _files(task: Task, root: str, places: tuple[str, ...]) -> Iterator[str]:
    """The texts of the project's files that a task's arguments name, as far as they may pull an XCom."""
    for _, value in task.arguments:
        for part in value.values if isinstance(value, Items) else (value,):
            if isinstance(part, Known) and isinstance(part.value, str) and part.value.endswith(TEMPLATED_FILES):
                path = find_file(part.value.strip(), root, places) if "\n" not in part.value else None
                text = read_file(root, path) if path is not None else ""
                if "xcom_pull" in text:
                    yield text


def _last_name(key: str) -> str:
    """A table's own name: a session may be reached by another connection than the one that made its tables."""
    return key.rpartition("/")[2].rpartition(".")[2].lower()


def _nameless(mention: Mention, task: Task) -> Gap:
    """What is known of data of whose name nothing is."""
    verb = {Mode.WRITE: "writes", Mode.CHECK: "checks", Mode.WAIT: "waits for"}.get(mention.mode, "reads")
    system = mention.place.asset.system
    message = f"{task.id} {verb} something in {system} whose name only run time knows: {mention.evidence.quote}"
    return Gap("unknown-data", message, mention.evidence, DECLARE)


def _of_a_session(access: Access) -> Access:
    """What another task of the DAG makes as a temporary table may be meant here, in whichever session: not known."""
    return replace(access, unknown_parts=(*access.unknown_parts, "session"))


def _facts(
    project: Project, dag: Dag, task: Task, connections: Connections, handed: dict[str, object], dbt: Dbt
) -> Facts:
    params = known_params(dag.setting("params"), task.argument("params"))
    filler = Filler(connections, project.root, params)
    places = folders(project.root, dag.path, dag.setting("template_searchpath"))
    statements = Statements(filler, places, task.span, {**names_of(dag, task), **handed})
    followed = (text_of(value) for each in task.effects if each.call == SCRIPT for _, value in each.arguments)
    return Facts(statements, dbt, PurePosixPath(dag.path).parent.as_posix(), tuple(filter(None, followed)))


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


def _finding(gap: Gap, dag: Dag, task: Task, root: str) -> Finding:
    # Where the project lies is of this machine, and nobody's business.
    message = f"{dag.name}: {gap.message}".replace(f"{root}/", "")
    quote = masked(gap.evidence.quote.replace(f"{root}/", ""))
    about = (f"{dag.name}.{task.id}",)
    return finding(gap.code, gap.evidence.span, masked(message), gap.fix, about=about, quotes=(quote,))


def _once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings that say the same of the same place as one, about all that they are about."""
    alike: dict[Finding, dict[str, None]] = {}
    for found in findings:
        alike.setdefault(replace(found, about=()), {}).update(dict.fromkeys(found.about))
    for found, about in alike.items():
        yield replace(found, about=tuple(about))


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
        about = tuple(dict.fromkeys(f"{dag.name}.{task.id}" for task in alike))
        yield finding(code, alike[0].span, f"{dag.name}: {text} ({names})", DECLARE, also=also, about=about)


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
