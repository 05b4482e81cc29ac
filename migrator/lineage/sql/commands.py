"""The second stage: what the statements that the parser only keeps as text do to data.

Each keyword has a small extractor over the words of the statement. A statement of a kind nobody here knows, whose
first word may touch data, becomes a problem in words, never silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from migrator.lineage.sql.facts import Effect, Touch
from migrator.lineage.sql.names import Namespace
from migrator.model import Write

_STRING = r"'((?:[^']|'')*)'"
_NAME = r"((?:[\w$#%@{}\-]+|\"[^\"]+\"|`[^`]+`|\[[^\]]+\])(?:\.(?:[\w$#%{}\-*]+|\"[^\"]+\"|`[^`]+`|\[[^\]]+\]))*)"
_FLAGS = re.I | re.S

Match = re.Match[str]


class Command:
    """One command on its way to an `Effect`; `inner` are SQL texts that stand inside it as strings."""

    def __init__(self, text: str, names: Namespace) -> None:
        self.text = text
        self.names = names
        self.effect = Effect()
        self.inner: list[str] = []

    def table(self, name: str, how: Write | None, **more: bool) -> None:
        """Notes a table by its written name."""
        parts = tuple(re.findall(r"\"[^\"]+\"|`[^`]+`|\[[^\]]+\]|[^.\"`\[\]]+", name))
        plain = tuple(piece for part in parts for piece in part.strip('"`[]').split("."))
        self.effect.touches.append(Touch(".".join(self.names.qualified(plain)), how, None, **more))

    def place(self, text: str, how: Write | None) -> None:
        """Notes a file, stage or URI."""
        self.effect.touches.append(Touch(text.replace("''", "'"), how))


def command(text: str, names: Namespace) -> Command | None:
    """What the text of a command does, or None when no extractor knows its form."""
    for pattern, act in _FORMS:
        match = pattern.match(text)
        if match is not None:
            found = Command(text, names)
            act(found, match)
            return found
    return None


_CALL = re.compile(rf"(?:CALL|EXEC(?:UTE)?)\s+(?!IMMEDIATE\b)(?:@\w+\s*=\s*)?{_NAME}\s*(?!\s*\+)", _FLAGS)


def called(text: str) -> str | None:
    """The procedure that a CALL or EXEC without SQL of its own runs."""
    match = None if knows(text) else _CALL.match(text)
    return match[1] if match else None


def knows(text: str) -> bool:
    """Whether an extractor knows the form of the command."""
    return any(pattern.match(text) for pattern, _ in _FORMS)


def _unload(c: Command, m: Match) -> None:
    c.inner.append(m[1].replace("''", "'"))
    c.place(m[2], Write.OVERWRITE)


def _unload_dollar(c: Command, m: Match) -> None:
    c.inner.append(m[2])
    c.place(m[3], Write.OVERWRITE)


def _athena_unload(c: Command, m: Match) -> None:
    c.inner.append(m[1])
    c.place(m[2], Write.OVERWRITE)


def _exchange(c: Command, m: Match) -> None:
    c.table(m[2], None)
    c.table(m[1], Write.OVERWRITE)


def _append_from(c: Command, m: Match) -> None:
    c.table(m[2], None)
    c.table(m[1], Write.APPEND)


def _swap(c: Command, m: Match) -> None:
    c.table(m[1], Write.DDL)
    c.table(m[2], Write.DDL)


def _rename(c: Command, m: Match) -> None:
    for old, new in re.findall(rf"{_NAME}\s+TO\s+{_NAME}", m[1], _FLAGS):
        c.table(old, None)
        c.table(old, Write.DDL)
        c.table(new, Write.OVERWRITE)
        c.effect.renames.append((c.effect.touches[-2].name, c.effect.touches[-1].name))


def _alter(c: Command, m: Match) -> None:
    c.table(m[1], Write.DDL)


def _stream(c: Command, m: Match) -> None:
    c.table(m[2], None)
    c.table(m[1], Write.DDL)


def _pipe(c: Command, m: Match) -> None:
    c.inner.append(m[1])


def _stage(c: Command, m: Match) -> None:
    url = re.search(rf"\bURL\s*=\s*{_STRING}", c.text, _FLAGS)
    if url:
        c.place(url[1], None)
    c.table(m[1], Write.DDL)


def _clone(c: Command, m: Match) -> None:
    c.table(m[2], None)
    c.table(m[1], Write.OVERWRITE, makes=True)


def _refresh(c: Command, m: Match) -> None:
    c.table(m[1], Write.OVERWRITE)


def _replace(c: Command, m: Match) -> None:
    c.inner.append(f"INSERT INTO {m[1]}")
    c.effect.renames.clear()


def _load(c: Command, m: Match) -> None:
    c.place(m[1], None)
    c.table(m[3], Write.OVERWRITE if m[2] else Write.APPEND)


def _run_text(c: Command, m: Match) -> None:
    c.inner.append(m[1].replace("''", "'"))


def _run_block(c: Command, m: Match) -> None:
    c.inner.append(m[2])


def _copy_from(c: Command, m: Match) -> None:
    c.place(m[2], None)
    c.table(m[1], Write.APPEND)


def _copy_stage(c: Command, m: Match) -> None:
    c.place(m[2].strip("'\""), None)
    c.table(m[1], Write.APPEND)


def _put(c: Command, m: Match) -> None:
    c.place(m[1].strip("'\""), None)
    c.place(m[2].strip("'\""), Write.APPEND)


_DOLLAR = r"(\$\w*\$)(.*?)\1"
_DEFINED = r"(?:OR\s+REPLACE\s+)?(?:TEMP(?:ORARY)?\s+)?"
_EXISTS = r"(?:IF\s+(?:NOT\s+)?EXISTS\s+)?"
_FORMS: tuple[tuple[re.Pattern[str], Callable[[Command, Match], None]], ...] = tuple(
    (re.compile(pattern, _FLAGS), act)
    for pattern, act in (
        (rf"UNLOAD\s*\(\s*{_STRING}\s*\)\s*TO\s+{_STRING}", _unload),
        (rf"UNLOAD\s*\(\s*{_DOLLAR}\s*\)\s*TO\s+{_STRING}", _unload_dollar),
        (rf"UNLOAD\s*\((.*)\)\s*TO\s+{_STRING}", _athena_unload),
        (rf"ALTER\s+TABLE\s+{_NAME}\s+EXCHANGE\s+PARTITION\b.*?\bWITH\s+TABLE\s+{_NAME}", _exchange),
        (rf"ALTER\s+TABLE\s+{_NAME}\s+(?:ATTACH|REPLACE)\s+PARTITION\b.*?\bFROM\s+{_NAME}", _append_from),
        (rf"ALTER\s+TABLE\s+{_NAME}\s+ATTACH\s+PARTITION\s+(?!ID\b|ALL\b){_NAME}", _append_from),
        (rf"ALTER\s+TABLE\s+{_NAME}\s+APPEND\s+FROM\s+{_NAME}", _append_from),
        (rf"ALTER\s+TABLE\s+{_EXISTS}{_NAME}\s+SWAP\s+WITH\s+{_NAME}", _swap),
        (rf"EXCHANGE\s+TABLES\s+{_NAME}\s+AND\s+{_NAME}", _swap),
        (rf"RENAME\s+TABLES?\s+({_NAME}\s+TO\s+.*)", _rename),
        (rf"ALTER\s+(?:ICEBERG\s+|EXTERNAL\s+|DYNAMIC\s+|MATERIALIZED\s+)?(?:TABLE|VIEW)\s+{_EXISTS}{_NAME}", _alter),
        (
            rf"CREATE\s+{_DEFINED}STREAM\s+{_EXISTS}{_NAME}\s.*?\bON\s+(?:EXTERNAL\s+|DYNAMIC\s+|DIRECTORY\s*)?(?:TABLE|VIEW|STAGE)\s+{_NAME}",
            _stream,
        ),
        (rf"CREATE\s+{_DEFINED}STREAM\s+{_EXISTS}{_NAME}\s+ON\s+TABLE\s+{_NAME}", _stream),
        (rf"CREATE\s+{_DEFINED}PIPE\b.*?\bAS\s+(COPY\s.*)", _pipe),
        (rf"CREATE\s+{_DEFINED}STAGE\s+{_EXISTS}{_NAME}", _stage),
        (
            rf"CREATE\s+{_DEFINED}(?:SNAPSHOT\s+)?TABLE\s+{_EXISTS}{_NAME}\s+(?:SHALLOW\s+|DEEP\s+)?(?:CLONE|COPY)\s+{_NAME}",
            _clone,
        ),
        (rf"REFRESH\s+MATERIALIZED\s+VIEW\s+(?:CONCURRENTLY\s+)?{_NAME}", _refresh),
        (r"REPLACE\s+INTO\s+(.*)", _replace),
        (
            rf"LOAD\s+DATA\s+(?:LOCAL\s+)?IN(?:PATH|FILE)\s+{_STRING}\s+(OVERWRITE\s+|REPLACE\s+)?(?:IGNORE\s+)?INTO\s+TABLE\s+{_NAME}",
            _load,
        ),
        (rf"(?:EXECUTE\s+IMMEDIATE|EXECUTE|EXEC)\s*\(?\s*N?{_STRING}", _run_text),
        (rf"EXEC(?:UTE)?\s+(?:sys\.)?sp_executesql\s+(?:@\w+\s*=\s*)?N?{_STRING}", _run_text),
        (rf"(?:EXECUTE\s+IMMEDIATE|DO)\s+(?:LANGUAGE\s+\w+\s+)?{_DOLLAR}", _run_block),
        (rf"COPY\s+(?:INTO\s+)?{_NAME}\s*(?:\([^)]*\)\s*)?FROM\s+{_STRING}", _copy_from),
        (rf"COPY\s+INTO\s+{_NAME}\s*(?:\([^)]*\)\s*)?FROM\s+(@[^\s;()]+)", _copy_stage),
        (r"PUT\s+('[^']*'|file:\S+)\s+('[^']*'|@\S+)", _put),
        (r"GET\s+('[^']*'|@\S+)\s+('[^']*'|file:\S+)", _put),
    )
)
