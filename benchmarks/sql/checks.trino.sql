SELECT 'orders' AS checked, count(*) AS rows_found FROM hive.marts.orders WHERE ds = '2026-01-01';
SELECT o.order_id FROM hive.marts.orders o LEFT JOIN hive.marts.customers c ON c.id = o.customer_id WHERE c.id IS NULL;
INSERT INTO hive.audit.results SELECT 'orders', (SELECT count(*) FROM hive.marts.orders), current_timestamp;
