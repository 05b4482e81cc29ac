"""Clauses that the parser does not know and that say nothing about which data is touched.

Two kinds of rewriting, both by rule and never by recovering from an error: what would be read wrongly is mended before
a text is parsed (`prepared`), what would only be refused is taken out of a statement once it was refused (`plainer`).
"""

from __future__ import annotations

import re
from collections.abc import Callable

_FLAGS = re.I | re.S
NAME = r"(?:[\w$#@{}-]+|\"[^\"]+\"|`[^`]+`|\[[^\]]+\])(?:\.(?:[\w$#{}*-]+|\"[^\"]+\"|`[^`]+`|\[[^\]]+\]))*"
_BRACKET = r"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)"

# ------------------------------------------------------------------------------------------- before a text is parsed

_HINTS = re.compile(
    r"(?i)\bWITH\s*\(\s*(?:TABLOCKX?|NOLOCK|HOLDLOCK|UPDLOCK|ROWLOCK|PAGLOCK|READPAST|XLOCK)\b[^()]*\)"
    r"|(?<=MERGE)\s+WITH\s+SCHEMA\s+EVOLUTION\b"
)
# T-SQL's `SET x += 1`, which the parser does not know.
_COMPOUND = re.compile(r"(?<=[\w\]\s])([+\-*/%&|^])=(?=\s)")
_ASSIGNMENTS = ("+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=")
_GO = re.compile(r"(?im)^([ \t]*)GO([ \t]*\d*[ \t]*)$")
# DELETE QUICK FROM t, UPDATE TOP (5) t: the parser takes the word for the table's name.
_MODIFIERS = re.compile(
    r"(?i)\b(INSERT|UPDATE|DELETE|REPLACE|MERGE)\b((?:\s+(?:LOW_PRIORITY|HIGH_PRIORITY|DELAYED|QUICK)\b)+"
    r"|\s+TOP\s*\([^()]*\)(?:\s+PERCENT\b)?)(?=\s+(?!SET\b|VALUES\b|WHERE\b)[\w`\"\[@])"
)
_IGNORE = re.compile(r"(?i)\b(UPDATE|DELETE)(\s+IGNORE\b)(?=\s+[\w`]+(?:\.[\w`]+)?\s+(?:SET|FROM|WHERE|AS)\b)")
# Vertica's COPY t FROM LOCAL '/x'
_POSITION = re.compile(r"(?i)\b(COPY\s+INTO\s+\S+\s+)(BY\s+POSITION)\b")
_SHUFFLE = re.compile(r"(?i)()(\[\s*(?:NO)?SHUFFLE\s*\])")
_LOCAL = re.compile(r"(?i)(\bFROM\s+)(LOCAL)(?=\s+')")
# The words around a name in `DELETE FROM TABLE t`, `INFILE 'x'` as the parser would alias them.
_DELETE_TABLE = re.compile(r"(?i)\b(DELETE\s+FROM\s+)(TABLE)(?=\s+[\w\"`\[])(?!\s+(?:WHERE|AS|USING)\b)")
_DELIMITER = re.compile(r"(?im)^[ \t]*DELIMITER[ \t]+(\S+)[ \t]*$")
# Words that are blanked where one of these stands in the text.
_WORDS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (_MODIFIERS, ("_PRIORITY", "DELAYED", "QUICK", "TOP")),
    (_IGNORE, ("IGNORE",)),
    (_DELETE_TABLE, ("FROM TABLE", "FROM  TABLE")),
    (_LOCAL, ("FROM LOCAL",)),
    (_POSITION, ("BY POSITION",)),
    (_SHUFFLE, ("SHUFFLE",)),
)
# The same, word by word: blanking twice changes nothing.
_BLANKED = tuple((word, pattern) for pattern, words in _WORDS for word in words)


