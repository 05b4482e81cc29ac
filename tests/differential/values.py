"""Expressions of Python by the kind of value they have: what DAG files compute their ids, arguments and loops from.

A text stays within the letters an id may have. A list of texts holds different ones, at least one.
"""

from __future__ import annotations

from collections.abc import Callable

from .writer import WORDS, Writer

Make = Callable[[Writer, int], str]


def quoted(word: str) -> str:
    """A text as Python spells it."""
    return f'"{word}"'


def word(w: Writer, depth: int = 0) -> str:
    """A literal text."""
    return quoted(w.project.pick(WORDS))


def text(w: Writer, depth: int = 2) -> str:
    """A text."""
    known = [name.text for name in w.find("text")]
    if depth <= 0 or w.project.chance(15):
        return w.project.pick([*known[-4:], word(w)]) if known else word(w)
    return w.project.pick(TEXTS)(w, depth - 1)


def number(w: Writer, depth: int = 1) -> str:
    """A small number that is not below zero."""
    known = [name.text for name in w.find("number")]
    if depth <= 0 or w.project.chance(30):
        return w.project.pick([str(w.project.number(0, 5)), *known[-3:]])
    return w.project.pick(NUMBERS)(w, depth - 1)


def truth(w: Writer, depth: int = 1) -> str:
    """Something true or false."""
    known = [name.text for name in w.find("truth")]
    if depth <= 0:
        return w.project.pick(["True", "False", *known[-3:]])
    return w.project.pick(TRUTHS)(w, depth - 1)


def texts(w: Writer, depth: int = 2) -> str:
    """Different texts to iterate over."""
    known = [name.text for name in w.find("texts")]
    if known and w.project.chance(40):
        return w.project.pick(known[-4:])
    if depth <= 0:
        return words(w)
    return w.project.pick(LISTS)(w, depth - 1)


def words(w: Writer, depth: int = 0) -> str:
    """A display of different texts."""
    found = [quoted(each) for each in w.project.some(WORDS, 1, 4)]
    return w.project.pick([f"[{', '.join(found)}]", f"({', '.join(found)},)"])


def simple(expression: str) -> str:
    """An expression as a hole of an f-string may hold it."""
    plain = expression.replace("_", "a").replace(".", "a").isalnum()
    return expression if plain else f"({expression})"


def f_string(w: Writer, *parts: str) -> str:
    """An f-string of these parts, or another spelling where quotes forbid one."""
    if any("'" in part or "\\" in part for part in parts):
        return f'"{"_".join("{}" for _ in parts)}".format({", ".join(parts)})'
    return "f'" + "_".join("{" + simple(part) + "}" for part in parts) + "'"


def joined(w: Writer, parts: list[str]) -> str:
    """One text of these texts, in one of the ways people write it."""
    first, rest = parts[0], parts[1:]
    if not rest:
        return first
    ways = [
        lambda: f_string(w, *parts),
        lambda: "'" + "_".join("%s" for _ in parts) + "' % (" + ", ".join(parts) + ",)",
        lambda: "'" + "-".join("{}" for _ in parts) + "'.format(" + ", ".join(parts) + ")",
        lambda: " + '_' + ".join(simple(part) for part in parts),
        lambda: f"'_'.join([{', '.join(parts)}])",
        lambda: "'" + "_".join(f"{{p{n}}}" for n in range(len(parts))) + "'.format("
        + ", ".join(f"p{n}={part}" for n, part in enumerate(parts)) + ")",
        lambda: "'" + "_".join(f"%(p{n})s" for n in range(len(parts))) + "' % {"
        + ", ".join(f"'p{n}': {part}" for n, part in enumerate(parts)) + "}",
    ]  # fmt: skip
    return w.project.pick(ways)()


