"""Objects of the project's classes while DAGs are built: each case is code that gives `names`, one task each."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from migrator.model import Dag

CASES = {
    "an enum counts by itself": (
        "class E(Enum):\n    A = auto()\n    B = auto()\n    C = 2\n"
        "    def low(self):\n        return self.name.lower()\n"
        "names = [f'{e.low()}{e.value}' for e in E] + [E['A'].name, E(2).name, str(E.C is E.B)]",
        ["a1", "b2", "A", "B", "True"],
    ),
    "an enum of strings is a string": (
        "class E(str, Enum):\n    A = 'x'\n"
        "names = [E.A.upper(), 'p' + E.A, {'x': 'found'}[E.A.value], 'same' if E.A == 'x' else 'other']",
        ["X", "px", "found", "same"],
    ),
    "a named tuple is unpacked": (
        "class P(NamedTuple):\n    a: str\n    n: int = 1\n"
        "Q = namedtuple('Q', 'l r', defaults=['z'])\nx, y = P('u')\nl, r = Q('v')\n"
        "names = [f'{x}{y}', l + r, P('w')[0], P('k')._replace(n=3)._asdict()['a']]",
        ["u1", "vz", "w", "k"],
    ),
    "a dataclass has defaults, derived fields and a dict": (
        "@dataclass\nclass S:\n    name: str\n    after: list = field(default_factory=list)\n    id: str = ''\n"
        "    def __post_init__(self):\n        self.id = self.id or f's_{self.name}'\n"
        "names = [S('a').id, *asdict(S('b', after=['c']))['after'], replace(S('d'), id='e').id]",
        ["s_a", "c", "e"],
    ),
    "a class of attrs converts what it is given": (
        "@attr.s(auto_attribs=True)\nclass A:\n    n: int = attr.ib(default='3', converter=int)\n"
        "    m: list = attr.Factory(list)\n@attr.s\nclass B:\n    x = attr.ib()\n    y = attr.ib(default='y')\n"
        "names = [f'{A(\"4\").n + 1}{A().n}{len(A().m)}', B('x').x + B('x').y]",
        ["530", "xy"],
    ),
    "a class variable is no field": (
        "@dataclass\nclass C:\n    kind: ClassVar[str] = 'k'\n    name: str = 'n'\nnames = [C('a').name + C.kind]",
        ["ak"],
    ),
    "tasks are of their classes": (
        "ts = [BashOperator(task_id='b', bash_command=''), EmptyOperator(task_id='e')]\n"
        "names = [''.join(t.task_id for t in ts if isinstance(t, BashOperator)), str(isinstance(ts, DAG))]",
        ["b", "False"],
    ),
    "a metaclass makes classes and their objects": (
        "class Once(type):\n    made = {}\n    def __call__(cls, *a):\n        if cls not in cls.made:\n"
        "            cls.made[cls] = super().__call__(*a)\n        return cls.made[cls]\n"
        "class Known(type):\n    all = []\n    def __new__(mcs, name, bases, attrs):\n"
        "        cls = super().__new__(mcs, name, bases, attrs)\n        mcs.all.append(name)\n        return cls\n"
        "class A(metaclass=Once):\n    def __init__(self, n):\n        self.n = n\n"
        "class B(metaclass=Known):\n    pass\nclass C(B):\n    pass\n"
        "names = [A('x').n + A('y').n, *Known.all]",
        ["xx", "B", "C"],
    ),
    "mappings lie over each other, and an iterator zipped with itself gives rows": (
        "from collections import ChainMap\nfrom types import MappingProxyType\n"
        "it = iter([1, 2, 3, 4])\nm = ChainMap({'a': 1}, {'a': 2, 'b': 3})\n"
        "names = [f'{x}{y}' for x, y in zip(it, it)] + [f\"{m['a']}{m['b']}{MappingProxyType({'z': 9})['z']}\"]",
        ["12", "34", "139"],
    ),
    "a class is renamed, and a task says what it was not told": (
        "class A:\n    pass\nA.__name__ = 'B'\nt = EmptyOperator(task_id='t')\n"
        "names = [A.__name__ + str(t.retries + 1) + t.trigger_rule]",
        ["B1all_success"],
    ),
    "a class that is a dict holds entries": (
        "class R(dict):\n    def add(self, f):\n        self[f.__name__] = f\n        return f\n"
        "r = R()\n@r.add\ndef one():\n    return 'x'\nnames = [f'{k}_{f()}' for k, f in r.items()] + [str(len(r))]",
        ["one_x", "1"],
    ),
    "methods that Python calls are called": (
        "class C:\n    def __init__(self, *n):\n        self.n = n\n"
        "    def __iter__(self):\n        return iter(self.n)\n"
        "    def __len__(self):\n        return len(self.n)\n    def __getitem__(self, i):\n        return self.n[i]\n"
        "    def __contains__(self, x):\n        return x in self.n\n    def __str__(self):\n        return 'c'\n"
        "    def __add__(self, o):\n        return C(*self.n, *o.n)\n"
        "    def __getattr__(self, k):\n        return k * 2\n"
        "c = C('a', 'b') + C('d')\nnames = [*c, f'{len(c)}', c[1] + 'i', str('b' in c), f'{c}', c.zz]",
        ["a", "b", "d", "3", "bi", "True", "c", "zzzz"],
    ),
    "a property is set by its setter": (
        "class C:\n    @property\n    def v(self):\n        return self._v\n    @v.setter\n    def v(self, x):\n"
        "        self._v = x + '!'\nc = C()\nc.v = 'a'\nnames = [c.v]",
        ["a!"],
    ),
    "classes register themselves": (
        "class B:\n    known = {}\n    def __init_subclass__(cls, key=None, **kw):\n"
        "        cls.known[key or cls.__name__] = cls\n"
        "class X(B, key='x'):\n    pass\nclass Y(B):\n    pass\n"
        "names = [*B.known, *(c.__name__ + 's' for c in B.__subclasses__())]",
        ["x", "Y", "Xs", "Ys"],
    ),
    "ancestors are asked in Python's order": (
        "class A:\n    def f(self):\n        return 'a'\nclass B(A):\n    pass\nclass C(A):\n    def f(self):\n"
        "        return 'c' + super().f()\nclass D(B, C):\n    pass\nnames = [D().f()]",
        ["ca"],
    ),
    "a defaultdict makes what is missing": (
        "d = defaultdict(list)\nfor k, v in [('a', 1), ('b', 2), ('a', 3)]:\n    d[k].append(v)\n"
        "names = [f'{k}{len(v)}' for k, v in d.items()]",
        ["a2", "b1"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_objects_do_what_python_does(dag: Callable[[str], Dag], case: str) -> None:
    code, names = CASES[case]

    found = dag(
        "from collections import defaultdict, namedtuple\nfrom dataclasses import asdict, dataclass, field, replace\n"
        "from enum import Enum, auto\nfrom typing import ClassVar, NamedTuple\nimport attr\n"
        + code
        + "\ndag = DAG('d')\nfor name in names:\n    EmptyOperator(task_id=name, dag=dag)\n"
    )

    assert sorted({task.id for task in found.tasks}) == sorted(set(names))


def test_a_member_of_an_enum_is_a_number_and_a_key(dag: Callable[[str], Dag]) -> None:
    found = dag("""
        from enum import IntEnum

        class Stage(IntEnum):
            PREP = 1
            TRAIN = 2

            def next(self):
                return Stage(self + 1) if self < Stage.TRAIN else None

        names = {stage: stage.name for stage in Stage}
        with DAG("d") as dag:
            EmptyOperator(task_id=f"{names[Stage.TRAIN]}{int(Stage.PREP) + 1}{Stage.PREP:02d}{Stage.PREP.next()}")
            EmptyOperator(task_id=names.get(Stage.PREP, "none"))
        """)

    assert [task.id for task in found.tasks] == ["TRAIN2012", "PREP"]
