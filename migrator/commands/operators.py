"""`migrate operators`: which operators there are facts about."""

from __future__ import annotations

import argparse
from pathlib import Path

from migrator.commands.arguments import airflow_files, dag_files, output_format, read_project

NAME, ABOUT = "operators", "which operators are known, and how those of DAG files are"


def arguments(command: argparse.ArgumentParser) -> None:
    """What it takes."""
    dag_files(command, needed=False)
    airflow_files(command)
    output_format(command)


def run(options: argparse.Namespace) -> int:
    """Print what there are facts about; with DAG files, how each operator of theirs is known. Raises MigratorError."""
    from migrator.configuration import OURS, load_configuration
    from migrator.coverage import providers, used
    from migrator.report import contract, terminal

    project = read_project(options) if options.paths else None
    catalogue = load_configuration(Path(project.root)).catalogue if project else OURS
    known = providers(catalogue)
    found = used(project, catalogue) if project else None
    if options.format == "json":
        print(contract.printed(contract.operators(known, found)))
    else:
        terminal.show_operators(known, found, terminal.console())
    return 0
