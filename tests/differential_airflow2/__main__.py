"""Run DAG files of Airflow 2 by its own `dag.test()`, by our protocol there, and by the shim on Airflow 3.3.

python -m differential_airflow2 [--dags 90] [--seed 0] [--write docs/accuracy.md]
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from pathlib import Path

from shim.environment import prepare

BEGIN, END = "<!-- differential airflow2: made by make differential -->", "<!-- differential airflow2: end -->"


def main() -> int:
    """0 when no run differs; 2 when the environment cannot be made, which is said."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dags", type=int, default=90)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--write", type=Path, help="put the table into this file, between its two markers")
    options, _ = parser.parse_known_args()
    prepare(tempfile.mkdtemp(prefix="runs-"))
    from . import environment
    from .run import Run
    from .table import show

    try:
        python = environment.python()
    except environment.NotHere as error:
        print(f"Airflow 2 is not compared: no environment with apache-airflow=={environment.VERSION} ({error})")
        return 2
    run = Run(python)
    try:
        run.fixtures()
        run.examples()
        run.random(range(options.seed, options.seed + options.dags))
    finally:
        run.close()
    print(show(run))
    print(run.kinds)
    for line in run.refused:
        print("refused", line)
    for title, found in (("by --python", run.different), ("on Airflow 3.3", run.on_3)):
        print(f"== {title}: {len(found)} different")
        for dag, lines in found.items():
            print(dag, *lines[:6], sep="\n    ")
    bad = run.different or run.on_3
    if options.write and not bad:
        file = options.write
        file.write_text(re.sub(f"(?s){BEGIN}.*{END}", lambda _: f"{BEGIN}\n{show(run)}\n{END}", file.read_text()))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