def prepared(sql: str, dialect: str) -> str:
    """The text, same length, with blanks for clauses no parser needs; T-SQL's `GO`, a client's own delimiter and
    Snowflake's `->>` as semicolons, `+=` as `=`."""
    capitals = sql.upper()
    # Passes over the text take as long as half of its parsing: only where there is something to find.
    if "LOCK" in capitals or "READPAST" in capitals or "EVOLUTION" in capitals:
        sql = _HINTS.sub(_blank, sql)
    if dialect in ("tsql", "fabric"):
        if any(operator in sql for operator in _ASSIGNMENTS):
            sql = _COMPOUND.sub(" =", sql)
        if "GO" in capitals:
            sql = _GO.sub(lambda match: f"{match[1]};{' ' * (len(match[0]) - len(match[1]) - 1)}", sql)
    if dialect == "snowflake" and "->>" in sql:
        sql = sql.replace("->>", ";  ")
    for word, pattern in _BLANKED:
        if word in capitals:
            sql = pattern.sub(lambda match: match[1] + " " * len(match[2]), sql)
    return _delimited(sql) if "DELIMITER" in capitals else sql


def _delimited(sql: str) -> str:
    """The text of a MySQL client with its own delimiters as semicolons."""
    pieces, at, current = [], 0, ""
    for match in _DELIMITER.finditer(sql):
        pieces += [_semicolons(sql[at : match.start()], current), " " * len(match[0])]
        at, current = match.end(), match[1]
    return "".join([*pieces, _semicolons(sql[at:], current)])


def _semicolons(text: str, delimiter: str) -> str:
    return text.replace(delimiter, ";".ljust(len(delimiter))) if delimiter not in ("", ";") else text


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


# --------------------------------------------------------------------------------------- once a statement was refused

