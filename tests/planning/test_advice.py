"""What to do with each DAG, by which rules, and in which waves."""

from __future__ import annotations

import datetime
import itertools

import pytest
from croniter import croniter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrator.configuration import Advising
from migrator.model import Advice, Direction, Verdict
from migrator.pipeline import analyze, decide
from migrator.planning.advice.flows import Flow, Flows
from migrator.planning.advice.freshness import later, shortest_gap
from migrator.planning.advice.waves import waves_of
from migrator.targets import load_target

HEAD = """
from datetime import datetime, timedelta
from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.providers.sqlite.operators.sqlite import SqliteOperator
from airflow.sensors.external_task import ExternalTaskSensor
from airflow.sensors.filesystem import FileSensor
from company import Own

def sql(name, text, **more):
    return SqliteOperator(task_id=name, sqlite_conn_id="w", sql=text, **more)

def daily(name, **more):
    return DAG(name, schedule="0 3 * * *", start_date=datetime(2026, 1, 1), **more)
"""


def plan_of(folder, body, **files):
    (folder / "dag.py").write_text(HEAD + body)
    for name, text in files.items():
        (folder / name.replace("_toml", ".toml")).write_text(text)
    return decide(analyze([folder]), load_target("dagster").CAPABILITIES)


def advice(plan, dag):
    return next(one for one in plan.advice if one.dag == dag)


def rules(plan, dag):
    return {reason.rule: reason.points for reason in advice(plan, dag).reasons}


def test_partitioned_sql_moves_now_and_many_sensors_later(tmp_path):
    plan = plan_of(
        tmp_path,
        "with daily('good'):\n    sql('a', 'INSERT INTO t SELECT * FROM s')\n"
        "with daily('waits'):\n"
        "    [FileSensor(task_id=f's{n}', filepath=f'/data/{n}') for n in range(5)] >> "
        "BashOperator(task_id='b', bash_command='cp /data/1 /data/2')\n",
    )
    assert rules(plan, "good") == {"partitioned": 3, "native": 4}
    assert advice(plan, "good").verdict is Verdict.NOW
    assert rules(plan, "waits")["sensors"] == -4, "no more than its most"
    assert advice(plan, "waits").verdict is Verdict.LATER
    for one in plan.advice:
        assert one.score == sum(reason.points for reason in one.reasons)
        assert (one.low, one.high) == (sum(w.low for w in one.work), sum(w.high for w in one.work))


def test_work_that_touches_no_data_may_stay(tmp_path):
    plan = plan_of(
        tmp_path,
        "with DAG('ping', schedule='@daily'):\n    BashOperator(task_id='say', bash_command='echo hello')\n"
        "with DAG('mystery', schedule='@daily'):\n    Own(task_id='what')\n",
    )
    assert advice(plan, "ping").verdict is Verdict.STAYS
    assert advice(plan, "ping").low == 0
    assert advice(plan, "mystery").verdict is not Verdict.STAYS, "what it touches is not known"
    assert {"unknown-data", "custom-operators"} <= set(rules(plan, "mystery"))
    assert "ping" not in [name for wave in plan.waves for name in wave.dags]


def test_a_dag_without_a_known_id_stays_and_one_with_a_twin_is_told_so(tmp_path):
    plan = plan_of(
        tmp_path,
        "import os\nwith DAG(os.environ['NAME']):\n    sql('a', 'INSERT INTO t SELECT 1')\n"
        "with daily('twice'):\n    sql('a', 'INSERT INTO u SELECT 1')\n",
        **{"other.py": HEAD + "with daily('twice'):\n    sql('b', 'INSERT INTO v SELECT 1')\n"},
    )
    verdicts = {(one.path, one.dag.partition(":")[0]): one for one in plan.advice}
    assert "run time" in verdicts["dag.py", "unknown"].because
    assert verdicts["dag.py", "twice"].verdict is Verdict.NOW
    assert verdicts["other.py", "twice"].verdict is Verdict.STAYS


def test_who_owns_what_two_write_blocks_both_and_they_move_together(tmp_path):
    plan = plan_of(
        tmp_path,
        "with daily('one'):\n    sql('a', 'INSERT INTO t SELECT 1')\n"
        "with daily('two'):\n    sql('a', 'INSERT INTO t SELECT 2')\n",
    )
    for name in ("one", "two"):
        assert advice(plan, name).verdict is Verdict.LATER
        (block,) = advice(plan, name).blocked_by
        assert "one and two write it" in block
    assert [wave.dags for wave in plan.waves] == [("one", "two")]


CHAIN = "".join(
    f"with daily('d{n}'):\n    sql('a', 'INSERT INTO t{n} SELECT * FROM t{n - 1}')\n" for n in range(3)
)  # fmt: skip


def test_what_shares_data_is_one_wave_if_that_is_not_too_much(tmp_path):
    (wave,) = plan_of(tmp_path, CHAIN).waves
    assert set(wave.dags) == {"d0", "d1", "d2"}
    assert wave.bridges == ()


def test_leaf_first_needs_data_of_airflow_and_the_other_way_round(tmp_path):
    toml = "[advice]\nwave_days = 0.1\norder = '{}'\n[advice.rules]\nconsumers = 2\n"
    leaf = plan_of(tmp_path, CHAIN, migrate_toml=toml.format("leaf"))
    assert [wave.dags for wave in leaf.waves] == [("d2",), ("d1",), ("d0",)]
    first = leaf.waves[0].bridges
    assert [(one.writer, one.readers, one.direction, one.until) for one in first] == [
        ("d1", ("d2",), Direction.AIRFLOW_WRITES, 2)
    ]
    assert all(wave.critical for wave in leaf.waves)
    value = plan_of(tmp_path, CHAIN, migrate_toml=toml.format("value"))
    assert [wave.dags for wave in value.waves] == [("d0",), ("d1",), ("d2",)]
    assert value.waves[0].bridges[0].direction is Direction.ASSETS_WRITE


