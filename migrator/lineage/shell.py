"""What a command line does to data: the commands we know, and where their input and output go."""

from __future__ import annotations

import itertools
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from migrator import identity
from migrator.model import Mode, Write

ENDS = {";", "&&", "||", "|", "&", "(", ")", ";;", "|&"}
PREFIXES = "sudo exec env time nohup poetry uv run do then else if while until ! {".split()
# A variable for one command, `TZ=UTC date`; s3://b/dt=1/x is none.
ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
DBT_WORK = ("run", "build", "test", "seed", "snapshot", "compile")
DBT_FLAGS = ("--select", "--models", "--exclude", "--vars", "--profiles-dir", "--project-dir", "--full-refresh")
COPIES = {("aws", "s3"): 2, ("gsutil",): 1, ("gcloud", "storage"): 2, ("cp",): 0, ("mv",): 0, ("azcopy",): 1}
COPY_WORDS = ("cp", "mv", "sync", "rsync", "copy")
REMOVE_WORDS = ("rm", "remove")
# What its words are when they are no options: files it reads, files it makes or empties, files it deletes.
READERS = ("cat", "zcat", "head", "tail", "wc", "sort", "md5sum", "sha256sum")
MAKERS = ("touch", "truncate")
REMOVERS = ("rm", "unlink", "shred")
# Options of these that take the next word.
TAKING = {
    "head": ("-n", "-c"),
    "tail": ("-n", "-c"),
    "sort": ("-k", "-t", "-o", "-T", "-S"),
    "touch": ("-d", "-r", "-t"),
}
TAKING["truncate"] = ("-s", "-r")
# `hadoop fs -put here there` and its likes: from this machine to the cluster, back, or on the cluster.
UPLOADS = ("-put", "-copyFromLocal", "-moveFromLocal", "-appendToFile")
DOWNLOADS = ("-get", "-copyToLocal", "-getmerge")
ON_CLUSTER = ("-cp", "-mv")
SQL_FLAGS = {
    "psql": ("postgres", ("-c", "--command"), ("-f", "--file")),
    "mysql": ("mysql", ("-e", "--execute"), ()),
    "snowsql": ("snowflake", ("-q", "--query"), ("-f", "--filename")),
    "sqlcmd": ("mssql", ("-Q", "-q"), ("-i",)),
    "hive": ("hive", ("-e",), ("-f",)),
    "beeline": ("hive", ("-e",), ("-f",)),
    "clickhouse-client": ("clickhouse", ("-q", "--query"), ()),
    "spark-sql": ("spark", ("-e",), ("-f",)),
    "duckdb": ("duckdb", ("-c",), ()),
}


@dataclass(frozen=True, slots=True)
class Touch:
    """A file or object read or written, or a table of BigQuery's."""

    place: str
    mode: Mode
    write: Write | None = None
    is_table: bool = False


@dataclass(frozen=True, slots=True)
class Sql:
    """SQL, or the name of a file with it, run in a database."""

    text: str
    database: identity.Database


@dataclass(frozen=True, slots=True)
class Start:
    """Work started in another system: `dbt run`, a Spark job, a DAG."""

    system: str
    command: str


Step = Touch | Sql | Start


def steps(command: str) -> Iterator[Step]:
    """What a command line does, in order; nothing for commands we do not know."""
    for words in commands(command):
        yield from _redirected(words)
        plain = _without_redirections(words)
        while len(plain) > 1 and (plain[0] in PREFIXES or ASSIGNMENT.match(plain[0])):
            plain = plain[1:]
        if plain:
            yield from _known(plain)


