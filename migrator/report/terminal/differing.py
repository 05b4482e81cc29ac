"""What `migrate plan --diff` says: what is new, gone or different, by what it is about."""

from __future__ import annotations

from dataclasses import fields

from rich.console import Console
from rich.text import Text

from migrator.planning.differences import Differences, Kind
from migrator.secrets import masked

SIGN = {Kind.ADDED: ("+", "green"), Kind.REMOVED: ("-", "red"), Kind.CHANGED: ("~", "yellow")}


def show_differences(found: Differences, out: Console) -> None:
    """Each change with its parts, before and now; one line where nothing changed."""
    for field in fields(found):
        changes = getattr(found, field.name)
        if changes:
            out.print(Text(field.name, style="bold"))
        for change in changes:
            sign, style = SIGN[change.kind]
            out.print(Text.assemble((f"{sign} ", style), masked(change.name)))
            for what, before, now in change.parts:
                out.print(Text(f"    {what}: {masked(before) or 'nothing'} -> {masked(now) or 'nothing'}", style="dim"))
    if not found:
        out.print("the plan is as it was")
