--> clickhouse | s => t append
INSERT INTO t SELECT * FROM s SETTINGS max_threads = 1

--> clickhouse | => t append
INSERT INTO t (a, b) FORMAT CSV

--> clickhouse | s => https://b/x.csv append
INSERT INTO FUNCTION s3('https://b/x.csv', 'CSV') SELECT * FROM s

--> clickhouse | s => x.csv append
INSERT INTO TABLE FUNCTION file('x.csv') SELECT * FROM s

--> clickhouse | x.csv => t append
INSERT INTO t FROM INFILE 'x.csv' FORMAT CSV

--> clickhouse | t => x.csv overwrite
SELECT * FROM t INTO OUTFILE 'x.csv' FORMAT CSV

--> clickhouse | https://h/x.csv => t append
INSERT INTO t SELECT * FROM url('https://h/x.csv', CSV, 'a String')

--> clickhouse | data.csv =>
SELECT * FROM file('data.csv', 'CSV')

--> clickhouse | clickhouse://host:9000/db.t =>
SELECT * FROM remote('host:9000', 'db', 't')

--> clickhouse | clickhouse://host:9000/db.t =>
SELECT * FROM remote('host:9000', db.t)

--> clickhouse | mysql://h:3306/db.t =>
SELECT * FROM mysql('h:3306', 'db', 't', 'u', 'p')

--> clickhouse | postgres://h:5432/db.t =>
SELECT * FROM postgresql('h:5432', 'db', 't', 'u', 'p')

--> clickhouse | =>
SELECT * FROM numbers(10)

--> clickhouse | =>
SELECT * FROM merge('db', '^t')

--> clickhouse | db.t =>
SELECT * FROM cluster('c', db.t)

--> clickhouse | db.t =>
SELECT * FROM clusterAllReplicas('c', 'db', 't')

--> clickhouse | t =>
SELECT dictGet('d', 'a', k) FROM t FINAL SAMPLE 0.1 PREWHERE x = 1

--> clickhouse | a, b =>
SELECT * FROM a ASOF LEFT JOIN b USING (i) ARRAY JOIN arr AS x

--> clickhouse | a, b =>
SELECT * FROM a GLOBAL ANY LEFT JOIN b USING i

--> clickhouse | => t[d=2020-01-01] delete
ALTER TABLE t DELETE WHERE d = '2020-01-01'

--> clickhouse | => t merge
ALTER TABLE t UPDATE a = 1 WHERE b = 2

--> clickhouse | => t delete
ALTER TABLE t DROP PARTITION '202001'

--> clickhouse | t => t delete, u append
ALTER TABLE t MOVE PARTITION '202001' TO TABLE u

--> clickhouse | u => t append
ALTER TABLE t ATTACH PARTITION '2020' FROM u

--> clickhouse | => t ddl
ALTER TABLE t DETACH PARTITION '2020'

--> clickhouse | => t ddl
ALTER TABLE t ON CLUSTER c ADD COLUMN x Int32

--> clickhouse | =>
OPTIMIZE TABLE t FINAL

--> clickhouse | => a ddl, b ddl
EXCHANGE TABLES a AND b

--> clickhouse | => a ddl, b ddl
EXCHANGE TABLES a AND b ON CLUSTER c

--> clickhouse | a, c => a ddl, b overwrite, c ddl, d overwrite
RENAME TABLE a TO b, c TO d

--> clickhouse | u => t overwrite
CREATE TABLE t AS u

--> clickhouse | u => t overwrite
CREATE TABLE t AS u ENGINE = MergeTree ORDER BY a

--> clickhouse | s => t overwrite
CREATE TABLE t ENGINE = MergeTree ORDER BY a AS SELECT * FROM s

--> clickhouse | https://b/x.csv => t ddl
CREATE TABLE t (a Int32) ENGINE = S3('https://b/x.csv', 'CSV')

--> clickhouse | => q ddl
CREATE TABLE q (a Int32) ENGINE = Kafka('h:9092', 'topic', 'g', 'JSONEachRow')

--> clickhouse | https://b/x.csv => t overwrite
CREATE TABLE t AS s3('https://b/x.csv', 'CSV')

--> clickhouse | s => db.t append, mv overwrite
CREATE MATERIALIZED VIEW mv ON CLUSTER c TO db.t AS SELECT * FROM s

--> clickhouse | s => mv overwrite
CREATE MATERIALIZED VIEW mv ENGINE = MergeTree ORDER BY a POPULATE AS SELECT * FROM s

--> clickhouse | s => t append, mv overwrite
CREATE MATERIALIZED VIEW mv REFRESH EVERY 1 DAY TO t AS SELECT * FROM s

--> clickhouse | =>
CREATE DICTIONARY d (k UInt64) PRIMARY KEY k SOURCE(CLICKHOUSE(TABLE 's' DB 'db')) LAYOUT(FLAT()) LIFETIME(0)

--> clickhouse | s => v overwrite
CREATE LIVE VIEW v AS SELECT * FROM s

--> clickhouse | => db.t delete
TRUNCATE TABLE IF EXISTS db.t ON CLUSTER c

--> clickhouse | => t[d=2020-01-01] delete
DELETE FROM t WHERE d = '2020-01-01'

--> clickhouse | => t ddl
DROP TABLE t ON CLUSTER c SYNC

--> clickhouse | =>
SYSTEM RELOAD DICTIONARY d

--> clickhouse | m, t =>
WITH (SELECT max(d) FROM m) AS mx SELECT * FROM t WHERE d = mx

--> clickhouse | =>
SELECT * FROM {db:Identifier}.t

--> clickhouse | =>
CREATE DATABASE x ENGINE = Atomic
