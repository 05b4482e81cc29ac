"""Secrets taken out of what is read, before anything is kept, shown or written: `***` stands in their place.

A secret is known by its form (`masked`), by the name of the argument or key it stands under, or because the code binds
it to such a name (`DB_PASSWORD = ...`) and uses it elsewhere. What only points to one stays: a connection id, a path,
Jinja that run time fills.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Set
from dataclasses import replace
from typing import Any, TypeVar

from migrator.model import Call, Hole, Items, Known, Mapping, Template, Unknown, Value
from migrator.secrets import MASK, is_secret, masked

# Shorter words, and plain lower-case ones such as `postgres`, are no secrets, and stand in many other places.
SHORTEST = 6
LONGEST = 2000
POINTERS = ("/", "./", "~", "{{", "http", "s3:", "gs:", "file:", "arn:")


# Calls that take a secret by position: the end of the call's name -> its places.
POSITIONS: dict[str, tuple[int, ...]] = {
    "HTTPBasicAuth": (1,),
    "HTTPDigestAuth": (1,),
    "HTTPProxyAuth": (1,),
    "pymysql.connect": (2,),
    "MySQLdb.connect": (2,),
    "cx_Oracle.connect": (1,),
    "oracledb.connect": (1,),
    "ftplib.FTP": (2,),
    "ftplib.FTP_TLS": (2,),
    "FTP.login": (1,),
    "FTP_TLS.login": (1,),
    "SMTP.login": (1,),
    "SMTP_SSL.login": (1,),
    "IMAP4.login": (1,),
    "IMAP4_SSL.login": (1,),
    "SSHClient.connect": (3,),
    "pysftp.Connection": (3,),
    "redis.Redis": (3,),
    "redis.StrictRedis": (3,),
    "boto3.client": (6, 7, 8),
    "boto3.resource": (6, 7, 8),
    "boto3.Session": (0, 1, 2),
    "boto3.session.Session": (0, 1, 2),
    "hvac.Client": (1,),
    "jwt.encode": (1,),
    "jwt.decode": (1,),
    "Fernet": (0,),
    "keyring.set_password": (2,),
    "github.Github": (0,),
    "gitlab.Gitlab": (1,),
    "slack_sdk.WebClient": (0,),
    "slack.WebClient": (0,),
    "Salesforce": (1, 2),
    "TableauAuth": (1,),
    "PersonalAccessTokenAuth": (1,),
    "AzureKeyCredential": (0,),
    "ClientSecretCredential": (2,),
    "UsernamePasswordCredential": (2,),
    "PlainTextAuthProvider": (1,),
    "airflow.models.Connection": (5,),
    "airflow.models.connection.Connection": (5,),
}
# Calls whose first argument names what the second is.
NAMING = ("Variable.set", "V1EnvVar", "environ.setdefault", "environ.get", "os.getenv", "Variable.get", "os.putenv")
# Where one entry names what another is: {"name": "DB_PASSWORD", "value": "..."}
NAMES = ("name", "key", "variable_name", "parameter", "env_name")
VALUES = ("value", "val", "variable_value", "default")
CONTAINERS = frozenset((list, tuple, dict))
OPTION = re.compile(r"--?[\w-]+")


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
    text = without(text, secrets)
    if len(text) < SHORTEST or (text.isidentifier() and not text.startswith(("AKIA", "ASIA"))):
        return text
    return short(text) if len(text) < LONGEST else masked(text)


def without(text: str, secrets: Set[str]) -> str:
    """The text without the secrets the code names itself."""
    for secret in secrets:
        if secret in text:
            text = text.replace(secret, MASK)
    return text


short = functools.lru_cache(maxsize=10_000)(masked)


def is_a_secret(name: object, value: object) -> bool:
    """Whether a value bound to this name is itself a secret, to be hidden wherever else it stands."""
    if not isinstance(name, str) or not isinstance(value, str) or not SHORTEST <= len(value) < LONGEST:
        return False
    return not (value.isalpha() and value.islower()) and not value.startswith(POINTERS) and is_secret(name)


@functools.lru_cache(maxsize=10_000)
def positions_of(call: str) -> tuple[int, ...]:
    """The positions at which a call takes secrets."""
    words = call.split(".")
    return next((POSITIONS[end] for n in (1, 2, 3, 4) if (end := ".".join(words[-n:])) in POSITIONS), ())


def secrets_among(values: Any) -> list[str]:
    """The texts of a list, tuple or dict with a secret's name that are themselves secret: the last of a pair of two,
    and what no word, name or path looks like."""
    elements = list(values.values() if isinstance(values, dict) else values)
    texts = [element for element in elements if isinstance(element, str) and is_a_secret("password", element)]
    is_login = isinstance(values, tuple) and len(elements) == 2
    return [text for text in texts if (is_login and text is elements[-1]) or is_random(text)]


def secrets_in(data: Any) -> list[str]:
    """The secrets of a document: what stands under their names, at any depth."""
    found, stack = [], [data]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            found += [value for name, value in item.items() if is_a_secret(name, value)]
            stack += item.values()
        elif isinstance(item, list):
            stack += item
    return found


def is_random(text: str) -> bool:
    """Whether a text mixes letters and digits as names do not."""
    return len(text) >= 8 and bool(re.search(r"\d[A-Za-z]|[a-z][A-Z]", text)) and re.search(r"[/.\s{]", text) is None


def named_by(entries: dict[Any, Any]) -> bool:
    """Whether among the entries one names a secret, which another then is."""
    return any(isinstance(name := entries.get(key), str) and is_secret(name) for key in NAMES if key in entries)


Key = TypeVar("Key", Value, str)


def pair_hidden(entries: tuple[tuple[Key, Value], ...], secret: bool) -> tuple[tuple[Key, Value], ...]:
    """The entries, with what stands under `value` hidden where another entry names a secret."""
    if not secret:
        return entries
    spelled = [key.value if isinstance(key, Known) else key for key, _ in entries]
    return tuple(
        (key, without_texts(value) if name in VALUES else value)
        for name, (key, value) in zip(spelled, entries, strict=True)
    )


def options_hidden(words: list[Value]) -> tuple[Value, ...]:
    """The words of a command, with that behind `--password` hidden."""
    for number, word in enumerate(words[:-1]):
        text = word.value if isinstance(word, Known) else None
        if isinstance(text, str) and text.startswith("-") and OPTION.fullmatch(text) and is_secret(text):
            words[number + 1] = without_texts(words[number + 1])
    return tuple(words)


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
        case Call():
            return replace(value, arguments=tuple((key, without_texts(inner)) for key, inner in value.arguments))
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
