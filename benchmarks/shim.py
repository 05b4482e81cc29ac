"""What running unmodified tasks costs, as ratios of CPU time measured side by side in one run.

    python benchmarks/shim.py [--rounds N] [--sizes 10,100,500] [--only PART ...] [--json FILE]

Each figure comes from fresh processes, the sides taking turns, and is the median of N rounds; a process first runs a
DAG of three tasks, so that neither imports nor first calls count, then makes or loads its DAG and runs it. Tasks are
`PythonOperator`s that return a number. What is compared, part by part:

- tasks: the shim, `dag.test()` on a migrated metadata database in SQLite, and plain Dagster assets that do nothing
  (`materialize`, in process, on Dagster's ephemeral instance): chains and fans;
- islands: an island whose tasks each write an asset, one in which all but the last only steer, and as many plain
  assets;
- linear: the shim's time for each task of a large DAG against that of a tenth of it, loading apart;
- memory: what one process grows by, within a large DAG and over many runs;
- startup: from the command to the first task, `migrate run` and `airflow dags test`.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()
# Python looks beside a script first, and would take this file for the package `shim`.
sys.path[:] = [path for path in sys.path if Path(path).resolve() != HERE.parent]
LOGICAL_DATE = datetime(2026, 1, 5, tzinfo=timezone.utc)
WARM_UP = 3
Side = tuple[str, str, int]
Found = dict[str, float]


def main() -> int:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sizes", type=numbers, default=(10, 100, 500), help="tasks of the DAGs beside dag.test()")
    parser.add_argument("--islands", type=numbers, default=(10, 50, 200), help="tasks of the islands")
    parser.add_argument("--large", type=int, default=5000, help="tasks of the largest DAGs")
    parser.add_argument("--runs", type=int, default=200, help="runs in one process")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--json", type=Path, help="write the figures here too")
    parser.add_argument("--measure", nargs=3, metavar=("KIND", "SHAPE", "SIZE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        kind, shape, size = options.measure
        print(json.dumps(MEASURES[kind](shape, int(size))))
        return 0
    figures: dict[str, Any] = {"load": os.getloadavg()[0], "processors": os.cpu_count()}
    print(f"{figures['processors']} processors, load {figures['load']:.1f}; milliseconds of CPU time")
    with tempfile.TemporaryDirectory() as place:
        bench = Bench(Path(place), options.rounds)
        for part in options.only:
            figures[part] = PARTS[part](bench, options)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n")
    return 0


def numbers(text: str) -> tuple[int, ...]:
    """`10,100` as numbers."""
    return tuple(int(each) for each in text.split(","))


class Bench:
    """Runs measurements in processes of their own, in a folder."""

    def __init__(self, place: Path, rounds: int) -> None:
        self.place, self.rounds = place, rounds
        self.paths = [str(HERE.parents[1]), *filter(None, sys.path)]

    def medians(self, sides: Iterable[Side], rounds: int | None = None) -> dict[Side, Found]:
        """The median of each figure of each side, the sides taking turns."""
        each_side, found = list(sides), dict[Side, list[Found]]()
        for _ in range(rounds or self.rounds):
            for side in each_side:
                found.setdefault(side, []).append(self.once(*side))
        return {side: {name: statistics.median(each[name] for each in all) for name in all[0]}
                for side, all in found.items()}  # fmt: skip

    def once(self, kind: str, shape: str, size: int) -> Found:
        """One measurement."""
        return dict(json.loads(self.run([str(HERE), "--measure", kind, shape, str(size)], kind)))

    def run(self, arguments: list[str], kind: str, **variables: str) -> str:
        """The last line that a Python process in a home of its own prints."""
        home = Path(tempfile.mkdtemp(dir=self.place))
        if kind == "dag.test":
            shutil.copytree(self.database(), home, dirs_exist_ok=True)
        outside = {name: text for name, text in os.environ.items() if not name.startswith(("AIRFLOW_", "DAGSTER_"))}
        environment = {
            **outside,
            "PYTHONPATH": os.pathsep.join(self.paths),
            "DAGSTER_DISABLE_TELEMETRY": "yes",
            "AIRFLOW_HOME": str(home),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__DAGS_FOLDER": str(home / "dags"),
            **variables,
        }
        command = [sys.executable, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=home, check=False)
        shutil.rmtree(home)
        if done.returncode:
            raise SystemExit(f"{' '.join(arguments)}: {done.stderr[-3000:]}")
        return done.stdout.splitlines()[-1] if done.stdout else ""

    def database(self) -> Path:
        """An Airflow home with a migrated metadata database, made once."""
        home = self.place / "migrated"
        if not home.exists():
            home.mkdir()
            self.run(["-c", MIGRATE], "migrate", AIRFLOW_HOME=str(home))
        return home


MIGRATE = "from airflow.utils.db import initdb; initdb()"


# ------------------------------------------------------------------------------------------------------------ the parts


def tasks(bench: Bench, options: argparse.Namespace) -> Any:
    """The shim beside `dag.test()` and plain assets."""
    kinds = ("shim", "dag.test", "assets")
    sides = [(kind, shape, size) for size in options.sizes for shape in ("chain", "fan") for kind in kinds]
    found = {side: each["seconds"] for side, each in bench.medians(sides).items()}
    rows = []
    for shape in ("chain", "fan"):
        costs = [(f"{shape} of {size}", {kind: found[kind, shape, size] / size for kind in kinds})
                 for size in options.sizes]  # fmt: skip
        for small, large in itertools.pairwise(options.sizes):
            more = {kind: (found[kind, shape, large] - found[kind, shape, small]) / (large - small) for kind in kinds}
            costs.append((f"{shape}, each task from {small} to {large}", more))
        rows += [[what, *(1000 * each[kind] for kind in kinds), *(each[kind] / each["shim"] for kind in kinds[1:])]
                 for what, each in costs]  # fmt: skip
    return table("for each task", [*kinds, "dag.test / shim", "asset / shim"], rows)


def islands(bench: Bench, options: argparse.Namespace) -> Any:
    """Islands in Dagster beside plain assets."""
    kinds = ("assets", "island", "steering")
    found = {
        side: each["seconds"]
        for side, each in bench.medians([(kind, "chain", n) for n in options.islands for kind in kinds]).items()
    }
    rows = []
    for size in options.islands:
        costs = [found[kind, "chain", size] for kind in kinds]
        rows.append(
            [f"chain of {size}", *(1000 * each / size for each in costs), *(each / costs[0] for each in costs[1:])]
        )
    return table("for each task, in Dagster", [*kinds, "island / assets", "steering / assets"], rows)


def linear(bench: Bench, options: argparse.Namespace) -> Any:
    """Large DAGs beside a tenth of them."""
    small, large = options.large // 10, options.large
    found = bench.medians([("shim", shape, size) for shape in SHAPES for size in (small, large)])
    rows = []
    for shape in SHAPES:
        runs, loads = (
            [(found["shim", shape, size][name]) * 1000 / size for size in (small, large)] for name in ("run", "load")
        )
        rows.append([shape, *runs, runs[1] / runs[0], *loads, loads[1] / loads[0]])
    columns = [f"run, {small}", f"run, {large}", "ratio", f"load, {small}", f"load, {large}", "ratio"]
    return table("for each task", columns, rows)


def memory(bench: Bench, options: argparse.Namespace) -> Any:
    """What a process grows by."""
    rows = []
    for kind, shape, size in (
        ("growth", "chain", options.large),
        ("growth", "fan", options.large),
        ("runs", "fan", options.runs),
    ):
        found = bench.once(kind, shape, size)
        what = f"{size} runs of {PER_RUN} tasks" if kind == "runs" else f"{shape} of {size}"
        rows.append([what, *found.values()])
    return table("megabytes", list(found), rows)


def startup(bench: Bench, options: argparse.Namespace) -> Any:
    """From the command to the first task."""
    kinds = ("migrate run", "airflow dags test")
    found = {side[0]: each for side, each in bench.medians([(kind, "first", 1) for kind in kinds]).items()}
    rows = [[clock, *(found[kind][clock] * 1000 for kind in kinds), found[kinds[1]][clock] / found[kinds[0]][clock]]
            for clock in ("processor", "wall")]  # fmt: skip
    return table("until the first task", [*kinds, "ratio"], rows)


PARTS: dict[str, Callable[[Bench, argparse.Namespace], Any]] = {
    "tasks": tasks,
    "islands": islands,
    "linear": linear,
    "memory": memory,
    "startup": startup,
}


def table(what: str, columns: list[str], rows: list[list[Any]]) -> list[dict[str, Any]]:
    """Prints rows of numbers; the same for JSON."""
    print(f"\n| {what} | {' | '.join(columns)} |\n| --- |{' ---: |' * len(columns)}")
    for name, *values in rows:
        print(f"| {name} | {' | '.join(f'{each:,.2f}' for each in values)} |", flush=True)
    return [{"what": name, "columns": columns, "values": values} for name, *values in rows]


# ------------------------------------------------------------------------------------------------------------- the DAGs

HEAD = """
from datetime import datetime

