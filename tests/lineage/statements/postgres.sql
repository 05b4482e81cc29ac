--> postgres | => t merge
INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET a = excluded.a

--> postgres | s => t merge
INSERT INTO t AS x (a) SELECT a FROM s ON CONFLICT ON CONSTRAINT k DO NOTHING

--> postgres | lim, s => t merge
INSERT INTO t SELECT * FROM s ON CONFLICT (id) DO UPDATE SET n = excluded.n WHERE t.x < (SELECT max(x) FROM lim) RETURNING *

--> postgres | => t append
INSERT INTO t DEFAULT VALUES

--> postgres | s => a append, b append
WITH ins AS (INSERT INTO a SELECT * FROM s RETURNING id) INSERT INTO b SELECT id FROM ins

--> postgres | => a delete
WITH moved AS (DELETE FROM a WHERE d < now() RETURNING *) SELECT count(*) FROM moved

--> postgres | c => a merge, log append
WITH upd AS (UPDATE a SET x = 1 FROM c WHERE a.i = c.i RETURNING a.*) INSERT INTO log SELECT *, current_timestamp FROM upd

--> postgres | wine_stock_changes => wines merge
MERGE INTO wines w USING wine_stock_changes s ON s.winename = w.winename WHEN NOT MATCHED AND s.stock_delta > 0 THEN INSERT VALUES(s.winename, s.stock_delta) WHEN MATCHED THEN DELETE

--> postgres | s => t merge
MERGE INTO ONLY t USING ONLY s ON t.i = s.i WHEN NOT MATCHED BY SOURCE THEN DELETE RETURNING merge_action(), t.*

--> postgres | => t append
COPY t (a, b) FROM STDIN WITH (FORMAT csv)

--> postgres | /x.csv => t append
COPY t FROM '/x.csv' DELIMITER ',' CSV HEADER

--> postgres | t =>
COPY (SELECT * FROM t) TO STDOUT

--> postgres | t[d=2020-01-01] => /x.csv overwrite
COPY (SELECT * FROM t WHERE d = '2020-01-01') TO '/x.csv' CSV

--> postgres | => t append
COPY t FROM PROGRAM 'gunzip -c /x.gz'

--> postgres | t =>
COPY t TO PROGRAM 'gzip > /x.gz'

--> postgres | x.csv => t append
\copy t FROM 'x.csv' CSV

--> postgres | t => x.csv overwrite
\copy (SELECT * FROM t) TO 'x.csv' CSV

--> postgres | s => t append
SELECT * INTO TEMP x FROM s; INSERT INTO t SELECT * FROM x

--> postgres | s => t overwrite
SELECT a INTO UNLOGGED t FROM s

--> postgres | s => t ddl
CREATE TABLE t (LIKE s INCLUDING ALL)

--> postgres | s => t overwrite
CREATE TABLE t AS TABLE s

--> postgres | => t ddl
CREATE TABLE t AS EXECUTE prep

--> postgres | s => t ddl
CREATE TABLE t AS SELECT * FROM s WITH NO DATA

--> postgres | => t overwrite
CREATE TABLE t AS VALUES (1)

--> postgres | s => t overwrite
CREATE UNLOGGED TABLE t AS SELECT * FROM s

--> postgres | => p ddl
CREATE TABLE p PARTITION OF t FOR VALUES FROM ('2020-01-01') TO ('2020-02-01')

--> postgres | p => t append
ALTER TABLE t ATTACH PARTITION p FOR VALUES FROM ('2020-01-01') TO ('2020-02-01')

--> postgres | => t ddl
ALTER TABLE t DETACH PARTITION p

--> postgres | a => a ddl, b overwrite
ALTER TABLE a RENAME TO b

--> postgres | => a ddl
ALTER TABLE a RENAME COLUMN x TO y

--> postgres | => a ddl
ALTER TABLE a SET SCHEMA s

--> postgres | => a ddl
ALTER TABLE a INHERIT b

--> postgres | => c ddl
CREATE TABLE c () INHERITS (p)

--> postgres | => f ddl
CREATE FOREIGN TABLE f (a int) SERVER s OPTIONS (schema_name 'x', table_name 'y')

--> postgres | =>
IMPORT FOREIGN SCHEMA x FROM SERVER s INTO y

--> postgres | s => mv overwrite
CREATE MATERIALIZED VIEW IF NOT EXISTS mv AS SELECT * FROM s WITH NO DATA

