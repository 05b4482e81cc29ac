"""`migrate plan`: what to do with each DAG, and what becomes of each task."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from migrator.commands.arguments import airflow_files, dag_files, output_format, read_project, unread

if TYPE_CHECKING:
    from migrator.model import Plan, Project

NAME, ABOUT = "plan", "what to do with each DAG, what becomes of each task, and why"
ORDERS = ("leaf", "value")


def arguments(command: argparse.ArgumentParser) -> None:
    """What it takes."""
    dag_files(command)
    airflow_files(command)
    command.add_argument("--target", default="dagster", help="what to plan for (default: dagster)")
    command.add_argument(
        "--unchanged", action="store_true", help="every task runs as it is: with --format json what Dagster loads"
    )
    command.add_argument(
        "--order", choices=ORDERS, help="which waves first: those nobody reads, or the most valuable (default: leaf)"
    )
    command.add_argument(
        "--diff",
        nargs="?",
        const="",
        metavar="FILE",
        help="only what is different from the last plan, or from that of a file or a generated project; --exit-code",
    )
    command.add_argument("--exit-code", action="store_true", help="with --diff: exit 1 when something is different")
    output_format(command)


def run(options: argparse.Namespace) -> int:
    """Print what becomes of each task; 1 when a file could not be read, or with --exit-code the plan is different."""
    from migrator.model_json import to_json
    from migrator.report import terminal
    from migrator.running import Request, plan_to_run

    project = read_project(options)
    if options.diff is not None:
        return compare(project, options)
    plan = plan_to_run(project, Request()) if options.unchanged else decided(project, options)
    if not options.unchanged:
        keep_last(plan, project, options.target)
    if options.format == "json":
        print(json.dumps(to_json(plan)))
    else:
        terminal.show_plan(plan, terminal.console())
    return int(unread(project))


def decided(project: Project, options: argparse.Namespace, before: Plan | None = None) -> Plan:
    """The plan for the target asked for."""
    from migrator.pipeline import decide
    from migrator.targets import load_target

    return decide(project, load_target(options.target).CAPABILITIES, order=options.order, before=before)


def compare(project: Project, options: argparse.Namespace) -> int:
    """Print what is different from a plan that was kept, whose names are kept too; nothing is written."""
    from migrator.keeping import kept_plan, last_plan
    from migrator.planning.differences import differences
    from migrator.report import contract, terminal

    before = kept_plan(Path(options.diff) if options.diff else last_plan(Path(project.root), options.target))
    found = differences(before, decided(project, options, before))
    if options.format == "json":
        print(contract.printed(contract.differences(found)))
    else:
        terminal.show_differences(found, terminal.console())
    return int(unread(project) or (options.exit_code and bool(found)))


def keep_last(plan: Plan, project: Project, target: str) -> None:
    """Keeps the plan of a whole project, for the next --diff; where nothing can be written that is said."""
    from migrator.keeping import keep

    if project.partial:
        return
    try:
        keep(plan, Path(project.root), target)
    except OSError as error:
        print(f"migrate: the plan is not kept for --diff: {error.strerror or error}", file=sys.stderr)
