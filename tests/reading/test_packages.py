"""Packages without `__init__.py`."""

from __future__ import annotations


def test_a_package_that_holds_only_a_package(project):
    found = project(
        pkg__deep__names="NAME = 'a'",
        d="""
        import pkg.deep.names
        from airflow import DAG
        d = DAG(pkg.deep.names.NAME)
        """,
    )
    assert [dag.id for dag in found.dags] == ["a"]
