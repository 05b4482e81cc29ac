"""Run random DAGs, Airflow's examples and the fixtures twice, with `dag.test()` and with the shim; print what differs.

python -m differential_runs [--dags 340] [--seed 0] [--keep FOLDER] [--write docs/accuracy.md]
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from pathlib import Path

from shim.environment import prepare

BEGIN, END = "<!-- differential runs: made by make differential -->", "<!-- differential runs: end -->"


def main() -> int:
    """0 when no run differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dags", type=int, default=340)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="keep each DAG that differs here, made simpler")
    parser.add_argument("--answers", type=Path, help="keep Airflow's answers here, and use those kept")
    parser.add_argument("--write", type=Path, help="put the tables into this file, between its two markers")
    options = parser.parse_args()
    prepare(tempfile.mkdtemp(prefix="runs-"))
    from .programs import RULES, every_outcome, program
    from .run import Run
    from .tables import show

    run = Run(options.answers)
    run.decisions()
    run.shipped()
    run.random({f"rule_{rule}": every_outcome(rule) for rule in RULES}, options.keep)
    run.random(
        {f"random_{seed}": program(seed) for seed in range(options.seed, options.seed + options.dags)}, options.keep
    )
    print(show(run))
    for name, text in run.different.items():
        print(f"\n# ---- {name}\n{text}")
    if options.write and not run.different:
        file = options.write
        file.write_text(re.sub(f"(?s){BEGIN}.*{END}", lambda _: f"{BEGIN}\n{show(run)}\n{END}", file.read_text()))
    return 1 if run.different else 0


if __name__ == "__main__":
    sys.exit(main())
