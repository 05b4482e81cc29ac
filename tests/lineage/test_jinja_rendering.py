"""Templates rendered without being run."""

from __future__ import annotations

import time

import pytest

from migrator.lineage.jinja import render, restore
from migrator.model import Hole, Known, Mapping, Span, Template

# A text of half a million letters.
LARGE = "{% set ns = namespace(x='ab') %}{% for i in range(18) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}"
HERE = Span("dags/load.py", 10)


def texts(template: str, known: dict[str, object] | None = None, files: dict[str, str] | None = None) -> list[str]:
    """Every way the template comes out, holes readable."""
    forks = render(template, known or {}, HERE, (files or {}).get)
    return [restore(fork.text, fork) for fork in forks]


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("no template {ds}", "no template {ds}"),
        ("t_{{ ds_nodash }}", "t_{ds_nodash}"),
        ("{{ params.table }} {{ params['table'] }}", "{params.table} {params.table}"),
        ("{{ var.value.bucket }}/{{ var.json.cfg.path }}", "{var.value.bucket}/{var.json.cfg.path}"),
        ("{{ conn.dwh.schema }}", "{conn.dwh.schema}"),
        ("{{ dag_run.conf.x }} {{ dag_run.conf['x'] }}", "{dag_run.conf.x} {dag_run.conf.x}"),
        ("{{ ti.xcom_pull(task_ids='make', key='name') }}", "{xcom:make.name}"),
        ("{{ task_instance.xcom_pull('make') }}", "{xcom:make.return_value}"),
        ("{{ data_interval_start | ds }}", "{data_interval_start|ds}"),
        ("{{ macros.ds_add(ds, -7) }}", "{macros.ds_add(ds,-7)}"),
        ("{{ ds[:4] }}", "{ds[:4]}"),
        ("{{ ref('orders') }} {{ ref('pkg', 'orders') }}", "ref:orders ref:pkg.orders"),
        ("{{ source('crm', 'people') }}", "source:crm.people"),
        ("{{ config(materialized='table') }}x", "x"),
        ("{# gone #}{% raw %}{{ kept }}{% endraw %}", "{{ kept }}"),
        ("{% set t = 'a' ~ '_b' %}{{ t | upper }}", "A_B"),
        ("{{ 'raw_%s' % params.x }} {{ 'a' if true else 'b' }}", "raw_{params.x} a"),
        ("{% for t in ['a', 'b'] %}{{ t }}{% if not loop.last %},{% endif %}{% endfor %}", "a,b"),
        ("{% for t in params.tables %}{{ t }};{% endfor %}", "{params.tables[]};"),
        ("{% for k, v in params.m.items() %}{{ k }}={{ v }}{% endfor %}", "{params.m[].key}={params.m[].value}"),
        ("{% macro m(a, b='x') %}{{ a }}.{{ b }}{% endmacro %}{{ m('s') }} {{ m('s', b=ds) }}", "s.x s.{ds}"),
        ("{% set x %}a{{ ds }}{% endset %}{{ x }}", "a{ds}"),
        ("{% set ns = namespace(n=0) %}{% for i in [1, 2] %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}", "3"),
        ("{% with a = 'b' %}{{ a }}{% endwith %}", "b"),
        ("{% set l = [] %}{% do l.append('q') %}{{ l | join(', ') }}", "q"),
        ("{% filter upper %}abc{% endfilter %}", "ABC"),
        ("{% call m() %}in{% endcall %}", "in"),
        ("{{ params.tables | join(', ') }}", "{params.tables|join(', ')}"),
        ("{{ '{{' }}", "{{"),
        ("{{ ['a', 'b'] | map('upper') | join(',') }}", "A,B"),
        ("{{ [{'n': 'a'}, {'n': ds}] | map(attribute='n') | join('.') }}", "a.{ds}"),
        ("{{ [{'n': {'m': 'x'}}] | map(attribute='n.m') | first }}", "x"),
        ("{{ ['a', '', 'b'] | select | join }} {{ [1, 2, 3] | reject('odd') | join }}", "ab 2"),
        ("{{ [{'n': 'a', 'k': 1}, {'n': 'b', 'k': 2}] | selectattr('k', 'eq', 2) | map(attribute='n') | join }}", "b"),
        ("{{ [{'n': 'a', 'k': 1}, {'n': 'b', 'k': 0}] | rejectattr('k') | map(attribute='n') | join }}", "b"),
        ("{{ [{'n': 'a'}, {'n': 'b'}] | join('+', attribute='n') }}", "a+b"),
        ("{{ ['a', 'b', 'c'] | batch(2) | map('join', '-') | join(',') }}", "a-b,c"),
        ("{{ {'a': [1]} | tojson }} {{ 'x' | sqlsafe }}", '{"a": [1]} x'),
        ("{{ '{}.{t}'.format('a', t=ds) }} {{ '{0}{0}'.format(ds) }}", "a.{ds} {ds}{ds}"),
        ("{{ '%s.%s' | format('a', ds) }} {{ '%(a)s' % {'a': ds} }}", "a.{ds} {ds}"),
        (
            "{% for t in ['a', 'b'] %}{{ loop.cycle('x', 'y') }}{{ loop.revindex0 }}{{ loop.depth }}{% endfor %}",
            "x11y01",
        ),
        ("{% macro w() %}{{ caller('z') }}{% endmacro %}{% call(a) w() %}<{{ a }}>{% endcall %}", "<z>"),
        ("{% macro m() %}{{ varargs | join('-') }}{{ kwargs.k }}{% endmacro %}{{ m(1, 2, k='z') }}", "1-2z"),
        ("{% for t in ['a'] + params.more %}{{ t }};{% endfor %}", "a;{params.more[]};"),
        ("{% snapshot s %}select * from {{ ref('a') }}{% endsnapshot %}", "select * from ref:a"),
        ("a {%- if true -%} b {%- endif -%} c", "abc"),
        ("{% set a, b = 'x', ds %}{{ b }}{{ a }}{% with %}{% set c = 1 %}{% endwith %}", "{ds}x"),
        (
            "{{ ti.xcom_pull(task_ids=['one'])[0] }} {{ ti.xcom_pull('one')['k'] }}",
            "{xcom:one.return_value[0]} {xcom:one.return_value.k}",
        ),
        ("{{ conn.get('x').schema }} {{ var.json.get('x') }}", "{conn.x.schema} {var.json.x}"),
        (
            "{{ (execution_date - macros.timedelta(days=1)).strftime('%Y') }}",
            "{execution_date-macros.timedelta(days=1).strftime('%Y')}",
        ),
    ],
)
def test_one_way_to_come_out(template: str, text: str) -> None:
    assert texts(template) == [text]


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{ params.t }}", "orders"),
        ("{{ params.t | default('x') }}", "orders"),
        ("{% for t in params.l %}{{ t }} {% endfor %}", "a b "),
        ("{% if params.t == 'orders' %}yes{% else %}no{% endif %}", "yes"),
        ("{{ params.other }}", "{params.other}"),
        ("{{ params.d.k }} {{ params.d['k'] }}", "v v"),
        ("{{ params.t.upper() }} {{ params.t[:3] }}", "ORDERS ord"),
        ("{{ params.l | length }} {{ params.l | join('+') }}", "2 a+b"),
        ("{{ params.part }}", "raw_{day}"),
        ("{{ params.get('t', 'x') }} {{ params.d.get('k') }}", "orders v"),
    ],
)
def test_known_values_are_used(template: str, text: str) -> None:
    mapping = Mapping(((Known("k"), Known("v")),))
    part = Template("raw_{day}", (Hole(4, "day", "a loop variable"),))
    params = {"t": Known("orders"), "l": ["a", "b"], "d": mapping, "part": part}
    assert texts(template, {"params": params}) == [text]


