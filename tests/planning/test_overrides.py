"""A person's hand: what `migrate.toml` decides about the plan is done, and what no longer fits is an error."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrator.errors import MigratorError
from migrator.model import Becomes, Sql, Verdict
from migrator.pipeline import analyze, decide
from migrator.running import NOTHING_NATIVE
from migrator.targets import load_target

HEAD = """
from datetime import datetime
from airflow import DAG
from company import Own
from airflow.providers.sqlite.operators.sqlite import SqliteOperator

def sql(name, text, **more):
    return SqliteOperator(task_id=name, sqlite_conn_id="w", sql=text, **more)

def daily(name):
    return DAG(name, schedule="0 3 * * *", start_date=datetime(2026, 1, 1))
"""
SALES = """
with daily('sales'):
    load = sql('load', 'INSERT INTO raw SELECT 1')
    clean = sql('clean', 'INSERT INTO clean SELECT * FROM raw')
    tell = Own(task_id='tell')
    again = Own(task_id='again')
    load >> clean >> tell >> again
"""
CLEAN, RAW = "sqlite://{conn:w}/clean", "sqlite://{conn:w}/raw"


def plan_of(folder, toml="", body=SALES, name="sales.py", capabilities=None, before=None):
    (folder / name).write_text(HEAD + body)
    (folder / "migrate.toml").write_text(toml)
    return decide(analyze([folder]), capabilities or load_target("dagster").CAPABILITIES, before=before)


def step(plan, name):
    return next(each for each in plan.steps if each.id == name)


def advice(plan, dag):
    return next(one for one in plan.advice if one.dag == dag)


def test_no_decision_changes_nothing(tmp_path):
    assert plan_of(tmp_path, "") == plan_of(
        tmp_path, "[dags.sales]\n[[edges]]\n" + EDGE.format("load", "clean", "kept")
    )


EDGE = "upstream = 'sales.{}'\ndownstream = 'sales.{}'\nis = '{}'\n"


def test_a_dag_stays_in_airflow_and_is_in_no_wave(tmp_path):
    plan = plan_of(tmp_path, "[dags.sales]\ntarget = 'airflow'\n")
    assert {item.becomes for item in plan.dispositions} == {Becomes.AIRFLOW}
    assert plan.steps == plan.waves == ()
    assert advice(plan, "sales").verdict is Verdict.STAYS
    everything = plan_of(tmp_path, "[dags.sales]\ntarget = 'airflow'\n", capabilities=NOTHING_NATIVE)
    assert len(everything.steps) == 4, "migrate run runs every DAG"


def test_a_task_and_a_dag_run_unchanged(tmp_path):
    plan = plan_of(tmp_path, "[tasks.'sales.clean']\ntarget = 'wrapped'\n")
    assert step(plan, "sales.load").becomes is Becomes.ASSET
    assert (step(plan, "sales.clean").becomes, "migrate.toml" in step(plan, "sales.clean").because) == (
        Becomes.WRAPPED,
        True,
    )
    plan = plan_of(tmp_path, "[dags.sales]\ntarget = 'wrapped'\n[tasks.'sales.load']\ntarget = 'native'\n")
    assert [each.id for each in plan.steps if each.becomes is Becomes.ASSET] == ["sales.load"]


def test_names_groups_and_advice_are_a_persons(tmp_path):
    toml = f"""
