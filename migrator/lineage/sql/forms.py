"""The forms of commands that the parser does not know, each a pattern and what it says about data."""

from __future__ import annotations

import re
from collections.abc import Callable

from migrator.lineage.sql.command import Command
from migrator.model import Write

Match = re.Match[str]
_FLAGS = re.I | re.S
_STRING = r"'((?:[^']|'')*)'"
NAME = r"((?:[\w$#%@{}\-]+|\"[^\"]+\"|`[^`]+`|\[[^\]]+\])(?:\.(?:[\w$#%{}\-*]+|\"[^\"]+\"|`[^`]+`|\[[^\]]+\]))*)"
EXISTS = r"(?:IF\s+(?:NOT\s+)?EXISTS\s+)?"
_DOLLAR = r"(\$\w*\$)(.*?)\1"
_DEFINED = r"(?:OR\s+(?:REPLACE|ALTER)\s+)?(?:TEMP(?:ORARY)?\s+)?"
_COLUMNS = r"(?:\([^()]*\)\s*)?"
_PAIR = re.compile(r"([\w`\"]+)\s*=\s*('(?:[^']|'')*'|[\w.-]+)")


def _partition(text: str) -> str | None:
    """The fixed values of a written PARTITION clause."""
    clause = re.search(r"(?i)\bPARTITION\s*\(([^()]*)\)", text)
    pairs = [(name.strip('`"'), value.strip("'")) for name, value in _PAIR.findall(clause[1])] if clause else []
    return "/".join(f"{name}={value}" for name, value in pairs) or None


def _named(text: str, key: str) -> str | None:
    """The string that an option gives: `directory = 's3://b/x'`."""
    found = re.search(rf"\b{key}\s*=?\s*{_STRING}", text, _FLAGS)
    return found[1] if found else None


# ------------------------------------------------------------------------------------------------------ out of tables


def _unload(c: Command, m: Match) -> None:
    c.inner.append(m[1].replace("''", "'"))
    c.place(m[2], Write.OVERWRITE)


def _unload_query(c: Command, m: Match) -> None:
    c.inner.append(m[1])
    c.place(m[2], Write.OVERWRITE)


def _unload_dollar(c: Command, m: Match) -> None:
    c.inner.append(m[2])
    c.place(m[3], Write.OVERWRITE)


def _outfile(c: Command, m: Match) -> None:
    c.inner.append(f"{m[1]} {m[3]}")
    c.place(m[2], Write.OVERWRITE)


def _directory(c: Command, m: Match) -> None:
    path = m[1] or _named(m[2] or "", "path")
    c.inner.append(m[3])
    if path:
        c.place(path, Write.OVERWRITE)


def _export_table(c: Command, m: Match) -> None:
    c.table(m[1], None, partition=_partition(m[2]))
    c.place(m[3], Write.OVERWRITE)


def _export_model(c: Command, m: Match) -> None:
    c.table(m[1], None)
    if uri := _named(c.text, "uri"):
        c.place(uri, Write.OVERWRITE)


def _export_parquet(c: Command, m: Match) -> None:
    c.inner.append(m[2])
    if path := _named(m[1], "directory"):
        c.place(path, Write.OVERWRITE)


def _export_rows(c: Command, m: Match) -> None:
    c.inner.append(m[2])
    c.table(m[1], Write.APPEND)


def _export_file(c: Command, m: Match) -> None:
    """Db2's EXPORT TO file OF type query."""
    c.inner.append(m[2])
    c.place(m[1].strip("'\""), Write.OVERWRITE)


def _exasol_export(c: Command, m: Match) -> None:
    if m[1]:
        c.inner.append(m[1])
    else:
        c.table(m[2], None)
    _exasol_side(c, m[3], Write.OVERWRITE)


def _exasol_import(c: Command, m: Match) -> None:
    _exasol_side(c, m[2], None)
    c.table(m[1], Write.APPEND)


def _exasol_side(c: Command, text: str, how: Write | None) -> None:
    """The files that Exasol's IMPORT and EXPORT name, or that it is another database."""
    url = re.search(rf"\bAT\s+{_STRING}", text, _FLAGS)
    files = re.findall(rf"\bFILE\s+{_STRING}", text, _FLAGS)
    for file in files:
        c.place(f"{url[1].rstrip('/')}/{file}" if url and "://" in url[1] else file, how)
    if not files:
        c.effect.problems.append("the other side is in another database, which only its connection knows")


