"""What a request asks for, beside its plan."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from migrator.model import Step
from shim.moment import in_utc


@dataclass(frozen=True)
class Options:
    """`project` is the generated project's folder; `dag` and `select` narrow what runs (a step's id, a task's id or
    an asset's name); `home` is where the store and Airflow's own files go; `instance` a persistent Dagster home."""

    home: str
    project: str | None = None
    dag: str | None = None
    select: tuple[str, ...] = ()
    partition: str | None = None
    logical_date: datetime.datetime | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    roots: tuple[str, ...] = ()
    instance: str | None = None
    pace: float = 1.0

    def selects(self, step: Step) -> bool:
        """Whether a step is asked for."""
        if self.dag is not None and not any(ref.dag == self.dag for ref in step.tasks):
            return False
        names = {step.id, *step.writes, *(ref.task for ref in step.tasks)}
        return not self.select or bool(names & set(self.select))


def options_of(data: Mapping[str, Any]) -> Options:
    """The options of a request. Unknown names are an error: the two ends are of one version."""
    known = dict(data)
    date = known.pop("logical_date", None)
    for name in ("select", "roots"):
        known[name] = tuple(known.get(name) or ())
    return Options(
        logical_date=in_utc(datetime.datetime.fromisoformat(date)) if date else None,
        **{name: value for name, value in known.items() if value is not None},
    )
