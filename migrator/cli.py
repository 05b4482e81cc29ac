"""The `migrate` command line.

Exit codes: 0 done. 1: an error-level finding, a failed run, a difference. 2: misuse, in one sentence. 130: Ctrl-C.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence

from migrator import __version__
from migrator.commands import COMMANDS
from migrator.errors import MigratorError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line; its exit code."""
    options = parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except MigratorError as error:
        print(f"migrate: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("migrate: stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # Whoever read our output (`| head`) has seen enough; Python must not complain of it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE


def parser() -> argparse.ArgumentParser:
    """The command line: one sub-command per thing the product does."""
    top = argparse.ArgumentParser(prog="migrate", description="From Apache Airflow's tasks to data assets, safely.")
    top.add_argument("--version", action="version", version=f"airflow-to-assets {__version__}")
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for each in COMMANDS:
        about = each.ABOUT
        command = commands.add_parser(each.NAME, help=about, description=about[0].upper() + about[1:] + ".")
        each.arguments(command)
        command.set_defaults(command=each.run)
    return top