def _whole_database(c: Command, m: Match) -> None:
    c.place(m[2], Write.OVERWRITE if m[1].upper() == "EXPORT" else None)
    c.effect.problems.append("every table of the database is meant; which they are is not known")


# -------------------------------------------------------------------------------------------------------- into tables


def _load(c: Command, m: Match) -> None:
    c.place(m[1], None)
    c.table(m[3], Write.OVERWRITE if m[2] else Write.APPEND, partition=_partition(c.text))


def _load_files(c: Command, m: Match) -> None:
    for uri in re.findall(r"['\"]([^'\"]+)['\"]", m[3]):
        c.place(uri, None)
    c.table(m[2], Write.OVERWRITE if m[1].upper() == "OVERWRITE" else Write.APPEND)


def _load_rows(c: Command, m: Match) -> None:
    """Db2's LOAD and IMPORT FROM file OF type."""
    c.place(m[1].strip("'\""), None)
    c.table(m[3], Write.OVERWRITE if m[2].upper().startswith("REPLACE") else Write.APPEND)


def _import_table(c: Command, m: Match) -> None:
    c.place(m[2], None)
    c.table(m[1], Write.APPEND, partition=_partition(c.text[: m.start(2)]))


def _import(c: Command, m: Match) -> None:
    c.place(m[1], None)
    c.effect.problems.append("only the files say which table it fills")


def _from_file(c: Command, m: Match) -> None:
    c.place(m[2], None)
    c.table(m[1], Write.APPEND)


def _insert_format(c: Command, m: Match) -> None:
    c.table(m[1], Write.APPEND)


def _insert_exec(c: Command, m: Match) -> None:
    c.inner.append(m[2])
    c.table(m[1], Write.APPEND)


def _replace(c: Command, m: Match) -> None:
    c.inner.append(f"INSERT INTO {m[1]}")
    c.inner_write = Write.MERGE


def _replace_range(c: Command, m: Match) -> None:
    """Druid's REPLACE INTO t OVERWRITE ... query."""
    c.inner.append(f"INSERT INTO {m[1]} {m[2]}")
    c.inner_write = Write.OVERWRITE


def _load_label(c: Command, m: Match) -> None:
    """The broker load of StarRocks and Doris."""
    for files, table in re.findall(rf"\bINFILE\s*\((.*?)\)\s*INTO\s+TABLE\s+{NAME}", m[1], _FLAGS):
        for file in re.findall(r"['\"]([^'\"]+)['\"]", files):
            c.place(file, None)
        c.table(table, Write.APPEND)


def _load_from(c: Command, m: Match) -> None:
    scheme = {"S3": "s3://", "GCS": "gs://", "KAFKA": "kafka://", "HDFS": "hdfs://", "AZURE": "wasbs://"}.get(
        m[1].upper(), ""
    )
    c.place(m[2] if "://" in m[2] else scheme + m[2], None)
    c.table(m[3], Write.APPEND)


def _import_data(c: Command, m: Match) -> None:
    """CockroachDB's IMPORT INTO t CSV DATA ('s3://...')."""
    for file in re.findall(r"'([^']+)'", m[2]):
        c.place(file, None)
    c.table(m[1], Write.APPEND)


def _export_into(c: Command, m: Match) -> None:
    c.inner.append(m[2])
    c.place(m[1], Write.OVERWRITE)


def _copy_stage(c: Command, m: Match) -> None:
    c.place(m[2].strip("'\""), None)
    c.table(m[1], Write.APPEND)


def _put(c: Command, m: Match) -> None:
    c.place(m[1].strip("'\""), None)
    c.place(m[2].strip("'\""), Write.APPEND)


def _remove(c: Command, m: Match) -> None:
    c.place(m[1].strip("'\""), Write.DELETE)


# ------------------------------------------------------------------------------------------------ from table to table


def _exchange(c: Command, m: Match) -> None:
    c.table(m[2], None)
    c.table(m[1], Write.OVERWRITE, partition=_partition(c.text))


def _append_from(c: Command, m: Match) -> None:
    c.table(m[2], None)
    c.table(m[1], Write.APPEND)


