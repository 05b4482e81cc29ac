"""What the store remembers, the same in SQLite and in PostgreSQL."""

from __future__ import annotations

import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from migrator.semantics import State
from shim.store import AssetEvent, RunRow, Store, StoreUnreachable, TaskKey, TaskRow, Undone, UnknownStore
from shim.store.database import OtherFormat

ROOT = Path(__file__).parents[2]
AT = TaskKey("dag", "run", "task")


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a store may be, in each of the databases."""
    if request.param == "sqlite":
        return str(tmp_path / "below" / "store.db")
    return str(request.getfixturevalue("postgresql"))


@pytest.fixture
def store(place: str) -> Iterator[Store]:
    made = Store(place)
    yield made
    made.close()


def a_run(run: str, date: str | None, state: str = "success") -> RunRow:
    return RunRow("dag", run, date, date, date, f"after {run}", state)


def test_a_task_is_found_again_as_it_stood(store: Store, place: str) -> None:
    whole = TaskRow(AT, State.UP_FOR_RETRY, 2, 3, 0.25, "holder", 1, "request", {"due": 1.5, "text": "ü\x00"})
    store.save_task(TaskRow(AT, State.RUNNING, 1, 3, 0.0))
    store.save_task(whole)
    other = TaskRow(TaskKey("dag", "run", "a", 1), State.SUCCESS, 1, 0, 1e-9)
    store.save_task(other)
    again = Store(place)
    assert again.tasks("dag", "run") == [other, whole]
    again.close()


def changed(place: str, *statements: str) -> None:
    """Does what no version of ours does to a store any more."""
    store = Store(place)
    for statement in statements:
        store._do(statement)
    store.close()


def test_a_store_of_before_there_was_a_format_number_gets_what_came_since(place: str) -> None:
    row = TaskRow(AT, State.UP_FOR_RETRY, 1, 2, 0.5, "me", 1, "request", {"due": 7.0})
    new = ("holder", "interrupted", "request", "waits")
    columns = [f"alter table migrate_task drop column {name}" for name in new]
    changed(place, "drop table migrate_format", *columns, "drop table migrate_kept")
    store = Store(place)
    store.save_task(row)
    store.keep("scope", "key", 1)
    assert store.tasks("dag", "run") == [row] and store.kept("scope", "key") == (1,)
    store.close()


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        (("update migrate_format set number = 99",), r"has format 99, this version knows \d+: use the version that"),
        (
            ("drop table migrate_format", "alter table migrate_claim rename column run to attempt"),
            r"is too old \(migrate_claim has no run\): finish its runs with that version, or give another place$",
        ),
    ],
    ids=["later", "too old"],
)
def test_a_store_of_another_format_is_refused_in_one_sentence_and_left_alone(
    place: str, statements: tuple[str, ...], said: str
) -> None:
    changed(place, *statements)
    for _ in range(2):
        with pytest.raises(OtherFormat, match=said):
            Store(place)


def test_runs_are_in_the_order_of_their_dates_and_those_without_come_first(store: Store) -> None:
    for run, date in (("later", "2026-02-01"), ("none", None), ("earlier", "2026-01-01")):
        store.save_run(a_run(run, date))
    store.end_run("dag", "later", "failed")
    assert [(each.run, each.state) for each in store.runs("dag")] == [
        ("none", "success"),
        ("earlier", "success"),
        ("later", "failed"),
    ]


def test_ids_are_in_the_order_of_their_letters_codes(store: Store) -> None:
    for name in ("b", "B", "a", "_", "é", "A"):
        store.keep("scope", name, name)
    assert store.kept_keys("scope") == sorted(["b", "B", "a", "_", "é", "A"])


def test_values_are_what_was_pushed_last(store: Store) -> None:
    store.push(AT, "key", {"one": [1, None, float("inf"), "ü\x00\ud800"]}, None)
    assert store.pull(AT, "key") == ({"one": [1, None, float("inf"), "ü\x00\ud800"]},)
    store.push(TaskKey("dag", "run", "other"), "key", "other", 2)
    store.push(AT, "key", "again", None)
    assert store.pull(AT, "key") == ("again",)
    assert store.pull_latest("dag", "run", "key") == ("again",)
    assert store.keys(AT) == ["key"]
    assert list(store.xcoms("dag", "run")) == [("other", -1, "key", "other"), ("task", -1, "key", "again")]
    store.delete(AT, "key")
    assert store.pull(AT, "key") is None
    store.forget("dag", "run", ["other"])
    assert list(store.xcoms("dag", "run")) == []


def test_mapped_instances_hand_over_their_values_in_order(store: Store) -> None:
    for index in (10, 2, 0):
        store.push(TaskKey("dag", "run", "task", index), "return_value", index, None)
    assert store.pull_all("dag", "run", "task", "return_value") == [0, 2, 10]
    store.push(AT, "return_value", [1, 2, 3], 3)
    assert store.mapped_length(AT) == 3


def test_a_value_of_the_latest_run_up_to_this_one(store: Store) -> None:
    for run, date in (("none", None), ("one", "2026-01-01"), ("two", "2026-01-02"), ("three", "2026-01-03")):
        store.save_run(a_run(run, date))
        store.push(TaskKey("dag", run, "task"), "key", run, None)
    assert store.pull_prior(TaskKey("dag", "two", "task"), "key") == ("two",)
    store.delete(TaskKey("dag", "two", "task"), "key")
    assert store.pull_prior(TaskKey("dag", "two", "task"), "key") == ("one",)


def test_asset_events_by_name_uri_and_alias(store: Store) -> None:
    events: list[AssetEvent] = []
    for name, alias in (("a", None), ("b", "many"), ("a", "many")):
        events.append(AssetEvent(0, name, f"x://{name}", {"n": name}, alias, AT, "2026-01-01T00:00:00"))
    # Written again, as after a lost connection, they are there once.
    store.tell_assets(events)
    store.tell_assets(events)
    assert [each.alias for each in store.asset_events(name="a")] == [None, "many"]
    assert [each.name for each in store.asset_events(alias="many")] == ["b", "a"]
    assert [each.name for each in store.asset_events(uri="x://b")] == ["b"]
    found = store.asset_events()
    assert [each.id for each in found] == sorted({each.id for each in found})
    assert found[0].source == AT


def test_small_values_are_kept_and_dropped(store: Store) -> None:
    store.keep("scope", "a", [1])
    store.keep("scope", "a", [2])
    store.keep("other", "a", None)
    assert (store.kept("scope", "a"), store.kept("other", "a"), store.kept("scope", "b")) == (([2],), (None,), None)
    store.drop("scope")
    assert (store.kept("scope", "a"), store.kept("other", "a")) == (None, (None,))


def test_what_happens_as_one_happens_whole_or_not_at_all(store: Store, place: str) -> None:
    other = Store(place)

    def half() -> None:
        store.keep("scope", "a", 1)
        store.atomically(lambda: store.keep("scope", "b", 1))
        assert other.kept("scope", "a") is None
        raise Undone

    with pytest.raises(Undone):
        store.atomically(half)
    assert store.kept_keys("scope") == []
    assert store.atomically(lambda: store.keep("scope", "a", 1) or "done") == "done"
    assert other.kept_keys("scope") == ["a"]
    other.close()


def test_threads_share_one_store(store: Store) -> None:
    def write(number: int) -> None:
        for index in range(20):
            store.push(TaskKey("dag", "run", f"t{number}", index), "key", index, None)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(list(store.xcoms("dag", "run"))) == 80


BEGIN = """
import sys
from shim.store import Store
print("ready", flush=True)
sys.stdin.readline()
store = Store(sys.argv[1])
store.keep("scope", sys.argv[2], 1)
"""


def test_processes_that_begin_at_once_make_the_tables_once(place: str) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", BEGIN, place, str(number)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(3)
    ]
    for each in started:
        assert each.stdout is not None and each.stdout.readline() == "ready\n"
    for each in started:
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()
    assert [each.wait() for each in started] == [0, 0, 0]
    store = Store(place)
    assert store.kept_keys("scope") == ["0", "1", "2"]
    store.close()


def test_the_clock_is_the_databases_and_may_be_given(place: str, store: Store) -> None:
    assert abs(store.now() - store.now()) < 60 and store.now() > 1.7e9
    fixed = Store(place, clock=lambda: 5.0)
    assert fixed.now() == 5.0
    fixed.close()


# ---------------------------------------------------------------------------------------------------- PostgreSQL alone


def end_connection(url: str, of: Store) -> None:
    """Ends the connection of a store from outside, as a restart of the server would."""
    process = PROCESS[of]
    server = psycopg2.connect(url)
    with server, server.cursor() as cursor:
        cursor.execute("select pg_terminate_backend(%s)", (process,))
    server.close()


PROCESS: dict[Store, int] = {}


def opened(url: str) -> Store:
    """A store whose connection the test can end."""
    store = Store(url)
    PROCESS[store] = store._do("select pg_backend_pid()")[0][0]
    return store


def test_a_lost_connection_is_made_again(postgresql: str) -> None:
    store = opened(postgresql)
    store.keep("scope", "a", 1)
    end_connection(postgresql, store)
    assert store.kept("scope", "a") == (1,)
    store.close()


def test_what_happens_as_one_is_done_again_when_the_connection_is_lost_midway(postgresql: str) -> None:
    store, tries = opened(postgresql), []

    def work() -> None:
        store.keep("scope", "a", 1)
        tries.append(1)
        if len(tries) == 1:
            end_connection(postgresql, store)
        store.keep("scope", "b", 1)

    store.atomically(work)
    assert (len(tries), store.kept_keys("scope")) == (2, ["a", "b"])
    store.close()


def test_an_error_that_is_not_a_lost_connection_is_raised(postgresql: str) -> None:
    store = Store(postgresql)
    with pytest.raises(psycopg2.errors.UndefinedTable):
        store._do("select * from not_there")
    assert store.kept_keys("scope") == []
    store.close()


SECRET = "hunter2%40x"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (
            f"postgresql://me:{SECRET}@127.0.0.1:1/test",
            r"the store at postgresql\+psycopg2://me:\*\*\*@127\.0\.0\.1:1/test ",
        ),
        (f"postgres://me:{SECRET}@127.0.0.1:1/test", r"the store at postgresql\+psycopg2://me:\*\*\*@127"),
        (f"mysql://me:{SECRET}@db/test", r"'mysql://\.\.\.' is no place for a store"),
        (f"postgresql://me:{SECRET}@127.0.0.1:port/test", r"'postgresql://\.\.\.' is no place for a store"),
        ("://", r"'://\.\.\.' is no place for a store"),
    ],
)
def test_a_place_that_cannot_be_used_is_one_sentence_without_its_password(url: str, said: str) -> None:
    with pytest.raises((StoreUnreachable, UnknownStore), match=said) as error:
        Store(url)
    assert "hunter2" not in str(error.value)
    assert "\n" not in str(error.value)
    assert error.value.__cause__ is None


# -------------------------------------------------------------------------------------------------------- SQLite alone


def test_a_file_is_for_nobody_else_to_read(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    store = Store(f"sqlite:///{path}")
    store.keep("scope", "a", 1)
    files = [path, *tmp_path.glob("store.db-*")]
    assert len(files) == 3
    assert {stat.S_IMODE(each.stat().st_mode) for each in files} == {0o600}
    store.close()


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnreachable, match=r"^the store at .*file/store\.db cannot be used: "):
        Store(str(tmp_path / "file" / "store.db"))
