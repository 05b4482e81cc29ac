"""`migrate verify`: both sides run and compared."""

from __future__ import annotations

import argparse

from migrator.commands.arguments import dag_files, read_project
from migrator.commands.requests import request, running

NAME, ABOUT = "verify", "run both sides on the same inputs and compare what they wrote"


def arguments(command: argparse.ArgumentParser) -> None:
    """What it takes."""
    dag_files(command)
    running(command)


def run(options: argparse.Namespace) -> int:
    """Run both sides and print what differs; 1 when something does, or a side failed."""
    from migrator.report import contract, progress, terminal
    from migrator.verifying import Outcome, verify

    project = read_project(options)
    with progress.events("verifying") as seen:
        verdict = verify(project, request(options), seen)
    if options.format == "json":
        print(contract.printed(contract.verification(verdict)))
    else:
        terminal.show_verdict(verdict, terminal.console())
    return 0 if verdict.outcome is Outcome.EQUAL else 1
