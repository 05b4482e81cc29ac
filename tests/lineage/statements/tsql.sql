--> tsql | => dbo.t merge, dbo.log append
MERGE TOP (10) INTO dbo.t WITH (HOLDLOCK) AS x USING (VALUES (1, 2)) AS s (a, b) ON x.a = s.a WHEN MATCHED THEN UPDATE SET b = s.b WHEN NOT MATCHED BY SOURCE THEN DELETE OUTPUT $action, inserted.* INTO dbo.log

--> tsql | dbo.s => dbo.t merge
MERGE dbo.t AS tgt USING dbo.s AS src ON tgt.a = src.a WHEN MATCHED THEN UPDATE SET tgt.b = src.b OUTPUT $action, deleted.a, inserted.a;

--> tsql | dbo.s => dbo.t merge, dbo.audit append
UPDATE t SET a = s.a OUTPUT inserted.a INTO dbo.audit FROM dbo.t t INNER JOIN dbo.s s ON s.i = t.i

--> tsql | dbo.s => dbo.t delete, dbo.arch append
DELETE t OUTPUT deleted.* INTO dbo.arch FROM dbo.t t JOIN dbo.s s ON t.i = s.i

--> tsql | => dbo.t[d=2020-01-01] delete, dbo.arch append
DELETE FROM dbo.t OUTPUT deleted.* INTO dbo.arch WHERE d = '2020-01-01'

--> tsql | => dbo.t[a=1] delete
DELETE TOP (100) FROM dbo.t WHERE a = 1

--> tsql | dbo.s => dbo.t append
INSERT INTO dbo.t OUTPUT inserted.id INTO @ids SELECT * FROM dbo.s

--> tsql | => dbo.t append !! what the procedure dbo.p reads and writes is not known
INSERT INTO dbo.t EXEC dbo.p

--> tsql | dbo.s => dbo.t append
INSERT INTO dbo.t (a) EXEC('SELECT a FROM dbo.s')

--> tsql | dbo.s => dbo.t append
INSERT INTO dbo.t (a) EXEC sp_executesql N'SELECT a FROM dbo.s'

--> tsql | data/x.csv => t append
INSERT INTO t SELECT * FROM OPENROWSET(BULK 'data/x.csv', FORMAT = 'CSV') AS x

--> tsql | => !! what OPENROWSET asks of another database is not known
SELECT * FROM OPENROWSET('SQLNCLI', 'Server=s;Trusted_Connection=yes;', 'SELECT * FROM db.dbo.t') AS a

--> tsql | => !! what OPENQUERY asks of another database is not known
SELECT * FROM OPENQUERY(linked, 'SELECT * FROM db.dbo.t')

--> tsql | C:\data\x.csv => dbo.t append
BULK INSERT dbo.t FROM 'C:\data\x.csv' WITH (FIELDTERMINATOR = ',')

--> tsql | https://a.blob.core.windows.net/c/f => dbo.t append
COPY INTO dbo.t (a, b) FROM 'https://a.blob.core.windows.net/c/f' WITH (FILE_TYPE = 'CSV')

--> tsql | /f/x.parquet => ext.t ddl
CREATE EXTERNAL TABLE ext.t (a int) WITH (LOCATION = '/f/x.parquet', DATA_SOURCE = ds, FILE_FORMAT = ff)

--> tsql | dbo.s => /f/ overwrite, ext.t overwrite
CREATE EXTERNAL TABLE ext.t WITH (LOCATION = '/f/', DATA_SOURCE = ds, FILE_FORMAT = ff) AS SELECT * FROM dbo.s

--> tsql | dbo.s => dbo.t overwrite
CREATE TABLE dbo.t WITH (DISTRIBUTION = HASH(a), CLUSTERED COLUMNSTORE INDEX) AS SELECT * FROM dbo.s

--> tsql | dbo.s =>
SELECT TOP 10 a INTO #tmp FROM dbo.s; SELECT * FROM #tmp

--> tsql | sys.tables => dbo.t ddl
IF NOT EXISTS (SELECT * FROM sys.tables WHERE name = 't') CREATE TABLE dbo.t (a int)

--> tsql | dbo.s, dbo.v => dbo.t overwrite, dbo.u append
IF 1 = 1 SELECT * INTO dbo.t FROM dbo.s ELSE INSERT INTO dbo.u SELECT * FROM dbo.v

--> tsql | dbo.s => dbo.t append
WHILE @i < 10 BEGIN INSERT INTO dbo.t SELECT * FROM dbo.s WHERE i = @i; SET @i += 1 END

--> tsql | dbo.s => dbo.t delete, dbo.t append
BEGIN TRANSACTION; DELETE FROM dbo.t; INSERT INTO dbo.t SELECT * FROM dbo.s; COMMIT TRANSACTION

--> tsql | => dbo.t merge, dbo.err append
BEGIN TRY
BEGIN TRAN
UPDATE dbo.t SET a = 1
COMMIT
END TRY
BEGIN CATCH
IF @@TRANCOUNT > 0 ROLLBACK
INSERT INTO dbo.err SELECT ERROR_MESSAGE()
THROW
END CATCH

--> tsql | dbo.s => !! what the procedure dbo.p reads and writes is not known
DECLARE c CURSOR FOR SELECT a FROM dbo.s; OPEN c; FETCH NEXT FROM c INTO @a; WHILE @@FETCH_STATUS = 0 BEGIN EXEC dbo.p @a; FETCH NEXT FROM c INTO @a END; CLOSE c; DEALLOCATE c

