"""Where statements begin and end in a stream of tokens: scripts, procedure bodies, and T-SQL without semicolons."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter
from typing import Any

from sqlglot.tokens import TokenType

Tokens = list[Any]

# Words a statement that touches data begins with.
HEADS = frozenset(
    str.split("BULK INSERT UPDATE DELETE MERGE CREATE DROP TRUNCATE ALTER SELECT WITH COPY UNLOAD LOAD USE")
)
# Words that run what stands elsewhere or is put together at run time.
CALLS = frozenset(("EXEC", "EXECUTE", "CALL", "PERFORM"))
# Words of procedural code: they end a statement and carry no data themselves.
CONTROL = frozenset(
    str.split(
        "BEGIN END ELSE ELSIF ELSEIF WHILE LOOP RETURN DECLARE EXCEPTION PRINT RAISERROR THROW OPEN CLOSE FETCH "
        "DEALLOCATE COMMIT ROLLBACK BT ET GO LET UNTIL REPEAT RAISE SIGNAL RESIGNAL LEAVE ITERATE CONTINUE BREAK"
    )
)
# Statements about the session or about descriptions of data, never about data.
QUIET = frozenset(
    str.split(
        "SET SHOW DESC DESCRIBE EXPLAIN GRANT REVOKE VACUUM ANALYZE OPTIMIZE REFRESH MSCK RESET KILL ADD LIST REMOVE "
        "UNCACHE CLEAR COMMENT PRAGMA ATTACH DETACH LOCK UNLOCK START SAVEPOINT RELEASE ABORT CHECKPOINT CLUSTER "
        "REINDEX SECURITY DISCARD INSTALL NOTIFY LISTEN WAITFOR SYSTEM DBCC IF FOR DELIMITER SUSPEND RESUME USE PURGE "
        "RELOAD DELETE_JAR / WHENEVER SPOOL TITLE EXIT QUIT ASSERT COLLECT FLUSH CHECK CHECKSUM RUNSTATS REORG LS RM "
        "UNSET BACKUP RESTORE HELP COMPUTE INVALIDATE GENERATE GROOM RECOVER"
    )
)
# After these words a head continues the statement it stands in.
_CONTINUES = {
    "SELECT": frozenset(str.split("AS UNION ALL DISTINCT EXCEPT INTERSECT MINUS ( IN EXISTS THEN ANY SOME NAME")),
    "UPDATE": frozenset(str.split("FOR ON DO KEY AFTER BEFORE OR OF ,")),
    "DELETE": frozenset(str.split("ON DO AFTER BEFORE OR , ALTER")),
    "INSERT": frozenset(str.split("ON AFTER BEFORE OR , BULK")),
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
# What has a body of statements, and after which words besides AS, IS and BEGIN it may begin.
_BODIED = {
    "PROCEDURE": (),
    "PROC": (),
    "PACKAGE": (),
    "TASK": (),
    "MACRO": (),
    "FUNCTION": (),
    "ALERT": ("IF",),
    "TRIGGER": ("ROW",),
    "EVENT": ("DO",),
    "RULE": ("DO", "ALSO", "INSTEAD"),
}
# Words that take the text after them as a whole in some dialects' tokens, where statements may stand.
_SWALLOWS = frozenset(
    str.split("BEGIN LOOP REPEAT WHILE ELSEIF ELSIF ELSE EXCEPTION IF CASE UNTIL DECLARE PREPARE REPLACE FOR")
)
_QUOTED = (TokenType.STRING, TokenType.RAW_STRING, TokenType.HEREDOC_STRING)
_WORDLESS = (*_QUOTED, TokenType.IDENTIFIER)
_KIND = attrgetter("token_type")


def word(token: Any) -> str:
    """The token's text in capitals; empty for what is quoted."""
    return "" if token.token_type in _WORDLESS else str(token.text).upper()


def split(tokens: Tokens) -> Iterator[Tokens]:
    """The tokens between semicolons; empty statements are left out."""
    kinds = list(map(_KIND, tokens))
    start = 0
    for _ in range(kinds.count(TokenType.SEMICOLON)):
        end = kinds.index(TokenType.SEMICOLON, start)
        if end > start:
            yield tokens[start:end]
        start = end + 1
    if start < len(tokens):
        yield tokens[start:] if start else tokens


def moves_data(tokens: Tokens) -> bool:
    """Whether the statement's first word may touch data."""
    return word(tokens[0]) in _MOVES


def is_control(tokens: Tokens) -> bool:
    """Whether the statement is one of procedural code or of the session, which touches no data."""
    return word(tokens[0]) in CONTROL or word(tokens[0]) in QUIET


def is_procedure(tokens: Tokens) -> bool:
    """Whether the statement creates something with a body of statements, so that its body is a script of its own."""
    return _bodied(tokens) is not None


def _bodied(tokens: Tokens) -> str | None:
    """The kind of thing with a body that the statement creates."""
    if word(tokens[0]) not in ("CREATE", "ALTER", "REPLACE"):
        return None
    first = [word(token) for token in tokens[:7]]
    for text in first:
        if text in _BODIED and not (text == "EVENT" and "TABLE" in first):
            return text
        if text in ("TABLE", "VIEW", "INDEX", "STREAM", "STAGE", "MODEL"):
            return None
    return None


