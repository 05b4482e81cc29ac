"""The `migrate` command. A command parses, calls one function, prints, and returns its exit code.

0: done. 1: an error-level finding, a failed run, a difference. 2: misuse, in one sentence. 130: Ctrl-C.
"""

from __future__ import annotations

import argparse
import io
import keyword
import os
import re
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from migrator import __version__
from migrator.errors import MigratorError

if TYPE_CHECKING:
    from migrator.live import Live
    from migrator.model import Finding, Project
    from migrator.running import Request

# Modules that DAGs, the generated project and its tests import: a package of that name would hide them, or they it.
IMPORTED = frozenset(
    str.split(
        "airflow alembic attr boto3 botocore click cosmos croniter dagster dagster_dbt dagster_dg_cli dagster_graphql "
        "dagster_pipes dagster_shared dagster_webserver dateutil dbt duckdb fastapi filelock flask google grpc httpx "
        "jinja2 jsonschema libcst migrator networkx numpy opentelemetry packaging pandas pendulum pip pkg_resources "
        "plugins pluggy polars prefect psycopg2 pyarrow pydantic pytest pytz requests rich setuptools shim six "
        "snowflake sqlalchemy sqlglot sqlparse starlette structlog tenacity tests toml tomli tqdm typing_extensions "
        "tzdata tzlocal uvicorn watchdog yaml"
    )
)
FAIL_ON = ("note", "warning", "error", "never")


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

    analyze = add(commands, "analyze", run_analyze, "what each task reads and writes, and what is wrong with it")
    dag_files(analyze)
    variables_file(analyze)
    output_format(analyze)
    analyze.add_argument(
        "--with-airflow", action="store_true", help="also load the files with real Airflow, which runs their code"
    )
    analyze.add_argument("--python", type=Path, metavar="PATH", help="the Python of --with-airflow (default: this one)")
    analyze.add_argument("--fail-on", choices=FAIL_ON, default="error", help="exit 1 at this severity (default: error)")

    lineage = add(commands, "lineage", run_lineage, "SQL in, tables and columns out")
    lineage.add_argument("file", nargs="?", type=Path, metavar="FILE", help="a file of SQL; standard input without it")
    lineage.add_argument("--dialect", help="such as postgres, snowflake, bigquery; tried in turn without it")
    lineage.add_argument("--jsonl", action="store_true", help="a JSON object a line in, and one out")

    operators = add(commands, "operators", run_operators, "which operators are known, and how those of DAG files are")
    dag_files(operators, needed=False)
    variables_file(operators)
    output_format(operators)

    generate = add(commands, "generate", run_generate, "write the asset project")
    dag_files(generate)
    variables_file(generate)
    generate.add_argument("--target", default="dagster", help="what to write for (default: dagster)")
    generate.add_argument("--out", type=Path, required=True, metavar="DIR", help="the project's folder")

    run = add(commands, "run", run_run, "run unmodified DAGs and generated assets as one asset graph")
    dag_files(run)
    running(run)
    run.add_argument("--select", nargs="+", default=[], metavar="NAME", help="only these assets, tasks or DAGs")
    run.add_argument("--logical-date", metavar="D", help="the run's logical date, ISO")

    verify = add(commands, "verify", run_verify, "run both sides on the same inputs and compare what they wrote")
    dag_files(verify)
    running(verify)

    report = add(commands, "report", run_report, "write the analysis as Markdown and as one HTML page")
    dag_files(report)
    variables_file(report)
    report.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder to write to")
    return top


def add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    command: Callable[[argparse.Namespace], int],
    about: str,
) -> argparse.ArgumentParser:
    """A sub-command."""
    found = commands.add_parser(name, help=about, description=about[0].upper() + about[1:] + ".")
    found.set_defaults(command=command)
    return found


def dag_files(command: argparse.ArgumentParser, *, needed: bool = True) -> None:
    """What to read."""
    count = "+" if needed else "*"
    command.add_argument("paths", nargs=count, type=Path, metavar="PATH", help="DAG files, or folders of them")
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


def variables_file(command: argparse.ArgumentParser) -> None:
    """What Airflow Variables are, where only Airflow's database would know."""
    command.add_argument(
        "--variables",
        type=Path,
        metavar="FILE",
        help="Airflow Variables that DAG files ask for: JSON, YAML or .env, as `airflow variables import` takes",
    )


def output_format(command: argparse.ArgumentParser) -> None:
    """How to print."""
    command.add_argument("--format", choices=("text", "json"), default="text", help="default: text")


def running(command: argparse.ArgumentParser) -> None:
    """What to run, and with what."""
    command.add_argument("--project", type=Path, metavar="DIR", help="the generated project, whose assets run natively")
    command.add_argument("--dag", metavar="ID", help="one DAG only")
    command.add_argument("--partition", metavar="KEY", help="the partition to run (default: the latest complete one)")
    command.add_argument("--python", type=Path, metavar="PATH", help="another environment's Python, with Airflow in it")
    output_format(command)


def run_analyze(options: argparse.Namespace) -> int:
    """Print every fact and finding; 1 when a finding reaches --fail-on."""
    from migrator.report import contract, terminal

    project = read_project(options)
    live = beside_airflow(project, options)
    if live is not None:
        project = project.with_findings(*live.findings())
    if options.format == "json":
        print(contract.printed(contract.analysis(project, live)))
    else:
        terminal.show_analysis(project, terminal.console())
        terminal.show_live(live, terminal.console())
    return exit_code(project.findings, options.fail_on)


