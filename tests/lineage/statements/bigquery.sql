--> bigquery | d.s => d.t merge
MERGE d.t T USING d.s S ON T.i = S.i WHEN NOT MATCHED BY SOURCE AND T.x > 1 THEN DELETE WHEN NOT MATCHED BY TARGET THEN INSERT ROW

--> bigquery | d.s[dt=2020-01-01] => d.t merge
MERGE d.t USING (SELECT * FROM d.s WHERE dt = '2020-01-01') ON FALSE WHEN NOT MATCHED THEN INSERT ROW WHEN NOT MATCHED BY SOURCE THEN DELETE

--> bigquery | d.s => d.t overwrite
CREATE OR REPLACE TABLE d.t PARTITION BY DATE(ts) CLUSTER BY a OPTIONS (description='x') AS SELECT * FROM d.s

--> bigquery | d.s, d.u => d.t overwrite
CREATE TABLE d.t LIKE d.s AS SELECT * FROM d.u

--> bigquery | d.s => d.t overwrite
CREATE TABLE d.t COPY d.s

--> bigquery | d.s => d.t overwrite
CREATE TABLE d.t CLONE d.s FOR SYSTEM_TIME AS OF TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 1 HOUR)

--> bigquery | d.s => d.snap overwrite
CREATE SNAPSHOT TABLE d.snap CLONE d.s OPTIONS(expiration_timestamp=TIMESTAMP '2030-01-01')

--> bigquery | gs://b/a.csv, gs://b/c.csv => d.t ddl
CREATE EXTERNAL TABLE d.t OPTIONS (format = 'CSV', uris = ['gs://b/a.csv', 'gs://b/c.csv'])

--> bigquery | gs://b/* => d.t ddl
CREATE EXTERNAL TABLE d.t (a INT64) WITH CONNECTION `p.r.c` OPTIONS (uris=['gs://b/*'], format='PARQUET')

--> bigquery | gs://b/* => d.t ddl
CREATE EXTERNAL TABLE d.t WITH PARTITION COLUMNS OPTIONS (uris=['gs://b/*'], format='PARQUET')

--> bigquery | d.s => d.mv overwrite
CREATE MATERIALIZED VIEW d.mv PARTITION BY x AS SELECT * FROM d.s

--> bigquery | d.s => d.r overwrite
CREATE MATERIALIZED VIEW REPLICA d.r AS REPLICA OF d.s

--> bigquery | d.s => d.v overwrite
CREATE OR REPLACE VIEW d.v (a OPTIONS(description='x')) AS SELECT a FROM d.s

--> bigquery | d.s => d.t append
CREATE TEMP TABLE x AS SELECT * FROM d.s; INSERT INTO d.t SELECT * FROM x

--> bigquery | d.s =>
CREATE TEMP FUNCTION f(x INT64) AS (x + 1); SELECT f(a) FROM d.s

--> bigquery | d.s =>
CREATE TEMP FUNCTION f(x INT64) RETURNS INT64 LANGUAGE js AS r"""return x;"""; SELECT f(a) FROM d.s

--> bigquery | d.s =>
CREATE TABLE FUNCTION d.f(x INT64) AS SELECT * FROM d.s WHERE a = x

--> bigquery | =>
SELECT * FROM d.f(1)

--> bigquery | d.m, d.s =>
SELECT * FROM ML.PREDICT(MODEL d.m, (SELECT * FROM d.s))

--> bigquery | d.s, p.d.m =>
SELECT * FROM ML.PREDICT(MODEL `p.d.m`, TABLE d.s)

--> bigquery | d.s => d.m overwrite
CREATE OR REPLACE MODEL d.m TRANSFORM(a) OPTIONS(model_type='linear_reg') AS SELECT * FROM d.s

--> bigquery | d.m =>
SELECT * FROM ML.EVALUATE(MODEL d.m)

--> bigquery | => !! what EXTERNAL_QUERY asks of another database is not known
SELECT * FROM EXTERNAL_QUERY('p.us.c', 'SELECT * FROM pg.t')

--> bigquery | => !! what EXTERNAL_QUERY asks of another database is not known
SELECT * FROM EXTERNAL_QUERY("p.us.c", """SELECT * FROM t""")

--> bigquery | gs://b/x.csv => d.t append
LOAD DATA INTO d.t FROM FILES (format='CSV', uris = ['gs://b/x.csv'])

