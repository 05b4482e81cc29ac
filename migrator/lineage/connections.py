"""Which system each connection leads to: decided once for the whole project."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from migrator import identity
from migrator.configuration import Configuration
from migrator.lineage.given import Given
from migrator.lineage.homes import Homes, homes_of
from migrator.lineage.texts import rendered, text_of
from migrator.model import Asset, Call, Items, Known, Project, Template, Value
from migrator.operators.facts import Catalogue
from migrator.operators.rule import HOLE, Hook, Rule

# Airflow's own names for connections, without `_default`.
WELL_KNOWN = {
    "athena": "athena",
    "bigquery": "bigquery",
    "databricks": "databricks",
    "hive_cli": "hive",
    "hiveserver2": "hive",
    "impala": "impala",
    "mssql": "mssql",
    "mysql": "mysql",
    "oracle": "oracle",
    "postgres": "postgres",
    "presto": "presto",
    "redshift": "redshift",
    "snowflake": "snowflake",
    "sqlite": "sqlite",
    "teradata": "teradata",
    "trino": "trino",
    "vertica": "vertica",
    "duckdb": "duckdb",
    "google_cloud": "bigquery",
}

# Arguments that say where a database is, the most telling first, and those that its unqualified names are in.
HOSTS = ("url", "dsn", "conninfo", "account", "host", "server", "server_hostname", "project", "path", "0", "database")
QUALIFIERS = (("database", "dbname", "db", "service_name", "catalog"), ("schema",))
# Airflow's own ways to a connection: BaseHook.get_connection("x"), Connection.get("x")
BY_CONNECTION = ("get_connection", "get_connection_from_secrets", "get_hook")

# What a constructor without arguments opens.
NAMELESS = {
    "bigquery": identity.Database("bigquery", identity.connection("google_cloud_default")),
    "duckdb": identity.Database("duckdb", ":memory:"),
}


@dataclass(frozen=True, slots=True)
class Connections:
    """The system of each connection id, by what decided it, strongest first; and the facts it was decided with."""

    catalogue: Catalogue
    homes: Homes
    used_as: dict[str, str]

    def system(self, name: str, hint: str | None = None) -> str:
        """The system of a connection; `hint`, the operator's own word, settles what the project leaves open, and a file
        of connections what that leaves open: the file may hold a stand-in for a laptop."""
        plain = name.removesuffix("_default")
        told = self.used_as.get(name) or hint
        return (
            self.homes.mapped_system(name)
            or self.homes.refined(name, told)
            or self.homes.found_system(name)
            or WELL_KNOWN.get(plain)
            or "sql"
        )

    def home(self, name: str, system: str) -> identity.Home | None:
        """Where a connection leads, as far as a map or a file tells."""
        return self.homes.of(name, system)

    def follows(self, asset: Asset) -> bool:
        """Whether an asset is named by a connection that the map says is the same as another."""
        found = re.search(r"\{conn:([^{}]*)\}", asset.key)
        return found is not None and self.homes.follows(found[1])

    def database(self, value: Value | None, hint: str | None = None) -> identity.Database | None:
        """The database that a connection id, a URL, a hook or an engine leads to; None when the text does not tell."""
        match value:
            case Known(value=str(written)) | Template(text=written):
                text = rendered(written, None)
                if "://" in text:
                    return identity.database(text)
                system = self.system(text, hint)
                return identity.Database(system, identity.connection(text), home=self.home(text, system))
            case Call():
                return self._opened(value, hint)
        return None

    def _opened(self, call: Call, hint: str | None) -> identity.Database | None:
        found = self.catalogue.hook_of(call.name)
        if found is not None:
            hook, rest = found
            return self._of_hook(hook, call) if not rest else self.database(receiver(call), hint)
        if call.name in self.catalogue.openers:
            return self._of_opener(call, self.catalogue.openers[call.name])
        given = dict(call.arguments)
        if call.name.rpartition(".")[2] in BY_CONNECTION:
            return self.database(given.get("0", given.get("conn_id")), hint)
        # Session(engine), sessionmaker(bind=engine)(), pandas.io.sql.pandasSQL_builder(engine)
        inner = given.get("self", given.get("bind", given.get("0")))
        return self.database(inner, hint) if isinstance(inner, Call) else None

    def _of_hook(self, hook: Hook, call: Call) -> identity.Database | None:
        given = Given.of_call(call.arguments, (*map(str, range(hook.position)), hook.connection))
        value = given.first(hook.connection)
        if value is None and hook.default is not None:
            value = Known(hook.default)
        return self.database(value, hook.system) if value is not None else None

    def _of_opener(self, call: Call, system: str | None) -> identity.Database | None:
        """The database that a driver's own words name: where it is, and what an unqualified name is in there."""
        given = dict(call.arguments)
        value = next((given[name] for name in HOSTS if name in given), None)
        within = (next((given[name] for name in names if name in given), None) for names in QUALIFIERS)
        named = tuple(text for one in within if one is not None and (text := text_of(one)))
        if value is None and system is not None:
            return NAMELESS.get(system, identity.Database(system, "{?}", named))
        if isinstance(value, Call):
            # create_engine(hook.get_uri()), connect(host=BaseHook.get_connection("x").host)
            return self.database(value, system)
        text = text_of(value) if value is not None else None
        if text is None or (system is None and "{" in text and "://" not in text):
            return None
        if system is None or "://" in text:
            return identity.database(text)
        if system in ("sqlite", "duckdb"):
            return identity.database(f"{system}:///{text}")
        if "=" in text:
            return identity.dsn(system, text)
        port = given.get("port")
        host = f"{text}:{port.value}" if isinstance(port, Known) and isinstance(port.value, int) else text
        return identity.Database(system, host, named)


