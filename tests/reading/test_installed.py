"""Checks of Airflow's version in code, and why a file is read as for one version."""

from __future__ import annotations

import pytest
from packaging.version import Version

from migrator.model import FileStatus
from migrator.reading import read
from migrator.reading.installed import numbers

NEW = "from airflow.sdk import DAG\n"
OLD = "from airflow import DAG\nfrom airflow.operators.bash import BashOperator\n"
CHECKS = [
    "import airflow\nIS_3 = airflow.__version__.startswith('3')",
    "from airflow import __version__\nIS_3 = __version__ >= '3.0.0'",
    "from airflow.version import version\nIS_3 = int(version.split('.')[0]) >= 3",
    "from airflow.version import version as AIRFLOW_VERSION\nfrom packaging.version import Version\n"
    "IS_3 = Version(AIRFLOW_VERSION) >= Version('3.0.0')",
    "from airflow import __version__ as v\nfrom packaging import version\nIS_3 = version.parse(v).major > 2",
    "from airflow import __version__ as v\nfrom packaging.version import parse\nIS_3 = parse('3') <= parse(v)",
    "from airflow import __version__ as v\nIS_3 = tuple(map(int, v.split('.')[:2])) >= (3, 0)",
    "import importlib.metadata\nIS_3 = importlib.metadata.version('apache-airflow')[0] == '3'",
    "from airflow import __version__ as v\nfrom packaging.version import Version\ndef base():\n"
    "    found = Version(v)\n    return found.major, found.minor, found.micro\nIS_3 = base() >= (3, 0, 0)",
    "from airflow.providers.common.compat.version_compat import AIRFLOW_V_3_0_PLUS as IS_3",
    "from tests_common.test_utils.version_compat import AIRFLOW_V_3_0_PLUS as IS_3",
]
USE = "\nwith DAG('d' + ('_three' if IS_3 else '_two')): ...\n"


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize(("head", "name"), [(NEW, "d_three"), (OLD, "d_two")])
def test_a_check_is_answered_by_what_the_file_is_written_for(project, check, head, name):
    found = project(d=head + check + USE)
    assert [dag.id for dag in found.dags] == [name]
    assert found.findings == ()


def test_what_a_project_pins_is_the_version(project, tmp_path):
    (tmp_path / "requirements.txt").write_text("# all\napache-airflow==2.6.3\n")
    found = project(
        d=OLD + "from airflow import __version__\nwith DAG('d_' + __version__): BashOperator(task_id=__version__)"
    )
    (dag,) = found.dags
    assert dag.id == "d_2.6.3"
    value = dag.setting("dag_id")
    assert value.assumed == ("Airflow 2.6.3 (requirements.txt:2)",)


def test_a_pin_that_contradicts_the_file_is_not_used(project, tmp_path):
    (tmp_path / "requirements.txt").write_text("apache-airflow==2.6.3\n")
    found = project(d=NEW + "from airflow import __version__\nd = DAG('d_' + __version__[0])")
    assert [dag.id for dag in found.dags] == ["d_3"]


def test_the_side_not_taken_is_conditional(project):
    found = project(
        d=NEW
        + "from airflow import __version__\nfrom airflow.providers.standard.operators.empty import EmptyOperator\n"
        "with DAG('d'):\n    if __version__ < '3':\n        EmptyOperator(task_id='two')\n"
        "    EmptyOperator(task_id='three')\n"
    )
    assert [(task.id, bool(task.when)) for task in found.dags[0].tasks] == [("two", True), ("three", False)]


def test_where_nothing_tells_it_is_unknown(project):
    found = project(
        d="from airflow import DAG, __version__\nif __version__ > '2':\n    d = DAG('a')\nelse:\n    d = DAG('b')\n"
    )
    assert {bool(dag.when) for dag in found.dags} == {True}


def test_several_versions_in_one_tree_each_meet_their_own(project):
    found = project(
        compat="from airflow import __version__\nfrom packaging.version import Version\n"
        "IS_3 = Version(__version__) >= Version('3')\n",
        a_two=OLD + "from compat import IS_3" + USE,
        b_three=NEW + "from compat import IS_3" + USE,
        c_two=OLD + "from compat import IS_3" + USE,
    )
    assert [dag.id for dag in found.dags] == ["d_two", "d_three", "d_two"]


@pytest.mark.parametrize(
    ("source", "version", "because"),
    [
        (NEW, "3", "airflow.sdk.DAG, which only Airflow 3 has"),
        (OLD, "2", "airflow.operators.bash.BashOperator, as it is written for Airflow 2"),
        ("from airflow import DAG\nimport airflow.operators.bash_operator\n", "1.10", "before Airflow 2"),
        ("from airflow import DAG\nimport airflow.utils.dates\n", "2", "which Airflow 3 no longer has"),
        ("from airflow import DAG\nd = DAG('d', schedule_interval=None)\n", "2", "schedule_interval, which"),
        ("from airflow import DAG\n", None, "nothing in it tells"),
    ],
)  # fmt: skip
def test_a_file_says_why_it_is_for_a_version(project, source, version, because):
    (file,) = project(d=f"{source}dag = None\n").files
    assert (file.written_for, file.status) == (version, FileStatus.DAGS if "DAG('d'" in source else FileStatus.NONE)
    assert because in file.written_for_because


@pytest.mark.parametrize(
    "pair", [("3", "3.0.0"), ("2.10", "2.9.1"), ("2.9.1", "3.0"), ("1.10.15", "1.10.2"), ("3.0.0", "3")]
)
def test_versions_compare_as_packaging_compares_them(pair):
    one, other = pair
    assert (numbers(one) < numbers(other)) == (Version(one) < Version(other))
    assert (numbers(one) == numbers(other)) == (Version(one) == Version(other))


def test_reading_twice_is_the_same(tmp_path):
    (tmp_path / "d.py").write_text(NEW + CHECKS[0] + USE)
    assert read([tmp_path]) == read([tmp_path])
