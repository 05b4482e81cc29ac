--> trino | c.s.u => c.s.t merge
MERGE INTO c.s.t AS t USING c.s.u AS s ON (t.a = s.a) WHEN MATCHED THEN UPDATE SET b = s.b + t.b WHEN NOT MATCHED THEN INSERT (a, b) VALUES (s.a, s.b)

--> trino | u => s3://b/x overwrite, c.s.t overwrite
CREATE TABLE c.s.t WITH (format = 'ORC', external_location = 's3://b/x') AS SELECT * FROM u

--> trino | s3://b/x/ => hive.s.t ddl
CREATE TABLE hive.s.t (a int) WITH (external_location = 's3://b/x/')

--> trino | s => t ddl
CREATE TABLE t AS SELECT * FROM s WITH NO DATA

--> trino | s => t ddl
CREATE TABLE t (LIKE s INCLUDING PROPERTIES)

--> trino | u => iceberg.s.t overwrite
CREATE OR REPLACE TABLE iceberg.s.t AS SELECT * FROM u

--> trino | s => mv overwrite
CREATE MATERIALIZED VIEW IF NOT EXISTS mv GRACE PERIOD INTERVAL '1' DAY AS SELECT * FROM s

--> trino | => mv overwrite
REFRESH MATERIALIZED VIEW mv

--> trino | d.s.u => c.s.t append
INSERT INTO c.s.t (a, b) SELECT a, b FROM d.s.u

--> trino | s => t append
INSERT INTO t TABLE s

--> trino | => t[ds=2020-01-01] delete
DELETE FROM t WHERE ds = '2020-01-01'

--> trino | => t merge
UPDATE t SET a = 1 WHERE b = 2

--> trino | => t delete
TRUNCATE TABLE t

--> trino | => !! what query asks of another database is not known
SELECT * FROM TABLE(system.query(query => 'SELECT * FROM x.y'))

--> trino | => !! what query asks of another database is not known
SELECT * FROM TABLE(pg.system.query(query => 'SELECT 1'))

--> trino | t$partitions =>
SELECT * FROM "t$partitions"

--> trino | t, u =>
SELECT * FROM t FOR VERSION AS OF 123 JOIN u FOR TIMESTAMP AS OF TIMESTAMP '2020-01-01 00:00:00' ON true

--> trino | a =>
SELECT * FROM a CROSS JOIN UNNEST(a.x, a.y) WITH ORDINALITY AS t (p, q, n)

--> trino | t =>
SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY a ORDER BY b MEASURES A.c AS d PATTERN (A B+) DEFINE B AS B.c > 1) AS m

--> trino | =>
SELECT * FROM JSON_TABLE('[]', 'lax $[*]' COLUMNS (a int PATH 'lax $'))

--> trino | t =>
WITH FUNCTION f(x int) RETURNS int RETURN x + 1 SELECT f(a) FROM t

--> trino | c.s.u =>
SHOW STATS FOR t; SHOW CREATE TABLE t; DESCRIBE t; USE c.s; SELECT * FROM u

--> trino | =>
CALL system.sync_partition_metadata('s', 't', 'ADD'); CALL hive.system.create_empty_partition('s', 't', ARRAY['d'], ARRAY['1'])

--> trino | t => t ddl, u overwrite
ALTER TABLE t EXECUTE optimize; ALTER TABLE t RENAME TO u

--> trino | t =>
PREPARE p FROM SELECT * FROM t; EXECUTE p

--> trino | =>
SET SESSION query_max_run_time = '10m'; RESET SESSION x; START TRANSACTION; COMMIT

--> trino | =>
ANALYZE t; COMMENT ON TABLE t IS 'x'; GRANT SELECT ON t TO u; DROP SCHEMA s; CREATE SCHEMA s

--> trino | =>
EXPLAIN ANALYZE SELECT * FROM t

--> presto | s => t append
INSERT INTO t SELECT * FROM s

--> presto | s => t overwrite
CREATE TABLE t WITH (partitioned_by = ARRAY['ds']) AS SELECT a, ds FROM s

--> athena | s => s3://b/x overwrite, t overwrite
CREATE TABLE t WITH (external_location = 's3://b/x', format = 'PARQUET', partitioned_by = ARRAY['d']) AS SELECT * FROM s

--> athena | s3://b/x/ => d.t ddl
CREATE EXTERNAL TABLE IF NOT EXISTS d.t (a string) PARTITIONED BY (d string) ROW FORMAT SERDE 'x' LOCATION 's3://b/x/'

--> athena | s3://b/x/ => d.t ddl
CREATE EXTERNAL TABLE `d`.`t` (`a` string) STORED AS PARQUET LOCATION 's3://b/x/' TBLPROPERTIES ('projection.enabled'='true')

--> athena | t => s3://b/o/ overwrite
UNLOAD (SELECT * FROM t WHERE a = 1) TO 's3://b/o/' WITH (format='PARQUET', compression='SNAPPY')

--> athena | s3://b/x/d=2020-01-01/ => t[d=2020-01-01] ddl
ALTER TABLE t ADD IF NOT EXISTS PARTITION (d = '2020-01-01') LOCATION 's3://b/x/d=2020-01-01/' PARTITION (d = '2020-01-02')

--> athena | => t[d=2020-01-01] delete
ALTER TABLE t DROP PARTITION (d = '2020-01-01')

--> athena | =>
MSCK REPAIR TABLE t

--> athena | s3://b/i => t ddl
CREATE TABLE t (a int) LOCATION 's3://b/i' TBLPROPERTIES ('table_type'='ICEBERG')

--> athena | =>
OPTIMIZE t REWRITE DATA USING BIN_PACK; VACUUM t

--> athena | s => t merge
MERGE INTO t USING s ON t.i = s.i WHEN MATCHED THEN DELETE

--> athena | awsdatacatalog.d.s => t append
INSERT INTO t SELECT * FROM "awsdatacatalog"."d"."s"

--> athena | d.s => v overwrite
CREATE OR REPLACE VIEW v AS SELECT * FROM "d"."s"

--> athena | => d.t ddl
DROP TABLE IF EXISTS `d.t`
