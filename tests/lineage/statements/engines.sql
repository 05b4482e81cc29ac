--> exasol | /x.csv => t append
IMPORT INTO t FROM LOCAL CSV FILE '/x.csv' ENCODING = 'UTF-8'

--> exasol | s3://b/x.csv, s3://b/y.csv => s.t append
IMPORT INTO s.t (a, b) FROM CSV AT 's3://b' USER 'u' IDENTIFIED BY 'p' FILE 'x.csv' FILE 'y.csv'

--> exasol | => t append !! the other side is in another database, which only its connection knows
IMPORT INTO t FROM JDBC AT conn TABLE s.u

--> exasol | => t append !! the other side is in another database, which only its connection knows
IMPORT INTO t FROM EXA AT conn STATEMENT 'SELECT * FROM u'

--> exasol | t => https://h/x/o.csv overwrite
EXPORT t INTO CSV AT 'https://h/x' FILE 'o.csv'

--> exasol | t => /o.csv overwrite
EXPORT (SELECT * FROM t) INTO LOCAL CSV FILE '/o.csv'

--> exasol | s => t merge
MERGE INTO t USING s ON t.i = s.i WHEN MATCHED THEN UPDATE SET a = s.a WHEN NOT MATCHED THEN INSERT VALUES (s.i, s.a)

--> exasol | s => t overwrite
CREATE TABLE t AS SELECT * FROM s WITH DATA

--> exasol | s => v overwrite
CREATE OR REPLACE VIEW v AS SELECT * FROM s

--> exasol | =>
OPEN SCHEMA s

--> exasol | => !! what the procedure s.p reads and writes is not known
EXECUTE SCRIPT s.p(1)

--> exasol | s => t ddl
CREATE TABLE t LIKE s

--> exasol | => t delete
TRUNCATE TABLE t

--> drill | /data/x.json =>
SELECT * FROM dfs.`/data/x.json`

--> drill | /data/x.csv => dfs.tmp.t overwrite
CREATE TABLE dfs.tmp.`t` AS SELECT * FROM dfs.`/data/x.csv`

--> drill | dfs.root.x.csv =>
SELECT columns[0] FROM dfs.root.`x.csv` LIMIT 1

--> druid | s => t append
INSERT INTO t SELECT * FROM s PARTITIONED BY DAY

--> druid | s => t overwrite
REPLACE INTO t OVERWRITE ALL SELECT * FROM s PARTITIONED BY DAY CLUSTERED BY a

--> druid | s => t overwrite
REPLACE INTO t OVERWRITE WHERE __time >= TIMESTAMP '2020-01-01' SELECT * FROM s PARTITIONED BY DAY

--> druid | =>
SELECT * FROM TABLE(EXTERN('{"type":"http","uris":["https://h/x.json"]}', '{"type":"json"}', '[]'))

--> starrocks | s => t overwrite
INSERT OVERWRITE t SELECT * FROM s

--> starrocks | s => t append
SUBMIT TASK AS INSERT INTO t SELECT * FROM s

--> starrocks | s3://b/x => t append
LOAD LABEL db.l (DATA INFILE('s3://b/x') INTO TABLE t) WITH BROKER

--> starrocks | s3://b/x => t append
INSERT INTO t SELECT * FROM FILES('path' = 's3://b/x', 'format' = 'parquet')

--> starrocks | s => mv overwrite
CREATE MATERIALIZED VIEW mv REFRESH ASYNC AS SELECT * FROM s

--> doris | s => t overwrite
INSERT OVERWRITE TABLE t PARTITION(p1) SELECT * FROM s

--> doris | s3://b/x =>
SELECT * FROM s3('uri' = 's3://b/x', 'format' = 'csv')

--> doris | t => s3://b/o overwrite
SELECT * FROM t INTO OUTFILE 's3://b/o' FORMAT AS PARQUET PROPERTIES ('x' = 'y')

--> dremio | @src/x => t append
COPY INTO t FROM '@src/x' FILES ('a.csv')

--> materialize | s => mv overwrite
CREATE MATERIALIZED VIEW mv AS SELECT * FROM s

--> materialize | => src ddl
CREATE SOURCE src FROM KAFKA CONNECTION k (TOPIC 'tp') FORMAT JSON

--> materialize | mv => sk ddl
CREATE SINK sk FROM mv INTO KAFKA CONNECTION k (TOPIC 'tp') FORMAT JSON ENVELOPE UPSERT

--> risingwave | mv => t append
CREATE SINK sk INTO t FROM mv

--> risingwave | =>
CREATE SOURCE s (a INT) WITH (connector = 'kafka', topic = 'x')

--> fabric | dbo.s => dbo.t overwrite
SELECT * INTO dbo.t FROM dbo.s

--> fabric | https://a/c/x => dbo.t append
COPY INTO dbo.t FROM 'https://a/c/x' WITH (FILE_TYPE = 'PARQUET')

--> fabric | dbo.s => dbo.t overwrite
CREATE TABLE dbo.t AS CLONE OF dbo.s
