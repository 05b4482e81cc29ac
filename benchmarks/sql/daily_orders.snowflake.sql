USE SCHEMA analytics.marts;

CREATE OR REPLACE TABLE fct_orders AS
WITH paid AS (
    SELECT order_id, SUM(amount) AS amount, MAX(paid_at) AS paid_at
    FROM raw.shop.payments
    WHERE status = 'paid'
    GROUP BY order_id
),
lines AS (
    SELECT i.order_id, COUNT(*) AS items, SUM(i.quantity * i.price) AS gross,
           SUM(CASE WHEN p.category = 'gift' THEN i.quantity ELSE 0 END) AS gifts
    FROM raw.shop.order_items i
    LEFT JOIN raw.shop.products p ON p.product_id = i.product_id
    GROUP BY i.order_id
)
SELECT o.order_id, o.customer_id, c.country, o.ordered_at::DATE AS ordered_on,
       l.items, l.gross, COALESCE(paid.amount, 0) AS net, l.gross - net AS open_amount,
       ROW_NUMBER() OVER (PARTITION BY o.customer_id ORDER BY o.ordered_at) AS nth_order
FROM raw.shop.orders o
JOIN raw.shop.customers c ON c.customer_id = o.customer_id
LEFT JOIN lines l ON l.order_id = o.order_id
LEFT JOIN paid ON paid.order_id = o.order_id
WHERE o.deleted_at IS NULL
QUALIFY ROW_NUMBER() OVER (PARTITION BY o.order_id ORDER BY o.updated_at DESC) = 1;

MERGE INTO dim_customers t
USING (SELECT customer_id, name, email, country FROM raw.shop.customers WHERE updated_at > CURRENT_DATE - 1) s
ON t.customer_id = s.customer_id
WHEN MATCHED THEN UPDATE SET t.name = s.name, t.email = s.email, t.country = s.country
WHEN NOT MATCHED THEN INSERT (customer_id, name, email, country) VALUES (s.customer_id, s.name, s.email, s.country);
