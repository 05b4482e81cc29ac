"""What starts a DAG's job in Dagster, as Airflow would: its cron, its assets, or whatever its own timetable says.

Whatever starts it is stopped until a person turns it on, unless the DAG says `is_paused_upon_creation=False`: while
both run, Airflow and Dagster would do the work twice.
"""

# Without `from __future__ import annotations`: Dagster wants the contexts' types, not their names.
import contextlib
import datetime
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg

from shim.hosts.asked import DAG, TASKS
from shim.hosts.run_tag import RUN_TAG, event_told, told_of
from shim.hosts.store_here import open_store
from shim.installation import use_project
from shim.moment import UTC, Moment
from shim.store import AssetEvent

ROOT, ROOTS = "MIGRATE_DAGS_ROOT", "MIGRATE_ROOTS"
EVERY_S = 30
AT_ONCE = 16
UNFINISHED = [dg.DagsterRunStatus[each] for each in ("QUEUED", "NOT_STARTED", "STARTING", "STARTED", "CANCELING")]
Job = Any


@dataclass(frozen=True)
class AirflowAsset:
    """An Airflow asset by its URI, and the key it has in Dagster."""

    uri: str
    key: dg.AssetKey


@dataclass(frozen=True)
class AirflowAlias:
    """An asset alias by its name: which assets it stands for, tasks say when they tell through it."""

    uri: str


@dataclass(frozen=True)
class Joined:
    """`a & b` or `a | b` of an asset schedule."""

    every: bool
    parts: "tuple[AirflowAsset | AirflowAlias | Joined, ...]"


Assets = AirflowAsset | AirflowAlias | Joined


def airflow_alias(name: str) -> AirflowAlias:
    """An asset alias of an asset schedule."""
    return AirflowAlias(name)


def airflow_asset(uri: str, key: Sequence[str]) -> AirflowAsset:
    """An asset of an asset schedule."""
    return AirflowAsset(uri, dg.AssetKey(list(key)))


def all_of(*parts: Assets) -> Joined:
    """Satisfied once each part has news."""
    return Joined(True, parts)


def any_of(*parts: Assets) -> Joined:
    """Satisfied once one part has news."""
    return Joined(False, parts)


def run_tags(dag_id: str, max_active_runs: int | None = None) -> dict[str, str]:
    """The tags of each run of a DAG's job. By the second, `dagster.yaml` can limit how many run at a time."""
    limit = {} if max_active_runs is None else {f"airflow/at_most_{max_active_runs}": dag_id}
    return {DAG: dag_id, **limit}


def status_of(paused: bool | None) -> tuple[dg.DefaultScheduleStatus, dg.DefaultSensorStatus]:
    """How a schedule or a sensor begins."""
    if paused is False:
        return dg.DefaultScheduleStatus.RUNNING, dg.DefaultSensorStatus.RUNNING
    return dg.DefaultScheduleStatus.STOPPED, dg.DefaultSensorStatus.STOPPED


