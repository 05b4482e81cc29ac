"""`migrate run`: the unmodified DAGs, and the generated assets where they exist, as one asset graph."""

from __future__ import annotations

import datetime
import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from migrator import launch
from migrator.configuration import load_configuration
from migrator.errors import MigratorError, UnknownDag
from migrator.keeping import PLAN
from migrator.model import Capabilities, Plan, Project, Step
from migrator.model_json import from_json
from migrator.pipeline import decide
from migrator.secrets import masked
from migrator.targets import load_target
from migrator.writing import write_text

Seen = Callable[[Mapping[str, Any]], None]
# What a target without any native form could do: every task is run unchanged, under the names a project gives.
NOTHING_NATIVE = Capabilities("the shim", bodies=(), reserved=load_target("dagster").CAPABILITIES.reserved)
WORK = ".migrate"
STORE = "MIGRATE_STORE"


class NotGenerated(MigratorError):
    """The folder given as --project holds no generated project."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{str(folder)!r} holds no generated project; write one with `migrate generate --out {folder}`"
        )


class NothingSelected(MigratorError):
    """A name given to --select is no asset, task or DAG of what was read."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        shown = ", ".join(known[:10]) + (", ..." if len(known) > 10 else "")
        super().__init__(f"nothing named {name!r} to select; there is {shown or 'nothing'}")


class NothingToRun(MigratorError):
    """No task fits what was asked for."""

    def __init__(self, request: Request) -> None:
        asked = [f"--dag {request.dag}"] if request.dag else []
        asked += [f"--select {' '.join(request.select)}"] if request.select else []
        super().__init__(f"there is no task to run{' with ' + ' and '.join(asked) if asked else ' in what was read'}")


class NoPartition(MigratorError):
    """A partition key or logical date that none of the DAGs can have."""

    def __init__(self, text: str, example: str) -> None:
        super().__init__(f"{text!r} is no partition or date of these DAGs; one looks like {example}")


class BrokenPlan(MigratorError):
    """The plan kept with a generated project is not what was written there."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{str(path)!r} is damaged; generate the project again")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run may write: `home` for the DAGs' own data, `state` for XComs, task states and logs."""

    home: Path
    state: Path

    @staticmethod
    def below(folder: Path) -> Place:
        """Both folders below one, made if they are not there."""
        place = Place(folder / "home", folder / "state")
        for path in (place.home, place.state):
            path.mkdir(parents=True, exist_ok=True)
        return place

    @property
    def log(self) -> Path:
        """Where the shim's log goes."""
        return self.state / launch.LOG


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asked to run."""

    project: Path | None = None
    roots: tuple[Path, ...] = ()
    dag: str | None = None
    select: tuple[str, ...] = ()
    partition: str | None = None
    logical_date: str | None = None
    python: Path | None = None
    now: str | None = None
    store: str | None = None
    resume: bool = False
    partition_range: str | None = None
    conf: Mapping[str, Any] | None = None
    longest_wait: float | None = None
    connections: Path | None = None
    variables: Path | None = None


@dataclass(frozen=True, slots=True)
class Ran:
    """What `docs/json.md` promises for `run`, the assets among it that ran natively, why tasks failed, what the shim
    had to say, where its log is, and how long it took."""

    document: Mapping[str, Any]
    native: frozenset[str]
    failures: tuple[str, ...]
    notes: tuple[str, ...]
    log: Path
    seconds: float

    @property
    def succeeded(self) -> bool:
        """Whether everything that was to run did, and ended well."""
        return not self.failures and all(run["state"] == "success" for run in self.document["runs"])


@dataclass(slots=True)
class Watch:
    """Collects, from the shim's events on their way to the terminal, why things failed and what a person must know."""

    seen: Seen
    errors: list[str] = field(default_factory=list)
    logs: list[str] = field(default_factory=list)

    def __call__(self, event: Mapping[str, Any]) -> None:
        """Take one event."""
        if event.get("error"):
            what = event.get("key") or ".".join(filter(None, (event.get("dag_id"), event.get("task_id"))))
            self.errors.append(f"{what}: {masked(str(event['error']))}")
        if event["event"] == "log":
            self.logs.append(masked(str(event["message"])))
        self.seen(event)

    def failures(self) -> tuple[str, ...]:
        """Why things failed, each once."""
        return tuple(dict.fromkeys(self.errors))

    def notes(self) -> tuple[str, ...]:
        """What a person must know, each once."""
        return tuple(dict.fromkeys(self.logs))


