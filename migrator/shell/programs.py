"""What one simple command does: the programs we know. Unknown programs touch nothing known: nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrator.dbt.command import COMMANDS
from migrator.model import Write
from migrator.shell.acts import Python, Script, Start, Step, option, plain, read, wrote
from migrator.shell.databases import CLIENTS, bigquery, bulk_copied, dumped, queried
from migrator.shell.files import KNOWN, filed
from migrator.shell.stores import on_cluster, stored

DBT_WORK = (*COMMANDS, "compile", "run-operation", "clone", "retry")
DBT_FLAGS = ("--select", "--models", "--exclude", "--vars", "--profiles-dir", "--project-dir", "--full-refresh")
SHELLS = ("bash", "sh", "zsh", "dash", "ksh", "source", ".")
_DBT = re.compile(r"(?i)(?:^|[^a-z])dbt(?:[^a-z]|$)")
_PYTHON = re.compile(r"python(?:\d(?:\.\d+)*)?|pypy\d?")
# Options after which a word of theirs follows.
_PYTHON_TAKING = ("-W", "-X", "-Q", "--check-hash-based-pycs")
SPARK = ("spark-submit", "spark3-submit", "spark2-submit")
_SPARK_ALONE = ("--verbose", "-v", "--supervise", "--help", "-h", "--version", "--usage-error")
# Requests that send something: what the answer is, and what becomes of it, no text says.
SENDING = ("POST", "PUT", "PATCH", "DELETE")


def known(words: list[str], handed: str | None, folder: str, variables: dict[str, str]) -> Iterator[Step]:
    """What a command does; `handed` is what it gets as its input where that is a text, `folder` where it works."""
    program = words[0].rpartition("/")[2]
    started = list(_started(words, folder, variables))
    yield from started
    if any(isinstance(step, Start) and step.system == "dbt" for step in started):
        # Also where a program in Python stands for dbt: what it does is what dbt does.
        return
    if program in CLIENTS:
        yield from queried(program, words[1:], handed, variables)
    elif program == "bq":
        yield from bigquery(words[1:], handed)
    elif program in ("pg_dump", "pg_restore", "mysqldump"):
        yield from dumped(program, words[1:], variables)
    elif program == "bcp":
        yield from bulk_copied(words[1:])
    elif program in ("curl", "wget"):
        yield from _fetched(program, words)
    elif program in ("hadoop", "hdfs") and words[1:2] in (["fs"], ["dfs"]) and len(words) > 2:
        yield from on_cluster(words[2], [word for word in words[3:] if not word.startswith("-")])
    elif program in KNOWN:
        yield from filed(program, words[1:])
    elif program in SHELLS:
        yield from _scripted(words[1:])
    elif _PYTHON.fullmatch(program) or program == "{sys.executable}":
        yield from _python(words[1:], folder)
    elif words[0].endswith(".py"):
        yield Python(words[0], "", tuple(words[1:]), folder)
    elif words[0].endswith((".sh", ".bash")):
        yield Script(words[0], tuple(words[1:]))
    else:
        yield from stored([program, *words[1:]])


def _started(words: list[str], folder: str, variables: dict[str, str]) -> Iterator[Step]:
    text = " ".join(words)
    around = tuple(variables.items())
    for number, word in enumerate(words[:4]):
        is_dbt = _DBT.search(word.rpartition("/")[2]) and not word.startswith("-")
        if is_dbt and any(later in DBT_WORK for later in words[number + 1 :]):
            yield Start("dbt", text, tuple(words[number + 1 :]), folder, around)
            return
    if (
        words[0].startswith("{")
        and any(word in DBT_WORK for word in words)
        and any(word in DBT_FLAGS for word in words)
    ):
        yield Start("dbt", text, tuple(words[1:]), folder, around)
        return
    program = words[0].rpartition("/")[2]
    if program == "airflow" and (words[1:3] == ["dags", "trigger"] or words[1:2] == ["trigger_dag"]):
        yield Start("airflow", text)
    elif program in SPARK:
        yield Start("spark", text, tuple(words[1:]), folder, around)
        yield from _submitted(words[1:], folder)


def _python(words: list[str], folder: str) -> Iterator[Step]:
    """`python -u load.py --day 1` and `python -m shop.load`; `python -c ...` and what is piped in are no files."""
    number = 0
    while number < len(words) and words[number].startswith("-") and words[number] not in ("-m", "-c", "-"):
        number += 2 if words[number] in _PYTHON_TAKING else 1
    rest = words[number:]
    if rest[:1] == ["-m"] and len(rest) > 1:
        yield Python("", rest[1], tuple(rest[2:]), folder)
    elif rest and rest[0] not in ("-c", "-"):
        yield Python(rest[0], "", tuple(rest[1:]), folder)


def _submitted(words: list[str], folder: str) -> Iterator[Step]:
    """The program that `spark-submit` is given, where it is one in Python."""
    number = 0
    while number < len(words) and words[number].startswith("-"):
        number += 1 if words[number] in _SPARK_ALONE or "=" in words[number] else 2
    if number < len(words) and words[number].endswith(".py"):
        yield Python(words[number], "", tuple(words[number + 1 :]), folder)


def _scripted(words: list[str]) -> Iterator[Step]:
    """`bash load.sh 2026-01-01`: a script; `bash -c '...'` is a command line of its own, which the caller reads."""
    if "-c" not in words[:2]:
        names = plain(words)
        if names and not names[0].startswith("{"):
            yield Script(names[0], tuple(names[1:]))


def _fetched(program: str, words: list[str]) -> Iterator[Step]:
    """What `curl` and `wget` fetch, or send from a file."""
    places = [word for word in words[1:] if re.match(r"(?:https?|ftp|file)://", word)]
    sent = option(words, "-T", "--upload-file") if program == "curl" else ""
    if sent:
        yield read(sent)
        yield from (wrote(place, Write.UNKNOWN) for place in places)
        return
    if option(words, "-X", "--request").upper() not in SENDING:
        yield from (read(place) for place in places)
    target = option(words, "-o", "--output") if program == "curl" else option(words, "-O", "--output-document")
    if target and not target.startswith(("-", "/dev/", "http")):
        yield wrote(target)
