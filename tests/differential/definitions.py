"""What a file defines before or beside its DAGs: constants, configuration, functions, classes, and parts of DAGs."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from .algorithms import algorithm
from .tasks import Place, airflow, given_value, operator, statements
from .values import number, text, texts, truth, word
from .writer import WORDS, Name, Writer


def define(w: Writer) -> None:
    """One definition at the level of the module."""
    w.project.pick(KINDS)(w)


def constant(w: Writer) -> None:
    """A constant, bound in one of the ways people do it."""
    kind, make = w.project.pick(
        [("text", text), ("texts", texts), ("number", number), ("truth", truth)]
    )  # fmt: skip
    name = w.project.fresh(kind.upper())
    value, other = make(w, 2), make(w, 1)
    forms: list[Callable[[], None]] = [
        lambda: w.line(f"{name} = {value}"),
        lambda: w.line(f"{name}: {'str' if kind == 'text' else 'object'} = {value}"),
        lambda: w.line(f"{name}, OTHER_{name} = {value}, {other}"),
        lambda: w.line(f"({name}, *REST_{name}) = [{value}, {other}, 1]"),
        lambda: w.line(f"{name} = ALIAS_{name} = {value}"),
        lambda: w.line(f"if {truth(w, 1)}:\n    {name} = {value}\nelse:\n    {name} = {other}"),
        lambda: w.line(f"{name} = {value} if {truth(w, 1)} else {other}"),
        lambda: w.line(
            f"try:\n    from airflow.sdk import DAG as TRIED_{name}\n    {name} = {value}\nexcept ImportError:\n    {name} = {other}"
        ),
        lambda: w.line(
            f"try:\n    {name} = {{'a': 1}}['b']\nexcept (KeyError, ValueError) as error:\n    {name} = {value}"
        ),
        lambda: w.line(f"try:\n    {name} = {value}\nfinally:\n    pass"),
        lambda: w.line(
            f"match {text(w, 1)}:\n    case 'orders' | 'users':\n        {name} = {other}\n    case _:\n        {name} = {value}"
        ),
        lambda: w.line(f"def set_{name}():\n    global {name}\n    {name} = {value}\n\n\nset_{name}()"),
        lambda: w.line(f"{name} = [{value}][0]"),
        lambda: w.line(f"{name} = (lambda: {value})()"),
        lambda: w.line(f"for {name} in [{other}, {value}]:\n    pass"),
        lambda: w.line(f"globals()['{name}'] = {value}"),
        lambda: w.line(f"{name} = {value}\nassert {name} is not None, 'no value'"),
    ]
    w.project.pick(forms)()
    w.know(kind, name)


def grown(w: Writer) -> None:
    """A list, dict or text that statements change."""
    name, item = w.project.fresh("GROWN"), w.project.fresh("x")
    source = texts(w, 1)
    forms = [
        (f"{name} = []\nfor {item} in {source}:\n    {name}.append({item}.upper())", "texts"),
        (f"{name} = list({source})\n{name}.extend(['more_{item}'])\n{name}.sort()", "texts"),
        (f"{name} = list({source})\n{name}.insert(0, 'zero_{item}')\n{name}.reverse()", "texts"),
        (f"{name} = [*{source}, 'tail_{item}']\n{name}.pop()", "texts"),
        (f"{name} = [*{source}, 'tail_{item}']\ndel {name}[-1]", "texts"),
        (f"{name} = list({source})\n{name}[0] = 'changed_{item}'", "texts"),
        (f"{name} = list({source})\n{name}[1:] = ['sliced_{item}']", "texts"),
        (f"{name} = list({source})\n{name} += ['added_{item}']", "texts"),
        (f"{name} = {text(w, 1)}\n{name} += '_' + {text(w, 1)}", "text"),
        (f"{name} = ''\nfor {item} in {source}:\n    {name} = {name} + {item}[:1]", "text"),
        (f"{name} = 0\nfor {item} in {source}:\n    if 'a' not in {item}:\n        continue\n    {name} += 1", "number"),
        (f"{name} = 0\nwhile {name} < 4:\n    {name} += 1\n    if {name} == {number(w, 0)}:\n        break\nelse:\n    {name} = 9", "number"),
        (f"{name} = {{}}\nfor {item} in {source}:\n    {name}.setdefault({item}[0], []).append({item})\n{name} = sorted({name})", "texts"),
        (f"{name} = {{{item}: len({item}) for {item} in {source}}}\n{name}.update(extra_{item}=3)\n{name}.pop('none', None)\n{name} = list({name})", "texts"),
        (f"{name} = set({source})\n{name}.add('one_{item}')\n{name} |= {{'two_{item}'}}\n{name}.discard('none')\n{name} = sorted({name})", "texts"),
        (f"{name} = {{'name': {text(w, 1)}}}\n{name} |= {{'n': 1}}\n{name} = {name}['name']", "text"),
        (f"{name} = iter({source})\n{name} = [next({name}), *{name}]", "texts"),
        (f"{name} = dict.fromkeys({source}, 0)\nfor {item} in {name}:\n    {name}[{item}] += 1\n{name} = sum({name}.values())", "number"),
        (f"{name} = {{'a': {{'b': {text(w, 1)}}}}}\n{name}['a']['c'] = {name}['a'].pop('b')\n{name} = {name}['a']['c']", "text"),
        (f"{name} = 'none'\nfor {item} in {source}:\n    if len({item}) > 4:\n        {name} = {item}\n        break\nelse:\n    {name} = 'short'", "text"),
        (f"{name} = [[{item}, 1] for {item} in {source}]\nfor pair in {name}:\n    pair[1] *= 2\n{name} = [a for a, _ in {name}]", "texts"),
    ]  # fmt: skip
    lines, kind = w.project.pick(forms)
    w.line(lines)
    w.know(kind, name)


def row_data(w: Writer) -> list[dict[str, Any]]:
    """Rows of configuration; `after` names rows before."""
    names = w.project.some(WORDS, 1, 4)
    found = []
    for at, name in enumerate(names):
        after = w.project.some(names[:at], 0, 2)
        row = {"name": name, "n": w.project.number(0, 5), "on": w.project.chance(50), "after": after}
        found.append(row)
    return found


def conf_data(w: Writer) -> dict[str, Any]:
    """A configuration."""
    return {
        "name": w.project.pick(WORDS),
        "n": w.project.number(1, 5),
        "on": w.project.chance(50),
        "items": w.project.some(WORDS, 1, 3),
        "nested": {"name": w.project.pick(WORDS), "deep": {"list": [1, 2]}},
        "schedule": w.project.pick(["@daily", "0 5 * * 1", None]),
        "default_args": {"owner": w.project.pick(WORDS), "retries": w.project.number(0, 3)},
    }


def dict_call(row: dict[str, Any]) -> str:
    """A row as a call of `dict`."""
    return f"dict({', '.join(f'{key}={value!r}' for key, value in row.items())})"


def rows(w: Writer) -> None:
    """Rows of configuration, written down or computed."""
    name = w.project.fresh("ROWS")
    data = row_data(w)
    forms: list[Callable[[], str]] = [
        lambda: f"{name} = {data!r}",
        lambda: f"{name} = [{', '.join(map(dict_call, data))}]",
        lambda: f'{name} = [{{"name": x, "n": i, "on": i % 2 == 0, "after": []}} for i, x in enumerate({texts(w, 1)})]',
        lambda: f"{name} = tuple({data!r})",
        lambda: f"{name} = [{{**row, 'n': row['n'] + 1}} for row in {data!r}]",
        lambda: (
            f"{name} = []\nfor key, value in {{r['name']: r for r in {data!r}}}.items():\n    {name}.append({{**value, 'name': key.upper(), 'after': []}})"
        ),
    ]
    w.line(w.project.pick(forms)())
    w.know("rows", name)


def conf(w: Writer) -> None:
    """A configuration, written down."""
    name = w.project.fresh("CONF")
    data = conf_data(w)
    forms = [
        f"{name} = {data!r}",
        f"{name} = dict({data!r}, name={text(w, 1)})",
        f"{name} = {{**{data!r}, 'n': {number(w, 1)}}}",
    ]
    w.line(w.project.pick(forms))
    w.know("conf", name)


def from_file(w: Writer) -> None:
    """Rows or a configuration read from a file of the project."""
    import yaml

    w.project.reach("YAML, JSON or CSV read")
    as_rows = w.project.chance(50)
    data: Any = row_data(w) if as_rows else conf_data(w)
    kinds = ["yaml", "json", "csv"] if as_rows else ["yaml", "json"]
    kind = w.project.pick(kinds)
    stem = w.project.fresh("config")
    folder = w.project.pick(["", "config/"])
    here = w.path.rpartition("/")[0]
    name = w.project.fresh("LOADED")
    file = f"{here}/{folder}{stem}.{kind}"
    if kind == "yaml":
        w.need("import yaml")
        w.project.files[file] = yaml.safe_dump(data, sort_keys=False)
    elif kind == "json":
        w.need("import json")
        w.project.files[file] = json.dumps(data, indent=1)
    else:
        w.need("import csv")
        lines = ["name,n,on", *(f"{row['name']},{row['n']},{row['on']}" for row in data)]
        w.project.files[file] = "\n".join(lines) + "\n"
    w.need("from pathlib import Path")
    w.need("import os")
    where = w.project.pick([
        f"Path(__file__).parent / '{folder}{stem}.{kind}'",
        f"os.path.join(os.path.dirname(__file__), '{folder}{stem}.{kind}')",
        f"os.path.join(os.path.dirname(os.path.abspath(__file__)), '{folder}{stem}.{kind}')",
        f"Path(__file__).resolve().parent.joinpath('{folder}{stem}.{kind}')",
        f"f'{{os.path.dirname(os.path.realpath(__file__))}}/{folder}{stem}.{kind}'",
    ])  # fmt: skip
    if kind == "csv":
        w.line(f"with open({where}, newline='') as handle:\n    {name} = list(csv.DictReader(handle))")
    else:
        load = {"yaml": ["yaml.safe_load({})", "yaml.load({}, Loader=yaml.SafeLoader)"], "json": ["json.load({})"]}[
            kind
        ]
        call = w.project.pick(load)
        whole = {"yaml": "yaml.safe_load", "json": "json.loads"}[kind]
        forms = [
            f"with open({where}) as handle:\n    {name} = {call.format('handle')}",
            f"{name} = {whole}(Path({where}).read_text())",
            f"with open({where}, 'r', encoding='utf-8') as handle:\n    {name} = {whole}(handle.read())",
            f"def read_{stem}(path):\n    with open(path) as handle:\n        return {call.format('handle')}\n\n\n{name} = read_{stem}({where})",
        ]
        w.line(w.project.pick(forms))
    w.know("rows" if as_rows else "conf", name)


def thing(w: Writer) -> None:
    """An object with a `name` and an `n`."""
    kind, name = w.project.fresh("Settings"), w.project.fresh("SETTINGS")
    one, size = text(w, 1), number(w, 1)
    forms: list[tuple[str | None, str]] = [
        (None, f"class {kind}:\n    name = {one}\n    n = {size}\n\n\n{name} = {kind}"),
        (None, f"class {kind}:\n    def __init__(self, name, n=1):\n        self.name = name\n        self.n = n\n\n\n{name} = {kind}({one}, n={size})"),
        ("from dataclasses import dataclass, field", f"@dataclass\nclass {kind}:\n    name: str\n    n: int = 2\n    more: list = field(default_factory=list)\n\n\n{name} = {kind}({one})"),
        ("from dataclasses import dataclass, field", f"@dataclass(frozen=True)\nclass {kind}:\n    n: int\n    name: str = {one}\n\n    @property\n    def label(self):\n        return f'{{self.name}}_{{self.n}}'\n\n\n{name} = {kind}(n={size})"),
        ("from dataclasses import dataclass, replace", f"@dataclass\nclass {kind}:\n    name: str = 'x'\n    n: int = 2\n\n    def __post_init__(self):\n        self.name = self.name + '_post'\n\n\n{name} = replace({kind}(), name={one})"),
        ("from typing import NamedTuple", f"class {kind}(NamedTuple):\n    name: str\n    n: int = 3\n\n\n{name} = {kind}({one}, {size})"),
        ("from collections import namedtuple", f"{kind} = namedtuple('{kind}', ['name', 'n'])\n{name} = {kind}(name={one}, n={size})"),
        ("from collections import namedtuple", f"{kind} = namedtuple('{kind}', 'name n', defaults=[4])\n{name} = {kind}({one})._replace(n={size})"),
        ("from types import SimpleNamespace", f"{name} = SimpleNamespace(name={one}, n={size})"),
        ("from enum import Enum", f"class {kind}(Enum):\n    FIRST = {word(w)}\n    SECOND = 'two'\n\n    @property\n    def n(self):\n        return len(self.value)\n\n\n{name} = {kind}.{w.project.pick(['FIRST', 'SECOND'])}"),
        ("from enum import Enum", f"class {kind}(str, Enum):\n    A = 'a'\n    B = 'b'\n\n    @property\n    def n(self):\n        return 1\n\n\n{name} = {kind}('b')"),
        ("from enum import IntEnum", f"class {kind}(IntEnum):\n    ONE = 1\n    TWO = 2\n\n    @property\n    def n(self):\n        return self.value\n\n\n{name} = {kind}['TWO']"),
        ("from abc import ABC, abstractmethod", f"class Base{kind}(ABC):\n    n = 5\n\n    @abstractmethod\n    def make(self): ...\n\n    @property\n    def name(self):\n        return self.make()\n\n\nclass {kind}(Base{kind}):\n    def make(self):\n        return {one}\n\n\n{name} = {kind}()"),
        (None, f"class {kind}:\n    def __init__(self, **kwargs):\n        for key, value in kwargs.items():\n            setattr(self, key, value)\n\n\n{name} = {kind}(name={one}, n={size})"),
        (None, f"class {kind}:\n    n = 1\n\n    @classmethod\n    def of(cls, name):\n        made = cls()\n        made.name = name\n        return made\n\n\n{name} = {kind}.of({one})"),
        (None, f"class {kind}:\n    n = 6\n\n    def __getattr__(self, key):\n        return key + '_dynamic'\n\n\n{name} = {kind}()"),
    ]  # fmt: skip
    line, body = w.project.pick(forms)
    if line:
        w.need(line)
    w.line(body)
    w.know("thing", name)


def text_function(w: Writer) -> None:
    """A function from a text to a text, `(name, size=1)`."""
    name = w.project.fresh(w.project.pick(["slug", "table_name", "full_name", "prefixed"]))
    before = list(w.names)
    w.names += [Name("text", "name"), Name("number", "size")]
    one, two, test = text(w, 2), text(w, 1), truth(w, 1)
    w.names[:] = before
    forms: list[tuple[str | None, str]] = [
        (None, f"def {name}(name, size=1):\n    return {one}"),
        (None, f"def {name}(name: str, size: int = 2) -> str:\n    '''A name.'''\n    if {test}:\n        return {one}\n    return {two}"),
        (None, f"{name} = lambda name, size=0: {one}"),
        (None, f"def {name}(name, *args, size=3, **kwargs):\n    result = {one}\n    for each in args:\n        result += str(each)\n    return result"),
        (None, f"def {name}(name, size=1):\n    def inner(suffix):\n        return {one} + suffix\n    return inner('_x')"),
        ("import functools", f"@functools.lru_cache(maxsize=None)\ndef {name}(name, size=1):\n    return {one}"),
        ("from functools import wraps", f"def shout_{name}(function):\n    @wraps(function)\n    def wrapper(*args, **kwargs):\n        return function(*args, **kwargs).upper()\n    return wrapper\n\n\n@shout_{name}\ndef {name}(name, size=1):\n    return {one}"),
        ("from functools import wraps", f"def suffixed_{name}(suffix):\n    def decorate(function):\n        @wraps(function)\n        def wrapper(*args, **kwargs):\n            return function(*args, **kwargs) + suffix\n        return wrapper\n    return decorate\n\n\n@suffixed_{name}('_end')\ndef {name}(name, size=1):\n    return {one}"),
        ("from functools import partial", f"def base_{name}(prefix, name, size=1):\n    return prefix + {one}\n\n\n{name} = partial(base_{name}, 'p_')"),
        (None, f"class Namer_{name}:\n    prefix = 'n_'\n\n    @staticmethod\n    def build(name, size=1):\n        return {one}\n\n\n{name} = Namer_{name}.build"),
        (None, f"class Namer_{name}:\n    def __init__(self, prefix):\n        self.prefix = prefix\n\n    def __call__(self, name, size=1):\n        return self.prefix + {one}\n\n\n{name} = Namer_{name}('c_')"),
        (None, f"class Namer_{name}:\n    count = 0\n\n    @classmethod\n    def build(cls, name, size=1):\n        cls.count += 1\n        return f'{{name}}_{{cls.count}}'\n\n\n{name} = Namer_{name}.build"),
        (None, f"def {name}(name, size=1):\n    if size <= 0:\n        return name\n    return {name}(name[:-1] + 'r', size - 1)"),
        (None, f"calls_{name} = 0\n\n\ndef {name}(name, size=1):\n    global calls_{name}\n    calls_{name} += 1\n    return f'{{name}}_{{calls_{name}}}'"),
        (None, f"def maker_{name}():\n    count = 0\n    def inner(name, size=1):\n        nonlocal count\n        count += 1\n        return f'{{name}}_{{count}}'\n    return inner\n\n\n{name} = maker_{name}()"),
        (None, f"def {name}(name, size=1):\n    try:\n        return {{'orders': 'o'}}[name]\n    except KeyError:\n        return {one}"),
        (None, f"def {name}(name, size=1, seen=[]):\n    seen.append(name)\n    return f'{{name}}_{{len(seen)}}'"),
        (None, f"def {name}(name, size=1):\n    match size:\n        case 0:\n            return {one}\n        case 1 | 2:\n            return {two}\n        case n if n > 3:\n            return 'many'\n        case _:\n            return name"),
        (None, f"def parts_{name}(name):\n    yield name\n    yield from ['a', 'b']\n    if {test.replace('size', '1')}:\n        yield 'c'\n\n\ndef {name}(name, size=1):\n    return '_'.join(parts_{name}(name))"),
        (None, f"def {name}(name, size=1):\n    while len(name) < 6:\n        name = name + 'z'\n    return name"),
        (None, f"def {name}(name='none', size=1, /, **options):\n    return {one}") if False else (None, f"def {name}(name='none', size=1, *, upper=False):\n    found = {one}\n    return found.upper() if upper else found"),
        ("from contextlib import contextmanager", f"@contextmanager\ndef prefix_{name}(value):\n    yield value + '_in'\n\n\ndef {name}(name, size=1):\n    with prefix_{name}(name) as inside:\n        return inside"),
        (None, f"class Scope_{name}:\n    def __init__(self, value):\n        self.value = value\n\n    def __enter__(self):\n        return self.value + '_entered'\n\n    def __exit__(self, *error):\n        return False\n\n\ndef {name}(name, size=1):\n    with Scope_{name}(name) as value:\n        return value"),
        (None, f"def {name}(name, size=1):\n    assert isinstance(name, str)\n    a, b = (name, str(size))\n    a, b = b, a\n    return '_'.join((a, b))"),
    ]  # fmt: skip
    line, body = w.project.pick(forms)
    if line:
        w.need(line)
    w.line(body)
    w.know("text function", name)


def texts_function(w: Writer) -> None:
    """A function from texts to different texts."""
    name = w.project.fresh(w.project.pick(["expanded", "ordered", "tables"]))
    forms = [
        f"def {name}(names):\n    return [f'{{n}}_{{i}}' for i, n in enumerate(names)]",
        f"def {name}(names):\n    for n in names:\n        yield n + '_y'",
        f"def {name}(names):\n    found = []\n    for n in names:\n        if n in found:\n            continue\n        found.append(n)\n    return found",
        f"def {name}(names):\n    yield 'first'\n    yield from (n for n in names if n != 'first')",
        f"def {name}(names):\n    return {{n: n for n in names}}.keys()",
        f"def {name}(names, *, limit=2):\n    return list(names)[:limit]",
        f"def {name}(names):\n    names = sorted(names)\n    head, *rest = names\n    return [head + '_h', *rest]",
        f"def {name}(names):\n    left = list(names)\n    while left:\n        yield left.pop(0)",
    ]
    w.line(w.project.pick(forms))
    w.know("texts function", name)


def function_to_run(w: Writer) -> None:
    """A function that a PythonOperator calls."""
    name = w.project.fresh(w.project.pick(["process", "run", "compute"]))
    forms = [
        f"def {name}(*args, **kwargs):\n    return args",
        f"def {name}(x=None, y=None, **context):\n    print(x, context['ds'])",
    ]
    w.line(w.project.pick(forms))
    w.know("callable", name)


def task_settings(w: Writer) -> None:
    """Arguments for operators, to be given with `**`."""
    name = w.project.fresh("TASK_SETTINGS")
    forms = [
        f'{name} = {{"retries": {number(w, 1)}, "owner": {text(w, 1)}}}',
        f"{name} = dict(retries={number(w, 1)}, pool={text(w, 0)})",
        f'{name} = dict(**{{"retries": 1}}, queue={text(w, 1)})\n{name}["retries"] += 1',
    ]
    w.line(w.project.pick(forms))
    w.know("task settings", name)


def default_settings(w: Writer) -> None:
    """`default_args`."""
    name = w.project.fresh("DEFAULTS")
    known = w.find("default args")
    w.need("from datetime import datetime, timedelta")
    base = f'{{"owner": {text(w, 1)}, "retries": {number(w, 1)}, "retry_delay": timedelta(minutes=5)}}'
    forms = [f"{name} = {base}"]
    if known:
        old = w.project.pick(known).text
        w.project.reach("default_args merged")
        forms = [
            f'{name} = {{**{old}, "retries": {number(w, 1)}}}',
            f"{name} = dict({old}, owner={text(w, 1)})",
            f'{name} = {old} | {{"pool": {text(w, 0)}}}',
            f'{name} = {old}.copy()\n{name}.update({{"retries": {number(w, 1)}}})',
            f'{name} = dict({old})\n{name}["owner"] = {text(w, 1)}',
            f'{name} = {{k: v for k, v in {old}.items() if k != "retries"}}',
        ]
    else:
        forms += [
            f'{name} = dict(owner={text(w, 1)}, retries={number(w, 1)}, trigger_rule="all_done")',
            f"def make_{name}(**more):\n    base = {base}\n    base.update(more)\n    return base\n\n\n{name} = make_{name}(retries={number(w, 1)})",
        ]
    w.line(w.project.pick(forms))
    w.know("default args", name)


def flow(w: Writer) -> None:
    """A TaskFlow function."""
    name = w.project.fresh(w.project.pick(["extract", "transform", "load_data", "enrich"]))
    decorator = airflow(w, "task")
    forms = [
        f"@{decorator}", f"@{decorator}()", f"@{decorator}(retries={number(w, 0)})", f"@{decorator}(multiple_outputs=True)",
        f'@{decorator}(task_id="{name}_named")', f"@{decorator}.bash", f"@{decorator}.branch",
        f"@{decorator}.short_circuit()", f"@{decorator}.python", f'@{decorator}(trigger_rule="all_done", owner={text(w, 1)})',
        f"@{decorator}.sensor(poke_interval=60)",
    ]  # fmt: skip
    hint = w.project.pick(["", "", " -> dict[str, int]", " -> list"])
    body = w.project.pick([
        "return x",
        "return {'a': 1, 'b': 2}",
        "print(x, y)",
        "result = [x]\n    for each in result:\n        print(each)\n    return result",
    ])  # fmt: skip
    w.line(f"{w.project.pick(forms)}\ndef {name}(x=None, y=None){hint}:\n    {body}")
    w.know("flow", name)


def builder(w: Writer) -> None:
    """A function that makes tasks in the DAG at hand, or in the one it is given."""
    name = w.project.fresh(w.project.pick(["make_tasks", "build", "add_step", "create_task"]))
    builder_body(w, name, Place(explicit=w.project.chance(35)), imported=w.path.count("dags/main") == 0)


def builder_body(w: Writer, name: str, at: Place, imported: bool) -> None:
    """The function itself."""
    head = f"def {name}(name, dag{'' if at.explicit else '=None'}, **more):"
    returns = w.project.pick(["task", "list", "pair", "dict", "nothing", "group"])
    if returns == "group" and at.explicit:
        returns = "task"
    inside = Place(("name",), "dag" if at.explicit else None, at.explicit, depth=1, features=())
    with w.function(head, Name("text", "name")):
        if returns == "group":
            with w.block(f"with {airflow(w, 'TaskGroup')}(f'group_{{name}}') as made:"):
                statements(w, inside, w.project.number(1, 2))
                last_task(w, inside)
            w.line("return made")
        else:
            statements(w, inside, w.project.number(0, 2))
            first, last = last_task(w, inside), last_task(w, inside)
            w.line(f"{first} >> {last}")
            shown = {
                "task": f"return {last}", "list": f"return [{first}, {last}]", "pair": f"return {first}, {last}",
                "dict": f'return {{"task": {last}, "other": {first}}}', "nothing": "return None",
            }[returns]  # fmt: skip
            w.line(shown)
    w.know("builder", name, {"explicit": at.explicit, "returns": returns, "imported": imported})


def last_task(w: Writer, at: Place) -> str:
    """One more task, by name."""
    from .tasks import single

    single(w, at)
    return w.find("node")[-1].text


def group_function(w: Writer) -> None:
    """A function under `@task_group`, or one whose body is a group."""
    name = w.project.fresh(w.project.pick(["pipeline", "section", "etl"]))
    decorator = airflow(w, "task_group")
    forms = [
        f"@{decorator}",
        f"@{decorator}()",
        f'@{decorator}(group_id="{name}_named")',
        f'@{decorator}(default_args={{"retries": 2}})',
    ]
    w.line(w.project.pick(forms))
    kind = "group"
    with w.function(f"def {name}(label='x'):", Name("text", "label")):
        statements(w, Place(depth=1), w.project.number(1, 2))
        last = last_task(w, Place(depth=1))
        if w.project.chance(25):
            w.line(f"return {last}")
            kind = "xcom" if False else "group"
    w.know("group function", name, kind)


def operator_class(w: Writer) -> None:
    """A subclass of an operator."""
    name = f"{w.project.fresh(w.project.pick(['Load', 'Copy', 'Check']))}Operator"
    known = [each for each in w.find("operator class") if "." not in each.text]
    base = operator(w, "BashOperator")
    if known and w.project.chance(35):
        above = w.project.pick(known)
        w.line(
            f"class {name}({above.text}):\n    def __init__(self, *args, **kwargs):\n        kwargs.setdefault('retries', {w.project.number(1, 4)})\n        super().__init__(*args, **kwargs)"
        )
        w.know("operator class", name, above.more)
        return
    none: Callable[[Writer], list[str]] = lambda w: []  # noqa: E731
    table: Callable[[Writer], list[str]] = lambda w: [f"table={text(w, 1)}"]  # noqa: E731
    level: Callable[[Writer], list[str]] = lambda w: [f"table={text(w, 1)}", f"level={number(w, 0)}"]  # noqa: E731
    command: Callable[[Writer], list[str]] = lambda w: [f"bash_command={text(w, 1)}"]  # noqa: E731
    forms: list[tuple[str, Callable[[Writer], list[str]]]] = [
        (f"class {name}({base}):\n    def __init__(self, table, level=1, **kwargs):\n        super().__init__(bash_command=f'load {{table}} {{level}}', **kwargs)\n        self.table = table", level),
        (f"class {name}({base}):\n    template_fields = ('bash_command', 'table')\n\n    def __init__(self, *, table: str, **kwargs) -> None:\n        kwargs['retries'] = {number(w, 0)}\n        kwargs.setdefault('owner', table)\n        self.table = table\n        super().__init__(bash_command='x', **kwargs)", table),
        (f"class {name}({base}):\n    ui_color = '#fff'\n    command = {text(w, 1)}\n\n    def __init__(self, **kwargs):\n        super().__init__(bash_command=self.command, **kwargs)", none),
        (f"class {name}({base}):\n    def execute(self, context):\n        return super().execute(context)", command),
        (f"class {name}({base}):\n    def __init__(self, table, task_id, **kwargs):\n        super().__init__(task_id=f'{{task_id}}_{{table}}', bash_command=self.build(table), **kwargs)\n\n    def build(self, table):\n        return 'echo ' + table", table),
        (f"class {name}({airflow(w, 'BaseOperator')}):\n    template_fields = ('table',)\n\n    def __init__(self, table=None, *args, **kwargs):\n        super().__init__(*args, **kwargs)\n        self.table = table\n\n    def execute(self, context):\n        print(self.table)", table),
        (f"class Mixin{name}:\n    def command(self, table):\n        return 'mix ' + table\n\n\nclass {name}(Mixin{name}, {base}):\n    def __init__(self, table, **kwargs):\n        super().__init__(bash_command=self.command(table), **kwargs)", table),
        (f"class {name}({base}):\n    def __init__(self, *args, level=2, **kwargs):\n        retries = kwargs.pop('retries', None) or level\n        defaults = dict(bash_command='c', retries=retries)\n        defaults.update(kwargs)\n        super({name}, self).__init__(*args, **defaults)", none),
        (f"class {name}({base}):\n    def __init__(self, table, **kwargs):\n        if table.startswith('o'):\n            kwargs['trigger_rule'] = 'all_done'\n        {base}.__init__(self, bash_command=table, **kwargs)", table),
        (f"class {name}({airflow(w, 'BaseOperator')}):\n    def __init__(self, table='t', **kwargs):\n        self.table = table\n        kwargs.setdefault('pool', f'{{table}}_pool')\n        super().__init__(**kwargs)\n\n    @property\n    def where(self):\n        return self.table", none),
    ]  # fmt: skip
    forms += templated_forms(w, name)
    body, more = w.project.pick(forms)
    w.line(body)
    w.know("operator class", name, more)


def templated_forms(w: Writer, name: str) -> list[tuple[str, Callable[[Writer], list[str]]]]:
    """Classes whose arguments may be what tasks return: in fields that are templates, and in some that are not."""
    bare, bash, python = airflow(w, "BaseOperator"), operator(w, "BashOperator"), operator(w, "PythonOperator")

    def two(w: Writer) -> list[str]:
        return [f"source={given_value(w)}", f"hidden={given_value(w)}"]

    return [
        (
            f"class {name}({bare}):\n    template_fields = ('source',)\n\n    def __init__(self, source, hidden=None, **kwargs):\n"
            "        super().__init__(**kwargs)\n        self.source = source\n        self.hidden = hidden",
            two,
        ),
        (
            f"class {name}({bare}):\n    def __init__(self, *, source=None, hidden=None, **kwargs):\n"
            "        self.source, self.hidden = source, hidden\n        super().__init__(**kwargs)",
            two,
        ),
        (
            f"class {name}({python}):\n    def __init__(self, source, hidden=None, **kwargs):\n"
            "        super().__init__(python_callable=print, op_args=[source], op_kwargs={'hidden': hidden}, **kwargs)",
            two,
        ),
        (
            f"class {name}({bash}):\n    template_fields = [*{bash}.template_fields, 'renamed']\n\n    def __init__(self, source, hidden=None, **kwargs):\n"
            "        super().__init__(bash_command='x', env=None, **kwargs)\n        self.renamed = {'inside': [source]}",
            two,
        ),
        (
            f"class {name}Base({bare}):\n    template_fields: tuple = ('source',)\n\n    def __init__(self, source=None, **kwargs):\n"
            "        super().__init__(**kwargs)\n        self.source = source\n\n\n"
            f"class {name}({name}Base):\n    template_fields = {name}Base.template_fields + ('hidden',)\n\n    def __init__(self, hidden=None, **kwargs):\n"
            "        super().__init__(**kwargs)\n        self.hidden = hidden",
            two,
        ),
    ]


KINDS: list[Callable[[Writer], None]] = [
    algorithm,
    algorithm,
    algorithm,
    constant, constant, constant, grown, grown, rows, conf, from_file, thing, thing, text_function, text_function,
    texts_function, function_to_run, task_settings, default_settings, default_settings, flow, flow, builder, builder,
    group_function, operator_class, operator_class,
]  # fmt: skip
