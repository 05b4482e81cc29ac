"""Plans kept as files: with a generated project, and the last one of each target, which a new one is compared with."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from migrator.errors import MigratorError
from migrator.model import Plan
from migrator.model_json import WrongFormat, from_json, to_json
from migrator.writing import write_text

# With a generated project.
PLAN = ".migrate/plan.json"
# With the DAGs, by target; git is told not to keep them.
LAST = ".migrate/plans"


class NoPlan(MigratorError):
    """There is no plan to compare with."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"there is no plan in {str(path)!r} to compare with; `migrate plan` keeps one each time")


class BrokenPlan(MigratorError):
    """A plan that was kept is not what was written there."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{str(path)!r} is no plan, or one of another version; plan or generate again")


def text_of(plan: Plan) -> str:
    """The plan as it is kept, without the machine's folder in it: the same input gives the same bytes."""
    return json.dumps(to_json(replace(plan, root="")), indent=1, ensure_ascii=False) + "\n"


def kept_plan(path: Path) -> Plan:
    """The plan in a file, or with the project generated in a folder. Raises NoPlan or BrokenPlan."""
    file = path / PLAN if path.is_dir() else path
    try:
        return from_json(Plan, json.loads(file.read_text(encoding="utf-8")))
    except (FileNotFoundError, NotADirectoryError):
        raise NoPlan(file) from None
    except (WrongFormat, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BrokenPlan(file) from error


def plan_before(folder: Path) -> Plan | None:
    """The plan that the project in a folder was generated from, if it is one of this version."""
    try:
        return kept_plan(folder)
    except (NoPlan, BrokenPlan):
        return None


def last_plan(root: Path, target: str) -> Path:
    """Where the last plan for a target is kept."""
    return root / LAST / f"{target}.json"


def keep(plan: Plan, root: Path, target: str) -> None:
    """Keeps a plan as the last one. Raises OSError where nothing can be written."""
    path = last_plan(root, target)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_text(path.parent / ".gitignore", "*\n")
    write_text(path, text_of(plan))
