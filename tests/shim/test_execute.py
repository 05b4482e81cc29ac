"""One task under Airflow's runner: what it is answered, and that the process is left as it was."""

from __future__ import annotations

import os
import signal
import threading
import warnings
from pathlib import Path
from typing import Any

import pytest
from shim_cases import DAGS, LOGICAL_DATE

from migrator.semantics import State
from shim import execute
from shim.environment import AirflowVersion, require_airflow
from shim.load import CannotLoad, Loaded, NoSuchDag, load, load_dag
from shim.moment import by_hand
from shim.schedule import Pace, Schedule
from shim.store import Store, TaskKey


def waiting(dag: str) -> Loaded:
    return load_dag(str(DAGS), "waiting.py", dag)


def run(loaded: Loaded, store: Store | None = None, **options: Any) -> tuple[State, dict[str, State], Store]:
    """How a run by hand ends: its state, the states of its tasks, and the store."""
    kept = store or Store(":memory:")
    schedule = Schedule(loaded, by_hand(LOGICAL_DATE), kept, pace=Pace(0), **options)
    end = schedule.run()
    return end, {name: found[0].state for name, found in schedule.instances.items() if found}, kept


def test_a_run_that_waits_for_nothing_has_all_the_time_it_may_take(tmp_path: Path) -> None:
    (tmp_path / "limited.py").write_text(
        """
from datetime import datetime, timedelta
from airflow.sdk import dag, task

@dag(schedule=None, start_date=datetime(2026, 1, 1), dagrun_timeout=timedelta(minutes=5))
def limited():
    @task
    def works():
        return 1
    works()

limited()
"""
    )
    end, states, _ = run(load_dag(str(tmp_path), "limited.py", "limited"))
    assert (end, states) == (State.SUCCESS, {"works": State.SUCCESS})


def test_a_message_without_an_answer_is_loud() -> None:
    loaded = waiting("wants_params")
    task = loaded.dag.get_task("reads")

    def ask(params: Any, ti: Any) -> None:
        from airflow.sdk.execution_time.comms import GetDag
        from airflow.sdk.execution_time.task_runner import SUPERVISOR_COMMS

        try:
            SUPERVISOR_COMMS.send(GetDag(dag_id="other"))
        except NotImplementedError:
            return

    before, task.python_callable = task.python_callable, ask
    schedule = Schedule(loaded, by_hand(LOGICAL_DATE), Store(":memory:"))
    schedule.moment = execute.Moment("manual__x", LOGICAL_DATE, LOGICAL_DATE, LOGICAL_DATE, conf={"day": "x"})
    try:
        with pytest.raises(
            execute.Unanswered, match=r"wants_params\.reads asks about the DAG other, which has not run here"
        ):
            schedule.run()
    finally:
        task.python_callable = before


def test_the_process_is_left_as_it_was(capfd: pytest.CaptureFixture[str]) -> None:
    handler, shown = signal.getsignal(signal.SIGTERM), warnings.showwarning
    end, states, _ = run(waiting("calls_back"))
    assert (end, states) == (State.FAILED, {"disturbs": State.SUCCESS, "exits": State.FAILED})
    assert signal.getsignal(signal.SIGTERM) is handler
    assert warnings.showwarning is shown
    assert not [name for name in os.environ if name.startswith("AIRFLOW_CTX_")]
    assert "to be seen nowhere but in the log" not in capfd.readouterr().out


def test_a_dags_own_callback_is_called_with_the_run() -> None:
    loaded = waiting("calls_back")
    seen = loaded.dag.on_failure_callback
    run(loaded)
    callback = seen[0] if isinstance(seen, list) else seen
    assert ("failed", "manual") in callback.__globals__["SEEN"]


def test_tasks_run_outside_the_main_thread_too() -> None:
    found: list[State] = []
    thread = threading.Thread(target=lambda: found.append(run(waiting("calls_back"))[1]["disturbs"]))
    thread.start()
    thread.join()
    assert found == [State.SUCCESS]


def test_params_that_do_not_fit_fail_the_task() -> None:
    end, states, _ = run(waiting("wants_params"))
    assert (end, states["reads"]) == (State.FAILED, State.FAILED)


def test_sensors_and_triggers_come_to_their_ends() -> None:
    _, states, store = run(waiting("waits"))
    assert states == {
        "reschedules": State.SUCCESS,
        "after": State.SUCCESS,
        "pokes": State.SUCCESS,
        "gives_up": State.SKIPPED,
        "defers_soon": State.SUCCESS,
        "defers_never": State.FAILED,
        "defers_broken": State.FAILED,
    }
    at = by_hand(LOGICAL_DATE).run_id
    assert store.pull(TaskKey("waits", at, "defers_soon"), "return_value") == (["soon", 1],)
    assert store.pull(TaskKey("waits", at, "reschedules"), "return_value") == (3,)


def test_triggers_wait_at_the_same_time() -> None:
    _, states, store = run(waiting("meets"))
    assert set(states.values()) == {State.SUCCESS}
    assert store.pull(TaskKey("meets", by_hand(LOGICAL_DATE).run_id, "one"), "return_value") == (["one", "other"],)


def timed_out() -> tuple[State, dict[str, State], int]:
    store = Store(":memory:")
    end, states, _ = run(waiting("times_out"), store)
    tries = {row.key.task: row.try_number for row in store.tasks("times_out", by_hand(LOGICAL_DATE).run_id)}
    return end, states, tries["long"]


def test_a_task_that_takes_too_long_is_tried_again_and_fails_alone() -> None:
    assert timed_out() == (State.SUCCESS, {"long": State.FAILED, "after": State.SUCCESS}, 2)


