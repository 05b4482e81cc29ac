--> snowflake | src => t1 overwrite, t2 overwrite
INSERT OVERWRITE ALL INTO t1 INTO t1 (c1, c2, c3) VALUES (n2, n1, DEFAULT) INTO t2 (c1, c2, c3) INTO t2 VALUES (n3, n2, n1) SELECT n1, n2, n3 from src

--> snowflake | src => t1 append, t2 append
INSERT ALL WHEN n1 > 100 THEN INTO t1 WHEN n1 > 10 THEN INTO t1 INTO t2 ELSE INTO t2 SELECT n1 from src

--> snowflake | src => t1 append, t2 append
INSERT FIRST WHEN n1 > 100 THEN INTO t1 ELSE INTO t2 SELECT n1 from src

--> snowflake | employees => sf_employees overwrite
INSERT OVERWRITE INTO sf_employees SELECT * FROM employees WHERE city = 'San Francisco'

--> snowflake | s => db.s.t append
INSERT INTO IDENTIFIER('db.s.t') (a) SELECT a FROM TABLE('s')

--> snowflake | => prospects append
INSERT INTO prospects SELECT PARSE_JSON(column1) FROM VALUES ('{"a": 1}')

--> snowflake | s => t merge
MERGE INTO t USING (SELECT * FROM s) x ON t.i = x.i WHEN MATCHED AND x.d THEN DELETE WHEN NOT MATCHED THEN INSERT (a) VALUES (x.a)

--> snowflake | @db.s.st/p/ => db.s.t append
COPY INTO db.s.t (a, b) FROM (SELECT t.$1, t.$2 FROM @db.s.st/p/ (FILE_FORMAT => 'f', PATTERN => '.*') t)

--> snowflake | @~/staged => t append
COPY INTO t FROM @~/staged FILE_FORMAT = (FORMAT_NAME = 'f')

--> snowflake | @%t => t append
COPY INTO t FROM @%t

--> snowflake | => t append
COPY INTO t

--> snowflake | s3://b/p => t append
COPY INTO t FROM 's3://b/p' CREDENTIALS=(AWS_KEY_ID='x' AWS_SECRET_KEY='y') FILE_FORMAT=(TYPE=CSV)

--> snowflake | t => @~/x/ overwrite
COPY INTO @~/x/ FROM (SELECT * FROM t) OVERWRITE=TRUE

--> snowflake | t => s3://b/unload/ overwrite
COPY INTO 's3://b/unload/' FROM t STORAGE_INTEGRATION = i

--> snowflake | orders => @%orders/result/data_ overwrite
COPY INTO @%orders/result/data_ FROM orders

--> snowflake | @db.s."My Stage"/x => t append
COPY INTO t FROM '@db.s."My Stage"/x'

--> snowflake | @"st"/x => t append
COPY INTO t FROM @"st"/x FILES = ('a.csv', 'b.csv')

--> snowflake | file:///tmp/x.csv => @st/p append
PUT file:///tmp/x.csv @st/p AUTO_COMPRESS=TRUE

--> snowflake | @%t => file:///tmp/ append
GET @%t file:///tmp/

--> snowflake | => @st/x delete, @%t delete
LIST @st; LS @~; REMOVE @st/x; RM @%t

--> snowflake | @st/x.csv =>
SELECT metadata$filename, $1 FROM @st/x.csv

--> snowflake | @st/x =>
SELECT * FROM '@st/x'

--> snowflake | st =>
SELECT * FROM DIRECTORY(@st)

--> snowflake | @st/x =>
SELECT * FROM TABLE(INFER_SCHEMA(LOCATION => '@st/x', FILE_FORMAT => 'f'))

--> snowflake | st => t ddl
CREATE TABLE t USING TEMPLATE (SELECT ARRAY_AGG(OBJECT_CONSTRUCT(*)) FROM TABLE(INFER_SCHEMA(LOCATION=>'@st')))

--> snowflake | => st ddl
CREATE OR REPLACE TEMPORARY STAGE st FILE_FORMAT = f

--> snowflake | => st ddl
CREATE STAGE st DIRECTORY = (ENABLE = TRUE)

--> snowflake | =>
ALTER STAGE st REFRESH

--> snowflake | => st ddl
DROP STAGE st

--> snowflake | @st/p => et ddl
CREATE EXTERNAL TABLE et (a varchar AS (value:c1::varchar)) WITH LOCATION = @st/p FILE_FORMAT = (TYPE = CSV)

--> snowflake | => et overwrite
ALTER EXTERNAL TABLE et REFRESH

--> snowflake | =>
CREATE EXTERNAL VOLUME v STORAGE_LOCATIONS = ((NAME = 'a' STORAGE_PROVIDER = 'S3' STORAGE_BASE_URL = 's3://b/'))

--> snowflake | s => t overwrite
CREATE OR REPLACE TRANSIENT TABLE t AS SELECT * FROM s

