"""Scripts: how they are split, and what they do in the end."""

from __future__ import annotations

import time

import pytest

from migrator.lineage.sql import lineage, statements
from migrator.lineage.sql.dialects import ALIASES, NAMES, known
from migrator.model import Mode

SCRIPTS = [
    # Made and removed inside: nobody else's business.
    ("", "CREATE TABLE x AS SELECT * FROM s; INSERT INTO t SELECT * FROM x; DROP TABLE x", "s", "t"),
    (
        "",
        "DROP TABLE IF EXISTS x; CREATE TABLE x AS SELECT * FROM s; INSERT INTO t SELECT * FROM x; DROP TABLE x",
        "s",
        "t",
    ),
    ("", "CREATE TABLE IF NOT EXISTS x (a int); DROP TABLE x", "", ""),
    # Temporary: looked through once it is read.
    ("postgres", "CREATE TEMP TABLE x AS SELECT * FROM s; INSERT INTO t SELECT * FROM x", "s", "t"),
    ("tsql", "SELECT * INTO #x FROM s; INSERT INTO t SELECT * FROM #x", "s", "t"),
    ("tsql", "DECLARE @x TABLE (a int)\nINSERT INTO @x SELECT a FROM s\nINSERT INTO t SELECT a FROM @x", "s", "t"),
    ("spark", "CREATE OR REPLACE TEMP VIEW x AS SELECT * FROM s; INSERT INTO t SELECT * FROM x", "s", "t"),
    ("spark", "CACHE TABLE x AS SELECT * FROM s; INSERT INTO t SELECT * FROM x", "s", "t"),
    ("teradata", "CREATE VOLATILE TABLE x AS (SELECT * FROM s) WITH DATA; INSERT INTO t SELECT * FROM x", "s", "t"),
    (
        "redshift",
        "CREATE TEMP TABLE x (LIKE t); COPY x FROM 's3://b' IAM_ROLE 'r'; INSERT INTO t SELECT * FROM x",
        "s3://b",
        "t",
    ),
    # Renamed into place.
    ("", "CREATE TABLE n AS SELECT * FROM s; DROP TABLE t; ALTER TABLE n RENAME TO t", "s", "t"),
    # Made here and kept: written, and its reads are of our own data.
    ("", "CREATE TABLE x AS SELECT * FROM s; CREATE TABLE t AS SELECT * FROM x", "s", "x t"),
    # There before, or only appended to: read and written.
    ("", "INSERT INTO x SELECT * FROM s; INSERT INTO t SELECT * FROM x", "s x", "x t"),
    ("", "CREATE TABLE IF NOT EXISTS x (a int); INSERT INTO t SELECT * FROM x", "x", "x t"),
]
PROCEDURES = [
    ("tsql", "CREATE PROCEDURE p @a int AS BEGIN SET NOCOUNT ON; INSERT INTO t SELECT * FROM s; END", "s", "t"),
    (
        "oracle",
        "CREATE OR REPLACE PROCEDURE p IS BEGIN DELETE FROM t; INSERT INTO t SELECT * FROM s; COMMIT; END;",
        "s",
        "t",
    ),
    ("bigquery", "CREATE PROCEDURE p() BEGIN INSERT INTO d.t SELECT * FROM d.s; END", "d.s", "d.t"),
    ("postgres", "CREATE PROCEDURE p() LANGUAGE sql AS $$ INSERT INTO t SELECT * FROM s; $$", "s", "t"),
    (
        "snowflake",
        "CREATE PROCEDURE p() RETURNS string LANGUAGE sql AS $$ begin insert into t select * from s; end; $$",
        "s",
        "t",
    ),
    ("snowflake", "CREATE PROCEDURE p() RETURNS string LANGUAGE javascript AS $$ var x = 1; $$", "", ""),
    ("snowflake", "EXECUTE IMMEDIATE $$ BEGIN INSERT INTO t SELECT * FROM s; END; $$", "s", "t"),
    ("bigquery", "EXECUTE IMMEDIATE 'INSERT INTO d.t SELECT * FROM d.s'", "d.s", "d.t"),
    ("postgres", "DO $$ BEGIN INSERT INTO t SELECT * FROM s; END $$", "s", "t"),
    (
        "bigquery",
        "DECLARE n INT64; SET n = (SELECT max(x) FROM d.s); IF n > 1 THEN DELETE FROM d.t WHERE x = n; END IF;",
        "d.s",
        "d.t",
    ),
    ("bigquery", "FOR r IN (SELECT a FROM d.s) DO INSERT INTO d.t VALUES (r.a); END FOR;", "d.s", "d.t"),
    ("tsql", "IF EXISTS (SELECT 1 FROM q) BEGIN TRUNCATE TABLE t; INSERT INTO t SELECT * FROM s END", "q s", "t"),
    (
        "tsql",
        "BEGIN TRY INSERT INTO t SELECT * FROM s END TRY BEGIN CATCH INSERT INTO e SELECT 1 END CATCH",
        "s",
        "t e",
    ),
    (
        "tsql",
        "truncate table t\ninsert into t select * from s where a in (select b from z)\nupdate t set a = 1",
        "s z",
        "t",
    ),
    ("tsql", "IF OBJECT_ID('t') IS NOT NULL DROP TABLE t\nSELECT * INTO t FROM s", "s", "t"),
]


