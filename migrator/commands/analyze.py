"""`migrate analyze`: everything the files say."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from migrator.commands.arguments import (
    FAIL_ON,
    airflow_files,
    dag_files,
    every_note,
    exit_code,
    output_format,
    read_project,
)
from migrator.errors import MigratorError

if TYPE_CHECKING:
    from migrator.live import Live
    from migrator.model import Project

NAME, ABOUT = "analyze", "what each task reads and writes, and what is wrong with it"


def arguments(command: argparse.ArgumentParser) -> None:
    """What it takes."""
    dag_files(command)
    airflow_files(command)
    output_format(command)
    command.add_argument(
        "--with-airflow", action="store_true", help="also load the files with real Airflow, which runs their code"
    )
    command.add_argument("--python", type=Path, metavar="PATH", help="the Python of --with-airflow (default: this one)")
    command.add_argument("--fail-on", choices=FAIL_ON, default="error", help="exit 1 at this severity (default: error)")
    every_note(command)


def run(options: argparse.Namespace) -> int:
    """Print every fact and finding; 1 when a finding reaches --fail-on."""
    from migrator.report import contract, terminal

    project = read_project(options)
    live = beside_airflow(project, options)
    if live is not None:
        project = project.with_findings(*live.findings())
    if options.format == "json":
        print(contract.printed(contract.analysis(project, live)))
    else:
        terminal.show_analysis(project, terminal.console(), notes=options.notes)
        terminal.show_live(live, terminal.console())
    return exit_code(project.findings, options.fail_on)


def beside_airflow(project: Project, options: argparse.Namespace) -> Live | None:
    """What real Airflow makes of the same files, when that is asked for. Raises MigratorError."""
    if not options.with_airflow:
        if options.python is not None:
            raise MigratorError("--python says which Python loads the files with --with-airflow, which is not given")
        return None
    from migrator.live import compared

    return compared(project, options.paths, options.root, options.python)
