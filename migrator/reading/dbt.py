"""A dbt project read as text: its models, seeds, snapshots, sources and tests, and what each refers to.

From `manifest.json` where dbt has written one, else from the files: names, `ref`, `source` and `config` in their Jinja,
and what the YAML beside them declares. Neither dbt nor Jinja runs, so what a macro makes is not seen.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any

import yaml

from migrator.reading.bounds import is_flat
from migrator.reading.disk import Disk
from migrator.reading.values import parts_of

FILE = "dbt_project.yml"
# How long a YAML file may be, since parsing takes long, and how many nodes a project may have.
LONGEST, MOST = 200_000, 20_000
# Kind of node: what dbt_project.yml calls its folders today and before, and what they are called by default.
FOLDERS = {
    "model": (("model-paths", "source-paths"), "models", ("*.sql", "*.py")),
    "seed": (("seed-paths", "data-paths"), "seeds", ("*.csv",)),
    "snapshot": (("snapshot-paths",), "snapshots", ("*.sql",)),
    "test": (("test-paths",), "tests", ("*.sql",)),
}
CALLED = re.compile(
    r"\b(?P<what>ref|source)\s{0,9}\(\s{0,9}(?P<q>['\"])(?P<first>[^'\"\n]{1,200})(?P=q)\s{0,9}"
    r"(?:,\s{0,9}(?P<r>['\"])(?P<second>[^'\"\n]{1,200})(?P=r)\s{0,9})?(?:,\s{0,9}(?:v|version)\s{0,9}=\s{0,9}['\"]?(?P<v>\w{1,20}))?"
)
SNAPSHOT = re.compile(r"\{%-?\s{0,9}snapshot\s{1,9}(\w{1,200})")
MATERIALIZED = re.compile(r"\bmaterialized\s{0,9}=\s{0,9}['\"](\w{1,50})['\"]")
ENABLED = re.compile(r"\benabled\s{0,9}=\s{0,9}(\w{1,10})")
TAGS = re.compile(r"\btags\s{0,9}=\s{0,9}(\[[^\]]{0,2000}\]|['\"][^'\"]{0,200}['\"])")
CLOSING = {"{{": "}}", "{%": "%}", "{#": "#}"}


@dataclass(frozen=True, slots=True)
class Node:
    """One node of the project; `id` and `fqn` as dbt spells them, `path` relative to the project."""

    id: str
    kind: str
    fqn: tuple[str, ...]
    path: str
    needs: tuple[str, ...] = ()
    tags: frozenset[str] = frozenset()
    materialized: str = "view"
    fresh: bool = False

    @property
    def name(self) -> str:
        """Its name, without kind and package; a version or a source's table stands behind a dot."""
        return self.id.split(".", 2)[2]

    @property
    def package(self) -> str:
        """The package it belongs to."""
        return self.id.split(".", 2)[1]


@dataclass(frozen=True, slots=True)
class DbtProject:
    """The nodes of a project by id, and its absolute folder; `problems` are what could not be read."""

    folder: str
    nodes: Mapping[str, Node]
    problems: tuple[str, ...] = ()


def from_manifest(text: str, folder: str) -> DbtProject | None:
    """The project as a `manifest.json` holds it; None when it is none."""
    try:
        manifest = json.loads(text) if is_flat(text) else None
    except ValueError:
        return None
    if not isinstance(manifest, dict) or not isinstance(manifest.get("nodes"), dict):
        return None
    sources = manifest.get("sources")
    entries = {**manifest["nodes"], **(sources if isinstance(sources, dict) else {})}
    found = [from_entry(str(name), entry) for name, entry in entries.items() if isinstance(entry, dict)]
    return DbtProject(folder, {node.id: node for node in found if node.kind in KINDS})


KINDS = (*FOLDERS, "source")


def from_entry(name: str, entry: dict[str, Any]) -> Node:
    """One node of a manifest."""
    config = mapping(entry.get("config"))
    needs = mapping(entry.get("depends_on")).get("nodes")
    return Node(
        name if name.count(".") > 1 else f"{name}..",
        str(entry.get("resource_type")),
        tuple(texts(entry.get("fqn"))),
        str(entry.get("original_file_path", "")),
        tuple(texts(needs)),
        frozenset(texts(entry.get("tags"))),
        str(config.get("materialized") or "view"),
        bool(entry.get("freshness")) and bool(entry.get("loaded_at_field")),
    )


def from_files(folder: str, disk: Disk) -> DbtProject | None:
    """The project in a folder; None when it holds no `dbt_project.yml`."""
    settings = yaml_of(f"{folder}/{FILE}", disk)
    if settings is None or not isinstance(settings.get("name"), str):
        return None
    found = Reader(folder, settings["name"], settings, disk)
    found.read()
    nodes, problems = linked(found.nodes, found.needs, found.latest)
    installs = any(disk.kind(f"{folder}/{name}") for name in ("packages.yml", "dependencies.yml"))
    if installs:
        problems.append("models of the packages it installs are not seen")
    return DbtProject(folder, nodes, (*found.problems, *problems))


