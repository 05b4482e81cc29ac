"""The lineage of SQL with templates in it, and the line protocol."""

from __future__ import annotations

import io
import json

from migrator.lineage import jsonl
from migrator.lineage.templated import templated, templated_lineage
from migrator.model import Hole, Span, Template

HERE = Span("sql/load.sql", 1)


def test_names_keep_their_holes() -> None:
    sql = "INSERT INTO dwh.facts_{{ ds_nodash }} SELECT * FROM {{ params.schema }}.{{ params.table }}"
    found = templated_lineage(sql, "postgres")
    assert found.sources == ("{params.schema}.{params.table}",)
    assert found.targets == ("dwh.facts_{ds_nodash}",)


def test_holes_of_the_text_itself_are_kept() -> None:
    text = "DELETE FROM raw_{region}.t WHERE d = '{{ ds }}'; INSERT INTO {x} SELECT * FROM s_{{ params.{region} }}"
    places = [(text.index("{region}"), "region"), (text.index("{x}"), "x"), (text.rindex("{region}"), "region")]
    holes = tuple(Hole(start, name, "unknown") for start, name in places)
    found = templated_lineage(Template(text, holes), "postgres")
    assert found.targets == ("raw_{region}.t", "{x}")
    assert found.sources == ("s_{params.region}",)
    assert found.uses[0].partition == "d={ds}"


def test_each_use_has_the_condition_under_which_it_holds() -> None:
    sql = """
    {% if params.full %}TRUNCATE TABLE t;{% endif %}
    INSERT INTO t SELECT * FROM {% if params.env == 'prod' %}p{% else %}d{% endif %}.s
    """
    found = templated_lineage(sql, "postgres", span=HERE)
    told = {(use.name, use.write and use.write.value): use.when.text() for use in found.uses}
    assert told == {
        ("t", "delete"): "params.full",
        ("t", "append"): "",
        ("p.s", None): "params.env == 'prod'",
        ("d.s", None): "not (params.env == 'prod')",
    }
    assert [use.position for use in found.uses] == list(range(4))
    assert found.uses[0].line == 2


def test_params_are_known_as_far_as_they_are_given() -> None:
    found = templated("SELECT * FROM {{ params.a }}.{{ params.b }}", "postgres", params={"a": "x"})
    assert found.sources == ("x.{params.b}",)


def test_dbt_models_name_what_they_read() -> None:
    sql = """{{ config(materialized='incremental') }} select * from {{ ref('a') }}
    {% if is_incremental() %} where x > (select max(x) from {{ this }}) {% endif %}"""
    assert templated_lineage(sql, "snowflake").sources == ("ref:a", "{this}")


def test_a_bad_fork_does_not_cost_the_others() -> None:
    found = templated_lineage("SELECT * FROM {% if x %}a{% else %}((({% endif %}", "postgres")
    assert found.sources == ("a",)
    assert len(found.findings) == 1


def test_an_answer_holds_sources_targets_and_columns() -> None:
    question = {
        "id": 7,
        "sql": "INSERT INTO t SELECT a FROM {{ params.s }}",
        "dialect": "postgres",
        "known": {"params": {"s": "r"}},
    }
    assert jsonl.answer(question) == {
        "id": 7,
        "sources": ["r"],
        "targets": ["t"],
        "columns": [["r.a", "t.a"]],
        "findings": [],
    }


def test_a_malformed_line_is_answered_with_a_finding_and_the_rest_goes_on() -> None:
    bad = ["{", "[1]", '{"id": 1}', '{"id": 2, "sql": "x", "schema": {"t": "a"}}', '{"id": 3, "sql": 1}', "[" * 100_000]
    good = '{"id": 9, "sql": "SELECT * FROM t"}'
    answers = io.StringIO()
    assert jsonl.lines(io.StringIO("\n".join([*bad, "", good])), answers) == len(bad)
    told = [json.loads(line) for line in answers.getvalue().splitlines()]
    assert len(told) == len(bad) + 1
    assert all(len(line["findings"]) == 1 for line in told[:-1])
    assert told[-1]["sources"] == ["t"]


def test_a_hole_may_be_a_whole_clause() -> None:
    sql = """INSERT INTO t SELECT * FROM s {{ params.where }} {{ params.order }};
    SELECT CAST(a AS VARCHAR({{ params.n }})) FROM u"""
    found = templated_lineage(sql, "postgres")
    assert (found.sources, found.targets) == (("s", "u"), ("t",))
    assert found.findings == (
        "what {params.where} adds to the statement is not known",
        "what {params.order} adds to the statement is not known",
    )


def test_sql_that_is_only_a_hole_is_a_finding() -> None:
    found = templated_lineage("{{ params.sql }}", "postgres")
    assert found.uses == ()
    assert "{params.sql}" in found.findings[0]


def test_a_shortened_quote_shows_no_mark() -> None:
    for width in range(90, 140):
        found = templated_lineage(f"SELECT {'x' * width} AS a FROM s_{{{{ params.t }}}}", "postgres")
        assert "jhole" not in found.uses[0].quote
