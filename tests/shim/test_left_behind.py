"""One process runs all tasks: what one of them changes in it, neither the next nor the process itself finds."""

from __future__ import annotations

import datetime
import locale
import logging
import os
import random
import socket
import sys
import warnings
from pathlib import Path
from typing import Any

from migrator.semantics import State
from shim.load import load_dag
from shim.moment import by_hand
from shim.schedule import Schedule
from shim.store import Store, TaskKey

DAG = """
import locale, logging, os, random, socket, sys, warnings
from airflow.sdk import DAG, task

def seen():
    mask = os.umask(0o22)
    os.umask(mask)
    return {"HOME": os.environ.get("HOME"), "SPOILED": os.environ.get("SPOILED"), "folder": os.getcwd(), "umask": mask,
            "path": "/spoiled" in sys.path, "argv": len(sys.argv), "timeout": socket.getdefaulttimeout(),
            "locale": locale.setlocale(locale.LC_ALL), "level": logging.getLogger().level,
            "filters": len(warnings.filters)}

with DAG("spoils", schedule=None):
    @task
    def first():
        before = seen()
        os.environ["SPOILED"] = os.environ["HOME"] = "/spoiled"
        os.chdir("/")
        sys.path.insert(0, "/spoiled")
        sys.argv.append("--spoiled")
        os.umask(0o77)
        socket.setdefaulttimeout(1)
        locale.setlocale(locale.LC_ALL, "C.UTF-8" if before["locale"] == "C" else "C")
        logging.getLogger().setLevel(logging.CRITICAL)
        warnings.simplefilter("error")
        random.seed(1)
        return before

    @task
    def second(before):
        assert seen() == before, (seen(), before)
        return random.random()

    second(first())
"""


def state() -> dict[str, Any]:
    mask = os.umask(0o22)
    os.umask(mask)
    return {
        "environment": dict(os.environ),
        "folder": Path.cwd(),
        "path": list(sys.path),
        "argv": list(sys.argv),
        "umask": mask,
        "timeout": socket.getdefaulttimeout(),
        "locale": locale.setlocale(locale.LC_ALL),
        "level": logging.getLogger().level,
        "filters": list(warnings.filters),
        "random": random.getstate(),
    }


def test_what_a_task_changes_in_its_process_is_taken_back(tmp_path: Path) -> None:
    (tmp_path / "spoils.py").write_text(DAG)
    loaded = load_dag(str(tmp_path), "spoils.py", "spoils")
    numbers = set()
    for day in (1, 2):
        moment = by_hand(datetime.datetime(2026, 1, day, tzinfo=datetime.timezone.utc))
        store = Store(":memory:")
        before = state()
        assert Schedule(loaded, moment, store).run() is State.SUCCESS
        assert state() == before
        numbers.add(store.pull(TaskKey("spoils", moment.run_id, "second"), "return_value"))
    random.seed(1)
    assert len(numbers) == 2 and (random.random(),) not in numbers
