"""URIs among the arguments that a job hands on to its program: which are read and which written, as far as options say.

`--input s3://a --output s3://b` and `{"inputFile": "gs://a"}` say it. A URI that stands alone, or after an option that
tells neither, is data of unknown direction: it is found, and never guessed.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from migrator.lineage.texts import text_of
from migrator.model import Items, Known, Mapping, Mode, Value

STORE = re.compile(r"^(?:s3[an]?|gs|gcs|abfss?|wasbs?|adl|hdfs|dbfs|oss|cosn?|viewfs)://[^\s/]")
# Pub/Sub's name of a topic or subscription: projects/shop/topics/orders
QUEUE = re.compile(r"^projects/([^/\s]+)/(?:topics|subscriptions)/([^/\s]+)$")
TABLE = re.compile(r"^[\w-]+[:.][\w-]+\.[\w$-]+$")
NAMED = re.compile(r"^-{0,2}([A-Za-z_][\w.-]*)=(.+)$", re.DOTALL)
# An element that is a command line, not one word of it.
SPACES = re.compile(r"\s")

# The words of an option's name, `--input-path`, `outputTable`, that say which way its data goes.
IN = frozenset("in input inputs src source sources from read reads origin".split())
OUT = frozenset("out output outputs dst dest destination sink target tgt to write writes result results".split())
# What it names then is not data but what the program needs: its code, its settings, a place to work in.
NEEDED = frozenset(
    str.split(
        "temp tmp temporary staging stage checkpoint checkpoints log logs spool conf config configuration class jar "
        "jars lib libs libjars files archives script module modules setup requirements package packages template "
        "container image"
    )
)
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[a-z]+")
PROGRAM = re.compile(r"(?i)\.(?:py|pyc|jar|egg|whl|sh|sql|hql|pig|q|ipynb|scala|r|ya?ml|conf|cfg|properties)$")


@dataclass(frozen=True, slots=True)
class Passed:
    """A URI or table handed on, the option that names it, and whether it is read or written; None: nothing says."""

    text: str
    option: str
    mode: Mode | None
    is_table: bool = False


def passed(value: Value, params: Mapping) -> Iterator[Passed]:
    """What an argument hands on, each place once."""
    seen: dict[str, None] = {}
    for option, text in _pairs("", value, params):
        for part in text.split(",") if STORE.match(text) else (text,):
            found = _directed(option, part.strip())
            if found is not None and part not in seen:
                seen[part] = None
                yield found


def words(value: Value, params: Mapping) -> list[str]:
    """The words of a command that an argument spells, as a text or as a list."""
    if isinstance(value, Items):
        return [text for inner in value.values if (text := text_of(inner, params)) is not None]
    text = text_of(value, params)
    return _split(text) if text is not None else []


def _directed(option: str, text: str) -> Passed | None:
    said = {word.lower() for word in WORD.findall(option)}
    queue = QUEUE.match(text)
    text = f"pubsub://{queue[1]}/{queue[2]}" if queue else text
    is_table = "table" in said and bool(TABLE.match(text))
    if not is_table and not queue and not STORE.match(text):
        return None
    reads, writes = bool(said & IN), bool(said & OUT)
    if said & NEEDED or (not reads and not writes and PROGRAM.search(text)):
        return None
    mode = None if reads == writes else Mode.READ if reads else Mode.WRITE
    return Passed(text, option, mode, is_table)


def _pairs(option: str, value: Value, params: Mapping) -> Iterator[tuple[str, str]]:
    """Each (option, text) in what is handed on."""
    match value:
        case Mapping(entries=entries):
            for key, inner in entries:
                yield from _pairs(str(key.value) if isinstance(key, Known) else option, inner, params)
        case Items(values=values):
            yield from _of_words(option, [text for v in values if (text := text_of(v, params)) is not None])
            for inner in values:
                if isinstance(inner, Mapping | Items):
                    yield from _pairs(option, inner, params)
        case _:
            text = text_of(value, params)
            if text is not None and option:
                # The value of a dict is one word, whatever stands in it.
                yield option, text
            elif text is not None:
                yield from _of_words(option, _split(text) if SPACES.search(text) else [text])


def _of_words(option: str, given: list[str]) -> Iterator[tuple[str, str]]:
    before = option
    for word in given:
        named = NAMED.match(word)
        if named and not STORE.match(word):
            # `--conf spark.x=s3://...`: the option before it says what it is for.
            yield f"{before} {named[1]}".strip(), named[2]
            before = option
        elif word.startswith("-") and not SPACES.search(word):
            before = word.lstrip("-")
        else:
            yield before, word
            before = option


def _split(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        return text.split()
