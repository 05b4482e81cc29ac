"""Which columns come from which: dialect, SQL, and the pairs as `from>to`."""

from __future__ import annotations

import pytest

from migrator.lineage.sql import lineage

SCHEMA = {"s": ["id", "a", "b"], "r": ["id", "c"], "wide": ["x", "y", "z"]}

EDGES = [
    ("", "INSERT INTO t SELECT a, b AS c FROM s", "s.a>t.a s.b>t.c"),
    ("", "INSERT INTO t (x, y) SELECT a, b FROM s", "s.a>t.x s.b>t.y"),
    ("", "CREATE VIEW v (x, y) AS SELECT a, b FROM s", "s.a>v.x s.b>v.y"),
    ("", "SELECT a + b AS c FROM s", "s.a>@result.c s.b>@result.c"),
    ("", "INSERT INTO t SELECT o.a, i.b FROM orders o JOIN items i ON o.i = i.i", "orders.a>t.a items.b>t.b"),
    ("", "WITH q AS (SELECT a AS z FROM s) INSERT INTO t SELECT z FROM q", "s.a>t.z"),
    ("", "WITH q (z) AS (SELECT a FROM s) INSERT INTO t SELECT z FROM q", "s.a>t.z"),
    ("", "INSERT INTO t SELECT d.x FROM (SELECT a AS x FROM s) d", "s.a>t.x"),
    ("", "INSERT INTO t SELECT a FROM u UNION ALL SELECT b FROM v", "u.a>t.a v.b>t.a"),
    ("", "INSERT INTO t SELECT sum(a) OVER (PARTITION BY b ORDER BY c) AS n FROM u", "u.a>t.n u.b>t.n u.c>t.n"),
    ("", "INSERT INTO t SELECT CASE WHEN a = 1 THEN b ELSE c END AS n FROM u", "u.a>t.n u.b>t.n u.c>t.n"),
    ("", "INSERT INTO t SELECT (SELECT max(c) FROM r WHERE r.id = s.id) AS n FROM s", "r.c>t.n"),
    ("", "INSERT INTO t SELECT 1 AS one, now() AS n", ""),
    ("", "INSERT INTO t SELECT count(*) AS n FROM u", ""),
    # What is not known stays out, and costs nothing else.
    ("", "INSERT INTO t SELECT p.a, lost FROM u p JOIN v q ON p.i = q.i", "u.a>t.a"),
    ("", "INSERT INTO t SELECT nowhere.a, p.b FROM u p", "u.b>t.b"),
    # Stars.
    ("", "INSERT INTO t SELECT * FROM u", "u.*>t.*"),
    ("", "INSERT INTO t SELECT * FROM s", "s.id>t.id s.a>t.a s.b>t.b"),
    ("", "INSERT INTO t SELECT x.*, y.c FROM s x JOIN r y ON x.id = y.id", "s.id>t.id s.a>t.a s.b>t.b r.c>t.c"),
    ("", "INSERT INTO t SELECT * FROM (SELECT a AS q FROM u) d", "u.a>t.q"),
    ("", "INSERT INTO t SELECT id FROM (SELECT * FROM u) d", "u.id>t.id"),
    ("", "INSERT INTO wide SELECT * FROM s", "s.id>wide.x s.a>wide.y s.b>wide.z"),
    ("bigquery", "INSERT INTO t SELECT * EXCEPT (id) FROM s", "s.a>t.a s.b>t.b"),
    ("bigquery", "INSERT INTO t SELECT * REPLACE (b AS a) FROM s", "s.id>t.id s.b>t.a s.b>t.b"),
    # Schemas decide between the tables of a join.
    ("", "INSERT INTO t SELECT a, c FROM s JOIN r ON s.id = r.id", "s.a>t.a r.c>t.c"),
    # Earlier outputs of the same SELECT, where the dialect has them.
    ("snowflake", "INSERT INTO t SELECT a + 1 AS z, z * 2 AS w FROM s", "s.a>t.z s.a>t.w"),
    # Rows made from a column.
    ("hive", "INSERT INTO t SELECT f FROM u LATERAL VIEW explode(u.c) e AS f", "u.c>t.f"),
    ("bigquery", "INSERT INTO t SELECT p FROM u, UNNEST(u.parts) AS p", "u.parts>t.p"),
    ("snowflake", "INSERT INTO t SELECT f.value AS v FROM u, LATERAL FLATTEN(input => u.x) f", "u.x>t.v"),
    ("bigquery", "INSERT INTO t SELECT a.b.c FROM u", "u.a.b.c>t.c"),
    # Statements that change rows.
    ("postgres", "UPDATE t SET x = s.a, y = t.z FROM s WHERE s.id = t.id", "s.a>t.x t.z>t.y"),
    ("tsql", "UPDATE x SET x.n = y.c FROM dbo.t x JOIN r y ON x.i = y.id", "r.c>dbo.t.n"),
    ("oracle", "UPDATE t SET (x, y) = (SELECT a, b FROM s)", "s.a>t.x s.b>t.y"),
    (
        "",
        "MERGE INTO t USING s ON t.i = s.i WHEN MATCHED THEN UPDATE SET x = s.a "
        "WHEN NOT MATCHED THEN INSERT (id) VALUES (s.id)",
        "s.a>t.x s.id>t.id",
    ),
    ("tsql", "SELECT a AS z INTO t FROM s", "s.a>t.z"),
    ("redshift", "UNLOAD ('SELECT a FROM u') TO 's3://b' IAM_ROLE 'r'", "u.a>s3://b.a"),
    # Files.
    ("snowflake", "COPY INTO t (x, y) FROM (SELECT $1, upper(f.$2) FROM @st/p f)", "@st/p.$1>t.x @st/p.$2>t.y"),
    ("redshift", "COPY t (x, y) FROM 's3://b/k' IAM_ROLE 'r'", "s3://b/k.x>t.x s3://b/k.y>t.y"),
    ("duckdb", "COPY (SELECT a, b AS c FROM u) TO 'o.csv'", "u.a>o.csv.a u.b>o.csv.c"),
    ("postgres", "COPY t (a, b) TO '/x.csv'", "t.a>/x.csv.a t.b>/x.csv.b"),
    ("bigquery", "EXPORT DATA OPTIONS (uri = 'gs://b/x') AS SELECT a AS c FROM d.u", "d.u.a>gs://b/x.c"),
    ("hive", "INSERT OVERWRITE DIRECTORY '/x' SELECT a, b AS c FROM u", "u.a>/x.a u.b>/x.c"),
    ("duckdb", "INSERT INTO t SELECT a FROM read_csv('x.csv')", "x.csv.a>t.a"),
    # One source, several targets.
    ("hive", "FROM u INSERT INTO t1 SELECT a INSERT OVERWRITE TABLE t2 SELECT b AS z", "u.a>t1.a u.b>t2.z"),
    ("oracle", "INSERT ALL INTO t1 (x) VALUES (a) INTO t2 (y) VALUES (b) SELECT a, b FROM u", "u.a>t1.x u.b>t2.y"),
    ("snowflake", "INSERT ALL INTO t1 INTO t2 (p, q) SELECT a, b FROM u", "u.a>t1.a u.b>t1.b u.a>t2.p u.b>t2.q"),
    # Rows given back, and the row that was to be inserted.
    ("postgres", "WITH d AS (DELETE FROM a RETURNING x, y) INSERT INTO b SELECT x, y FROM d", "a.x>b.x a.y>b.y"),
    (
        "postgres",
        "INSERT INTO t (x) SELECT a FROM u ON CONFLICT (x) DO UPDATE SET y = excluded.x, z = t.w",
        "u.a>t.x u.a>t.y t.w>t.z",
    ),
    ("tsql", "INSERT INTO t (x) EXEC('SELECT a AS x FROM u')", "u.a>t.x"),
    ("mysql", "REPLACE INTO t (x) SELECT a FROM u", "u.a>t.x"),
    ("databricks", "MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN UPDATE SET *", "s.id>t.id s.a>t.a s.b>t.b"),
    ("", "INSERT INTO t (a, b) VALUES (1, 2)", ""),
    ("snowflake", "INSERT INTO t SELECT * EXCLUDE (id) RENAME (a AS z) FROM s", "s.a>t.z s.b>t.b"),
    ("", "INSERT INTO t SELECT * FROM s JOIN r USING (id)", "s.id>t.id s.a>t.a s.b>t.b r.c>t.c"),
    # Scripts: looked through what does not last.
    ("", "CREATE TABLE x AS SELECT a AS q FROM u; INSERT INTO t SELECT q FROM x; DROP TABLE x", "u.a>t.q"),
    ("postgres", "CREATE TEMP TABLE x AS SELECT a, b FROM u; INSERT INTO t SELECT * FROM x", "u.a>t.a u.b>t.b"),
    ("", "CREATE TABLE x (p int, q int); INSERT INTO x SELECT a, b FROM u", "u.a>x.p u.b>x.q"),
]


@pytest.mark.parametrize(("dialect", "sql", "edges"), EDGES)
def test_columns(dialect: str, sql: str, edges: str) -> None:
    found = lineage(sql, dialect, schema=SCHEMA)
    assert {f"{source}>{target}" for source, target in found.columns} == set(edges.split())


def test_an_output_without_a_name_is_called_by_its_text() -> None:
    assert lineage("INSERT INTO t SELECT max(a) FROM s", "").columns == (("s.a", "t.MAX(a)"),)


def test_a_schema_is_found_under_its_full_name() -> None:
    found = lineage("SELECT * FROM t", "snowflake", schema={"d.s.t": ["a"]}, default_db="d", default_schema="s")
    assert found.columns == (("d.s.t.a", "@result.a"),)
