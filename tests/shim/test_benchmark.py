"""`benchmarks/shim.py` runs: its measurements, with DAGs too small to say anything."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "shim.py"


@pytest.fixture
def benchmark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The script as a module, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setenv("MIGRATE_STORE", str(tmp_path / "island.db"))
    spec = importlib.util.spec_from_file_location("shim_benchmark", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("shape", ["chain", "fan", "mapped"])
def test_each_shape_of_dag_runs_in_the_shim(shape: str, benchmark: Any) -> None:
    found = benchmark.in_shim(shape, 4)
    assert found["seconds"] >= found["run"] > 0


def test_layers_follow_each_other(benchmark: Any) -> None:
    from shim.load import load

    file, name = benchmark.written(Path("dags"), "layers", 500)
    dag = load("dags", file)[name].dag
    above = [len(dag.get_task(f"t{number}").upstream_task_ids) for number in range(500)]
    assert sorted(set(above)) == [0, 10] and above.count(0) == 10


@pytest.mark.parametrize("kind", ["assets", "island", "steering"])
def test_islands_and_plain_assets_are_materialized(kind: str, benchmark: Any) -> None:
    assert benchmark.MEASURES[kind]("chain", 4)["seconds"] > 0


def test_memory_is_told_along_the_way(benchmark: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(benchmark, "PER_RUN", 3)
    for found in (benchmark.growth("chain", 10), benchmark.runs("fan", 10)):
        assert found["at the start"] > 0 and "for each 1,000 tasks, after a tenth" in found
