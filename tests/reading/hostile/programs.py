"""Programs that would take hours, or all memory, if reading did what they say.

Each is the text below `HEAD`. `COSTLY` ones do much work in few steps; `ENDLESS` ones have no end, or nearly none.
"""

from __future__ import annotations

HEAD = """\
import collections, copy, functools, itertools, json, os, re, textwrap, vendor, yaml
from datetime import datetime, timedelta
from pathlib import Path
from airflow import DAG
from airflow.datasets import Dataset
from airflow.decorators import task, task_group
from airflow.models.baseoperator import chain, cross_downstream
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator
from airflow.utils.edgemodifier import Label
from airflow.utils.task_group import TaskGroup
dag = DAG("hostile", start_date=datetime(2024, 1, 1))
first = EmptyOperator(task_id="first", dag=dag)
big = list(range(20000))
long = "a" * 1000000
unknown = vendor.f()
"""

# What is done at once must be paid by its size: each runs ROUNDS times, within fewer steps than any of them is worth.
ROUNDS, STEPS = 400, 20_000
REPEATED = {
    "list added": "x = big[:10000] + big[10000:]",
    "list multiplied": "x = [0] * 20000",
    "list copied": "x = list(big)",
    "list copied by method": "x = big.copy()",
    "list sliced": "x = big[:]",
    "list extended": "y = []; y.extend(big)",
    "list += list": "y = []; y += big",
    "list reversed": "x = reversed(big)",
    "list reversed in place": "big.reverse()",
    "list sorted": "x = sorted(big)",
    "list sorted in place": "big.sort()",
    "list sorted by key": "x = sorted(big[:300], key=lambda n: big)",
    "list searched": "x = big.index(19999)",
    "list counted": "x = big.count(5)",
    "list in": "x = -1 in big",
    "list in, of objects": "x = first in [unknown] * 20000",
    "list inserted": "big[:9000].insert(0, 1)",
    "list item": "x = big[-1]",
    "list unpacked": "a, *b = big",
    "list starred": "x = [*big]",
    "list given": "x = vendor.g(*big)",
    "list compared": "x = big == big[:]",
    "list as truth": "x = any(big[:1]) or all(big)",
    "list joined": "x = ','.join(['a'] * 20000)",
    "list printed": "x = str(big)",
    "list in f-string": "x = f'{big}'",
    "list formatted": "x = '{}'.format(big)",
    "list by percent": "x = '%s' % (big,)",
    "list as set": "x = set(big)",
    "list as frozenset": "x = frozenset(big)",
    "list of pairs": "x = dict(zip(big, big))",
    "list enumerated": "x = list(enumerate(big))",
    "list summed": "x = sum(big)",
    "list min": "x = min(big)",
    "list deep copied": "x = copy.deepcopy(big)",
    "list chained": "x = itertools.chain(big[:10000], big[10000:])",
    "list dumped": "x = json.dumps(big)",
    "list shown as reason": "x = vendor.g(big)[big]",
    "tuple hashed": "x = {tuple(big): 1}",
    "tuple in set": "x = {(1, tuple(big), unknown)}",
    "tuples in set": "x = set([tuple(big)] * 1000)",
    "dict merged": "x = {**dict.fromkeys(big[:10000]), **{n: 1 for n in big[:5]}}",
    "dict copied": "x = dict(table)",
    "dict updated": "y = {}; y.update(table)",
    "dict items": "x = table.items()",
    "dict given": "x = vendor.g(**names)",
    "dict loop": "for k in table: break",
    "dict starred": "x = {**table}",
    "dict |": "x = table | {}",
    "dict comprehension": "x = {k: v for k, v in table.items() if False}",
    "set union": "x = set(big).union(big)",
    "set loop": "for k in numbers: break",
    "range listed": "x = list(range(20000))",
    "range loop": "for k in range(20000): break",
    "text added": "x = long[:500000] + long[500000:]",
    "text multiplied": "x = 'a' * 1000000",
    "text sliced": "x = long[1:]",
    "text lower": "x = long.lower()",
    "text split": "x = long.split('b')",
    "text split to letters": "x = ('a,' * 9000).split(',')",
    "text as list": "x = list('a' * 20000)",
    "text splitlines": "x = ('a\\n' * 400000).splitlines()",
    "text found": "x = long.find('ab')",
    "text in": "x = 'ab' in long",
    "text searched badly": "x = long.find('a' * 5000 + 'b' + 'a' * 5000)",
    "text counted": "x = long.count('a')",
    "text in f-string": "x = f'{long}'",
    "text padded": "x = 'a'.center(1000000)",
    "text formatted": "x = '{:>1000000}'.format('a')",
    "text by percent": "x = '%1000000s' % 'a'",
    "text of fields": "x = fields.format(a=1)",
    "text of percents": "x = percents % numbers_tuple",
    "text with holes": "x = holes + 'a'",
    "text with holes, lower": "x = holes.lower()",
    "text encoded": "x = long.encode('utf-8')",
    "text translated": "x = long.translate({97: 'b'})",
    "text expanded": "x = ('\\t' * 100000).expandtabs()",
    "text compared": "x = long == long[:-1] + 'a'",
    "text as id": "x = long.isidentifier()",
    "text as path": "x = Path('/'.join(['a'] * 4000)).parent",
    "text loaded": "x = json.loads(document)",
    "text loaded as YAML": "x = yaml.safe_load(document)",
    "regex": "x = re.sub('a*b', '', 'a' * 900)",
    "regex compiled": "x = re.sub(f'a{n}b{n}' * 15, '', 'a')",
    "date to text": "x = datetime(2024, 1, 1).strftime('%Y' * 100000)",
    "tasks of the dag": "x = dag.tasks",
    "edges": "cross_downstream(tasks[:500], tasks[500:])",
    "edges of groups": "group >> group2",
    "ends of a group": "group >> first",
    "changed aside": "\n    if os.environ.get('A', ''): big.append(n)",
    "class found": "x = Last().attribute",
}
BEFORE = {
    "dict copied": "table = dict(zip(big, big))",
    "text of fields": "fields = '{a}' * 100000",
    "text of percents": "percents = '%s' * 20000\nnumbers_tuple = tuple(big)",
    "text with holes": "holes = ' '.join([vendor.g(n) for n in range(2000)])",
    "text loaded": "document = json.dumps(big)",
    "dict given": "names = {f'a{n}': n for n in range(10000)}",
    "set loop": "numbers = set(big)",
    "tasks of the dag": "tasks = [EmptyOperator(task_id=f't{n}', dag=dag) for n in range(1000)]",
    "edges of groups": (
        "with dag:\n    with TaskGroup('g') as group: made = [EmptyOperator(task_id=f'a{n}') for n in range(500)]\n"
        "    with TaskGroup('h') as group2: made = [EmptyOperator(task_id=f'b{n}') for n in range(500)]"
    ),
    "class found": (
        "class C0: attribute = 1\n"
        + "".join(f"class C{n}(C{n - 1}): pass\n" for n in range(1, 500))
        + "class Last(C499): pass"
    ),
}
for name, source in (
    ("dict updated", "dict copied"), ("dict items", "dict copied"), ("dict loop", "dict copied"),
    ("dict starred", "dict copied"), ("dict |", "dict copied"), ("dict comprehension", "dict copied"),
    ("text with holes, lower", "text with holes"), ("text loaded as YAML", "text loaded"),
    ("edges", "tasks of the dag"),
    ("ends of a group", "edges of groups"),
):  # fmt: skip
    BEFORE[name] = BEFORE[source]
