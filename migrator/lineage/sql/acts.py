"""What the forms of commands say about data: one small function for each kind of form."""

from __future__ import annotations

import re

from migrator.lineage.sql.command import Command
from migrator.model import Write

Match = re.Match[str]
_FLAGS = re.I | re.S
STRING = r"'((?:[^']|'')*)'"
NAME = r"((?:[\w$#%@{}\-]+|\"[^\"]+\"|`[^`]+`|\[[^\]]+\])(?:\.(?:[\w$#%{}\-*]+|\"[^\"]+\"|`[^`]+`|\[[^\]]+\]))*)"
_PAIR = re.compile(r"([\w`\"]+)\s*=\s*('(?:[^']|'')*'|[\w.-]+)")


def _partition(text: str) -> str | None:
    """The fixed values of a written PARTITION clause."""
    clause = re.search(r"(?i)\bPARTITION\s*\(([^()]*)\)", text)
    pairs = [(name.strip('`"'), value.strip("'")) for name, value in _PAIR.findall(clause[1])] if clause else []
    return "/".join(f"{name}={value}" for name, value in pairs) or None


def _named(text: str, key: str) -> str | None:
    """The string that an option gives: `directory = 's3://b/x'`."""
    found = re.search(rf"\b{key}\s*=?\s*{STRING}", text, _FLAGS)
    return found[1] if found else None


# ------------------------------------------------------------------------------------------------------ out of tables


def unload(c: Command, m: Match) -> None:
    c.inner.append(m[1].replace("''", "'"))
    c.place(m[2], Write.OVERWRITE)


def unload_query(c: Command, m: Match) -> None:
    c.inner.append(m[1])
    c.place(m[2], Write.OVERWRITE)


def unload_dollar(c: Command, m: Match) -> None:
    c.inner.append(m[2])
    c.place(m[3], Write.OVERWRITE)


def outfile(c: Command, m: Match) -> None:
    c.inner.append(f"{m[1]} {m[3]}")
    c.place(m[2], Write.OVERWRITE)


def directory(c: Command, m: Match) -> None:
    path = m[1] or _named(m[2] or "", "path")
    c.inner.append(m[3])
    if path:
        c.place(path, Write.OVERWRITE)


def export_table(c: Command, m: Match) -> None:
    c.table(m[1], None, partition=_partition(m[2]))
    c.place(m[3], Write.OVERWRITE)


def export_model(c: Command, m: Match) -> None:
    c.table(m[1], None)
    if uri := _named(c.text, "uri"):
        c.place(uri, Write.OVERWRITE)


def export_parquet(c: Command, m: Match) -> None:
    c.inner.append(m[2])
    if path := _named(m[1], "directory"):
        c.place(path, Write.OVERWRITE)


def export_rows(c: Command, m: Match) -> None:
    c.inner.append(m[2])
    c.table(m[1], Write.APPEND)


def export_file(c: Command, m: Match) -> None:
    """Db2's EXPORT TO file OF type query."""
    c.inner.append(m[2])
    c.place(m[1].strip("'\""), Write.OVERWRITE)


def exasol_export(c: Command, m: Match) -> None:
    if m[1]:
        c.inner.append(m[1])
    else:
        c.table(m[2], None)
    exasol_side(c, m[3], Write.OVERWRITE)


def exasol_import(c: Command, m: Match) -> None:
    exasol_side(c, m[2], None)
    c.table(m[1], Write.APPEND)


def exasol_side(c: Command, text: str, how: Write | None) -> None:
    """The files that Exasol's IMPORT and EXPORT name, or that it is another database."""
    url = re.search(rf"\bAT\s+{STRING}", text, _FLAGS)
    files = re.findall(rf"\bFILE\s+{STRING}", text, _FLAGS)
    for file in files:
        c.place(f"{url[1].rstrip('/')}/{file}" if url and "://" in url[1] else file, how)
    if not files:
        c.effect.problems.append("the other side is in another database, which only its connection knows")


