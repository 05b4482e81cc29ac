"""Tasks made and joined with itertools, functools, operator and iterators."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from migrator.model import Dag

ONE = 'with DAG("d", start_date=datetime(2024, 1, 1), schedule=None) as dag:\n    '
CASES = {
    "reduce(lambda a, b: a >> b, [t(n) for n in 'abc'])": {"a", "b", "c", "a>b", "b>c"},
    "reduce(operator.rshift, [t(n) for n in 'ab'])": {"a", "b", "a>b"},
    "[t(f'{x}{y}') for x, y in itertools.combinations('abc', 2)]": {"ab", "ac", "bc"},
    "[a >> b for a, b in itertools.pairwise([t(n) for n in 'abc'])]": {"a", "b", "c", "a>b", "b>c"},
    "[t(f'{n}{p}') for n, p in zip('abc', itertools.cycle([0, 1]))]": {"a0", "b1", "c0"},
    "[t(f'n{n}') for n in itertools.islice(itertools.count(10, 5), 3)]": {"n10", "n15", "n20"},
    "[t(f'{k}_{len(list(g))}') for k, g in itertools.groupby(['x', 'xx', 'y'], key=lambda v: v[0])]": {"x_2", "y_1"},
    "[t(n) for n in itertools.accumulate('abc')]": {"a", "ab", "abc"},
    "[t(n) for n in itertools.starmap('{}{}'.format, [('a', 1), ('b', 2)])]": {"a1", "b2"},
    "[t(n) for n in sorted(['b1', 'a2'], key=operator.itemgetter(1))]": {"b1", "a2"},
    "it = iter('abc'); t(next(it)) >> [t(n) for n in it]": {"a", "b", "c", "a>b", "a>c"},
    "[t(f'{n}_{c}') for n, c in collections.Counter('aab').items()]": {"a_2", "b_1"},
}


@pytest.mark.parametrize("code", CASES)
def test_what_python_combines_is_combined(dag: Callable[[str], Dag], code: str) -> None:
    found = dag(
        "import collections, itertools, operator\nfrom functools import reduce\n"
        "def t(name):\n    return EmptyOperator(task_id=name)\n\n" + ONE + code
    )

    assert {t.id for t in found.tasks} | {f"{e.upstream.task}>{e.downstream.task}" for e in found.order} == CASES[code]
