"""Generate programs, read each twice, and print the first that differs, shrunk; then what was reached.

    python -m differential [--programs 2000] [--seed 0] [--keep FOLDER]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .run import Run, show


def main() -> int:
    """0 when no program differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="do not stop at a difference: keep each program that differs here")
    options = parser.parse_args()
    run = Run(options.programs, options.seed, options.keep)
    failed = run.failure()
    print(show(run))
    if failed:
        print(failed)
    return 1 if failed or run.different else 0


if __name__ == "__main__":
    sys.exit(main())
