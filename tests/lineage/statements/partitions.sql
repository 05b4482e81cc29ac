--> postgres | t[ds=2026-01-01] =>
SELECT * FROM t WHERE ds = '2026-01-01'

--> postgres | t[ds>=2026-01-01/ds<=2026-01-31] =>
SELECT * FROM t WHERE ds BETWEEN '2026-01-01' AND '2026-01-31' AND a = 1

--> postgres | t[created_at>=2026-01-01/created_at<2026-01-02] =>
SELECT * FROM t WHERE created_at >= '2026-01-01' AND created_at < '2026-01-02'

--> postgres | t =>
SELECT * FROM t WHERE created_at >= '2026-01-01'

--> postgres | t[created_at=2026-01-01] =>
SELECT * FROM t WHERE created_at::date = DATE '2026-01-01'

--> postgres | t[created_at=2026-01-01] =>
SELECT * FROM t WHERE date_trunc('day', created_at) = '2026-01-01'

--> bigquery | d.t[ts=2026-01-01] =>
SELECT * FROM d.t WHERE DATE(ts) = '2026-01-01'

--> bigquery | d.t[_PARTITIONTIME=2026-01-01] =>
SELECT * FROM d.t WHERE _PARTITIONTIME = TIMESTAMP('2026-01-01')

--> bigquery | p.d.t_*[_TABLE_SUFFIX>=20260101/_TABLE_SUFFIX<=20260131] =>
SELECT * FROM `p.d.t_*` WHERE _TABLE_SUFFIX BETWEEN '20260101' AND '20260131'

--> postgres | t[dt=2026-01-02], u[ds=2026-01-01] =>
SELECT * FROM t a JOIN u b ON a.i = b.i AND b.ds = '2026-01-01' WHERE a.dt = '2026-01-02'

--> postgres | t, u =>
SELECT * FROM t a JOIN u b ON a.i = b.i WHERE ds = '2026-01-02'

--> postgres | t, u[ds=2026-01-01] =>
SELECT * FROM t a LEFT JOIN u b ON a.i = b.i AND b.ds = '2026-01-01' AND a.ds = '2026-01-03'

--> postgres | t =>
SELECT * FROM t WHERE ds = '2026-01-01' OR x = 1

--> postgres | t =>
SELECT * FROM t WHERE ds = '2026-01-01' UNION ALL SELECT * FROM t WHERE ds = '2026-01-02'

--> postgres | t[ds=2026-01-01] =>
WITH c AS (SELECT * FROM t WHERE ds = '2026-01-01') SELECT * FROM c WHERE dt = '2026-01-02'

--> postgres | => t[dt=2026-01-01] delete
DELETE FROM t WHERE dt = '2026-01-01'

--> postgres | => t[dt>=2026-01-01/dt<2026-02-01] delete
DELETE FROM t WHERE dt >= '2026-01-01' AND dt < '2026-02-01'

--> postgres | => t delete
DELETE FROM t WHERE dt < '2026-01-01'

--> postgres | => t[ds=2026-01-01] merge
UPDATE t SET a = 1 WHERE ds = '2026-01-01' AND b > 3

--> postgres | s[ds=2026-01-01] => t merge
UPDATE t SET a = s.a FROM s WHERE t.i = s.i AND s.ds = '2026-01-01'

--> hive | s[ds=2026-01-01/hr=05] => t[ds=2026-01-01] overwrite
INSERT OVERWRITE TABLE t PARTITION (ds='2026-01-01') SELECT a FROM s WHERE ds='2026-01-01' AND hr = '05'

--> spark | t[year=2026/month=1] =>
SELECT * FROM t WHERE year = 2026 AND month = 1

--> snowflake | t[loaded_at=2026-01-01] =>
SELECT * FROM t WHERE TO_DATE(loaded_at) = '2026-01-01'

--> tsql | dbo.t[ts=2026-01-01] =>
SELECT * FROM dbo.t WHERE CAST(ts AS date) = '2026-01-01'

--> postgres | t =>
SELECT * FROM t WHERE name = 'x' AND id = 3

--> postgres | t[ds>=2026-01-01/ds<=2026-01-02] =>
SELECT * FROM t WHERE '2026-01-01' <= ds AND ds <= '2026-01-02'

--> postgres | t[ds=2026-01-01] =>
SELECT * FROM t WHERE (ds = '2026-01-01' AND a = 1)

--> hive | {src}_x[dt={hivevar:day}] => {hiveconf:db}.t append
INSERT INTO ${hiveconf:db}.t SELECT * FROM ${src}_x WHERE dt = ${hivevar:day}
