"""Secrets taken out of what is read, before anything is kept, shown or written: `***` stands in their place.

A secret is known by its form (`masked`), by the name of the argument or key it stands under, or because the code binds
it to such a name (`DB_PASSWORD = ...`) and uses it elsewhere. What only points to one stays: a connection id, a path,
Jinja that run time fills.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Set
from dataclasses import replace

from migrator.model import Hole, Items, Known, Mapping, Template, Unknown, Value
from migrator.secrets import MASK, is_secret, masked

# Shorter words, and plain lower-case ones such as `postgres`, are no secrets, and stand in many other places.
SHORTEST = 6
LONGEST = 2000
POINTERS = ("/", "./", "~", "{{", "http", "s3:", "gs:", "file:", "arn:")


class Secrets(set[str]):
    """The secrets that code names itself; `texts` are those already made safe from them, as the model holds them."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: dict[str, Known] = {}

    def learn(self, secrets: Iterable[str]) -> None:
        """Take more secrets in."""
        before = len(self)
        self.update(secrets)
        if len(self) != before:
            self.texts.clear()

    def known(self, text: str) -> Known:
        """The text, safe: made once, since many tasks have the same arguments."""
        found = self.texts.get(text)
        if found is None:
            found = self.texts[text] = Known(safe(text, self))
        return found


def safe(text: str, secrets: Set[str] = frozenset()) -> str:
    """The text without secrets; `secrets` are those the code names itself."""
    for secret in secrets:
        if secret in text:
            text = text.replace(secret, MASK)
    if len(text) < SHORTEST or (text.isidentifier() and not text.startswith(("AKIA", "ASIA"))):
        return text
    return short(text) if len(text) < LONGEST else masked(text)


short = functools.lru_cache(maxsize=10_000)(masked)


def is_a_secret(name: object, value: object) -> bool:
    """Whether a value bound to this name is itself a secret, to be hidden wherever else it stands."""
    if not isinstance(name, str) or not isinstance(value, str) or not SHORTEST <= len(value) < LONGEST:
        return False
    return not (value.isalpha() and value.islower()) and not value.startswith(POINTERS) and is_secret(name)


def hidden(name: str, value: Value) -> Value:
    """The value of an argument or key of this name: its texts hidden when the name is a secret's."""
    return without_texts(value) if is_secret(name) else value


def without_texts(value: Value) -> Value:
    """A value with every text hidden but those that only point to something."""
    match value:
        case Known(value=str() | bytes() as text) if not (isinstance(text, str) and text.startswith(POINTERS)):
            return Known(MASK) if text else value
        case Template() if not value.text.startswith(POINTERS) and not is_open(value):
            return Known(MASK)
        case Items():
            return replace(value, values=tuple(map(without_texts, value.values)))
        case Mapping():
            return replace(value, entries=tuple((key, without_texts(inner)) for key, inner in value.entries))
    return value


def is_open(template: Template) -> bool:
    """Whether nothing of a template is known but its holes."""
    return len(template.text) == sum(len(hole.name) + 2 for hole in template.holes)


def safe_template(template: Template, secrets: Set[str]) -> Template:
    """The template without secrets, its holes where they then are; one inside a secret goes with it."""
    text = safe(template.text, secrets)
    if text == template.text:
        return template
    holes: list[Hole] = []
    position = 0
    for hole in template.holes:
        found = text.find(f"{{{hole.name}}}", position)
        if found >= 0:
            holes.append(replace(hole, start=found))
            position = found + len(hole.name) + 2
    return Template(text, tuple(holes))


def safe_unknown(unknown: Unknown, secrets: Set[str]) -> Unknown:
    """The Unknown with its source, and the reason, made safe."""
    source, because = safe(unknown.source, secrets), safe(unknown.because, secrets)
    return unknown if (source, because) == (unknown.source, unknown.because) else Unknown(source, because)
