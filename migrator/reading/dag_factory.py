"""dag-factory: DAGs that YAML files declare, made when a Python file calls `load_yaml_dags` or `DagFactory(...)`.

What is made is shown at its place in the YAML. Operators, callables and types are found by their import paths, in the
project or outside, and called as if the DAG file had called them.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import libcst as cst

from migrator.reading import dags, groups
from migrator.reading.dag_factory_values import Meanings, as_list, delta, mapping
from migrator.reading.deployed import found_in_tree
from migrator.reading.edges import connect
from migrator.reading.frames import Frame, Module, Raised
from migrator.reading.parse import Source
from migrator.reading.values import Given, Native, Object, bounded, describe, unwrap
from migrator.reading.yaml_text import Document, document_of

DEFAULTS = ("defaults.yml", "defaults.yaml")
NOT_DAGS = ("default", "task_groups")
NOT_ARGUMENTS = ("operator", "decorator", "dependencies", "task_group_name", "parent_group_name", "group_name")
# What is no argument of DAG, but says how it is built.
BUILDING = ("tasks", "task_groups", "timezone", "doc_md_file_path", "dag_id")


class Wrong(Exception):
    """A configuration that dag-factory refuses; the text says why."""


@dataclass(slots=True, eq=False, repr=False)
class Factory(Object):
    """`DagFactory(...)`."""

    given: Given

    def attribute(self, name: str, frame: Frame) -> Any:
        if name in ("generate_dags", "_generate_dags"):
            return Native(name, lambda given, frame: build_all(self.given, frame))
        return Native(name, lambda given, frame: None) if name == "clean_dags" else Object.attribute(self, name, frame)


def make_factory(name: str, given: Given, frame: Frame) -> Factory:
    """`DagFactory(path)` or `DagFactory(config=...)`."""
    arguments = {**dict(zip(("config_filepath", "config_dict"), given.positional, strict=False)), **given.named}
    if "config" in arguments:
        arguments["config_dict"] = arguments.pop("config")
    return Factory(Given([], arguments, given.rest))


def load_yaml_dags(name: str, given: Given, frame: Frame) -> None:
    """`load_yaml_dags(globals_dict=globals(), ...)`."""
    names = ("globals_dict", "dags_folder", "config_filepath", "defaults_config_path", "config_dict")
    build_all(Given([], {**dict(zip(names, given.positional, strict=False)), **given.named}, given.rest), frame)


def build_all(given: Given, frame: Frame) -> None:
    """Every DAG of the file, the dict or the folder of files that the arguments name."""
    config, _ = unwrap(given.take("config_dict"))
    if isinstance(config, dict):
        own = frame.module.source.path
        Builder(given, frame, frame, Document(bounded(config)), own).build()
        return
    disk = frame.machine.modules.disk
    path = given.take("config_filepath")
    if path is not None:
        found = found_in_tree(path, frame, lambda each: disk.kind(each) == "file")
        if found is None:
            lost(f"`{describe(path)}` is not in the project", frame)
        else:
            build_file(found, given, frame, is_asked=True)
        return
    folder = folder_of(given, frame)
    if folder is None:
        lost(f"the folder `{describe(given.take('dags_folder'))}` is not in the project", frame)
        return
    endings, _ = unwrap(given.take("suffix"))
    known = [e for e in endings if isinstance(e, str)] if isinstance(endings, (list, tuple)) else [".yaml", ".yml"]
    for file in disk.names(folder, "*", deep=True):
        if file.endswith(tuple(known)):
            build_file(file, given, frame, is_asked=False)


def folder_of(given: Given, frame: Frame) -> str | None:
    """The folder that is searched: the one given, else the DAGs folder that the file lies in."""
    disk = frame.machine.modules.disk
    asked = given.take("dags_folder")
    if asked is not None:
        return found_in_tree(asked, frame, lambda each: disk.kind(each) == "folder")
    here = frame.module.source.file.parent
    return str(next((above for above in (here, *here.parents) if above.name == "dags"), here))


def build_file(file: str, given: Given, frame: Frame, *, is_asked: bool) -> None:
    """The DAGs of one YAML file. Among the files of a folder, one that declares no DAG is left out, as Airflow logs."""
    text = frame.machine.modules.disk.text(file)
    document = None if text is None else document_of(expanded(text, frame))
    path = frame.machine.modules.layout.relative(Path(file))
    if document is None or not isinstance(document.data, dict) or not document.data:
        if is_asked:
            lost(f"{path} cannot be read as YAML", frame)
        return
    declares = any(isinstance(dag, dict) and "tasks" in dag for dag in document.data.values())
    if not declares and not is_asked:
        return
    source = Source(path, Path(file), text or "", cst.Module([]), {})
    module = Module(PurePosixPath(path).stem, source, imports=frame.module.imports)
    inner = Frame(frame.machine, module, module.variables)
    Builder(given, frame, inner, document, path).build()


def expanded(text: str, frame: Frame) -> str:
    """The text with environment variables put in, as far as `migrate.toml` says them; others stay, as when unset."""
    told = frame.machine.modules.layout.settings.environment
    return re.sub(r"\$(?:(\w{1,200})|\{(\w{1,200})\})", lambda m: told.get(m[1] or m[2], m[0]), text)


def lost(because: str, frame: Frame) -> None:
    """Say that DAGs of dag-factory are not known."""
    frame.machine.report(
        "unknown-value",
        frame.span,
        f"DAGs that dag-factory makes are not known here: {because}",
        "Put the YAML where the code looks for it, in the project.",
    )


@dataclass(slots=True)
class Builder:
    """The DAGs of one document: `caller` is the Python that asked for them, `frame` the YAML's own place."""

    given: Given
    caller: Frame
    frame: Frame
    document: Document
    path: str
    made: dict[str, Any] = field(default_factory=dict)

    @property
    def meanings(self) -> Meanings:
        """What values mean here."""
        return Meanings(self.frame, self.made)

    def build(self) -> None:
        """Each DAG of the document, as a name of the Python file."""
        data = self.document.data
        around = self.defaults()
        shared = mapping(data.get("default"))
        arguments = {**mapping(around.get("default_args")), **mapping(shared.get("default_args"))}
        shared = {**shared, "default_args": arguments}
        outer = {key: value for key, value in around.items() if key != "default_args"}
        for name, config in data.items():
            if name in NOT_DAGS or not isinstance(config, dict):
                continue
            self.at(str(name))
            try:
                dag = self.dag(str(name), merged(copy.deepcopy({**outer, **config}), shared))
            except (Wrong, Raised) as error:
                lost(f"{name} in {self.path}: {error}", self.frame)
                continue
            self.caller.module.variables[str(name)] = dag

    def defaults(self) -> dict[str, Any]:
        """What `defaults.yml` files say, the nearest last; and what the call says instead."""
        told, _ = unwrap(self.given.take("defaults_config_dict"))
        if isinstance(told, dict):
            return told
        disk, layout = self.frame.machine.modules.disk, self.frame.machine.modules.layout
        asked = self.given.take("defaults_config_path")
        top = found_in_tree(asked, self.caller, lambda each: disk.kind(each) == "folder") if asked is not None else None
        here = self.frame.module.source.file.parent
        above = [each for each in (here, *here.parents) if each.is_relative_to(Path(top) if top else layout.root)]
        folders = above or [here, *([Path(top)] if top else [])]
        found: dict[str, Any] = {}
        for folder in reversed(folders):
            file = next((f"{folder}/{name}" for name in DEFAULTS if disk.kind(f"{folder}/{name}") == "file"), None)
            document = document_of(expanded(disk.text(file) or "", self.frame)) if file is not None else None
            held = mapping(document.data) if document is not None else {}
            arguments = {**mapping(found.get("default_args")), **mapping(held.get("default_args"))}
            tags = sorted({*found.get("tags", []), *held.get("tags", [])}) if "tags" in held else found.get("tags")
            found |= {**held, "default_args": arguments, **({"tags": tags} if tags else {})}
        return found

    def at(self, *keys: str) -> None:
        """Go to a place in the document."""
        if self.document.lines:
            self.frame.line = self.document.line(*keys)

    def dag(self, name: str, config: dict[str, Any]) -> Any:
        """One DAG with its groups, tasks and edges."""
        tasks, inner = listed(config.get("tasks"), "task_id"), listed(config.get("task_groups"), "group_name")
        settings = {key: value for key, value in config.items() if key not in BUILDING}
        settings = {key: self.meanings.cast(value) for key, value in settings.items()}
        zone = config.get("timezone", "UTC")
        for holder in (settings, mapping(settings.get("default_args"))):
            for key in ("start_date", "end_date"):
                if key in holder:
                    holder[key] = self.meanings.moment(holder[key], zone)
            self.meanings.callbacks(holder)
        if "schedule" in settings:
            settings["schedule"] = self.meanings.schedule(settings["schedule"])
        settings["tags"] = [*as_list(settings.get("tags")), "dagfactory"]
        dag = dags.make_dag("DAG", Given([], {"dag_id": name, **settings}), self.frame)
        self.made = {}
        for group in inner:
            self.group(name, group, inner, dag, ())
        for task in ordered(tasks):
            self.task(name, task, tasks[task], dag)
        for end, described in {**tasks, **inner}.items():
            for start in dependencies_of(described):
                if start not in self.made:
                    raise Wrong(f"{end} depends on {start}, which is not there")
                self.at(name, "tasks" if end in tasks else "task_groups", end)
                connect(self.made[start], self.made[end], self.frame)
        return dag

    def group(self, dag_name: str, name: str, described: dict[str, Any], dag: Any, inside: tuple[str, ...]) -> Any:
        """A task group, the one around it first."""
        if name in self.made:
            return self.made[name]
        if name in inside or name not in described:
            raise Wrong(f"the task group {name} is not there, or lies in itself")
        config = mapping(described[name])
        self.at(dag_name, "task_groups", name)
        named = {key: self.meanings.cast(value) for key, value in config.items() if key not in NOT_ARGUMENTS}
        if config.get("parent_group_name"):
            parent = str(config["parent_group_name"])
            named["parent_group"] = self.group(dag_name, parent, described, dag, (*inside, name))
            self.at(dag_name, "task_groups", name)
        self.meanings.callbacks(mapping(named.get("default_args")))
        given = Given([], {**named, "group_id": name, "dag": dag})
        self.made[name] = groups.make_group("TaskGroup", given, self.frame)
        return self.made[name]

    def task(self, dag_name: str, name: str, config: dict[str, Any], dag: Any) -> None:
        """One task, of an operator or under a decorator."""
        self.at(dag_name, "tasks", name)
        path = config.get("operator", config.get("decorator"))
        if not isinstance(path, str):
            raise Wrong(f"the task {name} has neither operator nor decorator")
        named = {key: self.meanings.cast(value) for key, value in config.items() if key not in NOT_ARGUMENTS}
        self.meanings.callbacks(named)
        self.meanings.callable(named)
        for key in ("inlets", "outlets"):
            if isinstance(named.get(key), list):
                named[key] = [self.meanings.asset(each) for each in named[key]]
        if isinstance(named.get("execution_delta"), str):
            named["execution_delta"] = delta(named["execution_delta"])
        expand, partial = mapping(named.pop("expand", None)), mapping(named.pop("partial", None))
        named |= {"task_id": name, "dag": dag}
        group = self.made.get(str(config.get("task_group_name")))
        if group is not None:
            named["task_group"] = group
        make = self.meanings.found(path)
        if "decorator" in config:
            self.made[name] = self.decorated(make, named, expand, partial)
            return
        expand = {key: self.meanings.output(value) for key, value in expand.items()}
        if not expand:
            self.made[name] = self.called(make, named)
        else:
            mappable = self.called(self.frame.machine.attribute(make, "partial", self.frame), {**named, **partial})
            self.made[name] = self.called(self.frame.machine.attribute(mappable, "expand", self.frame), expand)

    def decorated(self, make: Any, named: dict[str, Any], expand: dict[str, Any], partial: dict[str, Any]) -> Any:
        """A task of a function under a decorator: what the function takes is given to it, the rest to the task."""
        machine, function = self.frame.machine, named.pop("python_callable", None)
        node = getattr(function, "node", None)
        params = node.params if node is not None else None
        takes = (
            {p.name.value for p in (*params.posonly_params, *params.params, *params.kwonly_params)} if params else set()
        )
        arguments = {key: self.meanings.reference(named.pop(key)) for key in list(named) if key in takes}
        decorated = machine.call(self.called(make, named), Given([function]), self.frame)
        partial = {key: self.meanings.reference(value) for key, value in partial.items()}
        expand = {key: self.meanings.reference(value) for key, value in expand.items()}
        if partial:
            decorated = self.called(machine.attribute(decorated, "partial", self.frame), partial)
        if expand:
            return self.called(machine.attribute(decorated, "expand", self.frame), expand)
        return self.called(decorated, arguments)

    def called(self, function: Any, named: dict[str, Any]) -> Any:
        """What a call with these arguments returns."""
        return self.frame.machine.call(function, Given([], named), self.frame)


