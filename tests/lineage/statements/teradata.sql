--> teradata | => t merge
MERGE INTO t USING VALUES (1, 2) AS s (a, b) ON t.a = s.a WHEN MATCHED THEN UPDATE SET b = s.b WHEN NOT MATCHED THEN INSERT (s.a, s.b)

--> teradata | s => t merge
UPDATE t FROM s SET a = s.a WHERE t.i = s.i

--> teradata | u => t merge
UPDATE t FROM (SELECT * FROM u) s SET a = s.a WHERE t.i = s.i

--> teradata | => t delete
DELETE t ALL

--> teradata | => t delete
DEL FROM t

--> teradata | s => t delete
DELETE FROM t, s WHERE t.i = s.i

--> teradata | t =>
SEL * FROM t

--> teradata | t =>
LOCKING TABLE t FOR ACCESS SELECT * FROM t

--> teradata | t =>
LOCKING ROW FOR ACCESS SELECT * FROM t

--> teradata | b => a append
LOCK ROW FOR ACCESS INSERT INTO a SELECT * FROM b

--> teradata | t => v overwrite
REPLACE VIEW v AS SELECT * FROM t

--> teradata | t => v overwrite
REPLACE VIEW v AS LOCKING ROW FOR ACCESS SELECT * FROM t

--> teradata | s => t overwrite
CREATE MULTISET TABLE t, NO FALLBACK AS (SELECT * FROM s) WITH DATA PRIMARY INDEX (a)

--> teradata | s => v overwrite, t append
CREATE MULTISET VOLATILE TABLE v AS (SELECT * FROM s) WITH DATA ON COMMIT PRESERVE ROWS; INSERT INTO t SELECT * FROM v

--> teradata | s => t overwrite
CREATE TABLE t AS s WITH DATA

--> teradata | s => t ddl
CREATE TABLE t AS s WITH NO DATA

--> teradata | => t append
INS t (1, 2)

--> teradata | s => t append
INSERT t SELECT * FROM s

--> teradata | =>
COLLECT STATISTICS ON t COLUMN (a)

--> teradata | => db.t ddl
DROP TABLE db.t

--> teradata | a => a ddl, b overwrite
RENAME TABLE a TO b

--> teradata | => db.t ddl
CREATE SET TABLE db.t ,NO FALLBACK ,NO BEFORE JOURNAL (a INTEGER) PRIMARY INDEX (a)

--> teradata | d.t =>
DATABASE d; SELECT * FROM t

--> teradata | t =>
SELECT * FROM t QUALIFY ROW_NUMBER() OVER (PARTITION BY a ORDER BY b) = 1

--> teradata | t =>
SELECT TOP 5 * FROM t SAMPLE 10

--> teradata | => g ddl
CREATE GLOBAL TEMPORARY TABLE g (a INTEGER) ON COMMIT PRESERVE ROWS

--> teradata | => !! what the procedure db.proc reads and writes is not known
CALL db.proc(1)

--> teradata | => !! what the procedure mymacro reads and writes is not known
EXEC mymacro(1)

--> teradata | s => t append
CREATE MACRO m AS (INSERT INTO t SELECT * FROM s;)

--> teradata | s => t delete, t append
REPLACE MACRO m (d DATE) AS (DELETE FROM t WHERE d = :d; INSERT INTO t SELECT * FROM s;)

--> teradata | s => t delete, t append
REPLACE PROCEDURE p() BEGIN DELETE FROM t; INSERT INTO t SELECT * FROM s; END;
