"""Real files made wrong: in their bytes, their tokens and their trees. The same seed makes the same mutant."""

from __future__ import annotations

import ast
import copy
import io
import random
import re
import tokenize
from collections.abc import Callable, Sequence

HOSTILE_TOKENS = (
    "(", ")", "[", "]", "{", "}", ":", ",", ".", ";", "=", "==", ":=", "->", ">>", "<<", "**", "*", "@", "%", "|",
    "~", "-",
    "not", "in", "is", "if", "else", "for", "while", "def", "class", "lambda", "return", "yield", "await", "async",
    "with",
    "try", "except", "finally", "raise", "import", "from", "global", "nonlocal", "del", "match", "case", "None", "True",
    "0", "1", "-1", "10**10", "1e400", "0x" + "f" * 40, "9" * 200, "1_000", "1j", "''", "b''", "'a' * 10**9", "'%s'",
    "'{}'",
    "f'{x}'", "'\\N{BULLET}'", "'\ud7ff'", "...", "__name__", "__file__", "self", "cls", "super()", "globals()",
    "locals()",
    "\n", "\n    ", "\t", "\\\n", "#", '"""', "range(10**12)", "*args", "**kwargs", "os.environ", "dag", "task",
    "open(__file__)",
)  # fmt: skip
HOSTILE_EXPRESSIONS = tuple(
    ast.parse(text, mode="eval").body
    for text in (
        "[]", "{}", "()", "set()", "None", "0", "-1", "1.5", "1j", "''", "b'x'", "'{}'", "'{0.x[y]}'", "'%(x)s'",
        "f'{x!r:>{y}}'",
        "10 ** 10 ** 10", "'a' * 10 ** 9", "[0] * 10 ** 9", "1 << 10 ** 9", "range(10 ** 12)", "range(0)", "lambda: x",
        "lambda *a, **k: (a, k)", "[x for x in x]", "{x: x for x in range(20000)}", "(yield)", "(x := x)", "x[x]",
        "x.x.x",
        "x(x)(x)", "x(*x, **x)", "[*x, *x]", "{**x, **x}", "x if x else x", "x and x or x", "not x", "-x", "~x",
        "x < x < x",
        "x in x", "x is x", "x >> x << x", "x % x", "x / x", "x @ x", "x[::0]", "x[::-1]", "x[1:2, 3]", "x[-1]", "...",
        "globals()", "globals()['x']", "locals()", "vars()", "type(x)", "type('X', (), {})", "super()", "object()",
        "iter(x)",
        "next(x)", "next(iter([]))", "map(x, x)", "filter(None, x)", "zip(x, x)", "enumerate(x)", "sorted(x, key=x)",
        "sum(x)", "max(x)", "min([])", "len(x)", "str(x)", "int('x')", "int('9' * 5000)", "float('nan')", "chr(-1)",
        "dict(x)", "dict(x=x)", "list(x)", "tuple(x)", "set([[]])", "isinstance(x, x)", "getattr(x, x)",
        "hasattr(x, 'x')",
        "setattr(x, 'x', x)", "eval('x')", "exec('x')", "__import__('os')", "open('/etc/passwd').read()", "open(x)",
        "'x'.join(x)", "'x'.split(x)", "'x'.format(x)", "'x'.replace(x, x)", "'x'.encode(x)", "x.append(x)",
        "x.update(x)",
        "x.items()", "x.get(x)", "x.pop()", "x.sort()", "x.expand(x=x)", "x.partial(x=x).expand_kwargs(x)",
        "x.override(x=x)",
        "x.set_upstream(x)", "x.output['x']", "x.as_teardown(setups=x)", "chain(x, x)", "cross_downstream(x, x)",
        "DAG(x)",
        "DAG(**x)", "TaskGroup(x)", "BashOperator(task_id=x)", "PythonOperator(task_id='x', python_callable=x)",
        "dag(x)",
        "task(x)", "task_group(x)", "Label(x)", "Dataset(x)", "Asset(x) & Asset(x)", "Variable.get(x, x)",
        "os.environ[x]",
        "os.environ.get(x)", "os.path.join(x, x)", "Path(x) / x", "Path(__file__).parent", "datetime(x, x, x)",
        "timedelta(days=x)", "timedelta(days=10 ** 20)", "datetime(2020, 13, 1)", "json.loads(x)", "yaml.safe_load(x)",
        "re.sub(x, x, x)", "copy.deepcopy(x)", "functools.partial(x, x)", "itertools.product(x, repeat=x)",
        "itertools.islice(x, -1)", "itertools.islice(x, 1, 2, 0)", "itertools.combinations(x, -1)",
        "itertools.count(x)",
        "collections.namedtuple(x, x)", "collections.Counter(x)", "operator.itemgetter()(x)", "textwrap.dedent(x)",
    )
)  # fmt: skip
WRAPPERS = (
    "for x in {0}: pass", "for x in range(30): pass", "while x: pass", "while True: pass", "if x: pass",
    "if not x: pass",
    "def x(*args, **kwargs): pass", "@task\ndef x(): pass", "@dag\ndef x(): pass", "@task_group\ndef x(): pass",
    "@x\ndef x(self): return x(self)", "class x: pass", "class x(x): pass", "class x(DAG): pass",
    "class x(BaseOperator): pass",
    "try: pass\nexcept x: x", "try: pass\nfinally: x", "with x: pass", "with x as x: pass",
    "with DAG('x') as dag: pass",
    "with TaskGroup('x') as x: pass", "async def x(): pass", "match x:\n    case _: pass",
    "match x:\n    case [x, *y]: pass",
)  # fmt: skip


