"""A selection as dbt's command line words it: `--select`, `--exclude`, `--selector`; and what each command takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from migrator.dbt.methods import NotFollowed
from migrator.dbt.nodes import DbtProject, Files
from migrator.dbt.selectors import INDIRECT, named, selected

# Option -> the field it fills; those that take several words, and those that take one.
MANY = {
    "--select": "select",
    "-s": "select",
    "--models": "select",
    "--model": "select",
    "-m": "select",
    "--exclude": "exclude",
    "--resource-type": "types",
    "--resource-types": "types",
    "--exclude-resource-type": "other_types",
    "--exclude-resource-types": "other_types",
}
ONE = {
    "--selector": "selector",
    "--project-dir": "project_dir",
    "--profiles-dir": "profiles_dir",
    "--profile": "profile",
    "--target": "target",
    "-t": "target",
    "--indirect-selection": "indirect",
}
# Other options that take a word, which is therefore no command.
TAKING = str.split(
    "--vars --threads --log-level --log-level-file --log-format --log-format-file --log-path --target-path --state "
    "--defer-state --favor-state-path --args --sample --event-time-start --event-time-end --output --output-keys "
    "--macro-debugging --cache-selected-only-path --printer-width --write-json-path --warn-error-options --empty-path "
    "--resource-path --host --port --fail-fast-path --inline --limit -d --sql-path"
)
# Command -> the kinds of nodes it works on.
COMMANDS = {
    "run": ("model",),
    "build": ("model", "seed", "snapshot", "test", "unit_test"),
    "test": ("test", "unit_test"),
    "seed": ("seed",),
    "snapshot": ("snapshot",),
    "freshness": ("source",),
}
# Commands that touch no table. What `run-operation`, `clone` and `retry` touch no text says.
IDLE = str.split("compile parse list ls deps clean debug docs init show source")
OTHERS = ("run-operation", "clone", "retry")


@dataclass(slots=True)
class Command:
    """A command line of dbt's."""

    verb: str = ""
    select: list[str] = field(default_factory=list)
    exclude: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    other_types: list[str] = field(default_factory=list)
    selector: str | None = None
    project_dir: str | None = None
    profiles_dir: str | None = None
    profile: str | None = None
    target: str | None = None
    indirect: str | None = None


def command(words: Sequence[str]) -> Command:
    """The command that the words behind `dbt` make."""
    found = Command()
    into: str | None = None
    waiting = list(words)
    while waiting:
        word = waiting.pop(0)
        name, equals, value = word.partition("=")
        if not name.startswith("-"):
            name, equals, value = word, "", ""
        if name in MANY:
            into = MANY[name]
            if equals:
                getattr(found, into).append(value)
                into = None
        elif name in ONE:
            setattr(found, ONE[name], value if equals else waiting.pop(0) if waiting else None)
            into = None
        elif word.startswith("-") and word != "-":
            if name in TAKING and not equals and waiting:
                waiting.pop(0)
            into = None
        elif not found.verb:
            if word in (*COMMANDS, *IDLE, *OTHERS):
                found.verb = word
        elif found.verb == "source" and word in ("freshness", "snapshot-freshness"):
            found.verb = "freshness"
        elif into is not None:
            getattr(found, into).append(word)
    return found


def chosen(project: DbtProject, asked: Command, files: Files) -> set[str]:
    """The ids of the nodes that a command's selection chooses, of every kind. Raises NotFollowed."""
    indirect = asked.indirect or "eager"
    hole = next(
        (text for text in (*asked.select, *asked.exclude, asked.selector or "") if "{" in text or "$" in text), None
    )
    if hole is not None or indirect not in INDIRECT:
        raise NotFollowed(hole or f"--indirect-selection {indirect}")
    base = None
    if (not asked.select and not asked.exclude) or asked.selector:
        base = named(project.nodes, asked.selector, project.folder, files, indirect)
    if base is None:
        base = selected(project.nodes, asked.select, asked.exclude, indirect)
    kinds = set(asked.types)
    return {
        one
        for one in base
        if (not kinds or kinds & {"all", project.nodes[one].kind}) and project.nodes[one].kind not in asked.other_types
    }