def setting(w: Writer, depth: int) -> str:
    """A setting read with a default."""
    name = w.project.pick(["STAGE", "REGION", "PREFIX"])
    default = text(w, min(depth, 1))
    way = w.project.pick(["get", "getenv", "variable", "sdk", "or", "json"])
    if way in ("variable", "sdk", "json"):
        w.project.reach("Variable.get with default")
    else:
        w.project.reach("environment with default")
        w.need("import os")
    if way == "variable":
        w.need("from airflow.models import Variable")
        return f'Variable.get("{name.lower()}", {default})'
    if way == "sdk":
        w.need("from airflow.sdk import Variable as SdkVariable")
        return f'SdkVariable.get("{name.lower()}", default={default})'
    if way == "json":
        w.need("from airflow.sdk import Variable as SdkVariable")
        return f'SdkVariable.get("conf", default={{"name": {default}}}, deserialize_json=True)["name"]'
    ways = {
        "get": f'os.environ.get("NOT_SET_{name}", {default})',
        "getenv": f'os.getenv("NOT_SET_{name}", {default})',
        "or": f'(os.environ.get("NOT_SET_{name}") or {default})',
    }
    return ways[way]


def called(w: Writer, depth: int) -> str:
    """A function of the project called."""
    known = w.find("text function")
    if not known:
        return text(w, depth)
    function = w.project.pick(known[-5:])
    if function.more:
        w.project.reach("helpers of the project called while building")
    one, two = text(w, depth), number(w, depth)
    forms = [
        f"{function.text}({one})",
        f"{function.text}({one}, {two})",
        f"{function.text}(name={one}, size={two})",
        f"{function.text}(*[{one}])",
        f'{function.text}(**{{"name": {one}}})',
    ]
    return w.project.pick(forms)


def moment(w: Writer, depth: int) -> str:
    """A text from a date."""
    w.need("from datetime import datetime, timedelta, date")
    day = f"{w.project.number(2020, 2025)}, {w.project.number(1, 12)}, {w.project.number(1, 28)}"
    forms = [
        f"datetime({day}).strftime('%Y%m%d')",
        f"(datetime({day}) - timedelta(days={number(w, depth)})).strftime('%Y-%m-%d')",
        f"date({day}).isoformat()",
        f"str(date({day}).year)",
        f"(datetime({day}) + timedelta(hours=5)).date().isoformat()",
        f"str(timedelta(days={number(w, depth)}, hours=2).days)",
        f"f'{{datetime({day}):%Y_%m}}'",
        f"datetime.strptime('2024-03-0{w.project.number(1, 9)}', '%Y-%m-%d').strftime('%b%d')",
    ]
    return w.project.pick(forms)


def path(w: Writer, depth: int) -> str:
    """A text from a path."""
    w.need("import os")
    w.need("from pathlib import Path")
    one = text(w, depth)
    forms = [
        "Path(__file__).stem",
        "os.path.basename(__file__).replace('.py', '')",
        "os.path.splitext(os.path.basename(__file__))[0]",
        f"Path('/data') .joinpath({one}, 'x.csv').parent.name",
        f"(Path('/data') / {simple(one)} / 'x.sql').parts[2]",
        f"os.path.join('a', {one}).split('/')[-1]",
        "Path(__file__).parent.name",
        f"os.path.dirname(os.path.join({one}, 'b'))",
        f"Path({simple(one)} + '.sql').suffix[1:]",
        f"(Path('/x') / {simple(one)}).with_suffix('.csv').name",
    ]
    return w.project.pick(forms)


