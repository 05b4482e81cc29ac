"""`migrate init`: a first `migrate.toml`, from what there is."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from migrator.commands.arguments import airflow_files, dag_files, read_project

NAME, ABOUT = "init", "write a commented migrate.toml from what is found"


def arguments(command: argparse.ArgumentParser) -> None:
    """What it takes."""
    dag_files(command)
    airflow_files(command)
    command.add_argument("--print", action="store_true", dest="printed", help="print it, and write nothing")


def run(options: argparse.Namespace) -> int:
    """Write or print the file."""
    from migrator.configuration import FILE, load_configuration
    from migrator.surveying.draft import AlreadyThere, draft, write_new
    from migrator.surveying.survey import survey

    project = read_project(options)
    root = Path(project.root)
    if (root / FILE).exists() and not options.printed:
        raise AlreadyThere(root / FILE)
    text = draft(survey(project, load_configuration(root)))
    if options.printed:
        sys.stdout.write(text)
        return 0
    print(write_new(root, text))
    return 0