@pytest.mark.parametrize(("dialect", "sql", "sources", "targets"), [*SCRIPTS, *PROCEDURES])
def test_net_effect_of_a_script(dialect: str, sql: str, sources: str, targets: str) -> None:
    found = lineage(sql, dialect)
    assert (set(found.sources), set(found.targets)) == (set(sources.split()), set(targets.split()))
    assert found.findings == ()


def test_uses_keep_the_order_of_the_statements() -> None:
    found = lineage("DELETE FROM t WHERE ds = '1';\nINSERT INTO t SELECT * FROM s;\nSELECT count(*) FROM t", "postgres")
    told = [(use.name, use.write and use.write.value, use.statement, use.line) for use in found.uses]
    assert told == [("t", "delete", 0, 1), ("s", None, 1, 2), ("t", "append", 1, 2), ("t", None, 2, 3)]
    assert [use.position for use in found.uses] == [0, 1, 2, 3]


def test_a_statement_keeps_its_text_and_line_through_a_procedure() -> None:
    sql = "CREATE PROCEDURE p() LANGUAGE sql AS $$\nDELETE FROM a;\nINSERT INTO a SELECT * FROM b;\n$$"
    assert [(use.name, use.line) for use in lineage(sql, "postgres").uses] == [("a", 2), ("b", 3), ("a", 3)]


@pytest.mark.parametrize(
    "sql",
    [
        "this is not sql",
        "INSERT INTO t SELECT FROM WHERE (",
        "selct * from a",
        "UPDATE t SETT a = 1",
        "INSERT t INTO SELECT",
    ],
)
def test_what_nobody_parses_is_a_finding_and_never_a_write(sql: str) -> None:
    found = lineage(sql, "postgres")
    assert found.targets == ()
    assert len(found.findings) == 1
    assert sql in found.findings[0]


def test_one_bad_statement_does_not_cost_the_others() -> None:
    found = lineage("INSERT INTO a SELECT * FROM b; GARBAGE HERE; INSERT INTO c SELECT * FROM d", "postgres")
    assert (found.sources, found.targets) == (("b", "d"), ("a", "c"))
    assert len(found.findings) == 1


def test_a_procedure_defined_elsewhere_is_a_finding() -> None:
    for sql, dialect in (("CALL d.load(1)", "bigquery"), ("EXEC dbo.load 'x'", "tsql")):
        (problem,) = lineage(sql, dialect).findings
        assert "load" in problem
    assert lineage("CALL system.sync_partition_metadata('a', 'b', 'FULL')", "trino").findings == ()


