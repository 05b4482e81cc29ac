"""The arrows of the house: who may import whom, read from the source and held transitively."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ORCHESTRATORS = ("airflow", "dagster", "prefect")
# What runs code by its path or name.
RUNNERS = ("runpy", "imp")
SHIM_MAY_TAKE = {
    f"migrator.{name}"
    for name in ("model", "model_json", "identity", "semantics", "limits", "airflow_versions", "proof", "elsewhere")
}
# What each of those is made of; nothing else of ours comes along.
GROUND = SHIM_MAY_TAKE | {"migrator", "migrator.errors", "migrator.secrets"}
DYNAMIC = {"import_module", "__import__", "find_spec", "exec", "eval"}


def files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(tree: ast.AST, module: str, *, is_package: bool) -> set[str]:
    """Every module a source names in an import, at any depth, relative ones resolved; and what is imported from it."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                around = module.split(".")[: len(module.split(".")) - node.level + is_package]
                base = ".".join([*around, *filter(None, [node.module])])
            found |= {base} | {f"{base}.{alias.name}" for alias in node.names}
    return found


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def dynamic_imports(tree: ast.AST) -> list[tuple[str, str | None]]:
    """Calls that import by a text: (the function, the text if it is literal, the beginning of an f-string)."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) in DYNAMIC:
            if isinstance(node.func, ast.Attribute) and called(node) in ("exec", "eval"):
                continue
            first = node.args[0] if node.args else None
            if isinstance(first, ast.JoinedStr) and first.values:
                first = first.values[0]
            if isinstance(first, ast.FormattedValue) and isinstance(first.value, ast.Name):
                found.append((called(node), f"{{{first.value.id}}}"))
                continue
            text = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None
            found.append((called(node), text))
    return found


def forbidden_in(source: str, module: str = "migrator.x", *, is_package: bool = False) -> list[str]:
    """What a file of `migrator` may not do: import an orchestrator or the shim, by statement or by text."""
    tree = ast.parse(source)
    bad = [
        name
        for name in imports(tree, module, is_package=is_package)
        if name.split(".")[0] in (*ORCHESTRATORS, *RUNNERS, "shim")
    ]
    for function, text in dynamic_imports(tree):
        if text is None or not text.startswith(("migrator", "{__name__}")):
            bad.append(f"{function}({text!r})")
    return sorted(bad)


def graph() -> dict[str, set[str]]:
    """Each module of ours and the modules of ours it imports."""
    modules = {module_of(path): path for path in files("migrator", "shim")}
    edges = {}
    for name, path in modules.items():
        found = imports(ast.parse(path.read_text()), name, is_package=path.name == "__init__.py") & set(modules)
        # `from package import module` is about the module.
        packages = {module.rpartition(".")[0] for module in found}
        edges[name] = {module for module in found if module not in packages or module == "migrator.model"}
    return edges


def reached(start: str, edges: dict[str, set[str]]) -> set[str]:
    seen, pending = set(), [start]
    while pending:
        module = pending.pop()
        if module not in seen:
            seen.add(module)
            pending += edges.get(module, ())
    return seen


@pytest.mark.parametrize("path", files("migrator"), ids=module_of)
def test_migrator_needs_no_orchestrator_and_no_shim(path):
    found = forbidden_in(path.read_text(), module_of(path), is_package=path.name == "__init__.py")
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "import airflow",
        "from airflow.sdk import DAG",
        "def f():\n    import dagster as dg",
        "import importlib\nimportlib.import_module('airflow')",
        "from importlib import import_module\nimport_module(name)",
        "__import__('prefect')",
        "exec('import airflow')",
        "import runpy",
        "from shim.load import load_dag",
        "from ..shim import load",
    ],
)
def test_the_arrow_test_sees_a_forbidden_import(source):
    assert forbidden_in(source, "migrator.cli")


def test_an_indirect_import_is_seen():
    edges = {"migrator.cli": {"migrator.a"}, "migrator.a": {"migrator.b"}, "migrator.b": {"shim.load"}}
    assert "shim.load" in reached("migrator.cli", edges)


def test_nothing_that_migrator_reaches_is_the_shim():
    edges = graph()
    reach = {module: reached(module, edges) for module in edges if module.split(".")[0] == "migrator"}
    assert {
        m: sorted(r for r in found if r.startswith("shim"))
        for m, found in reach.items()
        if any("shim" in r.split(".")[0] for r in found)
    } == {}


def in_model(module: str) -> bool:
    return module == "migrator.model" or module.startswith("migrator.model.")


def test_the_model_imports_nothing_of_ours():
    edges = graph()
    assert {
        found for module in edges if in_model(module) for found in reached(module, edges) if not in_model(found)
    } == set()


def test_the_package_itself_imports_nothing():
    assert graph()["migrator"] == set()


def test_the_shim_takes_only_the_ground_of_migrator():
    edges = graph()
    direct = {
        found
        for module, used in edges.items()
        if module.startswith("shim")
        for found in used
        if found.startswith("migrator")
    }
    assert {
        d
        for d in direct
        if not any(d == allowed or d.startswith(f"{allowed}.") for allowed in SHIM_MAY_TAKE | {"migrator"})
    } == set()
    indirect = {found for start in direct for found in reached(start, edges)}
    assert {d for d in indirect if not any(d == g or d.startswith(f"{g}.") for g in GROUND)} == set()


OWNERS = {
    "sqlglot": ("migrator.lineage.sql",),
    "libcst": ("migrator.reading", "migrator.moving"),
    "rich": ("migrator.report.terminal", "migrator.report.progress"),
}


@pytest.mark.parametrize("library", OWNERS)
def test_a_library_is_used_in_its_own_place_only(library):
    users = {
        module_of(path)
        for path in files("migrator")
        if any(
            name.split(".")[0] == library
            for name in imports(ast.parse(path.read_text()), module_of(path), is_package=False)
        )
    }
    assert {u for u in users if not any(u == o or u.startswith(f"{o}.") for o in OWNERS[library])} == set()


def test_a_provider_file_knows_only_the_rule_language():
    edges = graph()
    machinery = {"migrator.operators", "migrator.operators.rule", "migrator.operators.facts"}
    for module, used in edges.items():
        if module.startswith("migrator.operators.") and module not in machinery:
            assert used <= {"migrator.operators", "migrator.operators.rule"}, module


def test_a_target_knows_only_the_model_and_moving():
    edges = graph()
    for module, used in edges.items():
        if module.startswith("migrator.targets."):
            other = {
                u
                for u in used
                if not u.startswith("migrator.targets") and u not in ("migrator.model", "migrator.moving")
            }
            assert other <= {"migrator"}, module


def test_the_floors_have_no_arrow_that_runs_back_up():
    floors = ["reading", "lineage", "audit", "planning", "targets"]
    for module, used in graph().items():
        here = module.split(".")[1] if module.startswith("migrator.") else ""
        if here in floors:
            above = floors[floors.index(here) + 1 :]
            assert [u for u in used if u.split(".")[1:2] and u.split(".")[1] in above] == [], module


def test_no_circle_of_imports_between_files():
    edges = graph()
    circles = [
        module
        for module in edges
        if any(
            module in reached(other, edges)
            for other in edges[module]
            if other != module and not module.startswith(f"{other}.")
        )
    ]
    assert [module for module in circles if not module.endswith("__init__")] == []


def test_analyze_runs_where_no_orchestrator_is_installed(tmp_path):
    """In an environment with the core dependencies alone: the orchestrators cannot be imported there."""
    (tmp_path / "dag.py").write_text(
        "from airflow import DAG\nfrom airflow.operators.bash import BashOperator\n"
        "with DAG('d') as dag:\n    BashOperator(task_id='t', bash_command='true')\n"
    )
    blocked = tmp_path / "blocked"
    blocked.mkdir()
    for name in ORCHESTRATORS:
        (blocked / f"{name}.py").write_text(f"raise ImportError('{name} is not installed here')\n")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(blocked), str(ROOT)])}
    command = [sys.executable, "-m", "migrator", "analyze", str(tmp_path / "dag.py"), "--format", "json"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert '"task_id": "t"' in done.stdout
