"""A native step as what its template needs: names, dependencies, settings, and the lines that its bodies add."""

from __future__ import annotations

import inspect
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from migrator.model import Arguments, Backfill, Items, Known, Span, Step, argument
from migrator.targets.dagster.bodies import lines_of
from migrator.targets.dagster.emitted import Around, Emitted, Place
from migrator.targets.dagster.literals import literal
from migrator.targets.dagster.naming import Names, identifier
from migrator.targets.dagster.partitions import mapping_source

# What Dagster takes for an owner.
OWNER = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+|team:[A-Za-z0-9_.-]+")


@dataclass(frozen=True, slots=True)
class NativeAsset:
    """What `asset.py.jinja` says about one native step; strings that are source are ready to stand in it.

    `keys` are the assets it makes; `results` the `MaterializeResult` of each, as source; `ins` (parameter, key) are the
    values it takes from other assets, and `deps` what it only comes after, as source. `about` are arguments that say
    what an asset is, `running` those that say how it is made.
    """

    function: str
    keys: list[list[str]]
    deps: list[str]
    ins: list[tuple[str, str]]
    tasks: list[str]
    place: str
    because: str
    kinds: str
    tags: dict[str, str]
    about: list[tuple[str, str]]
    running: list[tuple[str, str]]
    parameters: list[tuple[str, str]]
    lines: list[str]
    results: list[str]
    imports: tuple[str, ...]
    constants: tuple[str, ...]
    files: tuple[tuple[str, str], ...]
    has_values: bool
    group: str
    template: str = "asset.py.jinja"


def native_asset(step: Step, around: Around, span: Span) -> NativeAsset:
    """One native step; its function and its files share a name. `span` is where its task stands."""
    names = around.names
    emitted = [lines_of(body, place) for body, place in zip(step.bodies, places_of(step, around), strict=True)]
    inputs = dict(pair for each in emitted for pair in each.inputs)
    taken = set(inputs.values())
    results = results_of(step, names, emitted)
    return NativeAsset(
        function=names.functions[step.id],
        keys=[list(names.paths[key]) for key in step.writes],
        deps=deps_of(step, names, taken),
        ins=[(name, taken_from(step, key, names)) for name, key in inputs.items()],
        tasks=[task.task for task in step.tasks],
        place=f"{span.path}:{span.line}",
        because=step.because,
        kinds=literal_set([kind for each in emitted for kind in each.kinds]),
        tags=tags_of(step.settings),
        about=about_of(step.settings),
        running=running_of(step),
        parameters=list(dict.fromkeys(pair for each in emitted for pair in each.parameters)),
        lines=[*once(line for each in emitted for line in each.window), *(ln for each in emitted for ln in each.lines)],
        results=results,
        imports=once(line for each in emitted for line in each.imports),
        constants=once(line for each in emitted for line in each.constants),
        files=tuple(file for each in emitted for file in each.files),
        has_values=bool(inputs) or any("value=" in result for result in results),
        group=names.group_of(step),
    )


def places_of(step: Step, around: Around) -> list[Place]:
    """Where each body of a step stands; files of several bodies are told apart by their tasks."""
    function, found = around.names.functions[step.id], []
    for number, task in enumerate(step.tasks, 1):
        last = identifier(task.task.rpartition(".")[2])
        name = function if len(step.tasks) == 1 else f"{function}_{number}_{last}"
        found.append(Place(around, step, task, around.names.modules[step.dag], name))
    return found


def once(lines: Iterable[str]) -> tuple[str, ...]:
    """Each line once, in order."""
    return tuple(dict.fromkeys(lines))


def results_of(step: Step, names: Names, emitted: list[Emitted]) -> list[str]:
    """The source of what is said of each asset that was made: what it holds for others, and what is known of it."""
    handed = {task.task: each.value for task, each in zip(step.tasks, emitted, strict=True)}
    values = {key: value for key, task in step.results if (value := handed.get(task)) is not None}
    metadata = dict(pair for each in emitted for pair in each.metadata)
    told = "{" + ", ".join(f"{literal(name)}: {source}" for name, source in metadata.items()) + "}"
    results = []
    for key in step.writes:
        parts = [f"asset_key={literal(list(names.paths[key]))}"] if len(step.writes) > 1 else []
        parts += [f"value={values[key]}"] if key in values else []
        parts += [f"metadata={told}"] if metadata and key not in dict(step.results) else []
        results.append(f"dg.MaterializeResult({', '.join(parts)})")
    return results