def whole_database(c: Command, m: Match) -> None:
    c.place(m[2], Write.OVERWRITE if m[1].upper() == "EXPORT" else None)
    c.effect.problems.append("every table of the database is meant; which they are is not known")


# -------------------------------------------------------------------------------------------------------- into tables


def load(c: Command, m: Match) -> None:
    c.place(m[1], None)
    c.table(m[3], Write.OVERWRITE if m[2] else Write.APPEND, partition=_partition(c.text))


def load_files(c: Command, m: Match) -> None:
    for uri in re.findall(r"['\"]([^'\"]+)['\"]", m[3]):
        c.place(uri, None)
    c.table(m[2], Write.OVERWRITE if m[1].upper() == "OVERWRITE" else Write.APPEND)


def load_rows(c: Command, m: Match) -> None:
    """Db2's LOAD and IMPORT FROM file OF type."""
    c.place(m[1].strip("'\""), None)
    c.table(m[3], Write.OVERWRITE if m[2].upper().startswith("REPLACE") else Write.APPEND)


def import_table(c: Command, m: Match) -> None:
    c.place(m[2], None)
    c.table(m[1], Write.APPEND, partition=_partition(c.text[: m.start(2)]))


def import_any(c: Command, m: Match) -> None:
    c.place(m[1], None)
    c.effect.problems.append("only the files say which table it fills")


def from_file(c: Command, m: Match) -> None:
    c.place(m[2], None)
    c.table(m[1], Write.APPEND)


def insert_format(c: Command, m: Match) -> None:
    c.table(m[1], Write.APPEND)


def insert_exec(c: Command, m: Match) -> None:
    c.inner.append(m[2])
    c.table(m[1], Write.APPEND)


def replace(c: Command, m: Match) -> None:
    c.inner.append(f"INSERT INTO {m[1]}")
    c.inner_write = Write.MERGE


def replace_range(c: Command, m: Match) -> None:
    """Druid's REPLACE INTO t OVERWRITE ... query."""
    c.inner.append(f"INSERT INTO {m[1]} {m[2]}")
    c.inner_write = Write.OVERWRITE


def load_label(c: Command, m: Match) -> None:
    """The broker load of StarRocks and Doris."""
    for files, table in re.findall(rf"\bINFILE\s*\((.*?)\)\s*INTO\s+TABLE\s+{NAME}", m[1], _FLAGS):
        for file in re.findall(r"['\"]([^'\"]+)['\"]", files):
            c.place(file, None)
        c.table(table, Write.APPEND)


def load_from(c: Command, m: Match) -> None:
    scheme = {"S3": "s3://", "GCS": "gs://", "KAFKA": "kafka://", "HDFS": "hdfs://", "AZURE": "wasbs://"}.get(
        m[1].upper(), ""
    )
    c.place(m[2] if "://" in m[2] else scheme + m[2], None)
    c.table(m[3], Write.APPEND)


def import_data(c: Command, m: Match) -> None:
    """CockroachDB's IMPORT INTO t CSV DATA ('s3://...')."""
    for file in re.findall(r"'([^']+)'", m[2]):
        c.place(file, None)
    c.table(m[1], Write.APPEND)


def export_into(c: Command, m: Match) -> None:
    c.inner.append(m[2])
    c.place(m[1], Write.OVERWRITE)


def copy_stage(c: Command, m: Match) -> None:
    c.place(m[2].strip("'\""), None)
    c.table(m[1], Write.APPEND)


def put(c: Command, m: Match) -> None:
    c.place(m[1].strip("'\""), None)
    c.place(m[2].strip("'\""), Write.APPEND)


def remove(c: Command, m: Match) -> None:
    c.place(m[1].strip("'\""), Write.DELETE)


# ------------------------------------------------------------------------------------------------ from table to table