from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk import DAG

def work(number):
    return number

with DAG("{name}", schedule=None, start_date=datetime(2026, 1, 1), max_active_tasks=10_000) as dag:
    tasks = [PythonOperator(task_id=f"t{{n}}", python_callable=work, op_args=[n]) for n in range({size})]
"""
MAPPED = """
from datetime import datetime

from airflow.sdk import dag, task

@dag("{name}", schedule=None, start_date=datetime(2026, 1, 1), max_active_tasks=10_000)
def flow():
    @task
    def numbers():
        return list(range({size} - 2))

    @task(max_active_tis_per_dag=10_000)
    def work(number):
        return number

    @task
    def total(found):
        return sum(found)

    total(work.expand(number=numbers()))

flow()
"""
FIRST = """
import os
import time
from datetime import datetime

import psutil
from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk import DAG

def work():
    now, own = time.time(), psutil.Process()
    chain = [own]
    while chain[-1].pid != int(os.environ["MEASURED"]):
        chain.append(chain[-1].parent())
    seconds = sum(sum(each.cpu_times()[:4]) for each in chain)
    with open(os.environ["MEASURED_TO"], "w") as file:
        file.write(f"{{seconds}} {{now}}")

with DAG("{name}", schedule=None, start_date=datetime(2026, 1, 1)) as dag:
    PythonOperator(task_id="first", python_callable=work)