def test_the_rules_are_a_persons_to_change(tmp_path):
    toml = "[advice]\nnow = 5\n[advice.rules]\nnative = 1\npartitioned = 0\n[advice.effort]\nnative = [1, 2]\n"
    plan = plan_of(tmp_path, CHAIN, migrate_toml=toml)
    assert rules(plan, "d2") == {"native": 1}
    assert advice(plan, "d2").verdict is Verdict.LATER
    assert next(work for work in advice(plan, "d2").work if work.what == "native").high == 2


def test_freshness_is_the_schedule_and_time_for_the_run(tmp_path):
    (policy,) = plan_of(tmp_path, "with daily('d'):\n    sql('a', 'INSERT INTO t SELECT 1')\n").freshness
    assert (policy.cron, policy.zone, policy.seconds) == ("0 4 * * *", "UTC", 3600)


HOURS = st.sets(st.integers(0, 23), min_size=1, max_size=3).map(lambda hours: ",".join(map(str, sorted(hours))))
FIELDS = st.tuples(
    st.integers(0, 59).map(str),
    st.one_of(st.just("*"), HOURS),
    st.sampled_from(["*", "1", "15"]),
    st.sampled_from(["*", "6"]),
    st.sampled_from(["*", "1-5", "0"]),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(FIELDS, st.integers(1, 300))
def test_a_later_cron_ticks_so_many_minutes_after_the_other(fields, minutes):
    cron = " ".join(fields)
    moved = later(cron, minutes)
    if moved is None:
        return
    start = datetime.datetime(2025, 5, 30, tzinfo=datetime.timezone.utc)
    shift = datetime.timedelta(minutes=minutes)
    ticks, shifted = croniter(cron, start), croniter(moved, start + shift)
    for _ in range(12):
        assert ticks.get_next(datetime.datetime) + shift == shifted.get_next(datetime.datetime)


@pytest.mark.parametrize(
    ("cron", "seconds"),
    [("*/15 * * * *", 900), ("0 3 * * *", 86400), ("0 1,5 * * *", 14400), ("0 0 1 * *", 28 * 86400), ("no cron", None)],
)
def test_the_shortest_gap_between_ticks(cron, seconds):
    assert shortest_gap(cron) == seconds


def one_advice(number, verdict, score, high):
    return Advice(f"f{number}.py", f"d{number}", verdict, "", score, (), 0.0, high, ())


NUMBERS = st.integers(0, 7)
ADVICE = st.lists(
    st.tuples(st.sampled_from(list(Verdict)), st.integers(-3, 3), st.integers(0, 9)), min_size=8, max_size=8
)
PAIRS = st.sets(st.tuples(NUMBERS, NUMBERS).filter(lambda pair: pair[0] != pair[1]), max_size=14)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ADVICE, PAIRS, st.sets(NUMBERS, max_size=3), st.sampled_from(["leaf", "value"]), st.randoms())
def test_every_dag_that_moves_is_in_one_wave_and_a_bridge_is_wherever_data_crosses(
    given_, pairs, doubly, order, random
):
    advice = [one_advice(number, *each) for number, each in enumerate(given_)]
    flows = Flows(
        tuple(sorted(Flow((f"f{a}.py", f"d{a}"), (f"f{b}.py", f"d{b}"), f"k{a}") for a, b in pairs)),
        (("twice", tuple((f"f{n}.py", f"d{n}") for n in sorted(doubly))),) if len(doubly) > 1 else (),
    )
    waves = waves_of(advice, flows, Advising(order=order))
    home = {dag: wave.number for wave in waves for dag in wave.dags}
    assert sorted(dag for wave in waves for dag in wave.dags) == sorted(
        one.dag for one in advice if one.verdict is not Verdict.STAYS
    )
    verdicts = [next(one.verdict for one in advice if one.dag == dag) for wave in waves for dag in wave.dags]
    assert verdicts == sorted(verdicts, key=list(Verdict).index)
    bridged = {
        (bridge.key, reader, bridge.direction): (wave.number, bridge.until)
        for wave in waves
        for bridge in wave.bridges
        for reader in bridge.readers
    }
    for a, b in pairs:
        writer, reader = home.get(f"d{a}"), home.get(f"d{b}")
        if writer == reader:
            continue
        first = Direction.ASSETS_WRITE
        if writer is None or (reader is not None and reader < writer):
            first = Direction.AIRFLOW_WRITES
        number, until = bridged.pop((f"k{a}", f"d{b}", first))
        assert number == min(n for n in (writer, reader) if n is not None)
        assert until is None or until > number
        if writer is not None and reader is not None:
            assert until is None or until >= max(writer, reader)
            assert min(writer, reader) in waves[max(writer, reader) - 1].after
    assert bridged == {}
    shuffled = list(advice)
    random.shuffle(shuffled)
    assert waves_of(shuffled, flows, Advising(order=order)) == waves
    assert heaviest(waves) == pytest.approx(sum(wave.high for wave in waves if wave.critical))


def heaviest(waves):
    """The most days that a chain of waves takes, by trying every set of them."""
    best = 0.0
    for size in range(1, len(waves) + 1):
        for chosen in itertools.combinations(waves, size):
            if all(one.number in other.after for one, other in itertools.pairwise(chosen)):
                best = max(best, sum(wave.high for wave in chosen))
    return best
