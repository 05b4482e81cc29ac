"""Islands on real Celery workers that are killed: the files and commands are those of docs/shim.md."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apart_job
import dagster as dg
import pytest
from celery.exceptions import Ignore
from dagster._core.execution.retries import RetryMode
from dagster._grpc.types import ExecuteStepArgs
from dagster._serdes import deserialize_value, pack_value

from migrator.semantics import State
from shim.hosts.celery import STEPS
from shim.leases import Lease
from shim.store import RunRow, Store, TaskRow

HERE = Path(__file__).parent
DOCS = HERE.parent.parent / "docs" / "shim.md"
LEASE_S, SLOW_S, PATIENCE_S = 4.0, 9.0, 240.0
TASKS = [f"c{chain:02}_t{number}" for chain in range(20) for number in range(10)]


def documented(name: str) -> str:
    """A file as the documentation shows it."""
    found = re.search(rf"```\w+\n# {re.escape(name)}\n(.*?)```", DOCS.read_text(), re.DOTALL)
    assert found is not None, f"docs/shim.md shows no {name}"
    return found[1]


@dataclass
class Site:
    """A project with everything it needs, as the documentation has it."""

    folder: Path
    environment: dict[str, str]

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """A process of its own session, so that it can be killed with all its children."""
        self.folder.joinpath("log").mkdir(exist_ok=True)
        number = len(list(self.folder.joinpath("log").iterdir()))
        with (self.folder / "log" / f"{number}-{Path(command[0]).name}").open("wb") as log:
            return subprocess.Popen(
                command,
                cwd=self.folder / "src" / "lake",
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait(self, until: Callable[[], Any], what: str) -> Any:
        """What `until` says once it says something."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            found = until()
            if found:
                return found
            time.sleep(0.1)
        logs = [f"--- {file.name}\n{file.read_text()[-6000:]}" for file in sorted((self.folder / "log").iterdir())]
        raise AssertionError(f"{what} did not come\n" + "\n".join(logs))


@dataclass(frozen=True)
class Line:
    """One line that a task wrote."""

    at: float
    pid: int
    words: tuple[str, ...]


def lines(folder: Path) -> list[Line]:
    if not (folder / "log").is_file():
        return []
    found = [line.split() for line in (folder / "log").read_text().splitlines()]
    return [Line(float(at), int(pid), tuple(words)) for at, pid, *words in found]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, module_postgresql: str, module_redis: str) -> Site:
    folder = tmp_path_factory.mktemp("site")
    package = folder / "src" / "lake"
    for each in (package / "defs", folder / "home", folder / "dags", folder / "chains"):
        each.mkdir(parents=True)
    (folder / "home" / "dagster.yaml").write_text(documented("dagster.yaml"))
    settings = documented("celery.yaml").replace("visibility_timeout: 600", "visibility_timeout: 2")
    (package / "celery.yaml").write_text(settings.replace("restore_interval: 10", "restore_interval: 1"))
    (package / "definitions.py").write_text(documented("definitions.py"))
    (package / "worker.sh").write_text(documented("worker.sh"))
    (package / "__init__.py").write_text("")
    (folder / "pyproject.toml").write_text(
        '[tool.dg]\ndirectory_type = "project"\n[tool.dg.project]\nroot_module = "lake"\n'
    )
    shutil.copy(HERE / "celery" / "islands.py", package / "defs")
    shutil.copy(HERE / "celery" / "chains.py", folder / "dags")
    own = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join([str(HERE.parent.parent), str(folder / "src")]),
        "DAGSTER_HOME": folder / "home",
        "DAGSTER_POSTGRES_URL": module_postgresql.replace("postgresql://", "postgresql+psycopg2://"),
        "CELERY_BROKER": module_redis,
        "CELERY_BACKEND": module_redis,
        "MIGRATE_STORE": module_postgresql,
        "MIGRATE_DAGS_ROOT": folder / "dags",
        "MIGRATE_LEASE_S": LEASE_S,
        "MIGRATE_HEARTBEAT_S": 0.4,
        "CHAINS_FOLDER": folder / "chains",
        "CHAINS_SLOW_S": SLOW_S,
        "AIRFLOW_HOME": folder / "airflow",
    }
    return Site(folder, {**os.environ, **{name: str(value) for name, value in own.items()}})


