"""Run DAG files of Airflow 2 by its own `dag.test()`, by our protocol there, and by the shim on Airflow 3.3.

python -m differential_airflow2 [--dags 90] [--seed 0]
"""

from __future__ import annotations

import argparse
import sys
import tempfile

from shim.environment import prepare


def main() -> int:
    """0 when no run differs, or the environment cannot be made, which is said."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dags", type=int, default=90)
    parser.add_argument("--seed", type=int, default=0)
    options, _ = parser.parse_known_args()
    prepare(tempfile.mkdtemp(prefix="runs-"))
    from . import environment
    from .run import WHY, Run

    try:
        python = environment.python()
    except environment.NotHere as error:
        print(f"Airflow 2 is not compared: no environment with apache-airflow=={environment.VERSION} ({error})")
        return 0
    run = Run(python)
    try:
        run.examples()
        run.random(range(options.seed, options.seed + options.dags))
    finally:
        run.close()
    print(f"{run.compared} DAGs, {run.instances} task instances; refused {len(run.refused)}")
    print(run.kinds)
    for line in run.refused:
        print("refused", line)
    print(f"{len(run.same_but)} more differ on Airflow 3.3 only in that {WHY}")
    for name, found in (("protocol", run.different), ("on 3.3", run.on_3)):
        print(f"== {name}: {len(found)} different")
        for dag, lines in found.items():
            print(dag, *lines[:6], sep="\n    ")
    return 1 if run.different else 0


if __name__ == "__main__":
    sys.exit(main())
