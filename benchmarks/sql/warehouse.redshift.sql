COPY staging.orders FROM 's3://landing/orders/2026-01-01/' IAM_ROLE 'arn:aws:iam::1:role/load' FORMAT AS PARQUET;

BEGIN;
DELETE FROM marts.orders USING staging.orders s WHERE marts.orders.order_id = s.order_id;
INSERT INTO marts.orders SELECT order_id, customer_id, status, amount, getdate() FROM staging.orders;
COMMIT;

UNLOAD ('SELECT country, sum(amount) FROM marts.orders JOIN marts.customers USING (customer_id) GROUP BY country')
TO 's3://reports/countries/' IAM_ROLE 'arn:aws:iam::1:role/unload' PARALLEL OFF;