def test_an_unknown_condition_forks_and_says_so() -> None:
    first, second = render("{% if params.full %}\na{% else %}b{% endif %}", {}, HERE)
    assert (first.text.strip(), second.text) == ("a", "b")
    assert (first.condition.text(), second.condition.text()) == ("params.full", "not (params.full)")
    assert first.condition.choices[0].span == Span("dags/load.py", 10)


def test_the_same_condition_is_decided_once() -> None:
    template = "{% if params.x %}a{% endif %}-{% if not params.x %}b{% endif %}-{{ 'c' if params.x else 'd' }}"
    assert sorted(texts(template)) == ["-b-d", "a--c"]


def test_equalities_on_one_value_exclude_each_other() -> None:
    template = "{% if env == 'p' %}P{% elif env == 'd' %}D{% else %}X{% endif %}{% if env != 'p' %}!{% endif %}"
    assert sorted(texts(template)) == ["D!", "P", "X!"]


def test_a_default_is_one_of_the_ways() -> None:
    assert texts("{{ dag_run.conf.get('t', 'x') }}") == ["{dag_run.conf.t}", "x"]
    assert texts("{{ params.t | default('x') }}") == ["{params.t}", "x"]
    assert texts("{{ params.t or 'x' }}") == ["{params.t}", "x"]
    assert texts("{{ var('t', 'x') }}") == ["{var('t')}", "x"]
    assert texts("{{ env_var('T', 'x') }}") == ["{env_var('T')}", "x"]


def test_opposite_conditions_are_one() -> None:
    template = "{% if params.n > 5 %}a{% endif %}{% if params.n <= 5 %}b{% endif %}{% if params.n < 9 %}c{% endif %}"
    assert sorted(texts(template)) == ["a", "ac", "b", "bc"]
    assert texts("{% if params.t is none %}a{% else %}b{% endif %}") == ["b", "a"]


def test_elements_picked_by_something_unknown_fork() -> None:
    assert texts("{{ ['a', ds] | select('equalto', 'a') | join(',') }}") == ["a,{ds}", "a"]