@dataclass(slots=True)
class Reader:
    """Reads the files of one project; `needs` are what each node refers to as written, `latest` versions by model."""

    folder: str
    package: str
    settings: dict[str, Any]
    disk: Disk
    nodes: dict[str, Node] = field(default_factory=dict)
    needs: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    latest: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def read(self) -> None:
        """Every file of the project's folders: first SQL, Python and CSV, then the YAML that adds to them."""
        for kind in FOLDERS:
            for place in self.places(kind):
                for file in self.files(place, FOLDERS[kind][2]):
                    self.read_file(kind, place, file)
        seen = {place: None for kind in FOLDERS for place in self.places(kind)}
        for file in dict.fromkeys(file for place in seen for file in self.files(place, ("*.yml", "*.yaml"))):
            document = yaml_of(file, self.disk)
            if document is None:
                self.problems.append(f"{self.relative(file)} could not be read")
            else:
                self.declared(document, self.relative(file))

    def places(self, kind: str) -> list[str]:
        """The folders for a kind of node."""
        keys, default, _ = FOLDERS[kind]
        given = next((texts(self.settings[key]) for key in keys if key in self.settings), [default])
        return [str(PurePosixPath(self.folder) / place) for place in given if ".." not in place]

    def files(self, place: str, patterns: Sequence[str]) -> Iterator[str]:
        """The files in a folder and below that match, as far as the bound on nodes."""
        for pattern in patterns:
            yield from self.disk.names(place, pattern, deep=True)[:MOST]

    def relative(self, file: str) -> str:
        """A file's path in the project."""
        return PurePosixPath(file).relative_to(self.folder).as_posix()

    def read_file(self, kind: str, place: str, file: str) -> None:
        """The node, or for snapshots nodes, of one file."""
        text = "" if kind == "seed" else self.disk.text(file)
        if text is None:
            self.problems.append(f"{self.relative(file)} could not be read")
            return
        below = PurePosixPath(file).relative_to(place)
        if kind == "test" and below.parts[0] == "generic":
            return
        names = SNAPSHOT.findall(text) if kind == "snapshot" else [below.stem]
        for name in names:
            fqn = (self.package, *below.parts[:-1], *([below.stem] if kind == "snapshot" else []), name)
            self.add(kind, name, fqn, self.relative(file), text)

    def add(self, kind: str, name: str, fqn: tuple[str, ...], path: str, text: str) -> None:
        """Take a node in, with what its text and `dbt_project.yml` configure."""
        blocks = [text] if path.endswith(".py") else list(jinja(text))
        settings = self.inherited(kind, fqn)
        own = "\n".join(block for block in blocks if "config" in block)
        materialized, enabled, tags = MATERIALIZED.search(own), ENABLED.search(own), TAGS.search(own)
        is_on = enabled[1].lower() != "false" if enabled else settings.get("enabled") is not False
        if not is_on or len(self.nodes) >= MOST:
            return
        node = Node(
            f"{kind}.{self.package}.{name}",
            kind,
            fqn,
            path,
            tags=frozenset([*settings["tags"], *(re.findall(r"['\"]([^'\"]+)['\"]", tags[1]) if tags else [])]),
            materialized=materialized[1] if materialized else str(settings.get("materialized", kind_default(kind))),
        )
        self.nodes[node.id] = node
        self.needs[node.id] = [call for block in blocks for call in references(block)]

    def inherited(self, kind: str, fqn: Sequence[str]) -> dict[str, Any]:
        """What `dbt_project.yml` configures for a node by its folders; tags add up."""
        found: dict[str, Any] = {"tags": []}
        level = mapping(self.settings.get(f"{kind}s"))
        for part in ("", *fqn):
            level = mapping(level.get(part)) if part else level
            for key in ("materialized", "+materialized", "enabled", "+enabled"):
                if level.get(key) is not None:
                    found[key.lstrip("+")] = level[key]
            found["tags"] = [*found["tags"], *texts(level.get("tags")), *texts(level.get("+tags"))]
        return found

    def declared(self, document: dict[str, Any], path: str) -> None:
        """What a YAML file adds: configuration, tests and sources."""
        for kind in ("model", "seed", "snapshot"):
            for entry in entries(document.get(f"{kind}s")):
                node_id = f"{kind}.{self.package}.{entry.get('name')}"
                if kind == "snapshot" and entry.get("relation") and node_id not in self.nodes:
                    self.add(kind, str(entry["name"]), (self.package, str(entry["name"])), path, "")
                    self.needs[node_id] = list(references(str(entry["relation"])))
                self.configure(node_id, entry)
                self.tested(node_id, entry, path)
        for source in entries(document.get("sources")):
            for table in entries(source.get("tables")):
                name = f"{source.get('name')}.{table.get('name')}"
                node_id = f"source.{self.package}.{name}"
                fresh = bool(table.get("freshness") or source.get("freshness")) and bool(
                    table.get("loaded_at_field") or source.get("loaded_at_field")
                )
                tags = frozenset([*texts(source.get("tags")), *texts(table.get("tags"))])
                fqn = (self.package, *PurePosixPath(path).parts[1:-1], *name.split("."))
                self.nodes[node_id] = Node(node_id, "source", fqn, path, tags=tags, fresh=fresh)
                self.tested(node_id, table, path)

    def configure(self, node_id: str, entry: dict[str, Any]) -> None:
        """The `config` of a YAML entry, and which version of a model is meant without one."""
        node = self.nodes.get(node_id)
        config = {**entry, **mapping(entry.get("config"))}
        versions = [version.get("v") for version in entries(entry.get("versions"))]
        if versions:
            self.latest[str(entry.get("name"))] = str(entry.get("latest_version", versions[-1]))
        if node is None:
            return
        if config.get("enabled") is False:
            del self.nodes[node_id]
            return
        is_said = node.materialized != kind_default(node.kind)
        materialized = node.materialized if is_said else str(config.get("materialized", node.materialized))
        tags = node.tags | set(texts(config.get("tags")))
        self.nodes[node_id] = replace(node, materialized=materialized, tags=tags)

    def tested(self, node_id: str, entry: dict[str, Any], path: str) -> None:
        """The tests that a YAML entry and its columns declare."""
        tests = [(entry, "")] + [(column, str(column.get("name"))) for column in entries(entry.get("columns"))]
        for holder, column in tests:
            given = holder.get("data_tests", holder.get("tests"))
            for number, test in enumerate(given if isinstance(given, list) else []):
                test_id = f"test.{self.package}.{node_id}_{column}_{number}"
                inside = [call for part in parts_of(test) if isinstance(part, str) for call in references(part)]
                self.nodes[test_id] = Node(test_id, "test", (self.package, test_id), path, (node_id,))
                self.needs[test_id] = inside


