"""What reading finds, and what a real Airflow says of the same files."""

from __future__ import annotations

from migrator.findings.code import Code, Said, dag
from migrator.model import Severity

CODES: dict[str, Code] = {
    "unreadable-file": Code(
        Severity.ERROR,
        "A file could not be read as Python, or was too large to read within bounds.",
        "Mend the file: Airflow cannot load it either. A file that only is large is read with a larger bound under "
        "`[reading.bounds]` in `migrate.toml`.",
        dag('from airflow.sdk import DAG\n\nwith DAG("sales":\n    pass\n'),
    ),
    "missing-import": Code(
        Severity.NOTE,
        "A module the file imports is in none of the project's folders.",
        "Give the folder that holds it with `--root`, or add the file. What it defines is not known until then.",
        dag('from airflow.sdk import DAG\nfrom .tables import ORDERS\n\nDAG("sales")\n'),
    ),
    "unknown-value": Code(
        Severity.NOTE,
        "A DAG or task hangs on a value only run time knows.",
        "Say the value: `--variables FILE` for Airflow Variables, `[reading.environment]` in `migrate.toml` for the "
        "environment. Or leave it: what hangs on it is a note, never an error.",
        dag("from airflow.sdk import DAG\nfrom company import settings\n\nDAG(settings.name)\n"),
    ),
    "unusable-ignore": Code(
        Severity.NOTE,
        "A line of an .airflowignore is not followed: what it names is read.",
        "Mend the pattern: Airflow cannot read it either, or searching for it may take too long.",
        (("dag.py", 'from airflow.sdk import DAG\n\nDAG("sales")\n'), (".airflowignore", "old_\\\n")),
    ),
    "bound-reached": Code(
        Severity.WARNING,
        "Evaluation stopped at its bound; what lies behind it is not known.",
        "Raise the bound that the message names, under `[reading.bounds]` in `migrate.toml`.",
        (
            (
                "dag.py",
                "from airflow.sdk import DAG\n\ntotal = 0\nfor number in range(500):\n    total += number\n\n"
                'DAG("sales")\n',
            ),
            ("migrate.toml", "[reading.bounds]\nsteps = 200\n"),
        ),
    ),
    "differs-from-airflow": Code(
        Severity.WARNING,
        "Airflow, asked with --with-airflow, makes something else of a DAG.",
        "Believe Airflow. What hangs on its configuration, its database or the environment is told with `--variables` "
        "and in `migrate.toml`.",
        dag(
            "import os\n\nfrom airflow.providers.standard.operators.empty import EmptyOperator\n"
            "from airflow.sdk import DAG\n\n"
            'with DAG("sales"):\n    EmptyOperator(task_id="on_a_server" if os.path.exists("/proc") else "elsewhere")\n'
        ),
        Said.WITH_AIRFLOW,
    ),
    "airflow-import-error": Code(
        Severity.NOTE,
        "Airflow, asked with --with-airflow, cannot load a file.",
        "Load it where its imports are installed, with `--python`; it is read from its text all the same.",
        dag('import company_internal\nfrom airflow.sdk import DAG\n\nDAG("sales")\n'),
        Said.WITH_AIRFLOW,
    ),
    "unusable-comment": Code(
        Severity.WARNING,
        "A comment that should ignore a finding is not followed, or ignores none.",
        "Give it a code that exists and a reason; remove one that ignores nothing any more.",
        dag('from airflow.sdk import DAG\n\nDAG("sales")  # migrate: ignore[missing-egde] agreed\n'),
    ),
}