def exchange(c: Command, m: Match) -> None:
    c.table(m[2], None)
    c.table(m[1], Write.OVERWRITE, partition=_partition(c.text))


def append_from(c: Command, m: Match) -> None:
    c.table(m[2], None)
    c.table(m[1], Write.APPEND)


def move(c: Command, m: Match) -> None:
    """Rows of the first table become rows of the second."""
    c.table(m[1], None)
    c.table(m[1], Write.DELETE)
    c.table(m[2], Write.APPEND)


def swap(c: Command, m: Match) -> None:
    c.table(m[1], Write.DDL)
    c.table(m[2], Write.DDL)


def rename(c: Command, m: Match) -> None:
    for old, new in re.findall(rf"{NAME}\s+TO\s+{NAME}", m[1], _FLAGS):
        renamed(c, old, new)


def sp_rename(c: Command, m: Match) -> None:
    # A new name has no schema: 'dbo.a', 'b' => dbo.b
    if not m[3]:
        within = m[1].rpartition(".")[0]
        renamed(c, m[1], f"{within}.{m[2]}" if within else m[2])


def renamed(c: Command, old: str, new: str) -> None:
    c.table(old, None)
    c.table(old, Write.DDL)
    c.table(new, Write.OVERWRITE)
    if not c.effect.problems:
        c.effect.renames.append((c.effect.touches[-2].name, c.effect.touches[-1].name))


def alter_rows(c: Command, m: Match) -> None:
    """ClickHouse's ALTER TABLE ... UPDATE."""
    c.table(m[1], Write.MERGE)


def alter(c: Command, m: Match) -> None:
    if location := _named(c.text, "LOCATION"):
        c.place(location, None, tied=True)
    removes = re.search(r"(?i)\b(?:TRUNCATE|DROP)\s+(?:SUB)?PARTITION\b", c.text)
    c.table(m[1], Write.DELETE if removes else Write.DDL, partition=_partition(c.text))


# -------------------------------------------------------------------------------------------------- made over a table


def over(c: Command, m: Match) -> None:
    """A stream, a synonym: what is made shows the other's rows."""
    c.table(m[2], None)
    c.table(m[1], Write.DDL)


def defined_over(c: Command, m: Match) -> None:
    c.place(m[2], None, tied=True)
    c.table(m[1], Write.DDL)


def restored(c: Command, m: Match) -> None:
    c.table(m[1], Write.DDL)


def sink_into(c: Command, m: Match) -> None:
    c.table(m[3], None)
    c.table(m[2], Write.APPEND)


def pipe(c: Command, m: Match) -> None:
    c.inner.append(m[1])


def stage(c: Command, m: Match) -> None:
    if url := _named(c.text, "URL"):
        c.place(url, None)
    c.table(m[1], Write.DDL)


def clone(c: Command, m: Match) -> None:
    c.table(m[2], None)
    c.table(m[1], Write.OVERWRITE, makes=True)


def refresh(c: Command, m: Match) -> None:
    c.table(m[1], Write.OVERWRITE)


def model(c: Command, m: Match) -> None:
    if m[2]:
        c.inner.append(m[2])
    else:
        c.table(m[3], None)
    c.table(m[1], Write.OVERWRITE)


def service(c: Command, m: Match) -> None:
    c.inner.append(m[2])
    c.table(m[1], Write.OVERWRITE)


def quiet(c: Command, m: Match) -> None:
    """It administers, and touches no data."""


# ------------------------------------------------------------------------------------------------------- SQL in texts


def run_text(c: Command, m: Match) -> None:
    c.inner.append(m[1].replace("''", "'"))


def run_query(c: Command, m: Match) -> None:
    c.inner.append(m[1])


def run_quoted(c: Command, m: Match) -> None:
    c.inner.append(m[2])


def run_variable(c: Command, m: Match) -> None:
    c.variable = m[1]


def run_unknown(c: Command, m: Match) -> None:
    c.effect.problems.append("the SQL is put together at run time")
