"""Arguments that several commands take, and what becomes of them."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from migrator.model import Finding, Project

FAIL_ON = ("note", "warning", "error", "never")


def dag_files(command: argparse.ArgumentParser, *, needed: bool = True, option: str | None = None) -> None:
    """What to read; behind an option where a command takes names, by default the `dags` folder, else this one."""
    about = "DAG files, or folders of them"
    if option is not None:
        about = "a DAG file or a folder of them, may be given again (default: ./dags, else the current folder)"
        command.add_argument(option, dest="paths", action="append", type=Path, default=[], metavar="PATH", help=about)
    else:
        command.add_argument("paths", nargs="+" if needed else "*", type=Path, metavar="PATH", help=about)
    command.add_argument(
        "--root",
        action="append",
        type=Path,
        default=[],
        metavar="DIR",
        help="a further folder that DAG files import from",
    )
    command.add_argument(
        "--jobs", type=at_least_one, default=os.cpu_count() or 1, metavar="N", help="how many processes read files"
    )
    command.add_argument("--no-cache", action="store_true", help="read every file anew, and keep nothing")


def at_least_one(text: str) -> int:
    """A number of processes. Raises ArgumentTypeError for what is none."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1")
    return int(text)


def airflow_files(command: argparse.ArgumentParser) -> None:
    """What connections and Variables are, where only Airflow's database would know: for reading and for running."""
    for name in ("connections", "variables"):
        command.add_argument(
            f"--{name}",
            type=Path,
            metavar="FILE",
            help=f"Airflow {name} that DAG files ask for: JSON, YAML or .env, as `airflow {name} import` takes",
        )


def every_note(command: argparse.ArgumentParser) -> None:
    """Whether to print what is only a note in full."""
    command.add_argument("--notes", action="store_true", help="print every note in full, not the first of each kind")


def output_format(command: argparse.ArgumentParser, *more: str) -> None:
    """How to print."""
    command.add_argument("--format", choices=("text", "json", *more), default="text", help="default: text")


def read_project(options: argparse.Namespace) -> Project:
    """The project that a command's paths and roots name, read behind a progress bar."""
    from migrator.pipeline import analyze
    from migrator.report.terminal import progress

    with progress("reading") as step:
        return analyze(
            options.paths,
            options.root,
            step,
            variables=options.variables,
            connections=options.connections,
            jobs=options.jobs,
            cache=not options.no_cache,
        )


def exit_code(findings: Sequence[Finding], fail_on: str) -> int:
    """1 when a finding is at least as severe as `fail_on`, else 0."""
    return int(bool(counting(findings, fail_on)))


def counting(findings: Sequence[Finding], fail_on: str) -> list[Finding]:
    """The findings at least as severe as `fail_on` that no comment ignores."""
    if fail_on == "never":
        return []
    bound = FAIL_ON.index(fail_on)
    return [found for found in findings if found.severity.rank >= bound and found.ignored is None]


def unread(project: Project) -> bool:
    """Whether a file could not be read, so that something may be missing."""
    return any(file.status.value == "failed" for file in project.files)