def cron_schedule(
    job: Job,
    *,
    name: str,
    cron: str,
    zone: str = "UTC",
    partitions_def: dg.PartitionsDefinition | None = None,
    paused: bool | None = None,
) -> Any:
    """A schedule: of the partition that is complete, or for a DAG without partitions of a run at the moment."""
    status, _ = status_of(paused)
    if partitions_def is not None:
        return dg.build_schedule_from_partitioned_job(job, name=name, default_status=status)

    @dg.schedule(job=job, name=name, cron_schedule=cron, execution_timezone=zone, default_status=status)  # type: ignore[untyped-decorator]
    def tick(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        at = context.scheduled_execution_time.astimezone(UTC)
        return _request(f"scheduled__{at.isoformat()}", "scheduled", at, at, at)

    return tick


def timetable_sensor(
    job: Job,
    *,
    name: str,
    file: str,
    dag_id: str,
    paused: bool | None = None,
    root: str | None = None,
) -> dg.SensorDefinition:
    """Asks the DAG's own timetable when it runs next: `timedelta`, `@once`, `@continuous`, a timetable of one's own.

    At most `max_active_runs` at a time. The DAG file is loaded where the sensor is evaluated.
    """

    @dg.sensor(job=job, name=name, minimum_interval_seconds=EVERY_S, default_status=status_of(paused)[1])  # type: ignore[untyped-decorator]
    def ask(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
        folder = root or os.environ.get(ROOT) or str(Path.cwd())
        extra = [each for each in os.environ.get(ROOTS, "").split(os.pathsep) if each]
        use_project(folder, extra)
        from shim.load import load_dag
        from shim.next_run import next_run

        loaded = load_dag(folder, file, dag_id, extra)
        dag = loaded.dag
        now = datetime.datetime.now(UTC)
        active = context.instance.get_runs_count(dg.RunsFilter(job_name=job.name, statuses=UNFINISHED))
        last, requests = context.cursor, list[dg.RunRequest]()
        while active + len(requests) < min(dag.max_active_runs, AT_ONCE):
            found = next_run(loaded, last, now)
            if found is None:
                break
            last = found.cursor
            requests.append(_request(found.run_id, "scheduled", found.start, found.start, found.end))
        if not requests:
            return dg.SkipReason(f"{active} active runs, at most {dag.max_active_runs}" if active else "no run is due")
        return dg.SensorResult(run_requests=requests, cursor=last)

    return ask


def assets_sensor(job: Job, *, name: str, assets: Assets, paused: bool | None = None) -> dg.SensorDefinition:
    """Starts the job when its assets have been materialized since it last did, with Airflow's `&` and `|`.

    What was materialized before the sensor was first evaluated does not count.
    """
    every = list(_leaves(assets))

    @dg.sensor(job=job, name=name, minimum_interval_seconds=EVERY_S, default_status=status_of(paused)[1])  # type: ignore[untyped-decorator]
    def watch(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
        seen: dict[str, int] = json.loads(context.cursor or "{}")
        news: dict[AirflowAsset | AirflowAlias, list[Any]] = {}
        for each in every:
            if isinstance(each, AirflowAlias):
                news[each] = _told_through(each, seen)
                continue
            name = each.key.to_user_string()
            if name not in seen:
                seen[name] = _latest(context.instance, each.key)
            records = dg.AssetRecordsFilter(asset_key=each.key, after_storage_id=seen[name])
            news[each] = list(context.instance.fetch_materializations(records, limit=100, ascending=True).records)
        if not _satisfied(assets, news):
            missing = ", ".join(each.uri for each in every if not news[each])
            return dg.SensorResult(skip_reason=f"nothing new of {missing}", cursor=json.dumps(seen))
        heard = [_news(each, record) for each in every for record in news[each]]
        for told in heard:
            seen[told.seen_as] = max(told.number, seen[told.seen_as])
        at = max(told.at for told in heard)
        events = [told.told for told in heard]
        run_id = f"asset_triggered__{at.isoformat()}"
        request = _request(run_id, "asset_triggered", at, at, at, events)
        return dg.SensorResult(run_requests=[request], cursor=json.dumps(seen))

    return watch


def _leaves(assets: Assets) -> Iterator[AirflowAsset | AirflowAlias]:
    if not isinstance(assets, Joined):
        yield assets
        return
    for part in assets.parts:
        yield from _leaves(part)


def _satisfied(assets: Assets, news: dict[AirflowAsset | AirflowAlias, list[Any]]) -> bool:
    if not isinstance(assets, Joined):
        return bool(news[assets])
    found = (_satisfied(part, news) for part in assets.parts)
    return all(found) if assets.every else any(found)


def _latest(instance: dg.DagsterInstance, key: dg.AssetKey) -> int:
    found = instance.fetch_materializations(key, limit=1).records
    return int(found[0].storage_id) if found else 0


def _told_through(alias: AirflowAlias, seen: dict[str, int]) -> list[AssetEvent]:
    """What tasks have told through an alias, after what was told before the sensor was first evaluated."""
    with contextlib.closing(open_store()) as store:
        events = store.asset_events(alias=alias.uri)
    name = f"alias {alias.uri}"
    if name not in seen:
        seen[name] = max((each.id for each in events), default=0)
    return [each for each in events if each.id > seen[name]]


@dataclass(frozen=True)
class _News:
    """What happened to an asset: as the run is told of it, when, and by what the cursor knows it."""

    told: dict[str, Any]
    at: datetime.datetime
    seen_as: str
    number: int


def _news(asset: AirflowAsset | AirflowAlias, record: Any) -> _News:
    if isinstance(asset, AirflowAlias):
        return _News(event_told(record), datetime.datetime.fromisoformat(record.at), f"alias {asset.uri}", record.id)
    at = datetime.datetime.fromtimestamp(record.timestamp, UTC)
    return _News(_event(asset, record), at, asset.key.to_user_string(), record.storage_id)


def _event(asset: AirflowAsset, record: Any) -> dict[str, Any]:
    """What a run is told of a materialization that started it; which task, where one of ours did it."""
    metadata = record.asset_materialization.metadata
    at = datetime.datetime.fromtimestamp(record.timestamp, UTC).isoformat()
    run = metadata.get("airflow/run_id")
    table = metadata.get(TASKS)
    tasks = [str(row.data["task"]) for row in table.value.records] if table is not None else []
    named = {
        "dag": getattr(metadata.get(DAG), "value", ""),
        "task": tasks[0] if tasks else record.event_log_entry.step_key,
    }
    return {"uri": asset.uri, "at": at, "run": run.value if run is not None else record.run_id, **named}


def _request(
    run_id: str,
    run_type: str,
    logical_date: datetime.datetime,
    start: datetime.datetime,
    end: datetime.datetime,
    events: Sequence[dict[str, Any]] = (),
) -> dg.RunRequest:
    told = told_of(Moment(run_id, logical_date, start, end, run_type))
    tag = json.dumps({**told, **({"events": list(events)} if events else {})})
    return dg.RunRequest(run_key=run_id, tags={RUN_TAG: tag})