def mutant(files: Sequence[bytes], seed: str) -> bytes:
    """One of the files, made wrong in one to several ways."""
    chance = random.Random(seed)
    content = chance.choice(files)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        content = chance.choice(KINDS)(content, chance, files)
    return content


def bytes_changed(content: bytes, chance: random.Random, files: Sequence[bytes]) -> bytes:
    """Bytes deleted, doubled, changed, put in, or the file cut off or joined to another."""
    start = chance.randrange(len(content) + 1)
    end = min(len(content), start + chance.choice((1, 1, 2, 10, 100, 1000)))
    piece = content[start:end]
    other = chance.choice(files)
    from_other = chance.randrange(len(other) + 1)
    put_in = chance.choice(
        (
            b"", piece * 2, piece * 50, piece[::-1], chance.randbytes(len(piece)), b"\0", b"\xff", b"\xef\xbb\xbf",
            b"\r", b"\f", "é\u2028".encode(), b"# -*- coding: latin-1 -*-\n",
            other[from_other : from_other + len(piece)],
            bytes(byte ^ (1 << chance.randrange(8)) for byte in piece), b"(" * chance.choice((3, 150, 3000)),
        )
    )  # fmt: skip
    if chance.random() < 0.05:
        return content[:start] + other[from_other:]
    return content[:start] + put_in + content[end:]


def tokens_changed(content: bytes, chance: random.Random, files: Sequence[bytes]) -> bytes:
    """Tokens swapped, deleted, doubled, taken from another file, or replaced by ones that do not belong there."""
    words = words_of(content)
    if not words:
        return content
    for _ in range(chance.choice((1, 1, 2, 5))):
        first, second = chance.randrange(len(words)), chance.randrange(len(words))
        match chance.randrange(6):
            case 0:
                words[first], words[second] = words[second], words[first]
            case 1:
                words[first] = ""
            case 2:
                words[first] = words[first] * chance.choice((2, 3, 40))
            case 3:
                words[first] += chance.choice(words_of(chance.choice(files)) or [""])
            case 4:
                words[first] = words[second]
            case 5:
                words[first] = chance.choice(HOSTILE_TOKENS)
    return "".join(words).encode(errors="replace")


