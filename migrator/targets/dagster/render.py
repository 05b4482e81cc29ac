"""A Plan as a `dg`-style Dagster project: decides what is said; the templates lay it out.

Sources: Dagster's pages on `dg` project structure, `TimeWindowPartitionsDefinition`, `ConfigurableResource` and
`build_schedule_from_partitioned_job` (1.13).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

import jinja2

from migrator.model import Automation, Function, Island, Plan, Resource, Span, Step
from migrator.targets.dagster import literals
from migrator.targets.dagster.assets import NativeAsset, native_asset, once
from migrator.targets.dagster.bodies.command import PIPES
from migrator.targets.dagster.code import module_text, modules_of
from migrator.targets.dagster.emitted import Around, around_of
from migrator.targets.dagster.imports import import_block
from migrator.targets.dagster.islands import IslandLine, island_line
from migrator.targets.dagster.naming import Names, names_of
from migrator.targets.dagster.partitions import partitions_source
from migrator.targets.dagster.starting import description, run_tags, starts
from migrator.targets.dagster.systems import BY_NAME, SYSTEMS

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
    homes, modules = modules_of(plan)
    project = around_of(plan, names, name, homes)
    spans = {disposition.step: disposition.span for disposition in reversed(plan.dispositions)}
    islands = {island.id: island for island in plan.islands}
    files: dict[str, str] = {}
    natives: list[NativeAsset] = []
    for dag, steps in by_dag(plan.steps):
        module = names.modules[dag]
        items = items_of(steps, islands, spans, project)
        automations = [automation for automation in plan.automations if automation.steps[0] == steps[0].id]
        files[f"{package}/defs/{module}.py"] = dag_module(dag, steps, items, automations, names)
        natives += [item for item in items if isinstance(item, NativeAsset)]
    files.update((f"{package}/{path}", text) for native in natives for path, text in native.files)
    files.update((f"{package}/code/{module.name}.py", module_text(module)) for module in modules)
    files.update({f"{package}/code/__init__.py": ""} if modules else {})
    return {**files, **shared(plan, name, names, natives)}


def shared(plan: Plan, name: str, names: Names, natives: list[NativeAsset]) -> dict[str, str]:
    """The files of a project that no single DAG has: what it is made of, its resources, its own test."""
    package, systems = f"src/{name}", {resource.system for resource in plan.resources}
    has_values = any(native.has_values for native in natives)
    has_pipes = any(annotation == PIPES for native in natives for _, annotation in native.parameters)
    files = {
        "pyproject.toml": written("pyproject.toml", name=name, packages=packages(plan, systems, has_values)),
        "README.md": written("README.md", name=name, plan=plan, variables=settings(plan), has_values=has_values),
        f"{package}/__init__.py": "",
        f"{package}/definitions.py": written("definitions.py", has_islands=bool(plan.islands)),
        f"{package}/defs/__init__.py": "",
        "tests/test_definitions.py": written(
            "test_definitions.py",
            name=name,
            keys=sorted("/".join(names.paths[key]) for step in plan.steps for key in step.writes),
        ),
    }
    if plan.resources:
        used = [system for system in SYSTEMS if system.name in systems]
        as_hooks = any(body.resources for step in plan.steps for body in step.bodies if isinstance(body, Function))
        files[f"{package}/resources.py"] = written("resources.py", systems=used, as_hooks=as_hooks)
    if has_values:
        files[f"{package}/io_managers.py"] = written("io_managers.py")
    if plan.resources or has_values or has_pipes:
        bound = resource_definitions(plan.resources, names, name, has_values=has_values, has_pipes=has_pipes)
        files[f"{package}/defs/resources.py"] = bound
    return files


def written(template: str, **words: object) -> str:
    """A file by its template."""
    return environment.get_template(f"{template}.jinja").render(**words)


def packages(plan: Plan, systems: set[str], has_values: bool) -> list[str]:
    """What the project depends on."""
    found = {"dagster>=1.13,<1.14"}
    found |= {"airflow-to-assets[airflow]"} if plan.islands or plan.automations else set()
    found |= {"sqlalchemy>=2.0", "sqlparse>=0.5"} if systems else set()
    found |= {"universal-pathlib"} if has_values else set()
    return sorted(found | {package for name in systems for package in BY_NAME[name].packages})


def settings(plan: Plan) -> list[tuple[str, str]]:
    """The environment's names that must be set, each with the Airflow connection it stands for."""
    return [
        (variable, resource.connection)
        for resource in plan.resources
        for field, variable in zip(BY_NAME[resource.system].fields, resource.variables, strict=True)
        if field.default is None
    ]