@dataclass(frozen=True)
class Ended:
    """What the run left: its exit code, the store's rows and values, what the tasks wrote, and all processes' logs."""

    code: int
    run: RunRow
    rows: dict[str, TaskRow]
    returned: dict[str, Any]
    written: list[Line]
    logs: str
    killed_at: float
    killed_of: int

    def of(self, word: str, task: str) -> list[Line]:
        return [line for line in self.written if line.words[:2] == (word, task)]


@pytest.fixture(scope="module")
def ended(site: Site) -> Iterator[Ended]:
    """One run of two hundred tasks over two workers. One worker is killed with its children while a task runs, and the
    process of the other while a trigger waits."""
    chains = site.folder / "chains"

    def written(*words: str) -> list[Line]:
        return [line for line in lines(chains) if line.words[: len(words)] == words]

    processes = [site.start("bash", "worker.sh") for _ in range(2)]
    try:
        # Of two workers that begin at different times, one might do all the work.
        logs = site.folder / "log"
        site.wait(lambda: sum("ready." in file.read_text() for file in logs.iterdir()) == 2, "the second worker")
        run = site.start("dagster", "asset", "materialize", "--select", "*", "-m", "lake.definitions")
        processes.append(run)
        busy = site.wait(lambda: written("begins", "c07_t5"), "the task that stays")
        victim = next(each for each in processes[:2] if os.getsid(busy[0].pid) == each.pid)
        done = len(written("ends"))
        os.killpg(victim.pid, signal.SIGKILL)
        killed_at = time.time()
        processes.append(site.start("bash", "worker.sh"))
        waits = site.wait(lambda: written("waits"), "the trigger that waits")
        os.kill(waits[0].pid, signal.SIGKILL)
        code = site.wait(lambda: run.poll() is not None and [run.returncode], "the end of the run")[0]
    finally:
        for each in processes:
            with suppress(ProcessLookupError):
                os.killpg(each.pid, signal.SIGKILL)
            each.wait()
    store = Store(site.environment["MIGRATE_STORE"])
    (row,) = store.runs("chains")
    rows = {each.key.task: each for each in store.tasks("chains", row.run)}
    returned = {task: value for task, _, key, value in store.xcoms("chains", row.run) if key == "return_value"}
    store.close()
    logs = "\n".join(file.read_text() for file in sorted((site.folder / "log").iterdir()))
    yield Ended(code, row, rows, returned, lines(chains), logs, killed_at, done)


def test_a_run_completes_though_its_workers_are_killed(ended: Ended) -> None:
    assert ended.code == 0, ended.logs[-5000:]
    assert {task: row.state for task, row in ended.rows.items()} == dict.fromkeys(TASKS, State.SUCCESS)
    assert ended.returned == {task: int(task[-1]) + 1 for task in TASKS}
    assert 20 <= ended.killed_of <= 180
    assert ended.run.state == "success"
    assert [line.words for line in ended.written if line.words[0] == "called"] == [("called", ended.run.run)]


def test_no_task_that_succeeded_runs_again_and_the_one_in_flight_is_tried_again_and_marked(ended: Ended) -> None:
    assert {task: len(ended.of("ends", task)) for task in TASKS} == dict.fromkeys(TASKS, 1)
    begun = {task: len(ended.of("begins", task)) for task in TASKS}
    assert begun == {**dict.fromkeys(TASKS, 1), "c07_t5": 2}
    marked = {task: row.interrupted for task, row in ended.rows.items() if row.interrupted}
    assert marked == {"c07_t5": 1}


def test_a_worker_that_is_only_slow_keeps_its_island_and_the_others_go_on(ended: Ended) -> None:
    (begin,), (end,) = ended.of("begins", "c01_t3"), ended.of("ends", "c01_t3")
    assert end.at - begin.at > 2 * LEASE_S
    assert begin.pid == end.pid
    assert len([line for line in ended.written if line.words[0] == "ends" and begin.at < line.at < end.at]) >= 10