def written_body(tokens: Tokens) -> Any:
    """The token of a procedure's body when it is one quoted text in SQL; None for any other."""
    start = _body(tokens)
    words = [word(token) for token in tokens]
    language = words[words.index("LANGUAGE") + 1] if "LANGUAGE" in words[:-1] else "SQL"
    if start >= len(tokens) or tokens[start].token_type not in _QUOTED or language not in ("SQL", "PLPGSQL", ""):
        return None
    if _bodied(tokens) == "FUNCTION":
        # `AS 'com.shop.Udf'`, `AS $$ x + 1 $$`
        begins = str(tokens[start].text).split(None, 1)
        if not begins or begins[0].upper().rstrip(";") not in HEADS | {"BEGIN", "DECLARE"}:
            return None
    return tokens[start]


def is_led(tokens: Tokens) -> bool:
    """Whether the first word is one that statements, or code around statements, begin with."""
    return word(tokens[0]) in HEADS | CALLS | CONTROL | QUIET | _SWALLOWS | {"", "WHEN", "THEN", "DO", "(", "<<", "\\"}


def swallowed(tokens: Tokens, source: str) -> int | None:
    """Where the text begins that a word of procedural code has taken as one token; None where there is none."""
    if len(tokens) != 2 or word(tokens[0]) not in _SWALLOWS or tokens[1].token_type is not TokenType.STRING:
        return None
    start = tokens[0].end + 1
    rest = source[start : tokens[1].end + 1]
    return start + len(rest) - len(rest.lstrip()) if rest.strip()[:1] not in ("'", '"', "$") else None


def pieces(tokens: Tokens) -> list[Tokens]:
    """The statements inside procedural code, its control words left out; subqueries of conditions stand alone."""
    start = _body(tokens) if is_procedure(tokens) else 0
    return [piece for piece in _Cutter(tokens, start).cut() if piece]


def _body(tokens: Tokens) -> int:
    """The index where a procedure's body begins: after the first AS, IS or BEGIN outside brackets."""
    kind = _bodied(tokens) or ""
    begins = _BODIED.get(kind, ()) if kind == "RULE" else ("AS", "IS", "BEGIN", *_BODIED.get(kind, ()))
    depth = 0
    for index, token in enumerate(tokens):
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if depth == 0 and word(token) in begins:
            return index + 1
    return len(tokens)


def _closing(tokens: Tokens) -> dict[int, int]:
    """Where each bracket that is closed ends."""
    opened: list[int] = []
    found: dict[int, int] = {}
    for index, token in enumerate(tokens):
        if token.text == "(":
            opened.append(index)
        elif token.text == ")" and opened:
            found[opened.pop()] = index
    return found


class _Cutter:
    """Cuts a run of tokens at the words with which statements begin."""

    def __init__(self, tokens: Tokens, start: int) -> None:
        self.tokens = tokens
        self.index = start
        self.piece: Tokens | None = None
        self.done: list[Tokens] = []
        self.cases = 0
        self.closing = _closing(tokens)

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
        """Takes a whole bracket; outside a statement, the queries in it become statements."""
        at, end = self.index, self.closing.get(self.index, self.index)
        self.index = end + 1
        if self.piece is not None:
            self.piece.extend(self.tokens[at : end + 1])
            return
        while at < end:
            if at in self.closing and word(self.tokens[at + 1]) in ("SELECT", "WITH"):
                self.done.append(self.tokens[at + 1 : self.closing[at]])
                at = self.closing[at]
            at += 1

    def _previous(self) -> str:
        token = self.tokens[self.index - 1] if self.index else None
        return "" if token is None else (str(token.text) if token.text in "()," else word(token))

    def _next(self, distance: int = 1) -> str:
        ahead = self.index + distance
        return "" if ahead >= len(self.tokens) else word(self.tokens[ahead]) or str(self.tokens[ahead].text)

    def _begins(self, text: str) -> bool:
        if text in CALLS:
            return self._next() not in ("AS", "FUNCTION", "PROCEDURE", "ON") and self._verb() != "INSERT"
        if text not in HEADS:
            return False
        is_query = text != "WITH" or self._next() == "RECURSIVE" or self._next(2) in ("AS", "(")
        if self.piece is None:
            return is_query
        if self._previous() in _CONTINUES.get(text, ()):
            return False
        verb = self._verb()
        if verb == "MERGE" and (self._previous() == "THEN" or (text == "DELETE" and self._next() == "WHERE")):
            return False
        if verb == "WITH" and self._previous() == ")" and text != "WITH":
            return False
        if text == "SELECT":
            return not (verb in ("INSERT", "CREATE", "MERGE") and self._first("SELECT"))
        if text == "WITH":
            return is_query and not (verb in ("INSERT", "CREATE") and self._first("SELECT"))
        return True

    def _verb(self) -> str:
        """The word that says what the current statement does: of WITH ... INSERT it is INSERT."""
        depth = 0
        for token in self.piece or ():
            depth += {"(": 1, ")": -1}.get(token.text, 0)
            if depth == 0 and word(token) in HEADS and word(token) != "WITH":
                return word(token)
        return word(self.piece[0]) if self.piece else ""

    def _first(self, text: str) -> bool:
        """Whether the current statement has no such word yet outside brackets."""
        depth = 0
        for token in self.piece or ():
            depth += {"(": 1, ")": -1}.get(token.text, 0)
            if depth == 0 and word(token) == text:
                return False
        return True

    def _controls(self, text: str) -> bool:
        if text == "COMMIT" and self._previous() == "ON":
            return False
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
