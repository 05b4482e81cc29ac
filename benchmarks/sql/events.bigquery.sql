CREATE OR REPLACE TABLE `shop-prod.marts.sessions`
PARTITION BY DATE(started_at) AS
SELECT
  user_id,
  session_id,
  MIN(event_time) AS started_at,
  TIMESTAMP_DIFF(MAX(event_time), MIN(event_time), SECOND) AS seconds,
  COUNTIF(name = 'purchase') AS purchases,
  ARRAY_AGG(STRUCT(name, event_time) ORDER BY event_time LIMIT 50) AS events,
  ANY_VALUE((SELECT value FROM UNNEST(params) WHERE key = 'campaign')) AS campaign
FROM `shop-prod.raw.events_20260101`
WHERE user_id NOT IN (SELECT user_id FROM `shop-prod.raw.bots`)
GROUP BY user_id, session_id;

INSERT INTO `shop-prod.marts.daily_sessions` (day, country, sessions, purchases)
SELECT DATE(s.started_at), u.country, COUNT(*), SUM(s.purchases)
FROM `shop-prod.marts.sessions` s
JOIN `shop-prod.raw.users` u USING (user_id)
GROUP BY 1, 2;
