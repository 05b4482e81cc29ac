--> greenplum | s => t overwrite
CREATE TABLE t AS SELECT * FROM s DISTRIBUTED BY (a)

--> greenplum | gpfdist://h:8081/x.csv => ext ddl
CREATE EXTERNAL TABLE ext (a int) LOCATION ('gpfdist://h:8081/x.csv') FORMAT 'CSV'

--> greenplum | gpfdist://h/x, t => ext ddl
CREATE WRITABLE EXTERNAL TABLE ext (LIKE t) LOCATION ('gpfdist://h/x') FORMAT 'CSV'

--> greenplum | => t ddl
CREATE TABLE t (a int) WITH (appendonly=true) DISTRIBUTED RANDOMLY

--> vertica | /x.csv => t append
COPY t FROM '/x.csv' DELIMITER ',' DIRECT

--> vertica | s3://b/x => t append
COPY t (a, b FILLER int) FROM 's3://b/x' PARQUET

--> vertica | /x.csv => t append
COPY t FROM LOCAL '/x.csv'

--> vertica | t => s3://b/x overwrite
EXPORT TO PARQUET (directory = 's3://b/x') AS SELECT * FROM t

--> vertica | u => db.s.t append
EXPORT TO VERTICA db.s.t AS SELECT * FROM u

--> vertica | s => t overwrite
CREATE TABLE t AS SELECT * FROM s SEGMENTED BY HASH(a) ALL NODES

--> vertica | =>
CREATE PROJECTION p AS SELECT * FROM t ORDER BY a

--> vertica | s => t append
CREATE LOCAL TEMP TABLE x ON COMMIT PRESERVE ROWS AS SELECT * FROM s; INSERT INTO t SELECT * FROM x

--> vertica | s => t append
INSERT /*+ DIRECT */ INTO t SELECT * FROM s

--> vertica | =>
SELECT ANALYZE_STATISTICS('t')

--> vertica | s3://b/x => t ddl
CREATE EXTERNAL TABLE t (a int) AS COPY FROM 's3://b/x' PARQUET

--> vertica | =>
SELECT DROP_PARTITIONS('t', '2020', '2021')

--> vertica | a => b overwrite
SELECT COPY_PARTITIONS_TO_TABLE('a', '1', '2', 'b')

--> db2 | a =>
SELECT * FROM a FETCH FIRST 10 ROWS ONLY WITH UR

--> db2 | s => t merge
MERGE INTO t AS x USING (SELECT * FROM s) AS y ON x.i = y.i WHEN MATCHED THEN UPDATE SET a = y.a ELSE IGNORE

--> db2 | s => t append
SELECT * FROM FINAL TABLE (INSERT INTO t (a) SELECT a FROM s)

--> db2 | t => x.csv overwrite
EXPORT TO x.csv OF DEL SELECT * FROM t

--> db2 | x.csv => t append
LOAD FROM x.csv OF DEL INSERT INTO t

--> db2 | x.csv => t append
IMPORT FROM x.csv OF DEL INSERT INTO t

--> db2 | x.del => s.t overwrite
LOAD FROM x.del OF DEL REPLACE INTO s.t NONRECOVERABLE

--> db2 | s => t overwrite
CREATE TABLE t AS (SELECT * FROM s) WITH DATA

--> db2 | s => t ddl
CREATE TABLE t LIKE s

--> db2 | s =>
DECLARE GLOBAL TEMPORARY TABLE SESSION.x AS (SELECT * FROM s) DEFINITION ONLY

--> db2 | => t delete
TRUNCATE TABLE t IMMEDIATE

--> db2 | =>
RUNSTATS ON TABLE t

--> db2 | =>
REFRESH TABLE mqt

--> db2 | sysibm.sysdummy1 =>
SELECT * FROM sysibm.sysdummy1

--> db2 | =>
VALUES (1)

--> db2 | x => t append
CALL SYSPROC.ADMIN_CMD('LOAD FROM x OF DEL INSERT INTO t')

--> impala | s => t[ds=2020-01-01] overwrite
INSERT OVERWRITE t PARTITION (ds='2020-01-01') SELECT * FROM s

--> impala | s => t merge
UPSERT INTO t SELECT * FROM s

--> impala | =>
COMPUTE STATS t; INVALIDATE METADATA t; REFRESH t

--> impala | s => t overwrite
CREATE TABLE t STORED AS KUDU AS SELECT * FROM s

--> impala | /x => t ddl
CREATE TABLE t LIKE PARQUET '/x/y.parq' LOCATION '/x'

--> impala | /x => t append
LOAD DATA INPATH '/x' INTO TABLE t

--> impala | s => t append
INSERT INTO t [SHUFFLE] SELECT * FROM s

--> impala | => t[a=1] delete
DELETE FROM t WHERE a = 1

--> impala | => t ddl
ALTER TABLE t RECOVER PARTITIONS

--> singlestore | s3://b/x => t append
LOAD DATA S3 'b/x' CONFIG '{}' INTO TABLE t

--> singlestore | s3://b/x => t append
CREATE PIPELINE p AS LOAD DATA S3 'b/x' INTO TABLE t

--> netezza | s => t overwrite
CREATE TABLE t AS SELECT * FROM s DISTRIBUTE ON (a)

--> netezza | t => /x.csv overwrite
CREATE EXTERNAL TABLE '/x.csv' USING (DELIMITER ',') AS SELECT * FROM t

--> netezza | /x.csv => t append
INSERT INTO t SELECT * FROM EXTERNAL '/x.csv' USING (DELIMITER ',')

--> netezza | =>
GENERATE STATISTICS ON t; GROOM TABLE t

--> hana | s => t merge
UPSERT t SELECT * FROM s

--> hana | s => t merge
MERGE INTO t USING s ON t.i = s.i WHEN MATCHED THEN UPDATE SET a = s.a

--> hana | t =>
SELECT a FROM t INTO u

--> cockroachdb | s => t merge
UPSERT INTO t SELECT * FROM s

--> cockroachdb | s3://b/x => t append
IMPORT INTO t (a) CSV DATA ('s3://b/x')

--> cockroachdb | t => s3://b/x overwrite
EXPORT INTO CSV 's3://b/x' FROM SELECT * FROM t

--> cockroachdb | t =>
SELECT * FROM t AS OF SYSTEM TIME '-10s'

--> yugabyte | s => t append
INSERT INTO t SELECT * FROM s
