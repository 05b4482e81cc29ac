"""Where statements begin and end in a stream of tokens: scripts, procedure bodies, and T-SQL without semicolons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import attrgetter
from typing import Any

from sqlglot.tokens import TokenType

Tokens = list[Any]

# Words a statement that touches data begins with.
HEADS = frozenset(str.split("INSERT UPDATE DELETE MERGE CREATE DROP TRUNCATE ALTER SELECT WITH COPY UNLOAD LOAD USE"))
# Words of procedural code: they end a statement and carry no data themselves.
CONTROL = frozenset(
    str.split(
        "BEGIN END ELSE ELSIF ELSEIF WHILE LOOP RETURN DECLARE EXCEPTION PRINT RAISERROR THROW OPEN CLOSE FETCH "
        "DEALLOCATE COMMIT ROLLBACK EXEC EXECUTE CALL PERFORM GO LET"
    )
)
# Statements about the session or about descriptions of data, never about data.
QUIET = frozenset(
    str.split(
        "SET SHOW DESC DESCRIBE EXPLAIN GRANT REVOKE VACUUM ANALYZE OPTIMIZE REFRESH MSCK RESET KILL ADD LIST REMOVE "
        "UNCACHE CLEAR COMMENT PRAGMA ATTACH DETACH LOCK UNLOCK START SAVEPOINT RELEASE ABORT CHECKPOINT CLUSTER "
        "REINDEX SECURITY DISCARD INSTALL NOTIFY LISTEN WAITFOR SYSTEM DBCC IF FOR DELIMITER SUSPEND RESUME USE PURGE "
        "RELOAD DELETE_JAR / WHENEVER SPOOL TITLE EXIT QUIT PREPARE ASSERT"
    )
)
# After these words a head continues the statement it stands in.
_CONTINUES = {
    "SELECT": frozenset(str.split("AS UNION ALL DISTINCT EXCEPT INTERSECT MINUS ( IN EXISTS THEN ANY SOME")),
    "UPDATE": frozenset(str.split("THEN FOR ON DO KEY AFTER BEFORE OR ,")),
    "DELETE": frozenset(str.split("THEN ON DO AFTER BEFORE OR , ALTER")),
    "INSERT": frozenset(str.split("THEN DO AFTER BEFORE OR ,")),
    "WITH": frozenset(("AS", "(")),
    "ALTER": frozenset(("OR",)),
    "DROP": frozenset((",",)),
    "USE": frozenset(),
}
_NAMED_AFTER = frozenset(
    str.split(
        "TABLE VIEW SCHEMA DATABASE INDEX PROCEDURE FUNCTION COLUMN CONSTRAINT STAGE STREAM PARTITION SEQUENCE "
        "TRIGGER TYPE FORMAT PIPE TASK ROLE USER WAREHOUSE PROC"
    )
)
# A statement that begins so is worth trying in another dialect.
_MOVES = HEADS | frozenset(str.split("EXPORT REPLACE FROM CACHE ANALYZE VALUES ("))
# What has a body of statements.
_BODIED = frozenset(("PROCEDURE", "PROC", "TASK", "ALERT"))
_QUOTED = (TokenType.STRING, TokenType.RAW_STRING, TokenType.HEREDOC_STRING)
_WORDLESS = (*_QUOTED, TokenType.IDENTIFIER)
_KIND = attrgetter("token_type")
# Clauses that only some parsers know and that say nothing about which data is touched.
_NOISE = re.compile(
    r"(?i)\bWITH\s*\(\s*(?:TABLOCKX?|NOLOCK|HOLDLOCK|UPDLOCK|ROWLOCK|PAGLOCK|READPAST|XLOCK)\b[^()]*\)"
    r"|(?<=MERGE)\s+WITH\s+SCHEMA\s+EVOLUTION\b"
)
# T-SQL's `SET x += 1`, which the parser does not know.
_COMPOUND = re.compile(r"(?<=[\w\]\s])([+\-*/%&|^])=(?=\s)")
_ASSIGNMENTS = ("+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=")
_GO = re.compile(r"(?im)^([ \t]*)GO([ \t]*\d*[ \t]*)$")


def word(token: Any) -> str:
    """The token's text in capitals; empty for what is quoted."""
    return "" if token.token_type in _WORDLESS else str(token.text).upper()


def prepared(sql: str, dialect: str) -> str:
    """The text, same length, with blanks for clauses no parser needs; T-SQL's `GO` as a semicolon, `+=` as `=`."""
    capitals = sql.upper()
    # Passes over the text take as long as half of its parsing: only where there is something to find.
    if "LOCK" in capitals or "READPAST" in capitals or "EVOLUTION" in capitals:
        sql = _NOISE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), sql)
    if dialect not in ("tsql", "fabric"):
        return sql
    if any(operator in sql for operator in _ASSIGNMENTS):
        sql = _COMPOUND.sub(" =", sql)
    if "GO" not in capitals:
        return sql
    return _GO.sub(lambda match: f"{match[1]};{' ' * (len(match[0]) - len(match[1]) - 1)}", sql)