def _move(c: Command, m: Match) -> None:
    """Rows of the first table become rows of the second."""
    c.table(m[1], None)
    c.table(m[1], Write.DELETE)
    c.table(m[2], Write.APPEND)


def _swap(c: Command, m: Match) -> None:
    c.table(m[1], Write.DDL)
    c.table(m[2], Write.DDL)


def _rename(c: Command, m: Match) -> None:
    for old, new in re.findall(rf"{NAME}\s+TO\s+{NAME}", m[1], _FLAGS):
        _renamed(c, old, new)


def _sp_rename(c: Command, m: Match) -> None:
    # A new name has no schema: 'dbo.a', 'b' => dbo.b
    if not m[3]:
        within = m[1].rpartition(".")[0]
        _renamed(c, m[1], f"{within}.{m[2]}" if within else m[2])


def _renamed(c: Command, old: str, new: str) -> None:
    c.table(old, None)
    c.table(old, Write.DDL)
    c.table(new, Write.OVERWRITE)
    if not c.effect.problems:
        c.effect.renames.append((c.effect.touches[-2].name, c.effect.touches[-1].name))


def _alter_rows(c: Command, m: Match) -> None:
    """ClickHouse's ALTER TABLE ... UPDATE."""
    c.table(m[1], Write.MERGE)


def _alter(c: Command, m: Match) -> None:
    if location := _named(c.text, "LOCATION"):
        c.place(location, None, tied=True)
    removes = re.search(r"(?i)\b(?:TRUNCATE|DROP)\s+(?:SUB)?PARTITION\b", c.text)
    c.table(m[1], Write.DELETE if removes else Write.DDL, partition=_partition(c.text))


# -------------------------------------------------------------------------------------------------- made over a table


def _over(c: Command, m: Match) -> None:
    """A stream, a synonym: what is made shows the other's rows."""
    c.table(m[2], None)
    c.table(m[1], Write.DDL)


def _defined_over(c: Command, m: Match) -> None:
    c.place(m[2], None, tied=True)
    c.table(m[1], Write.DDL)


def _restored(c: Command, m: Match) -> None:
    c.table(m[1], Write.DDL)


def _sink_into(c: Command, m: Match) -> None:
    c.table(m[3], None)
    c.table(m[2], Write.APPEND)


def _pipe(c: Command, m: Match) -> None:
    c.inner.append(m[1])


def _stage(c: Command, m: Match) -> None:
    if url := _named(c.text, "URL"):
        c.place(url, None)
    c.table(m[1], Write.DDL)


def _clone(c: Command, m: Match) -> None:
    c.table(m[2], None)
    c.table(m[1], Write.OVERWRITE, makes=True)


def _refresh(c: Command, m: Match) -> None:
    c.table(m[1], Write.OVERWRITE)


def _model(c: Command, m: Match) -> None:
    if m[2]:
        c.inner.append(m[2])
    else:
        c.table(m[3], None)
    c.table(m[1], Write.OVERWRITE)


def _service(c: Command, m: Match) -> None:
    c.inner.append(m[2])
    c.table(m[1], Write.OVERWRITE)


def _quiet(c: Command, m: Match) -> None:
    """It administers, and touches no data."""


# ------------------------------------------------------------------------------------------------------- SQL in texts


def _run_text(c: Command, m: Match) -> None:
    c.inner.append(m[1].replace("''", "'"))


def _run_query(c: Command, m: Match) -> None:
    c.inner.append(m[1])


def _run_quoted(c: Command, m: Match) -> None:
    c.inner.append(m[2])


def _run_variable(c: Command, m: Match) -> None:
    c.variable = m[1]


def _run_unknown(c: Command, m: Match) -> None:
    c.effect.problems.append("the SQL is put together at run time")


