"""Compare the data intervals of random schedules with real Airflow's and real Dagster's; print what differs.

python -m differential_intervals [--cases 500] [--seed 0]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from shim.environment import prepare


def main() -> int:
    """0 when nothing differs but what is said to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    prepare(tempfile.mkdtemp(prefix="intervals-"))
    from .cases import case
    from .run import Run, compare

    run = Run()
    with tempfile.TemporaryDirectory() as folder:
        compare([case(seed) for seed in range(options.seed, options.seed + options.cases)], Path(folder), run)
    print(
        f"{run.compared} schedules, {run.intervals} intervals, {run.values} texts: {len(run.different)} differ; "
        f"{run.undivided} are no cron, and of {run.apart} it is said where the clocks change"
    )
    for name, lines in run.different.items():
        print(name, *lines, sep="\n    ")
    return 1 if run.different else 0


if __name__ == "__main__":
    sys.exit(main())
