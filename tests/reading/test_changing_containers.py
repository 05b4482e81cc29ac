"""What statements change in place: parts of lists, entries deleted, iterators used up."""

from __future__ import annotations

import pytest

from migrator.model import Known


@pytest.mark.parametrize(
    ("lines", "expression", "value"),
    [
        ("a = [1, 2, 3]; a[1:] = 'xy'", "a[0], a[-1], len(a)", (1, "y", 3)),
        ("a = [1, 2, 3]; del a[-1]; del a[0]", "a[0], len(a)", (2, 1)),
        ("a = {'x': 1, 'y': 2}; del a['x']", "list(a)[0], len(a)", ("y", 1)),
        ("a = iter('xyz'); b = next(a)", "b, ''.join(a), ''.join(a)", ("x", "yz", "")),
        ("a = dict.fromkeys('xy', 0)", "a['y'], len(a)", (0, 2)),
        ("a = max(['bb', 'a', 'cc'], key=len)", "a, min('ba', key=ord)", ("bb", "a")),
        ("a = list(map(str.title, ['x', 'y']))", "a[1], int.__name__", ("Y", "int")),
        ("a = 'ab'.translate(str.maketrans('a', 'z'))", "a, hasattr(a, 'upper')", ("zb", True)),
        ("import re; a = re.compile('[aeiou]')", "a.sub('_', 'dag'), re.match('(d)(.)', 'dag').group(2)", ("d_g", "a")),
        ("a = issubclass(bool, int)", "a, issubclass(str, int)", (True, False)),
    ],
)
def test_it_is_as_python_has_it(dag, lines, expression, value):
    found = dag(f"{lines}\nwith DAG('d'): EmptyOperator(task_id='t', value=({expression}))")
    given = found.tasks[0].argument("value")
    assert tuple(part.value for part in given.values) == value and all(isinstance(p, Known) for p in given.values)


def test_a_generator_function_yields_each_element_once(dag):
    found = dag("""
        def names(more):
            yield "a"
            if more:
                yield from ["b", "c"]
        def nothing():
            if False:
                yield "d"
        left = names(True)
        first = next(left)
        with DAG("d"):
            for name in [first, *left, *left, *nothing()]:
                EmptyOperator(task_id=name)
    """)
    assert [task.id for task in found.tasks] == ["a", "b", "c"]


def test_something_unknown_or_true_is_true(dag):
    found = dag("""
        import vendor
        with DAG("d"):
            if vendor.flag or True:
                EmptyOperator(task_id="t")
    """)
    assert not found.tasks[0].when


def test_a_wrapped_function_keeps_its_name(dag):
    found = dag("""
        from functools import wraps
        def logged(function):
            @wraps(function)
            def wrapper(*args, **kwargs):
                return function(*args, **kwargs)
            return wrapper
        @task
        @logged
        def load():
            return 1
        with DAG("d"):
            load()
    """)
    assert [task.id for task in found.tasks] == ["load"]


def test_a_field_may_be_converted_and_formatted(dag):
    found = dag("""
        with DAG("d"):
            EmptyOperator(task_id=f"{'a'!s:_<3}b{7!r:0>3}")
    """)
    assert found.tasks[0].id == "a__b007"


def test_an_attribute_that_no_class_has_is_not_there(dag):
    found = dag("""
        from typing import NamedTuple
        class Table(NamedTuple):
            name: str
        with DAG("d"):
            EmptyOperator(task_id="t", value=(hasattr(Table("a"), "name"), hasattr(Table("a"), "nope")))
    """)
    assert [part.value for part in found.tasks[0].argument("value").values] == [True, False]


def test_a_counter_has_none_of_what_it_did_not_see(dag):
    found = dag("""
        from collections import Counter
        with DAG("d"):
            EmptyOperator(task_id="t", retries=Counter("abca")["a"] + Counter("abc")["z"])
    """)
    assert found.tasks[0].retries == 2


def test_a_record_replaced_is_made_anew(dag):
    found = dag("""
        from dataclasses import dataclass, replace
        @dataclass
        class Table:
            name: str
            def __post_init__(self):
                self.name = self.name + "_table"
        with DAG("d"):
            EmptyOperator(task_id=replace(Table("a"), name="b").name)
    """)
    assert found.tasks[0].id == "b_table"