def by_dag(steps: tuple[Step, ...]) -> list[tuple[str, tuple[Step, ...]]]:
    """The steps of each DAG, in the order of its tasks."""
    ordered = sorted(steps, key=lambda step: step.dag)
    return [(dag, tuple(found)) for dag, found in groupby(ordered, key=lambda step: step.dag)]


def items_of(
    steps: tuple[Step, ...],
    islands: Mapping[str, Island],
    spans: Mapping[str | None, Span],
    project: Around,
) -> list[NativeAsset | IslandLine]:
    """A DAG's native assets and islands, each where its first task stands."""
    members: dict[str, list[Step]] = {}
    for step in steps:
        if step.island is not None:
            members.setdefault(step.island, []).append(step)
    items: list[NativeAsset | IslandLine] = []
    for step in steps:
        if step.island is None:
            items.append(native_asset(step, project, spans[step.id]))
        elif step.island in members:
            items.append(island_line(islands[step.island], members.pop(step.island), project.names))
    return items


def dag_module(
    dag: str,
    steps: tuple[Step, ...],
    items: list[NativeAsset | IslandLine],
    automations: list[Automation],
    names: Names,
) -> str:
    """The module with one DAG's assets, islands and schedule."""
    natives = [item for item in items if isinstance(item, NativeAsset)]
    source = partitions_source(steps[0].partitions)
    started = starts(automations, names.modules[dag], names, timed=source is not None)
    starting = sorted({name for start in started for name in start.imports})
    needed = ["import dagster as dg", *(line for native in natives for line in native.imports)]
    needed += ["from datetime import datetime"] if source is not None else []
    needed += ["from typing import Any"] if any(n.has_values or len(n.keys) > 1 for n in natives) else []
    needed += ["from collections.abc import Iterator"] if any(len(native.keys) > 1 for native in natives) else []
    needed += ["from shim.hosts.dagster import airflow_island"] if len(items) > len(natives) else []
    needed += [f"from shim.hosts.starting import {', '.join(starting)}"] if starting else []
    return written(
        "dag.py",
        dag=dag,
        module=names.modules[dag],
        selection=selection(steps, names),
        path=steps[0].tasks[0].path,
        items=items,
        imports=import_block(needed),
        constants=once(line for native in natives for line in native.constants),
        partitions=source,
        interval=steps[0].partitions.interval.value,
        tags=run_tags(dag, automations),
        description=description(automations),
        starts=started,
    )


def selection(steps: tuple[Step, ...], names: Names) -> str:
    """The source of what a DAG's job selects: its group, unless a person made groups that are not DAGs."""
    if not names.has_groups:
        return f"dg.AssetSelection.groups({literals.literal(names.modules[steps[0].dag])})"
    keys = (literals.literal(list(names.paths[key])) for step in steps for key in step.writes)
    return f"dg.AssetSelection.assets({', '.join(keys)})"


def resource_definitions(
    resources: tuple[Resource, ...], names: Names, package: str, *, has_values: bool, has_pipes: bool
) -> str:
    """The module that binds each resource to the environment."""
    bound = [
        {
            "name": names.resources[resource.name],
            "cls": BY_NAME[resource.system].cls,
            "connection": resource.connection,
            "fields": list(zip(BY_NAME[resource.system].fields, resource.variables, strict=True)),
        }
        for resource in resources
    ]
    classes = sorted({BY_NAME[resource.system].cls for resource in resources})
    return written(
        "defs_resources.py",
        package=package,
        resources=bound,
        classes=classes,
        has_values=has_values,
        has_pipes=has_pipes,
    )
