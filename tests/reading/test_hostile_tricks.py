"""Python at its most devious: nothing of it runs here, it always ends, and what is plain beside it stays plain."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from migrator.model import FileStatus, Known
from migrator.reading import read

HEAD = """\
import builtins, importlib, os, sys, types
from airflow import DAG
from airflow.operators.empty import EmptyOperator
"""
GOOD = "from airflow import DAG\nd = DAG('good')\n"
PLAIN = "with DAG('plain') as plain: EmptyOperator(task_id='t')\n"


@pytest.fixture(autouse=True)
def an_end() -> Iterator[None]:
    """A test that would never end is ended."""
    signal.alarm(60)
    yield
    signal.alarm(0)


@pytest.mark.parametrize(
    "trick",
    [
        "eval('__import__(\"os\").remove(VICTIM)')",
        "exec('import os; os.remove(VICTIM)')",
        "exec(compile('os.remove(VICTIM)', 'x', 'exec'))",
        "__import__('os').remove(VICTIM)",
        "importlib.import_module('os').remove(VICTIM)",
        "getattr(os, 'rem' + 'ove')(VICTIM)",
        "os.__dict__['remove'](VICTIM)",
        "vars(os)['remove'](VICTIM)",
        "sys.modules['os'].remove(VICTIM)",
        "builtins.eval('os.remove(VICTIM)')",
        "globals()['__builtins__']['exec']('os.remove(VICTIM)')",
        "().__class__.__bases__[0].__subclasses__()[0]",
        "''.__class__.__mro__[1].__subclasses__()",
        "(lambda: 0).__globals__['os'].remove(VICTIM)",
        "(lambda: 0).__code__.replace(co_code=b'')",
        "'{0.__class__.__init__.__globals__}'.format(os)",
        "f'{os.__dict__}'",
        "open(VICTIM, 'w').write('x')",
        "os.system('rm ' + VICTIM)",
        "types.FunctionType((lambda: 0).__code__, {})()",
        "type('X', (DAG,), {'__init__': lambda self: os.remove(VICTIM)})()",
        "sys.exit(1)",
        "os._exit(1)",
        "os.kill(os.getpid(), 9)",
        "sys.setrecursionlimit(10 ** 9)",
        "import ctypes; ctypes.string_at(0)",
        "import gc; gc.get_objects()",
        "import pickle; pickle.loads(b'cos\\nsystem\\n(S\"true\"\\ntR.')",
        "raise SystemExit",
        "raise KeyboardInterrupt",
        "assert False, os.remove(VICTIM)",
        "del DAG, os, sys",
        "del globals()['DAG']",
        "globals().clear()",
        "globals()[1] = 2; globals()[None] = globals()",
        "locals().update(x=1)",
        "globals()['__name__'] = 5; globals()['__file__'] = []",
        "DAG = 1; EmptyOperator = None",
        "plain.tasks.clear()",
        "plain.task_dict['t'] = None",
        "plain @ plain; [] @ 1; VICTIM @ unknown()",
        "x = [plain]; x.append(x)",
        "x = {}; x['x'] = x; x[1] = [x]",
        "x = []; x.append(x); EmptyOperator(task_id='u', dag=DAG('u'), params={'x': x})",
        "x = ([],); x[0].append(x); {str(x): x}",
        "x = plain; x.x = x; x.x.x.x.default_args = x",
        "import d; d.d.d.plain",
        "from d import *",
        "from . import *",
        "from . import d as e; e.plain = None",
        "from .. import d",
        "from ....... import d",
        "import a; import b",
        "from a import x, y, z",
        "from __future__ import braces_",
    ],
)
def test_a_trick_harms_nothing_and_hides_nothing_plain(tmp_path: Path, trick: str):
    victim = tmp_path / "victim.txt"
    victim.write_text("untouched")
    (tmp_path / "d.py").write_text(f"{HEAD}VICTIM = {str(victim)!r}\n{PLAIN}{trick}\n")
    (tmp_path / "a.py").write_text("from b import *\nimport b\nx = b.y\n")
    (tmp_path / "b.py").write_text("from a import *\nimport a, b\ny = a.x\n")
    (tmp_path / "good.py").write_text(GOOD)
    project = read([tmp_path])
    assert victim.read_text() == "untouched"
    assert {"plain", "good"} <= {dag.id for dag in project.dags} or trick.startswith(
        ("globals().clear", "from __future")
    )
    assert project.files[-1].status is FileStatus.DAGS


@pytest.mark.parametrize(
    "body",
    [
        (
            "class M(type):\n    def __call__(cls, *a): return DAG('made')\n"
            "    def __getattr__(cls, name): return cls\nclass A(metaclass=M): pass\nA().x.y.z"
        ),
        (
            "class M(type):\n    def __prepare__(name, bases): return {}\n    def __new__(m, *a): return m\n"
            "class A(metaclass=M): pass\nA()"
        ),
        "class M(type): pass\nM.__class__ = M\nclass A(M, metaclass=M): pass\nA.x",
        "class A:\n    def __getattr__(self, name): return getattr(self, name)\nA().x",
        "class A:\n    def __getattribute__(self, name): return self.x\nA().y",
        "class A:\n    def __getattr__(self, name): return A()\nA().a.b.c.d()",
        "class A:\n    __class__ = property(lambda self: A().__class__)\nA().__class__",
        "class A:\n    def __get__(self, i, o): return self.__get__(i, o)\nclass B:\n    a = A()\nB().a",
        "class A:\n    def __set__(self, i, v): i.a = v\nclass B:\n    a = A()\nB().a = 1",
        "class A:\n    def __eq__(self, o): return self == o\nA() == A()",
        "class A:\n    def __hash__(self): return hash(self)\n{A(): 1}",
        "class A:\n    def __bool__(self): return bool(self)\nif A(): pass",
        "class A:\n    def __len__(self): return -1\nlen(A())",
        (
            "class A:\n    def __iter__(self): return self\n    def __next__(self): return self\n"
            "for x in A(): pass\nlist(A())"
        ),
        "class A:\n    def __getitem__(self, n): return n\nfor x in A(): pass\na, b = A()",
        "class A:\n    def __str__(self): return str(self)\nf'{A()}'",
        "class A:\n    def __repr__(self): return repr([self])\nrepr(A())",
        "class A:\n    def __format__(self, s): return format(self, s)\n'{:>5}'.format(A())",
        (
            "class A:\n    def __add__(self, o): return self + o\n"
            "    __radd__ = __rshift__ = __rrshift__ = __add__\nA() + 1\n1 + A()\nA() >> A()"
        ),
        "class A:\n    def __call__(self): return self()\nA()()",
        (
            "class A:\n    def __enter__(self): return self\n"
            "    def __exit__(self, *a): return self.__exit__(*a)\nwith A() as a: pass"
        ),
        "class A:\n    def __new__(cls): return cls()\nA()",
        "class A:\n    def __init__(self): A()\nA()",
        "class A:\n    def __init_subclass__(cls):\n        class B(cls): pass\nclass C(A): pass",
        "class A:\n    def __class_getitem__(cls, x): return cls[x]\nA[1]",
        "class A(A): pass",
        "class A: pass\nA.__bases__ = (A,)\nclass B(A): pass\nB().x",
        "class A: pass\nA.a = A\nA.a.a.a.b = A()\nA.a.a.b.c",
        "class A(object, object): pass\nclass B(A, A): pass\nclass C(object, B): pass\nC().x",
        "class A(1, None, 'x', [], unknown()): pass\nA().x",
        "class A(DAG): pass\nclass B(A, EmptyOperator, DAG): pass\nB('b', task_id='b')",
        (
            "class A(EmptyOperator):\n"
            "    def __init__(self, **k): super().__init__(**k); self.__init__(**k)\n"
            "with DAG('a'): A(task_id='a')"
        ),
        (
            "class A(EmptyOperator):\n    @property\n    def task_id(self): return self.task_id\n"
            "with DAG('a'): A(task_id='a') >> A(task_id='b')"
        ),
        "def d(f): return d\n@d\n@d\n@d\ndef f(): pass\nf()()()",
        "@property\ndef f(): pass\n@staticmethod\n@classmethod\n@property\ndef g(): pass\nf, g, f(), g()",
        "f = lambda *a, **k: f(*a, *a, **k)\nf(1)",
        "def f(a, a_=lambda: f(1), *b, c, **d): return f\nf(*f, **f)",
        "def f():\n    global f\n    del f\nf()\nf()",
        (
            "def f():\n    nonlocal_ = 1\n    def g():\n        nonlocal nonlocal_\n        nonlocal_ = g\n"
            "    return g()\nf()"
        ),
        (
            "import enum\nclass E(enum.Enum):\n    A = B = A_ = 1\n    C = lambda: 0\n"
            "    D = E_ = E.A if 0 else 2\nE(1), E['A'], E('x'), list(E), E.A.value.value"
        ),
        "x = y = z = x if 0 else 1\nx, (y, *z), [x, *y] = 1, (2, 3), [4, 5]\nx[y][z] = x",
        "for x in x_ if (x_ := [1]) else []: x_ = x_\nwhile (y := 0): pass\n[y := 1 for y_ in [1]]",
        "try: raise\nexcept: raise ValueError from None\nfinally: raise",
        "try:\n    try: 1 / 0\n    finally: raise KeyError\nexcept (KeyError, unknown, 1): pass",
        (
            "match plain:\n    case DAG(dag_id=x) if x: y = x\n    case {'a': [1, *_]} | [_, {**k}]: pass\n"
            "    case str() as s: pass\n    case _: pass"
        ),
        (
            "async def f():\n    async with f() as g, g: pass\n    async for x in f(): await x\n"
            "    return [x async for x in f()]\nf()"
        ),
        "def g():\n    x = yield\n    yield from g()\n    return (yield)\nlist(g())",
    ],
)
def test_a_class_that_turns_on_itself_ends(tmp_path: Path, body: str):
    (tmp_path / "d.py").write_text(f"{HEAD}{PLAIN}{body}\n")
    (tmp_path / "good.py").write_text(GOOD)
    project = read([tmp_path])
    assert {"plain", "good"} <= {dag.id for dag in project.dags}
    assert project.files[0].status in (FileStatus.DAGS, FileStatus.PARTIAL)
    assert all(finding.span.path == "d.py" for finding in project.findings)


@pytest.mark.parametrize("count", [2, 3, 30])
def test_imports_in_a_circle_are_read(tmp_path: Path, count: int):
    for n in range(count):
        other = f"m{(n + 1) % count}"
        text = f"import {other}\nfrom {other} import *\nfrom airflow import DAG\nd{n} = DAG('d{n}')\n"
        (tmp_path / f"m{n}.py").write_text(text)
    project = read([tmp_path])
    assert {f"d{n}" for n in range(count)} <= {dag.id for dag in project.dags}


def test_packages_in_a_circle_are_read(tmp_path: Path):
    for name, other in (("p", "q"), ("q", "p")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(
            f"from .. import {other}\nimport {other}.sub\nfrom {other} import *\n"
        )
        (tmp_path / name / "sub.py").write_text(f"from {other}.sub import *\nfrom . import sub\nNAME = '{name}'\n")
    (tmp_path / "d.py").write_text("from airflow import DAG\nfrom p.sub import NAME\nd = DAG(NAME)\n")
    assert [dag.id for dag in read([tmp_path]).dags] == ["p"]


def test_a_chain_of_imports_longer_than_the_bound_is_left_and_said(tmp_path: Path):
    count = 300
    for n in range(count):
        (tmp_path / f"m{n}.py").write_text(f"from m{n + 1} import X\n" if n < count - 1 else "X = 1\n")
    (tmp_path / "d.py").write_text("from airflow import DAG\nd = DAG('d')\nimport m0\n")
    (tmp_path / "e.py").write_text("from airflow import DAG\nfrom m290 import X\nd = DAG('e', max_active_runs=X)\n")
    project = read([tmp_path])
    shown = {dag.id: dag.setting("max_active_runs") for dag in project.dags}
    assert list(shown) == ["d", "e"]
    assert shown["e"] == Known(1)
    assert [(finding.code, finding.span.path) for finding in project.findings] == [("bound-reached", "m58.py")]
