"""A Plan as a `dg`-style Dagster project: decides what is said; the templates lay it out.

Sources: Dagster's pages on `dg` project structure, `TimeWindowPartitionsDefinition`, `ConfigurableResource` and
`build_schedule_from_partitioned_job` (1.13).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

import jinja2

from migrator.model import Automation, Island, Plan, Resource, Span, Sql, Step
from migrator.targets.dagster import literals
from migrator.targets.dagster.assets import NativeAsset, native_asset
from migrator.targets.dagster.capabilities import RESOURCE_CLASSES
from migrator.targets.dagster.islands import IslandLine, island_line
from migrator.targets.dagster.naming import Names, names_of
from migrator.targets.dagster.partitions import partitions_source
from migrator.targets.dagster.starting import run_tags, starts

environment = jinja2.Environment(
    loader=jinja2.PackageLoader("migrator.targets.dagster", "templates"),
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    # What is emitted is Python and Markdown: the filters below escape it.
    autoescape=False,
)
environment.filters.update(py=literals.literal, line=literals.line, docstring=literals.docstring, cell=literals.cell)


def render(plan: Plan, name: str) -> Mapping[str, str]:
    """The files of the project, by path; `name` is its package's, an identifier."""
    package = f"src/{name}"
    names = names_of(plan)
    spans = {disposition.step: disposition.span for disposition in plan.dispositions}
    islands = {island.id: island for island in plan.islands}
    files = {
        "pyproject.toml": environment.get_template("pyproject.toml.jinja").render(name=name),
        "README.md": environment.get_template("README.md.jinja").render(name=name, plan=plan, resources=plan.resources),
        f"{package}/__init__.py": "",
        f"{package}/definitions.py": environment.get_template("definitions.py.jinja").render(has_islands=bool(islands)),
        f"{package}/defs/__init__.py": "",
        "tests/test_definitions.py": environment.get_template("test_definitions.py.jinja").render(
            name=name, keys=sorted("/".join(names.paths[key]) for step in plan.steps for key in step.writes)
        ),
    }
    if plan.resources:
        files[f"{package}/resources.py"] = environment.get_template("resources.py.jinja").render()
        files[f"{package}/defs/resources.py"] = resource_definitions(plan.resources, names, name)
    for dag, steps in by_group(plan.steps):
        module = names.modules[dag]
        items = items_of(steps, islands, spans, names)
        automations = [automation for automation in plan.automations if automation.steps[0] == steps[0].id]
        files[f"{package}/defs/{module}.py"] = dag_module(dag, steps, items, automations, names, name)
        for step in steps:
            for body in step.bodies:
                if isinstance(body, Sql):
                    files[f"{package}/sql/{module}/{names.functions[step.id]}.sql"] = sql_text(body)
    return files


def by_group(steps: tuple[Step, ...]) -> list[tuple[str, tuple[Step, ...]]]:
    """The steps of each DAG, in the order of its tasks."""
    ordered = sorted(steps, key=lambda step: step.group)
    return [(group, tuple(found)) for group, found in groupby(ordered, key=lambda step: step.group)]


def items_of(
    steps: tuple[Step, ...], islands: Mapping[str, Island], spans: Mapping[str | None, Span], names: Names
) -> list[NativeAsset | IslandLine]:
    """A DAG's native assets and islands, each where its first task stands."""
    members: dict[str, list[Step]] = {}
    for step in steps:
        if step.island is not None:
            members.setdefault(step.island, []).append(step)
    items: list[NativeAsset | IslandLine] = []
    for step in steps:
        if step.island is None:
            items.append(native_asset(step, names, spans[step.id]))
        elif step.island in members:
            items.append(island_line(islands[step.island], members.pop(step.island), names))
    return items


def dag_module(
    dag: str,
    steps: tuple[Step, ...],
    items: list[NativeAsset | IslandLine],
    automations: list[Automation],
    names: Names,
    package: str,
) -> str:
    """The module with one DAG's assets, islands and schedule."""
    natives = [item for item in items if isinstance(item, NativeAsset)]
    source = partitions_source(steps[0].partitions)
    started = starts(automations, names.modules[dag], names, timed=source is not None)
    return environment.get_template("dag.py.jinja").render(
        package=package,
        dag=dag,
        module=names.modules[dag],
        path=steps[0].tasks[0].path,
        items=items,
        has_islands=len(items) > len(natives),
        classes=sorted({native.resource_class for native in natives}),
        partitions=source,
        interval=steps[0].partitions.interval.value,
        tags=run_tags(dag, automations),
        starts=started,
        starting=sorted({name for start in started for name in start.imports}),
        imports=imports_of(natives, partitions_are_timed=source is not None),
    )


def imports_of(natives: list[NativeAsset], *, partitions_are_timed: bool) -> list[str]:
    """What to import from datetime."""
    used = {name for native in natives for name in native.datetime_names}
    return sorted(used | ({"datetime"} if partitions_are_timed else set()))


def resource_definitions(resources: tuple[Resource, ...], names: Names, package: str) -> str:
    """The module that binds each resource to the environment."""
    bound = [
        {
            "name": names.resources[resource.name],
            "cls": RESOURCE_CLASSES[resource.system],
            "connection": resource.connection,
            "variable": resource.variables[0],
        }
        for resource in resources
    ]
    return environment.get_template("defs_resources.py.jinja").render(
        package=package, resources=bound, classes=sorted({item["cls"] for item in bound})
    )


def sql_text(body: Sql) -> str:
    """The statements as they were written, each ended by a semicolon that no comment swallows."""
    texts = [statement.strip().rstrip(";") for statement in body.statements]
    return "\n".join(f"{text}\n;\n" if "--" in text.rpartition("\n")[2] else f"{text};\n" for text in texts)
