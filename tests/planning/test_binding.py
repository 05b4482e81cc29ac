"""Templates in SQL become bound parameters, or the task stays as it is."""

from __future__ import annotations

import re
import sqlite3
import time

import jinja2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.model import Interval
from migrator.planning.binding import EXPRESSIONS, Bound, Refused, bind, parameter_name
from migrator.planning.tokens import tokens


@pytest.mark.parametrize(
    ("statement", "text", "parameters"),
    [
        ("DELETE FROM t WHERE d = '{{ ds }}'", "DELETE FROM t WHERE d = :ds", {"ds": "ds"}),
        ("SELECT '{{ds}}', '{{ ds }}'", "SELECT :ds, :ds", {"ds": "ds"}),
        ("SELECT '{{ macros.ds_add(ds, -7) }}'", "SELECT :ds_minus_7", {"ds_minus_7": "ds_add:-7"}),
        ("SELECT '{{ data_interval_start | ds }}'", "SELECT :ds", {"ds": "ds"}),
        ("SELECT '{{ tomorrow_ds }}'", "SELECT :ds_plus_1", {"ds_plus_1": "ds_add:1"}),
        ("SELECT '{{ ts_nodash }}'", "SELECT :start_YmdTHMS", {"start_YmdTHMS": "at:start:0:%Y%m%dT%H%M%S"}),
        (
            "SELECT '{{ prev_ds_nodash }}', '{{ (execution_date - macros.timedelta(hours=1)).strftime('%H') }}'",
            "SELECT :previous_Ymd, :start_minus_3600_H",
            {"previous_Ymd": "at:previous:0:%Y%m%d", "start_minus_3600_H": "at:start:-3600:%H"},
        ),
        ("SELECT 1", "SELECT 1", {}),
        ("SELECT 'it''s', '{{ ds }}' -- it's", "SELECT 'it''s', :ds -- it's", {"ds": "ds"}),
        ("CREATE TABLE t AS SELECT '{{ ds }}'", "CREATE TABLE t AS SELECT :ds", {"ds": "ds"}),
    ],
)
def test_a_whole_value_of_the_interval_is_bound(statement, text, parameters):
    assert bind(statement, Interval.BEFORE) == Bound(text, tuple(sorted(parameters.items())))


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO t_{{ ds_nodash }} SELECT 1",
        "SELECT '{{ params.region }}'",
        "SELECT '{{ ds }} 00:00:00'",
        "{% if params.full %} DELETE FROM t {% endif %}",
        "SELECT '{{ var.value.secret }}'",
        "SELECT '{{ macros.ds_add(ds, params.days) }}'",
        "SELECT 1 {# '{{ ds }}' #}",
        "SELECT '{{ d s }}'",
        "SELECT '{{ ds",
    ],
)
def test_anything_else_is_refused_with_its_template_in_the_reason(statement):
    refused = bind(statement, Interval.BEFORE)
    assert isinstance(refused, Refused)
    assert "{" in refused.because


@pytest.mark.parametrize(
    ("statement", "because"),
    [
        ("SELECT '{{ ds }}\n'", "only a part of a literal"),
        ("SELECT ' {{ ds }} '", "only a part of a literal"),
        ("SELECT 'it''{{ ds }}''s'", "only a part of a literal"),
        ("SELECT '{{ ds }} 00:00:00'", "only a part of a literal"),
        ("SELECT $$'{{ ds }}'$$", "only a part of a literal"),
        ("SELECT 1 -- '{{ ds }}'", "in a comment"),
        ("SELECT 1 /* '{{ ds }}' */", "in a comment"),
        ("SELECT \"'{{ ds }}'\"", "part of a quoted name"),
        ("SELECT `'{{ ds }}'`", "part of a quoted name"),
        ("SELECT ['{{ ds }}']", "part of a quoted name"),
        ("SELECT 1 AS '{{ ds }}'", "where SQL surely takes a value"),
        ("SELECT 1 '{{ ds }}'", "where SQL surely takes a value"),
        ("SELECT x'{{ ds }}'", "touches a word"),
        ("SELECT '{{ ds }}'AS d", "touches a word"),
        ("SELECT :ds, '{{ ds }}'", "a parameter's name already"),
        ("CREATE VIEW v AS SELECT '{{ ds }}'", "no parameters in a definition"),
        ("CREATE TABLE t (d TEXT DEFAULT ('{{ ds }}'))", "no parameters in a definition"),
        ("SELECT '{{ data_interval_start }}'", "is a moment, of which this version binds only the date"),
        ("SELECT '{{ params.region }}'", "is not a value of the data interval"),
        ("SELECT '{{ ts | upper }}'", "is not one that this version binds"),
        ("SELECT 'a {{ ds }}", "never ends"),
    ],
)
def test_the_reason_says_what_stands_in_the_way(statement, because):
    refused = bind(statement, Interval.BEFORE)
    assert isinstance(refused, Refused)
    assert because in refused.because


