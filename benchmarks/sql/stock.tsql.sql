IF OBJECT_ID('tempdb..#moves') IS NOT NULL DROP TABLE #moves
SELECT m.[ItemId], SUM(m.[Quantity]) AS [Moved], MAX(m.[MovedAt]) AS [LastMove]
INTO #moves
FROM [erp].[dbo].[StockMoves] m WITH (NOLOCK)
WHERE m.[MovedAt] >= DATEADD(day, -1, GETDATE())
GROUP BY m.[ItemId]
GO
UPDATE s SET s.[Quantity] += v.[Moved] FROM [dbo].[Stock] s JOIN #moves v ON v.[ItemId] = s.[ItemId]
INSERT INTO [dbo].[StockHistory] ([ItemId], [Quantity], [At])
SELECT TOP (1000) s.[ItemId], s.[Quantity], SYSDATETIME() FROM [dbo].[Stock] s ORDER BY s.[ItemId]
