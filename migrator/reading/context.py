"""What a task's code receives from Airflow when it runs: the context, by name or as a whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from migrator.model import Output, Template
from migrator.reading.frames import Frame
from migrator.reading.text import as_name
from migrator.reading.values import Given, Made, Native, Object, describe, hole, short, unwrap

TEXTS = frozenset("ds ds_nodash ts ts_nodash ts_nodash_with_tz yesterday_ds tomorrow_ds prev_ds next_ds run_id".split())
NAMES = TEXTS | frozenset(
    "data_interval_start data_interval_end logical_date execution_date params var conn ti task_instance dag dag_run "
    "task macros conf test_mode inlets outlets inlet_events outlet_events triggering_asset_events "
    "prev_start_date_success prev_data_interval_start_success prev_data_interval_end_success templates_dict "
    "next_execution_date prev_execution_date task_instance_key_str expanded_ti_count map_index_template".split()
)
# The class whose methods hand values from task to task; what a task's function returns is pushed by it, too.
INSTANCE = "airflow.models.TaskInstance"
# A list of more tasks than this is not followed.
MOST = 100
BECAUSE = "Airflow gives it when the task runs"


@dataclass(slots=True, eq=False, repr=False)
class Context(Object):
    """The whole context: `**context`, `get_current_context()`; `more` are the task's own op_kwargs."""

    more: dict[str, Any] = field(default_factory=dict)

    def describe(self) -> str:
        return "context"

    def item(self, key: Any, frame: Frame) -> Any:
        name = as_name(key)
        if name is None:
            return Object.item(self, key, frame)
        return self.more[name] if name in self.more else named(name)

    def attribute(self, name: str, frame: Frame) -> Any:
        if name in ("get", "pop"):
            return Native(name, lambda given, frame: self.item(given.positional[0], frame))
        return Object.attribute(self, name, frame)


@dataclass(slots=True, eq=False, repr=False)
class Part(Object):
    """Something of the context that has parts of its own: `params`, `dag_run.conf`, `ti`."""

    path: str

    def describe(self) -> str:
        return self.path

    def attribute(self, name: str, frame: Frame) -> Any:
        if name == "add" and self.path.startswith("outlet_events."):
            return Native(name, added)
        if name in ("xcom_pull", "xcom_push"):
            return Native(name, pull if name == "xcom_pull" else push)
        if name == "get" and self.path != "ti":
            return Native(name, lambda given, frame: self.item(given.positional[0], frame))
        return Part(short(f"{self.path}.{name}"))

    def item(self, key: Any, frame: Frame) -> Any:
        return Part(short(f"{self.path}.{as_name(key) or describe(key)}"))

    def invoke(self, arguments: Given, frame: Frame) -> Any:
        if self.path.endswith((".strftime", ".format", ".isoformat")) and arguments.positional:
            return hole(f"{self.path}({describe(arguments.positional[0])})", BECAUSE)
        return Part(short(f"{self.path}()"))

    def truth(self) -> bool | None:
        return None


def pull(given: Given, frame: Frame) -> Any:
    """`ti.xcom_pull(task_ids=..., key=...)`: the output of the task named, or of each in a list."""
    frame.machine.record(f"{INSTANCE}.xcom_pull", Part("ti"), given, frame)
    tasks, _ = unwrap(given.take("task_ids", 0))
    key = as_name(given.take("key", 2, "return_value")) or "return_value"
    other, _ = unwrap(given.take("dag_id", 1))
    if isinstance(tasks, (list, tuple)) and len(tasks) <= MOST and all(as_name(one) is not None for one in tasks):
        pulled = [Pulled(as_name(one) or "", key) for one in tasks]
        return pulled if other is None else Made(f"{INSTANCE}.xcom_pull", given, Part("ti"))
    task = as_name(tasks)
    if task is None or other is not None:
        return Made(f"{INSTANCE}.xcom_pull", given, Part("ti"))
    return Pulled(task, key)


def added(given: Given, frame: Frame) -> None:
    """`outlet_events[alias].add(asset)`."""
    frame.machine.record("airflow.sdk.outlet_events.add", None, given, frame)


def push(given: Given, frame: Frame) -> None:
    """`ti.xcom_push(key, value)`."""
    frame.machine.record(f"{INSTANCE}.xcom_push", Part("ti"), given, frame)


@dataclass(slots=True, eq=False, repr=False)
class Pulled(Object):
    """What another task returned or pushed, while a task's code runs; `path` is a part of it."""

    task: str
    key: str = "return_value"

    def describe(self) -> str:
        return f"{self.task}.{self.key}" if self.key != "return_value" else self.task

    @property
    def text(self) -> Template:
        """How a string holds it: as a hole named after the XCom."""
        return hole(f"xcom:{self.task}.{self.key}", "another task hands it on when it runs")

    def output(self) -> Output:
        """As the model holds it."""
        return Output(self.task, self.key)

    def item(self, key: Any, frame: Frame) -> Any:
        known = as_name(key)
        return Pulled(self.task, known) if known is not None and self.key == "return_value" else self

    def attribute(self, name: str, frame: Frame) -> Any:
        return Made(f"xcom.{name}", Given(), self, called=False)

    def truth(self) -> bool | None:
        return None


def named(name: str) -> Any:
    """One entry of the context."""
    if name in TEXTS:
        return hole(name, BECAUSE)
    return Part("ti" if name == "task_instance" else name)


def current(name: str, given: Given, frame: Frame) -> Context:
    """`get_current_context()`."""
    return Context()
