"""`migrate report`: the analysis as pages."""

from __future__ import annotations

import argparse
from pathlib import Path

from migrator.commands.arguments import airflow_files, dag_files, exit_code, read_project

NAME, ABOUT = "report", "write the analysis as Markdown and as one HTML page"


def arguments(command: argparse.ArgumentParser) -> None:
    """What it takes."""
    dag_files(command)
    airflow_files(command)
    command.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder to write to")


def run(options: argparse.Namespace) -> int:
    """Write the report; the exit code is `analyze`'s."""
    from migrator.pipeline import decide
    from migrator.report.pages import write_report
    from migrator.targets import load_target

    project = read_project(options)
    for path in write_report(project, decide(project, load_target("dagster").CAPABILITIES), options.out):
        print(path)
    return exit_code(project.findings, "error")
