"""Templates in SQL become bound parameters, or the task stays as it is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.model import Interval
from migrator.planning.binding import EXPRESSIONS, Bound, Refused, bind, parameter_name


@pytest.mark.parametrize(
    ("statement", "text", "parameters"),
    [
        ("DELETE FROM t WHERE d = '{{ ds }}'", "DELETE FROM t WHERE d = :ds", {"ds": "ds"}),
        ("SELECT '{{ds}}', '{{ ds }}'", "SELECT :ds, :ds", {"ds": "ds"}),
        ("SELECT '{{ macros.ds_add(ds, -7) }}'", "SELECT :ds_minus_7", {"ds_minus_7": "ds_add:-7"}),
        ("SELECT '{{ data_interval_start | ds }}'", "SELECT :ds", {"ds": "ds"}),
        ("SELECT '{{ tomorrow_ds }}'", "SELECT :ds_plus_1", {"ds_plus_1": "ds_add:1"}),
        ("SELECT 1", "SELECT 1", {}),
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
    ],
)
def test_anything_else_is_refused_with_its_template_in_the_reason(statement):
    refused = bind(statement, Interval.BEFORE)
    assert isinstance(refused, Refused)
    assert "{" in refused.because


def test_the_end_of_an_interval_that_is_a_moment_is_its_start():
    assert bind("SELECT '{{ data_interval_end | ds }}'", Interval.BEFORE) == Bound(
        "SELECT :end_ds", (("end_ds", "end_ds"),)
    )
    assert bind("SELECT '{{ data_interval_end | ds }}'", Interval.AT) == Bound("SELECT :ds", (("ds", "ds"),))


@given(st.text(alphabet="{}%# 'ds_nodashtparam.;"))
def test_no_template_is_ever_left_in_what_is_bound(text):
    result = bind(text, Interval.BEFORE)
    assert isinstance(result, Refused) or not re.search(r"\{\{.*?\}\}|\{%.*?%\}", result.text, re.DOTALL)


def test_every_parameter_has_a_name_of_its_own():
    expressions = {*EXPRESSIONS.values(), "ds_add:7", "ds_add:-7"}
    names = {parameter_name(expression) for expression in expressions}
    assert len(names) == len(expressions) and all(name.isidentifier() for name in names)
