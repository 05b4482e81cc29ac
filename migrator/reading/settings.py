"""What a person says that reading should know: Airflow Variables, environment values, how ignore files are spelled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from migrator.configuration import load_configuration
from migrator.errors import MigratorError
from migrator.reading.bounds import Bounds, bounds_of
from migrator.reading.variables import BadVariables, variables_in


class UnusableVariables(MigratorError):
    """The file of Variables that was given cannot be used."""

    def __init__(self, file: Path, because: str) -> None:
        super().__init__(f"the Variables in {file.name} cannot be used: {because}")


@dataclass(frozen=True, slots=True)
class Settings:
    """What reading was told. `variables` are those of the files named, `source` their names as shown; `environment` are
    values of the environment, never this machine's; `ignore_syntax` is `glob`, `regexp` or None for not told;
    `bounds` are how far reading goes, `airflow` the version for files of which nothing tells."""

    variables: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    ignore_syntax: str | None = None
    bounds: Bounds = field(default_factory=Bounds)
    airflow: str | None = None


def settings_for(root: Path, variables: Path | None) -> Settings:
    """The settings of the project at this root. Raises UnusableVariables and BadConfiguration."""
    configuration = load_configuration(root)
    given: dict[str, str] = {}
    named = (*configuration.variable_paths, *([variables] if variables is not None else []))
    for file in named:
        try:
            given |= variables_in(file)
        except BadVariables as error:
            raise UnusableVariables(file, str(error)) from error
    real = (file.resolve() for file in named)
    source = ", ".join(file.relative_to(root).as_posix() if file.is_relative_to(root) else file.name for file in real)
    environment = dict(configuration.reading_environment)
    bounds, syntax = bounds_of(configuration), configuration.ignore_syntax
    return Settings(given, source, environment, syntax, bounds, configuration.airflow)