@pytest.mark.parametrize(
    ("sql", "word"),
    [("SELECT " + "(" * 20_000 + "1" + ")" * 20_000, "deeply"), ("SELECT 1 /* " + "x" * 2_100_000 + "*/", "bound")],
    ids=["nested", "long"],
)
def test_sql_out_of_bounds_is_a_finding(sql: str, word: str) -> None:
    found = lineage(sql, "postgres")
    assert found.uses == ()
    assert word in found.findings[0]
    assert len(found.findings[0]) < 400


def test_a_deep_union_and_a_long_in_list_are_read() -> None:
    union = " UNION ALL ".join(f"SELECT a FROM t{number}" for number in range(300))
    assert len(lineage(f"INSERT INTO x {union}", "postgres").sources) == 300
    numbers = ",".join(map(str, range(5_000)))
    assert lineage(f"SELECT * FROM t WHERE a IN ({numbers})", "postgres").sources == ("t",)


def test_quotes_show_no_secret() -> None:
    sql = "COPY t FROM 's3://b/x' CREDENTIALS 'aws_access_key_id=AKIAABCDEFGHIJKLMNOP;aws_secret_access_key=s3cr3t'"
    (read, write) = lineage(sql, "redshift").uses
    assert (read.mode, write.mode) == (Mode.READ, Mode.WRITE)
    assert "s3cr3t" not in write.quote
    assert "AKIA" not in write.quote


@pytest.mark.parametrize(
    ("sql", "parts"),
    [
        ("SELECT 1; SELECT 2", ("SELECT 1", "SELECT 2")),
        ("SELECT ';' ; -- a; b\nSELECT 2;", ("SELECT ';'", "-- a; b\nSELECT 2")),
        ("/* ; */ SELECT 1", ("/* ; */ SELECT 1",)),
        ("SELECT 1 -- last; one", ("SELECT 1 -- last; one",)),
        ("\n\n;;\n", ()),
        ("SELECT 'never closed", ("SELECT 'never closed",)),
        ("SELECT $$a;b$$; SELECT 2", ("SELECT $$a;b$$", "SELECT 2")),
    ],
)
def test_a_script_is_split_as_it_is_written(sql: str, parts: tuple[str, ...]) -> None:
    assert statements(sql, "postgres") == parts


def test_an_unknown_dialect_is_tried_in_others() -> None:
    assert lineage("SELECT * FROM `a.b` WHERE x = 'y'", "nobody_knows_this").sources == ("a.b",)
    assert lineage("CREATE TABLE t USING delta AS SELECT x:y FROM s", "mysql").targets == ("t",)


@pytest.mark.parametrize("piece", ["/* x */ ", "-- x\n", "a.", "'' ", "( ", "UNLOAD (", "RENAME TABLE a TO ", "{{ "])
def test_text_that_nobody_parses_ends_quickly(piece: str) -> None:
    began = time.monotonic()
    lineage("ALTER " + piece * (60_000 // len(piece)) + " x", "postgres")
    assert time.monotonic() - began < 20


@pytest.mark.parametrize(
    ("name", "dialect"),
    [
        ("db2", "postgres"),
        ("Greenplum", "postgres"),
        ("postgresql+psycopg2", "postgres"),
        ("materialize", "materialize"),
        ("mssql+pyodbc", "tsql"),
        ("PL/SQL", None),
        ("plsql", "oracle"),
        ("impala", "hive"),
        ("mariadb", "mysql"),
        ("sparksql", "spark"),
        ("non-validating", ""),
        ("nobody knows this", None),
    ],
)
def test_any_name_of_a_dialect_leads_to_the_nearest_parser(name: str, dialect: str | None) -> None:
    assert known(name) == dialect


def test_every_alias_names_a_dialect_of_the_parser() -> None:
    assert set(ALIASES.values()) <= NAMES | {""}
