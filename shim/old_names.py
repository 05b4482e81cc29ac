"""What 1.10 and 2.x had and 3 has not, where it is small enough to be written again: by its old name."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from typing import Any

from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator as NewTriggerDagRunOperator
from airflow.sdk import AssetOrTimeSchedule


class RemovedInAirflow3Warning(DeprecationWarning):
    """The category of warnings that files of 2.x silence."""


class DatasetOrTimeSchedule(AssetOrTimeSchedule):  # type: ignore[misc]
    """AssetOrTimeSchedule with the argument's name in 2.x."""

    def __init__(self, *, timetable: Any, datasets: Any) -> None:
        super().__init__(timetable=timetable, assets=datasets)


class DagRunOrder:
    """What a callable of 1.10 fills in to have a run started."""

    def __init__(self, run_id: str | None = None, payload: Any = None) -> None:
        self.run_id, self.payload = run_id, payload


class TriggerDagRunOperator(NewTriggerDagRunOperator):  # type: ignore[misc]
    """With the `python_callable` of 1.10: what that returns says whether a run is started, and its conf."""

    def __init__(self, *, python_callable: Any = None, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.python_callable = python_callable

    def execute(self, context: Any) -> None:
        """Starts the run, unless the callable returns nothing."""
        if self.python_callable is not None:
            order = self.python_callable(context, DagRunOrder())
            if not order:
                self.log.info("Criteria not met, moving on")
                return
            if order.run_id:
                self.trigger_run_id = order.run_id
            self.conf = order.payload or {}
        super().execute(context)


def is_venv_installed() -> bool:
    """Whether `virtualenv` can be run or imported (`airflow.operators.python`, until 2.11)."""
    return bool(shutil.which("virtualenv") or importlib.util.find_spec("virtualenv"))


def mkdirs(path: str, mode: int) -> None:
    """Makes a folder and those above it (`airflow.utils.file`)."""
    Path(path).mkdir(mode, parents=True, exist_ok=True)


def as_tuple(value: Any) -> tuple[Any, ...]:
    """A tuple of a container's elements, or of the value itself (`airflow.utils.helpers`)."""
    return tuple(value) if isinstance(value, list | tuple | set | dict) else (value,)
