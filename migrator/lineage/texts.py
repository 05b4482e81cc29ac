"""The text of a value as lineage reads it: what only run time fills stands as a readable hole, `s3://b/{ds}/x`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrator.lineage import jinja
from migrator.model import Call, Known, Mapping, Output, Reference, Span, Template, Unknown, Value
from migrator.secrets import masked

NOWHERE = Span("", 1)
PATHS = ("pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath", "os.path.join")
STORED = ("airflow.sdk.ObjectStoragePath", "airflow.io.path.ObjectStoragePath")


def text_of(value: Value, params: Mapping | None = None) -> str | None:
    """The text of one value with its Jinja expressions as holes; None for what is no text at all."""
    match value:
        case Known(value=bool() | None | bytes()):
            return None
        case Known(value=found):
            return rendered(str(found), params)
        case Template(text=text):
            return rendered(text, params)
        case Output(task=task, key=key):
            return "{xcom:" + f"{task}.{key}" + "}"
        case Unknown(source=source):
            return _hole(source)
        case Reference(qualname=name):
            return _hole(name)
        case Call(name=name, arguments=arguments) if name in PATHS:
            parts = [text_of(part, params) for key, part in arguments if key.isdigit()]
            return "/".join(part for part in parts if part)
        case Call(name=name, arguments=((_, first), *_)) if name in STORED:
            return text_of(first, params)
        case Call(name=name) if name.startswith("tempfile."):
            return "{tempfile}"
        case Call(name=name):
            return _hole(f"{name.rpartition('.')[2]}()")
    return None


def rendered(text: str, params: Mapping | None) -> str:
    """A text with `{{ ds }}` as `{ds}` and known params filled in; where it forks, the likeliest way it comes out."""
    if not jinja.is_template(text):
        return text
    known = {"params": plain_params(params)} if params is not None and params.entries else {}
    first = jinja.render(text, known, NOWHERE)[0]
    return jinja.restore(first.text, first)


def known_params(*levels: Value | None) -> Mapping:
    """The `params` of a DAG and its task in one, later levels winning, each Param reduced to its default."""
    entries: list[tuple[Value, Value]] = []
    for level in levels:
        if isinstance(level, Mapping):
            entries.extend((key, _default(value)) for key, value in level.entries)
    return Mapping(tuple(entries))


def plain_params(params: Mapping) -> dict[str, object]:
    """The params whose values are known, by name."""
    return dict(_plain(params))


def _plain(params: Mapping) -> Iterator[tuple[str, object]]:
    for key, value in params.entries:
        if isinstance(key, Known) and isinstance(value, Known):
            yield str(key.value), value.value


def _default(value: Value) -> Value:
    if isinstance(value, Call) and value.name.rpartition(".")[2] == "Param":
        return next((inner for key, inner in value.arguments if key in ("0", "default")), value)
    return value


def _hole(source: str) -> str:
    inner = re.sub(r"[{}\s]+", lambda match: " " if match[0].isspace() else "", masked(source)).strip()
    return "{" + (inner[:80] or "?") + "}"
