"""Arguments of a task as feeds: Jinja and what only run time fills become named holes, or values of the run."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from migrator.model import (
    Feed,
    Hole,
    Items,
    Known,
    Mapping,
    Output,
    RunValue,
    Setting,
    Span,
    Template,
    Unknown,
    Value,
)
from migrator.moving.asked import Cannot, Why
from migrator.moving.things import MOMENTS, TEXTS, Ids
from migrator.secrets import MASK, masked

JINJA = re.compile(r"\{\{(?P<expression>.*?)\}\}|\{%.*?%\}|\{#.*?#\}|\{[{%#]", re.DOTALL)
# A hole of reading's, while the text around it is looked at: a character that no text of a project holds.
PRIVATE = 0xF0000
BECAUSE = "the run fills it"
NAME = r"[A-Za-z_]\w*"
QUOTED = r"(?:'(?P<{0}>[^'\\{{}}]+)'|\"(?P<{0}2>[^\"\\{{}}]+)\")"
SHIFT = re.compile(r"macros\.ds_add\(\s*ds\s*,\s*(?P<days>[+-]?\d{1,5})\s*\)")
KEYED = re.compile(
    rf"(?P<of>params|dag_run\.conf)\s*(?:\.(?P<name>(?!get\b){NAME})|\[\s*{QUOTED.format('key')}\s*\]"
    rf"|\.get\(\s*{QUOTED.format('got')}\s*\))"
)
VARIABLE = re.compile(rf"var\.(?P<kind>value|json)\.(?:(?P<name>(?!get\b){NAME})|get\(\s*{QUOTED.format('got')}\s*\))")
PULL = re.compile(
    rf"(?:ti|task_instance)\.xcom_pull\(\s*(?:task_ids\s*=\s*)?{QUOTED.format('task')}\s*"
    rf"(?:,\s*dag_id\s*=\s*{QUOTED.format('dag')}\s*)?(?:,\s*key\s*=\s*{QUOTED.format('key')}\s*)?,?\s*\)"
)
FILTERED = re.compile(rf"(?P<moment>{NAME})\|(?P<filter>ds|ds_nodash|ts|ts_nodash)")
STRFTIME = re.compile(rf"(?P<moment>{NAME})\.strftime\(\s*{QUOTED.format('format')}\s*\)")
# The date of the interval's start, by another name.
SAME = {
    "data_interval_start|ds": "ds",
    "logical_date|ds": "ds",
    "execution_date|ds": "ds",
    "data_interval_end|ds": "end_ds",
}
SAME |= {f"{name}|ds_nodash": "ds_nodash" for name in ("data_interval_start", "logical_date", "execution_date")}
IDS = ("task.task_id", "ti.task_id", "task_instance.task_id", "dag.dag_id", "ti.dag_id", "task_instance.dag_id")


class Arguments:
    """The arguments of one task as feeds."""

    def __init__(self, ids: Ids, span: Span, native: bool) -> None:
        self.ids, self.span, self.native = ids, span, native
        # The settings whose default was taken for a value.
        self.assumed: dict[str, None] = {}

    def feed(self, value: Value) -> Feed:
        """What a parameter is fed with that receives this argument."""
        if isinstance(value, Unknown):
            found = re.fullmatch(r"var\.(value|json)\.(.+)", value.source)
            return Setting(found[2], None, found[1] == "json") if found else self.value(value)
        rendered = self.value(value)
        if isinstance(rendered, Template) and len(rendered.holes) == 1:
            name = rendered.holes[0].name
            if rendered.text == f"{{{name}}}" and (self.native or is_text(name)):
                return raw(name)
        return rendered

    def value(self, value: Value) -> Value:
        """An argument with its templates as holes."""
        match value:
            case Known(value=str() as text):
                self.assumed.update(dict.fromkeys(value.assumed))
                found = self.text(text, ())
                return replace(found, assumed=value.assumed) if isinstance(found, Known) else found
            case Template():
                return self.text(value.text, value.holes)
            case Items(rest=None):
                return Items(tuple(self.value(each) for each in value.values), value.kind)
            case Mapping(rest=None):
                return Mapping(tuple((self.key(key), self.value(each)) for key, each in value.entries))
            case Known() | Output():
                self.assumed.update(dict.fromkeys(getattr(value, "assumed", ())))
                return value
            case Unknown() if value.source.startswith("env."):
                return Template(f"{{{value.source}}}", (Hole(0, value.source, value.because),))
            case Unknown():
                raise self.cannot(f"one of its arguments is not known: {value.because}")
            case Items(rest=Unknown() as rest) | Mapping(rest=Unknown() as rest):
                raise self.cannot(f"one of its arguments is not wholly known: {rest.because}")
        raise self.cannot("one of its arguments is an object of Python's, not a value")

    def key(self, key: Value) -> Value:
        """The key of a dict, which Airflow does not render."""
        if not isinstance(key, Known):
            raise self.cannot("a key in one of its arguments is not known")
        self.no_secret(str(key.value))
        return key

    def text(self, text: str, holes: tuple[Hole, ...]) -> Value:
        """A text whose templates and holes are holes with neutral names."""
        self.no_secret(text)
        if not holes and "{" not in text:
            return Known(text)
        shown = hidden(text, holes)
        pieces: list[str | Hole] = []
        end = 0
        for match in JINJA.finditer(shown):
            pieces += self.plain(shown[end : match.start()], holes)
            pieces.append(self.filled(match, holes))
            end = match.end()
        pieces += self.plain(shown[end:], holes)
        if any(isinstance(piece, Hole) for piece in pieces) and self.native and len(pieces) > 1:
            raise self.cannot("one of its arguments is a template that becomes a value of any kind")
        return joined(pieces)

    def plain(self, text: str, holes: tuple[Hole, ...]) -> list[str | Hole]:
        """The parts of a text outside of templates."""
        parts: list[str | Hole] = []
        for part in re.split(f"([{chr(PRIVATE)}-{chr(PRIVATE + 0xFFF)}])", text):
            if len(part) == 1 and ord(part) >= PRIVATE:
                hole = holes[ord(part) - PRIVATE]
                if not hole.name.startswith(("var.value.", "env.")) and hole.name not in TEXTS:
                    raise self.cannot(f"one of its arguments holds `{hole.name}`: {hole.because}")
                parts.append(Hole(0, TEXTS.get(hole.name, hole.name), hole.because))
            elif part:
                parts.append(part)
        return parts

    def filled(self, match: re.Match[str], holes: tuple[Hole, ...]) -> str | Hole:
        """What a template is filled with."""
        expression = match["expression"]
        quoted = " ".join(match[0].split())[:60]
        if expression is None or any(chr(PRIVATE + n) in expression for n in range(len(holes))):
            raise self.cannot(f"its argument holds the template `{quoted}`, which is no single value")
        found = neutral(re.sub(r"\s*\|\s*", "|", expression.strip()), self.ids.dag)
        if found is None and expression.strip() in IDS:
            return self.ids.task if expression.strip().endswith("task_id") else self.ids.dag
        if found is None:
            raise self.cannot(f"its argument holds the template `{quoted}`, which has no neutral form")
        return Hole(0, found, BECAUSE)

    def no_secret(self, text: str) -> None:
        """Refuse a text that looks like a secret, or was one."""
        if MASK in text or masked(text) != text:
            raise Cannot("one of its arguments looks like a secret, which is not copied", self.span, Why.SECRET)

    def cannot(self, because: str) -> Cannot:
        """The refusal."""
        return Cannot(because, self.span, Why.CALL)


def neutral(expression: str, dag: str) -> str | None:
    """The neutral name of an expression in a template of this DAG; None for one that has none."""
    if expression in TEXTS:
        return TEXTS[expression]
    readers: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]], ...] = (
        (SHIFT, lambda m: f"ds_add:{int(m['days'])}"),
        (KEYED, lambda m: f"{'params' if m['of'] == 'params' else 'conf'}.{m['name'] or first(m, 'key', 'got')}"),
        (VARIABLE, lambda m: f"var.{m['kind']}.{m['name'] or first(m, 'got')}"),
        (PULL, lambda m: pulled(m, dag)),
        (FILTERED, lambda m: of_moment(m["moment"], m["filter"])),
        (STRFTIME, lambda m: of_moment(m["moment"], first(m, "format") or "")),
    )
    for pattern, read in readers:
        if match := pattern.fullmatch(expression):
            return read(match)
    return None


def first(match: re.Match[str], *names: str) -> str | None:
    """What stands in the quotes of one of these groups."""
    return next((match[each] for name in names for each in (name, f"{name}2") if match[each]), None)


def pulled(match: re.Match[str], dag: str) -> str | None:
    """The output that `ti.xcom_pull(...)` gives; None for one of another DAG."""
    if first(match, "dag") not in (None, dag):
        return None
    return f"xcom:{first(match, 'task')}.{first(match, 'key') or 'return_value'}"


def of_moment(moment: str, form: str) -> str | None:
    """A moment as a text of this form."""
    found = f"{moment}|{form}"
    return SAME.get(found) or (f"{MOMENTS[moment]}|{form}" if moment in MOMENTS else None)


def is_text(name: str) -> bool:
    """Whether what fills a hole is a text already."""
    return name in TEXTS.values() or name.startswith("ds_add:") or "|" in name


def raw(name: str) -> Feed:
    """What fills a hole, not made a text."""
    if name.startswith("xcom:"):
        return output(name)
    if name.startswith("var."):
        _, kind, variable = name.split(".", 2)
        return Setting(variable, None, kind == "json")
    return RunValue(name)


def output(name: str) -> Output:
    """The output that the hole of an XCom names; a task's id may have dots, the key has none."""
    task, _, key = name.removeprefix("xcom:").rpartition(".")
    return Output(task, key)


def hidden(text: str, holes: tuple[Hole, ...]) -> str:
    """The text with a private character for each hole."""
    pieces: list[str] = []
    end = 0
    for number, hole in enumerate(holes):
        pieces += [text[end : hole.start], chr(PRIVATE + number)]
        end = hole.start + len(hole.name) + 2
    return "".join([*pieces, text[end:]])


def joined(pieces: list[str | Hole]) -> Value:
    """The template of these pieces; a known text where there is no hole."""
    text = ""
    holes: list[Hole] = []
    for piece in pieces:
        if isinstance(piece, Hole):
            holes.append(Hole(len(text), piece.name, piece.because))
            text += f"{{{piece.name}}}"
        else:
            text += piece
    return Template(text, tuple(holes)) if holes else Known(text)
