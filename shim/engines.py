"""Which engine runs tasks, by the Airflow that is found.

`airflow3.py` runs them by our own schedule and Airflow 3.3's task runner, `airflow2/` by Airflow 2.10's or 2.11's own
scheduling decisions, and `elsewhere.py` asks a worker process of another Python, which has either.
"""

from __future__ import annotations

import os
from pathlib import Path

from migrator.elsewhere import PYTHON
from shim.engine import Engine
from shim.environment import require_airflow


def engine_here() -> Engine:
    """The engine of the Airflow installed here. Raises AirflowMissing or AirflowVersion."""
    if require_airflow() == "2":
        from shim.airflow2.engine import Airflow2

        return Airflow2()
    from shim.airflow3 import Airflow3

    return Airflow3()


def engine(store: str) -> Engine:
    """The engine of the Python that `MIGRATE_PYTHON` names, else of this one. What the other's Airflow must remember
    lies beside the store, if that is a file."""
    python = os.environ.get(PYTHON)
    if not python:
        return engine_here()
    from shim.elsewhere import Elsewhere

    home = Path(".migrate") if "://" in store else Path(store).parent
    return Elsewhere(python, str(home.resolve()))
