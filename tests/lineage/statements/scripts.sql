--> tsql | dbo.src, dbo.y, dbo.z => dbo.tgt merge, dbo.log append, dbo.x merge, dbo.z append !! what the procedure dbo.other reads and writes is not known
CREATE PROCEDURE dbo.load AS
BEGIN
  SET NOCOUNT ON;
  DECLARE @d date = GETDATE();
  IF OBJECT_ID('tempdb..#s') IS NOT NULL DROP TABLE #s
  SELECT a, b INTO #s FROM dbo.src WITH (NOLOCK) WHERE d = @d
  MERGE dbo.tgt AS t USING #s AS s ON t.a = s.a
  WHEN MATCHED THEN UPDATE SET t.b = s.b
  WHEN NOT MATCHED BY TARGET THEN INSERT (a, b) VALUES (s.a, s.b)
  WHEN NOT MATCHED BY SOURCE THEN DELETE
  OUTPUT $action, inserted.a INTO dbo.log;
  EXEC dbo.other @d
  UPDATE x SET x.c = y.c FROM dbo.x x INNER JOIN dbo.y y ON x.i = y.i
  INSERT INTO dbo.z (a) SELECT a FROM #s WHERE NOT EXISTS (SELECT 1 FROM dbo.z z WHERE z.a = #s.a)
END

--> snowflake | db.s.q, db.s.src => db.s.t append, db.s.u delete !! what the procedure db.s.p reads and writes is not known
BEGIN
  LET c CURSOR FOR SELECT a FROM db.s.src;
  FOR r IN c DO
    INSERT INTO db.s.t VALUES (:r);
  END FOR;
  IF (EXISTS (SELECT 1 FROM db.s.q)) THEN
    DELETE FROM db.s.u;
  ELSE
    CALL db.s.p();
  END IF;
END;

--> oracle | src, tgt, upd => tgt append, tgt merge, tgt delete, err append
DECLARE
  v_n NUMBER;
BEGIN
  SELECT COUNT(*) INTO v_n FROM src;
  IF v_n > 0 THEN
    INSERT INTO tgt (a) SELECT a FROM src s WHERE NOT EXISTS (SELECT 1 FROM tgt t WHERE t.a = s.a);
    UPDATE tgt SET b = 1 WHERE a IN (SELECT a FROM upd);
  ELSIF v_n = 0 THEN
    DELETE FROM tgt;
  END IF;
  COMMIT;
EXCEPTION
  WHEN OTHERS THEN
    ROLLBACK;
    INSERT INTO err VALUES (SQLERRM);
    RAISE;
END;
/

--> postgres | s => t merge
DO $$
DECLARE n int;
BEGIN
  SELECT count(*) INTO n FROM s;
  IF n > 0 THEN
    CREATE TEMP TABLE x AS SELECT * FROM s;
    INSERT INTO t SELECT * FROM x ON CONFLICT DO NOTHING;
  END IF;
END $$;

--> bigquery | d.s => d.t merge
CREATE OR REPLACE PROCEDURE d.p(x DATE)
BEGIN
  DECLARE n INT64;
  SET n = (SELECT COUNT(*) FROM d.s WHERE dt = x);
  IF n > 0 THEN
    CREATE TEMP TABLE tmp AS SELECT * FROM d.s WHERE dt = x;
    MERGE d.t USING tmp ON t.i = tmp.i WHEN NOT MATCHED THEN INSERT ROW;
  END IF;
END;

--> mysql | s[d=2026-01-01] => t[d=2026-01-01] delete, t append
START TRANSACTION; DELETE FROM t WHERE d = '2026-01-01'; INSERT INTO t SELECT * FROM s WHERE d = '2026-01-01'; COMMIT

--> redshift | s3://b/x => t delete, t append
BEGIN; CREATE TEMP TABLE stage (LIKE t); COPY stage FROM 's3://b/x' IAM_ROLE 'r'; DELETE FROM t USING stage WHERE t.i = stage.i; INSERT INTO t SELECT * FROM stage; END;

--> hive | db.s[ds=2026-01-01] => db.t overwrite
SET hive.exec.dynamic.partition=true; USE db; WITH a AS (SELECT * FROM s WHERE ds='2026-01-01') INSERT OVERWRITE TABLE t PARTITION (ds) SELECT a.*, ds FROM a;

--> databricks | s3://b/in, s3://b/t => c.s.t ddl, c.s.t append
CREATE TABLE IF NOT EXISTS c.s.t (a INT) USING DELTA LOCATION 's3://b/t'; COPY INTO c.s.t FROM 's3://b/in' FILEFORMAT = PARQUET; OPTIMIZE c.s.t

--> tsql | dbo.b => dbo.c overwrite
DROP TABLE IF EXISTS dbo.a
CREATE TABLE dbo.a (x int)
INSERT dbo.a SELECT x FROM dbo.b
ALTER TABLE dbo.a ADD CONSTRAINT pk PRIMARY KEY (x)
EXEC sp_rename 'dbo.a', 'c'
GO

--> teradata | s => t delete, t append
BT; DELETE FROM t; INSERT INTO t SELECT * FROM s; ET;

--> oracle | s => x append, y append
INSERT ALL WHEN a = 1 THEN INTO x (a) VALUES (a) WHEN a = 2 THEN INTO y (a) VALUES (a) SELECT a FROM s; COMMIT;
