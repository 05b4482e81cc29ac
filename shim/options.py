"""What a request asks for, beside its plan."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from migrator.model import Plan, Step
from shim.moment import in_utc

# Airflow's own bound of a sensor's wait, `[sensors] default_timeout`: for what has none of its own, such as a trigger.
LONGEST_WAIT_S = 7 * 24 * 60 * 60.0


@dataclass(frozen=True)
class Options:
    """`project` is the generated project's folder; `dag` and `select` narrow what runs (a step's, task's or DAG's
    id, or an asset's key or name); `home` is where the store and Airflow's own files go; `instance` a
    persistent Dagster home; `connections` and `variables` are files of them; `cwd` is the folder tasks run in;
    `override` says whether `environment` replaces what is set already; every wait is taken times `pace`; `store` is
    where the store is, when that is not in the home; `resume` goes on with a broken off run of the same request;
    `partition_range` is two partitions with three dots between, `conf` the configuration of the runs; nothing waits
    longer than `longest_wait` seconds; `python` is another one, which runs the tasks of islands."""

    home: str
    project: str | None = None
    dag: str | None = None
    select: tuple[str, ...] = ()
    partition: str | None = None
    logical_date: datetime.datetime | None = None
    now: datetime.datetime = field(default_factory=lambda: datetime.datetime.now(datetime.timezone.utc))
    environment: Mapping[str, str] = field(default_factory=dict)
    override: bool = False
    cwd: str | None = None
    roots: tuple[str, ...] = ()
    connections: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    instance: str | None = None
    pace: float = 1.0
    store: str | None = None
    resume: bool = False
    partition_range: str | None = None
    conf: Mapping[str, Any] | None = None
    longest_wait: float = LONGEST_WAIT_S
    pools: tuple[Mapping[str, Any], ...] = ()
    pools_complete: bool = False
    python: str | None = None

    @property
    def store_place(self) -> str:
        """A path or URL: where the store is."""
        return self.store or str(Path(self.home) / "store.db")

    def selects(self, step: Step, names: Collection[str] = ()) -> bool:
        """Whether a step is asked for; `names` are what its assets are called."""
        if self.dag is not None and self.dag not in {step.group, *(ref.dag for ref in step.tasks)}:
            return False
        known = {
            *names,
            step.id,
            step.group,
            *step.writes,
            *(each for ref in step.tasks for each in (ref.dag, ref.task)),
        }
        return not self.select or bool(known & set(self.select))


def selected(plan: Plan, options: Options) -> list[Step]:
    """The steps of a plan that are asked for."""
    names = dict(plan.names)
    return [
        step
        for step in plan.steps
        if options.selects(step, ["/".join(names[key]) for key in step.writes if key in names])
    ]


def options_of(data: Mapping[str, Any]) -> Options:
    """The options of a request. Unknown names are an error: the two ends are of one version."""
    known = dict(data)
    for name in ("logical_date", "now"):
        known[name] = in_utc(datetime.datetime.fromisoformat(known[name])) if known.get(name) else None
    for name in ("select", "roots", "pools", "connections", "variables"):
        known[name] = tuple(known.get(name) or ())
    return Options(**{name: value for name, value in known.items() if value is not None})