--> tsql | dbo.s => dbo.t append
DECLARE @sql nvarchar(max) = N'INSERT INTO dbo.t SELECT * FROM dbo.s'; EXEC sp_executesql @sql

--> tsql | dbo.s, dbo.u =>
DECLARE @n int; SELECT @n = COUNT(*) FROM dbo.s; SET @n = (SELECT MAX(a) FROM dbo.u)

--> tsql | => dbo.t delete
EXEC (N'TRUNCATE TABLE dbo.t')

--> tsql | => !! the SQL is put together at run time
EXEC('INSERT INTO ' + @t + ' SELECT 1')

--> tsql | => dbo.t delete
TRUNCATE TABLE dbo.t WITH (PARTITIONS (1, 2))

--> tsql | a => a delete, b append
ALTER TABLE a SWITCH PARTITION 1 TO b PARTITION 1

--> tsql | dbo.a => dbo.a delete, dbo.b append
ALTER TABLE dbo.a SWITCH TO dbo.b

--> tsql | dbo.a => dbo.a ddl, dbo.b overwrite
EXEC sp_rename 'dbo.a', 'b'

--> tsql | a, b =>
SELECT * FROM a CROSS APPLY (SELECT TOP 1 * FROM b WHERE b.i = a.i) x OUTER APPLY dbo.fn(a.i) f

--> tsql | a =>
SELECT * FROM a CROSS APPLY OPENJSON(a.j) WITH (x int '$.x')

--> tsql | a =>
SELECT * FROM a CROSS APPLY STRING_SPLIT(a.j, ',')

--> tsql | s =>
SELECT * FROM (SELECT a, b FROM s) p PIVOT (SUM(b) FOR a IN ([x], [y])) pv

--> tsql | dbo.t =>
SELECT * FROM dbo.t FOR SYSTEM_TIME AS OF '2020-01-01'

--> tsql | srv.db.dbo.t =>
SELECT * FROM srv.db.dbo.t

--> tsql | db.t =>
SELECT * FROM db..t

--> tsql | dbo.s =>
SELECT a FROM dbo.s FOR XML PATH('')

--> tsql | dbo.s =>
SELECT a FROM dbo.s OPTION (MAXDOP 1)

--> tsql | dbo.s => dbo.v overwrite
CREATE OR ALTER VIEW dbo.v AS SELECT * FROM dbo.s

--> tsql | dbo.s => dbo.v overwrite
ALTER VIEW dbo.v AS SELECT * FROM dbo.s

--> tsql | dbo.s => dbo.v overwrite
CREATE VIEW dbo.v WITH SCHEMABINDING AS SELECT a FROM dbo.s WITH CHECK OPTION

--> tsql | dbo.s =>
CREATE FUNCTION dbo.f(@a int) RETURNS TABLE AS RETURN (SELECT * FROM dbo.s WHERE a = @a)

--> tsql | dbo.s => dbo.t delete, dbo.t append
CREATE OR ALTER PROCEDURE dbo.p @d date AS SET NOCOUNT ON DELETE FROM dbo.t WHERE d = @d INSERT INTO dbo.t SELECT * FROM dbo.s WHERE d = @d

--> tsql | dbo.s => dbo.t append
CREATE PROC dbo.p AS WITH c AS (SELECT * FROM dbo.s) INSERT INTO dbo.t SELECT * FROM c

--> tsql | => dbo.log append
CREATE TRIGGER tr ON dbo.t AFTER INSERT AS INSERT INTO dbo.log SELECT * FROM inserted

--> tsql | dbo.s => dbo.u append
CREATE TABLE #t (a int); INSERT #t SELECT a FROM dbo.s; DELETE FROM #t WHERE a = 1; INSERT dbo.u SELECT * FROM #t; DROP TABLE #t

--> tsql | dbo.s =>
DECLARE @t TABLE (a int); INSERT @t SELECT a FROM dbo.s; SELECT * FROM @t

--> tsql | dbo.t => dbo.t_backup overwrite, dbo.t delete
SELECT * INTO dbo.t_backup FROM dbo.t; TRUNCATE TABLE dbo.t

--> tsql | =>
CREATE CLUSTERED INDEX i ON dbo.t (a); UPDATE STATISTICS dbo.t; ALTER INDEX ALL ON dbo.t REBUILD

--> tsql | db.dbo.t => dbo.x ddl
CREATE SYNONYM dbo.x FOR db.dbo.t

--> tsql | =>
GRANT SELECT ON dbo.t TO u

--> tsql | dbo.s => dbo.t merge
WITH a AS (SELECT * FROM dbo.s), b AS (SELECT * FROM a) MERGE dbo.t USING b ON t.i = b.i WHEN MATCHED THEN DELETE;

--> tsql | => dbo.t delete
WITH cte AS (SELECT *, ROW_NUMBER() OVER (PARTITION BY a ORDER BY b) rn FROM dbo.t) DELETE FROM cte WHERE rn > 1

--> tsql | =>
UPDATE STATISTICS dbo.t

--> tsql | => dbo.a ddl, dbo.b ddl
DROP TABLE IF EXISTS dbo.a, dbo.b

--> tsql | db.dbo.t =>
USE db; SELECT * FROM dbo.t
