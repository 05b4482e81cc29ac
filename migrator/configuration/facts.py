"""The facts about operators that a project adds to ours: `[[operators]]`, `[[hooks]]` and the files of `facts`."""

from __future__ import annotations

from pathlib import Path

from migrator.configuration.tables import BadConfiguration, tables
from migrator.operators import own
from migrator.operators.facts import Catalogue
from migrator.operators.rule import Hook, Rule

# What is known without a word from the project.
OURS = Catalogue()


def catalogue(path: Path, document: dict[str, object]) -> Catalogue:
    """Our facts, and before them the project's: its `[[operators]]` and `[[hooks]]`, and the files `facts` names."""
    found: list[Rule | Hook] = []
    for key in ("operators", "hooks"):
        for number, entry in enumerate(tables(path, document, key), 1):
            try:
                found.append(own.rule(entry) if key == "operators" else own.hook(entry))
            except own.BadFact as error:
                raise BadConfiguration(path, f"[[{key}]] number {number}: {error}") from error
    for file in _fact_files(path, document.get("facts", [])):
        try:
            found.extend(own.literals(file.read_text(encoding="utf-8")))
        except own.BadFact as error:
            raise BadConfiguration(file, f"{file.name}:{error.line or 1}: {error}") from error
        except (OSError, UnicodeDecodeError) as error:
            raise BadConfiguration(file, f"it cannot be read as text ({error})") from error
    names = [one.name for one in found]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise BadConfiguration(path, f"there are two facts about {twice}")
    rules = tuple(one for one in found if isinstance(one, Rule))
    hooks = tuple(one for one in found if isinstance(one, Hook))
    return Catalogue(rules, hooks) if found else OURS


def _fact_files(path: Path, patterns: object) -> list[Path]:
    if not isinstance(patterns, list) or not all(isinstance(pattern, str) for pattern in patterns):
        raise BadConfiguration(path, f'facts is {patterns!r}, not a list of files, as in facts = ["facts/*.py"]')
    files: dict[Path, None] = {}
    for pattern in patterns:
        if Path(pattern).is_absolute() or ".." in Path(pattern).parts:
            raise BadConfiguration(path, f"facts names {pattern!r}, which is not in the project")
        files_here = (file for file in path.parent.glob(pattern) if file.is_file())
        # A link may lead out of the project: what lies there is not the project's word.
        found = sorted(file for file in files_here if file.resolve().is_relative_to(path.parent.resolve()))
        if not found:
            raise BadConfiguration(path, f"facts names {pattern!r}, and there is no such file")
        files.update(dict.fromkeys(found))
    return list(files)
