"""Why a DAG file does not load, in one sentence that says what to do: most often something is not installed."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

PROVIDERS = "airflow.providers."
# Folders of providers that hold several packages: airflow.providers.apache.hive is one.
SHARED = ("apache", "atlassian", "cncf", "common", "dbt", "microsoft")


def explained(error: BaseException) -> str:
    """The error in words; a failed import names the package to install, or the one that no longer has the name."""
    if isinstance(error, ModuleNotFoundError) and error.name:
        return _module(error.name)
    if isinstance(error, ImportError) and error.name and error.name.startswith(PROVIDERS):
        return _without(error.name, str(error).partition("name ")[2].partition("'")[2].partition("'")[0])
    if isinstance(error, ImportError):
        return str(error)
    return f"{type(error).__name__}: {error}"


def provider_of(module: str) -> str | None:
    """The package that brings a module: airflow.providers.apache.hive.x -> apache-airflow-providers-apache-hive"""
    if not module.startswith(PROVIDERS):
        return None
    parts = module.removeprefix(PROVIDERS).split(".")
    named = [*parts, "*"][:2] if parts[0] in SHARED else parts[:1]
    return "apache-airflow-providers-" + "-".join(named)


def _module(name: str) -> str:
    if name.startswith(PROVIDERS):
        return _without(name)
    if name.partition(".")[0] == "airflow":
        return f"Airflow {version('apache-airflow-core')} has no module {name}, and we know of none in its place"
    return f"it imports {name}, which is not installed here"


def _without(module: str, name: str = "") -> str:
    package = provider_of(module) or module
    try:
        found = version(package)
    except PackageNotFoundError:
        return f"it needs {package}, which is not installed here"
    return f"{package} {found} has no {f'{module}.{name}'.rstrip('.')}: an older one may have it"
