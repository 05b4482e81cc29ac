"""One file as text, as a libcst tree and with the line of each statement; or the reason why it cannot be read.

`ast.parse` comes first: it refuses in milliseconds the deep nesting on which libcst's parser crashes the process, and
it knows the lines. libcst nodes carry none, and its PositionProvider costs more than parsing: both trees hold the same
statements in the same order, so they are paired statement by statement.
"""

from __future__ import annotations

import ast
import io
import itertools
import re
import stat
import sys
import tokenize
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import libcst as cst

from migrator.model import Span
from migrator.reading.bounds import Bounds
from migrator.reading.bundles import BadBundle, content_of
from migrator.reading.digest import NOTHING, digest
from migrator.reading.meter import spend
from migrator.secrets import one_line

Body = Sequence[cst.CSTNode]
# How much of a line is quoted.
QUOTE = 120
# How many characters libcst writes in the time of a step.
WRITTEN = 8
# `ast.parse` keeps each part of a dotted name joined with all before it: 30,000 parts take 1 GB.
MOST_DOTS = 1000
DOTTED = re.compile(rf"(?:import|from|,)[ \t\f]*(?:\w+[ \t\f\\\n]*\.[ \t\f\\\n]*){{{MOST_DOTS}}}")
# Encodings that take long to decode, and that no file is written in.
UNREAD = ("idna", "punycode")


class Unreadable(Exception):
    """A file that is no Python we can read; the text says why, `line` where."""

    def __init__(self, because: str, line: int = 1) -> None:
        super().__init__(because)
        self.line = line


