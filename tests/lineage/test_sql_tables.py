"""What statements read and write, one line each: dialect, SQL, sources, targets."""

from __future__ import annotations

import pytest

from migrator.lineage.sql import lineage

# A class of statements each: (dialect, SQL, tables read, tables written).
QUERIES = [
    ("postgres", "SELECT a FROM s.t", "s.t", ""),
    ("", 'SELECT * FROM "Sales"."Orders" o JOIN items i ON o.id = i.id', "Sales.Orders items", ""),
    (None, "SELECT * FROM `p.d.t`", "p.d.t", ""),
    (None, "SELECT TOP 5 * FROM [dbo].[orders]", "dbo.orders", ""),
    ("", "SELECT 1 WHERE EXISTS (SELECT 1 FROM a) AND x IN (SELECT y FROM b)", "a b", ""),
    ("", "SELECT (SELECT max(x) FROM a), CASE WHEN 1 = (SELECT 1 FROM b) THEN 1 END", "a b", ""),
    ("", "WITH c AS (SELECT * FROM a), unread AS (SELECT * FROM b) SELECT * FROM c", "a", ""),
    ("", "WITH a AS (SELECT * FROM a) SELECT * FROM a", "a", ""),
    ("postgres", "WITH RECURSIVE r AS (SELECT * FROM a UNION ALL SELECT * FROM r) SELECT * FROM r", "a", ""),
    ("tsql", "WITH r AS (SELECT * FROM a UNION ALL SELECT * FROM r) SELECT * FROM r", "a", ""),
    ("", "WITH c AS (SELECT 1) SELECT * FROM c JOIN s.c ON 1 = 1", "s.c", ""),
    ("", "SELECT * FROM (a JOIN b ON a.i = b.i) JOIN (SELECT * FROM c) d ON 1 = 1", "a b c", ""),
    ("bigquery", "SELECT * FROM d.t x, x.items i, UNNEST(i.parts)", "d.t", ""),
    ("bigquery", "SELECT * FROM `p.d.t$20260131`", "p.d.t", ""),
    ("bigquery", "SELECT * FROM d.s FOR SYSTEM_TIME AS OF CURRENT_TIMESTAMP()", "d.s", ""),
    ("spark", "SELECT * FROM parquet.`s3://bucket/path/`", "s3://bucket/path/", ""),
    (
        "duckdb",
        "SELECT * FROM read_parquet('s3://b/*.parquet') JOIN 'x/y.csv' USING (i)",
        "s3://b/*.parquet x/y.csv",
        "",
    ),
    ("clickhouse", "SELECT * FROM s3('https://host/x.csv', 'CSV')", "https://host/x.csv", ""),
    ("snowflake", "SELECT f.value FROM t, LATERAL FLATTEN(input => t.x) f", "t", ""),
    ("snowflake", "SELECT * FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()))", "", ""),
    ("snowflake", "SELECT $1 FROM @db.stage/path (FILE_FORMAT => fmt)", "db.stage", ""),
    ("snowflake", "SELECT * FROM IDENTIFIER('s.t')", "s.t", ""),
    ("snowflake", "SELECT * FROM IDENTIFIER($name)", "", ""),
    ("tsql", "SELECT * FROM a WITH (NOLOCK) JOIN b (NOLOCK) ON a.i = b.i", "a b", ""),
    ("oracle", "SELECT sysdate FROM dual", "", ""),
    ("postgres", "SELECT * FROM a FOR UPDATE OF a", "a", ""),
    ("postgres", "TABLE a", "a", ""),
    ("hive", "SELECT * FROM a LEFT SEMI JOIN b ON a.i = b.i LATERAL VIEW explode(c) e AS f", "a b", ""),
]
WRITES = [
    ("", "INSERT INTO t (a) SELECT a FROM s", "s", "t"),
    ("", "WITH c AS (SELECT * FROM s) INSERT INTO t SELECT * FROM c", "s", "t"),
    ("", "INSERT INTO t WITH c AS (SELECT * FROM s) SELECT * FROM c", "s", "t"),
    ("hive", "FROM s INSERT OVERWRITE TABLE a SELECT x INSERT INTO TABLE b SELECT y", "s", "a b"),
    ("oracle", "INSERT ALL INTO a VALUES (x) INTO b VALUES (y) SELECT x, y FROM s", "s", "a b"),
    ("hive", "INSERT OVERWRITE LOCAL DIRECTORY '/tmp/out' SELECT * FROM s", "s", "/tmp/out"),
    ("tsql", "INSERT INTO dbo.t WITH (TABLOCK) (a) SELECT a FROM dbo.s", "dbo.s", "dbo.t"),
    ("tsql", "SELECT a INTO dbo.t FROM dbo.s UNION ALL SELECT a FROM dbo.r", "dbo.s dbo.r", "dbo.t"),
    ("oracle", "SELECT count(*) INTO n FROM s", "s", ""),
    ("", "CREATE TABLE t AS SELECT * FROM s", "s", "t"),
    ("", "CREATE VIEW v (a) AS (SELECT a FROM s)", "s", "v"),
    ("", "CREATE TABLE t (a int REFERENCES other (id))", "", "t"),
    ("hive", "CREATE TABLE t LIKE s", "s", "t"),
    ("snowflake", "CREATE TABLE t CLONE s", "s", "t"),
    ("bigquery", "CREATE SNAPSHOT TABLE d.t CLONE d.s", "d.s", "d.t"),
    ("bigquery", "CREATE MODEL d.m OPTIONS (model_type = 'x') AS SELECT * FROM d.s", "d.s", "d.m"),
    ("snowflake", "CREATE OR REPLACE STREAM st ON TABLE db.s.t APPEND_ONLY = TRUE", "db.s.t", "st"),
    ("snowflake", "CREATE STAGE st URL = 's3://bucket/path' STORAGE_INTEGRATION = i", "s3://bucket/path", "st"),
    ("snowflake", "CREATE PIPE p AS COPY INTO t FROM @st/x", "st", "t"),
    ("snowflake", "CREATE TASK k WAREHOUSE = w SCHEDULE = '1 minute' AS INSERT INTO t SELECT * FROM s", "s", "t"),
    ("clickhouse", "CREATE MATERIALIZED VIEW mv TO t AS SELECT * FROM s", "s", "mv t"),
    ("postgres", "REFRESH MATERIALIZED VIEW CONCURRENTLY mv", "", "mv"),
    ("", "MERGE INTO t USING (SELECT * FROM s) x ON t.i = x.i WHEN MATCHED THEN DELETE", "s", "t"),
    ("databricks", "MERGE WITH SCHEMA EVOLUTION INTO t USING s ON t.i = s.i WHEN MATCHED THEN UPDATE SET *", "s", "t"),
    ("snowflake", "MERGE INTO IDENTIFIER('t') USING IDENTIFIER($s) ON 1 = 1 WHEN MATCHED THEN DELETE", "", "t"),
    ("postgres", "UPDATE t SET a = s.a FROM s WHERE s.i = t.i", "s", "t"),
    ("tsql", "UPDATE x SET x.a += s.a FROM dbo.t AS x JOIN dbo.s AS s ON s.i = x.i", "dbo.s", "dbo.t"),
    ("mysql", "UPDATE a x JOIN b y ON x.i = y.i SET x.c = y.c", "b", "a"),
    ("mysql", "DELETE x FROM a x JOIN b y ON x.i = y.i", "b", "a"),
    ("mysql", "DELETE a, b FROM a JOIN b ON a.i = b.i JOIN c ON c.i = b.i", "c", "a b"),
    ("tsql", "WITH d AS (SELECT * FROM dbo.t) DELETE FROM d WHERE n > 1", "", "dbo.t"),
    ("postgres", "WITH gone AS (DELETE FROM a RETURNING *) INSERT INTO b SELECT * FROM gone", "", "a b"),
    ("postgres", "TRUNCATE a, b", "", "a b"),
    ("", "DROP TABLE IF EXISTS a", "", "a"),
    ("", "ALTER TABLE a ADD COLUMN b int", "", "a"),
    ("snowflake", "ALTER TABLE a SWAP WITH b", "", "a b"),
    ("hive", "ALTER TABLE a EXCHANGE PARTITION (ds = '1') WITH TABLE b", "b", "a"),
    ("clickhouse", "ALTER TABLE a REPLACE PARTITION '1' FROM b", "b", "a"),
    ("redshift", "ALTER TABLE a APPEND FROM b", "b", "a"),
    ("mysql", "REPLACE INTO a SELECT * FROM b", "b", "a"),
    ("spark", "INSERT INTO a TABLE b", "b", "a"),
]
MOVES = [
    ("redshift", "COPY s.t (a) FROM 's3://b/x' IAM_ROLE 'r' CSV", "s3://b/x", "s.t"),
    ("redshift", "UNLOAD ('SELECT * FROM a WHERE d = ''x''') TO 's3://b/y' IAM_ROLE 'r'", "a", "s3://b/y"),
    ("redshift", "UNLOAD ($$SELECT * FROM a$$) TO 's3://b/y' IAM_ROLE 'r'", "a", "s3://b/y"),
    ("athena", "UNLOAD (SELECT * FROM a) TO 's3://b/y' WITH (format = 'PARQUET')", "a", "s3://b/y"),
    ("snowflake", "COPY INTO t FROM (SELECT $1 FROM @st/x) FILE_FORMAT = (TYPE = CSV)", "st", "t"),
    ("snowflake", "COPY INTO @st/out FROM t", "t", "st"),
    ("snowflake", "COPY INTO @st FROM t", "t", "st"),
    ("databricks", "COPY INTO t FROM 's3://b/x' FILEFORMAT = CSV", "s3://b/x", "t"),
    ("postgres", "COPY t TO '/tmp/x.csv'", "t", "/tmp/x.csv"),
    ("duckdb", "COPY (SELECT * FROM a) TO 's3://b/x.parquet' (FORMAT PARQUET)", "a", "s3://b/x.parquet"),
    (
        "bigquery",
        "EXPORT DATA OPTIONS (uri = 'gs://b/*.csv', format = 'CSV') AS SELECT * FROM d.t",
        "d.t",
        "gs://b/*.csv",
    ),
    ("bigquery", "LOAD DATA OVERWRITE d.t FROM FILES (format = 'CSV', uris = ['gs://b/x'])", "gs://b/x", "d.t"),
    ("hive", "LOAD DATA INPATH '/in' OVERWRITE INTO TABLE t PARTITION (ds = '1')", "/in", "t"),
    ("mysql", "LOAD DATA LOCAL INFILE '/in.csv' INTO TABLE t FIELDS TERMINATED BY ','", "/in.csv", "t"),
    ("vertica", "SELECT swap_partitions_between_tables('stg', 1, 2, 'live')", "stg", "live"),
]
# Nothing to do with data, and nothing to complain about.
QUIET = [
    ("spark", "SHOW CREATE TABLE a"),
    ("spark", "REFRESH TABLE a"),
    ("spark", "DESCRIBE TABLE a"),
    ("hive", "MSCK REPAIR TABLE a"),
    ("hive", "SET hive.exec.dynamic.partition = true"),
    ("redshift", "VACUUM a"),
    ("postgres", "ANALYZE a"),
    ("postgres", "GRANT SELECT ON a TO b"),
    ("postgres", "COMMENT ON TABLE a IS 'x'"),
    ("postgres", "CREATE INDEX i ON a (b)"),
    ("snowflake", "DROP SCHEMA s"),
    ("duckdb", "INSTALL httpfs; LOAD httpfs"),
    ("tsql", "SET NOCOUNT ON; DECLARE @a int = 1; PRINT 'x'"),
    ("oracle", "COMMIT"),
    ("", "-- only a comment"),
    ("", ";;"),
    ("", ""),
]


