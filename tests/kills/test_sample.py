"""A sample of what `make differential` does with kills: the same points each time."""

from __future__ import annotations

from pathlib import Path

from .campaign import campaign


def test_a_killed_run_goes_on_as_if_nobody_had_disturbed_it(tmp_path: Path) -> None:
    tally = campaign(15, 5, tmp_path, lambda name: str(tmp_path / f"{name}.store"))
    assert tally.wrong == []
    # Most kills find a task at work: otherwise nothing would be shown of what is lost.
    assert (tally.kills >= 15, sum(tally.in_flight.values()) >= 5) == (True, True)


def test_so_it_does_with_the_store_in_postgresql(tmp_path: Path, postgresql: str) -> None:
    import psycopg2

    schemas = postgresql.rpartition("%3D")[2]

    def place(name: str) -> str:
        with psycopg2.connect(postgresql) as server, server.cursor() as cursor:
            cursor.execute(f"create schema if not exists {schemas}_{name}")
        server.close()
        return f"{postgresql}_{name}"

    tally = campaign(3, 7, tmp_path, place)
    with psycopg2.connect(postgresql) as server, server.cursor() as cursor:
        cursor.execute("select nspname from pg_namespace where nspname like %s", (f"{schemas}\\_%",))
        for (name,) in cursor.fetchall():
            cursor.execute(f"drop schema {name} cascade")
    server.close()
    assert tally.wrong == []
