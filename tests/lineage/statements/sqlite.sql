--> sqlite | s => t merge
INSERT OR REPLACE INTO t SELECT * FROM s

--> sqlite | => t append
INSERT OR IGNORE INTO t (a) VALUES (1)

--> sqlite | s => t merge
REPLACE INTO t SELECT * FROM s

--> sqlite | s => t merge
INSERT INTO t SELECT * FROM s WHERE true ON CONFLICT (a) DO UPDATE SET b = excluded.b

--> sqlite | s => t overwrite
CREATE TABLE t AS SELECT * FROM s

--> sqlite | main.s => x.t append
ATTACH DATABASE 'x.db' AS x; INSERT INTO x.t SELECT * FROM main.s

--> sqlite | => t append
WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT 3) INSERT INTO t SELECT n FROM c

--> sqlite | s => t delete
DELETE FROM t WHERE a IN (SELECT a FROM s)

--> sqlite | s => t merge
UPDATE t SET a = s.a FROM s WHERE t.i = s.i

--> sqlite | => t merge
UPDATE OR REPLACE t SET a = 1

--> sqlite | s => t append
CREATE TEMP TABLE x AS SELECT * FROM s; INSERT INTO t SELECT * FROM x

--> sqlite | => log append, c merge
CREATE TRIGGER tr AFTER INSERT ON t BEGIN INSERT INTO log VALUES (new.id); UPDATE c SET n = n + 1; END

--> sqlite | =>
PRAGMA table_info(t); VACUUM; REINDEX t; ANALYZE

--> sqlite | =>
SELECT * FROM json_each('[1]') j, pragma_table_info('t')

--> sqlite | t => t ddl, u overwrite
ALTER TABLE t RENAME TO u

--> sqlite | => v ddl
CREATE VIRTUAL TABLE v USING fts5(a, b)