def receiver(call: Call) -> Value | None:
    """What a method call was made on, when reading kept it."""
    return next((value for key, value in call.arguments if key == "self"), None)


def decide(project: Project, configuration: Configuration) -> Connections:
    """The connections of a project: the map first, then what typed operators and hooks that use them say."""
    used: dict[str, set[str]] = {}
    for name, system in _uses(project, configuration.catalogue):
        used.setdefault(name, set()).add(system)
    # A connection used as two systems is said by neither.
    agreed = {name: systems.pop() for name, systems in used.items() if len(systems) == 1}
    return Connections(configuration.catalogue, homes_of(Path(project.root), configuration), agreed)


def _uses(project: Project, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    for dag in project.dags:
        for task in dag.tasks:
            rule = catalogue.rule_of(task)
            if rule is not None:
                given = Given.of_task(task, rule)
                for _, connection, system in rule.statements:
                    yield from ((text, system) for text in _texts(given.first(connection)) if system is not None)
                for system, connection in _tables_of(rule):
                    yield from ((text, system) for text in _texts(given.first(connection)))
            for effect in task.effects:
                for value in (effect.receiver, *(value for _, value in effect.arguments)):
                    yield from _hooks_in(value, catalogue)


def _tables_of(rule: Rule) -> Iterator[tuple[str, str]]:
    """The systems that a rule's places name, and by which argument: `postgres://{conn_id}/{table}`"""
    for place in rule.places:
        for side in place.split(" | "):
            system, _, rest = side.partition("://")
            found = HOLE.match(rest)
            if system in identity.SYSTEMS and system != "sql" and found and found[1].endswith("conn_id"):
                yield system, found[1]


def _hooks_in(value: Value | None, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    if isinstance(value, Call):
        found = catalogue.hook_of(value.name)
        if found is not None and not found[1] and found[0].system is not None:
            hook = found[0]
            given = Given.of_call(value.arguments, (*map(str, range(hook.position)), hook.connection))
            yield from ((text, hook.system or "sql") for text in _texts(given.first(hook.connection)))
        yield from _hooks_in(receiver(value), catalogue)


def _texts(value: Value | None) -> Iterator[str]:
    match value:
        case Known(value=str(text)):
            yield text
        case Items(values=values):
            for inner in values:
                yield from _texts(inner)
