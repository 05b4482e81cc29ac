"""A dbt project read from its files: its models, seeds, snapshots, sources, tests and exposures, and their references.

Names, `ref`, `source` and `config` in their Jinja, and what the YAML beside them declares. Neither dbt nor Jinja runs,
so what a macro makes is not seen.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any

from migrator.dbt.checks import Check, checks_of
from migrator.dbt.jinja import UNKNOWN, Calls, calls_in, macros, python_calls, rendered, snapshots
from migrator.dbt.nodes import MOST, DbtProject, Files, Node
from migrator.dbt.relations import defined, source_relation
from migrator.dbt.yaml_text import entries, mapping, texts, yaml_of

FILE = "dbt_project.yml"
# Kind of node: what dbt_project.yml calls its folders today and before, and what they are called by default.
FOLDERS = {
    "model": (("model-paths", "source-paths"), "models", ("*.sql", "*.py")),
    "seed": (("seed-paths", "data-paths"), "seeds", ("*.csv",)),
    "snapshot": (("snapshot-paths",), "snapshots", ("*.sql",)),
    "test": (("test-paths",), "tests", ("*.sql",)),
}
MACROS = (("macro-paths",), "macros", ("*.sql",))
# Keys of a YAML entry that older dbt took for configuration.
ALSO = ("tags", "enabled", "group", "access", "meta", "docs")


def from_files(folder: str, files: Files) -> DbtProject | None:
    """The project in a folder; None when it holds no `dbt_project.yml`."""
    settings = yaml_of(f"{folder}/{FILE}", files)
    if settings is None or not isinstance(settings.get("name"), str):
        return None
    found = Reader(folder, settings["name"], settings, files, variables(settings))
    found.read()
    nodes, problems = linked(found)
    if any(files.kind(f"{folder}/{name}") for name in ("packages.yml", "dependencies.yml")):
        problems.append("models of the packages it installs are not seen")
    return DbtProject(folder, nodes, (*found.problems, *problems), settings, frozenset(found.macros))


def variables(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The variables that `dbt_project.yml` sets, the project's own before those of all."""
    given = mapping(settings.get("vars"))
    own = mapping(given.get(str(settings.get("name"))))
    return {f"var:{name}": value for name, value in {**given, **own}.items()}


