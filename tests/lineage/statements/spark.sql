--> spark | src => t1 append, t2 append
FROM src INSERT INTO t1 SELECT a INSERT INTO t2 SELECT b

--> spark | s => /tmp/out overwrite
INSERT OVERWRITE DIRECTORY USING parquet OPTIONS (path '/tmp/out', col1 'x') SELECT * FROM s

--> spark | s => /tmp/out overwrite
INSERT OVERWRITE LOCAL DIRECTORY '/tmp/out' USING csv SELECT * FROM s

--> spark | s => s3://b/t overwrite
INSERT OVERWRITE TABLE delta.`s3://b/t` SELECT * FROM s

--> spark | s => t[ds=2020-01-01] overwrite
INSERT INTO t REPLACE WHERE ds = '2020-01-01' SELECT * FROM s

--> spark | s => t append
INSERT INTO t BY NAME SELECT * FROM s

--> spark | s => t append
INSERT INTO t TABLE s

--> spark | s => t append
INSERT INTO t FROM s SELECT a WHERE b

--> spark | s => s3://b/t overwrite, t overwrite
CREATE TABLE t USING parquet LOCATION 's3://b/t' AS SELECT * FROM s

--> spark | /data/x.csv => t ddl
CREATE TABLE t (a INT) USING csv OPTIONS (path '/data/x.csv', header 'true')

--> spark | /data/x.csv => v ddl
CREATE TEMPORARY VIEW v USING csv OPTIONS (path '/data/x.csv')

--> spark | s => t overwrite
CREATE OR REPLACE TEMP VIEW v AS SELECT * FROM s; INSERT OVERWRITE t SELECT * FROM v

--> spark | s => g overwrite
CREATE GLOBAL TEMPORARY VIEW g AS SELECT * FROM s

--> spark | s => c overwrite
CACHE LAZY TABLE c OPTIONS ('storageLevel' 'DISK_ONLY') SELECT * FROM s

--> spark | =>
CACHE TABLE t

--> spark | /data/x.csv =>
SELECT * FROM csv.`/data/x.csv`

--> spark | /mnt/t =>
SELECT * FROM delta.`/mnt/t` VERSION AS OF 3

--> spark | t =>
SELECT * FROM t TIMESTAMP AS OF '2020-01-01'

--> spark | =>
SELECT * FROM range(10)

--> spark | cat.db.t.snapshots =>
SELECT * FROM cat.db.t.snapshots

--> spark | s => t[ds=2020-01-01] overwrite
INSERT OVERWRITE t PARTITION (ds = '2020-01-01', hr) SELECT a, hr FROM s

--> spark | s => t[ds=2020-01-01] append
INSERT INTO t PARTITION (ds = '2020-01-01') (a, b) SELECT a, b FROM s

--> spark | s => t overwrite
INSERT OVERWRITE TABLE t SELECT /*+ COALESCE(1) */ * FROM s DISTRIBUTE BY a

--> spark | s => t merge
MERGE INTO t USING s ON t.i = s.i WHEN MATCHED AND s.op = 'D' THEN DELETE WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *

--> spark | => t[ds=2020-01-01] delete
DELETE FROM t WHERE ds = '2020-01-01'

--> spark | => t merge
UPDATE t SET a = 1 WHERE b = 2

--> spark | =>
CALL cat.system.rewrite_data_files('db.t')

--> spark | => !! what the procedure catalog.system.add_files reads and writes is not known
CALL catalog.system.add_files(table => 'db.t', source_table => 'x')

--> spark | /x => t[ds=2020-01-01] ddl
ALTER TABLE t ADD PARTITION (ds='2020-01-01') LOCATION '/x'

--> spark | => t ddl
ALTER TABLE t WRITE ORDERED BY a

--> spark | =>
REFRESH TABLE t; REFRESH '/path'; MSCK REPAIR TABLE t; CLEAR CACHE; UNCACHE TABLE t

--> spark | =>
DESCRIBE EXTENDED t; SHOW TABLES IN d; SHOW PARTITIONS t; SHOW TBLPROPERTIES t; LIST JARS

--> spark | =>
SET spark.sql.shuffle.partitions = 10; RESET; ADD JAR '/x.jar'

--> spark | =>
ANALYZE TABLE t COMPUTE STATISTICS FOR ALL COLUMNS

--> spark | =>
EXPLAIN EXTENDED SELECT * FROM t

--> spark | s =>
SELECT TRANSFORM(a, b) USING 'cat' AS (c, d) FROM s

--> spark | s =>
SELECT * FROM s LATERAL VIEW explode(a) t AS x LATERAL VIEW OUTER posexplode(b) u AS i, y

--> spark | a, b, c =>
SELECT * FROM a LEFT ANTI JOIN b ON a.i = b.i CROSS JOIN c

--> spark | s =>
SELECT * FROM s PIVOT (sum(a) FOR b IN ('x', 'y'))

