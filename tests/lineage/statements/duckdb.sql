--> duckdb | s => t merge
INSERT OR REPLACE INTO t SELECT * FROM s

--> duckdb | s => t append
INSERT INTO t BY NAME SELECT * FROM s

--> duckdb | s => t append
INSERT INTO t FROM s

--> duckdb | s =>
FROM s SELECT a

--> duckdb | s =>
FROM s

--> duckdb | x.csv => t append
COPY t FROM 'x.csv' (HEADER)

--> duckdb | s3://b/*.parquet => t append
COPY t FROM 's3://b/*.parquet' (FORMAT parquet)

--> duckdb | t => out.parquet overwrite
COPY t TO 'out.parquet' (FORMAT parquet, PARTITION_BY (y, m))

--> duckdb | t => o.json overwrite
COPY (FROM t) TO 'o.json'

--> duckdb | => !! every table of the database is copied; which they are is not known
COPY FROM DATABASE db1 TO db2

--> duckdb | => dir overwrite !! every table of the database is meant; which they are is not known
EXPORT DATABASE 'dir'

--> duckdb | dir => !! every table of the database is meant; which they are is not known
IMPORT DATABASE 'dir'

--> duckdb | a.csv => t overwrite
CREATE TABLE t AS FROM read_csv('a.csv', header = true)

--> duckdb | a.csv, b.csv =>
SELECT * FROM read_csv(['a.csv', 'b.csv'])

--> duckdb | s3://b/a.parquet, s3://b/b.parquet =>
SELECT * FROM read_parquet(['s3://b/a.parquet', 's3://b/b.parquet'])

--> duckdb | a/*.parquet, x.json =>
SELECT * FROM 'a/*.parquet' JOIN read_json_auto('x.json') USING (i)

--> duckdb | s3://b/d, s3://b/t =>
SELECT * FROM iceberg_scan('s3://b/t') JOIN delta_scan('s3://b/d') USING (i)

--> duckdb | =>
SELECT * FROM postgres_scan('dbname=x', 'public', 'tab')

--> duckdb | =>
SELECT * FROM sqlite_scan('x.db', 'tab')

--> duckdb | =>
SELECT * FROM glob('*.csv')

--> duckdb | s => t overwrite
CREATE OR REPLACE TABLE t AS SELECT * FROM s

--> duckdb | =>
ATTACH 'x.db' AS d (TYPE sqlite)

--> duckdb | d.t =>
USE d; SELECT * FROM t

--> duckdb | cities =>
PIVOT cities ON year USING sum(population)

--> duckdb | monthly =>
UNPIVOT monthly ON jan, feb INTO NAME m VALUE v

--> duckdb | =>
SUMMARIZE t

--> duckdb | =>
DESCRIBE t

--> duckdb | =>
CREATE MACRO f(a) AS a + 1

--> duckdb | s =>
CREATE MACRO f(a) AS TABLE SELECT * FROM s
