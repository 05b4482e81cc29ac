"""What a person decided, as a frozen dataclass."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from migrator.configuration.advising import OUR_ADVISING, Advising
from migrator.configuration.facts import OURS
from migrator.configuration.overrides import NO_OVERRIDES, Overrides
from migrator.connection_map import Connection
from migrator.limits import Pool
from migrator.operators.facts import Catalogue


@dataclass(frozen=True, slots=True)
class Configuration:
    """The decisions of a project: `connections` are (connection id, system), and `connection_map` where they lead;
    `connection_files` and `connection_environment` say whether files of the project, and AIRFLOW_CONN_* of this
    machine's environment, are asked for what that leaves open; `connection_paths` and `variable_paths` are the files of
    connections and of Variables that are named, for reading and for running. `environment` are (name, text) for what
    runs, where `{home}` in a text stands for the folder the run may write to; `pools` are those described, all
    there are when `pools_complete`; `store` is where runs are remembered, a
    path of the project or a URL; `reading_environment` what DAG files find in their environment while they are read,
    `ignore_syntax` how their `.airflowignore` is spelled, `bounds` how far reading one file goes, `catalogue` the
    facts about operators, the project's own among them; `dbt` are (profile of dbt's, the Airflow connection to the same
    database); `advising` the rules by which we advise, `overrides` what a person
    decides about the plan itself, `airflow` the version of it for files of which nothing tells."""

    connections: tuple[tuple[str, str], ...] = ()
    connection_map: tuple[Connection, ...] = ()
    connection_files: bool = True
    connection_environment: bool = False
    connection_paths: tuple[Path, ...] = ()
    variable_paths: tuple[Path, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    store: str | None = None
    pools: tuple[Pool, ...] = ()
    pools_complete: bool = False
    reading_environment: tuple[tuple[str, str], ...] = ()
    ignore_syntax: str | None = None
    bounds: tuple[tuple[str, int], ...] = ()
    catalogue: Catalogue = OURS
    dbt: tuple[tuple[str, str], ...] = ()
    advising: Advising = OUR_ADVISING
    overrides: Overrides = NO_OVERRIDES
    airflow: str | None = None

    def system(self, connection: str) -> str | None:
        """The system a person gave this connection, or None."""
        return dict(self.connections).get(connection)
