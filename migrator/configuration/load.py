"""`migrate.toml` at the project's root, read strictly: a decision we cannot follow is an error."""

from __future__ import annotations

import sys
from pathlib import Path

from migrator.configuration.advising import advising
from migrator.configuration.bounds import airflow, bounds, syntax
from migrator.configuration.decided import Configuration
from migrator.configuration.facts import catalogue
from migrator.configuration.overrides import overrides
from migrator.configuration.runs import pools, store
from migrator.configuration.sources import connections, named, sources, switch
from migrator.configuration.tables import BadConfiguration, table, texts

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE = "migrate.toml"


def load_configuration(root: Path) -> Configuration:
    """The decisions in `migrate.toml` under this root; no decisions when there is no such file."""
    path = root / FILE
    if not path.is_file():
        return Configuration()
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadConfiguration(path, f"it is not TOML ({error})") from error
    run = table(path, document, "run", "run")
    reading = table(path, document, "reading", "reading")
    origins = sources(path, document, "connections_from", {"files", "environment"})
    variables = sources(path, document, "variables_from", {"files"})
    files = origins.get("files", True)
    known = connections(path, table(path, document, "connections", "connections"))
    return Configuration(
        connections=tuple((entry.id, entry.system) for entry in known if entry.system),
        connection_map=known,
        connection_files=files if isinstance(files, bool) else False,
        connection_environment=switch(path, origins, "environment", default=False),
        connection_paths=() if isinstance(files, bool) else named(path, files, "connections_from.files"),
        variable_paths=named(path, variables.get("files", []), "variables_from.files"),
        environment=texts(path, table(path, run, "environment", "run.environment"), "run.environment"),
        store=store(path, run.get("store")),
        pools=pools(path, document, run.get("pools")),
        pools_complete="pools" in run,
        reading_environment=texts(
            path, table(path, reading, "environment", "reading.environment"), "reading.environment"
        ),
        ignore_syntax=syntax(path, reading.get("ignore_syntax")),
        bounds=bounds(path, table(path, reading, "bounds", "reading.bounds")),
        catalogue=catalogue(path, document),
        dbt=texts(path, table(path, document, "dbt", "dbt"), "dbt"),
        advising=advising(path, table(path, document, "advice", "advice")),
        overrides=overrides(path, document),
        airflow=airflow(path, table(path, document, "airflow", "airflow")),
    )
