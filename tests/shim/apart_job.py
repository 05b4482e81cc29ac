"""A job of islands and a native asset, as Dagster's executors load it anew in each process."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import threading
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import dagster as dg
from shim_cases import DAGS, plan_of

from migrator.model import Island, PartitionKind, Partitions, Plan, Step, Wrapped
from shim.hosts.whole import definitions, partitions_definition

DAILY = Partitions(PartitionKind.TIME, "0 3 * * *", "UTC", "2026-01-01T03:00:00", "%Y-%m-%d")
ISLANDS = {
    "left": ("left",),
    "right": ("right",),
    "sums": ("numbers", "double", "total"),
    "rest": ("disturbs", "skips"),
}
ABOVE = {
    "left": [],
    "right": [],
    "numbers": [],
    "double": ["between"],
    "total": ["double"],
    "disturbs": [],
    "skips": [],
}


def state_of_the_process() -> dict[str, Any]:
    """What a task may have changed and must find restored: handlers of signals, environment, warnings, logging."""
    return {
        "signals": [handler(number) for number in (signal.SIGTERM, signal.SIGALRM, signal.SIGINT)],
        "environment": sorted(name for name in os.environ if name.startswith("AIRFLOW_CTX_")),
        "warnings": f"{warnings.showwarning.__module__}.{warnings.showwarning.__qualname__}",
        "handlers": [type(each).__name__ for each in logging.getLogger().handlers],
        "stdout": sys.stdout is sys.__stdout__,
        "threads": sorted(each.name for each in threading.enumerate() if "rigger" in each.name),
    }


def handler(number: int) -> str:
    """The name of what handles a signal."""
    found = signal.getsignal(number)
    return str(getattr(found, "__qualname__", found))


@dg.success_hook
def note(context: dg.HookContext) -> None:
    """Writes down in which process a step ran and how it left that."""
    found = {"pid": os.getpid(), "state": state_of_the_process()}
    Path(os.environ["APART_FOLDER"], f"{context.step_key}.json").write_text(json.dumps(found))


@dg.asset(
    key=["apart", "between"], deps=[dg.AssetKey(["apart", "numbers"])], partitions_def=partitions_definition(DAILY)
)
def between() -> None: ...


def plan() -> Plan:
    """The DAG in four islands; one of them stands around the native asset."""
    found = plan_of(DAGS, "apart.py", "apart", ABOVE, DAILY)
    of = {task: island for island, tasks in ISLANDS.items() for task in tasks}
    steps = tuple(_in(step, of[step.tasks[0].task]) for step in found.steps)
    islands = tuple(Island(name, "apart.py", "apart", tasks, "a test") for name, tasks in ISLANDS.items())
    names = (*found.names, ("airflow:apart/between", ("apart", "between")))
    return Plan(found.root, steps, islands=islands, names=names)


def _in(step: Step, island: str) -> Step:
    return replace(step, bodies=(Wrapped(island),))


def job(executor: dg.ExecutorDefinition) -> dg.JobDefinition:
    """Everything, by an executor."""
    whole = definitions(plan(), dg.Definitions(assets=[between]))
    jobs = [dg.define_asset_job("apart", selection="*", hooks={note}, executor_def=executor)]
    return dg.Definitions.merge(whole, dg.Definitions(jobs=jobs)).resolve_job_def("apart")


def in_process() -> dg.JobDefinition:
    """Everything in one process."""
    return job(dg.in_process_executor)


def in_processes() -> dg.JobDefinition:
    """Each step in a process of its own, two at a time. The modules are imported once, for all."""
    modules = ["shim.hosts.whole", "shim.load", "shim.schedule"]
    start = {"forkserver": {"preload_modules": modules}}
    return job(dg.multiprocess_executor.configured({"max_concurrent": 2, "start_method": start}))


def dying() -> dg.JobDefinition:
    """An island whose process is killed. Not of the server above, which has the environment it was started with."""
    found = definitions(plan_of(DAGS, "apart.py", "dies", {"before": [], "killed": ["before"]}, DAILY))
    jobs = [dg.define_asset_job("dies", selection="*", executor_def=dg.multiprocess_executor)]
    return dg.Definitions.merge(found, dg.Definitions(jobs=jobs)).resolve_job_def("dies")
