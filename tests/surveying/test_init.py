"""`migrate init`: what there is, written down so that nothing changes by it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.configuration import Configuration, load_configuration
from migrator.pipeline import analyze
from migrator.surveying.draft import draft
from migrator.surveying.survey import Survey, Used, survey
from migrator.surveying.versions import Told, hosts_told, versions_told

DAG = """
from datetime import datetime
from airflow import DAG
from airflow.models import Variable
from airflow.operators.bash import BashOperator
from airflow.providers.postgres.operators.postgres import PostgresOperator
from airflow.providers.http.operators.http import HttpOperator

with DAG("sales", schedule="@daily", start_date=datetime(2026, 1, 1)):
    PostgresOperator(task_id="load", postgres_conn_id="shop", sql="INSERT INTO a SELECT * FROM b", pool="heavy")
    BashOperator(task_id="tell", bash_command="echo {{ var.value.region }} {{ var.json.sizes.a }}")
    BashOperator(task_id="ask", bash_command="echo " + Variable.get("bucket"))
"""
PLAIN = "import airflow\nx = 1\n"


def project_in(folder, **files):
    (folder / ".git").mkdir()
    (folder / "dags").mkdir()
    (folder / "dags" / "sales.py").write_text(DAG)
    (folder / "dags" / "plain.py").write_text("from airflow import DAG\nDAG('plain')\n")
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@pytest.mark.parametrize(
    ("name", "text", "version"),
    [
        ("Dockerfile", "FROM apache/airflow:2.9.1\n", "2.9.1"),
        ("Dockerfile", "FROM apache/airflow:slim-2.10.2-python3.11 AS base\n", "2.10.2"),
        ("Dockerfile", "FROM quay.io/astronomer/astro-runtime:11.3.0\n", "2.9"),
        ("Dockerfile", "FROM astrocrpub.azurecr.io/runtime:3.0-4\n", "3.0"),
        ("docker-compose.yaml", "x:\n  image: ${AIRFLOW_IMAGE_NAME:-apache/airflow:2.8.4}\n", "2.8.4"),
        ("chart/values.yaml", 'airflowVersion: "2.7.3"\n', "2.7.3"),
        ("deploy/values-prod.yml", "defaultAirflowTag: 2.6.0\n", "2.6.0"),
        ("requirements.txt", "pandas\napache-airflow[postgres]==2.5.3\n", "2.5.3"),
        ("requirements-dev.txt", "apache_airflow~=2.4.0\n", "2.4.0"),
        ("pyproject.toml", '[project]\ndependencies = ["apache-airflow==3.0.1"]\n', "3.0.1"),
        ("pyproject.toml", '[tool.poetry.dependencies]\napache-airflow = "2.3.4"\n', "2.3.4"),
        (
            "requirements.txt",
            "--constraint https://x.org/apache/airflow/constraints-2.2.5/constraints-3.9.txt\n",
            "2.2.5",
        ),
        ("infra/main.tf", 'resource "aws_mwaa_environment" "e" {\n  airflow_version = "2.8.1"\n}\n', "2.8.1"),
        ("infra/c.tf", '  image_version = "composer-2.9.7-airflow-2.9.3"\n', "2.9.3"),
        ("requirements.txt", "apache-airflow-providers-http==4.1.0\n# apache-airflow==1.10.1\n", None),
        ("Dockerfile", "FROM python:3.11\n", None),
    ],
)
def test_the_version_is_found_where_it_is_told(tmp_path, name, text, version):
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    assert [told.version for told in versions_told(tmp_path)] == ([] if version is None else [version])


def test_an_image_is_surer_than_requirements_and_hosts_are_known_by_their_files(tmp_path):
    (tmp_path / "requirements.txt").write_text("apache-airflow>=2.1.0\n")
    (tmp_path / "Dockerfile").write_text("FROM quay.io/astronomer/astro-runtime:12.1.0\n")
    (tmp_path / ".astro").mkdir()
    (tmp_path / ".astro" / "config.yaml").write_text("project:\n  name: x\n")
    (tmp_path / "m.tf").write_text('resource "aws_mwaa_environment" "x" {}\n')
    told = versions_told(tmp_path)
    assert [one.version for one in told] == ["2.10", "2.1.0"]
    assert hosts_told(tmp_path, told) == ("Astronomer", "Amazon MWAA")


def test_what_the_dags_use_is_written_down_and_nothing_is_stated_but_the_version(tmp_path, migrate):
    project_in(
        tmp_path,
        Dockerfile="FROM apache/airflow:2.9.1\n",
        **{"transform__dbt_project.yml": "name: shop\nprofile: shop_profile\n"},
    )
    before = analyze([tmp_path / "dags"])
    done = migrate("init", tmp_path / "dags")
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "migrate.toml").read_text()
    for word in ("shop: used by 1 task", "bucket, region, sizes", "heavy = 1", "transform", 'version = "2.9.1"'):
        assert word in text
    assert "2.9.1 is told by Dockerfile:1" in text
    assert load_configuration(tmp_path) == Configuration(airflow="2.9.1")
    after = analyze([tmp_path / "dags"])
    said = {file.path: file.written_for_because for file in after.files}
    assert said["dags/plain.py"] == "nothing in it tells, and migrate.toml says Airflow 2.9.1"
    unsaid = tuple(replace(file, written_for=None, written_for_because=None) for file in after.files)
    assert unsaid == tuple(replace(file, written_for=None, written_for_because=None) for file in before.files)
    dags = tuple(replace(dag, written_for=None) for dag in after.dags)
    assert dags == tuple(replace(dag, written_for=None) for dag in before.dags)
    assert replace(after, files=before.files, dags=before.dags) == before


def test_with_all_its_comments_taken_away_it_still_loads(tmp_path):
    project_in(tmp_path, **{"t__dbt_project.yml": "name: shop\nprofile: shop\n"})
    text = draft(survey(analyze([tmp_path / "dags"]), Configuration()))
    (tmp_path / "variables.json").write_text("{}")
    (tmp_path / "migrate.toml").write_text(opened(text))
    found = load_configuration(tmp_path)
    assert found.system("shop") == "postgres"
    assert [pool.name for pool in found.pools] == ["heavy"]
    assert found.dbt == (("shop", "CONNECTION"),)


def opened(text):
    """The text with the tables that are commented out, each of which ends with an empty line, as tables."""
    lines, inside = [], False
    for line in text.split("\n"):
        bare = line.removeprefix("# ")
        inside = (inside or (bare.startswith("[") and bare.endswith("]"))) and bool(line)
        lines.append(bare if inside else line)
    return "\n".join(lines)


@pytest.mark.parametrize("kind", ["file", "link"])
def test_what_is_there_is_never_overwritten(tmp_path, migrate, kind):
    project_in(tmp_path)
    path = tmp_path / "migrate.toml"
    if kind == "file":
        path.write_text("# mine\n")
    else:
        path.symlink_to("nowhere.toml")
    done = migrate("init", tmp_path / "dags")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "already" in done.stderr
    assert path.read_text() == "# mine\n" if kind == "file" else path.readlink() == Path("nowhere.toml")
    printed = migrate("init", tmp_path / "dags", "--print")
    assert printed.returncode == 0 and "[connections.shop]" in printed.stdout
    assert sorted(each.name for each in tmp_path.iterdir()) == [".git", ".migrate", "dags", "migrate.toml"]


HOSTILE = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12) | st.sampled_from(
    ['"]\nx = 1\n[a]', "a\r\nb = 2", "'''", "#", "\x00", "\u2028y = 1", "\\", "[[x]]", " ", "\x85", "é.b"]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(HOSTILE, min_size=1, max_size=4, unique=True), HOSTILE)
def test_no_name_becomes_anything_but_a_name(tmp_path_factory, names, quote):
    import tomlkit

    told = Told("2.9.1", quote, 1, quote, quote, 0)
    used = tuple(Used(name, "postgres", 1) for name in names)
    dbt = tuple((name, name) for name in names)
    text = draft(Survey((told,), ((quote, 1),), (quote,), used, tuple(names), tuple(names), dbt))
    assert tomlkit.parse(text).unwrap() == {"airflow": {"version": "2.9.1"}}
    document = tomlkit.parse(opened(text)).unwrap()
    assert document["connections"] == {name: {"system": "postgres"} for name in names}
    assert document["pools"] == dict.fromkeys(names, 1)


def test_no_secret_is_copied(tmp_path, migrate):
    project_in(tmp_path, Dockerfile="FROM https://user:hunter2secret@reg.io/apache/airflow:2.9.1\n")
    printed = migrate("init", tmp_path / "dags", "--print").stdout
    assert "2.9.1" in printed and "hunter2secret" not in printed


@pytest.mark.parametrize("version", ["", "two", "4.0", 2.9, "2.9.1.1"])
def test_a_version_that_is_none_is_an_error(tmp_path, version):
    import tomlkit

    from migrator.errors import MigratorError

    (tmp_path / "migrate.toml").write_text(tomlkit.dumps({"airflow": {"version": version}}))
    with pytest.raises(MigratorError, match=r"airflow\.version"):
        load_configuration(tmp_path)
