"""Generate programs, read each twice, and print the first that differs, shrunk; then what was reached.

python -m differential [--programs 2000] [--seed 0] [--keep FOLDER] [--write docs/accuracy.md]
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from .run import Run, show

BEGIN, END = "<!-- differential: made by make differential -->", "<!-- differential: end -->"


def main() -> int:
    """0 when no program differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="do not stop at a difference: keep each program that differs here")
    parser.add_argument("--write", type=Path, help="put the table into this file, between its two markers")
    options = parser.parse_args()
    run = Run(options.programs, options.seed, options.keep)
    failed = run.failure()
    print(show(run))
    if failed:
        print(failed)
    elif options.write:
        write(options.write, show(run))
    return 1 if failed or run.different else 0


def write(file: Path, table: str) -> None:
    """Replace what stands between the markers of a file."""
    text = file.read_text()
    file.write_text(re.sub(f"(?s){BEGIN}.*{END}", lambda _: f"{BEGIN}\n{table}\n{END}", text))


if __name__ == "__main__":
    sys.exit(main())