def record(w: Writer, depth: int) -> str:
    """A text out of something that has parts."""
    rows, confs, things = w.find("rows"), w.find("conf"), w.find("thing")
    ways: list[Callable[[], str]] = []
    if rows:
        ways += [
            lambda: f'{w.project.pick(rows).text}[0]["name"]',
            lambda: f'{w.project.pick(rows).text}[-1]["name"]',
            lambda: f'max({w.project.pick(rows).text}, key=lambda row: (int(row["n"]), row["name"]))["name"]',
            lambda: f'next(row["name"] for row in {w.project.pick(rows).text} if row["name"])',
            lambda: f'sorted({w.project.pick(rows).text}, key=lambda r: r["name"])[0].get("name")',
        ]
    if confs:
        ways += [
            lambda: f'{w.project.pick(confs).text}["name"]',
            lambda: f'{w.project.pick(confs).text}.get("name", "none")',
            lambda: f'{w.project.pick(confs).text}.get("missing", {text(w, depth)})',
            lambda: f'{w.project.pick(confs).text}["nested"]["name"]',
            lambda: f'{{**{w.project.pick(confs).text}, "name": {text(w, depth)}}}["name"]',
            lambda: f'{w.project.pick(confs).text}.get("nested", {{}}).get("name")',
        ]
    if things:
        ways += [
            lambda: f"{w.project.pick(things).text}.name",
            lambda: f'getattr({w.project.pick(things).text}, "name")',
            lambda: f'getattr({w.project.pick(things).text}, "no_such", {text(w, depth)})',
        ]
    return w.project.pick(ways)() if ways else text(w, depth)


def formatted(w: Writer, depth: int) -> str:
    """A number or text in a format."""
    size, one = number(w, depth), text(w, 0)
    forms = [
        f"f'{{{simple(size)}:03d}}'" if "'" not in size else f"'%03d' % ({size})",
        f"'{{:_>8}}'.format({one})",
        f"str({size}).zfill(3)",
        f"'%s-%02d' % ({one}, {size})",
        f"'{{0}}_{{1}}_{{0}}'.format({one}, {size})",
        f"'{{name:x<6}}'.format(name={one})",
        f"format({size}, '04d')",
        f"f'{{{simple(one)}!s:_<7}}'" if "'" not in one else one,
        f"'{{x[a]}}'.format(x={{'a': {one}}})",
        f"hex({size})[2:]",
        f"('%-6s' % {simple(one)}).strip()",
    ]
    return w.project.pick(forms)


def method(w: Writer, depth: int) -> str:
    """A method of a text that leaves one."""
    one = simple(text(w, depth))
    calls = [
        "upper()", "lower()", "title()", 'replace("a", "b")', "strip()", "capitalize()", "swapcase()", "casefold()",
        'removeprefix("or")', 'removesuffix("s")', 'split("_")[0]', 'split("-")[-1]', 'rsplit("_", 1)[0]',
        'partition("_")[0]', "ljust(6, '_')", "center(7, 'x')", 'rpartition("a")[2]', 'strip("s").lower()',
        'translate(str.maketrans("a", "z"))', 'replace("_", "-").replace("-", "")', 'encode().decode("utf-8")',
        'expandtabs()', 'lstrip("o")',
    ]  # fmt: skip
    return f"{one}.{w.project.pick(calls)}"