_ENDS = r"\s*\)?\s*(?=$|;|,|USING\b|INTO\b|AT\b|AS\b)"
_RUN = r"(?:EXECUTE\s+IMMEDIATE|EXECUTE|EXEC)"
_OUTFILE_OPTIONS = (
    r"(?:\s+(?:CHARACTER\s+SET\s+\w+|FORMAT\s+(?:AS\s+)?\w+|PROPERTIES\s*\([^()]*\)|TRUNCATE|APPEND|COMPRESSION\s+'[^']*'|AND\s+STDOUT"
    r"|(?:FIELDS|COLUMNS|LINES)(?:\s+(?:OPTIONALLY\s+)?(?:TERMINATED|ENCLOSED|ESCAPED|STARTING)\s+BY\s+'[^']*')+))*"
)
# Objects that hold no data.
_ADMIN = (
    r"(?:ROLE|USER|LOGIN|GROUP|PROFILE|WAREHOUSE|RESOURCE|NETWORK|SECURITY|STORAGE|NOTIFICATION|API|INTEGRATION|SHARE"
    r"|DATASHARE|TAG|MASKING|ROW\s+(?:ACCESS\s+)?POLICY|AGGREGATION|PROJECTION|SESSION|PASSWORD|AUTHENTICATION|POLICY"
    r"|SECRET|EXTENSION|DOMAIN|COLLATION|CONVERSION|CAST|OPERATOR|AGGREGATE|STATISTICS|TABLESPACE|PUBLICATION"
    r"|SUBSCRIPTION|SERVER|CATALOG|SYSTEM|(?:\w+\s+){0,2}INDEX|SEQUENCE|SCHEMA|DATABASE|KEYSPACE"
    r"|EXTERNAL\s+(?:SCHEMA|VOLUME|DATA\s+SOURCE|FILE\s+FORMAT|FUNCTION|ACCESS|LOCATION|CATALOG)|FILE\s+FORMAT"
    r"|PARTITION\s+(?:FUNCTION|SCHEME)|TEXT\s+SEARCH|ACCESS|CREDENTIAL|MASTER|CERTIFICATE|(?:A?SYMMETRIC)\s+KEY"
    r"|CONNECTION|CONSTRAINT|TYPE|DIRECTORY|LIBRARY|JAVA|CONTEXT|CLUSTER|CAPACITY|RESERVATION|ASSIGNMENT|WORKLOAD"
    r"|QUOTA|SETTINGS|GIT|IMAGE|COMPUTE|APPLICATION|FAILOVER|REPLICATION|(?:PUBLIC\s+)?DATABASE\s+LINK|FOREIGN\s+DATA"
    r"|EVENT\s+TRIGGER|LANGUAGE|DEFAULT|VOLUME|RECIPIENT|PROVIDER)\b"
)
# Altering these settles how they run, not what they do.
_SETTLED = (
    r"ALTER\s+(?:TASK|PIPE|STAGE|ALERT|STREAM|FUNCTION|PROCEDURE|EVENT|TRIGGER|MODEL|SERVICE|DICTIONARY)\b(?!.*\bAS\b)"
)
_QUERY = r"((?:SELECT\b|WITH\b|VALUES\b|TABLE\b|FROM\b|\().*)"
_KIND = r"(?:ICEBERG\s+|EXTERNAL\s+|DYNAMIC\s+|MATERIALIZED\s+|FOREIGN\s+|STREAMING\s+)?(?:TABLE|VIEW)\s+"
_OVER = r"(?:EXTERNAL\s+|DYNAMIC\s+|EVENT\s+|DIRECTORY\s*)?(?:TABLE|VIEW|STAGE)\s+"