def work(root: Path) -> Path:
    """The project's folder for what we write, which says to git that nothing in it is to be kept."""
    folder = root / WORK
    folder.mkdir(exist_ok=True)
    write_text(folder / ".gitignore", "*\n")
    return folder


def run(project: Project, request: Request, seen: Seen) -> Ran:
    """Run what was asked for in the project's own place. Raises MigratorError for misuse."""
    decided = plan_to_run(project, request)
    check(decided, request)
    place = Place.below(work(Path(project.root)) / "run")
    request = replace(request, store=store(Path(project.root), request))
    watch, began = Watch(seen), time.monotonic()
    document = start("run", decided, project, request, place, watch, environment(Path(project.root), place.home))
    native = (step for step in decided.steps if step.island is None)
    paths = dict(decided.names)
    names = frozenset("/".join(paths[key]) for step in native for key in step.writes)
    missing = {step.dag for step in chosen(decided, request)} - {found["dag_id"] for found in document["runs"]}
    failures = (*watch.failures(), *(f"{dag}: it did not run" for dag in sorted(missing)))
    return Ran(document, names, failures, watch.notes(), place.log, time.monotonic() - began)


def store(root: Path, request: Request) -> str | None:
    """Where a run is to be remembered: as asked, as the environment or `migrate.toml` says; None: its own place."""
    found = request.store or os.environ.get(STORE) or None
    if found is None:
        return load_configuration(root).store
    return found if "://" in found or found == ":memory:" else str(Path(found).resolve())


def pools(root: Path) -> dict[str, Any]:
    """The pools that `migrate.toml` describes, and whether those are all, as options of the shim."""
    found = load_configuration(root)
    return {"pools": [asdict(each) for each in found.pools], "pools_complete": found.pools_complete}


def start(
    command: str,
    decided: Plan,
    project: Project,
    request: Request,
    place: Place,
    seen: Seen,
    variables: Mapping[str, str],
    *,
    apart: bool = False,
) -> dict[str, Any]:
    """Let the shim carry out a plan in a place; its report. `apart`: the variables hold whatever the caller's
    environment says, and tasks work in the place's home."""
    options = {
        "home": str(place.state),
        # Where native code finds the files beside the DAG files, unless the caller says it.
        "environment": {"MIGRATE_DAGS_ROOT": project.root, **variables},
        "override": apart,
        "cwd": str(place.home) if apart else None,
        "project": str(request.project.resolve()) if request.project and command == "run" else None,
        "roots": [str(root.resolve()) for root in request.roots],
        **airflow_files(Path(project.root), request),
        "dag": request.dag,
        "select": selected(decided, request.select),
        "partition": request.partition,
        "logical_date": request.logical_date,
        "now": request.now,
        "store": request.store,
        "resume": request.resume,
        "partition_range": request.partition_range,
        "conf": request.conf,
        "longest_wait": request.longest_wait,
        **pools(Path(project.root)),
    }
    for event in launch.launch(command, decided, options, python=str(request.python) if request.python else None):
        seen(event)
        if event["event"] == "done":
            if event["state"] == "interrupted":
                raise KeyboardInterrupt
            document: dict[str, Any] = event["document"]
            return document
    raise AssertionError("launch ends with the event `done` or raises")


def airflow_files(root: Path, request: Request) -> dict[str, list[str]]:
    """The files of connections and of Variables, those of `migrate.toml` first: of two the later holds."""
    configuration = load_configuration(root)
    given = ([each] if each else [] for each in (request.connections, request.variables))
    named = zip((configuration.connection_paths, configuration.variable_paths), given, strict=True)
    connections, variables = ([str(path.resolve()) for path in (*told, *more)] for told, more in named)
    return {"connections": connections, "variables": variables}


def chosen(decided: Plan, request: Request) -> list[Step]:
    """The steps that a request asks for."""
    ids = set(selected(decided, request.select))
    steps = (step for step in decided.steps if request.dag in (None, step.dag))
    return [step for step in steps if not request.select or step.id in ids]


def check(decided: Plan, request: Request) -> None:
    """Raises MigratorError when nothing is asked for, or at no time that these DAGs can have."""
    if not chosen(decided, request):
        raise NothingToRun(request)
    check_time(decided, request)


