"""A native step as what its template needs: names, dependencies, the retry policy, the parameters' expressions."""

from __future__ import annotations

from dataclasses import dataclass

from migrator.model import Arguments, Items, Known, PartitionKind, Span, Sql, Step, argument
from migrator.targets.dagster.capabilities import RESOURCE_CLASSES
from migrator.targets.dagster.literals import literal
from migrator.targets.dagster.naming import Names, identifier

START = "start = context.partition_time_window.start.astimezone(timezone.utc)"
END = "end = context.partition_time_window.end.astimezone(timezone.utc)"


@dataclass(frozen=True, slots=True)
class NativeAsset:
    """What `dag.py.jinja` says about one native asset; strings that are source are ready to stand in it."""

    function: str
    key: list[str]
    deps: list[list[str]]
    task: str
    place: str
    because: str
    kinds: str
    tags: dict[str, str]
    retry: str | None
    resource: str
    resource_class: str
    sql: str
    window: list[str]
    parameters: list[tuple[str, str]]
    datetime_names: tuple[str, ...]
    row_count: str
    template: str = "asset.py.jinja"


def native_asset(step: Step, names: Names, span: Span) -> NativeAsset:
    """One step whose body is SQL; its function and its SQL file share a name. `span` is where its task stands."""
    body = next(body for body in step.bodies if isinstance(body, Sql))
    expressions = [(name, expression) for name, expression in body.parameters]
    sources = [(name, *python_of(expression)) for name, expression in expressions]
    window = [line for line in (START, END) if any(line in needs for _, _, needs in sources)]
    imported = {"timezone"} if window else set()
    imported |= {"timedelta"} if any("timedelta(" in source for _, source, _ in sources) else set()
    task = step.tasks[-1]
    function = names.functions[step.id]
    return NativeAsset(
        function=function,
        key=list(names.paths[step.writes[0]]),
        deps=[list(names.paths[key]) for key in (*step.reads, *step.follows)],
        task=task.task,
        place=f"{span.path}:{span.line}",
        because=step.because,
        kinds=literal_set([body.dialect, "sql"]),
        tags=tags_of(step.settings),
        retry=retry_source(step.settings),
        resource=names.resources[body.resource],
        resource_class=RESOURCE_CLASSES[body.dialect],
        sql=f"{function}.sql",
        window=window,
        parameters=[(name, source) for name, source, _ in sources],
        datetime_names=tuple(sorted(imported)),
        row_count="dagster/partition_row_count"
        if step.partitions.kind is not PartitionKind.NONE
        else "dagster/row_count",
    )


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


def tags_of(settings: Arguments) -> dict[str, str]:
    """Dagster tags: the owner, and each of the DAG's tags as a key without value."""
    tags = {}
    owner = argument(settings, "owner")
    if isinstance(owner, Known) and isinstance(owner.value, str):
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