--> bigquery | gs://b/x.csv => d.t overwrite
LOAD DATA OVERWRITE d.t (a INT64) PARTITION BY a CLUSTER BY b FROM FILES (uris = ['gs://b/x.csv'], format='CSV') WITH PARTITION COLUMNS (c STRING)

--> bigquery | gs://b/x.csv => d.t append
LOAD DATA INTO TEMP TABLE d.t FROM FILES (format='CSV', uris = ['gs://b/x.csv'])

--> bigquery | d.t => gs://b/f/*.csv overwrite
EXPORT DATA OPTIONS(uri='gs://b/f/*.csv', format='CSV', overwrite=true) AS SELECT * FROM d.t

--> bigquery | d.t => s3://b/f/* overwrite
EXPORT DATA WITH CONNECTION `p.aws.c` OPTIONS(uri='s3://b/f/*') AS (SELECT * FROM d.t)

--> bigquery | d.m => gs://b/m overwrite
EXPORT MODEL d.m OPTIONS(URI = 'gs://b/m')

--> bigquery | d.s => d.t append
INSERT d.t (a) SELECT a FROM d.s

--> bigquery | => p.d.t append
INSERT INTO `p.d.t` VALUES (1)

--> bigquery | d.s => p.d.t append
INSERT `p`.d.t (a) VALUES ((SELECT max(a) FROM d.s))

--> bigquery | d.s => d.t merge
UPDATE d.t SET a = s.a FROM d.s s WHERE t.i = s.i

--> bigquery | d.s, d.u => d.t merge
UPDATE d.t AS x SET a = y.a FROM d.s AS y JOIN d.u USING (i) WHERE TRUE

--> bigquery | => d.t delete
DELETE d.t WHERE true

--> bigquery | d.s => d.t delete
DELETE FROM d.t x WHERE x.i IN (SELECT i FROM d.s)

--> bigquery | => d.t delete
TRUNCATE TABLE d.t

--> bigquery | p.d.t_*[_TABLE_SUFFIX>=20200101/_TABLE_SUFFIX<=20200102] =>
SELECT * FROM `p.d.t_*` WHERE _TABLE_SUFFIX BETWEEN '20200101' AND '20200102'

--> bigquery | p.d.events_20200101 =>
SELECT * FROM `p.d.events_20200101`

--> bigquery | p:d.t =>
SELECT * FROM [p:d.t]

--> bigquery | p:d.t =>
#legacySQL
SELECT * FROM [p:d.t]

--> bigquery | p.d.t =>
#standardSQL
SELECT * FROM `p.d.t`

--> bigquery | p-x.d.t =>
SELECT * FROM p-x.d.t

--> bigquery | p-x.d.INFORMATION_SCHEMA.TABLES =>
SELECT * FROM `p-x`.d.INFORMATION_SCHEMA.TABLES

--> bigquery | d.__TABLES__ =>
SELECT * FROM d.__TABLES__

--> bigquery | region-us.INFORMATION_SCHEMA.JOBS =>
SELECT * FROM `region-us`.INFORMATION_SCHEMA.JOBS

--> bigquery | =>
SELECT * FROM UNNEST([1,2,3]) x WITH OFFSET o

--> bigquery | d.t =>
SELECT * FROM d.t, t.arr

--> bigquery | d.t =>
SELECT * FROM d.t AS x CROSS JOIN UNNEST(x.a) AS y LEFT JOIN UNNEST(y.b) z

--> bigquery | d.t =>
SELECT * FROM d.t TABLESAMPLE SYSTEM (10 PERCENT)

--> bigquery | d.s =>
SELECT * FROM d.s PIVOT(SUM(a) FOR b IN ('x', 'y'))

--> bigquery | d.t =>
SELECT * FROM APPENDS(TABLE d.t, NULL, NULL)

--> bigquery | d.q, d.t =>
SELECT * FROM VECTOR_SEARCH(TABLE d.t, 'e', TABLE d.q)

--> bigquery | d.t, d.u =>
FROM d.t |> WHERE a > 1 |> SELECT a |> JOIN d.u USING (a)

--> bigquery | d.s =>
WITH a AS (SELECT * FROM d.s), b AS (SELECT * FROM a) SELECT * FROM b

--> bigquery | d.s =>
DECLARE x INT64 DEFAULT (SELECT max(a) FROM d.s); SELECT x

--> bigquery | d.s, d.u =>
DECLARE d DATE; SET d = (SELECT max(x) FROM d.s); SET (a, b) = (SELECT AS STRUCT 1, 2 FROM d.u);

