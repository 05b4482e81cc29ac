"""Which tasks are SQL that a target can run itself, and for every other task the one thing that stands in the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from migrator.configuration import Configuration
from migrator.identity import Database
from migrator.lineage.connections import Connections, decide
from migrator.lineage.given import Given
from migrator.lineage.sql import statements
from migrator.lineage.sql_files import folders, sources
from migrator.model import Access, Capabilities, Dag, Interval, Items, Known, Mode, PartitionKind, Project, Sql, Task
from migrator.operators.rule import Kind, Rule
from migrator.planning.binding import Refused, bind
from migrator.planning.partitions import Division
from migrator.planning.resources import resource_names
from migrator.secrets import MASK, masked

# Arguments that change nothing in what a statement does here: each runs by itself, all in one transaction.
HARMLESS = {"task_id", "sql", "split_statements", "autocommit", "show_return_value_in_logs", "retries", "retry_delay"}
HARMLESS |= {"retry_exponential_backoff", "max_retry_delay", "owner", "email", "email_on_failure", "email_on_retry"}
HARMLESS |= {
    "start_date",
    "depends_on_past",
    "wait_for_downstream",
    "doc",
    "doc_md",
    "trigger_rule",
    "dag",
    "task_group",
}
# Systems whose driver takes one statement at a time.
ONE_AT_A_TIME = {"sqlite"}
WORDS = {
    Kind.PYTHON: "its Python code is not moved in this version",
    Kind.BASH: "its command is not moved in this version",
    Kind.SENSOR: "a sensor is not turned into a dependency in this version",
    Kind.CHECK: "a check is not turned into an asset check in this version",
    Kind.TRIGGER: "a trigger of another DAG is not turned into a dependency in this version",
    Kind.NOTIFICATION: "a notification is not turned into a hook in this version",
    Kind.TRANSFER: "a transfer has no native form in this version",
    Kind.JOB: "a job of another system has no native form in this version",
    Kind.DBT: "dbt has no native form in this version",
}


@dataclass(frozen=True, slots=True)
class Means:
    """What native steps have to work with: the project's folder, where its connections lead, what the target can do,
    and what its resources are called, by the database's authority."""

    root: str
    connections: Connections
    capabilities: Capabilities
    resources: Mapping[str, str]


def means_of(project: Project, configuration: Configuration, capabilities: Capabilities) -> Means:
    """The means of a project, its connections decided once."""
    connections = decide(project, configuration)
    found = (database_of(task, connections) for dag in project.dags for task in dag.tasks)
    names = resource_names(database.authority for database in found if database is not None)
    return Means(project.root, connections, capabilities, names)


def database_of(task: Task, connections: Connections) -> Database | None:
    """The database a SQL task runs on; None when it is no such task or only run time knows."""
    rule = connections.catalogue.rule_of(task)
    if rule is None or rule.sql is None:
        return None
    return connections.database(Given.of_task(task, rule).first(rule.sql[1]), rule.system)


def native_sql(task: Task, dag: Dag, accesses: Iterable[Access], division: Division, means: Means) -> Sql | str:
    """The task as SQL the target runs, or the reason why it is not."""
    rule = means.connections.catalogue.rule_of(task)
    if rule is None:
        return f"no fact says what {task.operator} does"
    if rule.sql is None:
        return WORDS.get(rule.kind, f"{task.operator} has no native form in this version")
    refused = refusal(task, rule, accesses, dag)
    if refused:
        return refused
    database = database_of(task, means.connections)
    if database is None:
        return "only run time knows its connection"
    if database.system not in dict(means.capabilities.sql_systems):
        return f"{means.capabilities.target} has no resource for {database.system} in this version"
    place = folders(means.root, dag.path, dag.setting("template_searchpath"))
    texts = sources(task.argument(rule.sql[0]), means.root, place)
    if not texts:
        return "only run time knows its SQL"
    if any(MASK in text or masked(text) != text for text, _ in texts):
        return "its SQL holds what looks like a secret, which is not copied"
    scripts = [statements(text, database.system) for text, _ in texts]
    if any(len(script) > 1 for script in scripts) and refused_at_once(task, rule.sql[0], database.system):
        return f"{database.system} takes one statement at a time in Airflow without split_statements=True"
    found = bound(scripts, division, dag.timetable.interval)
    if isinstance(found, str):
        return found
    resource = means.resources[database.authority]
    return Sql(*found, resource, database.system, source=texts[0][1])


def refusal(task: Task, rule: Rule, accesses: Iterable[Access], dag: Dag) -> str | None:
    """Why a SQL task stays as it is, whatever its SQL says; None when nothing stands in the way."""
    _, connection = rule.sql or ("", "")
    extra = sorted({name for name, _ in task.arguments} - HARMLESS - {connection, *rule.defaults})
    extra = [name for name in extra if not name.endswith("conn_id")]
    if extra:
        return f"its argument {extra[0]} has no native form in this version"
    writes = [access for access in accesses if access.mode is Mode.WRITE]
    if not writes:
        return "its SQL writes no table"
    if any(access.unknown_parts or access.when for access in writes):
        return "which table its SQL writes only run time knows"
    if reads_output(task, dag):
        return "another task reads its result by XCom"
    return None


def reads_output(task: Task, dag: Dag) -> bool:
    """Whether an XCom edge leaves this task."""
    return any(edge.kind.value == "xcom" and edge.upstream == dag.ref(task) for edge in dag.order)


def refused_at_once(task: Task, argument: str, system: str) -> bool:
    """Whether Airflow fails with several statements in one text: unless it is asked to cut it; a list it never cuts."""
    split = task.argument("split_statements")
    asked = isinstance(split, Known) and split.value is True and not isinstance(task.argument(argument), Items)
    return system in ONE_AT_A_TIME and not asked


def bound(
    scripts: Iterable[tuple[str, ...]], division: Division, interval: Interval
) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]] | str:
    """All statements with parameters in place of templates, or why that cannot be."""
    found: list[str] = []
    parameters: dict[str, str] = {}
    for statement in (statement for script in scripts for statement in script):
        result = bind(statement, interval)
        if isinstance(result, Refused):
            return result.because
        found.append(result.text)
        parameters |= dict(result.parameters)
    if parameters and division.partitions.kind is PartitionKind.NONE:
        return "it uses the data interval's dates, but its assets have no partitions"
    return tuple(found), tuple(sorted(parameters.items()))