def test_two_workers_run_islands_of_one_run_at_the_same_time(ended: Ended) -> None:
    began = {line.pid: line.at for line in reversed(ended.written) if line.at < ended.killed_at}
    last = {line.pid: line.at for line in ended.written if line.at < ended.killed_at}
    assert len(began) == 2
    assert max(began.values()) < min(last.values())


def test_a_trigger_whose_worker_died_is_waited_for_again(ended: Ended) -> None:
    (begin,), (end,) = ended.of("begins", "c12_t4"), ended.of("ends", "c12_t4")
    assert begin.pid != end.pid
    assert ended.rows["c12_t4"].try_number == 1


@pytest.fixture
def step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Any, ...]]:
    """A step of a run that has begun, as it is sent to workers, in a process that is one."""
    monkeypatch.chdir(HERE)
    monkeypatch.setenv("MIGRATE_STORE", str(tmp_path / "store.db"))
    monkeypatch.setenv("APART_FOLDER", str(tmp_path))
    monkeypatch.setenv("APART_PROCESSES", "1")
    job = dg.reconstructable(apart_job.in_process)
    (name,) = (node.name for node in job.get_definition().nodes if node.name.startswith("rest"))
    with dg.instance_for_test(temp_dir=str(tmp_path)) as instance:
        run = instance.create_run_for_job(job.get_definition(), tags={"dagster/partition": "2026-01-05"})
        args = ExecuteStepArgs(
            job_origin=job.get_python_origin(),
            run_id=run.run_id,
            step_keys_to_execute=[name],
            instance_ref=instance.get_ref(),
            retry_mode=RetryMode.ENABLED,
        )
        yield instance, run.run_id, name, (pack_value(args), job.to_dict())


def test_a_step_that_another_worker_runs_is_left_to_it(step: tuple[Any, ...], tmp_path: Path) -> None:
    from shim.hosts.celery_app import execute_plan

    _, run, name, message = step
    with closing(Store(str(tmp_path / "store.db"))) as store, Lease(store) as other:
        other.claim(STEPS, run, [name])
        with pytest.raises(Ignore):
            execute_plan(*message)
        assert store.runs("apart") == []


def test_a_step_that_has_ended_is_not_run_again_and_its_events_come_from_the_log(step: tuple[Any, ...]) -> None:
    from shim.hosts.celery_app import execute_plan

    instance, run, name, message = step
    first = [deserialize_value(each, dg.DagsterEvent) for each in execute_plan(*message)]
    logged = len(instance.all_logs(run))
    second = [deserialize_value(each, dg.DagsterEvent) for each in execute_plan(*message)]
    assert [each.event_type for each in second if each.is_step_event] == [
        each.event_type for each in first if each.step_key == name and not each.is_engine_event and each.is_step_event
    ]
    assert any(each.is_step_success for each in second)
    assert len(instance.all_logs(run)) == logged
    instance.report_run_failed(instance.get_run_by_id(run))
    with pytest.raises(Ignore):
        execute_plan(*message)


def test_the_result_of_a_worker_that_was_taken_for_dead_does_not_count(
    step: tuple[Any, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from shim.hosts.celery_app import execute_plan

    instance, run, _, message = step
    monkeypatch.setenv("APART_TAKEN_OVER", "yes")
    with pytest.raises(Ignore):
        execute_plan(*message)
    assert instance.all_logs(run, of_type=dg.DagsterEventType.STEP_FAILURE)
    monkeypatch.delenv("APART_TAKEN_OVER")
    events = [deserialize_value(each, dg.DagsterEvent) for each in execute_plan(*message)]
    assert any(each.is_step_success for each in events)
    with closing(Store(str(tmp_path / "store.db"))) as store:
        (row,) = store.runs("apart")
        rows = {each.key.task: each for each in store.tasks("apart", row.run)}
    assert (rows["disturbs"].state, rows["disturbs"].interrupted) == (State.SUCCESS, 1)