def deps_of(step: Step, names: Names, taken: Collection[str]) -> list[str]:
    """What the step comes after, as source: keys, and which partitions of them where not simply the same."""
    mapped = {mapping.key: mapping_source(mapping) for mapping in step.mappings}
    keys = dict.fromkeys([*step.reads, *step.follows, *(key for key in mapped if key in step.writes)])
    found = []
    for key in keys:
        path = f"dg.AssetKey({literal(list(names.paths[key]))})"
        if key not in taken:
            found.append(f"dg.AssetDep({path}, partition_mapping={mapped[key]})" if key in mapped else path)
    return found


def taken_from(step: Step, key: str, names: Names) -> str:
    """The input that takes a value of an asset."""
    mapped = {mapping.key: mapping_source(mapping) for mapping in step.mappings}
    more = f", partition_mapping={mapped[key]}" if key in mapped else ""
    return f"dg.AssetIn(key={literal(list(names.paths[key]))}{more})"


def about_of(settings: Arguments) -> list[tuple[str, str]]:
    """What an asset says about itself: who owns it, where Dagster takes the owner for one, and what its task's
    documentation says."""
    found = []
    owner = argument(settings, "owner")
    if isinstance(owner, Known) and isinstance(owner.value, str) and OWNER.fullmatch(owner.value):
        found.append(("owners", literal([owner.value])))
    for name in ("doc_md", "doc"):
        said = argument(settings, name)
        if isinstance(said, Known) and isinstance(said.value, str) and said.value.strip():
            found.append(("description", literal(inspect.cleandoc(said.value))))
            break
    return found


def running_of(step: Step) -> list[tuple[str, str]]:
    """How a step is run: tried again, in a pool, before others, several partitions at once."""
    found = []
    pool, priority = argument(step.settings, "pool"), argument(step.settings, "priority_weight")
    if isinstance(pool, Known) and isinstance(pool.value, str) and pool.value != "default_pool":
        found.append(("pool", literal(re.sub(r"\s+", "_", pool.value.strip()))))
    if isinstance(priority, Known) and isinstance(priority.value, int) and priority.value != 1:
        found.append(("op_tags", literal({"dagster/priority": str(priority.value)})))
    if step.backfill is Backfill.ONCE:
        found.append(("backfill_policy", "dg.BackfillPolicy.single_run()"))
    retry = retry_source(step.settings)
    return [*found, ("retry_policy", retry)] if retry else found


def tags_of(settings: Arguments) -> dict[str, str]:
    """Dagster tags: the owner, and each of the DAG's tags as a key without value."""
    tags = {}
    owner = argument(settings, "owner")
    if isinstance(owner, Known) and isinstance(owner.value, str) and not OWNER.fullmatch(owner.value):
        tags["owner"] = tag_value(owner.value)
    given = argument(settings, "tags")
    for item in given.values if isinstance(given, Items) else ():
        if isinstance(item, Known) and isinstance(item.value, str):
            tags[identifier(item.value)] = ""
    return tags


def tag_value(text: str) -> str:
    """A tag's value as Dagster takes it: letters, digits, `_`, `-` and `.`, at most 63."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "_-.") else "_" for c in text)[:63]


def retry_source(settings: Arguments) -> str | None:
    """The expression that makes the retry policy; None when there are no retries."""
    retries = argument(settings, "retries")
    if not isinstance(retries, Known) or not isinstance(retries.value, int) or retries.value < 1:
        return None
    parts = [f"max_retries={retries.value}", f"delay={delay_seconds(settings)}"]
    backoff = argument(settings, "retry_exponential_backoff")
    if isinstance(backoff, Known) and backoff.value:
        parts.append("backoff=dg.Backoff.EXPONENTIAL")
    return f"dg.RetryPolicy({', '.join(parts)})"


def delay_seconds(settings: Arguments) -> int | float:
    """The retry delay in seconds; Airflow's default is five minutes."""
    delay = argument(settings, "retry_delay")
    if not isinstance(delay, Known):
        return 300
    seconds = (
        delay.value if isinstance(delay.value, int | float) else getattr(delay.value, "total_seconds", lambda: 300)()
    )
    return int(seconds) if seconds == int(seconds) else float(seconds)


def literal_set(parts: list[str]) -> str:
    """The source of a set, in a stable order."""
    return "{" + ", ".join(literal(part) for part in sorted(set(parts))) + "}"
