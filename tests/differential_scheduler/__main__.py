"""Run DAGs with pools, limits, several runs and assets under a standalone Airflow and with the shim; print what differs.

python -m differential_scheduler [--answers FILE] [--record] [--write docs/accuracy.md]
"""

from __future__ import annotations

import argparse
import json
import logging
import re
import signal
import sys
import tempfile
from pathlib import Path
from typing import Any

from shim.environment import prepare

from .asked import ALLOWED, RECORDED, by_hand, phase, with_needs
from .table import show

BEGIN, END = "<!-- differential scheduler: made by make differential -->", "<!-- differential scheduler: end -->"


# How often a DAG is asked of Airflow again in which Airflow itself took a task for killed that was not (`theirs.RACES`).
TIMES = 4


def main() -> int:
    """0 when no run differs, but for what is allowed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answers", type=Path, help="keep Airflow's answers here, and use those kept")
    parser.add_argument(
        "--record", action="store_true", help="keep Airflow's answers for CI, where none can be started"
    )
    parser.add_argument("--write", type=Path, help="put the table into this file, between its two markers")
    parser.add_argument("--dags", default="", metavar="A,B", help="only these")
    options, _ = parser.parse_known_args()
    # So that what was started is ended when we are told to end.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    prepare(tempfile.mkdtemp(prefix="scheduler-"))
    from . import ours

    chosen = [each for each in options.dags.split(",") if each]
    theirs = answers(options.answers, chosen)
    logging.disable(logging.CRITICAL)
    with ours.quietly():
        found = ours.ends(chosen or None)
    lines = {dag: ours.differences(theirs, found, dag) for dag in chosen or sorted(theirs["dags"])}
    again: set[str] = set()
    for _ in range(TIMES):
        raced = [dag for dag, differs in lines.items() if differs and was_raced(dag, theirs)]
        if not raced:
            break
        for dag in raced:
            print(f"# asked again, {dag}: {'; '.join(lines[dag])}")
        again.update(raced)
        more = asked(sorted(with_needs(raced, theirs["dags"])))
        for dag in raced:
            theirs = merged(theirs, more, dag)
            lines[dag] = ours.differences(theirs, found, dag)
    table = show(theirs, lines, sorted(again))
    print(table)
    for dag, differences in lines.items():
        for line in differences:
            print(f"{dag}: {line}")
    bad = {dag for dag, differences in lines.items() if differences} - set(ALLOWED)
    for log, error in sorted(theirs.get("errors", {}).items()):
        if any(f"dag_id={dag}/" in log for dag in bad):
            print(f"# Airflow's log {log}: {error[:600]}")
    if options.record and not bad:
        kept = {name: theirs[name] for name in ("dags", "refused", "notes")}
        RECORDED.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n")
    if options.write and not bad:
        file = options.write
        file.write_text(re.sub(f"(?s){BEGIN}.*{END}", lambda _: f"{BEGIN}\n{table}\n{END}", file.read_text()))
    return 1 if bad else 0


def answers(kept: Path | None, chosen: list[str]) -> dict[str, Any]:
    """What Airflow makes of the DAGs: asked, or as it was kept."""
    if kept is not None and kept.exists():
        return dict(json.loads(kept.read_text()))
    found = asked(chosen)
    if kept is not None:
        kept.write_text(json.dumps(found))
    return found


def was_raced(dag: str, theirs: dict[str, Any]) -> bool:
    """Whether Airflow took a task of a DAG, or of one that it looks at, for killed."""
    return bool(set(theirs["races"]) & with_needs([dag], theirs["dags"]))


def merged(first: dict[str, Any], second: dict[str, Any], dag: str) -> dict[str, Any]:
    """The first answers, with what the second say of one DAG."""

    def mine(name: str) -> bool:
        return name.startswith((f"{dag}.", f"{dag} "))

    refused = {name: code for name, code in first["refused"].items() if not mine(name)}
    refused |= {name: code for name, code in second["refused"].items() if mine(name)}
    notes = [line for line in first["notes"] if not mine(line)] + [line for line in second["notes"] if mine(line)]
    errors = {**first.get("errors", {}), **second.get("errors", {})}
    dags = {**first["dags"], dag: second["dags"][dag]}
    races = (set(first["races"]) - set(second["dags"])) | set(second["races"])
    return {"dags": dags, "refused": refused, "notes": sorted(notes), "errors": errors, "races": sorted(races)}


def asked(chosen: list[str]) -> dict[str, Any]:
    """What a standalone Airflow makes of these DAGs; of all, when none is named."""
    from . import ours, theirs

    dags = {name: each for name, each in ours.loaded().items() if not chosen or name in chosen}
    hand = {name: by_hand(name, each.dag.schedule is not None) for name, each in dags.items()}
    return theirs.ends(hand, {name: phase(name, each.dag) for name, each in dags.items()})


if __name__ == "__main__":
    sys.exit(main())
