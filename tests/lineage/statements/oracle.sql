--> oracle | s => t1 append, t2 append, t3 append
INSERT FIRST WHEN a > 1 THEN INTO t1 VALUES (a) WHEN a > 2 THEN INTO t2 (x, y) VALUES (a, b) ELSE INTO t3 SELECT a, b FROM s

--> oracle | s => t merge
MERGE INTO t x USING (SELECT * FROM s) y ON (x.i = y.i) WHEN MATCHED THEN UPDATE SET x.a = y.a DELETE WHERE (y.s > 1) WHEN NOT MATCHED THEN INSERT (x.a) VALUES (y.a) WHERE (y.b = 1)

--> oracle | => sch.t merge
MERGE /*+ APPEND */ INTO sch.t USING dual ON (t.i = 1) WHEN NOT MATCHED THEN INSERT (i) VALUES (1)

--> oracle | s => t overwrite
CREATE TABLE t PARALLEL 4 NOLOGGING AS SELECT /*+ PARALLEL(4) */ * FROM s

--> oracle | s => g overwrite
CREATE GLOBAL TEMPORARY TABLE g ON COMMIT PRESERVE ROWS AS SELECT * FROM s

--> oracle | s => mv overwrite
CREATE MATERIALIZED VIEW mv BUILD IMMEDIATE REFRESH FAST ON COMMIT AS SELECT * FROM s

--> oracle | =>
BEGIN DBMS_MVIEW.REFRESH('mv'); END;

--> oracle | =>
BEGIN DBMS_STATS.GATHER_TABLE_STATS('S', 'T'); END;

--> oracle | s, u => t delete, t append, w delete
DECLARE v NUMBER; BEGIN SELECT COUNT(*) INTO v FROM s; IF v > 0 THEN DELETE FROM t; END IF; FOR r IN (SELECT * FROM u) LOOP INSERT INTO t VALUES (r.a); END LOOP; EXECUTE IMMEDIATE 'TRUNCATE TABLE w'; EXCEPTION WHEN OTHERS THEN ROLLBACK; RAISE; END;

--> oracle | => !! the SQL is put together at run time
BEGIN
  EXECUTE IMMEDIATE 'INSERT INTO ' || v || ' SELECT 1 FROM dual';
END;
/

--> oracle | s => t append
CREATE OR REPLACE PACKAGE BODY pk AS PROCEDURE p IS BEGIN INSERT INTO t SELECT * FROM s; END p; END pk;
/

--> oracle | s => t merge
CREATE OR REPLACE PROCEDURE p AS CURSOR c IS SELECT * FROM s; BEGIN OPEN c; LOOP FETCH c INTO r; EXIT WHEN c%NOTFOUND; UPDATE t SET a = r.a WHERE i = r.i; END LOOP; CLOSE c; COMMIT; END;

--> oracle | t@dblink =>
SELECT * FROM t@dblink

--> oracle | s => t@dblink append
INSERT INTO t@dblink SELECT * FROM s

--> oracle | t =>
SELECT * FROM t PARTITION (p1)

--> oracle | t =>
SELECT * FROM t AS OF TIMESTAMP SYSTIMESTAMP - 1

--> oracle | t =>
SELECT LEVEL FROM t START WITH a IS NULL CONNECT BY PRIOR a = b

--> oracle | a, b =>
SELECT * FROM a, b WHERE a.i = b.i (+)

--> oracle | =>
SELECT * FROM TABLE(pkg.f(1))

--> oracle | =>
SELECT * FROM XMLTABLE('/a' PASSING x COLUMNS b PATH 'b')

--> oracle | s =>
SELECT * FROM (SELECT * FROM s) PIVOT (SUM(x) FOR y IN ('a' AS a))

--> oracle | t =>
SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY a ORDER BY b MEASURES c AS d PATTERN (x+) DEFINE x AS x.b > 1)

--> oracle | t =>
SELECT * FROM t MODEL DIMENSION BY (a) MEASURES (b) RULES (b[1] = 2)

--> oracle | => !! statement not understood (Invalid expression / Unexpected token)
UPDATE (SELECT a.x, b.y FROM a JOIN b ON a.i = b.i) SET x = y

--> oracle | s => t append
INSERT /*+ APPEND */ INTO t SELECT * FROM s LOG ERRORS INTO err REJECT LIMIT UNLIMITED

--> oracle | => t delete
DELETE t WHERE d = DATE '2020-01-01'

--> oracle | => t delete
ALTER TABLE t TRUNCATE PARTITION p

--> oracle | u => t overwrite
ALTER TABLE t EXCHANGE PARTITION p WITH TABLE u INCLUDING INDEXES

--> oracle | =>
ALTER SESSION SET NLS_DATE_FORMAT = 'x'

--> oracle | s.t =>
ALTER SESSION SET CURRENT_SCHEMA = s; SELECT * FROM t

--> oracle | => t ddl
DROP TABLE t PURGE

--> oracle | a => a ddl, b overwrite
RENAME a TO b

--> oracle | s.t => x ddl
CREATE SYNONYM x FOR s.t; CREATE SEQUENCE q; ALTER INDEX i REBUILD

--> oracle | => ext ddl
CREATE TABLE ext (a NUMBER) ORGANIZATION EXTERNAL (TYPE ORACLE_LOADER DEFAULT DIRECTORY d LOCATION ('x.csv'))

--> oracle | =>
EXPLAIN PLAN FOR SELECT * FROM t

--> oracle | =>
COMMENT ON TABLE t IS 'x'

--> oracle | =>
LOCK TABLE t IN EXCLUSIVE MODE

--> oracle | => t append
INSERT INTO (SELECT a, b FROM t WHERE x = 1) VALUES (1, 2)

--> oracle | t =>
SELECT q'[it's]' FROM t

--> oracle | s.t => s.v overwrite
CREATE OR REPLACE FORCE EDITIONABLE VIEW s.v ("A", "B") AS SELECT a, b FROM s.t WITH READ ONLY

--> oracle | => log append
CREATE OR REPLACE TRIGGER tr AFTER INSERT ON t FOR EACH ROW BEGIN INSERT INTO log VALUES (:NEW.id); END;