def test_a_task_outside_the_main_thread_may_not_take_too_long_either() -> None:
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(timed_out()))
    thread.start()
    thread.join()
    assert found == [(State.SUCCESS, {"long": State.FAILED, "after": State.SUCCESS}, 2)]


def test_a_triggered_run_is_awaited() -> None:
    store = Store(":memory:")
    started: list[Any] = []

    def start(dag: str, run_id: str, date: Any, conf: dict[str, Any], again: bool) -> None:
        started.append((dag, conf))
        moment = execute.Moment(run_id, LOGICAL_DATE, LOGICAL_DATE, LOGICAL_DATE, conf=conf)
        Schedule(waiting(dag), moment, store).run()

    end, states, _ = run(waiting("triggers"), store, on_trigger=start)
    assert (end, states["go"]) == (State.SUCCESS, State.SUCCESS)
    assert started == [("wants_params", {"day": "monday"})]


def test_one_task_runs_again_with_the_values_of_the_run_before() -> None:
    store = Store(":memory:")
    end, states, _ = run(waiting("sums"), store)
    assert (end, states["total"], states["alarm"]) == (State.SUCCESS, State.SUCCESS, State.SUCCESS)
    assert states["perhaps"] is State.SKIPPED
    _, again, _ = run(waiting("sums"), store, only=["total"])
    assert again["total"] is State.SUCCESS
    assert store.pull(TaskKey("sums", by_hand(LOGICAL_DATE).run_id, "total"), "return_value") == (12,)


def test_no_metadata_database_appears() -> None:
    run(waiting("calls_back"))
    assert not list(Path(os.environ["AIRFLOW_HOME"]).rglob("*.db"))


def test_a_file_that_fails_and_a_dag_that_is_not_there_are_one_sentence_each(tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text("import nothing_of_that_name")
    with pytest.raises(CannotLoad, match=r"^bad\.py does not load: it imports nothing_of_that_name, which is not"):
        load(str(tmp_path), "bad.py")
    with pytest.raises(NoSuchDag, match=r"^waiting\.py makes no DAG 'other'; it makes asks, calls_back, meets, "):
        load_dag(str(DAGS), "waiting.py", "other")


def test_a_group_that_a_file_failed_in_is_not_around_the_tasks_of_the_next(tmp_path: Path) -> None:
    head = "from datetime import datetime\nfrom airflow.sdk import DAG, task, task_group\n"
    head += "with DAG('d', schedule=None, start_date=datetime(2026, 1, 1)):\n"
    # Airflow refuses the rule after it has opened the group.
    mapped = "    values = task(lambda: [1]).override(task_id='values')()\n    @task_group\n    def g(x):\n"
    mapped += "        task(lambda: 1).override(task_id='a', trigger_rule='always')()\n    g.expand(x=values)"
    (tmp_path / "bad.py").write_text(head + mapped)
    (tmp_path / "good.py").write_text(head + "    task(lambda: 1).override(task_id='a')()")
    with pytest.raises(CannotLoad):
        load(str(tmp_path), "bad.py")
    assert list(load(str(tmp_path), "good.py")["d"].dag.task_ids) == ["a"]


def test_a_task_waits_for_its_earlier_run() -> None:
    store, events = Store(":memory:"), []
    found = []
    for day in (4, 5, 6):
        date = LOGICAL_DATE.replace(day=day)
        moment = execute.Moment(f"scheduled__{day}", date, date, date.replace(day=day + 1), "scheduled")
        schedule = Schedule(waiting("remembers"), moment, store, pace=Pace(0), emit=events.append)
        schedule.run()
        found.append({name: each[0].state.value for name, each in schedule.instances.items()})
    assert found == [
        dict.fromkeys(("free", "patient", "careful", "careless"), "success"),
        {"free": "failed", "patient": "failed", "careful": "success", "careless": "failed"},
        {"free": "success", "patient": "none", "careful": "none", "careless": "none"},
    ]
    said = [each["message"] for each in events if each["event"] == "log"]
    assert said == [
        f"remembers.{name} waits: it depends on its earlier run, which did not succeed"
        for name in ("careful", "patient")
    ]


def test_another_version_of_airflow_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    import airflow

    monkeypatch.setattr(airflow, "__version__", "3.9.0")
    with pytest.raises(AirflowVersion, match=r"with Airflow 2\.10\.x, 2\.11\.x, 3\.3\.x, and 3\.9\.0 is installed"):
        require_airflow()


def test_what_a_task_asks_beside_xcoms_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_VAR_FROM_OUTSIDE", "outside")
    monkeypatch.setenv("AIRFLOW_CONN_FROM_OUTSIDE", "postgres://me:secret@db.example/x")
    store, loaded = Store(":memory:"), waiting("asks")
    for day in (4, 5):
        start = LOGICAL_DATE.replace(day=day)
        moment = execute.Moment(f"scheduled__{day}", start, start, start.replace(day=day + 1), "scheduled")
        assert Schedule(loaded, moment, store).run() is State.SUCCESS

    def pulled(task: str, run_id: str) -> Any:
        found = store.pull(TaskKey("asks", run_id, task), "return_value")
        return found[0] if found else None

    assert pulled("variables", "scheduled__5") == ["outside", "kept", "none", "gone"]
    assert pulled("connection", "scheduled__5") == ["postgres", "db.example", "secret"]
    assert pulled("own_state", "scheduled__5") == 3
    assert pulled("runs", "scheduled__4")["before"] is None
    assert pulled("runs", "scheduled__5") == {
        "before": "scheduled__4",
        "began": True,
        "interval": "2026-01-04 00:00:00+00:00",
        "runs": 2,
        "instances": 4,
        "states": {"variables": "success"},
        "state": "running",
    }
