"""The generated Dagster project, loaded as it stands on disk."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import dagster as dg

from migrator.errors import MigratorError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


class NoProject(MigratorError):
    """A folder is not a Dagster project we can load."""

    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(f"no Dagster project in {str(folder)!r}: {why}")


def load_project(folder: str) -> dg.Definitions:
    """The definitions of a `dg` project. Raises NoProject when its definitions module cannot be told."""
    root = Path(folder).resolve()
    module = _module(root)
    for each in (root, root / "src"):
        if each.is_dir() and str(each) not in sys.path:
            sys.path.insert(0, str(each))
    _forget_another(module, root)
    return _definitions(importlib.import_module(module), root)


def _forget_another(module: str, root: Path) -> None:
    """Has a module of another project's that has the same name, loaded before in this process, be loaded anew."""
    package = module.partition(".")[0]
    found = getattr(sys.modules.get(module), "__file__", None)
    if found is not None and not Path(found).resolve().is_relative_to(root):
        for name in [each for each in sys.modules if each.partition(".")[0] == package]:
            del sys.modules[name]
    importlib.invalidate_caches()


def _module(root: Path) -> str:
    """The name of the module with the definitions: as pyproject.toml says, else by where `definitions.py` lies."""
    file = root / "pyproject.toml"
    tools: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8")).get("tool", {}) if file.is_file() else {}
    project = tools.get("dg", {}).get("project", {})
    if "code_location_target_module" in project:
        return str(project["code_location_target_module"])
    if "module_name" in tools.get("dagster", {}):
        return str(tools["dagster"]["module_name"])
    if "root_module" in project:
        return f"{project['root_module']}.definitions"
    found = sorted(each for base in (root / "src", root) for each in base.glob("*/definitions.py"))
    if (root / "definitions.py").is_file():
        return "definitions"
    if not found:
        raise NoProject(root, "no pyproject.toml that names a module, and no definitions.py")
    return f"{found[0].parent.name}.definitions"


def _definitions(module: Any, root: Path) -> dg.Definitions:
    found = [value for value in vars(module).values() if isinstance(value, dg.Definitions)]
    if not found:
        lazy = [value for value in vars(module).values() if type(value).__name__ == "LazyDefinitions"]
        found = [each.load() if hasattr(each, "load") else each() for each in lazy]
    if len(found) != 1:
        raise NoProject(root, f"{module.__name__} has {len(found)} Definitions, not one")
    return found[0]