COSTLY = {name: f"{BEFORE.get(name, '')}\nfor n in range({ROUNDS}):\n    {body}\n" for name, body in REPEATED.items()}

# Each has no end, or none in this world. What comes after it is never reached, what came before counts.
ENDLESS = {
    "while True": "while True: pass",
    "while True with work": "x = []\nwhile True: x.append(1)",
    "while True in a function": "def f():\n    while True: x = 1\nf()",
    "generator without end": "def g():\n    while True: yield 1\nfor x in g(): pass",
    "count": "for n in itertools.count(): x = n",
    "cycle": "for n in itertools.cycle([1, 2]): x = n",
    "repeat": "for n in itertools.repeat(1): x = n",
    "iter without end": "for n in iter(int, 1): x = n",
    "range": "for n in range(10 ** 12): x = n",
    "range listed": "x = list(range(10 ** 12))",
    "loops": "for a in range(1000):\n  for b in range(1000):\n    for c in range(1000): x = a",
    "comprehensions": "x = [[[a for a in range(1000)] for b in range(1000)] for c in range(1000)]",
    "flat comprehension": (
        "x = [a for a in range(1000) for b in range(1000) for c in range(1000) for d in range(1000) if a < 0]"
    ),
    "set comprehension": "x = {a * b for a in range(20000) for b in range(20000)}",
    "dict comprehension": "x = {a: b for a in range(20000) for b in range(20000)}",
    "generator expression": "x = sum(a for a in range(20000) for b in range(20000))",
    "any without end": "x = any(False for a in range(20000) for b in range(20000))",
    "list grown by itself": "x = [0]\nfor n in range(100): x += x",
    "list doubled": "x = [0]\nfor n in range(100): x = x + x",
    "list extended by itself": "x = [0]\nfor n in range(100): x.extend(x)",
    "text doubled": "x = 'a'\nfor n in range(100): x = x + x",
    "text += text": "x = 'a'\nfor n in range(100): x += x",
    "text in f-string": "x = 'a'\nfor n in range(100): x = f'{x}{x}'",
    "text formatted": "x = 'a'\nfor n in range(100): x = '{0}{0}'.format(x)",
    "text by percent": "x = 'a'\nfor n in range(100): x = '%s%s' % (x, x)",
    "text joined": "x = 'a'\nfor n in range(100): x = x.join([x, x, x])",
    "text of the text": "x = 'a\\\\'\nfor n in range(100): x = repr(x)",
    "text multiplied": "x = 'a' * 10 ** 12",
    "text padded": "x = '%1000000000d' % 1",
    "text padded by format": "x = '{:>1000000000}'.format(1)",
    "text padded by a field": "x = '{:{w}}'.format(1, w=1000000000)",
    "text padded in f-string": "w = 1000000000\nx = f'{1:{w}}'",
    "text padded by ljust": "x = 'a'.ljust(10 ** 12)",
    "text expanded": "x = ('\\t' * 1000).expandtabs(10 ** 9)",
    "list multiplied": "x = [0] * 10 ** 12",
    "number to a power": "x = 10 ** 10 ** 10",
    "number shifted": "x = 1 << 10 ** 12",
    "number multiplied": "x = 3\nfor n in range(100): x *= x",
    "pow": "x = pow(3, 10 ** 12)",
    "bytes": "x = bytes(10 ** 12)",
    "product": "x = list(itertools.product(range(1000), repeat=20))",
    "permutations": "x = list(itertools.permutations(range(100)))",
    "combinations": "x = list(itertools.combinations(big, 10000))",
    "chain": "x = list(itertools.chain(*[range(20000)] * 20000))",
    "islice": "x = list(itertools.islice(itertools.count(), 10 ** 12))",
    "reduce": "x = functools.reduce(lambda a, b: a + a, range(100), 'a')",
    "assets in assets": "x = Dataset('a')\nfor n in range(9000): x = (x & Dataset('b')) | Dataset('c')",
    "assets doubled": "x = Dataset('a')\nfor n in range(100): x = (x & x) | (x & x)",
    "recursion twice": "def f(n): return f(n - 1) + f(n - 2)\nf(60)",
    "fib": "def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)\nx = fib(50)",
    "ackermann": (
        "def a(m, n):\n    if m == 0: return n + 1\n    if n == 0: return a(m - 1, 1)\n"
        "    return a(m - 1, a(m, n - 1))\nx = a(4, 4)"
    ),
    "recursion by property": ("class A:\n    @property\n    def p(self): return (self.p, self.p)\nx = A().p"),
    "recursion by methods": (
        "class A:\n    def f(self): return self.g() or self.g()\n"
        "    def g(self): return self.f() or self.f()\nx = A().f()"
    ),
    "recursion by lambda": "f = lambda n: f(n) + f(n)\nf(1)",
    "recursion by decorators": "def d(g): return d(d(g))\n@d\ndef f(): pass",
    "recursion by partial": "def f(n): return functools.partial(f, n)() or functools.partial(f, n)()\nf(1)",
    "recursion by map": "def f(n): return list(map(f, [n, n]))\nf(1)",
    "recursion by sort": "def f(n): return sorted([n, n], key=f)\nf(1)",
    "recursion by comprehension": "def f(n): return [f(m) for m in (n, n)]\nf(1)",
    "recursion by class": "def f():\n    class A:\n        x = f()\n        y = f()\nf()",
    "recursion by defaults": "def f():\n    def g(a=f(), b=f()): pass\nf()",
    "branches in branches": (
        "def f0(): return 1\n"
        + "".join(
            f"def f{n}():\n    if unknown: return f{n - 1}()\n    else: return f{n - 1}()\n" for n in range(1, 55)
        )
        + "f54()"
    ),
    "assumed branches": (
        "def f0(): return 1\n"
        + "".join(
            f"def f{n}():\n    if os.environ.get('A', ''): return f{n - 1}()\n    else: return f{n - 1}()\n"
            for n in range(1, 55)
        )
        + "f54()"
    ),
    "tries in tries": (
        "def f0(): raise ValueError\n"
        + "".join(
            f"def f{n}():\n    try: f{n - 1}()\n    except Exception: f{n - 1}()\n    finally: f{n - 1}()\n"
            for n in range(1, 55)
        )
        + "f54()"
    ),
}
