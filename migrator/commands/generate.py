"""`migrate generate`: the asset project, written."""

from __future__ import annotations

import argparse
import keyword
import re
import sys
from pathlib import Path

from migrator.commands.arguments import airflow_files, dag_files, read_project, unread

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

NAME, ABOUT = "generate", "write the asset project"


def arguments(command: argparse.ArgumentParser) -> None:
    """What it takes."""
    dag_files(command)
    airflow_files(command)
    command.add_argument("--target", default="dagster", help="what to write for (default: dagster)")
    command.add_argument("--out", type=Path, required=True, metavar="DIR", help="the project's folder")


def run(options: argparse.Namespace) -> int:
    """Write the asset project; 1 when a file could not be read, so that something may be missing from it."""
    from migrator.pipeline import generate
    from migrator.report import terminal

    project = read_project(options)
    plan, written = generate(project, options.target, options.out, package_name(options.out))
    out = terminal.console()
    terminal.show_generated(options.out, written, plan, out)
    terminal.show_findings(plan.findings, out)
    return int(unread(project))


def package_name(folder: Path) -> str:
    """The generated package's name, after its folder: `my-assets` -> `my_assets`, and `dagster` -> `dagster_assets`."""
    name = re.sub(r"[^0-9A-Za-z]+", "_", folder.resolve().name).strip("_").lower()
    name = name if name.isidentifier() or keyword.iskeyword(name) else f"assets_{name}".rstrip("_")
    taken = keyword.iskeyword(name) or name in sys.stdlib_module_names or name in IMPORTED
    return f"{name}_assets" if taken else name
