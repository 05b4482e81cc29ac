"""Imports as lines, in the order and form that linters ask for."""

from __future__ import annotations

from collections.abc import Iterable

from migrator.model import Import, Origin

WIDTH = 88


def import_text(imports: Iterable[Import]) -> str:
    """The imports of a module: those of each origin together, then those for a type checker alone."""
    known = list(dict.fromkeys(imports))
    guarded = [each for each in known if each.typing_only]
    plain = [each for each in known if not each.typing_only]
    if guarded:
        plain = list(dict.fromkeys([*plain, Import(Origin.STANDARD, "typing", "TYPE_CHECKING")]))
    parts = ["\n".join(lines([each for each in plain if each.origin is origin])) for origin in Origin]
    inside = [line for origin in Origin for line in lines([each for each in guarded if each.origin is origin])]
    parts.append("\n".join(["if TYPE_CHECKING:", *(f"    {line}" for line in inside)]) if guarded else "")
    text = "\n\n".join(part for part in parts if part)
    return f"{text}\n" if text else ""


def lines(imports: list[Import]) -> list[str]:
    """The lines of one section: modules first, then names of modules, those of one module together."""
    whole = sorted((each for each in imports if each.name is None), key=lambda each: (each.module.lower(), each.text))
    names: dict[tuple[str, str | None], list[Import]] = {}
    for each in sorted((each for each in imports if each.name is not None), key=member_key):
        names.setdefault((each.module, each.text if each.alias else None), []).append(each)
    groups = sorted(names.values(), key=lambda group: (group[0].module.lower(), member_key(group[0])))
    return [*(each.text for each in whole), *(line for group in groups for line in joined(group))]


def member_key(each: Import) -> tuple[int, str, str]:
    """Constants before classes before all else."""
    name = each.name or ""
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2
    return kind, name.lower(), name


def joined(group: list[Import]) -> list[str]:
    """`from module import a, b`, on several lines where it is long."""
    if len(group) == 1:
        return [group[0].text]
    names = [each.name or "" for each in group]
    line = f"from {group[0].module} import {', '.join(names)}"
    if len(line) <= WIDTH:
        return [line]
    return [f"from {group[0].module} import (", *(f"    {name}," for name in names), ")"]