def commands(command: str) -> Iterator[list[str]]:
    """The words of each simple command; holes stay whole even where their text has spaces."""
    hidden: list[str] = []

    def hide(match: re.Match[str]) -> str:
        hidden.append(match[0])
        return f"__hole{len(hidden) - 1}__"

    # $DAY, ${DAY} and $(date) => holes like Jinja's
    joined = re.sub(r"\$\(([^()]*)\)|\$\{(\w+)[^{}]*\}|\$(\w+)", _variable, command.replace("\\\n", " "))
    masked = re.sub(r"\{[^{}\n]*\}", hide, joined)
    for line in _logical_lines(masked):
        lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
        lexer.whitespace_split = True
        current: list[str] = []
        try:
            words = list(lexer)
        except ValueError:
            words = line.split()
        for word in (*words, ";"):
            if word in ENDS:
                if current:
                    yield current
                current = []
            else:
                current.append(re.sub(r"__hole(\d+)__", lambda match: hidden[int(match[1])], word))


def _variable(match: re.Match[str]) -> str:
    source = match[1] or match[2] or match[3]
    return "{$" + re.sub(r"[{}\n]", " ", source).strip() + "}"


def _logical_lines(text: str) -> Iterator[str]:
    """The lines of a script, a quoted text that spans several kept together."""
    current = ""
    for line in text.split("\n"):
        current = f"{current}\n{line}" if current else line
        if current.count('"') % 2 == 0 and current.count("'") % 2 == 0:
            yield current
            current = ""
    if current:
        yield current


def _redirected(words: list[str]) -> Iterator[Step]:
    for sign, target in itertools.pairwise(words):
        if target.startswith(("/dev/", "&")) or target.isdigit():
            continue
        if sign in (">", ">>"):
            yield Touch(target, Mode.WRITE, Write.APPEND if sign == ">>" else Write.OVERWRITE)
        elif sign == "<":
            yield Touch(target, Mode.READ)


def _without_redirections(words: list[str]) -> list[str]:
    kept, skip = [], False
    for word in words:
        if word in (">", ">>", "<", ">&", "<<<", "<<"):
            skip = True
        elif skip:
            skip = False
        else:
            kept.append(word)
    return kept


def _known(words: list[str]) -> Iterator[Step]:
    program = words[0].rpartition("/")[2]
    yield from _started(words)
    if program in SQL_FLAGS:
        yield from _sql(program, words)
    elif program == "sqlite3" and len(words) > 2:
        plain = [word for word in words[1:] if not word.startswith("-")]
        for text in plain[1:]:
            yield Sql(text, identity.database(f"sqlite:///{plain[0]}"))
    elif program == "bq":
        yield from _bigquery(words)
    elif program in ("curl", "wget"):
        yield from _fetched(words)
    elif program in ("hadoop", "hdfs") and words[1:2] in (["fs"], ["dfs"]) and len(words) > 2:
        yield from _on_cluster(words[2], [word for word in words[3:] if not word.startswith("-")])
    elif program in (*READERS, *MAKERS, *REMOVERS):
        yield from _files(program, words[1:])
    for start, length in COPIES.items():
        if tuple(words[: len(start)]) == start:
            yield from _copied(words[length:])


def _started(words: list[str]) -> Iterator[Step]:
    text = " ".join(words)
    for number, word in enumerate(words[:4]):
        is_dbt = re.search(r"(?i)(?:^|[^a-z])dbt(?:[^a-z]|$)", word.rpartition("/")[2]) and not word.startswith("-")
        if is_dbt and any(later in DBT_WORK for later in words[number + 1 :]):
            yield Start("dbt", text)
            return
    if (
        words[0].startswith("{")
        and any(word in DBT_WORK for word in words)
        and any(word in DBT_FLAGS for word in words)
    ):
        yield Start("dbt", text)
        return
    program = words[0].rpartition("/")[2]
    if program == "airflow" and (words[1:3] == ["dags", "trigger"] or words[1:2] == ["trigger_dag"]):
        yield Start("airflow", text)
    elif program in ("spark-submit", "spark3-submit"):
        yield Start("spark", text)


