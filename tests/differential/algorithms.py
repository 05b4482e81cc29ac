"""Small pieces of Python as DAG files hold them: each binds NAME to a text, or NAMES to different texts.

`$one` and `$two` stand for texts, `$many` for different texts, `$n` for a number; `${k}` makes every name the piece's own.
"""

from __future__ import annotations

import re
from string import Template

from .values import number, text, texts
from .writer import Writer

TO_TEXT = [
    """\
registry_$k = {}
def register_$k(name):
    def decorate(function):
        registry_$k[name] = function
        return function
    return decorate
@register_$k('first')
def first_$k(x):
    return x + '_first'
@register_$k('second')
def second_$k(x):
    return x[::-1]
$NAME = registry_$k['first'](registry_$k['second']($one))""",
    """\
class Base_$k:
    label = 'base'
    def __init__(self, name):
        self.name = name
    def describe(self):
        return f'{self.label}-{self.name}'
class Left_$k(Base_$k):
    label = 'left'
    def describe(self):
        return 'l' + super().describe()
class Right_$k(Base_$k):
    def describe(self):
        return 'r' + super().describe()
class Both_$k(Left_$k, Right_$k):
    pass
$NAME = Both_$k($one).describe()""",
    """\
class Table_$k:
    instances = []
    def __init__(self, name, size=1):
        self._name, self.size = name, size
        Table_$k.instances.append(self)
    @property
    def name(self):
        return self._name
    @name.setter
    def name(self, value):
        self._name = value.lower()
    def __str__(self):
        return f'<{self.name}>'
    def __repr__(self):
        return f'Table({self.name!r})'
    def __len__(self):
        return self.size
    def __eq__(self, other):
        return self.name == other.name
    def __lt__(self, other):
        return self.size < other.size
    def __add__(self, other):
        return Table_$k(self.name + other.name, self.size + other.size)
    def __contains__(self, letter):
        return letter in self.name
    def __iter__(self):
        return iter(self.name)
    def __getitem__(self, at):
        return self.name[at]
    def __bool__(self):
        return self.size > 0
    def __hash__(self):
        return hash(self.name)
one_$k = Table_$k($one, $n)
one_$k.name = 'Changed'
two_$k = one_$k + Table_$k('x', 2)
$NAME = '_'.join([two_$k.name, str(len(two_$k)), two_$k[0], ''.join(list(one_$k)[:2]), str('a' in one_$k), str(one_$k == two_$k),
    str(len(Table_$k.instances)), 'yes' if one_$k else 'no', sorted([two_$k, one_$k])[0].name])""",
    """\
counter_$k = 0
def next_$k():
    global counter_$k
    counter_$k += 1
    return counter_$k
numbers_$k = [next_$k() for _ in range(3)]
$NAME = f"{$one}_{numbers_$k[-1]}_{counter_$k}" """,
    """\
functions_$k = [lambda: i for i in range(3)]
bound_$k = [lambda i=i: i for i in range(3)]
$NAME = '_'.join(str(f()) for f in [*functions_$k, *bound_$k])""",
    """\
def classify_$k(value):
    match value:
        case {'kind': 'a', 'name': name}:
            return name
        case [first, *_]:
            return first + '_list'
        case str() as found if found.startswith('o'):
            return found + '_o'
        case int() | float():
            return 'number'
        case None:
            return 'none'
        case _:
            return 'other'
$NAME = '_'.join(map(classify_$k, [{'kind': 'a', 'name': $one}, [$two], 'orders', 3, None, ('t',), {}]))""",
    """\
def outer_$k(prefix):
    seen = []
    def inner(name, *rest, sep='-', **options):
        nonlocal prefix
        seen.append(name)
        prefix = prefix + name[:1]
        return sep.join([prefix, *rest, *sorted(options), str(len(seen))])
    return inner
call_$k = outer_$k('p')
call_$k($one)
$NAME = call_$k($two, 'r', sep='_', b=1, a=2)""",
    """\
from collections import namedtuple, OrderedDict, defaultdict
Row_$k = namedtuple('Row_$k', 'name size kind', defaults=['plain'])
rows_$k = [Row_$k($one, 2), Row_$k('b', 1, kind='special'), Row_$k(*('c', 3))]
by_kind_$k = defaultdict(list)
for row in rows_$k:
    by_kind_$k[row.kind].append(row.name)
name_$k, size_$k, _ = max(rows_$k, key=lambda row: row.size)
$NAME = '_'.join([*by_kind_$k['plain'], *by_kind_$k['special'], *by_kind_$k['nothing'], name_$k, str(size_$k), rows_$k[0]._asdict()['kind'], Row_$k._fields[1]])""",
    """\
from dataclasses import dataclass, field, asdict
@dataclass(order=True)
class Step_$k:
    name: str
    after: list = field(default_factory=list)
    size: int = 1
    label: str = field(init=False, default='none')
    def __post_init__(self):
        self.label = f'{self.name}:{len(self.after)}'.replace(':', '_')
@dataclass
class Special_$k(Step_$k):
    extra: str = 'x'
steps_$k = [Step_$k($one), Step_$k('b', ['a'], size=3), Special_$k('c', extra='y')]
steps_$k[0].after.append('z')
$NAME = '_'.join([s.label for s in steps_$k] + [str(len(steps_$k[1].after)), asdict(steps_$k[2])['extra'], str(steps_$k[0] == Step_$k('q'))])""",
    """\
from enum import Enum, auto
class Stage_$k(Enum):
    RAW = 'raw'
    CLEAN = 'clean'
    ALIAS = 'raw'
    @classmethod
    def default(cls):
        return cls.CLEAN
    def table(self, name):
        return f'{self.value}.{name}'
    @property
    def short(self):
        return self.name[:2]
class Order_$k(Enum):
    FIRST = auto()
    SECOND = auto()
$NAME = '_'.join([Stage_$k.default().table($one), Stage_$k('raw').short, Stage_$k['CLEAN'].value, *(s.name for s in Stage_$k),
    str(Order_$k.SECOND.value), str(len(Stage_$k)), str(Stage_$k.RAW is Stage_$k.ALIAS), str(Stage_$k.RAW in (Stage_$k.CLEAN,))])""",
    """\
def safe_$k(value):
    try:
        number = int(value)
    except (TypeError, ValueError):
        return 'bad'
    else:
        return str(number + 1)
    finally:
        calls_$k.append(value)
calls_$k = []
$NAME = '_'.join([safe_$k('3'), safe_$k('x'), safe_$k(None), str(len(calls_$k))]) + $one""",
    """\
class Missing_$k(Exception):
    def __init__(self, name):
        super().__init__(f'no {name}')
        self.name = name
def find_$k(name):
    if name not in {'orders': 1}:
        raise Missing_$k(name)
    return 'found'
try:
    $NAME = find_$k($one)
except Missing_$k as error:
    $NAME = 'missing_' + error.name""",
    """\
text_$k = $one
$NAME = ''
for position, letter in enumerate(text_$k):
    if letter in 'aeiou':
        continue
    if position > 4:
        break
    $NAME += letter.upper() if position % 2 else letter
else:
    $NAME = $NAME + '_whole'
while len($NAME) < 3:
    $NAME += 'z'
else:
    $NAME += '_w'""",
    """\
settings_$k = {'a': {'b': [{'c': $one}, {'c': 'second'}]}, 'list': [1, 2, 3]}
merged_$k = {**settings_$k, 'a': {**settings_$k['a'], 'd': $two}}
first_$k, *middle_$k, last_$k = merged_$k['list']
(x_$k, y_$k), z_$k = (1, 2), [3]
$NAME = '_'.join([merged_$k['a']['b'][0]['c'], merged_$k['a'].get('d', 'none'), str(first_$k + last_$k + len(middle_$k) + x_$k + y_$k + z_$k[0]),
    *sorted(merged_$k.keys() | {'zz'}), *(k for k, v in merged_$k.items() if isinstance(v, list))])""",
    """\
from functools import reduce, partial, wraps, lru_cache
def compose_$k(*functions):
    return reduce(lambda f, g: lambda x: g(f(x)), functions)
def timed_$k(function=None, *, suffix='t'):
    if function is None:
        return partial(timed_$k, suffix=suffix)
    @wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs) + '_' + suffix + function.__name__[:2]
    return wrapper
@timed_$k
def plain_$k(x):
    return x
@timed_$k(suffix='s')
def other_$k(x):
    return x.upper()
$NAME = compose_$k(plain_$k, other_$k, str.strip, lambda s: s.replace('__', '_'))($one)""",
    """\
from datetime import date, datetime, timedelta, timezone
start_$k = datetime(2024, 1, 31, 22, 30)
days_$k = [(start_$k + timedelta(days=n)).strftime('%m%d') for n in range(3)]
gap_$k = datetime(2024, 3, 1) - start_$k
$NAME = '_'.join([*days_$k, str(gap_$k.days), str(start_$k.weekday()), start_$k.replace(day=1, hour=0).isoformat()[:10], f'{start_$k:%H}',
    str(date(2024, 2, 29).isoweekday()), str(start_$k > datetime(2023, 1, 1)), datetime.fromisoformat('2024-05-06').strftime('%b'), str(int(timedelta(hours=36).total_seconds()))])""",
    """\
width_$k, one_$k = $n + 6, $one
$NAME = f'{one_$k!r:.3}'.strip("'") + f'{3.14159:.2f}'.replace('.', '_') + f'{width_$k:0{width_$k}d}' + f'{"x":*^{5}}'.strip('*') + '%5.1f' % 2.25 + '{:,}'.format(12345).replace(',', '_') + '{0[k]}'.format({'k': 'v'}) + f'{width_$k=}'.split('=')[1] + '{:>{w}}'.format('r', w=3).strip()
$NAME = $NAME.replace(' ', '').replace('"', '')""",
    """\
def tree_$k(node, depth=0):
    yield depth * '.' + node['name']
    for child in node.get('children', ()):
        yield from tree_$k(child, depth + 1)
root_$k = {'name': $one, 'children': [{'name': 'a', 'children': [{'name': 'b'}]}, {'name': 'c'}]}
$NAME = '_'.join(tree_$k(root_$k))
flat_$k = [x for row in [[1, 2], [3]] for x in row if x != 2]
grid_$k = {(i, j): i * j for i in range(2) for j in range(2) if i or j}
$NAME += f'_{sum(flat_$k)}_{len(grid_$k)}_{grid_$k[1, 1]}'""",
    """\
class Lazy_$k:
    def __init__(self):
        self.calls = 0
    def __getattr__(self, name):
        if name.startswith('_'):
            raise AttributeError(name)
        return lambda *args: f'{name}_{len(args)}'
    @staticmethod
    def static(x):
        return x + '_static'
    @classmethod
    def build(cls, *args, **kwargs):
        made = cls(*args, **kwargs)
        made.calls += 1
        return made
lazy_$k = Lazy_$k.build()
$NAME = '_'.join([lazy_$k.anything(1, 2), lazy_$k.static($one), str(lazy_$k.calls), getattr(lazy_$k, '_no', 'default')])""",
    """\
a_$k, b_$k = {'x', 'y', 'z'}, {'y', 'q'}
$NAME = '_'.join(sorted(a_$k - b_$k) + sorted(a_$k & b_$k) + sorted(a_$k ^ b_$k) + sorted(a_$k.union(b_$k)) + [str(a_$k >= {'x'}), str(a_$k.isdisjoint(b_$k))])
stack_$k = [1, 2, 3, 4]
stack_$k[1:3] = []
stack_$k.extend(range(2))
stack_$k.insert(1, 9)
stack_$k.remove(4)
copy_$k = stack_$k[:]
copy_$k.sort(reverse=True)
$NAME += '_' + ''.join(map(str, stack_$k)) + ''.join(map(str, copy_$k)) + str(stack_$k.index(9)) + str(stack_$k * 2 == stack_$k + stack_$k)""",
    """\
import itertools, operator, math, random, textwrap
groups_$k = {key: [name for _, name in rows] for key, rows in itertools.groupby(sorted([(1, 'a'), (0, 'b'), (1, 'c')]), key=operator.itemgetter(0))}
$NAME = '_'.join(['-'.join(v) for v in groups_$k.values()] + [str(math.ceil(2.1)), ''.join(itertools.islice(itertools.cycle('xy'), 3)),
    str(list(itertools.accumulate([1, 2, 3]))[-1]), ''.join(a + b for a, b in itertools.combinations('abc', 2)), textwrap.dedent('  t'), str(round(2.567, 1)).replace('.', '-')])""",
    """\
import os, sys
from pathlib import Path
here_$k = Path(__file__).resolve().parent
$NAME = '_'.join([here_$k.name, Path(__file__).with_suffix('.sql').name, (here_$k / 'sql' / 'a.sql').relative_to(here_$k).as_posix().replace('/', '-'),
    os.environ.get('NOT_SET_AT_ALL', 'unset'), str('NOT_SET_AT_ALL' in os.environ), os.path.splitext('x.tar.gz')[1], Path('a/b/../c').name, str(Path('a') / 'b').replace(os.sep, '-'), str((here_$k / 'nothing').exists())])""",
    """\
def first_that_$k(test, values, default=None):
    return next((value for value in values if test(value)), default)
$NAME = '_'.join([first_that_$k(lambda v: len(v) > 3, $many, 'none'), str(first_that_$k(lambda v: v == 'no_such', $many)), str(any(v for v in $many) and all($many)),
    (found_$k := first_that_$k(bool, [0, '', 'x'])), found_$k, str([y_$k := 1, y_$k ** 2]).replace(' ', '').strip('[]').replace(',', '-')])""",
    """\
class Meta_$k(type):
    pass
class Singleton_$k:
    _instance = None
    def __new__(cls, *args):
        if cls._instance is None:
            cls._instance = super().__new__(cls)
        return cls._instance
    def __init__(self, name='first'):
        self.name = name
Singleton_$k('a')
$NAME = Singleton_$k($one).name + str(Singleton_$k() is Singleton_$k())""",
    """\
from typing import NamedTuple, TypedDict, Optional, List, Dict, Any
class Conf_$k(TypedDict, total=False):
    name: str
    size: int
class Part_$k(NamedTuple):
    name: str
    size: int = 2
    def label(self) -> str:
        return f'{self.name}{self.size}'
def pick_$k(conf: Conf_$k, part: Optional[Part_$k] = None) -> str:
    if part is None:
        part = Part_$k(conf['name'])
    name, size = part
    return f'{name}_{size}_{part.label()}_{part[0]}_{len(part)}'
conf_$k: Conf_$k = {'name': $one}
$NAME: str = pick_$k(conf_$k) + pick_$k(Conf_$k(name='n'), Part_$k('p', size=5)._replace(name='r'))""",
    """\
import contextlib
events_$k = []
@contextlib.contextmanager
def noted_$k(name):
    events_$k.append('in_' + name)
    try:
        yield name * 2
    finally:
        events_$k.append('out')
with noted_$k('a') as x_$k, noted_$k('b') as y_$k:
    events_$k.append(x_$k + y_$k)
with contextlib.suppress(KeyError):
    {}['none']
    events_$k.append('never')
with contextlib.nullcontext('c') as z_$k:
    events_$k.append(z_$k)
$NAME = '_'.join(events_$k)""",
    """\
import copy, json
source_$k = {'list': [1, [2]], 'name': $one}
shallow_$k, deep_$k, alias_$k = dict(source_$k), copy.deepcopy(source_$k), source_$k
source_$k['list'][1].append(3)
source_$k['name'] += '_changed'
alias_$k['new'] = True
$NAME = '_'.join([str(shallow_$k['list'][1][-1]), str(len(deep_$k['list'][1])), shallow_$k['name'], alias_$k['name'], str('new' in source_$k),
    str(json.loads(json.dumps(source_$k))['list'][0]), json.dumps({'b': 1, 'a': None}, sort_keys=True)[2:3]])""",
    """\
def build_$k(*args, base='b', **kwargs):
    defaults = {'x': 1, 'y': 2}
    defaults |= kwargs
    extra = defaults.pop('y', None)
    return '-'.join([base, *map(str, args), *(f'{k}{v}' for k, v in sorted(defaults.items())), str(extra)])
arguments_$k = ('p', 'q')
options_$k = dict(base=$one, z=3)
$NAME = build_$k(*arguments_$k, 'r', **options_$k, y=9) + build_$k(**{'x': 5}) + (build_$k if $n else str)('t')""",
]
TO_TEXTS = [
    """\
def sorted_by_need_$k(needs):
    done, order = set(), []
    while len(order) < len(needs):
        for name, before in needs.items():
            if name not in done and all(b in done for b in before):
                done.add(name)
                order.append(name)
    return order
$NAMES = sorted_by_need_$k({'load': ['clean'], 'extract': [], 'clean': ['extract']})""",
    """\
$NAMES = list(dict.fromkeys(name.strip().lower() for name in ','.join($many).split(',') if name))""",
    """\
class Names_$k:
    def __init__(self, *names):
        self.names = list(names)
    def __iter__(self):
        for name in self.names:
            yield name + '_n'
    def __len__(self):
        return len(self.names)
$NAMES = [*Names_$k(*$many)]""",
    """\
from enum import Enum
class Region_$k(str, Enum):
    EU = 'eu'
    US = 'us'
$NAMES = [region.value for region in Region_$k]""",
    """\
$NAMES = []
queue_$k = [('a', 2)]
while queue_$k:
    name, left = queue_$k.pop(0)
    $NAMES.append(name)
    if left:
        queue_$k.append((name + 'l', left - 1))
        queue_$k.append((name + 'r', left - 1))""",
    """\
def chunks_$k(values, size):
    for start in range(0, len(values), size):
        yield values[start:start + size]
$NAMES = ['_'.join(chunk) + f'_{n}' for n, chunk in enumerate(chunks_$k(list($many), 2))]""",
    """\
table_$k = '''
name,kind
orders_$k,big
users_$k,small
'''
$NAMES = [line.split(',')[0] for line in table_$k.strip().splitlines()[1:] if not line.startswith('#')]""",
]


def algorithm(w: Writer) -> None:
    """One of the pieces."""
    many = w.project.chance(25)
    name = w.project.fresh("RESULT")
    given = {
        "k": name.rpartition("_")[2], "NAME": name, "NAMES": name, "n": number(w, 0), "one": text(w, 1), "two": text(w, 0),
        "many": texts(w, 0),
    }  # fmt: skip
    given = {key: value.replace('"', "'") if key in ("one", "two", "many") else value for key, value in given.items()}
    if any(re.search(r"'.*\"|\bf'|\\", given[key]) for key in ("one", "two", "many")) or ":=" in given["one"]:
        given |= {"one": "'orders'", "two": "'users'", "many": "['raw', 'stage']"}
    w.line(Template(w.project.pick(TO_TEXTS if many else TO_TEXT)).substitute(given))
    w.know("texts" if many else "text", name)
