"""What plugins of 1.10 brought, by their names, until 2.0: `from airflow.operators.my_plugin import X`."""

from __future__ import annotations

from types import ModuleType
from typing import Any

# Package -> the attribute of a plugin whose classes it had.
KINDS = {
    "airflow.operators": "operators",
    "airflow.sensors": "sensors",
    "airflow.hooks": "hooks",
    "airflow.executors": "executors",
    "airflow.macros": "macros",
}


def names_of(module: str) -> dict[str, Any] | None:
    """What a plugin puts into a module named after it, by name; None when no plugin does."""
    package, _, plugin = module.rpartition(".")
    if package not in KINDS:
        return None
    found = [each for each in _plugins() if each.name == plugin]
    brought = [one for each in found for one in getattr(each, KINDS[package], None) or ()]
    return {one.__name__: one for one in brought} or None


def fill(module: ModuleType) -> None:
    """Puts into a module what plugins bring to it."""
    vars(module).update(names_of(module.__name__) or {})


def load_plugins() -> None:
    """Has Airflow load the plugins now, while old names import: it does so once, and keeps which failed."""
    _plugins()


_AT_WORK: list[bool] = []


def _plugins() -> list[Any]:
    if _AT_WORK:  # a plugin asks for another, or for itself
        return []
    from airflow.sdk.plugins_manager import _get_plugins

    _AT_WORK.append(True)
    try:
        plugins: list[Any] = _get_plugins()[0]
    finally:
        _AT_WORK.clear()
    return plugins