def kind_default(kind: str) -> str:
    """How a node is materialized unless it is configured."""
    return "view" if kind == "model" else kind


def linked(
    nodes: dict[str, Node], needs: Mapping[str, list[tuple[str, ...]]], latest: Mapping[str, str]
) -> tuple[dict[str, Node], list[str]]:
    """The nodes with the ids they refer to, and what refers to something that is not there."""
    by_name = {node.name: node.id for node in nodes.values() if node.kind in ("model", "seed", "snapshot")}
    by_name |= {name: by_name[f"{name}_v{v}"] for name, v in latest.items() if f"{name}_v{v}" in by_name}
    by_source = {node.name: node.id for node in nodes.values() if node.kind == "source"}
    problems: dict[str, None] = {}
    found: dict[str, Node] = {}
    for node in nodes.values():
        ids: dict[str, None] = dict.fromkeys(node.needs)
        for what, *parts in needs.get(node.id, ()):
            target = by_source.get(".".join(parts)) if what == "source" else by_name.get(parts[-1])
            if target is not None:
                ids[target] = None
            elif what == "ref":
                problems[f"{node.path} refers to {parts[-1]}, which is not in it"] = None
        found[node.id] = replace(node, needs=tuple(ids))
    return found, list(problems)


def jinja(text: str) -> Iterator[str]:
    """What stands in a text's Jinja, comments left out."""
    at = 0
    while True:
        starts = [start for start in (text.find(mark, at) for mark in ("{{", "{%", "{#")) if start >= 0]
        if not starts:
            return
        start = min(starts)
        mark = text[start : start + 2]
        end = text.find(CLOSING[mark], start + 2)
        if end < 0:
            return
        if mark != "{#":
            yield text[start + 2 : end]
        at = end + 2


def references(code: str) -> Iterator[tuple[str, ...]]:
    """The `ref` and `source` calls in a piece of Jinja or Python, with their names."""
    for match in CALLED.finditer(code):
        if match["what"] == "source":
            yield ("source", match["first"], match["second"] or "")
        else:
            name = match["second"] or match["first"]
            yield ("ref", f"{name}_v{match['v']}" if match["v"] else name)


def yaml_of(path: str, disk: Disk) -> dict[str, Any] | None:
    """A YAML file's mapping, empty for an empty file; None when it cannot be read."""
    text = disk.text(path)
    if text is None or len(text) > LONGEST or not is_flat(text):
        return None
    try:
        found = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else {} if found is None else None


def mapping(value: Any) -> dict[str, Any]:
    """The value when it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def entries(value: Any) -> list[dict[str, Any]]:
    """The mappings in a list, none for anything else."""
    return [entry for entry in value[:MOST] if isinstance(entry, dict)] if isinstance(value, list) else []


def texts(value: Any) -> list[str]:
    """A string, or the strings of a list."""
    return (
        [value]
        if isinstance(value, str)
        else [e for e in value if isinstance(e, str)]
        if isinstance(value, list)
        else []
    )
