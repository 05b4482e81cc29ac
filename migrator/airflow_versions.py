"""Which Airflow a DAG file was written for, as the names it uses tell: one rule for reading files and for running them.

It decides what a file means: where its data intervals lie, whether it has a schedule by default, which names its
templates know.
"""

from __future__ import annotations

from collections.abc import Iterable

# The task SDK and what came with it: only Airflow 3 has them.
SINCE_3 = ("airflow.sdk", "airflow.assets")
# 2.0 renamed these modules (UPDATING.md of 2.0); a file that still says so is older.
BEFORE_2 = (
    "airflow.contrib",
    "airflow.hooks.S3_hook",
    "airflow.hooks.base_hook",
    "airflow.hooks.dbapi_hook",
    "airflow.hooks.postgres_hook",
    "airflow.operators.bash_operator",
    "airflow.operators.dagrun_operator",
    "airflow.operators.dummy_operator",
    "airflow.operators.email_operator",
    "airflow.operators.postgres_operator",
    "airflow.operators.python_operator",
    "airflow.operators.sensors",
    "airflow.operators.subdag_operator",
    "airflow.sensors.base_sensor_operator",
    "airflow.sensors.external_task_sensor",
    "airflow.sensors.s3_key_sensor",
)
# 3.0 took these out: a file that imports one cannot have been written for it.
REMOVED_IN_3 = (
    "airflow.datasets",
    "airflow.hooks.dbapi",
    "airflow.lineage.entities",
    "airflow.operators.dummy",
    "airflow.operators.sql",
    "airflow.operators.subdag",
    "airflow.providers.mysql.operators",
    "airflow.providers.postgres.operators",
    "airflow.providers.sqlite.operators",
    "airflow.sensors.sql",
    "airflow.timetables.datasets",
    "airflow.utils.dates",
    "airflow.utils.decorators.apply_defaults",
)
# Written for 3 as a rule, though 2.10 can install it.
STANDARD = ("airflow.providers.standard",)
# What 2.x has and 3 only warns of, or has too.
SINCE_2 = (
    "airflow.decorators",
    "airflow.models.baseoperator",
    "airflow.models.dag",
    "airflow.operators",
    "airflow.providers",
    "airflow.sensors",
    "airflow.utils.edgemodifier",
    "airflow.utils.task_group",
)
# Arguments of DAG that 3.0 took out.
OLD_ARGUMENTS = ("schedule_interval", "concurrency")


def written_for(imports: Iterable[str], arguments: Iterable[str] = ()) -> str | None:
    """ "1.10", "2" or "3"; None when nothing tells, which means 2. `imports` are dotted paths of what a file imports,
    `arguments` the names its DAGs are given."""
    return evidence(imports, arguments)[0]


def evidence(imports: Iterable[str], arguments: Iterable[str] = ()) -> tuple[str | None, str]:
    """What `written_for` says, and why, for people."""
    names = sorted(name for name in imports if name.startswith("airflow"))
    for modules, version, because in RULES:
        found = next((name for name in names if name.startswith(modules) and is_of(name, modules)), None)
        if found is not None:
            return version, f"it imports {found}, {because}"
    old = sorted(set(arguments) & set(OLD_ARGUMENTS))
    if old:
        return "2", f"its DAG is given {old[0]}, which Airflow 3 refuses"
    return None, "nothing in it tells; it is read as for Airflow 2"


def major(version: str) -> str:
    """Which of the three a version is of: `1.10.15` -> `1.10`, `2.9.1` -> `2`."""
    first = version.partition(".")[0]
    return "1.10" if first == "1" else first


def is_of(name: str, modules: tuple[str, ...]) -> bool:
    """Whether a dotted path is one of these modules, or in one."""
    return any(name == module or name.startswith(f"{module}.") for module in modules)


RULES = (
    (SINCE_3, "3", "which only Airflow 3 has"),
    (BEFORE_2, "1.10", "as it was called before Airflow 2"),
    (REMOVED_IN_3, "2", "which Airflow 3 no longer has"),
    (STANDARD, "3", "as it is written for Airflow 3"),
    (SINCE_2, "2", "as it is written for Airflow 2"),
)