TEXTS: list[Make] = [
    word,
    lambda w, d: joined(w, [text(w, d), text(w, d)]),
    lambda w, d: joined(w, [text(w, d), f"str({number(w, d)})"]),
    lambda w, d: f_string(w, text(w, d), number(w, d)),
    setting,
    called,
    record,
    method,
    formatted,
    moment,
    path,
    lambda w, d: f"({text(w, d)} if {truth(w, d)} else {text(w, d)})",
    lambda w, d: f"{simple(text(w, d))}[{w.project.pick(['1:', ':3', '::-1', ':-1', '-2:', '::2'])}]",
    lambda w, d: f"{simple(texts(w, d))}[{w.project.pick(['0', '-1'])}]",
    lambda w, d: f"'_'.join({texts(w, d)})",
    lambda w, d: f"'-'.join(str(i) for i in range({number(w, d)}))",
    lambda w, d: f"'_'.join(part[:2] for part in {texts(w, d)} if {truth(w, 0)} or part)",
    lambda w, d: f"{w.project.pick(['min', 'max'])}({texts(w, d)})",
    lambda w, d: f"{w.project.pick(['min', 'max'])}({texts(w, d)}, key=len)",
    lambda w, d: f"sorted({texts(w, d)})[0]",
    lambda w, d: f"next(iter({texts(w, d)}))",
    lambda w, d: f"(lambda x, y='z': x + y)({text(w, d)})",
    lambda w, d: f"(lambda *a, **k: a[0] + k['q'])({text(w, d)}, q={text(w, d)})",
    lambda w, d: f"dict(a={text(w, d)}, b={text(w, d)})['{w.project.pick('ab')}']",
    lambda w, d: f"{{k: v for k, v in zip('ab', [{text(w, d)}, {text(w, d)}])}}['b']",
    lambda w, d: f"{{'x': {text(w, d)}, **{{'y': {text(w, d)}}}}}['{w.project.pick('xy')}']",
    lambda w, d: f"list({{'k': {text(w, d)}}}.items())[0][1]",
    lambda w, d: f"({text(w, d)} or {text(w, 0)})",
    lambda w, d: f"('' or {text(w, d)})",
    lambda w, d: f"({simple(text(w, d))} and {text(w, 0)})",
    lambda w, d: f"({w.project.fresh('walrus')} := {text(w, d)})",
    lambda w, d: f"{simple(text(w, d))} * {w.project.number(1, 2)}",
    lambda w, d: regular(w, d),
    lambda w, d: as_json(w, d),
    lambda w, d: f"str({truth(w, d)}).lower()",
    lambda w, d: f"[x for x in {texts(w, d)} if x != 'none'][0]",
    lambda w, d: f"[a + b for a in {texts(w, d)} for b in 'xy'][-1]",
    lambda w, d: f"''.join(reversed({simple(text(w, d))}))",
    lambda w, d: f"''.join(map(str.upper, {text(w, d)}))",
    lambda w, d: f"str(dict(enumerate({texts(w, d)})).get(9, {text(w, 0)}))",
    lambda w, d: f"' {word(w)[1:-1]} '.strip()",
    lambda w, d: f"\"{w.project.pick(WORDS)}\" '_{w.project.pick(WORDS)}'",
    lambda w, d: f"{simple(text(w, d))}.join(['a', 'b'])",
    lambda w, d: f"''.join(c for c in {text(w, d)} if c.isalpha())",
    lambda w, d: f"str(type({number(w, d)}).__name__)",
    lambda w, d: tool(w, d),
]


def regular(w: Writer, depth: int) -> str:
    """A regular expression's work."""
    w.need("import re")
    one = text(w, depth)
    forms = [
        f're.sub(r"[^a-z]+", "_", {one})', f're.split(r"[_-]", {one})[0]', f're.sub("(o|a)", "u", {one}, count=1)',
        f'"_".join(re.findall(r"[a-z]+", {one}))', f're.sub(r"(\\w)(\\w)", r"\\2\\1", {one})',
        f'(re.match(r"[a-z]*", {one}) or [""])[0]', f're.compile(r"[aeiou]").sub("x", {one})',
        f're.search(r"^(.)", {one}).group(1)',
    ]  # fmt: skip
    return w.project.pick(forms)


def as_json(w: Writer, depth: int) -> str:
    """JSON there and back."""
    w.need("import json")
    return w.project.pick([
        f'json.loads(\'{{"a": ["b", {{"c": {word(w)}}}]}}\')["a"][1]["c"]',
        f'json.loads(json.dumps({{"a": {text(w, depth)}}}))["a"]',
        f"json.dumps({number(w, depth)})",
        f'json.dumps({{"a": {text(w, depth)}}})[2:3]',
    ])  # fmt: skip


