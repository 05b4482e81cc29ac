"""Kill runs at random points and go on with them: python -m kills [--kills 50] [--seed 0]."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from shim.environment import prepare


def main() -> int:
    """0 when every run ended as an undisturbed one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    prepare(tempfile.mkdtemp(prefix="kills-"))
    from .campaign import campaign

    with tempfile.TemporaryDirectory() as folder:
        tally = campaign(options.kills, options.seed, Path(folder), lambda name: f"{folder}/{name}.store")
    print(f"seed {options.seed}: {tally.kills} kills, {tally.between} of them between two tasks; in flight were:")
    for task, number in sorted(tally.in_flight.items()):
        print(f"  {number:3} {task}")
    print("\n".join(tally.wrong) or "every run ended as an undisturbed one")
    return int(bool(tally.wrong))


if __name__ == "__main__":
    sys.exit(main())
