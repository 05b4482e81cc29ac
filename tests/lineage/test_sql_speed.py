"""What makes lineage fast changes nothing of what it says."""

from __future__ import annotations

import string
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp, parse_one

from migrator.lineage.sql import lineage, nodes, reads, script, statement
from migrator.lineage.sql.dialects import NAMES
from migrator.lineage.templated import task_lineage, templated_lineage

SCRIPTS = sorted((Path(__file__).parents[2] / "benchmarks" / "sql").glob("*.sql"))

STATEMENTS = [
    "SELECT a FROM t",
    "SELECT (SELECT max(x) FROM u) AS m, b FROM t WHERE b IN (SELECT b FROM v)",
    "SELECT a FROM t JOIN u ON t.i = u.i AND EXISTS (SELECT 1 FROM v WHERE v.i = u.i)",
    "SELECT a FROM t JOIN (SELECT b FROM u WHERE b > ALL (SELECT c FROM v)) w ON t.i = w.b",
    "SELECT a FROM t GROUP BY a HAVING count(*) > (SELECT avg(n) FROM u) ORDER BY (SELECT 1 FROM v)",
    "WITH x AS (SELECT a FROM t WHERE a = (SELECT max(a) FROM u)), y AS (SELECT * FROM z) SELECT * FROM x",
    "WITH x AS (SELECT a FROM t WHERE a IN (SELECT a FROM u)) INSERT INTO w SELECT a FROM x",
    "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r JOIN t ON t.n = r.n) SELECT * FROM r",
    "SELECT 1 AS selected, 'SELECT' AS word FROM t -- SELECT FROM\nWHERE a IN (SELECT a /* FROM */ FROM u)",
    "SELECT CASE WHEN a IN (SELECT a FROM t) THEN (SELECT b FROM u) ELSE f((SELECT c FROM v)) END FROM w",
    "SELECT a FROM t WHERE a IN (SELECT a FROM u WHERE a IN (SELECT a FROM v WHERE a IN (SELECT a FROM w)))",
    "SELECT a FROM t UNION SELECT b FROM u WHERE b IN (SELECT c FROM v) EXCEPT (SELECT d FROM w)",
    "SELECT extract(year FROM d) AS y, trim(both ' ' FROM s) AS s FROM t",
    "SELECT a FROM t WHERE a IN (TABLE u)",
    "SELECT a FROM t WHERE a IN (FROM u)",
    "FROM t WHERE a IN (SELECT a FROM u)",
    "SELECT a FROM f((SELECT b FROM t WHERE b IN (SELECT c FROM u))) x",
    "SELECT a FROM t, LATERAL (SELECT b FROM u WHERE u.i IN (SELECT i FROM v)) l",
    "INSERT INTO t VALUES (1, 2), ((SELECT max(a) FROM u), 3)",
    "INSERT INTO t (a, b) SELECT a, (SELECT max(b) FROM v) FROM u",
    "CREATE TABLE t AS SELECT a FROM u WHERE a NOT IN (SELECT a FROM v)",
    "UPDATE t SET a = (SELECT max(b) FROM u), c = 1 WHERE i IN (SELECT i FROM v)",
    "DELETE FROM t WHERE a IN (SELECT a FROM u) OR EXISTS (SELECT 1 FROM v)",
    "MERGE INTO t USING (SELECT a FROM u) s ON t.a = s.a AND t.a IN (SELECT a FROM w) "
    "WHEN MATCHED THEN UPDATE SET b = (SELECT max(b) FROM v) WHEN NOT MATCHED THEN INSERT (a) VALUES (s.a)",
    "SELECT * FROM ML.PREDICT(MODEL m.x, (SELECT a FROM t))",
    "SELECT a.b.c, d[0].e FROM t, t.d",
    "SELECT * FROM ((t JOIN u ON t.i = u.i) JOIN v ON v.i = u.i)",
    "CREATE TEMP TABLE x AS SELECT a FROM t; INSERT INTO y SELECT a FROM x; DROP TABLE x",
    "USE d; SELECT a FROM t; GRANT SELECT ON t TO r;",
]


@pytest.mark.parametrize("sql", STATEMENTS)
def test_without_columns_the_same_tables(sql: str) -> None:
    for dialect in (None, *sorted(NAMES)):
        with_columns, without = lineage(sql, dialect), lineage(sql, dialect, columns=False)
        assert without.uses == with_columns.uses
        assert without.findings == with_columns.findings
        assert without.columns == ()


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_the_scripts_of_the_benchmark_are_understood_with_and_without_columns(path: Path) -> None:
    sql, dialect = path.read_text("utf-8"), path.suffixes[-2].strip(".")
    found = lineage(sql, dialect)
    assert found.sources and not found.findings
    assert lineage(sql, dialect, columns=False).uses == found.uses


