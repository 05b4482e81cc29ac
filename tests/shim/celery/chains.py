"""Twenty chains of ten tasks, which nothing joins: as many islands. What each does is written down outside."""

import asyncio
import os
import time
from datetime import datetime, timedelta
from pathlib import Path

from airflow.sdk import DAG, BaseOperator
from airflow.triggers.base import BaseTrigger, TriggerEvent

FOLDER = Path(os.environ["CHAINS_FOLDER"])


def write(*words: object) -> None:
    """Adds a line to the log that all processes share: a write this short is whole."""
    line = " ".join(map(str, (time.time(), os.getpid(), *words))) + "\n"
    with (FOLDER / "log").open("a") as log:
        log.write(line)


def first(name: str) -> bool:
    """Whether nobody has asked this before, in any process."""
    try:
        os.close(os.open(FOLDER / name, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    return True


def slowly(seconds: float) -> None:
    """Takes so long, and until others have come further."""
    begun = time.time()
    others = len(ended())
    while time.time() < begun + seconds or (len(ended()) < others + 10 and time.time() < begun + 120):
        time.sleep(0.1)


def ended() -> list[str]:
    return [line for line in (FOLDER / "log").read_text().splitlines() if line.split()[2] == "ends"]


class Signal(BaseTrigger):
    """Never fires the first time that it is waited for."""

    def serialize(self):
        return (f"{__name__}.Signal", {})

    async def run(self):
        if first("deferred"):
            write("waits")
            await asyncio.sleep(3600)
        yield TriggerEvent("fired")


class Link(BaseOperator):
    """Adds one to what the task before it returned."""

    def __init__(self, *, above, does="", **arguments):
        super().__init__(**arguments)
        self.above, self.does = above, does

    def execute(self, context):
        found = 0 if self.above is None else context["ti"].xcom_pull(task_ids=self.above)
        write("begins", self.task_id, context["ti"].try_number)
        if self.does == "stays" and first("stayed"):
            time.sleep(3600)
        if self.does == "is slow":
            slowly(float(os.environ["CHAINS_SLOW_S"]))
        if self.does == "defers":
            self.defer(trigger=Signal(), method_name="resume", kwargs={"found": found}, timeout=timedelta(hours=1))
        return self.end(found)

    def resume(self, context, event=None, found=None):
        return self.end(found)

    def end(self, found):
        write("ends", self.task_id)
        return found + 1


DOES = {"c01_t3": "is slow", "c07_t5": "stays", "c12_t4": "defers"}

with DAG(
    "chains",
    schedule=None,
    start_date=datetime(2026, 1, 1),
    on_success_callback=lambda context: write("called", context["run_id"]),
):
    for chain in range(20):
        above = None
        for number in range(10):
            name = f"c{chain:02}_t{number}"
            link = Link(task_id=name, above=above and above.task_id, does=DOES.get(name, ""))
            if above is not None:
                above >> link
            above = link
