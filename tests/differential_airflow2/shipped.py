"""The files of Airflow 2 that are there to be run: the examples of Airflow 2.11, and the fixtures."""

from __future__ import annotations

import subprocess
from pathlib import Path

from differential_runs import shipped

CHANCE = "what it returns is chance, or the time"
PACKAGES = "installs packages from the net"
# File: why it is not run.
LEFT_OUT = {
    "example_branch_datetime_operator": CHANCE,
    "example_branch_operator": PACKAGES,
    "example_branch_operator_decorator": PACKAGES,
    "example_datasets": "its tasks sleep for half a minute",
    "example_kubernetes_executor": "needs Kubernetes' client",
    "example_local_kubernetes_executor": "needs Kubernetes' client",
    "example_params_ui_tutorial": "cannot run without params a person gives: Airflow refuses it",
    "example_python_decorator": PACKAGES,
    "example_python_operator": PACKAGES,
    "example_sensors": "a sensor waits for what a task beside it makes: `dag.test()` runs one at a time",
    "example_time_delta_sensor_async": "waits for the clock",
    "example_trigger_controller_dag": "starts a DAG of another file, which `dag.test()` does not know",
    "example_workday_timetable": "needs a plugin that has to be installed first",
    "tutorial_objectstorage": "reads from the net",
    "tutorial_taskflow_api_virtualenv": PACKAGES,
}
# DAG.XCom: why it is not compared.
NOT_COMPARED = {"tutorial.print_date*": CHANCE}
AS_3 = "the scheduler of 3 decides otherwise: `dag.test()` of 3.3 ends the DAG as the shim does"
# What a line of a difference says: why Airflow 3 itself has it otherwise, whatever runs the DAG.
ANOTHER_IN_3 = {
    r"\]\.return_value: Airflow .*, shim nothing$": "what a branch or short circuit that skips returns is an XCom in "
    "2.x and none in 3, which raises there",
    r"\]\.pipeline_(in|out)lets: Airflow .*, shim nothing$": "2.x notes a task's datasets as XComs, 3 does not",
    r"\]\._link_ExternalDagLink: Airflow nothing, ": "a sensor of 3 notes a link into Airflow's own pages",
    "has no module airflow.example_dags.subdags,": "it imports another example of 2.x, which Airflow 3 does not have",
}


def examples(python: str) -> list[Path]:
    """The example files of the Airflow of a Python."""
    command = [python, "-c", "import importlib.util as i; print(i.find_spec('airflow').origin)"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    folder = Path(done.stdout.strip().splitlines()[-1]).parent / "example_dags"
    return [file for file in sorted(folder.glob("[!_]*.py")) if file.stem not in LEFT_OUT]


def fixtures() -> list[Path]:
    """The fixtures whose names Airflow 2 knows, each after those whose data it reads; with the pipeline, which Airflow
    3.3 cannot load by itself."""
    found = [file for file in shipped.FIXTURES.glob("*.py") if "airflow.sdk" not in file.read_text()]
    return sorted(found, key=lambda file: (file.stem in shipped.LATE, file.stem != "user_events_pipeline", file.stem))
