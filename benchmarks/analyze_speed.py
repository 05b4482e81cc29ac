"""What inferring data and the audit add to reading, on real projects.

`python benchmarks/analyze_speed.py FOLDER`; each sub-folder of FOLDER is a project. Prints the seconds of each stage,
in one process without cache, and the whole beside reading alone.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from migrator.audit.audit import audit
from migrator.configuration import load_configuration
from migrator.lineage.infer import infer
from migrator.reading import read


def main(folder: Path) -> int:
    """Analyses each project; 1 when the whole takes more than one and a half times reading."""
    seconds = {"reading": 0.0, "inferring": 0.0, "audit": 0.0}
    for project_folder in sorted(path for path in folder.iterdir() if path.is_dir()):
        began = time.perf_counter()
        project = read([project_folder], jobs=1)
        seconds["reading"] += time.perf_counter() - began
        configuration = load_configuration(Path(project.root))
        began = time.perf_counter()
        project = infer(project, configuration)
        seconds["inferring"] += time.perf_counter() - began
        began = time.perf_counter()
        audit(project, configuration)
        seconds["audit"] += time.perf_counter() - began
    for stage, taken in seconds.items():
        print(f"{stage:10} {taken:8.1f} s")
    ratio = sum(seconds.values()) / seconds["reading"]
    print(f"the whole is {ratio:.2f} times reading alone")
    return int(ratio > 1.5)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