def selected(decided: Plan, names: Sequence[str]) -> list[str]:
    """The ids of the steps that the names mean: an asset's path or last part or key, a task, a DAG, a step.

    Raises NothingSelected for a name that means none.
    """
    paths = dict(decided.names)
    meanings: dict[str, list[str]] = {}
    for step in decided.steps:
        words = {step.id, step.dag, step.group, *step.writes, *(task.task for task in step.tasks)}
        words |= {"/".join(paths[key]) for key in step.writes} | {paths[key][-1] for key in step.writes}
        for word in words:
            meanings.setdefault(word, []).append(step.id)
    known = ["/".join(paths[key]) for step in decided.steps for key in step.writes]
    for name in names:
        if name not in meanings:
            raise NothingSelected(name, known)
    return list(dict.fromkeys(step for name in names for step in meanings[name]))


def check_time(decided: Plan, request: Request) -> None:
    """Raises NoPartition when the partition or the date asked for cannot be one of these DAGs'."""
    formats = dict.fromkeys(step.partitions.key_format for step in decided.steps if step.partitions.key_format)
    wanted = [format for format in formats if format] or ["%Y-%m-%d"]
    if request.partition is not None and not any(fits(request.partition, format) for format in wanted):
        raise NoPartition(request.partition, datetime.datetime(2026, 1, 4).strftime(wanted[0]))
    if request.partition_range is not None:
        first, dots, last = request.partition_range.partition("...")
        for key in (first, last if dots else request.partition_range):
            if key and not any(fits(key, format) for format in wanted):
                raise NoPartition(key, f"{datetime.datetime(2026, 1, 4).strftime(wanted[0])}...")
    if request.logical_date is not None:
        try:
            datetime.datetime.fromisoformat(request.logical_date)
        except ValueError:
            raise NoPartition(request.logical_date, "2026-01-04 or 2026-01-04T03:00:00+00:00") from None


def fits(key: str, key_format: str) -> bool:
    """Whether a partition key is spelled as the format says."""
    try:
        return datetime.datetime.strptime(key, key_format).strftime(key_format) == key
    except ValueError:
        return False


def environment(root: Path, home: Path) -> dict[str, str]:
    """The variables of `migrate.toml`; those already set win, in the shim."""
    return {name: text.replace("{home}", str(home)) for name, text in load_configuration(root).environment}


def plan_to_run(project: Project, request: Request) -> Plan:
    """Every task wrapped, but for the DAGs of a generated project: theirs is the plan it was generated from."""
    known = sorted(dag.id for dag in project.dags if dag.id)
    if request.dag is not None and request.dag not in known:
        raise UnknownDag(request.dag, known)
    fresh = decide(project, NOTHING_NATIVE)
    if request.project is None:
        return fresh
    return joined(fresh, generated_plan(request.project))


def generated_plan(folder: Path) -> Plan:
    """The plan a project was generated from. Raises NotGenerated where there is none."""
    try:
        return from_json(Plan, json.loads((folder / PLAN).read_text(encoding="utf-8")))
    except (FileNotFoundError, NotADirectoryError):
        raise NotGenerated(folder) from None
    except (ValueError, KeyError, TypeError) as error:
        raise BrokenPlan(folder / PLAN) from error


def joined(fresh: Plan, generated: Plan) -> Plan:
    """One plan: the generated steps for the DAGs they cover, fresh ones for the others, under the generated names."""
    covered = {step.dag for step in generated.steps}
    steps: Sequence[Step] = (*generated.steps, *(step for step in fresh.steps if step.dag not in covered))
    kept = {step.island for step in steps}
    names = dict(generated.names)
    taken = {path: key for key, path in names.items()}
    for key, path in fresh.names:
        while taken.get(path, key) != key:
            path = (*path[:-1], f"{path[-1]}_")
        names.setdefault(key, path)
        taken.setdefault(path, key)
    islands = {island.id: island for island in (*fresh.islands, *generated.islands) if island.id in kept}
    return replace(
        generated,
        root=fresh.root,
        steps=tuple(steps),
        islands=tuple(islands.values()),
        automations=(*generated.automations, *(each for each in fresh.automations if each.dag not in covered)),
        names=tuple(sorted(names.items())),
    )