@dataclass(slots=True)
class Reader:
    """Reads the files of one project; `needs` are what each node refers to as written, `named` the nodes by what `ref`
    calls them."""

    folder: str
    package: str
    settings: dict[str, Any]
    disk: Files
    known: dict[str, Any]
    nodes: dict[str, Node] = field(default_factory=dict)
    needs: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    macros: set[str] = field(default_factory=set)
    own: dict[str, dict[str, Any]] = field(default_factory=dict)
    off: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)

    def read(self) -> None:
        """Every file of the project's folders: first SQL, Python and CSV, then the YAML that adds to them."""
        for kind, where in FOLDERS.items():
            for place in self.places(where):
                for file in self.files(place, where[2]):
                    self.read_file(kind, place, file)
        for place in self.places(MACROS):
            for file in self.files(place, MACROS[2]):
                self.macros.update(macros(self.disk.text(file) or ""))
        for place in dict.fromkeys(place for kind in FOLDERS for place in self.places(FOLDERS[kind])):
            for file in self.files(place, ("*.yml", "*.yaml")):
                document = yaml_of(file, self.disk)
                if document is None:
                    self.problems.append(f"{self.relative(file)} could not be read")
                else:
                    self.declared(document, file, PurePosixPath(file).relative_to(place).parts[:-1])
        for node in list(self.nodes.values()):
            if node.id in self.off:
                del self.nodes[node.id]
            elif node.kind in ("model", "seed", "snapshot") and node.relation is None:
                self.nodes[node.id] = replace(node, relation=defined(node, self.known))

    def places(self, of: tuple[tuple[str, ...], str, tuple[str, ...]]) -> list[str]:
        """The folders for a kind of node."""
        keys, default, _ = of
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
        text = self.disk.text(file)
        if text is None and kind != "seed":
            self.problems.append(f"{self.relative(file)} could not be read")
            return
        text = text or ""
        below = PurePosixPath(file).relative_to(place)
        path = self.relative(file)
        if kind == "test" and below.parts[0] == "generic":
            return
        if kind == "snapshot":
            for name, block in snapshots(text):
                self.add(kind, name, (*below.parts[:-1], below.stem, name), path, block)
        else:
            self.add(kind, below.stem, (*below.parts[:-1], below.stem), path, text)

    def add(self, kind: str, name: str, below: tuple[str, ...], path: str, text: str) -> None:
        """Take a node in, with what its text and `dbt_project.yml` configure."""
        if len(self.nodes) >= MOST:
            return
        fqn = (self.package, *below)
        calls = (
            Calls() if kind == "seed" else python_calls(text) if path.endswith(".py") else calls_in(text, self.known)
        )
        node_id = f"{kind}.{self.package}.{name}"
        if calls.problem:
            self.problems.append(f"{path}: {calls.problem}")
        self.own[node_id] = calls.config
        columns = tuple(next(csv.reader(text[:10_000].splitlines()[:1]), [])) if kind == "seed" else ()
        node = Node(node_id, kind, fqn, path, code="" if kind == "seed" else text, columns=columns)
        self.named[name] = node_id
        self.needs[node_id] = calls.references
        self.configure(node, {})

    def configure(self, node: Node, declared: Mapping[str, Any]) -> None:
        """Keep a node with its configuration: of `dbt_project.yml`, the YAML beside it, then its own; tags add up."""
        levels = [*self.inherited(node.kind, node.fqn), declared, self.own.get(node.id, {})]
        config: dict[str, Any] = {}
        tags: list[str] = []
        for level in levels:
            tags += texts(level.get("tags"))
            kept = {key: rendered(value, self.known) for key, value in level.items()}
            meta = {**mapping(config.get("meta")), **mapping(kept.get("meta"))}
            config.update(kept)
            config |= {"meta": meta} if meta else {}
        config["tags"] = list(dict.fromkeys(tags))
        if config.get("enabled") in (False, "false", "False"):
            self.off.add(node.id)
        else:
            self.off.discard(node.id)
        default = "view" if node.kind == "model" else node.kind
        default = "table" if node.path.endswith(".py") else default
        materialized = config.get("materialized", default)
        config["materialized"] = "?" if materialized is UNKNOWN else str(materialized)
        self.nodes[node.id] = replace(node, tags=frozenset(tags), materialized=config["materialized"], config=config)

    def inherited(self, kind: str, fqn: Sequence[str]) -> Iterator[dict[str, Any]]:
        """What `dbt_project.yml` configures for a node, folder by folder, inwards."""
        level = mapping(
            self.settings.get("data_tests" if kind == "test" and "data_tests" in self.settings else f"{kind}s")
        )
        for part in ("", *fqn):
            level = mapping(level.get(part)) if part else level
            yield {
                str(key).lstrip("+"): value
                for key, value in level.items()
                if str(key).startswith("+") or not isinstance(value, dict)
            }

    def declared(self, document: dict[str, Any], file: str, below: tuple[str, ...]) -> None:
        """What a YAML file adds: configuration, tests, sources and exposures."""
        path = self.relative(file)
        for kind in ("model", "seed", "snapshot"):
            for entry in entries(document.get(f"{kind}s")):
                self.entry(kind, entry, path, below)
        for source in entries(document.get("sources")):
            self.source(source, path, below)
        for entry in entries(document.get("exposures")):
            self.exposure(entry, path, below)
        for entry in entries(document.get("unit_tests")):
            name = f"{entry.get('model')}.{entry.get('name')}"
            node_id = f"unit_test.{self.package}.{name}"
            fqn = (self.package, *below, *name.split("."))
            self.nodes[node_id] = Node(node_id, "unit_test", fqn, path)
            self.needs[node_id] = [("ref", str(entry.get("model")))]

    def entry(self, kind: str, entry: dict[str, Any], path: str, below: tuple[str, ...]) -> None:
        """The entry of a model, seed or snapshot: its configuration, versions and tests."""
        name = str(entry.get("name"))
        if kind == "snapshot" and entry.get("relation") and name not in self.named:
            self.add(kind, name, (*below, PurePosixPath(path).stem, name), path, "")
            relation = str(entry["relation"])
            self.needs[f"{kind}.{self.package}.{name}"] = calls_in("{{ " + relation + " }}").references
        config = {
            **{key: entry[key] for key in ALSO if key in entry},
            **mapping(entry.get("config")),
        }
        columns = tuple(str(column["name"]) for column in entries(entry.get("columns")) if column.get("name"))
        held = self.versions(name, entry) or [(self.named.get(name), name, {})]
        for node_id, called, more in held:
            node = self.nodes.get(node_id or "")
            if node is None or node.kind != kind:
                continue
            self.configure(replace(node, columns=node.columns or columns), {**config, **mapping(more.get("config"))})
            for check in checks_of({**entry, **more}, called):
                self.test(check, node.id, path, below)

    def versions(self, name: str, entry: dict[str, Any]) -> list[tuple[str | None, str, dict[str, Any]]]:
        """(id, name in tests, entry) of each version of a model, which take the place of the models of their files."""
        found: list[tuple[str | None, str, dict[str, Any]]] = []
        versions = entries(entry.get("versions"))
        numbers = [one.get("v") for one in versions]
        latest = entry.get("latest_version", max(numbers, key=str) if numbers else None)
        for one in versions:
            v = one.get("v")
            file = str(one.get("defined_in") or f"{name}_v{v}")
            old = self.named.pop(file, None) or (self.named.get(name) if v == latest else None)
            node = self.nodes.pop(old or "", None)
            if node is None:
                continue
            new = f"model.{self.package}.{name}.v{v}"
            self.nodes[new] = replace(
                node, id=new, fqn=(*node.fqn[:-1], name, f"v{v}"), version="latest" if v == latest else str(v)
            )
            self.needs[new], self.own[new] = self.needs.pop(node.id), self.own.pop(node.id)
            self.own[new].setdefault("alias", f"{name}_v{v}")
            self.named[f"{name}_v{v}"] = new
            found.append((new, f"{name}_v{v}", one))
        if found:
            self.named[name] = self.named.get(f"{name}_v{latest}", found[-1][0] or "")
        return found

    def source(self, source: dict[str, Any], path: str, below: tuple[str, ...]) -> None:
        """The tables of a source."""
        for table in entries(source.get("tables")):
            name = f"{source.get('name')}.{table.get('name')}"
            node_id = f"source.{self.package}.{name}"
            ours, theirs = mapping(source.get("config")), mapping(table.get("config"))
            config = {**source, **ours, **table, **theirs}
            if config.get("enabled") is False:
                continue
            tags = [tag for level in (source, ours, table, theirs) for tag in texts(level.get("tags"))]
            columns = tuple(str(column["name"]) for column in entries(table.get("columns")) if column.get("name"))
            self.nodes[node_id] = Node(
                node_id,
                "source",
                (self.package, *below, *name.split(".")),
                path,
                tags=frozenset(tags),
                fresh=bool(config.get("freshness")) and bool(config.get("loaded_at_field")),
                config={**mapping(config.get("config")), "tags": tags, "meta": mapping(config.get("meta"))},
                columns=columns,
                relation=source_relation(source, table, self.known),
            )
            for check in checks_of(table, f"{source.get('name')}_{table.get('name')}", "source_"):
                self.test(check, node_id, path, below)

    def exposure(self, entry: dict[str, Any], path: str, below: tuple[str, ...]) -> None:
        """An exposure: who uses what dbt makes."""
        name = str(entry.get("name"))
        node_id = f"exposure.{self.package}.{name}"
        tags = frozenset([*texts(entry.get("tags")), *texts(mapping(entry.get("config")).get("tags"))])
        self.nodes[node_id] = Node(node_id, "exposure", (self.package, *below, name), path, tags=tags)
        calls = (calls_in("{{ " + each + " }}") for each in texts(entry.get("depends_on")))
        self.needs[node_id] = [one for call in calls for one in call.references]

    def test(self, check: Check, node_id: str, path: str, below: tuple[str, ...]) -> None:
        """One generic test of a node."""
        if check.config.get("enabled") is False or len(self.nodes) >= MOST:
            return
        test_id = f"test.{self.package}.{check.name}"
        while test_id in self.nodes:
            # dbt tells two of one name apart by a digest of their arguments.
            test_id += "_"
        calls = (
            calls_in("{{ " + each.strip("{} ") + " }}") for each in check.texts if "ref" in each or "source" in each
        )
        node = Node(
            test_id,
            "test",
            (self.package, *below, check.name),
            path,
            (node_id,),
            test=check.macro,
            attached=node_id,
            columns=(check.column,) if check.column else (),
        )
        self.own[test_id] = dict(check.config)
        self.configure(node, {})
        if test_id in self.off:
            del self.nodes[test_id]
        self.needs[test_id] = [one for call in calls for one in call.references]


def linked(read: Reader) -> tuple[dict[str, Node], list[str]]:
    """The nodes with the ids they refer to, and what refers to something that is not there."""
    by_name = {name: node_id for name, node_id in read.named.items() if node_id in read.nodes}
    by_source = {node.name: node.id for node in read.nodes.values() if node.kind == "source"}
    problems: dict[str, None] = {}
    found: dict[str, Node] = {}
    for node in read.nodes.values():
        if any(need not in read.nodes for need in node.needs):
            # The test of a node that is switched off.
            continue
        ids: dict[str, None] = dict.fromkeys(node.needs)
        for what, *parts in read.needs.get(node.id, ()):
            target = by_source.get(".".join(parts)) if what == "source" else by_name.get(parts[-1])
            if target is not None:
                ids[target] = None
            else:
                problems[f"{node.path} refers to {'.'.join(parts)}, which is not in it"] = None
        found[node.id] = replace(node, needs=tuple(ids))
    return found, list(problems)