"""
# Layers of a layered DAG, and how many of the layer above each task follows.
LAYERS, ABOVE = 50, 10
SHAPES = {
    "chain": HEAD + "    for above, below in zip(tasks, tasks[1:]): above >> below\n",
    "fan": HEAD + "    tasks[0] >> tasks[1:-1] >> tasks[-1]\n",
    "layers": HEAD
    + f"    layers = [tasks[n::{LAYERS}] for n in range({LAYERS})]\n"
    + "    for above, below in zip(layers, layers[1:]):\n"
    + f"        for n, each in enumerate(below): [above[(n + k) % len(above)] for k in range({ABOVE})] >> each\n",
    "mapped": MAPPED,
}


def written(folder: Path, shape: str, size: int) -> tuple[str, str]:
    """The file, in the folder, and the id of a DAG."""
    name = f"{shape}_{size}"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.py").write_text((FIRST if shape == "first" else SHAPES[shape]).format(name=name, size=size))
    return f"{name}.py", name


# ------------------------------------------------------------------------------- one measurement, in its own process


def clock() -> float:
    """The processor time of this process and those it has waited for: other programs of the machine do not count."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def warm(measure: Callable[[str, int], Found]) -> Callable[[str, int], Found]:
    """The measurement after a first one of a small DAG."""

    def measured(shape: str, size: int) -> Found:
        measure(shape, WARM_UP)
        return measure(shape, size)

    return measured


def in_shim(shape: str, size: int) -> Found:
    """Loading and running a DAG with the shim, its store in a file."""
    from shim.load import load
    from shim.moment import by_hand
    from shim.schedule import Schedule
    from shim.store import Store

    file, name = written(Path("dags"), shape, size)
    store = Store(f"{name}.db")
    started = clock()
    loaded = load("dags", file)[name]
    ready = clock()
    state = Schedule(loaded, by_hand(LOGICAL_DATE), store).run()
    ended = clock()
    store.close()
    assert state.value == "success", state
    return {"seconds": ended - started, "load": ready - started, "run": ended - ready}


def in_dag_test(shape: str, size: int) -> Found:
    """The same with `dag.test()`."""
    from airflow.dag_processing.dagbag import DagBag

    shutil.rmtree("dags", ignore_errors=True)  # dag.test() reads the whole folder, each time
    file, name = written(Path("dags"), shape, size)
    started = clock()
    dag = DagBag(f"dags/{file}", safe_mode=False).dags[name]
    run = dag.test(logical_date=LOGICAL_DATE)
    ended = clock()
    assert str(run.state.value) == "success", run.state
    return {"seconds": ended - started}


def in_dagster(shape: str, size: int) -> Found:
    """As many plain assets, each after those above it, that return nothing: no value is stored."""
    import dagster as dg

    def plain(number: int) -> dg.AssetsDefinition:
        above = {"chain": [number - 1], "fan": range(1, size - 1) if number == size - 1 else [0]}[shape]

        @dg.asset(name=f"t{number}", deps=[f"t{each}" for each in above if number])
        def work() -> None:
            pass

        return work

    started = clock()
    assets = [plain(number) for number in range(size)]
    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize(assets, instance=instance)
    ended = clock()
    assert result.success
    return {"seconds": ended - started}


