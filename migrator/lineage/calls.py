"""What a few names mean when a template calls them: Airflow's, dbt's, and Jinja's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from migrator.lineage.symbols import Symbol, bounded, counted, is_unknown, text_of


class Evaluator(Protocol):
    """What these calls need of the evaluator: what a name is worth, and which side an unknown condition takes in this
    run."""

    def lookup(self, name: str) -> object:
        """The value of a name, or a symbol that spells it."""

    @property
    def decide(self) -> Callable[[str, str | None, object, int], bool]:
        """Takes the condition, what it compares if it is an equality, and the line."""


Special = Callable[[Evaluator, str, list[Any], dict[str, Any], int], object]


def _xcom(e: Evaluator, name: str, given: list[Any], named: dict[str, Any], line: int) -> object:
    task = given[0] if given else named["task_ids"]
    task = task[0] if isinstance(task, list | tuple) and len(task) == 1 else task
    key = named.get("key", given[2] if len(given) > 2 else "return_value")
    spelled = (one if isinstance(one, str) else text_of(one) for one in (task, key))
    name = f"xcom:{'.'.join(spelled)}"
    dag, own = named.get("dag_id", given[1] if len(given) > 1 else None), e.lookup("dag")
    is_own = dag in (None, "None") or (isinstance(own, dict) and own.get("dag_id") == dag)
    return e.lookup(name) if is_own else Symbol(name)


def _get(e: Evaluator, name: str, given: list[Any], named: dict[str, Any], line: int) -> object:
    """`dag_run.conf.get('x', 'y')`: the entry, and in a run of its own the default."""
    owner = name[: -len(".get")]
    entry = Symbol(f"{owner}.{given[0]}" if isinstance(given[0], str) else f"{owner}[{text_of(given[0])}]")
    others = [*given[1:2], *(named[key] for key in ("default", "default_var") if key in named)]
    if others and not e.decide(f"{entry.text} is defined", None, None, line):
        return others[0]
    return entry


def _var(e: Evaluator, name: str, given: list[Any], named: dict[str, Any], line: int) -> object:
    """dbt's `var('x', 'y')` and `env_var`: the value, and in a run of its own the default."""
    value = Symbol(f"{name}({text_of(given[0])})")
    others = [*given[1:2], *(named[key] for key in ("default",) if key in named)]
    return others[0] if others and not e.decide(f"{value.text} is defined", None, None, line) else value


def _ref(e: Evaluator, name: str, given: list[Any], named: dict[str, Any], line: int) -> object:
    given = given or [named[key] for key in ("package", "package_name", "model_name", "name") if key in named]
    return Symbol("ref:" + ".".join(item if isinstance(item, str) else text_of(item) for item in given), bare=True)


def _source(e: Evaluator, name: str, given: list[Any], named: dict[str, Any], line: int) -> object:
    return Symbol("source:" + ".".join(item if isinstance(item, str) else text_of(item) for item in given), bare=True)


def _nothing(e: Evaluator, name: str, given: list[Any], named: dict[str, Any], line: int) -> object:
    return ""


def _range(e: Evaluator, name: str, given: list[Any], named: dict[str, Any], line: int) -> object:
    return Symbol(f"range({','.join(map(text_of, given))})") if is_unknown(given) else counted(*given)


def _namespace(e: Evaluator, name: str, given: list[Any], named: dict[str, Any], line: int) -> object:
    return bounded({**(given[0] if given and isinstance(given[0], dict) else {}), **named})


SPECIAL: dict[str, Special] = {
    "xcom_pull": _xcom,
    "get": _get,
    "var": _var,
    "env_var": _var,
    "ref": _ref,
    "source": _source,
    "config": _nothing,
    "log": _nothing,
    "range": _range,
    "namespace": _namespace,
    "dict": _namespace,
}
