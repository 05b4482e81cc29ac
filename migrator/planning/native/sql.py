"""SQL that a target can run itself, on whatever database it has a resource for."""

from __future__ import annotations

from collections.abc import Iterable

from migrator.identity import Database
from migrator.lineage.connections import Connections
from migrator.lineage.given import Given
from migrator.lineage.sql import statements
from migrator.lineage.sql_files import folders, sources
from migrator.model import Becomes, Items, Known, PartitionKind, Sql, Task
from migrator.operators.rule import Kind
from migrator.planning.binding import Refused as Unbound
from migrator.planning.binding import bind
from migrator.planning.native.feeds import Refused
from migrator.planning.native.offers import Case, Means, Offer
from migrator.planning.native.placeholders import placed
from migrator.planning.native.settings import bound_setting, work_of
from migrator.secrets import MASK, masked

# Arguments that change nothing in what a statement does here: each runs by itself, all in one transaction.
HARMLESS = {"split_statements", "autocommit", "parameters", "handler", "return_last", "show_return_value_in_logs"}
# Systems whose driver takes one statement at a time.
ONE_AT_A_TIME = {"sqlite"}


def offer(case: Case, means: Means) -> Offer | str | None:
    """A task that runs SQL, or what stands in the way; None for any other task."""
    if case.rule is None or case.rule.sql is None or case.kind is not Kind.WORK or case.task.operator.startswith("@"):
        return None
    body = sql_of(case, means)
    if isinstance(body, str):
        return body
    because = "its SQL is known and writes a known table" if case.writes else "its SQL is known"
    return Offer(Becomes.ASSET, because, body)


def sql_of(case: Case, means: Means) -> Sql | str:
    """The task as SQL the target runs, or the reason why it is not."""
    task, dag, rule = case.task, case.dag, case.rule
    assert rule is not None and rule.sql is not None
    if Sql not in means.capabilities.bodies:
        return f"{means.capabilities.target} runs no SQL in this version"
    refused = bound_setting(task) or refusal(case) or result_taken(case)
    if refused:
        return refused
    database = database_of(task, means.connections)
    if database is None:
        return "only run time knows its connection"
    if database.system not in dict(means.capabilities.sql_systems):
        return f"{means.capabilities.target} has no resource for {database.system} in this version"
    place = folders(means.root, dag.path, dag.setting("template_searchpath"))
    texts = sources(Given.of_task(task, rule).arguments.get(rule.sql[0]), means.root, place)
    if not texts:
        return "only run time knows its SQL"
    if any(MASK in text or masked(text) != text for text, _ in texts):
        return "its SQL holds what looks like a secret, which is not copied"
    scripts = [statements(text, database.system) for text, _ in texts]
    if any(len(script) > 1 for script in scripts) and refused_at_once(task, rule.sql[0], database.system):
        return f"{database.system} takes one statement at a time in Airflow without split_statements=True"
    found = bound(scripts, case)
    if isinstance(found, str):
        return found
    if task.argument("parameters") is not None and not means.capabilities.values:
        return f"{means.capabilities.target} takes none of its parameters in this version"
    whole = placed(found[0], task.argument("parameters"), database.system, task.id, dag)
    if isinstance(whole, Refused):
        return whole.because
    resource = means.resources[database.authority]
    return Sql(whole.statements, found[1], resource, database.system, source=texts[0][1], values=whole.values)


def database_of(task: Task, connections: Connections) -> Database | None:
    """The database a SQL task runs on; None when it is no such task or only run time knows."""
    rule = connections.catalogue.rule_of(task)
    if rule is None or rule.sql is None:
        return None
    return connections.database(Given.of_task(task, rule).first(rule.sql[1]), rule.system)


def refusal(case: Case) -> str | None:
    """Why a SQL task stays as it is, whatever its SQL says; None when nothing stands in the way."""
    assert case.rule is not None and case.rule.sql is not None
    text, connection = case.rule.sql
    names = {case.rule.renamed.get(name, name) for name, value in work_of(case.task) if value != Known(None)}
    extra = sorted(names - HARMLESS - {text, connection, *case.rule.defaults})
    extra = [name for name in extra if not name.endswith("conn_id")]
    return f"its argument {extra[0]} has no native form in this version" if extra else None


def result_taken(case: Case) -> str | None:
    """Why a task whose rows another one takes stays: what SQL answers is not handed on."""
    taken = any(edge.kind.value == "xcom" and edge.upstream == case.dag.ref(case.task) for edge in case.dag.order)
    return "another task reads its result by XCom" if taken else None


def refused_at_once(task: Task, argument: str, system: str) -> bool:
    """Whether Airflow fails with several statements in one text: unless it is asked to cut it; a list it never cuts."""
    split = task.argument("split_statements")
    asked = isinstance(split, Known) and split.value is True and not isinstance(task.argument(argument), Items)
    return system in ONE_AT_A_TIME and not asked


def bound(scripts: Iterable[tuple[str, ...]], case: Case) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]] | str:
    """All statements with parameters in place of templates, or why that cannot be."""
    found: list[str] = []
    parameters: dict[str, str] = {}
    for statement in (statement for script in scripts for statement in script):
        result = bind(statement, case.dag.timetable.interval)
        if isinstance(result, Unbound):
            return result.because
        found.append(result.text)
        parameters |= dict(result.parameters)
    if parameters and case.division.partitions.kind is PartitionKind.NONE:
        return "it uses the data interval's dates, but its assets have no partitions"
    return tuple(found), tuple(sorted(parameters.items()))
