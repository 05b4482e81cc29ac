"""The values that hang on a run, as Python that computes them from the partition's window."""

from __future__ import annotations

from collections.abc import Iterable

from migrator.targets.dagster.emitted import END, START


def python_of(expression: str) -> tuple[str, tuple[str, ...]]:
    """The source that computes a template's value, and the lines it needs before it."""
    name, _, days = expression.partition(":")
    match name:
        case "ds":
            return 'f"{start:%Y-%m-%d}"', (START,)
        case "ds_nodash":
            return 'f"{start:%Y%m%d}"', (START,)
        case "ts":
            return "start.isoformat()", (START,)
        case "end_ds":
            return 'f"{end:%Y-%m-%d}"', (END,)
        case "ds_add":
            return f'f"{{start + timedelta(days={int(days)}):%Y-%m-%d}}"', (START,)
    raise ValueError(f"no Python for the template value {expression!r}")


def datetime_imports(window: Iterable[str], sources: Iterable[str]) -> tuple[str, ...]:
    """The import line that window lines and expressions need, if any."""
    names = {"timezone"} if tuple(window) else set()
    names |= {"timedelta"} if any("timedelta(" in source for source in sources) else set()
    return (f"from datetime import {', '.join(sorted(names))}",) if names else ()
