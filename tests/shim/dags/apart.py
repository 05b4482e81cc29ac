"""Islands that different processes run at the same time, and what they must find of each other."""

import os
import signal
import sqlite3
import time
import warnings
from datetime import datetime, timedelta
from pathlib import Path

from airflow.sdk import dag, task


def told(name: str) -> Path:
    return Path(os.environ["APART_FOLDER"], name)


def meet(mine: str, other: str) -> str:
    """Ends once the other task runs at the same time, in another process, if there are several."""
    if os.environ["APART_PROCESSES"] == "1":
        return other
    told(mine).write_text(str(os.getpid()))
    for _ in range(3000):
        if told(other).is_file() and told(other).read_text() not in ("", str(os.getpid())):
            return other
        time.sleep(0.01)
    raise TimeoutError(f"{other} did not run meanwhile")


@dag(schedule="0 3 * * *", start_date=datetime(2026, 1, 1))
def apart():
    @task
    def left():
        return meet("left", "right")

    @task
    def right():
        return meet("right", "left")

    @task
    def numbers():
        return [1, 2, 3]

    @task
    def double(x):
        return 2 * x

    @task(retries=2, retry_delay=timedelta(0))
    def total(values, ti=None):
        if ti.try_number == 1:
            raise ValueError("the first try fails")
        return sum(values)

    @task
    def disturbs():
        if os.environ.get("APART_TAKEN_OVER"):
            with sqlite3.connect(os.environ["MIGRATE_STORE"]) as store:
                store.execute("delete from migrate_claim")
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        warnings.showwarning = print

    @task
    def skips():
        from airflow.sdk.exceptions import AirflowSkipException

        raise AirflowSkipException

    left(), right(), disturbs(), skips()
    total(double.expand(x=numbers()))


apart()


@dag(schedule="0 3 * * *", start_date=datetime(2026, 1, 1))
def dies():
    """A task whose process is killed, once."""

    @task
    def before():
        with told("before").open("a") as ran:
            ran.write("ran\n")
        return 1

    @task
    def killed(value):
        if not told("killed").is_file():
            told("killed").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return value + 1

    killed(before())


dies()
