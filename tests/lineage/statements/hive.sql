--> hive | page_view_stg => page_view[dt=2008-06-08] overwrite, pv2 append
FROM page_view_stg pvs INSERT OVERWRITE TABLE page_view PARTITION(dt='2008-06-08', country) SELECT pvs.viewTime, pvs.ip INSERT INTO TABLE pv2 SELECT pvs.a WHERE pvs.b = 1

--> hive | src => t1 overwrite, /tmp/x overwrite, /tmp/y overwrite
FROM (SELECT a, b FROM src) q INSERT OVERWRITE TABLE t1 SELECT q.a INSERT OVERWRITE DIRECTORY '/tmp/x' SELECT q.b INSERT OVERWRITE LOCAL DIRECTORY '/tmp/y' ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' SELECT q.b

--> hive | d, src => t1[ds=1] overwrite, t2 overwrite
FROM src JOIN d ON src.i = d.i INSERT OVERWRITE TABLE t1 PARTITION (ds='1') SELECT a WHERE x = 1 INSERT OVERWRITE TABLE t2 SELECT b WHERE x = 2

--> hive | => t[ds=2020-01-01] append
INSERT INTO TABLE t PARTITION (ds='2020-01-01') VALUES (1, 2)

--> hive | s => t overwrite
INSERT OVERWRITE TABLE t PARTITION (ds) IF NOT EXISTS SELECT * FROM s

--> hive | s => /out overwrite
INSERT OVERWRITE DIRECTORY '/out' STORED AS ORC SELECT * FROM s

--> hive | s => t merge
MERGE INTO t AS T USING s AS S ON T.i = S.i WHEN MATCHED AND x THEN UPDATE SET a = S.a WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (S.i, S.a)

--> hive | s3://b/k => t ddl
CREATE EXTERNAL TABLE t (a int) PARTITIONED BY (ds string) STORED AS ORC LOCATION 's3://b/k'

--> hive | s => s3://b/k overwrite, t overwrite
CREATE TABLE t STORED AS PARQUET LOCATION 's3://b/k' AS SELECT * FROM s

--> hive | /x, s => t ddl
CREATE TABLE t LIKE s LOCATION '/x'

--> hive | => t ddl
CREATE TRANSACTIONAL TABLE t (a int)

--> hive | s => t append
CREATE TEMPORARY TABLE x AS SELECT * FROM s; INSERT INTO t SELECT * FROM x

--> hive | s => mv overwrite
CREATE MATERIALIZED VIEW mv STORED AS ORC AS SELECT * FROM s

--> hive | => mv overwrite
ALTER MATERIALIZED VIEW mv REBUILD

--> hive | /x/ds=2020-01-01 => t[ds=2020-01-01] ddl
ALTER TABLE t ADD IF NOT EXISTS PARTITION (ds='2020-01-01') LOCATION '/x/ds=2020-01-01'

--> hive | => t[ds=1] ddl
ALTER TABLE t ADD PARTITION (ds='1') PARTITION (ds='2')

--> hive | => t[ds=1] delete
ALTER TABLE t DROP IF EXISTS PARTITION (ds='1')

--> hive | /y => t[ds=1] ddl
ALTER TABLE t PARTITION (ds='1') SET LOCATION '/y'

--> hive | /y => t ddl
ALTER TABLE t SET LOCATION '/y'

--> hive | t => t ddl, u overwrite
ALTER TABLE t RENAME TO u

--> hive | => t[ds=1] ddl
ALTER TABLE t PARTITION (ds='1') RENAME TO PARTITION (ds='2')

--> hive | => t ddl
ALTER TABLE t CONCATENATE

--> hive | => t ddl
ALTER TABLE t RECOVER PARTITIONS

--> hive | s => v overwrite
ALTER VIEW v AS SELECT * FROM s

--> hive | => t[ds=1] delete
TRUNCATE TABLE t PARTITION (ds='1')

--> hive | t => /x overwrite
EXPORT TABLE t TO '/x'

--> hive | t[ds=1] => hdfs:///x overwrite
EXPORT TABLE t PARTITION (ds='1') TO 'hdfs:///x'

--> hive | /x => t append
IMPORT TABLE t FROM '/x'

--> hive | /x => t append
IMPORT EXTERNAL TABLE t FROM '/x' LOCATION '/y'

--> hive | /x => !! only the files say which table it fills
IMPORT FROM '/x'

--> hive | /x => t[ds=1] append
LOAD DATA LOCAL INPATH '/x' INTO TABLE t PARTITION (ds='1')

--> hive | /x => t overwrite
LOAD DATA INPATH '/x' OVERWRITE INTO TABLE t

--> hive | =>
ANALYZE TABLE t PARTITION (ds) COMPUTE STATISTICS

--> hive | =>
SHOW PARTITIONS t; SHOW TBLPROPERTIES t; DESCRIBE FORMATTED t

--> hive | =>
EXPLAIN INSERT INTO t SELECT * FROM s

--> hive | s =>
SELECT TRANSFORM (a) USING 'python x.py' AS (b) FROM s

--> hive | s => t overwrite
FROM (FROM s SELECT TRANSFORM(a) USING 'x' AS b) q INSERT OVERWRITE TABLE t SELECT b

--> hive | s => t overwrite
FROM (MAP a USING 'm' AS b FROM s CLUSTER BY b) q INSERT OVERWRITE TABLE t REDUCE q.b USING 'r' AS c

--> hive | t =>
SELECT * FROM t TABLESAMPLE(BUCKET 1 OUT OF 4 ON a) x

--> hive | t =>
SELECT * FROM t LATERAL VIEW OUTER explode(a) x AS y LATERAL VIEW posexplode(b) z AS p, q

--> hive | s => t overwrite
WITH a AS (SELECT * FROM s) FROM a INSERT OVERWRITE TABLE t SELECT *

--> hive | s => t append
WITH a AS (SELECT * FROM s) INSERT INTO t SELECT * FROM a

--> hive | s[ds={hiveconf:ds}] => t[ds={hiveconf:ds}] overwrite
SET x=y; SET hivevar:d=2020; INSERT OVERWRITE TABLE t PARTITION (ds='${hiveconf:ds}') SELECT * FROM s WHERE ds = '${hiveconf:ds}'

--> hive | s => {hiveconf:db}.t append
INSERT INTO ${hiveconf:db}.t SELECT * FROM s

--> hive | =>
ADD JAR x.jar; ADD FILE y.py; CREATE TEMPORARY FUNCTION f AS 'a.b'

--> hive | =>
RELOAD FUNCTION; MSCK REPAIR TABLE t SYNC PARTITIONS

--> hive | => t[a=1] delete
DELETE FROM t WHERE a = 1

--> hive | => t merge
UPDATE t SET a = 1

--> hive | s => t overwrite
CREATE TABLE t AS WITH a AS (SELECT * FROM s) SELECT * FROM a

--> hive | => t ddl
DROP TABLE IF EXISTS t PURGE

--> hive | => !! statement not understood (Invalid expression / Unexpected token)
source x.hql

--> hive | => !! statement not understood (it is only an expression)
dfs -rm -r /x

--> hive | => !! statement not understood (it is only an expression)
!ls

--> hive | s, u =>
SELECT * FROM s UNION ALL SELECT * FROM u DISTRIBUTE BY a SORT BY b
