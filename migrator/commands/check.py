"""`migrate check`: what is wrong that was not wrong before."""

from __future__ import annotations

import argparse
from pathlib import Path

from migrator.commands.arguments import (
    FAIL_ON,
    airflow_files,
    counting,
    dag_files,
    every_note,
    output_format,
    read_project,
)

NAME, ABOUT = "check", "for CI: what is wrong now that the baseline does not hold"


def arguments(command: argparse.ArgumentParser) -> None:
    """What it takes."""
    dag_files(command)
    airflow_files(command)
    command.add_argument("--baseline", type=Path, metavar="FILE", help="default: migrate-baseline.json of the project")
    command.add_argument("--update-baseline", action="store_true", help="keep what is found now as the baseline")
    output_format(command, "sarif", "github")
    command.add_argument("--fail-on", choices=FAIL_ON, default="warning", help="what counts (default: warning)")
    every_note(command)


def run(options: argparse.Namespace) -> int:
    """Print the findings that count; 1 when there is one. Raises MigratorError for a baseline that is none."""
    from migrator.checking import check, kept, save
    from migrator.report import contract, sarif, terminal

    project = read_project(options)
    if options.update_baseline:
        path = kept(project, options.baseline)
        minded = counting(project.findings, options.fail_on)
        save(path, minded)
        print(terminal.updated(path, len(minded)))
        return 0
    done = check(project, options.baseline)
    counted = counting(done.new, options.fail_on)
    match options.format:
        case "text":
            terminal.show_check(done, counted, terminal.console(), notes=options.notes)
        case "json":
            print(contract.printed(contract.check(done, counted)))
        case "sarif":
            print(contract.printed(sarif.sarif(done, sarif.from_here(done.root))))
        case "github":
            print(*sarif.github(counted, sarif.from_here(done.root)), sep="\n")
    return int(bool(counted))