[assets."{CLEAN}"]
name = "marts.sales"
[dags.sales]
group = "shop"
advice = "later"
[tasks."sales.load"]
group = "raw"
"""
    plan = plan_of(tmp_path, toml)
    assert plan.name(CLEAN) == ("marts", "sales")
    assert [each.group for each in plan.steps] == ["raw", "shop", "shop", "shop"]
    assert advice(plan, "sales").because == "migrate.toml says so"


def test_a_name_that_another_asset_would_have_pushes_that_one_aside(tmp_path):
    plan = plan_of(tmp_path, f'[assets."{CLEAN}"]\nname = "raw"\n')
    assert plan.name(CLEAN) == ("raw",)
    assert plan.name(RAW) != ("raw",)


def test_the_owner_of_what_two_write_is_a_persons(tmp_path):
    body = SALES + "\nwith daily('other'):\n    sql('load', 'INSERT INTO clean SELECT 2')\n"
    first = plan_of(tmp_path, body=body)
    assert step(first, "other.load").writes == (CLEAN,)
    toml = f'[assets."{CLEAN}"]\nowner = "sales.clean"\n'
    plan = plan_of(tmp_path, toml, body=body)
    assert step(plan, "sales.clean").writes == (CLEAN,)
    assert advice(first, "sales").blocked_by and not advice(plan, "sales").blocked_by


def test_edges_are_dropped_and_added(tmp_path):
    plan = plan_of(tmp_path, "[[edges]]\n" + EDGE.format("clean", "tell", "dropped"))
    assert CLEAN not in step(plan, "sales.tell").follows
    plan = plan_of(tmp_path, "[[edges]]\n" + EDGE.format("load", "again", "added"))
    assert RAW in step(plan, "sales.again").follows


def test_an_edge_within_an_island_is_airflows_to_keep(tmp_path):
    body = SALES + "    tell >> Own(task_id='between') >> again\n"
    with pytest.raises(MigratorError, match="run unchanged in the island"):
        plan_of(tmp_path, "[[edges]]\n" + EDGE.format("tell", "again", "dropped"), body=body)


def test_tasks_become_one_asset(tmp_path):
    toml = '[[boundaries]]\ntasks = ["sales.clean", "sales.load"]\nasset = "one"\n'
    plan = plan_of(tmp_path, toml)
    one = step(plan, "sales.clean")
    assert [ref.task for ref in one.tasks] == ["load", "clean"]
    assert [type(body) for body in one.bodies] == [Sql, Sql]
    assert (one.reads, one.writes) == ((), (RAW, CLEAN))
    assert {item.item: (item.becomes, item.step) for item in plan.dispositions}["sales.load"] == (
        Becomes.STEP,
        "sales.clean",
    )
    assert step(plan, "sales.tell").follows == (CLEAN,)


def test_tasks_that_would_be_one_asset_are_each_their_own(tmp_path):
    body = "with daily('sales'):\n    sql('empty', 'DELETE FROM clean') >> sql('fill', 'INSERT INTO clean SELECT 1')\n"
    assert [each.id for each in plan_of(tmp_path, body=body).steps] == ["sales.fill"]
    toml = '[[boundaries]]\ntasks = ["sales.empty", "sales.fill"]\nasset = "each"\n'
    plan = plan_of(tmp_path, toml, body=body)
    assert [each.id for each in plan.steps] == ["sales.empty", "sales.fill"]


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("[dags.sale]\n", "did you mean 'sales'?"),
        ("[tasks.'sales.claen']\n", "did you mean 'sales.clean'?"),
        ("[assets.'sqlite://{conn:w}/cleen']\n", f"did you mean '{CLEAN}'?"),
        ("[dags.sales]\ntarget = 'wraped'\n", "did you mean 'wrapped'?"),
        ("[dags.sales]\nadvise = 'now'\n", "did you mean 'advice'?"),
        ("[dags.sales]\ntarget = 'native'\n", "wants tell native, and it is not"),
        ("[dags.sales]\nmoved_from = 'sales'\n", "which is still there"),
        ("[tasks.'sales.load']\nmoved_from = 'clean'\n", "which is still there"),
        (f"[assets.'{CLEAN}']\nname = 'a-b'\n", "not words of letters"),
        (f"[assets.'{CLEAN}']\nname = 'class'\n", "which dagster refuses"),
        (f"[assets.'{CLEAN}']\nname = 'x'\n[assets.'{RAW}']\nname = 'X'\n", "as is that of"),
        (f"[assets.'{CLEAN}']\nowner = 'sales.load'\n", "did you mean 'sales.clean'?"),
        ("[[edges]]\n" + EDGE.format("load", "tell", "dropped"), "names no edge that was read"),
        ("[[edges]]\n" + EDGE.format("load", "clean", "dropped"), "which carries data"),
        ("[[edges]]\n" + EDGE.format("load", "clean", "added"), "which is there"),
        ("[[edges]]\n" + EDGE.format("clean", "load", "added"), "comes after"),
        ("[[edges]]\nupstream = 'sales.load'\n", "lacks one of"),
        ('[[boundaries]]\ntasks = ["sales.load", "sales.tell"]\nasset = "one"\n', "tell runs unchanged"),
        ('[[boundaries]]\ntasks = ["sales.load"]\nasset = "one"\n', "two tasks or more"),
        ("[advice]\norder = 'lief'\n", "there is leaf and value"),
        ("[advice.rules]\nsensor = 1\n", "did you mean 'sensors'?"),
        ("[advice.rules]\nsensors = true\n", "not a number"),
        ("[advice.effort]\ndag = [2, 1]\n", "the first is the fewest"),
    ],
)
def test_what_does_not_fit_is_an_error_that_says_what_there_is(tmp_path, toml, said):
    with pytest.raises(MigratorError) as error:
        plan_of(tmp_path, toml)
    assert said in str(error.value)
    assert "migrate.toml" in str(error.value)


def test_it_is_misuse_for_the_command_and_passed_over_where_a_single_file_was_asked_for(tmp_path, migrate):
    (tmp_path / "sales.py").write_text(HEAD + SALES)
    (tmp_path / "other.py").write_text(HEAD + "with daily('other'):\n    sql('a', 'INSERT INTO o SELECT 1')\n")
    (tmp_path / "migrate.toml").write_text("[dags.other]\ngroup = 'g'\n")
    assert migrate("plan", tmp_path / "sales.py").returncode == 0
    (tmp_path / "other.py").unlink()
    done = migrate("plan", tmp_path)
    assert (done.returncode, done.stderr.count("\n"), done.stdout) == (2, 1, "")


def test_what_was_renamed_keeps_its_ids_and_names(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first = plan_of(tmp_path / "a")
    renamed = SALES.replace("'sales'", "'shop'").replace("'tell'", "'copy'").replace("INTO clean", "INTO tidy")
    toml = (
        "[dags.shop]\nmoved_from = 'sales'\n[tasks.'shop.copy']\nmoved_from = 'tell'\n"
        f'[assets."{CLEAN.replace("clean", "tidy")}"]\nmoved_from = "{CLEAN}"\n'
    )
    second = plan_of(tmp_path / "b", toml, body=renamed, name="shop.py")
    assert [each.id for each in second.steps] == [each.id for each in first.steps]
    assert {island.id for island in second.islands} == {island.id for island in first.islands}
    assert {each.island for each in second.steps} == {each.island for each in first.steps}
    assert sorted(path for _, path in second.names) == sorted(path for _, path in first.names)
    assert {item.step for item in second.dispositions} == {item.step for item in first.dispositions}
    assert second.automations[0].steps == first.automations[0].steps


TABLES = st.lists(st.sampled_from(["raw", "clean", "s.raw", "x.clean", "new", "load"]), max_size=4, unique=True)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TABLES, st.booleans())
def test_other_dags_change_no_id_and_no_name_of_a_dag(tmp_path, tables, wrapped):
    other = tmp_path / "other.py"
    other.unlink(missing_ok=True)
    first = plan_of(tmp_path)
    body = "".join(f"    sql('t{n}', 'INSERT INTO z_{t} SELECT 1')\n" for n, t in enumerate(tables))
    reads = "".join(f"    sql('r{n}', 'INSERT INTO w.clean SELECT * FROM {t}')\n" for n, t in enumerate(tables))
    more = "    Own(task_id='tell')\n" if wrapped else ""
    other.write_text(HEAD + "with daily('aaa'):\n    pass\n" + body + reads + more)
    second = plan_of(tmp_path, before=first)
    mine = [each for each in second.steps if each.tasks[0].dag == "sales"]
    assert [each.id for each in mine] == [each.id for each in first.steps]
    names = dict(second.names)
    assert {key: names[key] for key, _ in first.names} == dict(first.names)
    assert len(set(names.values())) == len(names)