FORMS: tuple[tuple[re.Pattern[str], Callable[[Command, Match], None]], ...] = tuple(
    (re.compile(pattern, _FLAGS), act)
    for pattern, act in (
        (rf"UNLOAD\s*\(\s*{_STRING}\s*\)\s*TO\s+{_STRING}", _unload),
        (rf"UNLOAD\s*\(\s*{_DOLLAR}\s*\)\s*TO\s+{_STRING}", _unload_dollar),
        (rf"UNLOAD\s*\((.*)\)\s*TO\s+{_STRING}", _unload_query),
        (rf"((?:SELECT|WITH|TABLE)\b.*?)\s+INTO\s+(?:OUTFILE|DUMPFILE)\s+{_STRING}{_OUTFILE_OPTIONS}(.*)", _outfile),
        (
            rf"INSERT\s+OVERWRITE\s+(?:LOCAL\s+)?DIRECTORY\s+(?:{_STRING}\s+)?USING\s+\w+\s*(?:OPTIONS\s*\((.*?)\))?\s*"
            rf"{_QUERY}",
            _directory,
        ),
        (rf"EXPORT\s+TABLE\s+{NAME}(.*?)\s+TO\s+{_STRING}", _export_table),
        (rf"EXPORT\s+MODEL\s+{NAME}", _export_model),
        (rf"EXPORT\s+TO\s+(?:PARQUET|ORC|DELIMITED|JSON)\s*(\(.*?\)).*?\bAS\s+{_QUERY}", _export_parquet),
        (rf"EXPORT\s+TO\s+VERTICA\s+{NAME}\s*{_COLUMNS}AS\s+{_QUERY}", _export_rows),
        (rf"EXPORT\s+TO\s+('[^']+'|\S+)\s+OF\s+\w+\b.*?\s{_QUERY}", _export_file),
        (rf"(EXPORT|IMPORT)\s+DATABASE\s+{_STRING}", _whole_database),
        (rf"EXPORT\s+(?:\((.*?)\)|{NAME}\s*{_COLUMNS})\s*INTO\s+(.*)", _exasol_export),
        (rf"IMPORT\s+INTO\s+{NAME}\s*{_COLUMNS}FROM\s+(.*)", _exasol_import),
        (rf"CONVERT\s+TO\s+DELTA\s+{NAME}", _restored),
        (rf"CREATE\s+{_DEFINED}SINK\s+{EXISTS}{NAME}\s+INTO\s+{NAME}\s+FROM\s+{NAME}", _sink_into),
        (rf"CREATE\s+{_DEFINED}SINK\s+{EXISTS}{NAME}.*?\sFROM\s+{NAME}", _over),
        (rf"CREATE\s+{_DEFINED}SOURCE\s+{EXISTS}{NAME}", _restored),
        (
            rf"LOAD\s+(?:DATA|XML)\s+(?:LOW_PRIORITY\s+|CONCURRENT\s+)?(?:LOCAL\s+)?IN(?:PATH|FILE)\s+{_STRING}\s+"
            rf"(OVERWRITE\s+|REPLACE\s+)?(?:IGNORE\s+)?INTO\s+TABLE\s+{NAME}",
            _load,
        ),
        (
            rf"LOAD\s+DATA\s+(INTO|OVERWRITE)\s+(?:TEMP(?:ORARY)?\s+TABLE\s+)?{NAME}.*?\bFROM\s+FILES\s*\("
            r".*?\buris\s*=\s*\[(.*?)\]",
            _load_files,
        ),
        (
            r"(?:LOAD|IMPORT)\s+(?:CLIENT\s+)?FROM\s+('[^']+'|\S+)\s+OF\s+\w+\b.*?"
            rf"\b(INSERT\s+INTO|REPLACE\s+INTO|INSERT_UPDATE\s+INTO)\s+{NAME}",
            _load_rows,
        ),
        (r"LOAD\s+LABEL\b(.*)", _load_label),
        (
            r"(?:CREATE\s+(?:OR\s+REPLACE\s+)?PIPELINE\s+\S+\s+AS\s+)?LOAD\s+DATA\s+(S3|GCS|KAFKA|FS|HDFS|AZURE)\s+"
            rf"{_STRING}.*?\bINTO\s+(?:TABLE\s+)?{NAME}",
            _load_from,
        ),
        (rf"IMPORT\s+INTO\s+{NAME}\s*{_COLUMNS}\w+\s+DATA\s*\((.*?)\)", _import_data),
        (rf"EXPORT\s+INTO\s+\w+\s+{_STRING}.*?\bFROM\s+(?:TABLE\s+)?(SELECT\b.*|WITH\b.*)", _export_into),
        (rf"IMPORT\s+(?:EXTERNAL\s+)?TABLE\s+{NAME}.*?\bFROM\s+{_STRING}", _import_table),
        (rf"IMPORT\s+FROM\s+{_STRING}", _import),
        (r"IMPORT\s+FOREIGN\s+SCHEMA\b", _quiet),
        (rf"BULK\s+INSERT\s+{NAME}\s+FROM\s+{_STRING}", _from_file),
        (rf"INSERT\s+INTO\s+(?:TABLE\s+)?{NAME}\s*{_COLUMNS}(?:SETTINGS\b.*?)?FORMAT\s+\w+", _insert_format),
        (rf"INSERT\s+(?:INTO\s+)?{NAME}\s*{_COLUMNS}(EXEC(?:UTE)?\b.*)", _insert_exec),
        (
            r"SELECT\b.*?\bFROM\s+(?:FINAL|NEW|OLD)\s+TABLE\s*\(\s*((?:INSERT|UPDATE|DELETE|MERGE)\b.*)\)",
            _run_query,
        ),
        (rf"ALTER\s+TABLE\s+{NAME}\s+EXCHANGE\s+PARTITION\b.*?\bWITH\s+TABLE\s+{NAME}", _exchange),
        (rf"ALTER\s+TABLE\s+{NAME}\s+(?:ATTACH|REPLACE)\s+PARTITION\b.*?\bFROM\s+{NAME}", _append_from),
        (rf"ALTER\s+TABLE\s+{NAME}\s+ATTACH\s+PARTITION\s+(?!ID\b|ALL\b){NAME}", _append_from),
        (rf"ALTER\s+TABLE\s+{NAME}\s+APPEND\s+FROM\s+{NAME}", _append_from),
        (rf"ALTER\s+TABLE\s+{NAME}\s+SWITCH\s+(?:PARTITION\s+\S+\s+)?TO\s+{NAME}", _move),
        (rf"ALTER\s+TABLE\s+{NAME}\s+MOVE\s+PARTITION\b.*?\bTO\s+TABLE\s+{NAME}", _move),
        (rf"ALTER\s+TABLE\s+{EXISTS}{NAME}\s+SWAP\s+WITH\s+{NAME}", _swap),
        (rf"EXCHANGE\s+TABLES\s+{NAME}\s+AND\s+{NAME}", _swap),
        (rf"RENAME\s+(?:TABLES?\s+|OBJECT\s+(?:::\s*)?)?({NAME}\s+TO\s+.*)", _rename),
        (
            rf"EXEC(?:UTE)?\s+(?:sys\.)?sp_rename\s+(?:@objname\s*=\s*)?N?{_STRING}\s*,\s*"
            rf"(?:@newname\s*=\s*)?N?{_STRING}(\s*,.*)?",
            _sp_rename,
        ),
        (rf"ALTER\s+TABLE\s+{EXISTS}{NAME}\s+(?:ON\s+CLUSTER\s+\S+\s+)?UPDATE\s", _alter_rows),
        (rf"ALTER\s+MATERIALIZED\s+VIEW\s+{EXISTS}{NAME}\s+(?:REBUILD|REFRESH)", _refresh),
        (rf"ALTER\s+(?:DYNAMIC|EXTERNAL)\s+TABLE\s+{EXISTS}{NAME}\s+REFRESH", _refresh),
        (rf"ALTER\s+{_KIND}{EXISTS}{NAME}", _alter),
        (rf"CREATE\s+{_DEFINED}STREAM\s+{EXISTS}{NAME}\s.*?\bON\s+{_OVER}{NAME}", _over),
        (rf"CREATE\s+{_DEFINED}STREAM\s+{EXISTS}{NAME}\s+(?:ON\s+{_OVER}|CLONE\s+){NAME}", _over),
        (rf"CREATE\s+{_DEFINED}(?:PUBLIC\s+)?(?:SYNONYM|ALIAS)\s+{EXISTS}{NAME}\s+FOR\s+(?:TABLE\s+)?{NAME}", _over),
        (rf"CREATE\s+{_DEFINED}MATERIALIZED\s+VIEW\s+REPLICA\s+{EXISTS}{NAME}.*?\bAS\s+REPLICA\s+OF\s+{NAME}", _clone),
        (rf"CREATE\s+{_DEFINED}PIPE\b.*?\bAS\s+(COPY\s.*)", _pipe),
        (rf"CREATE\s+{_DEFINED}STAGE\s+{EXISTS}{NAME}", _stage),
        (
            rf"CREATE\s+{_DEFINED}(?:SNAPSHOT\s+)?TABLE\s+{EXISTS}{NAME}\s+(?:AS\s+)?(?:SHALLOW\s+|DEEP\s+)?"
            rf"(?:CLONE|COPY)\s+(?:OF\s+)?{NAME}",
            _clone,
        ),
        (rf"CREATE\s+MODEL\s+{NAME}\s+FROM\s+(?:\((.*?)\)\s*TARGET\b|{NAME})", _model),
        (rf"CREATE\s+{_DEFINED}CORTEX\s+SEARCH\s+SERVICE\s+{EXISTS}{NAME}\b.*?\bAS\s*{_QUERY}", _service),
        (rf"CREATE\s+EXTERNAL\s+TABLE\s+{EXISTS}{NAME}\s*{_COLUMNS}AS\s+COPY\s+FROM\s+{_STRING}", _defined_over),
        (rf"UNDROP\s+(?:TABLE|VIEW)\s+{NAME}", _restored),
        (rf"REFRESH\s+MATERIALIZED\s+VIEW\s+(?:CONCURRENTLY\s+)?{NAME}", _refresh),
        (rf"REFRESH\s+TABLE\s+{NAME}", _quiet),
        (r"CALL\s+BQ\.REFRESH_MATERIALIZED_VIEW\s*\(\s*['\"]([^'\"]+)['\"]", _refresh),
        (rf"(?:CALL|EXEC(?:UTE)?)\s+DBMS_MVIEW\.REFRESH\s*\(\s*{_STRING}", _refresh),
        (rf"CALL\s+SYSPROC\.ADMIN_CMD\s*\(\s*{_STRING}\s*\)", _run_text),
        (
            rf"REPLACE\s+INTO\s+{NAME}\s*{_COLUMNS}OVERWRITE\s+(?:ALL|WHERE\b.*?)\s*((?:SELECT|WITH)\b.*)",
            _replace_range,
        ),
        (r"UPSERT\s+(?:INTO\s+)?(.*)", _replace),
        (
            r"REPLACE\s+(?:(?:LOW_PRIORITY|DELAYED)\s+)?(?:INTO\s+)?(?!VIEW\b|PROCEDURE\b|MACRO\b|FUNCTION\b|TABLE\b)(.*)",
            _replace,
        ),
        (rf"{_RUN}\s*\(?\s*N?{_STRING}{_ENDS}", _run_text),
        (rf"{_RUN}\s*\(?\s*[rR]?(\"\"\"|'''|\")(.*?)\1{_ENDS}", _run_quoted),
        (rf"EXEC(?:UTE)?\s+(?:sys\.)?sp_executesql\s+(?:@\w+\s*=\s*)?N?{_STRING}\s*(?:$|,)", _run_text),
        (r"EXEC(?:UTE)?\s+(?:sys\.)?sp_executesql\s+(?:@\w+\s*=\s*)?(@\w+)\s*(?:$|,)", _run_variable),
        (r"EXEC(?:UTE)?\s*\(\s*(@\w+)\s*\)", _run_variable),
        (r"EXECUTE\s+IMMEDIATE\s+[:$]?(\w+)\s*(?=$|USING\b|INTO\b)", _run_variable),
        (rf"(?:EXECUTE\s+IMMEDIATE|DO)\s+(?:LANGUAGE\s+\w+\s+)?{_DOLLAR}", _run_quoted),
        (r"EXECUTE\s+IMMEDIATE\b|EXEC(?:UTE)?\s*\(|EXEC(?:UTE)?\s+(?:sys\.)?sp_executesql\b", _run_unknown),
        (r"EXECUTE\s+(?:format|concat|quote_|')", _run_unknown),
        (rf"PREPARE\s+\w+\s+FROM\s+{_STRING}", _run_text),
        (rf"COPY\s+(?:INTO\s+)?{NAME}\s*{_COLUMNS}FROM\s+{_STRING}", _from_file),
        (rf"COPY\s+INTO\s+{NAME}\s*{_COLUMNS}FROM\s+(@[^\s;()]+)", _copy_stage),
        (r"PUT\s+('[^']*'|file:\S+)\s+('[^']*'|@\S+)", _put),
        (r"GET\s+('[^']*'|@\S+)\s+('[^']*'|file:\S+)", _put),
        (r"(?:REMOVE|RM)\s+('@[^']*'|@\S+)", _remove),
        (rf"(?:CREATE|ALTER|DROP|UNDROP)\s+(?:OR\s+REPLACE\s+)?{_ADMIN}", _quiet),
        (_SETTLED, _quiet),
        (r"UPDATE\s+STATISTICS\b|DO\s+\w+\s*\(|HANDLER\s", _quiet),
    )
)