def tool(w: Writer, depth: int) -> str:
    """Something of the standard library that people reach for."""
    one = text(w, depth)
    forms = [
        ("from functools import partial", f"partial('{{}}_{{}}'.format, {one})({text(w, depth)})"),
        ("from functools import reduce", f"reduce(lambda a, b: a + b[0], {texts(w, depth)}, 'r')"),
        ("from itertools import chain as flatten", f"'_'.join(flatten([{one}], {texts(w, depth)}))"),
        ("import itertools", f"'_'.join(a + b for a, b in itertools.product('ab', {texts(w, depth)}))"),
        ("from collections import OrderedDict", f"OrderedDict([('a', {one}), ('b', 'c')])['a']"),
        ("from collections import defaultdict", f"defaultdict(lambda: {one})['x']"),
        ("from string import Template", f"Template('a_$x').substitute(x={one})"),
        ("import textwrap", f"textwrap.dedent({one})"),
        ("from operator import itemgetter", f"itemgetter('k')({{'k': {one}}})"),
        ("from copy import deepcopy", f"deepcopy({{'k': {one}}})['k']"),
        ("from itertools import islice", f"list(islice({texts(w, depth)}, 1))[0]"),
        ("from collections import Counter", f"str(Counter({texts(w, depth)})[{text(w, 0)}])"),
        ("from types import SimpleNamespace", f"SimpleNamespace(a={one}).a"),
        ("import string", f"string.ascii_lowercase[{number(w, 0)}]"),
        ("import hashlib", f"hashlib.md5({simple(one)}.encode()).hexdigest()[:6]"),
    ]
    line, expression = w.project.pick(forms)
    w.need(line)
    return expression


