"""What `migrate operators` and `migrate lineage` say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.text import Text

from migrator.coverage import Known, Provider, Used
from migrator.report.terminal.screen import columns
from migrator.secrets import masked

KNOWN_STYLE = {Known.UNKNOWN: "yellow", Known.OWN: "green"}


def show_operators(known: tuple[Provider, ...], found: tuple[Used, ...] | None, out: Console) -> None:
    """The operators of DAG files with how each is known; without any, what there are facts about."""
    if found is not None:
        show_used(found, out)
        return
    table = columns("provider", "operators", "lead to data", "by kind", numbers=("operators", "lead to data"))
    for provider in known:
        kinds = Text(", ".join(f"{number} {kind.value}" for kind, number in provider.kinds), style="dim")
        table.add_row(Text(provider.name), str(provider.total), str(provider.lead_to_data), kinds)
    out.print(table)
    total, leading = sum(provider.total for provider in known), sum(provider.lead_to_data for provider in known)
    out.print(Text(f"{total:,} operators of {len(known)} providers, {leading:,} lead to data", style="bold"))


def show_used(found: tuple[Used, ...], out: Console) -> None:
    """The operators of DAG files, those that nobody knows first."""
    table = columns("operator", "tasks", "known by", "kind", "import path", numbers=("tasks",))
    counts: Counter[Known] = Counter()
    for one in found:
        counts[one.known] += one.tasks
        path = one.fact if one.known is Known.BASE and one.fact else one.import_path
        known = Text(one.known.value, KNOWN_STYLE.get(one.known, ""))
        kind = one.kind.value if one.kind else ""
        table.add_row(Text(one.operator), str(one.tasks), known, kind, Text(path, style="dim"))
    out.print(table)
    ways = [f"{counts[known]:,} by {known.value}" for known in Known if known is not Known.UNKNOWN and counts[known]]
    told = ", ".join([*ways, f"{counts[Known.UNKNOWN]:,} unknown"])
    out.print(Text(f"{sum(counts.values()):,} tasks of {len(found)} operators: {told}", style="bold"))


def show_lineage(answer: Mapping[str, Any], out: Console) -> None:
    """What SQL reads and writes, its column pairs, and what could not be read."""
    for label, names in (("reads", answer["sources"]), ("writes", answer["targets"])):
        for name in names:
            out.print(Text(f"{label:7} {name}"))
    for source, target in answer["columns"]:
        out.print(Text(f"column  {source} -> {target}"))
    for problem in answer["findings"]:
        out.print(Text(f"finding {masked(str(problem))}", style="yellow"))
