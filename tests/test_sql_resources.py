"""The resources that generated projects run SQL with, on real databases."""

from __future__ import annotations

import importlib.util
from types import ModuleType

import pytest
import sqlalchemy

from migrator.model import Resource
from migrator.targets.dagster.render import written
from migrator.targets.dagster.systems import BY_NAME, SYSTEMS


def module_of(folder, *systems: str) -> ModuleType:
    """The `resources.py` of a project with these systems, loaded."""
    path = folder / "resources.py"
    path.write_text(written("resources.py", systems=[BY_NAME[name] for name in systems], as_hooks=True))
    spec = importlib.util.spec_from_file_location("generated_resources", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SCRIPT = """
-- What was there; a semicolon in a comment
CREATE TABLE IF NOT EXISTS lines (day TEXT, noted TEXT, share FLOAT);
DELETE FROM lines WHERE day = :ds;
INSERT INTO lines
SELECT :ds, 'at 12:30; :not_bound 5%' || CAST(1 AS TEXT){cast}, 0.5 WHERE :ds LIKE '2026-%';
/* nothing; more */
"""


def postgres_of(folder, postgresql: str, monkeypatch):
    """The resource of a schema of its own, which libpq takes from the environment."""
    url = sqlalchemy.make_url(postgresql)
    monkeypatch.setenv("PGOPTIONS", str(url.query["options"]))
    return module_of(folder, "postgres").PostgresResource(
        host=url.host, user=url.username, password=url.password or "", database=url.database, port=url.port or 5432
    )


def rows_after(resource, file, ds: str) -> list[tuple[object, ...]]:
    assert resource.run_file(file, ds=ds) == 1
    with sqlalchemy.create_engine(resource.url()).connect() as connection:
        return [tuple(row) for row in connection.execute(sqlalchemy.text("SELECT * FROM lines"))]


def test_a_file_runs_on_sqlite_with_its_values_bound(tmp_path):
    file = tmp_path / "day.sql"
    file.write_text(SCRIPT.format(cast=""))
    resource = module_of(tmp_path, "sqlite").SqliteResource(path=str(tmp_path / "w.db"))
    assert rows_after(resource, file, "2026-01-05") == [("2026-01-05", "at 12:30; :not_bound 5%1", 0.5)]
    assert resource.run_file(file, ds="2026' OR '1'='1") == 0


def test_a_file_runs_on_postgresql_with_casts_and_percent_signs(tmp_path, postgresql, monkeypatch):
    file = tmp_path / "day.sql"
    file.write_text(SCRIPT.format(cast="::text").replace(":ds", "CAST(:ds AS text)"))
    resource = postgres_of(tmp_path, postgresql, monkeypatch)
    assert rows_after(resource, file, "2026-01-05") == [("2026-01-05", "at 12:30; :not_bound 5%1", 0.5)]


def test_a_failing_statement_leaves_nothing_of_the_file_behind(tmp_path, postgresql, monkeypatch):
    file = tmp_path / "day.sql"
    file.write_text("CREATE TABLE half (a INT); INSERT INTO half VALUES (1); INSERT INTO nowhere VALUES (1);")
    resource = postgres_of(tmp_path, postgresql, monkeypatch)
    with pytest.raises(sqlalchemy.exc.ProgrammingError):
        resource.run_file(file)
    assert "half" not in sqlalchemy.inspect(sqlalchemy.create_engine(resource.url())).get_table_names()


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)
def test_every_system_has_a_class_that_makes_a_url_of_its_settings(system, tmp_path):
    given = {field.name: 7 if field.type == "int" else f"the-{field.name}" for field in system.fields}
    resource = getattr(module_of(tmp_path, system.name), system.cls)(**given)
    spelled = resource.url().render_as_string(hide_password=False)
    assert spelled.startswith(f"{system.driver}://")
    assert all(str(value).strip("_") in spelled for value in given.values())
    assert Resource("w", "w", system.name, tuple(f"W_{field.suffix}" for field in system.fields)).variables


def test_a_resource_answers_as_the_hook_in_whose_place_it_stands(tmp_path, postgresql, monkeypatch):
    sqlite = module_of(tmp_path, "sqlite").SqliteResource(path=str(tmp_path / "w.db"))
    for resource, mark in ((sqlite, "?"), (postgres_of(tmp_path, postgresql, monkeypatch), "%s")):
        resource.run(["CREATE TABLE t (a TEXT, b INTEGER)", "INSERT INTO t VALUES ('x', 1)"])
        resource.insert_rows("t", [("y", 2), ("z", 3)], target_fields=["a", "b"])
        assert [tuple(row) for row in resource.get_records(f"SELECT a FROM t WHERE b > {mark}", parameters=(1,))] == [
            ("y",),
            ("z",),
        ]
        assert tuple(resource.get_first("SELECT COUNT(*) FROM t")) == (3,)
        assert resource.get_first("SELECT a FROM t WHERE b = 9") is None