@pytest.mark.parametrize(("dialect", "sql", "sources", "targets"), [*QUERIES, *WRITES, *MOVES])
def test_tables_of_one_statement(dialect: str | None, sql: str, sources: str, targets: str) -> None:
    found = lineage(sql, dialect)
    assert (set(found.sources), set(found.targets)) == (set(sources.split()), set(targets.split()))
    assert found.findings == ()


@pytest.mark.parametrize(("dialect", "sql"), QUIET)
def test_statements_about_no_data_are_silent(dialect: str, sql: str) -> None:
    found = lineage(sql, dialect)
    assert (found.uses, found.findings) == ((), ())


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("INSERT INTO t SELECT 1", "append"),
        ("INSERT OVERWRITE TABLE t SELECT 1", "overwrite"),
        ("CREATE TABLE t AS SELECT 1", "overwrite"),
        ("CREATE TABLE t (a int)", "ddl"),
        ("DROP TABLE t", "ddl"),
        ("ALTER TABLE t ADD COLUMNS (b int)", "ddl"),
        ("DELETE FROM t WHERE a = 1", "delete"),
        ("TRUNCATE TABLE t", "delete"),
        ("UPDATE t SET a = 1", "merge"),
        ("MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN DELETE", "merge"),
    ],
)
def test_a_write_says_its_kind(sql: str, kind: str) -> None:
    (write,) = [use.write for use in lineage(sql, "spark").uses if use.write is not None]
    assert write.value == kind


