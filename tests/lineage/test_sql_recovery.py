"""A wrong text never makes a write: mutated statements say what they write only where they say it themselves."""

from __future__ import annotations

import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from migrator.lineage.sql import lineage

DIALECTS = ("postgres", "snowflake", "bigquery", "spark", "hive", "tsql", "oracle", "mysql", "redshift", "duckdb", None)
STATEMENTS = (
    "INSERT INTO a.t1 ( x , y ) SELECT x , y FROM b.s1 JOIN s2 ON s1.i = s2.i WHERE x > 1",
    "INSERT OVERWRITE TABLE t1 PARTITION ( ds = '1' ) SELECT * FROM s1 UNION ALL SELECT * FROM s2",
    "WITH c AS ( SELECT * FROM s1 ) INSERT INTO t1 SELECT * FROM c",
    "CREATE OR REPLACE TABLE t1 AS SELECT a , ( SELECT max ( b ) FROM s2 ) AS m FROM s1",
    "CREATE VIEW IF NOT EXISTS t1 AS SELECT * FROM s1 ; DROP TABLE IF EXISTS t2",
    "MERGE INTO t1 USING s1 ON t1.i = s1.i WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT ( a ) VALUES ( 1 )",
    "UPDATE t1 SET a = 1 , b = ( SELECT max ( x ) FROM s1 ) WHERE c = 2 ; TRUNCATE TABLE t2",
    "DELETE FROM t1 WHERE a IN ( SELECT a FROM s1 ) ; INSERT INTO t2 VALUES ( 1 , 2 )",
    "COPY INTO t1 FROM 's3://b/x' FILE_FORMAT = ( TYPE = CSV ) ; SELECT * FROM s1",
    "ALTER TABLE t1 RENAME TO t2 ; CREATE TABLE t3 LIKE s1",
    "BEGIN INSERT INTO t1 SELECT * FROM s1 ; DELETE FROM t2 ; END ;",
    "CREATE PROCEDURE p ( ) AS BEGIN UPDATE t1 SET a = 1 ; INSERT INTO t2 SELECT * FROM s1 ; END",
    "SELECT a INTO t1 FROM s1 WHERE b = 1",
    "SELECT a , b FROM s1 LEFT JOIN s2 ON s1.i = s2.i WHERE s1.a IN ( 1 , 2 )",
)
# After these words stands what a statement writes, noise between them left out.
WRITES = re.compile(
    r"(?i)\b(?=(?:INTO|OVERWRITE|INSERT|TABLE|VIEW|UPDATE|DELETE(?:\s+FROM)?|MERGE|TRUNCATE|DROP|ALTER|COPY|RENAME|TO|EXISTS|ONLY|"
    r"REPLACE)\s+(?:(?:INTO|TABLE|VIEW|TO|IF|NOT|EXISTS|ONLY|FROM|OR|REPLACE|OVERWRITE|LOCAL|TEMP|TOP)\s+)*"
    r"(?P<name>[\w'\"`.:/$]+))"
)

# `DELETE x FROM t x`: T-SQL and MySQL delete through an alias.
DELETED = re.compile(r"(?i)\bDELETE\s+\w+\s+FROM\s+(?P<name>[\w'\"`.:/$]+)")


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A statement with some of its words dropped, doubled, swapped or taken from another."""
    words = draw(st.sampled_from(STATEMENTS)).split()
    for _ in range(draw(st.integers(1, 4))):
        at, other = draw(st.integers(0, len(words) - 1)), draw(st.integers(0, len(words) - 1))
        kind = draw(st.sampled_from(("drop", "double", "swap", "foreign")))
        if kind == "drop" and len(words) > 1:
            del words[at]
        elif kind == "double":
            words.insert(at, words[at])
        elif kind == "swap":
            words[at], words[other] = words[other], words[at]
        else:
            words.insert(at, draw(st.sampled_from(draw(st.sampled_from(STATEMENTS)).split())))
    return " ".join(words)


@given(text=mutated(), dialect=st.sampled_from(DIALECTS))
@example(text="BEGIN INSERT INTO t1 SELECT * FROM s1 ; DELETE BEGIN FROM t2 BEGIN ; END ;", dialect="postgres")
@settings(max_examples=300, deadline=None)
def test_a_write_stands_after_a_word_that_writes(text: str, dialect: str | None) -> None:
    found = [match["name"].strip("'\"`").lower() for rule in (WRITES, DELETED) for match in rule.finditer(text)]
    said = {*found, *(name.rpartition(".")[2] for name in found)}
    written = {
        name.rpartition(".")[2].lower() if "://" not in name else name for name in lineage(text, dialect).targets
    }
    assert written <= said


WORDS = st.sampled_from(
    ("foo", "bar.t", "x1", "sel", "insrt", "INTO", "t1", "(", ")", ",", "=", "'v'", "fro", "whre", "12")
)


@given(words=st.lists(WORDS, min_size=1, max_size=12), dialect=st.sampled_from(DIALECTS))
@settings(max_examples=200, deadline=None)
def test_a_text_without_a_statement_touches_nothing(words: list[str], dialect: str | None) -> None:
    found = lineage("unknown " + " ".join(words), dialect)
    assert found.uses == ()
    assert found.findings != ()


@given(text=st.text(max_size=60), dialect=st.sampled_from(DIALECTS))
@settings(max_examples=200, deadline=None)
def test_any_text_gives_an_answer(text: str, dialect: str | None) -> None:
    assert lineage(text, dialect).targets == () or any(word in text.upper() for word in ("INTO", "TABLE", "VIEW"))


def test_an_insert_of_nothing_into_a_query_writes_nothing() -> None:
    found = lineage("WITH c AS INSERT ( SELECT * FROM s1 ) INSERT INTO t1 SELECT * FROM c")
    assert found.targets == ("t1",)
    assert lineage("INSERT INTO (SELECT a FROM t) VALUES (1)", "oracle").targets == ("t",)
