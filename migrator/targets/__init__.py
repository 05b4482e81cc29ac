"""Where a plan can be written to: one folder per target, found by its name."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from typing import Protocol, cast

from migrator.errors import UnknownTarget
from migrator.model import Capabilities, Plan


class Target(Protocol):
    """What a target's folder offers."""

    CAPABILITIES: Capabilities

    def render(self, plan: Plan, name: str) -> Mapping[str, str]:
        """The files to write, by path relative to the project's folder; `name` is the package's."""
        ...


def load_target(name: str) -> Target:
    """The target of that name. Raises UnknownTarget, which names those there are."""
    known = [module.name for module in pkgutil.iter_modules(__path__) if module.ispkg]
    if name not in known:
        raise UnknownTarget(name, known)
    return cast(Target, importlib.import_module(f"{__name__}.{name}"))
