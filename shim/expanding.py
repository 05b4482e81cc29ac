"""What a mapped task instance takes of the list it is mapped over: one item.

Airflow reads the whole list anew for each instance and makes all of its items, so that the instances of one task take
time by the square of their number. Here the list is parsed once, and each instance gets the item it asks for, made for
it alone.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from typing import Any

from airflow.sdk.bases.xcom import BaseXCom
from airflow.sdk.definitions._internal.expandinput import DictOfListsExpandInput, ListOfDictsExpandInput
from airflow.sdk.definitions.xcom_arg import PlainXComArg
from airflow.sdk.execution_time.xcom import XCom
from airflow.sdk.serde import deserialize

from shim.store import TaskKey
from shim.versions import OldTaskInstance

# Whether what is mapped over is being looked up: nobody but Airflow's expansion sees the list then.
_EXPANDING: ContextVar[bool] = ContextVar("_EXPANDING", default=False)


class Items(Sequence[Any]):
    """A list that a task pushed; its items are made when asked for."""

    def __init__(self, kept: list[Any]) -> None:
        self._kept = kept

    def __len__(self) -> int:
        return len(self._kept)

    def __getitem__(self, at: Any) -> Any:
        # `kept` is shared by all instances, and what an instance is given is its own.
        return deserialize(copy.deepcopy(self._kept[at]))


def install() -> None:
    """From now on Airflow expands in this way."""
    for kind in (DictOfListsExpandInput, ListOfDictsExpandInput):
        kind.resolve = _expanding(kind.resolve)
    PlainXComArg.resolve = _by_item(PlainXComArg.resolve)


def _expanding(resolve: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def resolved(given: Any, context: Any) -> Any:
        before = _EXPANDING.set(True)
        try:
            return resolve(given, context)
        finally:
            _EXPANDING.reset(before)

    return resolved


def _by_item(resolve: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def resolved(argument: Any, context: Any) -> Any:
        return (_items(argument, context["ti"]) if _EXPANDING.get() else None) or resolve(argument, context)

    return resolved


def _items(argument: Any, ti: Any) -> Items | None:
    """The list a plain task pushed; None for all else: a dictionary, nothing, or a backend of the user's own."""
    task = argument.operator
    plain = not task.is_mapped and task.get_closest_mapped_task_group() is None
    if not (plain and isinstance(ti, OldTaskInstance) and XCom.deserialize_value is BaseXCom.deserialize_value):
        return None
    kept = ti.store.pull_shared(TaskKey(ti.dag_id, ti.run_id, task.task_id), argument.key) if ti.store else None
    return Items(kept) if isinstance(kept, list) else None
