"""The DAGs that ship with Airflow and with this project: which are run, and which are not and why."""

from __future__ import annotations

import importlib.util
import re
import tempfile
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from shim.store import Store

from . import ours

ROOT = Path(__file__).parent.parent.parent
OWN = ROOT / "tests" / "shim" / "dags"
FIXTURES = ROOT / "fixtures" / "dags"

PLUGIN = "needs a plugin that has to be installed first"
PERSON = "waits for a person's answer"
PACKAGES = "installs packages from the net"
LINK = "a link into Airflow's own pages"
CHANCE = "what it returns is chance, or the time"
# File: why it is not run.
LEFT_OUT = {
    "example_custom_weight": PLUGIN,
    "example_workday_timetable": PLUGIN,
    "example_kubernetes_executor": "needs Kubernetes' client",
    "example_local_kubernetes_executor": "needs Kubernetes' client",
    "example_params_ui_tutorial": "cannot run without params a person gives: Airflow refuses it",
    "example_retry_policy": "waits for minutes between its tries, and `dag.test()` with it",
    "tutorial_taskflow_api_virtualenv": PACKAGES,
    "example_branch_operator": PACKAGES,
    "example_branch_operator_decorator": PACKAGES,
    "example_python_decorator": PACKAGES,
    "example_python_operator": PACKAGES,
    "example_hitl_operator": PERSON,
    "example_trigger_controller_dag": "starts a DAG of another file, which `dag.test()` does not know",
    "user_events_pipeline": "its provider for Postgres is not installed: Airflow cannot load it, the shim can",
    "example_sensors": "a sensor waits for what a task beside it makes: `dag.test()` runs one at a time and may not end",
    "example_external_task_child_deferrable": "sleeps for a minute",
    "example_external_task_parent_deferrable": "waits for a run that a scheduler would have to start",
}
# What reads what other fixtures write comes after all of them, the report after the pipeline.
LATE = ("activity_report_no_sensor", "delivery_billing", "parcels_arrived", "web_orders_summary")
# DAG: when it runs. A sensor with an execution_delta finds a run only where both are at their own time.
DATES = {
    "deliveries_acme": "2026-01-05T03:00:00+00:00",
    "deliveries_globex": "2026-01-05T02:30:00+00:00",
    "delivery_billing": "2026-01-05T06:00:00+00:00",
}
# DAG.XCom: why it is not compared.
NOT_COMPARED = {
    "tutorial.print_date*": CHANCE,
    "mapped_over_files.list_files*": "the folder of the DAGs is another",
    "*._link_ExternalDagLink": LINK,
    "example_asset_state_store_producer.load*": CHANCE,
    "example_task_state_store.run_job*": CHANCE,
    "example_task_state_store_mapped.process_table*": CHANCE,
    "example_bash_*.describe_dag_folder*": "the folder of the DAGs is another",
    "example_bash_*.show_dag_folder_stats*": "the folder of the DAGs is another",
    "example_bash_decorator.get_file_stats*": "the file is a copy",
}


def files() -> Iterator[Path]:
    """The example files of Airflow and of its standard provider, the fixtures, and the tests' own."""
    for package in ("airflow", "airflow.providers.standard"):
        spec = importlib.util.find_spec(package)
        assert spec is not None and spec.submodule_search_locations is not None
        found = sorted(Path(spec.submodule_search_locations[0], "example_dags").glob("[!_]*.py"))
        yield from (file for file in found if file.stem not in LEFT_OUT)
    yield from fixtures()
    yield OWN / "semantics.py"


def fixtures() -> list[Path]:
    """The fixtures, each after those whose data it reads."""
    found = (file for file in FIXTURES.glob("*.py") if file.stem not in LEFT_OUT)
    return sorted(found, key=lambda file: (file.stem in LATE, file.stem))


def environment() -> dict[str, str]:
    """What the fixtures find in the environment, in a new folder."""
    home = tempfile.mkdtemp(prefix="fixtures-")
    return {"FIXTURES_HOME": home, "AIRFLOW_CONN_WAREHOUSE": f"sqlite://{home}/warehouse.db"}


def compared(
    found: dict[str, Any], file: Path, store: Store | None = None
) -> Iterator[tuple[str, list[str], dict[str, Any]]]:
    """(DAG id, differences, our end) of each DAG of a file that Airflow has ended so; one that it refuses has one row, for
    itself. `store` holds what ran before."""
    store = store or Store(":memory:")
    for dag_id, theirs in [(file.stem, found)] if isinstance(found.get("error"), str) else found.items():
        if "error" in theirs:
            yield dag_id, [f"Airflow: {theirs['error'].strip().splitlines()[-1]}"], {}
            continue
        end = ours.ended(file.parent, file.name, dag_id, theirs["moment"], store)
        for each in (theirs, end):
            each["xcoms"] = {
                name: value for name, value in each.get("xcoms", {}).items() if _counts(f"{dag_id}.{name}")
            }
        yield dag_id, ours.differences(theirs, end), end


def _counts(name: str) -> bool:
    return not any(fnmatch(name, re.sub(r"\[", "[[]", each)) for each in NOT_COMPARED)