def words_of(content: bytes) -> list[str]:
    """The text in tokens and what lies between them; coarser where it is no Python."""
    text = content.decode(errors="replace")
    rows = text.splitlines(keepends=True)
    starts = [0]
    for row in rows:
        starts.append(starts[-1] + len(row))
    words, end = [], 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            start, stop = (starts[min(row - 1, len(rows))] + column for row, column in (token.start, token.end))
            if stop > end:
                words += [text[end:start], text[start:stop]]
                end = stop
    except (tokenize.TokenError, SyntaxError, IndexError):
        return re.findall(r"\w+|\s+|.", text)
    return [word for word in (*words, text[end:]) if word]


def tree_changed(content: bytes, chance: random.Random, files: Sequence[bytes]) -> bytes:
    """Statements swapped, doubled, deleted, wrapped or taken from another file; expressions replaced."""
    tree, other = parsed(content), parsed(chance.choice(files))
    if tree is None or other is None:
        return tokens_changed(content, chance, files)
    for _ in range(chance.choice((1, 1, 2, 5))):
        chance.choice((change_statements, wrap_statement, replace_expression, replace_expression))(tree, other, chance)
    try:
        return ast.unparse(ast.fix_missing_locations(tree)).encode(errors="replace")
    except (ValueError, RecursionError, AttributeError, TypeError):
        return content


def parsed(content: bytes) -> ast.Module | None:
    """The tree, or None where there is none."""
    try:
        return ast.parse(content)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def bodies(tree: ast.AST) -> list[list[ast.stmt]]:
    """Every list of statements in a tree."""
    found = (getattr(node, name, None) for node in ast.walk(tree) for name in ("body", "orelse", "finalbody"))
    return [body for body in found if isinstance(body, list) and body]


def change_statements(tree: ast.Module, other: ast.Module, chance: random.Random) -> None:
    """Swap, double, delete or put in a statement."""
    places, sources = bodies(tree), bodies(other)
    if not places or not sources:
        return
    body, second = chance.choice(places), chance.choice(places)
    first, last = chance.randrange(len(body)), chance.randrange(len(second))
    match chance.randrange(4):
        case 0:
            body[first], second[last] = second[last], body[first]
        case 1:
            body.insert(first, copy.deepcopy(body[first]))
        case 2:
            body[first] = ast.Pass()
        case 3:
            body.insert(first, copy.deepcopy(chance.choice(chance.choice(sources))))


def wrap_statement(tree: ast.Module, other: ast.Module, chance: random.Random) -> None:
    """Put a statement into a loop, a function, a class or the like."""
    body = chance.choice(bodies(tree) or [[]])
    if not body:
        return
    place = chance.randrange(len(body))
    end = chance.randrange(place + 1, len(body) + 1)
    wrapper = ast.parse(chance.choice(WRAPPERS).format("x")).body[0]
    inner = wrapper.cases[0].body if isinstance(wrapper, ast.Match) else wrapper.body  # type: ignore[attr-defined]
    inner[:] = body[place:end]
    body[place:end] = [wrapper]


def replace_expression(tree: ast.Module, other: ast.Module, chance: random.Random) -> None:
    """Put another expression in the place of one: of this file, of another, or one that no one would write."""
    spots = [
        (node, name)
        for node in ast.walk(tree)
        for name, value in ast.iter_fields(node)
        if isinstance(value, ast.expr) and isinstance(getattr(value, "ctx", ast.Load()), ast.Load)
    ]
    if not spots:
        return
    node, name = chance.choice(spots)
    given = [each for each in ast.walk(chance.choice((tree, other))) if isinstance(each, ast.expr)]
    new = copy.deepcopy(chance.choice(given or [ast.Constant(1)]))
    if chance.random() < 0.5:
        new = copy.deepcopy(chance.choice(HOSTILE_EXPRESSIONS))
        here = [each.id for each in ast.walk(tree) if isinstance(each, ast.Name)] or ["x"]
        for part in ast.walk(new):
            if isinstance(part, ast.Name) and part.id == "x":
                part.id = chance.choice(here)
    setattr(node, name, new)


Change = Callable[[bytes, random.Random, Sequence[bytes]], bytes]
KINDS: tuple[Change, ...] = (bytes_changed, tokens_changed, tree_changed, tree_changed)
