"""The run JSON: per DAG run what each task and each asset did, put together from events."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from shim.events import Event

FORMAT = 1


@dataclass
class Report:
    """Hears the events of a run; `document()` is what `migrate run --json` prints."""

    _runs: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    _tasks: dict[tuple[str, str], dict[tuple[str, int], Event]] = field(default_factory=dict)

    def hear(self, event: Event) -> None:
        """Takes in one event; those that are not about a DAG's run or task are let pass."""
        if event["event"] not in ("task", "run_finished") or "dag_id" not in event:
            return
        name = (event["dag_id"], event["run_id"])
        run = self._run(*name)
        if event["event"] == "run_finished":
            run["state"] = event["state"]
        else:
            self._tasks[name][(event["task_id"], event["map_index"])] = event

    def asset(self, dag: str, run: str | None, key: str, partition: str | None, state: str, rows: int | None) -> None:
        """Adds how an asset of a DAG did; without a run id, to the DAG's only run."""
        names = [name for name in self._runs if name[0] == dag]
        found = self._run(dag, run if run is not None or not names else names[-1][1])
        found["assets"].append({"key": key, "partition": partition, "state": state, "rows": rows})
        if state == "failed" or (found["state"] is None and state == "materialized"):
            found["state"] = "failed" if state == "failed" else "success"

    def _run(self, dag: str, run: str | None) -> dict[str, Any]:
        name = (dag, run or "")
        self._tasks.setdefault(name, {})
        empty: dict[str, Any] = {"dag_id": dag, "run_id": run, "state": None, "tasks": [], "assets": []}
        return self._runs.setdefault(name, empty)

    @property
    def ok(self) -> bool:
        """Whether no run failed and no asset failed."""
        return all(run["state"] != "failed" for run in self._runs.values())

    def document(self) -> dict[str, Any]:
        """The whole report as JSON data."""
        for name, run in self._runs.items():
            tasks = (self._tasks[name][key] for key in sorted(self._tasks[name]))
            fields = ("task_id", "map_index", "state", "try_number", "duration_s", "interrupted")
            run["tasks"] = [{each: task[each] for each in fields} for task in tasks]
            run["state"] = run["state"] or "not run"
        return {"format": FORMAT, "runs": [self._runs[name] for name in sorted(self._runs)]}
