"""Asks real dbt what its selections choose and where its tables are, and holds it against `expected.json`.

    PYTHONPATH=tests PYTHON_WITH_DBT -m dbt_selections [--write]

exits 1 where dbt says otherwise than the file; with --write it writes the file. dbt-core and dbt-duckdb (the extra
`dbt`) must be installed for that Python. The suite holds our own reading against the file, without dbt.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

from dbt.cli.main import dbtRunner

from dbt_selections.projects import PROJECTS, written

EXPECTED = Path(__file__).with_name("expected.json")
QUIET = ["--log-level", "none", "--no-send-anonymous-usage-stats", "--no-use-colors", "--quiet"]
# The digest of a generic test's arguments at the end of its id says nothing that its name does not.
HASHED = 4


def asked(name: str, selections: list[str]) -> dict[str, object]:
    """What dbt lists for each selection, and the relation of each node."""
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(written(name, Path(folder)))
        parsed = dbtRunner().invoke(["parse", *QUIET])
        if not parsed.success:
            raise SystemExit(str(parsed.exception))
        manifest = parsed.result
        runner = dbtRunner(manifest=manifest)
        listed = {}
        for selection in selections:
            words = selection.split()
            select = [] if not words or words[0].startswith("--") else ["--select"]
            done = runner.invoke(["ls", "--output", "json", "--output-keys", "unique_id", *select, *words, *QUIET])
            if done.exception is not None:
                raise SystemExit(f"{selection}: {done.exception}")
            lines = [json.loads(line)["unique_id"] for line in done.result or [] if line.startswith("{")]
            listed[selection] = sorted(plain(one) for one in lines)
        relations = {
            one.unique_id: [one.database, one.schema, getattr(one, "identifier", None) or one.alias]
            for one in (*manifest.nodes.values(), *manifest.sources.values())
            if one.resource_type in ("model", "seed", "snapshot", "source")
        }
    return {"listed": listed, "relations": dict(sorted(relations.items()))}


def plain(unique_id: str) -> str:
    """An id without the digest at the end of a generic test's."""
    parts = unique_id.split(".")
    return ".".join(parts[:-1]) if parts[0] == "test" and len(parts) == HASHED else unique_id


def main() -> int:
    """1 where dbt says otherwise than the file."""
    said = {name: asked(name, selections) for name, (_, selections) in PROJECTS.items()}
    text = json.dumps(said, indent=1) + "\n"
    if "--write" in sys.argv:
        EXPECTED.write_text(text)
    same = EXPECTED.read_text() == text
    count = sum(len(held) for _, held in PROJECTS.values())
    print(f"{count} selections: {'as expected' if same else 'dbt says otherwise'}")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