--> spark | s =>
SELECT * FROM s UNPIVOT (v FOR n IN (a, b))

--> spark | =>
SELECT * FROM VALUES (1, 2) AS t(a, b)

--> spark | s =>
TABLE s

--> spark | s =>
SELECT * FROM (FROM s SELECT a)

--> spark | s, u =>
DECLARE VARIABLE x INT DEFAULT (SELECT max(a) FROM s); SET VAR x = (SELECT min(a) FROM u)

--> spark | s => t append
EXECUTE IMMEDIATE 'INSERT INTO t SELECT * FROM s'

--> spark | s => t append
BEGIN INSERT INTO t SELECT * FROM s; END

--> databricks | s => t append
INSERT INTO t REPLACE USING (a) SELECT * FROM s

--> databricks | s => t append
INSERT INTO t AS x REPLACE ON x.a = y.a (SELECT * FROM s) AS y

--> databricks | s => t merge
MERGE INTO t USING s ON t.i = s.i WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT * WHEN NOT MATCHED BY SOURCE THEN DELETE

--> databricks | s => /data/t merge
MERGE INTO delta.`/data/t` USING (SELECT * FROM s) AS s ON true WHEN MATCHED THEN DELETE

--> databricks | s3://b/x => t append
COPY INTO t FROM (SELECT a, b::int FROM 's3://b/x') FILEFORMAT = JSON

--> databricks | /Volumes/c/s/v => t append
COPY INTO t BY POSITION FROM '/Volumes/c/s/v' FILEFORMAT = CSV FORMAT_OPTIONS ('header' = 'true') COPY_OPTIONS ('mergeSchema' = 'true')

--> databricks | s3://b/x => s3://b/d overwrite
COPY INTO delta.`s3://b/d` FROM 's3://b/x' FILEFORMAT = PARQUET

--> databricks | s => t overwrite
CREATE OR REPLACE TABLE t SHALLOW CLONE s

--> databricks | s => t overwrite
CREATE TABLE t DEEP CLONE s LOCATION 's3://b/x'

--> databricks | /x => c.s.t overwrite
CREATE TABLE IF NOT EXISTS c.s.t CLONE delta.`/x` VERSION AS OF 2

--> databricks | s => t overwrite
CREATE OR REFRESH STREAMING TABLE t AS SELECT * FROM STREAM(s)

--> databricks | s3://b/x => t overwrite
CREATE OR REFRESH STREAMING TABLE t AS SELECT * FROM STREAM read_files('s3://b/x', format => 'json')

--> databricks | /x => t overwrite
CREATE OR REFRESH STREAMING LIVE TABLE t AS SELECT * FROM cloud_files('/x', 'json')

--> databricks | s => mv overwrite
CREATE OR REFRESH MATERIALIZED VIEW mv AS SELECT * FROM s

--> databricks | s => mv overwrite
CREATE MATERIALIZED VIEW mv SCHEDULE EVERY 1 HOUR AS SELECT * FROM s

--> databricks | s3://b/x =>
SELECT * FROM read_files('s3://b/x', format => 'csv')

--> databricks | t =>
SELECT * FROM table_changes('t', 2)

--> databricks | c.s.t =>
SELECT * FROM IDENTIFIER('c.s.t')

--> databricks | => !! statement not understood (Expecting ))
INSERT INTO IDENTIFIER('c.s' || '.t') SELECT 1

--> databricks | =>
OPTIMIZE t ZORDER BY (a); VACUUM t RETAIN 168 HOURS; RESTORE TABLE t TO VERSION AS OF 1

--> databricks | c.s.t =>
USE CATALOG c; USE s; SELECT * FROM t

--> databricks | t =>
SELECT a:b.c, d:e[0] FROM t

--> databricks | s =>
CREATE FUNCTION f(x INT) RETURNS INT RETURN (SELECT max(a) FROM s WHERE b = x)

--> databricks | s =>
CREATE FUNCTION f() RETURNS TABLE (a INT) RETURN SELECT a FROM s

--> databricks | =>
CREATE EXTERNAL LOCATION l URL 's3://b/x' WITH (STORAGE CREDENTIAL c); CREATE VOLUME v; GRANT SELECT ON TABLE t TO g

--> databricks | s => t merge
UPDATE t SET a = (SELECT max(b) FROM s) WHERE c = 1

--> databricks | => t ddl
ALTER TABLE t SET TBLPROPERTIES ('a' = 'b'); ALTER TABLE t CLUSTER BY (x)

--> databricks | t =>
SELECT * FROM t@v1

--> databricks | => s3://b/x ddl
CONVERT TO DELTA parquet.`s3://b/x`

--> databricks | s => t overwrite
CREATE TABLE t USING DELTA PARTITIONED BY (d) TBLPROPERTIES ('a'='b') COMMENT 'x' AS SELECT * FROM s