def beside_airflow(project: Project, options: argparse.Namespace) -> Live | None:
    """What real Airflow makes of the same files, when that is asked for. Raises MigratorError."""
    if not options.with_airflow:
        if options.python is not None:
            raise MigratorError("--python says which Python loads the files with --with-airflow, which is not given")
        return None
    from migrator.live import compared

    return compared(project, options.paths, options.root, options.python)


def read_project(options: argparse.Namespace) -> Project:
    """The project that a command's paths and roots name, read behind a progress bar."""
    from migrator.pipeline import analyze
    from migrator.report.terminal import progress

    with progress("reading") as step:
        return analyze(
            options.paths,
            options.root,
            step,
            variables=getattr(options, "variables", None),
            jobs=options.jobs,
            cache=not options.no_cache,
        )


def exit_code(findings: Sequence[Finding], fail_on: str) -> int:
    """1 when a finding is at least as severe as `fail_on`, else 0."""
    if fail_on == "never":
        return 0
    bound = FAIL_ON.index(fail_on)
    return int(any(finding.severity.rank >= bound for finding in findings))


def run_lineage(options: argparse.Namespace) -> int:
    """Print the tables and columns of SQL; 1 when a statement could not be read. Raises MigratorError for no SQL."""
    from migrator.lineage import jsonl
    from migrator.lineage.sql.dialects import checked
    from migrator.report import terminal

    dialect = checked(options.dialect)
    if options.jsonl:
        questions = sys.stdin if options.file is None else io.StringIO(read_text(options.file))
        return int(jsonl.lines(questions, sys.stdout) > 0)
    sql = sys.stdin.read() if options.file is None else read_text(options.file)
    if not sql.strip():
        raise MigratorError("no SQL given")
    answer = jsonl.answer({"id": str(options.file or "stdin"), "sql": sql, "dialect": dialect})
    terminal.show_lineage(answer, terminal.console())
    return int(bool(answer["findings"]))


def read_text(path: Path) -> str:
    """A text file given on the command line. Raises MigratorError when it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise MigratorError(f"cannot read {str(path)!r}: {getattr(error, 'strerror', None) or error}") from error


def run_operators(options: argparse.Namespace) -> int:
    """Print what there are facts about; with DAG files, how each operator of theirs is known. Raises MigratorError."""
    from migrator.configuration import OURS, load_configuration
    from migrator.coverage import providers, used
    from migrator.report import contract, terminal

    project = read_project(options) if options.paths else None
    catalogue = load_configuration(Path(project.root)).catalogue if project else OURS
    known = providers(catalogue)
    found = used(project, catalogue) if project else None
    if options.format == "json":
        print(contract.printed(contract.operators(known, found)))
    else:
        terminal.show_operators(known, found, terminal.console())
    return 0


def run_generate(options: argparse.Namespace) -> int:
    """Write the asset project; 1 when a file could not be read, so that something may be missing from it."""
    from migrator.pipeline import generate
    from migrator.report import terminal

    project = read_project(options)
    plan, written = generate(project, options.target, options.out, package_name(options.out))
    out = terminal.console()
    terminal.show_generated(options.out, written, plan, out)
    terminal.show_findings(plan.findings, out)
    return int(any(file.status.value == "failed" for file in project.files))


def package_name(folder: Path) -> str:
    """The generated package's name, after its folder: `my-assets` -> `my_assets`, and `dagster` -> `dagster_assets`."""
    name = re.sub(r"[^0-9A-Za-z]+", "_", folder.resolve().name).strip("_").lower()
    name = name if name.isidentifier() or keyword.iskeyword(name) else f"assets_{name}".rstrip("_")
    taken = keyword.iskeyword(name) or name in sys.stdlib_module_names or name in IMPORTED
    return f"{name}_assets" if taken else name


def run_run(options: argparse.Namespace) -> int:
    """Run the asset graph and print each run; 1 when one failed."""
    from migrator.report import contract, terminal
    from migrator.running import run

    if options.partition and options.logical_date:
        raise MigratorError("give --partition or --logical-date, not both")
    project = read_project(options)
    with terminal.events("running") as seen:
        done = run(project, request(options), seen)
    if options.format == "json":
        print(contract.printed(done.document))
    else:
        terminal.show_run(done, terminal.console())
    return int(not done.succeeded)


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
    )


def run_verify(options: argparse.Namespace) -> int:
    """Run both sides and print what differs; 1 when something does, or a side failed."""
    from migrator.report import contract, terminal
    from migrator.verifying import Outcome, verify

    project = read_project(options)
    with terminal.events("verifying") as seen:
        verdict = verify(project, request(options), seen)
    if options.format == "json":
        print(contract.printed(contract.verification(verdict)))
    else:
        terminal.show_verdict(verdict, terminal.console())
    return 0 if verdict.outcome is Outcome.EQUAL else 1


def run_report(options: argparse.Namespace) -> int:
    """Write the report; the exit code is `analyze`'s."""
    from migrator.pipeline import decide
    from migrator.report.pages import write_report
    from migrator.targets import load_target

    project = read_project(options)
    for path in write_report(project, decide(project, load_target("dagster").CAPABILITIES), options.out):
        print(path)
    return exit_code(project.findings, "error")
