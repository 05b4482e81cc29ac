"""The part of a table that a statement touches, where it says so with fixed values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlglot import exp


def partition_text(partition: Any) -> str | None:
    """A PARTITION clause's fixed values: `ds=2026-01-01/region=eu`; None when it fixes none."""
    pairs = getattr(partition, "expressions", None) or ()
    return _pairs(pair for pair in pairs if isinstance(pair, exp.EQ))


def condition_text(where: Any) -> str | None:
    """The columns that a WHERE fixes to literals, all joined by AND: `ds=2026-01-01`; None when it says more."""
    if not isinstance(where, exp.Expr):
        return None
    what = where.this if isinstance(where, exp.Where) else where
    parts = list(what.flatten()) if isinstance(what, exp.And) else [what]
    equal = [part for part in parts if isinstance(part, exp.EQ)]
    return _pairs(equal) if len(equal) == len(parts) else None


def _pairs(pairs: Iterable[Any]) -> str | None:
    texts = []
    for pair in pairs:
        if not isinstance(pair.this, exp.Column) or not isinstance(pair.expression, exp.Literal):
            return None
        texts.append(f"{pair.this.name}={pair.expression.name}")
    return "/".join(texts) or None