--> snowflake | s => t ddl
CREATE TABLE t LIKE s

--> snowflake | s => t overwrite
CREATE OR REPLACE TABLE t COPY GRANTS AS SELECT * FROM s

--> snowflake | s => t overwrite
CREATE TABLE t CLONE s AT (TIMESTAMP => '2020-01-01'::timestamp)

--> snowflake | => !! every table of a database is copied; which they are is not known
CREATE DATABASE d CLONE e

--> snowflake | => !! every table of a schema is copied; which they are is not known
CREATE SCHEMA s CLONE r

--> snowflake | s => dt overwrite
CREATE DYNAMIC TABLE dt TARGET_LAG = '1 minute' WAREHOUSE = w AS SELECT * FROM s

--> snowflake | s => d.s.dt overwrite
CREATE OR REPLACE DYNAMIC TABLE d.s.dt (a, b) LAG = '1 day' WAREHOUSE = w REFRESH_MODE = AUTO INITIALIZE = ON_CREATE AS SELECT a, b FROM s

--> snowflake | => dt overwrite
ALTER DYNAMIC TABLE dt REFRESH

--> snowflake | v => st ddl
CREATE STREAM st ON VIEW v

--> snowflake | d.s.t => d.s.st ddl
CREATE STREAM IF NOT EXISTS d.s.st ON TABLE d.s.t AT (OFFSET => -60) SHOW_INITIAL_ROWS = TRUE

--> snowflake | stg => st ddl
CREATE STREAM st ON STAGE stg

--> snowflake | st2 => st ddl
CREATE STREAM st CLONE st2

--> snowflake | st => t merge
CREATE OR REPLACE TASK k WAREHOUSE = w SCHEDULE = 'USING CRON 0 0 * * * UTC' WHEN SYSTEM$STREAM_HAS_DATA('st') AS MERGE INTO t USING st ON t.i = st.i WHEN MATCHED THEN UPDATE SET a = st.a

--> snowflake | => !! what the procedure p reads and writes is not known
CREATE TASK k AFTER k0 AS CALL p()

--> snowflake | s => t append, u delete
CREATE TASK k SCHEDULE='1 minute' AS BEGIN INSERT INTO t SELECT * FROM s; DELETE FROM u; END

--> snowflake | =>
ALTER TASK k RESUME; EXECUTE TASK k

--> snowflake | @d.s.st/x => d.s.t append
CREATE OR REPLACE PIPE d.s.p AUTO_INGEST = TRUE AS COPY INTO d.s.t FROM (SELECT $1 FROM @d.s.st/x) FILE_FORMAT = (TYPE = 'JSON')

--> snowflake | =>
ALTER PIPE p REFRESH

--> snowflake | s => t append
CREATE OR REPLACE ALERT a WAREHOUSE = w SCHEDULE = '1 minute' IF (EXISTS (SELECT 1 FROM s)) THEN INSERT INTO t VALUES (1)

--> snowflake | s => v overwrite
CREATE OR REPLACE SECURE VIEW v COPY GRANTS COMMENT = 'x' AS SELECT * FROM s

--> snowflake | s => v overwrite
CREATE VIEW v (a COMMENT 'x', b) AS SELECT a, b FROM s

--> snowflake | s =>
CREATE FUNCTION f() RETURNS TABLE (a INT) AS 'SELECT a FROM s'

--> snowflake | s =>
CREATE FUNCTION f(x INT) RETURNS INT AS $$ SELECT max(a) FROM s $$

--> snowflake | =>
CREATE PROCEDURE p() RETURNS VARCHAR LANGUAGE PYTHON RUNTIME_VERSION = '3.8' PACKAGES = ('x') HANDLER = 'run' AS $$ def run(s): pass $$

--> snowflake | b => a append
CREATE PROCEDURE p(t VARCHAR) RETURNS VARCHAR LANGUAGE SQL AS BEGIN INSERT INTO a SELECT * FROM b; RETURN 'x'; END

--> snowflake | s =>
CREATE PROCEDURE p() RETURNS TABLE () LANGUAGE SQL AS $$ DECLARE res RESULTSET DEFAULT (SELECT * FROM s); BEGIN RETURN TABLE(res); END $$

--> snowflake | s => t append
BEGIN LET x := (SELECT max(a) FROM s); INSERT INTO t VALUES (:x); RETURN x; END

--> snowflake | => t delete
EXECUTE IMMEDIATE 'DELETE FROM t'

--> snowflake | => !! the SQL is put together at run time
EXECUTE IMMEDIATE $stmt

--> snowflake | s =>
SET x = (SELECT max(a) FROM s)

--> snowflake | =>
CALL SYSTEM$WAIT(1)

--> snowflake | => !! what the procedure d.s.p reads and writes is not known
CALL d.s.p(1)

--> snowflake | => a ddl, b ddl
ALTER TABLE a SWAP WITH b

