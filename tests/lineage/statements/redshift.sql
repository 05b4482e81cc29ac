--> redshift | s => t merge
MERGE INTO t USING s ON t.id = s.id REMOVE DUPLICATES

--> redshift | s => t merge
MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN UPDATE SET id = s.id WHEN NOT MATCHED THEN INSERT VALUES (s.id)

--> redshift | s3://b/k => s.t append
COPY s.t (a, b) FROM 's3://b/k' CREDENTIALS 'aws_iam_role=x' DELIMITER '|' GZIP MANIFEST

--> redshift | dynamodb://tab => t append
COPY t FROM 'dynamodb://tab' IAM_ROLE default READRATIO 50

--> redshift | emr://j-1/x => t append
COPY t FROM 'emr://j-1/x' IAM_ROLE 'x'

--> redshift | s3://b/ => t append
COPY t FROM 's3://b/' || 'x' IAM_ROLE 'r'

--> redshift | t => s3://b/k overwrite
UNLOAD ('SELECT * FROM t') TO 's3://b/k' CREDENTIALS 'x' PARALLEL OFF ALLOWOVERWRITE

--> redshift | s3://b/k => spectrum.t ddl
CREATE EXTERNAL TABLE spectrum.t (a int) PARTITIONED BY (d date) STORED AS PARQUET LOCATION 's3://b/k'

--> redshift | s => s3://b/k overwrite, spectrum.t overwrite
CREATE EXTERNAL TABLE spectrum.t STORED AS PARQUET LOCATION 's3://b/k' AS SELECT * FROM s

--> redshift | =>
CREATE EXTERNAL SCHEMA x FROM DATA CATALOG DATABASE 'd' IAM_ROLE 'r'

--> redshift | s3://b/k/d=2020-01-01/ => spectrum.t[d=2020-01-01] ddl
ALTER TABLE spectrum.t ADD IF NOT EXISTS PARTITION (d='2020-01-01') LOCATION 's3://b/k/d=2020-01-01/'

--> redshift | s => t append
ALTER TABLE t APPEND FROM s IGNOREEXTRA

--> redshift | s => t ddl
CREATE TABLE t (LIKE s INCLUDING DEFAULTS)

--> redshift | s => t overwrite
CREATE TABLE t DISTKEY(a) SORTKEY(b) AS SELECT * FROM s

--> redshift | s => t delete, t append
CREATE TEMP TABLE x AS SELECT * FROM s; DELETE FROM t USING x WHERE t.i = x.i; INSERT INTO t SELECT * FROM x; DROP TABLE x

--> redshift | s => mv overwrite
CREATE MATERIALIZED VIEW mv BACKUP NO AUTO REFRESH YES AS SELECT * FROM s

--> redshift | => mv overwrite
REFRESH MATERIALIZED VIEW mv

--> redshift | s.t => v overwrite
CREATE VIEW v AS SELECT * FROM s.t WITH NO SCHEMA BINDING

--> redshift | s => newt overwrite
SELECT * INTO newt FROM s

--> redshift | s => x overwrite
SELECT a INTO TEMP x FROM s

--> redshift | =>
VACUUM FULL t; ANALYZE t; VACUUM DELETE ONLY t TO 75 PERCENT

--> redshift | s => t delete, t append
CREATE OR REPLACE PROCEDURE p() AS $$ BEGIN TRUNCATE t; INSERT INTO t SELECT * FROM s; END; $$ LANGUAGE plpgsql

--> redshift | => !! what the procedure p reads and writes is not known
CALL p()

--> redshift | stl_load_errors, svv_table_info =>
SELECT * FROM svv_table_info, stl_load_errors

--> redshift | cust =>
SELECT c.*, o FROM cust c, c.orders o

--> redshift | s => m overwrite
CREATE MODEL m FROM (SELECT * FROM s) TARGET y FUNCTION f IAM_ROLE 'r' SETTINGS (S3_BUCKET 'b')

--> redshift | s => t append
INSERT INTO t (SELECT * FROM s)

--> redshift | => t[a=1] delete
DELETE t WHERE a = 1

--> redshift | => t delete
TRUNCATE t

--> redshift | =>
LOCK t

--> redshift | =>
SET query_group TO 'x'; RESET query_group

--> redshift | =>
CREATE DATASHARE x; ALTER DATASHARE x ADD TABLE t

--> redshift | s, u => t merge
UPDATE t SET a = s.a FROM s JOIN u ON s.i = u.i WHERE t.i = s.i