--> bigquery | d.s => d.t[dt=2020-01-01] delete, d.t append
BEGIN TRANSACTION; DELETE FROM d.t WHERE dt = '2020-01-01'; INSERT INTO d.t SELECT * FROM d.s; COMMIT TRANSACTION;

--> bigquery | d.s => d.t append, d.log append
BEGIN INSERT INTO d.t SELECT * FROM d.s; EXCEPTION WHEN ERROR THEN INSERT INTO d.log SELECT @@error.message; END;

--> bigquery | d.s, d.u => d.t append, d.v delete
IF (SELECT count(*) FROM d.s) > 0 THEN INSERT INTO d.t SELECT * FROM d.u; ELSEIF x THEN DELETE FROM d.v WHERE true; ELSE SELECT 1; END IF;

--> bigquery | => d.t append
LOOP SET x = x + 1; IF x > 5 THEN LEAVE; END IF; INSERT INTO d.t SELECT x; END LOOP;

--> bigquery | d.s => d.t append
WHILE x < 5 DO INSERT INTO d.t SELECT * FROM d.s; END WHILE;

--> bigquery | => d.t delete
REPEAT SET x = x + 1; DELETE FROM d.t WHERE a = x; UNTIL x > 5 END REPEAT;

--> bigquery | d.s => d.t append
CASE WHEN EXISTS (SELECT 1 FROM d.s) THEN INSERT INTO d.t VALUES (1); ELSE SELECT 1; END CASE;

--> bigquery | d.s =>
FOR r IN (SELECT a FROM d.s) DO SELECT r.a; END FOR;

--> bigquery | d.s => d.t append
EXECUTE IMMEDIATE "INSERT INTO d.t SELECT * FROM d.s"

--> bigquery | d.s => d.t append
EXECUTE IMMEDIATE """INSERT INTO d.t SELECT * FROM d.s WHERE x = @a""" USING 1 AS a

--> bigquery | => !! the SQL is put together at run time
EXECUTE IMMEDIATE FORMAT("INSERT INTO %s SELECT 1", x)

--> bigquery | => !! the SQL is put together at run time
EXECUTE IMMEDIATE CONCAT('DROP TABLE ', x)

--> bigquery | => p.d.mv overwrite
CALL BQ.REFRESH_MATERIALIZED_VIEW('p.d.mv')

--> bigquery | => d.t ddl
ALTER TABLE d.t ADD COLUMN x INT64, DROP COLUMN y

--> bigquery | d.t => d.t ddl, u overwrite
ALTER TABLE d.t RENAME TO u

--> bigquery | => d.t ddl
ALTER TABLE d.t SET OPTIONS (expiration_timestamp = NULL)

--> bigquery | => d.t ddl, d.v ddl, d.m ddl, d.s ddl, d.e ddl
DROP TABLE IF EXISTS d.t; DROP VIEW d.v; DROP MATERIALIZED VIEW d.m; DROP SNAPSHOT TABLE d.s; DROP EXTERNAL TABLE d.e

--> bigquery | => d.t ddl
UNDROP TABLE d.t

--> bigquery | =>
CREATE SCHEMA d; DROP SCHEMA d CASCADE; ALTER SCHEMA d SET OPTIONS ()

--> bigquery | =>
CREATE SEARCH INDEX i ON d.t(ALL COLUMNS); CREATE VECTOR INDEX j ON d.t(e)

--> bigquery | =>
CREATE ROW ACCESS POLICY p ON d.t GRANT TO ('x') FILTER USING (a = 1)

--> bigquery | d.s =>
ASSERT (SELECT count(*) FROM d.s) > 0 AS 'x'

--> bigquery | d.s =>
ASSERT EXISTS (SELECT 1 FROM d.s)

--> bigquery | d.s =>
SELECT AS STRUCT * FROM d.s

--> bigquery | d.t =>
SELECT * FROM d.t FOR SYSTEM_TIME AS OF '2020-01-01'

--> bigquery | =>
GRANT `roles/x` ON TABLE d.t TO 'u'

--> bigquery | p.d.t =>
SELECT * FROM `p.d.t` -- c

--> bigquery | d.t, p.d.u, p.d.v =>
SELECT * FROM `d`.`t`, `p.d`.`u`, `p.d`.v

--> bigquery | => d.t merge
MERGE INTO d.t USING UNNEST([1,2]) AS x ON t.i = x WHEN NOT MATCHED THEN INSERT (i) VALUES (x)
