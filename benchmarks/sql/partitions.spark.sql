INSERT OVERWRITE TABLE marts.visits PARTITION (ds = '2026-01-01')
SELECT /*+ BROADCAST(p) */ v.visitor_id, v.url, p.title, parse_url(v.url, 'HOST') AS host, tag
FROM raw.visits v
LATERAL VIEW explode(v.tags) exploded AS tag
LEFT JOIN raw.pages p ON v.page_id = p.page_id AND p.ds = '2026-01-01'
WHERE v.ds = '2026-01-01' AND v.is_bot = false;

CREATE TABLE IF NOT EXISTS marts.visitors USING delta LOCATION 's3://lake/marts/visitors' AS
SELECT visitor_id, count(DISTINCT url) AS urls, max(host) AS host FROM marts.visits GROUP BY visitor_id
UNION ALL
SELECT visitor_id, urls, host FROM raw.visitors_before;