def merged(config: dict[str, Any], defaults: dict[str, Any]) -> dict[str, Any]:
    """The configuration with what it leaves out taken from the defaults, at every level."""
    for key, value in defaults.items():
        if key not in config:
            config[key] = copy.deepcopy(value)
        elif isinstance(config[key], dict) and isinstance(value, dict):
            merged(config[key], value)
    return config


def listed(value: Any, key: str) -> dict[str, dict[str, Any]]:
    """Tasks or groups by name, whether written as a mapping or as a list with names inside."""
    if isinstance(value, list):
        return {str(each[key]): each for each in value if isinstance(each, dict) and key in each}
    return {str(name): mapping(each) for name, each in mapping(value).items()}


def dependencies_of(described: dict[str, Any]) -> list[str]:
    """The names of what a task or group comes after."""
    return [str(name) for name in as_list(described.get("dependencies")) if isinstance(name, str | int)]


def ordered(tasks: dict[str, dict[str, Any]]) -> Iterator[str]:
    """The names of the tasks, each after those it depends on. Raises Wrong for a circle."""
    waiting = {name: {up for up in dependencies_of(task) if up in tasks} for name, task in tasks.items()}
    below: dict[str, list[str]] = {}
    for name, above in waiting.items():
        for up in above:
            below.setdefault(up, []).append(name)
    ready = [name for name, above in waiting.items() if not above]
    for name in ready:
        yield name
        for down in below.get(name, ()):
            waiting[down].discard(name)
            if not waiting[down]:
                ready.append(down)
    if len(ready) < len(tasks):
        raise Wrong("its tasks depend on each other in a circle")


CALLS: dict[str, Callable[[str, Given, Frame], Any]] = {
    "DagFactory": make_factory,
    "_DagFactory": make_factory,
    "load_yaml_dags": load_yaml_dags,
}