def test_files_come_only_through_the_search() -> None:
    files = {
        "m.sql": "{% macro cols() %}a, b{% endmacro %}",
        "part.sql": "FROM {{ params.t }}",
        "base.sql": "[{% block b %}base{% endblock %}]",
    }
    assert texts("{% import 'm.sql' as m %}{{ m.cols() }} {% include 'part.sql' %}", {}, files) == [
        "a, b FROM {params.t}"
    ]
    assert texts("{% from 'm.sql' import cols %}{{ cols() }}", {}, files) == ["a, b"]
    assert texts("{% extends 'base.sql' %}{% block b %}mine{% endblock %}", {}, files) == ["[mine]"]
    (missing,) = render("a {% include '/etc/passwd' %}", {}, HERE)
    assert missing.text == "a "
    assert "was not found" in missing.problems[0]


@pytest.mark.parametrize(
    "template",
    [
        "{% for i in range(10**9) %}{{ i }}{% endfor %}",
        "{% for i in range(1999) %}{% for j in range(1999) %}x{% endfor %}{% endfor %}",
        "{{ 'x' * 10**9 }}",
        "{{ 9 ** 9 ** 9 ** 9 }}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% include 'self' %}",
        "{% extends 'parent' %}",
        "{% set ns = namespace(x='ab') %}{% for i in range(60) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}{{ ns.x }}",
        "{% set l = [1] %}{% for i in range(60) %}{% do l.extend(l) %}{% endfor %}",
        "{% set l = [1] %}{% do l.append(l) %}{{ l }}",
        "{% set ns = namespace(x=[1]) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}",
        "{{ " + "(" * 5_000 + "1" + ")" * 5_000 + " }}",
        "{{ '%s' % ('y' * 1000) }}" + "{{ x }}" * 200_000,
        f"{LARGE}{{{{ [ns.x] * 2000 }}}}",
        f"{LARGE}{{% for i in range(2000) %}}{{% set z = ns.x | upper %}}{{% endfor %}}",
        f"{LARGE}{{% for i in range(2000) %}}{{% set z = ns.x.split('a') %}}{{% endfor %}}",
        f"{LARGE}{{% set l = [] %}}{{% for i in range(9) %}}{{% do l.append(ns.x) %}}{{% endfor %}}{{{{ l|tojson }}}}",
    ],
    ids=[
        "range",
        "nested",
        "repeat",
        "power",
        "recursion",
        "include",
        "extends",
        "doubling",
        "extend",
        "cycle",
        "nest",
        "deep",
        "long",
        "large printed",
        "large filtered",
        "large split",
        "large kept",
    ],
)
def test_a_greedy_template_ends_soon_with_a_finding(template: str) -> None:
    began = time.monotonic()
    files = {"self": "{% include 'self' %}", "parent": "{% extends 'parent' %}"}
    forks = render(template, {}, HERE, files.get)
    assert any(fork.problems for fork in forks)
    assert time.monotonic() - began < 20


def test_many_conditions_are_bounded_and_each_side_is_seen() -> None:
    template = "".join(f"{{% if c{n} %}}a{n} {{% else %}}b{n} {{% endif %}}" for n in range(20))
    forks = render(template, {}, HERE)
    assert len(forks) == 64
    assert "ways to come out" in forks[0].problems[0]
    words = {word for fork in forks for word in fork.text.split()}
    assert len(words) == 40


@pytest.mark.parametrize(
    "template",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ ds.__class__ }}",
        "{{ lipsum.__globals__['os'].popen('id').read() }}",
        "{{ params.__init__.__globals__ }}",
        "{{ cycler.__init__ }}",
        "{{ '{0.__class__}'.format(1) }}",
        "{{ [1] | map(attribute='__class__.__base__') | list }}",
        "{{ [''] | map(attribute='__class__') | map('upper') | list }}",
        "{% for i in [1] %}{{ loop.cycle.__globals__ }}{{ loop.changed }}{% endfor %}",
        "{{ '%s' | format(params.__class__) }}",
    ],
)
def test_nothing_inside_python_is_reachable(template: str) -> None:
    (text,) = texts(template, {"params": {"a": 1}})
    assert "class '" not in text
    assert " at 0x" not in text


def test_broken_syntax_still_shows_its_holes() -> None:
    (fork,) = render("SELECT * FROM {{ params.t }} {% snapshot x %} WHERE {% if %}", {}, HERE)
    assert restore(fork.text, fork).split() == ["SELECT", "*", "FROM", "{params.t}", "WHERE"]
    assert "could not be read" in fork.problems[0]


def test_lines_lead_back_to_the_template() -> None:
    (fork,) = render("{% set a = 1 %}\n{% for t in ['x', 'y'] %}\n{{ t }}\n{% endfor %}\nend", {}, HERE)
    lines = fork.text.split("\n")
    assert [(fork.lines[n], line) for n, line in enumerate(lines) if line] == [(3, "x"), (3, "y"), (5, "end")]
