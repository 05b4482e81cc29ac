"""`migrate plan`: what becomes of each task."""

from __future__ import annotations

import argparse
import json

from migrator.commands.arguments import airflow_files, dag_files, output_format, read_project, unread

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
    output_format(command)


def run(options: argparse.Namespace) -> int:
    """Print what becomes of each task; 1 when a file could not be read."""
    from migrator.model_json import to_json
    from migrator.pipeline import decide
    from migrator.report import terminal
    from migrator.running import Request, plan_to_run
    from migrator.targets import load_target

    project = read_project(options)
    if options.unchanged:
        plan = plan_to_run(project, Request())
    else:
        plan = decide(project, load_target(options.target).CAPABILITIES, order=options.order)
    if options.format == "json":
        print(json.dumps(to_json(plan)))
    else:
        terminal.show_plan(plan, terminal.console())
    return int(unread(project))
