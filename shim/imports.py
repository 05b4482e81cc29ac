"""Lets DAG files of Airflow 1.10 and 2.x load unmodified: `compatible(...)` puts the tables of `versions.py` to work.

Modules that are gone are made when nobody else has them, so whatever is really installed wins. A module that is there
and lacks an old name is lent a `__getattr__`. All of it ends with the `with` block, except that modules and classes
a loaded file holds on to stay alive with it.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import sys
import types
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NoReturn

from shim.arguments import old_defaults, translated
from shim.missing import PROVIDERS
from shim.old_plugins import fill, names_of
from shim.versions import GATHERING, MODULES, REFUSED

PACKAGES = {name.rsplit(".", depth)[0] for name in MODULES for depth in range(1, name.count("."))}
# Packages of Airflow 3 that put modules of their own making beside them, past every finder.
ANSWERING = ("airflow.hooks", "airflow.operators", "airflow.sensors", "airflow.triggers", "airflow.utils")
# What may be there and lack a name.
LACKING = frozenset((*MODULES, *GATHERING))


@contextlib.contextmanager
def compatible(written_for: str) -> Iterator[None]:
    """While it lasts, old names import; for a file of 1.10 or 2.x its arguments, defaults and intervals hold too."""
    with warnings.catch_warnings(), contextlib.ExitStack() as stack:
        warnings.simplefilter("ignore")
        stack.enter_context(_old_modules())
        stack.enter_context(translated())
        if written_for != "3":
            stack.enter_context(old_defaults())
        yield


@contextlib.contextmanager
def _old_modules() -> Iterator[None]:
    for package in ANSWERING:
        importlib.import_module(package)
    lender, maker = _Lender(), _Maker()
    sys.meta_path.insert(0, lender)
    sys.meta_path.append(maker)
    try:
        for name in sorted(LACKING & set(sys.modules)):
            lender.lend(sys.modules[name])
        yield
    finally:
        sys.meta_path.remove(lender)
        sys.meta_path.remove(maker)
        lender.take_back()
        maker.forget()


class _Maker(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Asked last: makes a module for each old path; its names are looked up when they are asked for."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname in MODULES or fullname in PACKAGES or names_of(fullname) is not None:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType | None:
        return None

    def exec_module(self, module: types.ModuleType) -> None:
        name = module.__name__
        self.made.append(name)
        if name in MODULES or name in GATHERING:
            module.__dict__["__getattr__"] = lambda attribute: moved_to(name, attribute)
        fill(module)

    def forget(self) -> None:
        """Forgets the modules made, so that nothing else in the process sees them."""
        for name in self.made:
            module = sys.modules.pop(name, None)
            parent, _, last = name.rpartition(".")
            if module is not None and vars(sys.modules.get(parent, module)).get(last) is module:
                delattr(sys.modules[parent], last)


class _Lender(importlib.abc.MetaPathFinder):
    """Asked first, and leaves finding to the others: a module that lacks old names is lent them once it is there."""

    def __init__(self) -> None:
        self.lent: dict[str, tuple[types.ModuleType, Callable[[str], Any] | None]] = {}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname not in LACKING:
            return None
        others = (finder for finder in sys.meta_path if not isinstance(finder, _Lender | _Maker))
        found = (finder.find_spec(fullname, path, target) for finder in others)
        spec = next((spec for spec in found if spec is not None), None)
        if spec is not None and spec.loader is not None:
            spec.loader = _Lending(spec.loader, self)
        return spec

    def lend(self, module: types.ModuleType) -> None:
        """Has the module answer for old names it lacks."""
        own = vars(module).get("__getattr__")
        self.lent[module.__name__] = (module, own)

        def answered(attribute: str) -> Any:
            if own is not None:
                with contextlib.suppress(AttributeError, ImportError):
                    return own(attribute)
            return moved_to(module.__name__, attribute)

        module.__dict__["__getattr__"] = answered

    def take_back(self) -> None:
        """Leaves each module as it was."""
        for module, own in self.lent.values():
            if own is None:
                del module.__dict__["__getattr__"]
            else:
                module.__dict__["__getattr__"] = own


class _Lending(importlib.abc.Loader):
    """A module's own loader, after which names are lent."""

    def __init__(self, loader: Any, lender: _Lender) -> None:
        self._loader, self._lender = loader, lender

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType | None:
        made: types.ModuleType | None = self._loader.create_module(spec)
        return made

    def exec_module(self, module: types.ModuleType) -> None:
        # What outlives the `with` block names its real loader.
        module.__loader__ = self._loader
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        self._loader.exec_module(module)
        self._lender.lend(module)


def moved_to(module: str, attribute: str) -> Any:
    """What an old name is now. Raises AttributeError for one the tables do not have, ImportError where what it became
    cannot be imported or has no twin."""
    if f"{module}.{attribute}" in REFUSED:
        raise ImportError(REFUSED[f"{module}.{attribute}"])
    target = None if attribute.startswith("__") else _target(module, attribute)
    if target is None:
        _refuse(module, attribute)
    home, _, name = str(target).rpartition(".")
    try:
        return getattr(importlib.import_module(home), name)
    except AttributeError:
        _refuse(home, name)


def _refuse(module: str, attribute: str) -> NoReturn:
    """Raises ImportError for a provider that has not, or no longer has, the name; else AttributeError."""
    if module.startswith(PROVIDERS) and not attribute.startswith("__"):
        loader = getattr(sys.modules[module].__spec__, "loader", None)
        if isinstance(loader, _Maker):
            # Only the old name stands for it: the module itself is not here.
            raise ModuleNotFoundError(f"No module named {module!r}", name=module)
        raise ImportError(f"cannot import name {attribute!r} from {module!r}", name=module)
    raise AttributeError(f"module {module!r} has no attribute {attribute!r}")


def _target(module: str, attribute: str) -> str | None:
    table = MODULES.get(module, {})
    if attribute in table:
        return table[attribute]
    if "*" in table:
        return f"{table['*']}.{attribute}"
    if module in GATHERING:
        inside = (
            names[attribute]
            for path, names in MODULES.items()
            if path.rpartition(".")[0] == module and attribute in names
        )
        return next(inside, None)
    return None
