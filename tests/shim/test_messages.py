"""What a task may ask of Airflow while it runs: a real task sends each message and uses the answer."""

from __future__ import annotations

import typing
from typing import Any

import pytest
from shim_cases import DAGS, LOGICAL_DATE

from migrator.semantics import State
from shim import supervisor
from shim.execute import Unanswered
from shim.load import load_dag
from shim.moment import Moment, by_hand
from shim.schedule import Pace, Schedule
from shim.store import Store, TaskKey

SECOND = "scheduled__5"


class Heard:
    """Two daily runs of the DAG, and the names of all messages its tasks sent."""

    def __init__(self) -> None:
        self.store = Store(":memory:")
        self.names: set[str] = set()
        self.started: list[str] = []
        send = supervisor.Supervisor.send

        def noted(at: Any, msg: Any) -> Any:
            self.names.add(type(msg).__name__)
            return send(at, msg)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(supervisor.Supervisor, "send", noted)
            for day in (4, 5):
                start = LOGICAL_DATE.replace(day=day)
                moment = Moment(f"scheduled__{day}", start, start, start.replace(day=day + 1), "scheduled")
                schedule = Schedule(
                    load_dag(str(DAGS), "messages.py", "messages"),
                    moment,
                    self.store,
                    pace=Pace(0),
                    on_trigger=lambda dag, *_: self.started.append(dag),
                )
                assert schedule.run() is State.SUCCESS
                self.states = {name: [each.state for each in found] for name, found in schedule.instances.items()}

    def pulled(self, task: str, run: str = SECOND) -> Any:
        found = self.store.pull(TaskKey("messages", run, task), "return_value")
        return found[0] if found else None


@pytest.fixture(scope="module")
def heard() -> Heard:
    return Heard()


def test_airflows_set_of_messages_is_the_one_we_know() -> None:
    from airflow.sdk.execution_time.comms import ToSupervisor

    asked = {each.__name__ for each in typing.get_args(typing.get_args(ToSupervisor)[0])}
    assert len(asked) == 55
    assert asked == {*supervisor.ANSWERS, *supervisor.REFUSED}
    assert not {*supervisor.ANSWERS} & {*supervisor.REFUSED}


def test_every_message_that_is_answered_was_sent_by_a_task(heard: Heard) -> None:
    assert {*supervisor.ANSWERS} - heard.names == set()


def test_values_of_mapped_tasks(heard: Heard) -> None:
    assert heard.pulled("sequence") == {"pulled": [10, 20, 30], "all": 3}
    assert heard.pulled("lazy") == [3, 10, 30, [20, 30], [10, 20, 30]]


def test_a_value_is_deleted_by_its_task_and_before_another_try(heard: Heard) -> None:
    assert heard.pulled("forgets") is None
    assert heard.pulled("second_time") == 2
    assert heard.store.pull(TaskKey("messages", SECOND, "second_time"), "try") == (2,)


def test_variables_connections_and_own_state(heard: Heard) -> None:
    assert heard.pulled("variables") == [["v_a", "v_b"], ["v_b"], "w"]
    assert heard.pulled("no_connection") == "AirflowNotFoundException"
    assert heard.pulled("own_state") == [3, "gone", "cleared"]


def test_asset_events_come_back_by_name_uri_and_alias(heard: Heard) -> None:
    found = heard.pulled("hears")
    assert found["orders"] == [3, None, None] * 2
    assert found["from"] == ["tells", "tells_by_reference", "tells_by_reference"] * 2
    assert (found["any"], found["resolved"]) == ([{"rows": 5}] * 2, ["file:///data/others.csv"] * 2)
    assert found["last"] == "tells_by_reference"
    assert found["state"] == ["x", "y", "cleared"]


def test_runs_and_instances_here_and_before(heard: Heard) -> None:
    assert heard.pulled("runs", "scheduled__4")["before"] is None
    assert heard.pulled("runs", "scheduled__4")["earlier"] is None
    assert heard.pulled("runs") == {
        "before": "scheduled__4",
        "earlier": ["scheduled__4", "success", 1],
        "succeeded": True,
        "instances": 3,
        "states": {"mapped_0": "success", "mapped_1": "success", "mapped_2": "success", "skips": "skipped"},
        "of_group": [1, "the DAG messages has no task group nowhere"],
        "runs": 2,
        "state": "running",
        "same": True,
        "crumbs": ["mapped", "skips"],
        "paused": False,
    }


def test_a_trigger_asks_for_itself_and_keeps_what_its_task_told(heard: Heard) -> None:
    assert heard.pulled("defers") == ["heard", [1]]


def test_another_run_is_started(heard: Heard) -> None:
    assert heard.started == ["started"] * 2


def test_what_is_put_aside_is_skipped(heard: Heard) -> None:
    assert (heard.states["beyond"], heard.states["third"]) == ([State.SKIPPED], [State.SUCCESS])


def test_a_secret_that_a_task_names_is_masked(heard: Heard) -> None:
    from shim.secrets import masked

    assert heard.states["secret"] == [State.SUCCESS]
    assert masked("said: a-very-secret-word") == "said: ***"


def test_a_task_that_waits_for_a_person_is_refused_in_one_sentence() -> None:
    schedule = Schedule(load_dag(str(DAGS), "messages.py", "asks_a_person"), by_hand(LOGICAL_DATE), Store(":memory:"))
    with pytest.raises(Unanswered, match=r"^asks_a_person\.approve waits for a person's answer, which only a running"):
        schedule.run()