--> snowflake | d.s.a => d.s.a ddl, d.s.b overwrite
ALTER TABLE IF EXISTS d.s.a RENAME TO d.s.b

--> snowflake | => a ddl
ALTER TABLE a CLUSTER BY (x)

--> snowflake | v => v ddl, w overwrite
ALTER VIEW v RENAME TO w

--> snowflake | => t ddl
UNDROP TABLE t

--> snowflake | => t delete
TRUNCATE TABLE IF EXISTS t

--> snowflake | => t delete
TRUNCATE t

--> snowflake | t, u =>
SELECT * FROM t AT (OFFSET => -60) JOIN u BEFORE (STATEMENT => 'x') ON 1=1

--> snowflake | t =>
SELECT * FROM t CHANGES (INFORMATION => DEFAULT) AT (TIMESTAMP => 'x')

--> snowflake | =>
SELECT * FROM TABLE(d.s.f(1)) JOIN TABLE(GENERATOR(ROWCOUNT => 10))

--> snowflake | d.s.t =>
SELECT * FROM TABLE('d.s.t')

--> snowflake | =>
SELECT * FROM TABLE($x)

--> snowflake | t, u =>
SELECT * FROM t, LATERAL (SELECT * FROM u WHERE u.i = t.i)

--> snowflake | s =>
SELECT * FROM s PIVOT(SUM(a) FOR m IN (ANY ORDER BY m))

--> snowflake | s =>
SELECT * FROM s UNPIVOT(v FOR m IN (a, b))

--> snowflake | s =>
SELECT * FROM s MATCH_RECOGNIZE (ORDER BY d MEASURES FIRST(x) AS y PATTERN (a+) DEFINE a AS x > 1)

--> snowflake | a, b =>
SELECT * FROM a ASOF JOIN b MATCH_CONDITION (a.t >= b.t) ON a.i = b.i

--> snowflake | t =>
SELECT * FROM t SAMPLE (10) SEED (1)

--> snowflake | t =>
SELECT a:b.c::string, f.value FROM t, LATERAL FLATTEN(a:x, outer => true) f, TABLE(FLATTEN(f.value:y)) g

--> snowflake | SNOWFLAKE.ACCOUNT_USAGE.QUERY_HISTORY =>
SELECT * FROM SNOWFLAKE.ACCOUNT_USAGE.QUERY_HISTORY

--> snowflake | =>
SELECT * FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY())

--> snowflake | a, b =>
WITH RECURSIVE c AS (SELECT * FROM a UNION ALL SELECT b.* FROM b JOIN c ON b.p = c.i) SELECT * FROM c

--> snowflake | s => t delete
DELETE FROM t USING s WHERE t.i = s.i

--> snowflake | s => t delete
DELETE FROM t USING (SELECT * FROM s) x WHERE t.i = x.i

--> snowflake | s => t merge
UPDATE t SET a = s.a FROM (SELECT * FROM s) s WHERE t.i = s.i

--> snowflake | t =>
// comment
SELECT * FROM t -- c

--> snowflake | =>
SHOW TABLES; DESC TABLE t; DESCRIBE STAGE st

--> snowflake | d.s.u => d.s.t overwrite
USE ROLE r; USE WAREHOUSE w; USE DATABASE d; USE SCHEMA s; CREATE TABLE t AS SELECT * FROM u

--> snowflake | @d.s.st/x => d.s.st ddl, d.s.t append
USE d.s; CREATE STAGE st; COPY INTO t FROM @st/x

--> snowflake | =>
CREATE OR REPLACE FILE FORMAT f TYPE = CSV; CREATE SEQUENCE q; CREATE WAREHOUSE w; CREATE ROLE r

--> snowflake | => t ddl
CREATE OR REPLACE TAG tg; ALTER TABLE t SET TAG tg = 'x'

--> snowflake | => t ddl
CREATE ICEBERG TABLE t (a int) CATALOG = 'SNOWFLAKE' EXTERNAL_VOLUME = 'v' BASE_LOCATION = 'b'

--> snowflake | => t ddl
CREATE HYBRID TABLE t (a int primary key)

--> snowflake | => t ddl
CREATE EVENT TABLE t

--> snowflake | s => c overwrite
CREATE OR REPLACE CORTEX SEARCH SERVICE c ON t ATTRIBUTES a WAREHOUSE = w TARGET_LAG = '1 day' AS (SELECT * FROM s)

--> snowflake | =>
GRANT SELECT ON TABLE t TO ROLE r

--> snowflake | =>
SELECT SYSTEM$CLUSTERING_INFORMATION('t')

--> snowflake | s => !! only run time knows the name of the table it writes
CREATE TABLE IDENTIFIER($x) AS SELECT * FROM s

--> snowflake | =>
SELECT * FROM IDENTIFIER(:x)

--> snowflake | s => t append
INSERT INTO t SELECT * FROM s ->> SELECT 1 FROM $1
