"""Names that Dagster and Python accept: groups, jobs, functions and modules are identifiers."""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping
from dataclasses import dataclass

from migrator.model import Plan, Step

# What Dagster lets no asset, job or group be called, beside Python's keywords.
RESERVED = tuple(
    str.split(
        "arg_dict bool conf config context dict float input input_arg_dict int meta output output_arg_dict str type"
    )
)

# Modules of ours that stand beside the DAGs' modules.
MODULES = frozenset({"resources", "io_managers"})
# What the templates themselves name in a module, and in an asset's function.
IN_MODULES = frozenset(
    str.split(
        "dg path sql partitions airflow_island airflow_asset all_of any_of datetime timedelta timezone any iterator"
    )
)
# What stands at a module's end, after its name.
STARTING = ("job", "schedule", "sensor", "assets")
IN_FUNCTIONS = IN_MODULES | {"context", "start", "end", "previous", "rows"}


def identifier(text: str) -> str:
    """An identifier that reads like the text: `load.fact-table` -> `load_fact_table`."""
    name = re.sub(r"[^0-9A-Za-z]+", "_", text).strip("_") or "unnamed"
    name = f"n{name}" if name[0].isdigit() else name
    refused = keyword.iskeyword(name) or keyword.issoftkeyword(name) or name in RESERVED
    return f"{name}_" if refused else name


def distinct(texts: Mapping[str, str], reserved: frozenset[str] = frozenset()) -> Mapping[str, str]:
    """An identifier for each text, by its key, no two alike, case aside: `a-b` and `a.b` -> `a_b` and `a_b_2`."""
    found: dict[str, str] = {}
    taken = set(reserved)
    for key, text in texts.items():
        name, number = identifier(text), 1
        while name.lower() in taken:
            number += 1
            name = f"{identifier(text)}_{number}"
        taken.add(name.lower())
        found[key] = name
    return found


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a project: each key's path, and the identifiers of each DAG's module, each native step's function,
    each island's step and each resource; `has_groups` says that a person made groups that are not DAGs."""

    paths: Mapping[str, tuple[str, ...]]
    modules: Mapping[str, str]
    functions: Mapping[str, str]
    islands: Mapping[str, str]
    resources: Mapping[str, str]
    has_groups: bool = False

    def group_of(self, step: Step) -> str:
        """The group that a step's assets are shown in: a person's, else their DAG's."""
        return self.modules[step.dag] if step.group == step.dag else identifier(step.group)


def names_of(plan: Plan) -> Names:
    """The identifiers a plan needs."""
    paths = dict(plan.names)
    modules = distinct({dag: dag for dag in sorted({step.dag for step in plan.steps})}, MODULES)
    islands = distinct({island.id: island.id for island in plan.islands})
    variables = {f"{name}_{kind}".lower() for name in modules.values() for kind in STARTING}
    variables |= {f"{name}_island".lower() for name in islands.values()}
    written = {s.id: "_".join(paths[s.writes[0]]) for s in plan.steps if s.island is None}
    return Names(
        paths,
        modules,
        distinct(written, IN_MODULES | variables),
        islands,
        distinct({resource.name: resource.name for resource in plan.resources}, IN_FUNCTIONS),
        any(step.group != step.dag for step in plan.steps),
    )