def test_the_end_of_an_interval_that_is_a_moment_is_its_start():
    assert bind("SELECT '{{ data_interval_end | ds }}'", Interval.BEFORE) == Bound(
        "SELECT :end_ds", (("end_ds", "end_ds"),)
    )
    assert bind("SELECT '{{ data_interval_end | ds }}'", Interval.AT) == Bound("SELECT :ds", (("ds", "ds"),))


@given(st.text(alphabet="{}%# 'ds_nodashtparam.;"))
def test_no_template_is_ever_left_in_what_is_bound(text):
    result = bind(text, Interval.BEFORE)
    assert isinstance(result, Refused) or not re.search(r"\{\{.*?\}\}|\{%.*?%\}", result.text, re.DOTALL)


# What a run of 2026-01-02 that ends a day later has in its templates, and what a target computes for it.
CONTEXT = {"ds": "2026-01-02", "ds_nodash": "20260102", "ts": "2026-01-02T00:00:00+00:00", "next_ds": "2026-01-03"}
VALUES = {"ds": CONTEXT["ds"], "ds_nodash": CONTEXT["ds_nodash"], "ts": CONTEXT["ts"], "end_ds": CONTEXT["next_ds"]}
PIECES = ["'{{ ds }}'", "'{{ts}}'", "'{{ next_ds }}\n'", "{{ ds_nodash }}", "'", "''", '"', "`", "[", "]", "--", "/*"]
PIECES += ["*/", "\n", "\r\n", " ", "a", "1", ",", "=", "(", ")", "||", "$$", "x", "SELECT ", " AS ", " AND ", "{", "}"]
STATEMENTS = st.lists(st.sampled_from(PIECES), max_size=9).map(lambda pieces: "SELECT " + "".join(pieces))


@settings(max_examples=400)
@given(STATEMENTS)
def test_putting_the_values_back_gives_what_jinja_renders(statement):
    result = bind(statement, Interval.BEFORE)
    if isinstance(result, Bound):
        back = re.sub(r":(\w+)", lambda match: f"'{VALUES[match[1]]}'", result.text)
        assert back == jinja2.Environment(keep_trailing_newline=True).from_string(statement).render(CONTEXT)


@settings(max_examples=400)
@given(STATEMENTS)
def test_a_database_answers_the_bound_statement_as_the_rendered_one(statement):
    result = bind(statement, Interval.BEFORE)
    if isinstance(result, Bound):
        rendered = jinja2.Environment(keep_trailing_newline=True).from_string(statement).render(CONTEXT)
        assert rows(result.text, dict(result.parameters)) == rows(rendered, {})


def rows(statement, parameters):
    """What SQLite answers; None where it refuses."""
    try:
        values = {name: VALUES[expression] for name, expression in parameters.items()}
        return sqlite3.connect(":memory:").execute(statement, values).fetchall()
    except sqlite3.Error:
        return None


@given(st.text(alphabet="{}%#'\"`[]$-/* \nads;"))
def test_tokens_are_the_whole_statement(text):
    assert "".join(token.text for token in tokens(text)) == text


@pytest.mark.parametrize(
    "piece", ["'", "{{ ds }}", "'{{ a }}", "[", "{% ", "$a$", "/*", "'{ ", "'{{ ds }}' ", "1, '{{ ds }}'"]
)
def test_long_statements_are_quick(piece):
    began = time.monotonic()
    bind("SELECT " + piece * (100_000 // len(piece)), Interval.BEFORE)
    assert time.monotonic() - began < 5


def test_every_parameter_has_a_name_of_its_own():
    expressions = {*EXPRESSIONS.values(), "ds_add:7", "ds_add:-7"}
    names = {parameter_name(expression) for expression in expressions}
    assert len(names) == len(expressions) and all(name.isidentifier() for name in names)
