"""A script as parsed statements: the only caller of the parser.

A statement that its dialect refuses is tried in others; nothing is ever taken from the parser's error recovery, so
what no dialect parses becomes a problem in words.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from functools import lru_cache
from threading import get_ident
from typing import Any, NamedTuple

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import ErrorLevel, ParseError, TokenError

from migrator.lineage.sql import blocks, clauses, commands
from migrator.lineage.sql.dialects import chain

logging.getLogger("sqlglot").setLevel(logging.CRITICAL)

# What one script may cost: at these bounds the parser takes about ten seconds.
MAX_LENGTH = 2_000_000
MAX_TOKENS = 400_000
MAX_TOKENS_TO_RETRY = 40_000
MAX_PIECES_TO_RETRY = 300

# The parser's own vocabulary at the end of its messages.
_INTERNAL = re.compile(r"( but got| missing for)?\s*<.*", re.S)


class TooLarge(ValueError):
    """The text is over the bound of what is parsed."""


class Parsed(NamedTuple):
    """One statement: its text and line, its tree in the dialect that parsed it, or the problem when none did."""

    text: str
    line: int
    tree: Any
    dialect: str
    problem: str | None = None
    # It stands in a body of PL/pgSQL or the like, where INTO fills variables.
    body: bool = False
    # The text that the tree is of, where it is not as written.
    rewritten: str | None = None


class Chunk(NamedTuple):
    """The tokens of one statement and the text they stand in."""

    tokens: list[Any]
    source: str

    @property
    def text(self) -> str:
        """What was written, from the first token to the last."""
        return self.source[self.tokens[0].start : self.tokens[-1].end + 1]

    @property
    def line(self) -> int:
        """The line of the first token, from 1."""
        return self.source.count("\n", 0, self.tokens[0].start) + 1


@lru_cache(maxsize=128)
def _reader(dialect: str, thread: int) -> tuple[Any, Any]:
    """The tokenizer and the parser of a dialect. Making them takes as long as parsing a short statement; they keep what
    they are at, so each thread has its own."""
    made = Dialect.get_or_raise(dialect)
    return made.tokenizer(), made.parser(error_level=ErrorLevel.IMMEDIATE)


def tokenized(text: str, dialect: str) -> list[Any]:
    """The tokens of a text. Raises TokenError where the dialect cannot read it."""
    tokens: list[Any] = _reader(dialect, get_ident())[0].tokenize(text)
    return tokens


def trees(tokens: list[Any], source: str, dialect: str) -> list[Any]:
    """What the tokens of one statement mean. Raises ParseError where the dialect refuses them."""
    found: list[Any] = _reader(dialect, get_ident())[1].parse(tokens, source)
    return found


def chunks(sql: str, dialect: str) -> list[Chunk]:
    """The statements of a script as tokens. Raises TokenError where the dialect cannot read the text, TooLarge where
    it is over the bound."""
    if len(sql) > MAX_LENGTH:
        raise TooLarge(f"the SQL is {len(sql):,} characters long, over the bound of {MAX_LENGTH:,}")
    tokens = tokenized(clauses.prepared(sql, dialect), dialect)
    if len(tokens) > MAX_TOKENS:
        raise TooLarge(f"the SQL has {len(tokens):,} tokens, over the bound of {MAX_TOKENS:,}")
    return [Chunk(part, sql) for part in blocks.split(tokens)]


def texts(sql: str, dialect: str | None) -> list[tuple[str, int]]:
    """The script cut at its semicolons, as written, comments kept: each text with its first line."""
    for name in chain(dialect):
        try:
            parts = chunks(sql, name)
        except TooLarge:
            break
        except TokenError:
            continue
        return _cut(sql, [part.tokens[-1].end + 1 for part in parts])
    return [(sql.strip(), 1)] if sql.strip() else []


def _cut(sql: str, ends: list[int]) -> list[tuple[str, int]]:
    """The text between the ends of statements; what follows the last one belongs to it."""
    found, start = [], 0
    for index, end in enumerate(ends):
        stop = len(sql) if index == len(ends) - 1 else sql.find(";", end)
        text = sql[start:stop]
        lead = len(text) - len(text.lstrip("; \t\r\n"))
        if text := text[lead:].rstrip("; \t\r\n"):
            found.append((text, sql.count("\n", 0, start + lead) + 1))
        start = stop
    return found


def parsed(sql: str, dialect: str | None) -> Iterator[Parsed]:
    """Each statement of the script, in order."""
    tried = chain(dialect)
    for name in tried:
        try:
            parts = chunks(sql, name)
        except TooLarge as error:
            yield Parsed(sql[:400], 1, None, name, str(error))
            return
        except TokenError:
            continue
        for part in parts:
            yield from _statement(part, name, tried)
        return
    yield Parsed(sql[:4000], 1, None, tried[0], "no dialect could read the text")


def _statement(part: Chunk, dialect: str, tried: tuple[str, ...]) -> Iterator[Parsed]:
    """The statement in the first dialect that parses it whole, or its pieces, or the problem."""
    if part.tokens[0].text == ")" and all(token.text == ")" for token in part.tokens):
        # The end of a body in brackets whose statements stood before.
        return
    has_body = blocks.is_procedure(part.tokens)
    body = blocks.written_body(part.tokens) if has_body else None
    if body is not None:
        yield from _inside(body, part, dialect)
        return
    tree, problem = _tree(part.tokens, part.source, dialect)
    if tree is not None and not _is_script(tree):
        yield Parsed(part.text, part.line, tree, dialect)
        return
    if commands.knows(part.text):
        yield Parsed(part.text, part.line, None, dialect, problem)
        return
    taken = blocks.swallowed(part.tokens, part.source)
    if taken is not None:
        yield from _reopened(part, taken, dialect, tried)
        return
    pieces = blocks.pieces(part.tokens)
    if not has_body and len(pieces) <= 1:
        plain = _plainer(part, dialect)
        if plain:
            yield from plain
            return
    if not pieces and (has_body or tree is None or not isinstance(tree, exp.Command)):
        if problem and not has_body and not blocks.is_control(part.tokens):
            yield Parsed(part.text, part.line, None, dialect, problem)
        return
    if (pieces and sum(map(len, pieces)) < len(part.tokens)) or len(pieces) > 1:
        if not has_body and not blocks.is_led(part.tokens):
            # What a word means that nobody here knows, what follows it may not mean what it says.
            yield Parsed(part.text, part.line, None, dialect, problem or "is not a form we know")
            return
        for piece in pieces:
            yield from _statement(
                Chunk(piece, part.source), dialect, tried if len(pieces) <= MAX_PIECES_TO_RETRY else ()
            )
        return
    other = _elsewhere(part, tried[1:]) if blocks.moves_data(part.tokens) else None
    if other is not None:
        yield Parsed(part.text, part.line, *other)
    else:
        yield Parsed(part.text, part.line, tree, dialect, problem)


def _reopened(part: Chunk, start: int, dialect: str, tried: tuple[str, ...]) -> Iterator[Parsed]:
    """The statements in a text that the tokenizer has given as one token: `BEGIN INSERT ...` in BigQuery."""
    text = part.source[start : part.tokens[-1].end + 1]
    above = part.source.count("\n", 0, start)
    try:
        tokens = tokenized(text, dialect)
    except TokenError:
        yield Parsed(part.text, part.line, None, dialect, "no dialect could read the text")
        return
    for piece in blocks.pieces(tokens):
        for found in _statement(Chunk(piece, text), dialect, tried):
            yield found._replace(line=found.line + above)


def _plainer(part: Chunk, dialect: str) -> list[Parsed]:
    """The statement without clauses that parsers refuse and lineage does not need; nothing when that does not help."""
    text = clauses.plainer(clauses.prepared(part.text, dialect))
    if text is None:
        return []
    # What is left of a dialect's own words may be plain SQL.
    found = next((tree for name in (dialect, "") if (tree := _parsed_text(text, name)) is not None), None)
    if found is None:
        return []
    written = clauses.output_table(part.text)
    also = _parsed_text(f"INSERT INTO {written} SELECT 1", dialect) if written else None
    return [Parsed(part.text, part.line, tree, dialect, rewritten=text) for tree in (found, also) if tree is not None]


def _parsed_text(text: str, dialect: str) -> Any:
    """The tree of one statement, or None when it is not one."""
    try:
        tokens = tokenized(text, dialect)
    except TokenError:
        return None
    tree, _ = _tree(tokens, text, dialect)
    return None if tree is None or _is_script(tree) else tree


def _is_script(tree: Any) -> bool:
    """Whether the parser only took the statement as a whole, and what it does stands inside."""
    if tree.__class__ is exp.Create:
        return tree.kind in ("PROCEDURE", "PROC")
    return _is_kept(tree.__class__)


@lru_cache(maxsize=1024)
def _is_kept(kind: type) -> bool:
    return issubclass(kind, (exp.Command, exp.Block, exp.IfBlock, exp.WhileBlock, exp.ForIn))


def _inside(body: Any, part: Chunk, dialect: str) -> Iterator[Parsed]:
    """The statements of a procedure whose body is one quoted text."""
    before = part.source.count("\n", 0, body.start)
    for statement in parsed(str(body.text), dialect):
        yield statement._replace(line=statement.line + before, body=True)


def _elsewhere(part: Chunk, dialects: tuple[str, ...]) -> tuple[Any, str] | None:
    """The tree and dialect of the first other dialect that parses the statement whole."""
    if len(part.tokens) > MAX_TOKENS_TO_RETRY:
        return None
    text = part.text
    for name in dialects:
        try:
            tokens = tokenized(text, name)
        except TokenError:
            continue
        tree, _ = _tree(tokens, text, name)
        if tree is not None and not _is_script(tree):
            return tree, name
    return None


def _reason(error: ParseError) -> str:
    """Why the parser refused a statement, in the same words in every process: which of several parts that it misses
    it names hangs on hashes."""
    reason = str(error.errors[0].get("description")) if error.errors else str(error)
    if reason.startswith("Required keyword"):
        return "a part of it is missing"
    return _INTERNAL.sub("", reason).strip().rstrip(".")


def _tree(tokens: list[Any], source: str, dialect: str) -> tuple[Any, str | None]:
    """The tree of one statement, or None and why not."""
    try:
        found = trees(tokens, source, dialect)
    except ParseError as error:
        return None, _reason(error)
    except RecursionError:
        return None, "it is nested too deeply"
    except TypeError:
        # The compiled parser refuses by its types what the other keeps as text: CREATE FUNCTION ... USING JAR.
        return None, "the parser gave up"
    if len(found) != 1 or found[0] is None:
        found = [tree for tree in found if tree is not None]
        if len(found) != 1:
            return None, "it is not one statement"
    return (None, "it is only an expression") if _is_fragment(found[0].__class__) else (found[0], None)


@lru_cache(maxsize=1024)
def _is_fragment(kind: type) -> bool:
    """Whether the parser took words it does not know for an expression."""
    return issubclass(kind, (exp.Condition, exp.Alias, exp.Identifier, exp.Var)) and not issubclass(kind, exp.Query)
