"""What a command line may do to data."""

from __future__ import annotations

from dataclasses import dataclass

from migrator import identity
from migrator.model import Mode, Write

GOOGLE = identity.Database("bigquery", identity.connection("google_cloud_default"))


@dataclass(frozen=True, slots=True)
class Touch:
    """A file or object read or written, or with `database` a table."""

    place: str
    mode: Mode
    write: Write | None = None
    database: identity.Database | None = None


@dataclass(frozen=True, slots=True)
class Sql:
    """SQL, or the name of a file with it, run in a database."""

    text: str
    database: identity.Database


@dataclass(frozen=True, slots=True)
class Start:
    """Work started in another system: `dbt run`, a Spark job, a DAG. `words` are its arguments, `folder` where it is
    started as far as that is known, `variables` what its environment says."""

    system: str
    command: str
    words: tuple[str, ...] = ()
    folder: str = ""
    variables: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Script:
    """A script of the project's that a shell runs."""

    path: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Python:
    """A program in Python that a shell runs, by its file or with `-m` by its module's name; `words` are its arguments,
    `folder` where it is started as far as that is known."""

    path: str
    module: str
    words: tuple[str, ...]
    folder: str = ""


Step = Touch | Sql | Start | Script | Python


def read(place: str) -> Touch:
    """A place read."""
    return Touch(place, Mode.READ)


def wrote(place: str, write: Write = Write.OVERWRITE) -> Touch:
    """A place written."""
    return Touch(place, Mode.WRITE, write)


def plain(words: list[str], taking: tuple[str, ...] = ()) -> list[str]:
    """The words that are no options, nor what an option takes; all that follow `--`."""
    found: list[str] = []
    skip = False
    for number, word in enumerate(words):
        if skip:
            skip = False
        elif word == "--":
            return found + words[number + 1 :]
        elif word.startswith("-") and word != "-":
            skip = word in taking
        else:
            found.append(word)
    return found


def option(words: list[str], *names: str) -> str:
    """What the first of these options is given: `-h db`, `--host=db`, `-hdb` where the name is one letter; else ''."""
    for number, word in enumerate(words):
        for name in names:
            if word == name:
                return words[number + 1] if number + 1 < len(words) else ""
            if name.startswith("--") and word.startswith(name + "="):
                return word[len(name) + 1 :]
            if len(name) == 2 and not name.startswith("--") and word.startswith(name) and not word.startswith("--"):
                return word[2:]
    return ""