def in_island(shape: str, size: int, steering: bool = False) -> Found:
    """The tasks of a DAG as one island; `steering`: only the last one writes an asset."""
    import dagster as dg

    from shim.hosts.dagster import airflow_island

    file, name = written(Path("dags"), shape, size)
    os.environ["MIGRATE_STORE"] = f"{name}.db"
    assert shape == "chain"
    names = [f"t{number}" for number in range(size)]
    writing = names[-1:] if steering else names
    started = clock()
    island = airflow_island(
        file=file,
        dag_id=name,
        outputs={task: [[name, task]] for task in writing},
        deps={task: [[name, above]] for above, task in itertools.pairwise(writing)},
        root="dags",
        tasks=names,
    )
    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize([island], instance=instance)
    ended = clock()
    assert len(result.get_asset_materialization_events()) == len(writing)
    return {"seconds": ended - started}


def resident() -> float:
    """This process' memory in megabytes."""
    import psutil

    return float(psutil.Process().memory_info().rss) / 2**20


PER_RUN = 25


def growth(shape: str, size: int) -> Found:
    """Memory while one large DAG runs, after its first tenth."""
    from shim.load import load
    from shim.moment import by_hand
    from shim.schedule import Schedule
    from shim.store import Store

    in_shim(shape, WARM_UP)
    file, name = written(Path("dags"), shape, size)
    loaded, before = load("dags", file)[name], resident()
    seen: list[float] = []
    ended = 0

    def count(event: dict[str, Any]) -> None:
        nonlocal ended
        if event["event"] == "task":
            ended += 1
            if ended % (size // 10) == 0:
                seen.append(resident())

    store = Store("growth.db")
    Schedule(loaded, by_hand(LOGICAL_DATE), store, emit=count).run()
    return grown(before, seen, size * 9 / 10)


def runs(shape: str, number: int) -> Found:
    """Memory over many runs of one DAG, after the first tenth."""
    from datetime import timedelta

    from shim.load import load
    from shim.moment import by_hand
    from shim.schedule import Schedule
    from shim.store import Store

    file, name = written(Path("dags"), shape, PER_RUN)
    in_shim(shape, WARM_UP)
    before, seen, store = resident(), list[float](), Store("runs.db")
    for day in range(number):
        Schedule(load("dags", file)[name], by_hand(LOGICAL_DATE + timedelta(days=day)), store).run()
        if (day + 1) % max(1, number // 10) == 0:
            seen.append(resident())
    return grown(before, seen, number * PER_RUN * 9 / 10)


def grown(before: float, seen: list[float], tasks: float) -> Found:
    """The growth of a process."""
    return {
        "at the start": before,
        "after a tenth": seen[0],
        "after half": seen[len(seen) // 2 - 1],
        "at the end": seen[-1],
        "for each 1,000 tasks, after a tenth": (seen[-1] - seen[0]) / tasks * 1000,
    }


def first_task(command: list[str]) -> Callable[[str, int], Found]:
    """How long a command takes until its first task runs."""

    def measure(shape: str, size: int) -> Found:
        if "airflow" in command:
            subprocess.run([sys.executable, "-c", MIGRATE], check=True, capture_output=True)
        written(Path("dags"), shape, size)
        Path("dags", "migrate.toml").touch()
        told = Path("told").resolve()
        start = "import os, runpy, sys; os.environ['MEASURED'] = str(os.getpid()); sys.argv.pop(0); "
        start += "runpy.run_module(sys.argv[0], run_name='__main__', alter_sys=True)"
        before = time.time()
        subprocess.run(
            [sys.executable, "-c", start, *command],
            env={**os.environ, "MEASURED_TO": str(told)}, check=False, capture_output=True,
        )  # fmt: skip
        processor, at = map(float, told.read_text().split())
        return {"processor": processor, "wall": at - before}

    return measure


MEASURES: dict[str, Callable[[str, int], Found]] = {
    "shim": warm(in_shim),
    "dag.test": warm(in_dag_test),
    "assets": warm(in_dagster),
    "island": warm(in_island),
    "steering": warm(lambda shape, size: in_island(shape, size, steering=True)),
    "growth": growth,
    "runs": runs,
    "migrate run": first_task(["migrator", "run", "dags"]),
    "airflow dags test": first_task(["airflow", "dags", "test", "first_1", "2026-01-05"]),
}

if __name__ == "__main__":
    sys.exit(main())