@dataclass(slots=True)
class Source:
    """A parsed file: `path` relative to the project, `lines` the line of a statement by the identity of its node,
    `digest` that of the bytes it was parsed from."""

    path: str
    file: Path
    text: str
    tree: cst.Module
    lines: dict[int, int]
    digest: str = NOTHING
    rows: list[str] = field(default_factory=list)
    codes: dict[int, str] = field(default_factory=dict)
    quotes: dict[int, str] = field(default_factory=dict)
    spans: dict[int, Span] = field(default_factory=dict)
    folder: str = field(init=False)

    def __post_init__(self) -> None:
        self.folder = str(self.file.parent)

    def quote(self, line: int) -> str:
        """The text of a line, without what looks like a secret, not yet shortened."""
        if line not in self.quotes:
            self.rows = self.rows or self.text.splitlines()
            self.quotes[line] = one_line(self.rows[line - 1], QUOTE) if 0 < line <= len(self.rows) else ""
        return self.quotes[line]

    def code(self, node: cst.CSTNode) -> str:
        """A node as it stands in the source, on one line, not yet shortened."""
        if id(node) not in self.codes:
            code = self.tree.code_for_node(node)
            spend(len(code) // WRITTEN)
            self.codes[id(node)] = one_line(code, QUOTE)
        return self.codes[id(node)]


def parse(file: Path, path: str, bounds: Bounds) -> Source:
    """The file, parsed. Raises Unreadable when it is not Python of today or past the bounds."""
    data = content(file, bounds)
    text = decode(data)
    if text.count(".") > MOST_DOTS and DOTTED.search(text):
        raise Unreadable(f"it imports a name of more than {MOST_DOTS:,} parts")
    try:
        with warnings.catch_warnings(), little_recursion():
            warnings.simplefilter("ignore")
            syntax = ast.parse(text)
        if nesting(syntax, text, bounds.nesting) > bounds.nesting:
            raise Unreadable(f"nested too deeply to be read: the bound is {bounds.nesting:,} levels")
        if len(text) > bounds.nodes // 2 and sum(1 for _ in ast.walk(syntax)) > bounds.nodes:
            raise Unreadable(f"it holds more than {bounds.nodes:,} names, values and operations, the bound")
        tree = cst.parse_module(compact(text, syntax)) if syntax.body else cst.Module([])
    except SyntaxError as error:
        raise Unreadable(f"not valid Python 3: {error.msg}", error.lineno or 1) from error
    except ValueError as error:
        raise Unreadable(f"not valid Python: {error}") from error
    except (RecursionError, MemoryError) as error:
        raise Unreadable("nested too deeply to be parsed") from error
    except cst.ParserSyntaxError as error:
        raise Unreadable(f"not valid Python 3: {error.message}", error.raw_line) from error
    return Source(path, file, text, tree, pair(tree.body, syntax.body), digest(data))


# What holds statements. All else is looked at as a whole.
BLOCKS = frozenset({ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.If, ast.For, ast.AsyncFor, ast.While})
BLOCKS |= {
    ast.With,
    ast.AsyncWith,
    ast.Try,
    ast.ExceptHandler,
    ast.Match,
    ast.match_case,
    getattr(ast, "TryStar", ast.Try),
}


def nesting(syntax: ast.Module, text: str, enough: int) -> int:
    """How many levels deep the deepest node of a tree lies, which libcst takes long over, or crashes on.

    A part of the text shorter than `enough` cannot be that deep, and is not looked into.
    """
    # `ast` counts columns in bytes.
    rows = text.split("\n")
    lines = rows if text.isascii() else text.encode().split(b"\n")
    starts = list(itertools.accumulate(map(len, lines), initial=0))
    deepest, waiting = 0, [(node, 0) for node in ast.iter_child_nodes(syntax)]
    while waiting:
        node, level = waiting.pop()
        if node.__class__ in BLOCKS:
            # Blocks are counted all the same: an `elif` is one within the `if` before it.
            waiting += [(inner, level + 1) for inner in ast.iter_child_nodes(node)]
            deepest = max(deepest, level)
        elif length(node, starts, enough) >= enough and most_levels(node, rows, enough) >= enough:
            deepest = max(deepest, depth(node))
    return deepest


# What begins a level of an expression: a sign or a word.
SIGNS = (
    *"([{,.=<>+-*/%|&^~@:", "not", "and", "or", "if", "in", "is", "for", "lambda", "await", "yield",
)  # fmt: skip


def most_levels(node: ast.AST, rows: list[str], unknown: int) -> int:
    """How deep a node can be at most: each sign begins at most three levels. Counting takes a tenth of walking."""
    first, last = getattr(node, "lineno", None), getattr(node, "end_lineno", None)
    if first is None or last is None:
        return unknown
    text = "\n".join(rows[first - 1 : last])
    return 3 * sum(map(text.count, SIGNS))


def length(node: ast.AST, starts: list[int], unknown: int) -> int:
    """How many bytes or characters a node takes at least, from where each line starts; `unknown` without a place."""
    first, last = getattr(node, "lineno", None), getattr(node, "end_lineno", None)
    if first is None or last is None:
        return unknown
    ends: tuple[int, int] = node.col_offset, node.end_col_offset  # type: ignore[attr-defined]
    lines: int = starts[last - 1] - starts[first - 1]
    return lines + ends[1] - ends[0]


def depth(node: ast.AST) -> int:
    """How many levels of nodes there are, in libcst: `a and b and c` and `import a.b.c` are flat in `ast` only."""
    deepest, longest, level = 0, 0, [node]
    while level:
        deepest += 1
        longest = max(longest, *map(in_libcst, level))
        level = [inner for node in level for inner in ast.iter_child_nodes(node)]
    return max(deepest, longest)


def in_libcst(node: ast.AST) -> int:
    """How many levels one node of `ast` is in libcst."""
    match node:
        case ast.BoolOp():
            return len(node.values)
        case ast.alias(name=name) | ast.ImportFrom(module=str(name)):
            return int(name.count("."))
    return 1


@contextmanager
def unchecked() -> Iterator[None]:
    """libcst at work without its check of each node it makes, which asks whether code could be written from it: what
    its own parser made of a text can. A ninth of the time of parsing; for as long as many files are read, since Python
    gives up remembering the methods of a class that is changed again and again."""
    check = cst.CSTNode.__post_init__
    cst.CSTNode.__post_init__ = lambda node: None  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        cst.CSTNode.__post_init__ = check  # type: ignore[method-assign]


@contextmanager
def little_recursion() -> Iterator[None]:
    """Python's recursion limit as a fresh program has it: with more, deep nesting would overflow the parser's stack."""
    before, depth = sys.getrecursionlimit(), 0
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        frame, depth = frame.f_back, depth + 1
    sys.setrecursionlimit(min(before, depth + 900))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def content(file: Path, bounds: Bounds) -> bytes:
    """The bytes of a file. Raises Unreadable when it cannot be opened or is too large."""
    try:
        packed = content_of(str(file), bounds.file_bytes)
        if packed is not None:
            return packed
        status = file.stat()
        # A pipe would be waited for, a device read without end.
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("it is no plain file")
        size = status.st_size
        if size > bounds.file_bytes:
            raise Unreadable(f"the file is {size:,} bytes long; the bound is {bounds.file_bytes:,}")
        return file.read_bytes()
    except BadBundle as error:
        raise Unreadable(str(error)) from error
    except OSError as error:
        raise Unreadable(f"cannot be opened: {error.strerror}") from error


def decode(data: bytes) -> str:
    """The text of Python source, in the encoding it declares."""
    if data.isascii() and not any(b"coding" in line for line in data[:400].split(b"\n", 2)[:2]):
        text = data.decode("ascii")
        return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        if encoding in UNREAD:
            raise Unreadable(f"its declared encoding, {encoding}, is not followed")
        return data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
    except (SyntaxError, UnicodeError, LookupError) as error:
        raise Unreadable(f"not text in its declared encoding: {error}") from error


def compact(text: str, syntax: ast.Module) -> str:
    """The text without the blank lines and comments between statements, and with each statement on as few lines as may
    be: libcst makes nodes of all that, many, and nobody asks for them. The lines of statements are those of
    the other tree."""
    lines = text.split("\n")
    blocks = blocks_of(syntax)
    for first, last in gaps(blocks, len(lines)):
        for number in range(first, last):
            line = lines[number].strip()
            # After a backslash even a blank line belongs to the statement.
            if (not line or line[0] == "#") and not (number and lines[number - 1].endswith("\\")):
                lines[number] = NO_LINE
    for first, last in itertools.chain.from_iterable(map(logical_lines, blocks)):
        join(lines, first - 1, last - 1)
    return "\n".join([line for line in lines if line is not NO_LINE]).replace(f"{JOINED}\n", " ")


# Stands for a line that is left out: no line of a text, since each of those is made by `split`.
NO_LINE = "".join(["no ", "line"])
# Ends a line that the next one is joined to: a character that no source may hold.
JOINED = "\0"
NOT_JOINED = ("\\", JOINED)


def blocks_of(syntax: ast.Module) -> list[list[Any]]:
    """The statements of a module and of the blocks in it, block by block."""
    blocks: list[list[Any]] = [syntax.body] if syntax.body else []
    for block in blocks:
        for statement in block:
            if statement.__class__ in BLOCKS:
                for name in ("body", "orelse", "handlers", "finalbody"):
                    inside = getattr(statement, name, None)
                    if inside:
                        blocks.append(inside)
    return blocks


def gaps(blocks: list[list[Any]], length: int) -> Iterator[tuple[int, int]]:
    """The ranges of lines, from 0, between the statements of each block, and around those of the module."""
    yield 0, first_line(blocks[0][0]) - 1
    yield blocks[0][-1].end_lineno or length, length
    for block in blocks:
        for one, two in itertools.pairwise(block):
            if first_line(two) > one.end_lineno + 1:
                yield one.end_lineno, first_line(two) - 1


def logical_lines(block: list[Any]) -> Iterator[tuple[int, int]]:
    """The first and last line of the statements, decorators and heads of blocks that take several."""
    for statement in block:
        first, last = statement.lineno, statement.end_lineno
        if first == last:
            continue
        for decorator in getattr(statement, "decorator_list", ()):
            yield decorator.lineno, decorator.end_lineno
        if statement.__class__ in BLOCKS:
            inside = getattr(statement, "body", None)
            last = first_line(inside[0]) - 1 if inside else first
        if first < last:
            yield first, last


def join(lines: list[str], first: int, last: int) -> None:
    """Mark the lines of a logical line, from 0, as joined: outside triple quotes a line only goes on in brackets, where
    a space does as well, or after a backslash. What may be a comment has to end with its line."""
    if not any('"""' in line or "'''" in line for line in lines[first : last + 1]):
        for number in range(first, last):
            line = lines[number]
            if "#" not in line and not line.endswith(NOT_JOINED):
                lines[number] = line + JOINED


def first_line(statement: Any) -> int:
    """The line on which a statement begins, its decorators included."""
    decorators = getattr(statement, "decorator_list", None)
    line: int = decorators[0].lineno if decorators else statement.lineno
    return line


def pair(tree: Body, statements: Sequence[ast.AST]) -> dict[int, int]:
    """The line of each statement of the libcst tree, by the identity of its node."""
    lines: dict[int, int] = {}
    todo: list[tuple[Body, Sequence[ast.AST]]] = [(tree, statements)]
    while todo:
        ours, theirs = todo.pop()
        for node, other in zip(flat(ours), theirs, strict=False):
            lines[id(node)] = getattr(other, "lineno", 1)
            todo.extend(inner(node, other))
    return lines


def flat(body: Body) -> list[cst.CSTNode]:
    """The statements of a body, those of one line one by one."""
    return [small for node in body for small in (node.body if isinstance(node, cst.SimpleStatementLine) else (node,))]


def block(suite: cst.CSTNode | None) -> Body:
    """The statements of a suite, an else or a finally; nothing for None."""
    if suite is None:
        return ()
    if isinstance(suite, (cst.Else, cst.Finally)):
        suite = suite.body
    return suite.body if isinstance(suite, (cst.IndentedBlock, cst.SimpleStatementSuite)) else (suite,)


Bodies = list[tuple[Body, Sequence[ast.AST]]]


def inner(node: cst.CSTNode, other: ast.AST) -> Bodies:
    """The bodies inside a compound statement, in pairs."""
    parts = INNER.get(node.__class__)
    return [] if parts is None else parts(node, other)


def of(*names: str) -> Callable[[Any, Any], Bodies]:
    """The pairs of bodies that both trees call by these names."""
    return lambda node, other: [(block(getattr(node, name)), getattr(other, name, ())) for name in names]


def of_try(node: Any, other: Any) -> Bodies:
    """The pairs of bodies of a `try`."""
    handlers = (node.handlers, getattr(other, "handlers", ()))
    return [handlers, *of("body", "orelse", "finalbody")(node, other)]


def of_match(node: Any, other: Any) -> Bodies:
    """The pairs of bodies of a `match`."""
    return [(block(ours.body), theirs.body) for ours, theirs in zip(node.cases, other.cases, strict=False)]


# By the class of the node: asking one class after the other takes long, since those of libcst are abstract.
INNER: dict[type[cst.CSTNode], Callable[[Any, Any], Bodies]] = {
    **dict.fromkeys((cst.FunctionDef, cst.ClassDef, cst.With, cst.ExceptHandler, cst.ExceptStarHandler), of("body")),
    **dict.fromkeys((cst.If, cst.For, cst.While), of("body", "orelse")),
    **dict.fromkeys((cst.Try, cst.TryStar), of_try),
    cst.Match: of_match,
}
