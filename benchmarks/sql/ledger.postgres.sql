CREATE TEMP TABLE fresh AS
SELECT DISTINCT ON (account_id) account_id, balance, valid_from
FROM bank.balances
WHERE valid_from >= date '2026-01-01'
ORDER BY account_id, valid_from DESC;

UPDATE bank.accounts a SET balance = f.balance, updated_at = now() FROM fresh f WHERE f.account_id = a.account_id;

WITH RECURSIVE tree AS (
    SELECT account_id, parent_id, 1 AS depth FROM bank.hierarchy WHERE parent_id IS NULL
    UNION ALL
    SELECT h.account_id, h.parent_id, t.depth + 1 FROM bank.hierarchy h JOIN tree t ON t.account_id = h.parent_id
)
INSERT INTO bank.rollup (account_id, depth, total)
SELECT t.account_id, t.depth, (SELECT sum(a.balance) FROM bank.accounts a WHERE a.account_id = t.account_id)
FROM tree t
ON CONFLICT (account_id) DO UPDATE SET total = excluded.total;
