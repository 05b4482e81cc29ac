"""`migrate run`: unmodified DAGs and native assets as one graph."""

from __future__ import annotations

import argparse
import sys

from migrator.commands.arguments import dag_files, read_project
from migrator.commands.requests import request, running, seconds
from migrator.errors import MigratorError

NAME, ABOUT = "run", "run unmodified DAGs and generated assets as one asset graph"


def arguments(command: argparse.ArgumentParser) -> None:
    """What it takes."""
    dag_files(command)
    running(command)
    command.add_argument("--select", nargs="+", default=[], metavar="NAME", help="only these assets, tasks or DAGs")
    command.add_argument("--logical-date", metavar="D", help="the run's logical date, ISO")
    command.add_argument("--resume", action="store_true", help="go on with a broken off run of the same request")
    command.add_argument(
        "--partition-range",
        metavar="FROM...TO",
        help="all partitions from one to another, the oldest first; without FROM since the start, without TO until now",
    )
    command.add_argument(
        "--conf", metavar="JSON", help="the configuration of the runs (`dag_run.conf`), which params take"
    )
    command.add_argument(
        "--longest-wait",
        type=seconds,
        metavar="S",
        help="fail what has waited so many seconds without a bound of its own (default: 604800, Airflow's of sensors)",
    )
    command.add_argument(
        "--store",
        metavar="PLACE",
        help="where runs are remembered: a file, or postgresql://... (default: $MIGRATE_STORE, then run.store)",
    )


def run(options: argparse.Namespace) -> int:
    """Run the asset graph and print each run; 1 when one failed."""
    from migrator.report import contract, progress, terminal
    from migrator.running import run as run_project

    given = [options.partition, options.logical_date, options.partition_range]
    if sum(each is not None for each in given) > 1:
        raise MigratorError("give --partition, --partition-range or --logical-date, not two of them")
    project = read_project(options)
    try:
        with progress.events("running") as seen:
            done = run_project(project, request(options), seen)
    except KeyboardInterrupt:
        print("migrate: stopped; what was done is kept, and the same command with --resume goes on", file=sys.stderr)
        return 130
    if options.format == "json":
        print(contract.printed(done.document))
    else:
        terminal.show_run(done, terminal.console())
    return int(not done.succeeded)
