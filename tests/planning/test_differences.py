"""What a new plan says otherwise than the last one."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import fields

import pytest
from test_overrides import CLEAN, HEAD, SALES, plan_of

from migrator.planning.differences import Differences, differences
from migrator.running import NOTHING_NATIVE


def changes(found, part):
    return {one.name: one for one in getattr(found, part)}


def test_a_plan_is_as_it_was(tmp_path):
    plan = plan_of(tmp_path)
    found = differences(plan, plan)
    assert found == Differences() and not found


def test_each_kind_of_change_is_said(tmp_path):
    first = plan_of(tmp_path)
    body = SALES.replace("again = Own(task_id='again')", "again = sql('again', 'INSERT INTO more SELECT 1')")
    body = body.replace("load >> clean", "Own(task_id='new') >> load >> clean")
    second = plan_of(tmp_path, body=body.replace("daily('sales')", "DAG('sales', schedule='@hourly')"))
    found = differences(first, second)
    tasks = changes(found, "tasks")
    assert tasks["sales.new"].kind.value == "added"
    assert ("becomes", "wrapped", "asset") in tasks["sales.again"].parts
    assert "sales.load" not in tasks
    assert ("partitions", "0 3 * * * UTC", "none") in changes(found, "assets")[CLEAN].parts
    (schedule,) = found.schedules
    assert schedule.parts[-1][0] == "cron" or "cron" in {part[0] for part in schedule.parts}
    assert changes(found, "settings")["sales schedule"].kind.value == "changed"
    assert {one.kind.value for one in found.islands} == {"added", "changed"}
    assert found.advice and not found.resources
    back = differences(second, first)
    for part in fields(found):
        kinds = {"added": "removed", "removed": "added", "changed": "changed"}
        here, there = changes(found, part.name), changes(back, part.name)
        assert {name: kinds[one.kind.value] for name, one in here.items()} == {
            name: one.kind.value for name, one in there.items()
        }


def test_everything_is_gone_where_nothing_is_planned(tmp_path):
    found = differences(plan_of(tmp_path), plan_of(tmp_path, "[dags.sales]\ntarget = 'airflow'\n"))
    assert {one.kind.value for one in found.assets} == {"removed"}
    assert {part for one in found.tasks for part in one.parts if part[0] == "becomes"} == {
        ("becomes", "asset", "stays in Airflow"),
        ("becomes", "wrapped", "stays in Airflow"),
    }
    assert differences(plan_of(tmp_path), plan_of(tmp_path, capabilities=NOTHING_NATIVE)).resources


def test_a_moved_asset_is_the_one_it_was(tmp_path):
    first = plan_of(tmp_path)
    tidy = CLEAN.replace("clean", "tidy")
    body = SALES.replace("INTO clean", "INTO tidy")
    second = plan_of(tmp_path, f"[assets.'{tidy}']\nmoved_from = '{CLEAN}'\n", body=body, before=first)
    (change,) = differences(first, second).assets
    assert (change.name, change.parts) == (CLEAN, (("key", CLEAN, tidy),))


def test_the_command_compares_with_the_last_plan_and_writes_nothing(tmp_path, migrate):
    (tmp_path / "sales.py").write_text(HEAD + SALES)
    done = migrate("plan", tmp_path, "--diff")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "no plan" in done.stderr
    assert migrate("plan", tmp_path).returncode == 0
    kept = tmp_path / ".migrate" / "plans" / "dagster.json"
    text = kept.read_text()
    assert str(tmp_path) not in text
    done = migrate("plan", tmp_path, "--diff", "--exit-code")
    assert (done.returncode, done.stdout) == (0, "the plan is as it was\n")
    (tmp_path / "sales.py").write_text(HEAD + SALES.replace("tell >> again", "tell"))
    done = migrate("plan", tmp_path, "--diff", "--exit-code")
    assert done.returncode == 1 and "~ airflow:sales.again" in done.stdout
    assert kept.read_text() == text
    document = json.loads(migrate("plan", tmp_path, "--diff", kept, "--format", "json").stdout)
    assert document["same"] is False and document["assets"][0]["kind"] == "changed"
    kept.write_text("{}")
    assert migrate("plan", tmp_path, "--diff").returncode == 2


def test_a_generated_project_keeps_its_names_and_shows_a_persons_groups(tmp_path, migrate):
    dags, out = tmp_path / "dags", tmp_path / "shop"
    dags.mkdir()
    (dags / "sales.py").write_text(HEAD + SALES)
    assert migrate("generate", dags, "--out", out).returncode == 0
    clash = "with daily('other'):\n    sql('a', 'INSERT INTO x.clean SELECT 1')\n"
    (dags / "other.py").write_text(HEAD + clash)
    toml = (
        f"[assets.'{CLEAN}']\nname = 'clean'\n[tasks.'sales.load']\ngroup = 'raw-data'\n"
        '[[boundaries]]\ntasks = ["sales.load", "sales.clean"]\nasset = "one"\n[dags.other]\ngroup = "others"\n'
    )
    (dags / "migrate.toml").write_text(toml)
    done = migrate("generate", dags, "--out", out)
    assert done.returncode == 0, done.stderr
    assert migrate("plan", dags, "--diff", out, "--exit-code").stdout == "the plan is as it was\n"
    look = (
        "import sys; sys.path.insert(0, 'src'); from shop.definitions import defs; import json\n"
        "graph = defs().resolve_asset_graph() if callable(defs) else defs.resolve_asset_graph()\n"
        "print(json.dumps({'/'.join(k.path): graph.get(k).group_name for k in graph.get_all_asset_keys()}))"
    )
    shown = subprocess.run([sys.executable, "-c", look], cwd=out, capture_output=True, text=True, check=False)
    assert shown.returncode == 0, shown.stderr
    groups = json.loads(shown.stdout.splitlines()[-1])
    assert groups["clean"] == groups["raw"] == "sales"
    assert set(groups.values()) >= {"sales", "others"}


@pytest.mark.parametrize("word", ["--exit-code", "--diff"])
def test_the_help_knows_it(migrate, word):
    assert word in migrate("plan", "--help").stdout
