"""Which files of a folder are read as DAG files, against Airflow's own search for them."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from migrator.cli import main
from migrator.reading import read
from migrator.reading.discover import dag_files, layout
from migrator.reading.globs import BadPattern, matches, parts_of
from migrator.reading.pins import pin_in

DAG = "from airflow import DAG\nd = DAG('d')\n"
TREE = [
    "a.py", "b.py", "a_helper.py", "dag.py", "README.md", "sub/a.py", "sub/b.py", "sub/deep/a.py", "sub/deep/c.py",
    "sub/deep/er/a.py", "team_1/dag.py", "team_1/helpers/x.py", "team_2/dag.py", "tests/test_a.py", "x/sub/a.py",
    ".hidden/a.py", "with space/a.py", "[odd]/a.py", "a.py.bak", "foo/bar.py", "foo/bar/baz.py",
]  # fmt: skip


def tree(root: Path, ignores: dict[str, str], syntax: str) -> None:
    """A folder of DAG files with these ignore files."""
    for name in TREE:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(DAG)
    for folder, text in ignores.items():
        (root / folder).mkdir(parents=True, exist_ok=True)
        (root / folder / ".airflowignore").write_text(text)
    (root / "migrate.toml").write_text(f'[reading]\nignore_syntax = "{syntax}"\n')


def ours(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in dag_files([root], layout([root], [])).files}


def airflows(root: Path, syntax: str) -> set[str]:
    """What Airflow itself finds."""
    discovery = pytest.importorskip("airflow._shared.module_loading.file_discovery")
    file = pytest.importorskip("airflow.utils.file")
    found = discovery.find_path_from_directory(root, ".airflowignore", syntax)
    return {
        Path(path).relative_to(root).as_posix()
        for path in found
        if path.endswith(".py") and file.might_contain_dag(path, safe_mode=True)
    }


GLOBS = [
    "a.py", "*.py", "/a.py", "sub", "sub/", "/sub/", "sub/*", "sub/**", "**/a.py", "sub/**/a.py", "**/deep/**", "**",
    "**/", "*", "!a.py", "*.py\n!dag.py", "*\n!team_1/\n!dag.py", "team_[12]", "team_[!1]", "team_[^1]",
    "team_?/dag.py",
    "[odd]", r"\[odd\]", "with space", "with\\ space", "a.py  # why", "# only words\n\n  \nsub", "sub/\n!sub/a.py",
    "/", "//", "sub//deep", "foo/bar", "foo/bar.py", "foo/bar/", "!sub/\nsub/", "**/**/a.py", "deep/a.py", "*/deep",
    "a*a.py", "*_*", "[]]", "[", "te[a-z]ts", "x/*/a.py", ".hidden", ".*", "*.bak", "!", "!!a.py", "sub /", " a.py",
    "\\!a.py", "**a.py", "sub/**/", "**/*", "***", "s**/a.py", "/**/a.py", "foo/b?r", "[[:alpha:]].py",
    "[b-a].py\nb.py",
]  # fmt: skip


@pytest.mark.parametrize("text", GLOBS)
def test_globs_leave_out_what_airflow_leaves_out(tmp_path, text):
    tree(tmp_path, {"": text}, "glob")
    try:
        expected = airflows(tmp_path, "glob")
    except (ValueError, re.error):
        # Airflow cannot look into the folder at all; we read it and say so.
        assert {f.code for f in dag_files([tmp_path], layout([tmp_path], [])).findings} == {"unusable-ignore"}
    else:
        assert ours(tmp_path) == expected


REGEXPS = [
    "a", "a.py", "^a", "^a.py$", "sub", "sub/", "^sub/", "sub/deep", ".*sub.*", ".*sub.*deep.*", "^.*deep.*$", "a|b",
    "(a|b)\\.py$", "team_[12]", "team_\\d/", "*.py", "[", "(", "a # why", "# all\n", "^(sub|team_1)/", "sub\\.*", ".*",
    "foo\\\\.*", "^$", "\\.hidden", "[^/]+/a\\.py", "with space", "A", "helpers?", "\\[odd\\]", "!a.py", "deep$",
    "/deep",
]  # fmt: skip


@pytest.mark.parametrize("text", REGEXPS)
def test_regular_expressions_leave_out_what_airflow_leaves_out(tmp_path, text):
    tree(tmp_path, {"": text}, "regexp")
    assert ours(tmp_path) == airflows(tmp_path, "regexp")


@pytest.mark.parametrize("syntax", ["glob", "regexp"])
def test_ignore_files_below_add_to_those_above(tmp_path, syntax):
    ignores = {
        "glob": {"": "*_helper.py\na.py", "sub": "!a.py\n/deep/c.py", "sub/deep": "a.py", "foo": "/bar.py"},
        "regexp": {"": "helper", "sub": "^sub/a", "sub/deep": "^a", "foo": "^bar"},
    }
    tree(tmp_path, ignores[syntax], syntax)
    assert ours(tmp_path) == airflows(tmp_path, syntax)


def test_many_patterns_made_by_chance(tmp_path):
    pathspec = pytest.importorskip("pathspec.patterns.gitwildmatch")
    chance = random.Random(3)
    paths = ["a", "a/", "ab", "b/a", "a/b/", "a/b/a", "b/b/a/a", "ba.b", "a/bb/a/", ".a", "a]b", "[a", "a/\n", "é/a"]
    for _ in range(20_000):
        pattern = "".join(chance.choices("aabb///***?[]!^-.\\ é", k=chance.randint(1, 8)))
        bare = (pattern.lstrip() if pattern.endswith("\\ ") else pattern.strip()).removeprefix("!")
        if bare in ("", "/") or bare[0] in "#! ":
            # What `parts_of` is not given: its caller has taken these off.
            continue
        try:
            theirs = pathspec.GitWildMatchPattern(bare)
        except (ValueError, re.error):
            with pytest.raises(BadPattern):
                parts_of(bare)
            continue
        if theirs.include is not True:
            continue
        parts = parts_of(bare)
        for path in paths:
            assert matches(parts, path) == (theirs.match_file(path) is not None), (bare, path)


def test_a_hostile_pattern_ends_and_is_said(tmp_path, capsys):
    folder = tmp_path / ("a" * 200)
    folder.mkdir()
    (folder / "dag.py").write_text(DAG)
    (tmp_path / ".airflowignore").write_text("(a+)+$\n(a|a)*b\n" + "x" * 5000 + "\nkept\n")
    project = read([tmp_path])
    assert [dag.id for dag in project.dags] == ["d"]
    assert [(f.code, f.span.line) for f in project.findings] == [("unusable-ignore", line) for line in (1, 2, 3)]
    (tmp_path / ".airflowignore").write_text("*a" * 60 + "b\n" + "**/a/" * 30 + "b\n*.txt\n")
    assert [dag.id for dag in read([tmp_path]).dags] == ["d"]
    assert main(["analyze", str(tmp_path)]) == 0
    capsys.readouterr()


@pytest.mark.parametrize(
    ("ignore", "files", "left"),
    [
        ("d.*", {"requirements.txt": "apache-airflow==3.0.2\n"}, {"dag.py"}),
        ("d.*", {"requirements.txt": "apache-airflow==2.9.1\n"}, set()),
        ("d.*", {"Dockerfile": "FROM apache/airflow:slim-3.1.0-python3.12\n"}, {"dag.py"}),
        ("d.*", {}, set()),
        ("*ag.py", {}, set()),
        ("*og.py\nd.*", {}, {"dag.py"}),
        ("d.*", {"migrate.toml": '[reading]\nignore_syntax = "glob"\n'}, {"dag.py"}),
    ],
)
def test_how_ignore_files_are_spelled_is_told_pinned_or_seen(tmp_path, ignore, files, left):
    (tmp_path / "dag.py").write_text(DAG)
    (tmp_path / ".airflowignore").write_text(ignore)
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    assert ours(tmp_path) == left


@pytest.mark.parametrize(
    ("line", "version"),
    [
        ("apache-airflow==2.9.1", "2.9.1"), ("apache-airflow[celery,postgres]==3.0.0", "3.0.0"),
        ("apache_airflow ~= 2.8", "2.8"), ("apache-airflow>=3.0", "3.0"), ("apache-airflow>=2.5,<3", "2"),
        ("apache-airflow>=2.5", None), ("apache-airflow-providers-amazon==9.1.0", None),
        ("# apache-airflow==2.1.0", None),
        ('apache-airflow = "^2.8.1"', "2.8.1"), ('apache-airflow = {version = "2.7.3", extras = ["x"]}', "2.7.3"),
        ('dependencies = ["apache-airflow==3.1.0"]', "3.1.0"), ("FROM apache/airflow:2.10.4-python3.11", "2.10.4"),
        ("image: ${AIRFLOW_IMAGE_NAME:-apache/airflow:3.0.1}", "3.0.1"), ("FROM apache/airflow:latest", None),
        ("FROM quay.io/astronomer/astro-runtime:12.1.0", "2"), ("FROM astrocrpublic.azurecr.io/runtime:3.0-4", "3.0"),
    ],
)  # fmt: skip
def test_what_a_project_installs_is_read_from_its_lines(line, version):
    found = pin_in(f"# first\n{line}\n", "requirements.txt")
    assert (found.version if found else None) == version
    assert found is None or found.source == "requirements.txt:2"


def test_a_dags_folder_below_the_one_given_is_where_paths_begin(tmp_path):
    tree(tmp_path / "dags", {"": "^team_1/"}, "regexp")
    (tmp_path / "migrate.toml").write_text('[reading]\nignore_syntax = "regexp"\n')
    (tmp_path / "dags" / "migrate.toml").unlink()
    assert ours(tmp_path) == {f"dags/{name}" for name in airflows(tmp_path / "dags", "regexp")}


def test_an_unknown_syntax_is_misuse(tmp_path, capsys):
    (tmp_path / "migrate.toml").write_text('[reading]\nignore_syntax = "regex"\n')
    assert main(["analyze", str(tmp_path)]) == 2
    assert "glob and regexp" in capsys.readouterr().err
