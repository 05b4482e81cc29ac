"""The project on disk, every `<<name:shape>>` in it a secret of its own; and the search for them in what is written."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote_plus, unquote_plus

SOURCE = Path(__file__).parent / "project"
PLACE = re.compile(r"<<(\w+)(?::(\w+))?>>")
WINDOW = 8
LETTERS = "abcdefghijkmnopqrstuvwxyz"
MIXED = LETTERS + LETTERS.upper() + "23456789"


def drawn(name: str, length: int, alphabet: str = MIXED) -> str:
    """A text that looks random and is the same each time."""
    digest = hashlib.shake_256(name.encode()).digest(length)
    return "".join(alphabet[byte % len(alphabet)] for byte in digest)


# The marker of a secret, and the text it stands in: a shape that some service gives its keys.
SHAPES: Mapping[str, Callable[[str], tuple[str, str]]] = {
    "": lambda name: 2 * (drawn(name, 13) + "7q",),
    "harmless": lambda name: 2 * (drawn(name, 14),),
    "word": lambda name: 2 * (drawn(name, 12, LETTERS),),
    "hard": lambda name: (drawn(name, 14), f"p@ss:w/{drawn(name, 14)}%&?#"),
    "aws": lambda name: shaped("AKIA", drawn(name, 16, LETTERS.upper())),
    "github": lambda name: shaped("ghp_", drawn(name, 36)),
    "slack": lambda name: shaped("xoxb-1234567890-1234567890-", drawn(name, 24)),
    "stripe": lambda name: shaped("sk_live_", drawn(name, 24)),
    "google": lambda name: shaped("AIza", drawn(name, 35)),
    "gitlab": lambda name: shaped("glpat-", drawn(name, 20)),
    "openai": lambda name: shaped("sk-", drawn(name, 48)),
    "sendgrid": lambda name: (drawn(name, 43), f"SG.{drawn(name + '_', 22)}.{drawn(name, 43)}"),
    "npm": lambda name: shaped("npm_", drawn(name, 36)),
    "databricks": lambda name: shaped("dapi", drawn(name, 32, "0123456789abcdef")),
    "vault": lambda name: shaped("hvs.", drawn(name, 24)),
    "jwt": lambda name: (drawn(name, 43), f"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.{drawn(name, 43)}"),
}


def shaped(prefix: str, marker: str) -> tuple[str, str]:
    return marker, prefix + marker


def planted(text: str) -> dict[str, tuple[str, str]]:
    """What is planted in a text: by name, its shape and its marker."""
    return {name: (shape, SHAPES[shape](name)[0]) for name, shape in PLACE.findall(text)}


def plant(folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Write the project: the markers of its secrets by name, and those of what only stands beside them."""
    secrets: dict[str, str] = {}
    harmless: dict[str, str] = {}
    for source in sorted(path for path in SOURCE.rglob("*") if path.is_file()):
        text = source.read_text()
        for name, (shape, marker) in planted(text).items():
            (harmless if shape == "harmless" else secrets)[name] = marker
        target = folder / source.relative_to(SOURCE).with_name(source.name.removesuffix(".txt"))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(PLACE.sub(lambda match: SHAPES[match[2] or ""](match[1])[1], text))
    return secrets, harmless


def leaks(written: bytes, markers: Mapping[str, str]) -> dict[str, str]:
    """The markers that any eight signs of are in the bytes, plain or in base64, percent-encoded or broken over lines;
    with what stands around the first."""
    windows = {
        marker[start : start + WINDOW].lower(): name
        for name, marker in markers.items()
        for start in range(len(marker) - WINDOW + 1)
    }
    found: dict[str, str] = {}
    for text in forms(written.decode("utf-8", "replace")):
        lowered = text.lower()
        for start in range(len(lowered) - WINDOW + 1):
            name = windows.get(lowered[start : start + WINDOW])
            if name is not None:
                found.setdefault(name, text[max(0, start - 70) : start + 40].replace("\n", "⏎"))
    return found


def forms(text: str) -> Iterator[str]:
    """The text, and what may be hidden in it."""
    yield text
    if "%" in text:
        yield unquote_plus(text)
    # Columns of a table and wrapped lines cut a secret in two.
    yield re.sub(r"[\s│|]+", "", text)
    decoded = []
    for word in re.findall(r"[A-Za-z0-9+/_-]{12,}", text):
        with_padding = word.replace("-", "+").replace("_", "/") + "=" * (-len(word) % 4)
        try:
            decoded.append(base64.b64decode(with_padding).decode("utf-8", "replace"))
        except (binascii.Error, ValueError):
            continue
    yield "\n".join(decoded)


__all__ = ["SHAPES", "leaks", "plant", "planted", "quote_plus"]
