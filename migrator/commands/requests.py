"""What `run` and `verify` are asked: their arguments, and the request made of them."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migrator.commands.arguments import airflow_files, output_format
from migrator.errors import MigratorError

if TYPE_CHECKING:
    from migrator.running import Request


def running(command: argparse.ArgumentParser) -> None:
    """What to run, and with what."""
    airflow_files(command)
    command.add_argument("--project", type=Path, metavar="DIR", help="the generated project, whose assets run natively")
    command.add_argument("--dag", metavar="ID", help="one DAG only")
    command.add_argument("--partition", metavar="KEY", help="the partition to run (default: the latest complete one)")
    command.add_argument("--python", type=Path, metavar="PATH", help="another environment's Python, with Airflow in it")
    output_format(command)


def seconds(text: str) -> float:
    """A time to wait. Raises ArgumentTypeError for what is none."""
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0 < found < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds above 0")
    return found


def json_object(text: str | None) -> dict[str, Any] | None:
    """What --conf says. Raises MigratorError for what is no JSON object."""
    if text is None:
        return None
    try:
        found = json.loads(text)
    except ValueError as error:
        raise MigratorError(f"--conf is no JSON: {error}") from None
    if not isinstance(found, dict):
        raise MigratorError(f"--conf is {text}, and a configuration is a JSON object, such as " + '{"name": 1}')
    return found


def request(options: argparse.Namespace) -> Request:
    """What `run` and `verify` were asked for."""
    from migrator.running import Request

    return Request(
        project=options.project,
        roots=tuple(options.root),
        dag=options.dag,
        select=tuple(getattr(options, "select", ())),
        partition=options.partition,
        logical_date=getattr(options, "logical_date", None),
        python=options.python,
        store=getattr(options, "store", None),
        resume=getattr(options, "resume", False),
        partition_range=getattr(options, "partition_range", None),
        conf=json_object(getattr(options, "conf", None)),
        longest_wait=getattr(options, "longest_wait", None),
        connections=options.connections,
        variables=options.variables,
    )