@pytest.mark.parametrize("sql", STATEMENTS)
def test_looking_into_every_expression_finds_no_more_tables(sql: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for dialect in (None, "bigquery", "snowflake", "duckdb", "postgres", "tsql", "spark", "clickhouse"):
        quick = lineage(sql, dialect)
        with monkeypatch.context() as patched:
            patched.setattr(statement, "holding", lambda capitals, queries: nodes.EVERYWHERE)
            assert lineage(sql, dialect) == quick


def _queries() -> st.SearchStrategy[str]:
    """Queries within queries, in every clause."""
    names = st.sampled_from(string.ascii_lowercase[:8]).map("t_{}".format)
    plain = st.sampled_from(("x", "1", "'SELECT'", "x + y", "f(x)", "extract(day FROM x)"))

    def deeper(query: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        value = plain | query.map("({})".format) | query.map("f(1, ({}))".format)
        test = value.map("x = {}".format) | query.map("x IN ({})".format) | query.map("EXISTS ({})".format)
        rows = names | query.map("({}) AS q".format)
        select = st.builds(
            "SELECT {} AS a, {} AS b FROM {}{}{}{}".format,
            value,
            value,
            rows,
            st.just("") | st.builds(" JOIN {} AS j ON {}".format, names, test),
            st.just("") | test.map(" WHERE {}".format),
            st.just("") | test.map(" GROUP BY x HAVING {}".format),
        )
        union = st.builds("{} UNION ALL {}".format, select, select)
        with_ = st.builds("WITH {} AS ({}) {}".format, names, query, select)
        return select | union | with_

    return st.recursive(names.map("SELECT x FROM {}".format), deeper, max_leaves=8)


@given(_queries(), st.sampled_from(("{}", "INSERT INTO t {}", "CREATE TABLE t AS {}", "DELETE FROM t WHERE x IN ({})")))
@settings(max_examples=150, deadline=None)
def test_the_short_walk_finds_what_the_long_one_finds(query: str, around: str) -> None:
    sql = around.format(query)
    tree = parse_one(sql)
    root = tree.expression if isinstance(tree, exp.Insert | exp.Create) else tree.args.get("where") or tree
    held = nodes.holding(sql.upper(), [root])
    short = [parts for _, parts in reads.tables(root, "", {}, held)]
    assert short == [parts for _, parts in reads.tables(root, "", {}, nodes.EVERYWHERE)]
    assert lineage(sql, columns=False).uses == lineage(sql).uses


def test_the_same_text_is_read_once_for_all_tasks_and_forks(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    run = script.Script.run

    def noted(self: script.Script, sql: str, **more: object) -> None:
        read.append(sql)
        run(self, sql, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(script.Script, "run", noted)
    sql = "INSERT INTO kept_once SELECT a FROM s {% if x %}{% if y %}{% endif %}{% endif %}"
    first = task_lineage(sql, "postgres", {})
    assert task_lineage(sql, "postgres", {}) == first
    assert len(read) == 1
    templated_lineage(sql, "postgres")
    assert len(read) == 2


def test_a_query_of_a_task_says_no_columns_and_a_write_says_them() -> None:
    assert task_lineage("SELECT a FROM s", None, {}).columns == ()
    assert task_lineage("SELECT a INTO t FROM s", "tsql", {}).columns == (("s.a", "t.a"),)
    assert task_lineage("WITH x AS (SELECT a FROM s) INSERT INTO t SELECT a FROM x", None, {}).columns


def test_a_quote_is_masked_when_it_is_made() -> None:
    use = lineage("COPY t FROM 's3://b/x' CREDENTIALS 'aws_secret_access_key=s3cr3tvalue'", "redshift").uses[0]
    assert "s3cr3tvalue" not in repr(use)
    assert "s3cr3tvalue" not in use.quote


def test_values_of_a_large_insert_are_not_walked() -> None:
    tree = parse_one("INSERT INTO t VALUES " + ", ".join(f"({n}, 'x')" for n in range(50)))
    values = tree.expression
    assert nodes.holding(tree.sql().upper(), [values]) is nodes.NOWHERE
    assert reads.tables(values, "", {}, nodes.NOWHERE) == []