def split(tokens: Tokens) -> Iterator[Tokens]:
    """The tokens between semicolons; empty statements are left out."""
    if TokenType.SEMICOLON not in map(_KIND, tokens):
        if tokens:
            yield tokens
        return
    part: Tokens = []
    for token in tokens:
        if token.token_type is TokenType.SEMICOLON:
            if part:
                yield part
            part = []
        else:
            part.append(token)
    if part:
        yield part


def moves_data(tokens: Tokens) -> bool:
    """Whether the statement's first word may touch data."""
    return word(tokens[0]) in _MOVES


def is_control(tokens: Tokens) -> bool:
    """Whether the statement is one of procedural code or of the session, which touches no data."""
    return word(tokens[0]) in CONTROL or word(tokens[0]) in QUIET


def is_procedure(tokens: Tokens) -> bool:
    """Whether the statement creates a procedure, so that its body is a script of its own."""
    if word(tokens[0]) not in ("CREATE", "ALTER"):
        return False
    return not _BODIED.isdisjoint(word(token) for token in tokens[:7])


def written_body(tokens: Tokens) -> Any:
    """The token of a procedure's body when it is one quoted text in SQL; None for any other."""
    start = _body(tokens)
    words = [word(token) for token in tokens]
    language = words[words.index("LANGUAGE") + 1] if "LANGUAGE" in words[:-1] else "SQL"
    quoted = start < len(tokens) and tokens[start].token_type in _QUOTED
    return tokens[start] if quoted and language in ("SQL", "PLPGSQL", "") else None


def pieces(tokens: Tokens) -> list[Tokens]:
    """The statements inside procedural code, its control words left out; subqueries of conditions stand alone."""
    start = _body(tokens) if is_procedure(tokens) else 0
    return [piece for piece in _Cutter(tokens, start).cut() if piece]


def _body(tokens: Tokens) -> int:
    """The index where a procedure's body begins: after the first AS, IS or BEGIN outside brackets."""
    depth = 0
    for index, token in enumerate(tokens):
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if depth == 0 and word(token) in ("AS", "IS", "BEGIN"):
            return index + 1
    return len(tokens)


class _Cutter:
    """Cuts a run of tokens at the words with which statements begin."""

    def __init__(self, tokens: Tokens, start: int) -> None:
        self.tokens = tokens
        self.index = start
        self.piece: Tokens | None = None
        self.done: list[Tokens] = []
        self.cases = 0

    def cut(self) -> list[Tokens]:
        while self.index < len(self.tokens):
            token = self.tokens[self.index]
            text = word(token)
            if token.text == "(":
                self._bracket()
                continue
            if self.piece is not None and self._inside_case(text):
                self._take(token)
            elif self._begins(text):
                self._close()
                self.piece = [token]
            elif self._controls(text):
                self._close()
            else:
                self._take(token)
            self.index += 1
        self._close()
        return self.done

    def _take(self, token: Any) -> None:
        if self.piece is not None:
            self.piece.append(token)

    def _close(self) -> None:
        if self.piece:
            self.done.append(self.piece)
        self.piece, self.cases = None, 0

    def _inside_case(self, text: str) -> bool:
        """Keeps count of CASE ... END, whose words are not control words."""
        if text == "CASE":
            self.cases += 1
        elif text == "END" and self.cases:
            self.cases -= 1
            return True
        return self.cases > 0

    def _bracket(self) -> None:
        """Takes a whole bracket; outside a statement, the query in it becomes one."""
        depth, start = 0, self.index
        while self.index < len(self.tokens):
            depth += {"(": 1, ")": -1}.get(self.tokens[self.index].text, 0)
            self.index += 1
            if depth == 0:
                break
        group = self.tokens[start : self.index]
        if self.piece is not None:
            self.piece.extend(group)
            return
        while len(group) > 2 and group[1].text == "(":
            group = group[1:-1]
        if len(group) > 2 and word(group[1]) in ("SELECT", "WITH"):
            self.done.append(group[1:-1])

    def _previous(self) -> str:
        token = self.tokens[self.index - 1] if self.index else None
        return "" if token is None else (str(token.text) if token.text in "()," else word(token))

    def _next(self) -> str:
        return word(self.tokens[self.index + 1]) if self.index + 1 < len(self.tokens) else ""

    def _begins(self, text: str) -> bool:
        if text not in HEADS:
            return False
        if self.piece is None:
            return True
        if self._previous() in _CONTINUES.get(text, ()):
            return False
        head = word(self.piece[0])
        if head == "WITH" and self._previous() == ")" and text != "WITH":
            return False
        if text == "SELECT":
            return not (head in ("INSERT", "CREATE", "MERGE") and self._first("SELECT"))
        if text == "WITH":
            return self._next() not in ("(", "") and not (head in ("INSERT", "CREATE") and self._first("SELECT"))
        return True

    def _first(self, text: str) -> bool:
        """Whether the current statement has no such word yet."""
        return all(word(token) != text for token in self.piece or ())

    def _controls(self, text: str) -> bool:
        if text == "IF":
            return self.piece is None or (self._next() != "(" and self._previous() not in _NAMED_AFTER)
        if text == "SET":
            return self.piece is None or word(self.piece[0]) not in (
                "UPDATE",
                "MERGE",
                "ALTER",
                "CREATE",
                "WITH",
                "INSERT",
            )
        return text in CONTROL
