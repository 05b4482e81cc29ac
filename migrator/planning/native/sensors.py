"""Sensors: what waited for data that is made here depends on it, what waited for data from outside watches it.

A sensor on a task of another DAG, or on data that a task here writes, is folded away: what is below it follows that
data. A sensor on data from outside becomes a source that is watched, where nothing comes before it; in the middle of a
DAG it is a step that waits, as it did.
"""

from __future__ import annotations

import datetime

from migrator import identity
from migrator.model import Arguments, Becomes, Body, External, Function, Known, Mode, Output, Source, Task
from migrator.operators.rule import Kind
from migrator.planning.native.feeds import taken
from migrator.planning.native.offers import Case, Means, Offer
from migrator.planning.native.python import function, outputs
from migrator.planning.native.systems import external

# Other runs and other ends than the ones everybody means.
OTHER_RUNS = ("execution_delta", "execution_date_fn")
OTHER_ENDS = ("failed_states", "skipped_states", "allowed_states")
# https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/sensors.html: the defaults of every sensor
INTERVAL_S, TIMEOUT_S = 60.0, 604_800.0


def offer(case: Case, means: Means) -> Offer | str | None:
    """A sensor as a dependency, a source that is watched or a step that waits; None for any other task."""
    if case.kind is not Kind.SENSOR:
        return None
    if case.task.argument("soft_fail") == Known(True):
        return "it skips what is below it when it waited in vain (soft_fail)"
    if case.task.argument("external_dag_id") is not None:
        return on_task(case, means)
    return on_made(case, means) or on_outside(case, means)


def on_task(case: Case, means: Means) -> Offer | str:
    """A sensor on a task of another DAG as a dependency on what that task makes."""
    if not means.capabilities.waits:
        return f"{means.capabilities.target} waits for nothing between DAGs in this version"
    if not case.awaits:
        return "what it waits for is not in what was read"
    for name in (*OTHER_RUNS, *OTHER_ENDS):
        if case.task.argument(name) not in (None, Known(None)):
            return f"its {name} means another run, or another end of it, than the one of the same date"
    if because := case.hears_failures:
        return because
    names = ", ".join(dict.fromkeys(f"{ref.dag}.{ref.task}" for ref in case.awaits[:3]))
    return Offer(Becomes.FOLDED, f"what is below it depends on {names}{' ...' * (len(case.awaits) > 3)} instead")


def on_made(case: Case, means: Means) -> Offer | None:
    """A sensor on data that a task here writes as a dependency on it; None where nobody here does."""
    keys = keys_waited(case)
    makers = [case.makers.get(key) for key in keys]
    if not keys or not all(makers) or case.hears_failures or not means.capabilities.waits:
        return None
    names = ", ".join(dict.fromkeys(f"{ref.dag}.{ref.task}" for ref in makers if ref is not None))
    return Offer(Becomes.FOLDED, f"what is below it depends on what {names} writes instead", keys=keys)


def on_outside(case: Case, means: Means) -> Offer | str:
    """A sensor on what nobody here makes: a watched source where nothing is above it, else a step that waits."""
    body = body_of(case, means)
    if isinstance(body, str):
        return body
    takes = outputs(body.code) if isinstance(body, Function) else ()
    takes += taken_by(body.arguments) if isinstance(body, External) else ()
    step = Offer(Becomes.ASSET, "it waits as it did, as a step of the run", body, takes)
    keys = keys_waited(case) or (identity.result(case.dag.name, case.task.id).asset.key,)
    if takes or not means.capabilities.sources or case.hears_failures or len(keys) > 1:
        return step
    watched = Source(
        keys[0],
        identity_system(keys[0]),
        (case.dag.ref(case.task),),
        seconds(case.task, "poke_interval", INTERVAL_S),
        seconds(case.task, "timeout", TIMEOUT_S),
        f"{case.task.operator} {case.task.id} waited for it, and nothing here makes it",
        body if isinstance(body, External) or not keys_waited(case) else None,
    )
    because = "a source from outside is watched instead; what is below it starts when it is there"
    return Offer(Becomes.AUTOMATION, because, keys=keys, source=watched, first=True, otherwise=step)


def body_of(case: Case, means: Means) -> Body | str:
    """What tells whether the wait is over."""
    name = case.name
    if case.task.operator.startswith("@") or name == "PythonSensor":
        return function(case, means)
    if name == "BashSensor":
        return "its command's exit code says whether to wait on, and a step's says whether it failed"
    found = external(case, means)
    if isinstance(found, str):
        return found
    return found.body or "nothing says what tells that it is over"


def keys_waited(case: Case) -> tuple[str, ...]:
    """The keys of the data it waits for, each once; none where a part of a name is unknown."""
    waits = [access for access in case.accesses if access.mode is Mode.WAIT]
    return () if any(each.unknown_parts for each in waits) else tuple(dict.fromkeys(each.asset for each in waits))


def taken_by(arguments: Arguments) -> tuple[Output, ...]:
    """The outputs of tasks in these arguments."""
    return tuple(one for _, value in arguments for one in taken(value))


def identity_system(key: str) -> str:
    """The system in a key."""
    return key.partition(":")[0]


def seconds(task: Task, name: str, default: float) -> float:
    """A length of time that an argument gives."""
    match task.argument(name):
        case Known(value=datetime.timedelta() as length):
            return length.total_seconds()
        case Known(value=int() | float() as number) if not isinstance(number, bool):
            return float(number)
    return default