def _sql(program: str, words: list[str]) -> Iterator[Step]:
    system, texts, files = SQL_FLAGS[program]
    database = identity.Database(system, "{?}")
    for word in words[1:]:
        if "://" in word:
            database = identity.database(word)
    for flag, host in itertools.pairwise(words):
        if flag in ("-h", "--host") and not host.startswith("-"):
            database = identity.Database(system, host)
    for flag, value in itertools.pairwise(words):
        if flag in texts or flag in files:
            yield Sql(value, database)
    for word in words:
        flag, _, value = word.partition("=")
        if value and flag.startswith("--") and (flag in texts or flag in files):
            yield Sql(value, database)


def _bigquery(words: list[str]) -> Iterator[Step]:
    plain = [word for word in words[1:] if not word.startswith("-")]
    match plain:
        case ["query", *rest] if rest:
            yield Sql(rest[-1], identity.Database("bigquery", identity.connection("google_cloud_default")))
        case ["load", table, source, *_]:
            replaces = "--replace" in words or "--replace=true" in words
            yield Touch(source, Mode.READ)
            yield Touch(table, Mode.WRITE, Write.OVERWRITE if replaces else Write.APPEND, is_table=True)
        case ["extract", table, target, *_]:
            yield Touch(table, Mode.READ, is_table=True)
            yield Touch(target, Mode.WRITE, Write.OVERWRITE)
        case ["cp", source, target, *_]:
            yield Touch(source, Mode.READ, is_table=True)
            yield Touch(target, Mode.WRITE, Write.OVERWRITE, is_table=True)


def _fetched(words: list[str]) -> Iterator[Step]:
    yield from (Touch(word, Mode.READ) for word in words[1:] if re.match(r"(?:https?|ftp|file)://", word))
    for flag, target in itertools.pairwise(words):
        if flag in ("-o", "--output", "-O", "--output-document") and not target.startswith(("-", "/dev/", "http")):
            yield Touch(target, Mode.WRITE, Write.OVERWRITE)


def _files(program: str, words: list[str]) -> Iterator[Step]:
    """The files that a command's plain words name; `head -n 5 x` names x."""
    taking = TAKING.get(program, ())
    taken = {number + 1 for number, word in enumerate(words) if word in taking}
    for place in (word for number, word in enumerate(words) if number not in taken and not word.startswith("-")):
        if place.startswith("/dev/"):
            continue
        if program in READERS:
            yield Touch(place, Mode.READ)
        else:
            yield Touch(place, Mode.WRITE, Write.DELETE if program in REMOVERS else Write.UNKNOWN)


def _on_cluster(verb: str, places: list[str]) -> Iterator[Step]:
    """`hadoop fs -put`: a path without a scheme is one of the cluster's, unless it is on this machine. Which cluster
    the machine's settings say: Airflow's default connection stands for it."""
    there = [place if "://" in place else f"hdfs://{identity.connection('hdfs_default')}/{place}" for place in places]
    if verb in ("-rm", "-rmr"):
        yield from (Touch(place, Mode.WRITE, Write.DELETE) for place in there)
    elif verb in ("-cat", "-text", "-tail"):
        yield from (Touch(place, Mode.READ) for place in there)
    elif verb in (*UPLOADS, *DOWNLOADS, *ON_CLUSTER) and len(places) > 1:
        sources = places if verb in UPLOADS else there
        targets = places if verb in DOWNLOADS else there
        write = Write.APPEND if verb == "-appendToFile" else Write.OVERWRITE
        yield from (Touch(place, Mode.READ) for place in sources[:-1] if place != "-")
        yield Touch(targets[-1], Mode.WRITE, write)


def _copied(words: list[str]) -> Iterator[Step]:
    # gsutil -m cp a b
    words = [word for word in words if not word.startswith("-") or word == "-"]
    if not words or words[0] not in (*COPY_WORDS, *REMOVE_WORDS):
        return
    verb, *places = words
    if verb in REMOVE_WORDS:
        yield from (Touch(place, Mode.WRITE, Write.DELETE) for place in places)
        return
    if len(places) < 2:
        return
    yield from (Touch(place, Mode.READ) for place in places[:-1] if place != "-")
    if places[-1] not in ("-", "."):
        yield Touch(places[-1], Mode.WRITE, Write.OVERWRITE)
