"""One rule says which Airflow a file is written for, whether it is read or run."""

from __future__ import annotations

import pytest

from migrator.airflow_versions import written_for
from migrator.reading import read

FILES = {
    "sdk": ("from airflow.sdk import DAG", "3"),
    "standard": ("from airflow import DAG\nfrom airflow.providers.standard.operators.bash import BashOperator", "3"),
    "old module": ("from airflow import DAG\nfrom airflow.operators.bash_operator import BashOperator", "1.10"),
    "two": ("from airflow import DAG\nfrom airflow.operators.bash import BashOperator", "2"),
    "removed in 3": (
        "from airflow import DAG\nfrom airflow.operators.dummy import DummyOperator\n"
        "from airflow.providers.standard.operators.bash import BashOperator",
        "2",
    ),
    "both": (
        "try:\n    from airflow.sdk import DAG\nexcept ImportError:\n    from airflow.models.dag import DAG",
        "3",
    ),
    "only in words": (
        '"""Not from airflow.sdk import DAG."""\nfrom airflow import DAG\nimport airflow.utils.dates',
        "2",
    ),
    "nothing tells": ("from airflow import DAG", None),
}


@pytest.mark.parametrize(("source", "version"), FILES.values(), ids=FILES)
def test_reading_and_running_agree(tmp_path, source, version):
    pytest.importorskip("airflow", reason="the shim needs Airflow")
    from shim.versions import written_for as shim_says

    (tmp_path / "dag.py").write_text(f"{source}\nd = DAG('d')\n")
    (dag,) = read([tmp_path]).dags
    assert dag.written_for == version
    assert shim_says((tmp_path / "dag.py").read_text()) == (version or "2")


def test_an_argument_that_3_took_out_tells_too():
    assert written_for(["airflow.DAG"], ["schedule_interval"]) == "2"