# (what the statement begins with, the clause, what stands for it)
_RULES: tuple[tuple[str, str, str | Callable[[re.Match[str]], str]], ...] = (
    # Isolation, checks, and what happens to rows that fail.
    ("SELECT|WITH|INSERT|VALUES|CREATE", r"\bWITH\s+(?:UR|CS|RS|RR)\b", " "),
    ("CREATE", r"\bWITH\s+(?:(?:CASCADED|LOCAL)\s+)?CHECK\s+OPTION\b|\bWITH\s+READ\s+ONLY\b", " "),
    ("CREATE|REPLACE", r"\bWITH\s+(?:NO\s+)?DATA\b", " "),
    ("INSERT|UPDATE|DELETE|MERGE", r"\bLOG\s+ERRORS\b.*$", " "),
    ("UPDATE|DELETE", r"\bWHERE\s+CURRENT\s+OF\s+\w+", " "),
    # How a table is stored.
    ("CREATE", r"\bDISTRIBUTED\s+(?:BY\s*\([^()]*\)|RANDOMLY|REPLICATED)", " "),
    ("CREATE", r"\b(?:UNSEGMENTED|SEGMENTED\s+BY\b.*?)\s+ALL\s+NODES\b(?:\s+OFFSET\s+\d+)?|\bKSAFE\s+\d+", " "),
    ("CREATE", r"\b(?:NO)?(?:PARALLEL|LOGGING|COMPRESS|CACHE|MONITORING)\b(?:\s+\d+\b|\s+FOR\s+\w+(?:\s+\w+)?)?", " "),
    ("CREATE", r"\b(?:TABLESPACE|PCTFREE|PCTUSED|INITRANS)\s+\w+", " "),
    ("CREATE", rf"\bORGANIZATION\s+(?:EXTERNAL\s*{_BRACKET}|INDEX|HEAP)", " "),
    ("CREATE", rf"\bWITH\s*{_BRACKET}(?=\s*(?:AS\b|$))", " "),
    ("CREATE", rf"\bWITH\s+(?:CONNECTION\s+\S+|PARTITION\s+COLUMNS(?:\s*{_BRACKET})?)", " "),
    # How a view is kept fresh.
    (
        "CREATE",
        r"\bBUILD\s+(?:IMMEDIATE|DEFERRED)\b|\bREFRESH\s+(?:FAST|COMPLETE|FORCE)(?:\s+ON\s+(?:COMMIT|DEMAND))?"
        r"|\bNEVER\s+REFRESH\b|\b(?:ENABLE|DISABLE)\s+QUERY\s+REWRITE\b|\bPOPULATE\b|\bON\s+COMMIT\s+\w+\s+ROWS\b"
        r"|\bSCHEDULE\s+(?:REFRESH\s+)?(?:EVERY\s+\d+\s+\w+|CRON\s+'[^']*'(?:\s+AT\s+TIME\s+ZONE\s+'[^']*')?)"
        r"|\bGRACE\s+PERIOD\s+INTERVAL\s+'[^']*'\s+\w+|\bLIKE\s+(?:PARQUET|ORC)\s+'[^']*'"
        r"|\b(?:START\s+WITH|NEXT)\s+SYSDATE\b[^\n]*?(?=\bAS\b)",
        " ",
    ),
    # What kind of table it is.
    ("CREATE", r"^(CREATE\s+)OR\s+REFRESH\b", r"\1OR REPLACE"),
    (
        "CREATE",
        r"^(CREATE\s+(?:OR\s+REPLACE\s+)?)(?:(?:HYBRID|EVENT|TRANSACTIONAL|MANAGED|WRITABLE|READABLE|FOREIGN|LIVE|"
        r"STREAMING|COLUMN|ROW|SHARDED|IMMUTABLE|PRIVATE|DUPLICATED|LOCAL|RECURSIVE|NO|FORCE|NOFORCE|EDITIONABLE|"
        r"NONEDITIONABLE|INTERACTIVE)\s+)+(?=(?:TEMP\w*\s+|EXTERNAL\s+|MATERIALIZED\s+|GLOBAL\s+)*(?:TABLE|VIEW)\b)",
        r"\1",
    ),
    ("CREATE", rf"\bSERVER\s+\w+\s+OPTIONS\s*{_BRACKET}", " "),
    (
        "CREATE|DROP",
        r"^((?:CREATE(?:\s+OR\s+REPLACE)?|DROP)\s+)(?:EXTERNAL|SNAPSHOT|FOREIGN|DYNAMIC)\s+(?=TABLE)",
        r"\1",
    ),
    # Branches of MERGE that delete or choose rows by a condition of their own.
    ("MERGE|WITH", r"\bDELETE\s+WHERE\b.*?(?=\bWHEN\s+(?:NOT\s+)?MATCHED\b|$)", " "),
    ("MERGE|WITH", rf"(\bVALUES\s*{_BRACKET})\s*WHERE\b.*?(?=\bWHEN\s+(?:NOT\s+)?MATCHED\b|$)", r"\1 "),
    ("MERGE", r"\bREMOVE\s+DUPLICATES\b", "WHEN MATCHED THEN DELETE"),
    ("MERGE", r"\bELSE\s+IGNORE\b", " "),
    # Rows given back.
    ("INSERT|UPDATE|DELETE|MERGE|WITH", rf"\bOUTPUT\b.*?\bINTO\s+{NAME}(?:\s*\([^()]*\))?", " "),
    (
        "INSERT|UPDATE|DELETE|MERGE|WITH",
        r"\bOUTPUT\s+(?:(?:INSERTED|DELETED)\.|\$ACTION).*?(?=\bFROM\b|\bWHERE\b|$)",
        " ",
    ),
    ("PERFORM", r"^PERFORM\b", "SELECT"),
    ("TABLE", r"^TABLE\s+(\S+)\s*$", r"SELECT * FROM \1"),
    ("SUBMIT", r"^SUBMIT\s+TASK\b.*?\bAS\s+(?=INSERT\b|CREATE\b)", ""),
    ("UPDATE", r"^(UPDATE\s+)OR\s+\w+\s+", r"\1"),
    ("INSERT", r"\b(?:PARTITIONED|CLUSTERED)\s+BY\s+.*$", " "),
    ("SELECT|WITH|INSERT|CREATE", r"\bAS\s+OF\s+SYSTEM\s+TIME\s+(?:'[^']*'|[\w.()]+)", " "),
    # Variables at the end, as SAP HANA and others have them.
    ("SELECT|WITH", r"\bINTO\s+:?\w+(?:\s*,\s*:?\w+)*\s*$", " "),
    # Teradata's order of clauses.
    ("UPDATE", rf"^(UPDATE\s+{NAME})\s+FROM\s+(.*?)\s+SET\b(.*?)(\bWHERE\b.*)?$", r"\1 SET\3 FROM \2 \4"),
    # One table behind a query in brackets.
    (
        "UPDATE|DELETE",
        rf"^((?:UPDATE|DELETE(?:\s+FROM)?)\s*)\(\s*SELECT\s[^()]*?\sFROM\s+({NAME})(?:\s+\w+)?(?:\s+WHERE\s[^()]*)?\)",
        r"\1\2",
    ),
    # Files where the parser expects tables.
    ("", rf"\bOPENROWSET\s*\(\s*BULK\s*N?('[^']*')(?:[^()']|'[^']*'|{_BRACKET})*\)", r"read_parquet(\1)"),
    (
        "SELECT|INSERT|CREATE|WITH",
        rf"\bFROM\s+EXTERNAL\s+('[^']*')(?:\s*\([^()]*\))?(?:\s+USING\s*{_BRACKET})?",
        r"FROM read_parquet(\1)",
    ),
    ("INSERT", r"\bSET\s+(?=[\w`]+\s*=)(.*)$", lambda match: _assigned(match[1])),
    ("SELECT|INSERT|CREATE|WITH", r"\bMODEL\s+(?:\w+\s+)*(?:PARTITION|DIMENSION)\s+BY\b.*$", " "),
    ("SELECT|INSERT|CREATE|WITH", r"\b(?:TABLE|MODEL)\s+([\w.`-]+)(?=\s*[,)])", r"(SELECT * FROM \1)"),
    ("TRUNCATE", r"\b(?:IMMEDIATE|DROP\s+STORAGE|REUSE\s+STORAGE)\b", " "),
    ("INSERT", r"\bREPLACE\s+ON\b.*?(?=\(\s*SELECT)(\(.*\))\s+AS\s+\w+\s*$", r"\1"),
    ("INSERT", r"^(INSERT\s+INTO\s+)(?:TABLE\s+)?(\S+)\s+AS\s+\w+(?=\s*\()", r"\1\2"),
    # The parts of Hive's streaming that name commands.
    (
        "FROM|INSERT|SELECT",
        r"\b(?:MAP|REDUCE)\s+(.*?)\s+USING\s+'[^']*'(?:\s+AS\s+(?:\([^()]*\)|\w+(?:\s*,\s*\w+)*))?",
        r"SELECT \1",
    ),
)
_COMPILED = tuple(
    (re.compile(rf"\s*(?:{heads})\b" if heads else "", re.I), re.compile(pattern, _FLAGS), into)
    for heads, pattern, into in _RULES
)
MAX_LENGTH = 200_000


def plainer(text: str) -> str | None:
    """A refused statement without the clauses of the list above; None when it has none of them."""
    if len(text) > MAX_LENGTH:
        return None
    plain = text
    for heads, pattern, into in _COMPILED:
        if heads.match(plain):
            plain = pattern.sub(into, plain)
    return plain if plain != text else None


_OUTPUT_INTO = re.compile(rf"\s*(?:WITH|INSERT|UPDATE|DELETE|MERGE)\b.*?\bOUTPUT\b.*?\bINTO\s+({NAME})", _FLAGS)


def output_table(text: str) -> str | None:
    """The table that T-SQL's OUTPUT ... INTO fills besides the statement's own; None for a variable."""
    match = _OUTPUT_INTO.match(text)
    return match[1] if match and not match[1].startswith("@") else None


def _assigned(pairs: str) -> str:
    """MySQL's `INSERT INTO t SET a = 1` => VALUES (a = 1), whose subqueries are still read."""
    return f"VALUES ({pairs})"
