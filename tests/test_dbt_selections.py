"""What we select of a dbt project, and where its tables are, against what dbt itself said (`dbt_selections`)."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from dbt_selections.projects import PROJECTS, written

from migrator.dbt.command import chosen, command
from migrator.dbt.methods import NotFollowed
from migrator.dbt.project import from_files
from migrator.lineage.dbt_files import project_files

HERE = Path(__file__).parent
EXPECTED = json.loads((HERE / "dbt_selections" / "expected.json").read_text())
CASES = [(name, selection) for name, (_, held) in PROJECTS.items() for selection in held]


@pytest.fixture(scope="module")
def projects(tmp_path_factory):
    found = {}
    for name in PROJECTS:
        folder = written(name, tmp_path_factory.mktemp(name))
        files = project_files(str(folder))
        found[name] = (from_files(str(folder), files), files)
    return found


@pytest.mark.parametrize(("name", "selection"), CASES)
def test_a_selection_chooses_what_dbt_lists(projects, name, selection):
    project, files = projects[name]
    words = selection.split()
    select = [] if not words or words[0].startswith("--") else ["--select"]
    found = chosen(project, command(["ls", *select, *words]), files)
    assert sorted(found) == EXPECTED[name]["listed"][selection]


@pytest.mark.parametrize(
    "selection", ["state:modified+", "result:error", "source_status:fresher+", "new_method:x", "{x}"]
)
def test_what_no_text_says_is_not_selected(projects, selection):
    project, files = projects["shop"]
    with pytest.raises(NotFollowed, match=selection.partition(":")[0]):
        chosen(project, command(["run", "-s", selection]), files)


@pytest.mark.skipif(not shutil.which("dbt"), reason="dbt is not installed")
def test_dbt_still_says_so():
    # dbt may be installed for another Python than ours.
    beside = Path(shutil.which("dbt") or "").with_name("python")
    command = [str(beside) if beside.exists() else sys.executable, "-m", "dbt_selections"]
    done = subprocess.run(command, check=False, cwd=HERE, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