NUMBERS: list[Make] = [
    lambda w, d: f"len({texts(w, d)})",
    lambda w, d: f"({number(w, d)} + {number(w, d)})",
    lambda w, d: f"{simple(number(w, d))} * 2",
    lambda w, d: f"int('{w.project.number(0, 9)}')",
    lambda w, d: f"sum([{number(w, d)}, {number(w, d)}])",
    lambda w, d: f"sum(len(x) for x in {texts(w, d)})",
    lambda w, d: f"max({number(w, d)}, {number(w, d)})",
    lambda w, d: f"len({text(w, d)})",
    lambda w, d: f"{simple(number(w, d))} % 3",
    lambda w, d: f"(7 + {number(w, d)}) // 2",
    lambda w, d: f"abs(-{simple(number(w, d))})",
    lambda w, d: f"int({truth(w, d)})",
    lambda w, d: f"divmod({number(w, d)}, 3)[1]",
    lambda w, d: f"{simple(text(w, d))}.count('a')",
    lambda w, d: f"round({simple(number(w, d))} / 3)",
    lambda w, d: f"len(set({text(w, d)}))",
    lambda w, d: f"({number(w, d)} if {truth(w, d)} else {number(w, d)})",
    lambda w, d: f"min([{number(w, d)}, 4], default=0)",
    lambda w, d: f"(2 ** {simple(number(w, 0))}) & 7",
    lambda w, d: f"ord({text(w, 0)}[0]) % 5",
    lambda w, d: w.project.pick([f'int({r.text}[0]["n"])' for r in w.find("rows")] or ["1"]),
    lambda w, d: w.project.pick([f'{c.text}["n"]' for c in w.find("conf")] or ["2"]),
    lambda w, d: w.project.pick([f"{t.text}.n" for t in w.find("thing")] or ["3"]),
]
TRUTHS: list[Make] = [
    lambda w, d: f"{text(w, d)} == {text(w, d)}",
    lambda w, d: f"{number(w, d)} > {number(w, d)}",
    lambda w, d: f"'a' in {simple(text(w, d))}",
    lambda w, d: f"{text(w, d)} in {simple(texts(w, d))}",
    lambda w, d: f"{text(w, d)} not in {simple(texts(w, d))}",
    lambda w, d: f"not ({truth(w, d)})",
    lambda w, d: f"({truth(w, d)} and {truth(w, d)})",
    lambda w, d: f"({truth(w, d)} or {truth(w, d)})",
    lambda w, d: f"isinstance({text(w, d)}, {w.project.pick(['str', '(str, int)', 'list', 'dict'])})",
    lambda w, d: simple(text(w, d)) + w.project.pick(['.startswith("o")', '.startswith(("s", "r"))', '.endswith("s")']),
    lambda w, d: f"{w.project.pick(['any', 'all'])}(len(x) > 3 for x in {texts(w, d)})",
    lambda w, d: f"bool({w.project.pick(['[]', '{}', '0', 'None', text(w, d), texts(w, d)])})",
    lambda w, d: f"{w.project.pick(['None', text(w, d)])} is {w.project.pick(['None', 'not None'])}",
    lambda w, d: f"0 <= {number(w, d)} < 5",
    lambda w, d: f"{simple(text(w, d))}.{w.project.pick(['isalpha', 'islower', 'isdigit', 'isidentifier'])}()",
    lambda w, d: f"set({texts(w, d)}) {w.project.pick(['<=', '&', '-', '=='])} set({texts(w, d)})",
    lambda w, d: f"[{number(w, d)}, 1] < [2, {number(w, d)}]",
    lambda w, d: (
        f"hasattr({w.project.pick([t.text for t in w.find('thing')] or ['str'])}, '{w.project.pick(['name', 'nope', 'upper'])}')"
    ),
    lambda w, d: w.project.pick([f'{c.text}.get("on", False)' for c in w.find("conf")] or ["True"]),
    lambda w, d: w.project.pick([f'bool({r.text}[0]["on"])' for r in w.find("rows")] or ["False"]),
    lambda w, d: f"issubclass({w.project.pick(['str', 'bool', 'dict'])}, int)",
    lambda w, d: "callable(len)",
]
LISTS: list[Make] = [
    words,
    lambda w, d: f"sorted({texts(w, d)})",
    lambda w, d: f"list(reversed({texts(w, d)}))",
    lambda w, d: f"sorted({texts(w, d)}, reverse=True)",
    lambda w, d: f"[x.upper() for x in {texts(w, d)}]",
    lambda w, d: f"[f'{{x}}_{{i}}' for i, x in enumerate({texts(w, d)}, 1)]",
    lambda w, d: f"list(map(str.title, {texts(w, d)}))",
    lambda w, d: f"([x for x in {texts(w, d)} if len(x) > 3] or ['x'])",
    lambda w, d: f"(list(filter(lambda x: x != 'raw', {texts(w, d)})) or ['y'])",
    lambda w, d: f"[*{texts(w, d)}, 'last_one']",
    lambda w, d: f"list(dict.fromkeys([*{texts(w, d)}, *{texts(w, d)}]))",
    lambda w, d: f"sorted({{*{texts(w, d)}, *{texts(w, d)}}})",
    lambda w, d: f"'{' '.join(w.project.some(WORDS, 1, 3))}'.split()",
    lambda w, d: f"'{', '.join(w.project.some(WORDS, 1, 3))}'.split(', ')",
    lambda w, d: f"list({texts(w, d)})[:2]",
    lambda w, d: f"[str(n) for n in range({w.project.number(1, 3)})]",
    lambda w, d: f"[a + '_' + b for a in {texts(w, 0)} for b in ('x', 'y')]",
    lambda w, d: f"list({{x: len(x) for x in {texts(w, d)}}})",
    lambda w, d: f"list({{x: 1 for x in {texts(w, d)}}}.keys())",
    lambda w, d: f"[x for x, _ in zip({texts(w, d)}, range(3))]",
    lambda w, d: f"[row['name'] for row in {w.project.pick(w.find('rows')).text}]" if w.find("rows") else words(w),
    lambda w, d: f"{w.project.pick(w.find('conf')).text}['items']" if w.find("conf") else words(w),
    lambda w, d: (
        f"{w.project.pick(w.find('texts function')).text}({texts(w, d)})" if w.find("texts function") else words(w)
    ),
    lambda w, d: f"sorted({texts(w, d)}, key=lambda x: (len(x), x))",
    lambda w, d: f"tuple({texts(w, d)})",
    lambda w, d: f"[x + y for x, y in zip({texts(w, d)}, 'abcdefgh')]",
    lambda w, d: f"list({texts(w, d)}) + ['{w.project.fresh('plus')}']",
    lambda w, d: f"[chr(97 + i) for i in range({w.project.number(1, 3)})]",
]
