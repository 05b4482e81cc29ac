"""`migrate explain`: why something is read, written, an edge or a finding."""

from __future__ import annotations

import argparse
from pathlib import Path

from migrator.commands.arguments import airflow_files, dag_files, output_format, read_project
from migrator.errors import MigratorError

NAME, ABOUT = "explain", "why something is read, written, an edge or a finding, with evidence"


def arguments(command: argparse.ArgumentParser) -> None:
    """What it takes."""
    command.add_argument("name", metavar="DAG", help="a DAG's id; DAG.TASK or an asset do too")
    command.add_argument(
        "inner", nargs="?", metavar="TASK|ASSET", help="a task of the DAG, or an asset by its key or name"
    )
    dag_files(command, option="--in")
    airflow_files(command)
    output_format(command)


def run(options: argparse.Namespace) -> int:
    """Print what there is to say of a DAG, a task or an asset. Raises MigratorError for a name that nothing has."""
    from migrator.explaining import explain
    from migrator.report import contract, terminal

    options.paths = options.paths or [Path("dags") if Path("dags").is_dir() else Path()]
    project = read_project(options)
    try:
        explained = explain(project, options.name, options.inner)
    except MigratorError as error:
        if Path(options.name).exists():
            how = f"migrate explain DAG [TASK|ASSET] --in {options.name}"
            told = f"explain takes names, and {options.name!r} is a path: {how}"
            raise MigratorError(told) from error
        raise
    if options.format == "json":
        print(contract.printed(contract.explanation(project, explained)))
    else:
        terminal.show_explained(project, explained, terminal.console())
    return 0