--> postgres | => v overwrite
CREATE RECURSIVE VIEW v (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM v

--> postgres | s => v overwrite
CREATE TEMP VIEW v AS SELECT * FROM s

--> postgres | s => t append
CREATE FUNCTION f() RETURNS void AS $$ INSERT INTO t SELECT * FROM s $$ LANGUAGE sql

--> postgres | s => t append
CREATE OR REPLACE FUNCTION f() RETURNS void AS $body$ BEGIN INSERT INTO t SELECT * FROM s; END; $body$ LANGUAGE plpgsql

--> postgres | s =>
CREATE FUNCTION f() RETURNS TABLE (a int) LANGUAGE plpgsql AS $$ BEGIN RETURN QUERY SELECT a FROM s; END $$

--> postgres | =>
CREATE TRIGGER tr BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f()

--> postgres | => u append
CREATE RULE r AS ON INSERT TO t DO INSTEAD INSERT INTO u VALUES (1)

--> postgres | s => t append, u delete
DO LANGUAGE plpgsql $$ DECLARE r record; BEGIN FOR r IN SELECT * FROM s LOOP INSERT INTO t VALUES (r.a); END LOOP; EXECUTE 'TRUNCATE u'; END $$

--> postgres | => !! the SQL is put together at run time
DO $$ BEGIN EXECUTE format('INSERT INTO %I SELECT 1', 't'); END $$

--> postgres | q, z => t delete
DO $$ BEGIN IF EXISTS (SELECT 1 FROM q) THEN DELETE FROM t; ELSE PERFORM f(x) FROM z; END IF; EXCEPTION WHEN OTHERS THEN RAISE NOTICE 'x'; END $$

--> postgres | s => t append
PREPARE p (int) AS INSERT INTO t SELECT * FROM s WHERE a = $1; EXECUTE p(1)

--> postgres | s =>
DECLARE c CURSOR FOR SELECT * FROM s

--> postgres | =>
LOCK TABLE t IN EXCLUSIVE MODE

--> postgres | =>
CLUSTER t USING i

--> postgres | =>
REINDEX TABLE t

--> postgres | => mv overwrite
REFRESH MATERIALIZED VIEW mv WITH NO DATA

--> postgres | s.t =>
SET search_path TO s; SELECT * FROM t

--> postgres | u => t append
SET search_path = s, public; INSERT INTO t SELECT * FROM u

--> postgres | => a delete, b delete
TRUNCATE TABLE a, b RESTART IDENTITY CASCADE

--> postgres | => a delete
TRUNCATE ONLY a

--> postgres | b, c => a delete
DELETE FROM ONLY a USING b, c AS d WHERE a.i = b.i

--> postgres | s => a merge
UPDATE a AS x SET (b, c) = (SELECT d, e FROM s WHERE s.i = x.i) RETURNING *

--> postgres | => a merge
UPDATE a SET b = 1 WHERE CURRENT OF c

--> postgres | a =>
SELECT * FROM a, LATERAL f(a.x) AS g, generate_series(1, 10) n

--> postgres | a =>
SELECT * FROM ONLY a TABLESAMPLE SYSTEM (10)

--> postgres | =>
SELECT * FROM ROWS FROM (f(1), g(2)) AS t(a, b)

--> postgres | => !! what dblink asks of another database is not known
SELECT * FROM dblink('dbname=x', 'SELECT a FROM s') AS t(a int)

--> postgres | a, b, c =>
SELECT * FROM a WHERE x = ANY (SELECT y FROM b) AND z = ALL (ARRAY(SELECT w FROM c))

--> postgres | =>
SELECT * FROM json_to_recordset('[]') AS x(a int)

--> postgres | s =>
WITH a AS MATERIALIZED (SELECT * FROM s) SELECT * FROM a

--> postgres | =>
WITH RECURSIVE t(n) AS (VALUES (1) UNION ALL SELECT n+1 FROM t WHERE n < 100) SELECT sum(n) FROM t

--> postgres | a, b =>
WITH RECURSIVE x AS (SELECT * FROM a UNION SELECT b.* FROM b JOIN x ON b.p = x.i) SEARCH DEPTH FIRST BY i SET o SELECT * FROM x

--> postgres | a, b, c, d =>
(SELECT * FROM a) UNION (SELECT * FROM b) EXCEPT SELECT * FROM c INTERSECT SELECT * FROM d

--> postgres | =>
EXPLAIN (ANALYZE) INSERT INTO t SELECT * FROM s

--> postgres | =>
EXPLAIN ANALYZE SELECT * FROM s

--> postgres | =>
VACUUM (FULL, ANALYZE) t

--> postgres | =>
GRANT INSERT ON t TO u; REVOKE ALL ON t FROM u

--> postgres | s => t append
BEGIN; INSERT INTO t SELECT * FROM s; COMMIT

--> postgres | =>
BEGIN ISOLATION LEVEL SERIALIZABLE; SAVEPOINT a; ROLLBACK TO SAVEPOINT a; END

--> postgres | =>
COMMENT ON COLUMN t.a IS 'x'; ALTER SEQUENCE q RESTART; SELECT nextval('q'), setval('q', 1)

--> postgres | t =>
SELECT pg_catalog.setval('q', (SELECT max(i) FROM t))

--> postgres | =>
CREATE SCHEMA x; CREATE EXTENSION y; CREATE TYPE z AS ENUM ('a'); CREATE SEQUENCE q; CREATE DOMAIN d AS int

--> postgres | => mv ddl
DROP MATERIALIZED VIEW mv; DROP INDEX i; DROP FUNCTION f(); DROP SCHEMA x CASCADE

--> postgres | s3://bucket/key => t append
SELECT aws_s3.table_import_from_s3('t', '', '(format csv)', 'bucket', 'key', 'us-east-1')

--> postgres | =>
SELECT * FROM aws_s3.query_export_to_s3('SELECT * FROM t', aws_commons.create_s3_uri('b', 'k', 'r'))

--> postgres | => !! what the procedure p reads and writes is not known
CALL p(1)

--> postgres | =>
NOTIFY x; LISTEN y; DISCARD ALL; RESET ALL; CHECKPOINT