@pytest.mark.parametrize(
    ("dialect", "sql", "partition"),
    [
        ("hive", "INSERT OVERWRITE TABLE t PARTITION (ds = '2026-01-01', r = 'eu') SELECT 1", "ds=2026-01-01/r=eu"),
        ("bigquery", "INSERT INTO `d.t$20260101` SELECT 1", "20260101"),
        ("postgres", "DELETE FROM t WHERE ds = '2026-01-01'", "ds=2026-01-01"),
        ("postgres", "DELETE FROM t WHERE ds > '2026-01-01'", None),
        ("databricks", "INSERT INTO t REPLACE WHERE ds = '1' SELECT * FROM s", "ds=1"),
    ],
)
def test_a_write_says_its_partition(dialect: str, sql: str, partition: str | None) -> None:
    (write,) = [use for use in lineage(sql, dialect).uses if use.write is not None]
    assert write.partition == partition


@pytest.mark.parametrize(
    ("dialect", "sql", "sources"),
    [
        ("snowflake", "USE DATABASE d; USE SCHEMA s; SELECT * FROM t JOIN o.u ON 1 = 1", {"d.s.t", "d.o.u"}),
        ("snowflake", "USE SCHEMA d.s; SELECT * FROM t", {"d.s.t"}),
        ("snowflake", "USE WAREHOUSE w; SELECT * FROM t", {"t"}),
        ("hive", "USE d; SELECT * FROM t JOIN o.u ON 1 = 1", {"d.t", "o.u"}),
        ("tsql", "USE d\nGO\nSELECT * FROM dbo.t\nGO", {"d.dbo.t"}),
        ("tsql", "USE d SELECT * FROM t JOIN s.u ON 1 = 1", {"d.dbo.t", "d.s.u"}),
        ("databricks", "USE CATALOG c; USE SCHEMA s; SELECT * FROM t", {"c.s.t"}),
    ],
)
def test_use_qualifies_the_names_after_it(dialect: str, sql: str, sources: set[str]) -> None:
    assert set(lineage(sql, dialect).sources) == sources


def test_defaults_qualify_names_and_stages_but_not_places() -> None:
    def sources(place: str) -> tuple[str, ...]:
        return lineage(f"COPY INTO t FROM {place}", "snowflake", default_db="d", default_schema="s").sources

    assert sources("@st") == ("d.s.st",)
    assert sources("@st/x") == ("d.s.st",)
    assert sources("@st/{ds}/") == ("@d.s.st/{ds}/",)
    assert sources("@~/x") == ("@~/x",)
    assert sources("'s3://b/x'") == ("s3://b/x",)


def test_a_path_in_a_stage_is_listed_as_the_stage_and_used_as_the_place() -> None:
    found = lineage('COPY INTO t FROM @db.s."My Stage"/in/x.csv', "snowflake")
    assert found.sources == ("db.s.My Stage",)
    assert [use.name for use in found.uses] == ['@db.s."My Stage"/in/x.csv', "t"]
