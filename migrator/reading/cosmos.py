"""astronomer-cosmos: `DbtDag` and `DbtTaskGroup`, with a task for each model of the dbt project when it is in the tree.

Tasks are named, classed and joined as Cosmos 1.x does. Where the dbt project is not in the tree, or is selected in a
way that is not followed, one symbolic task stands for its models, and a finding says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from migrator.dbt.manifest import from_manifest
from migrator.dbt.methods import NotFollowed
from migrator.dbt.nodes import DbtProject, Node
from migrator.dbt.project import FILE, from_files
from migrator.dbt.selectors import only_by_dbt, selected
from migrator.model import Choice
from migrator.reading import dags, groups
from migrator.reading.deployed import found_in_tree, literal
from migrator.reading.edges import connect
from migrator.reading.frames import Frame
from migrator.reading.groups import Group
from migrator.reading.tasks import Task, register
from migrator.reading.values import Given, Made, describe, unwrap

OWN = frozenset(
    "project_config profile_config execution_config render_config validation_config operator_args on_warning_callback "
    "on_failure_callback_dbt".split()
)
EMPTY = "airflow.providers.standard.operators.empty.EmptyOperator"
# Kind of node: the beginning of the class that runs it, and how its task's id ends.
RUNS = {"model": ("DbtRun", "run"), "seed": ("DbtSeed", "seed"), "snapshot": ("DbtSnapshot", "snapshot")}
SOURCE = ("DbtSource", "source")


@dataclass(slots=True)
class Rendering:
    """One dbt project becoming tasks of a DAG, inside a group or not."""

    dag: Any
    parent: Group | None
    given: Given
    frame: Frame
    project: DbtProject
    made: dict[str, Any] = field(default_factory=dict)
    folders: dict[str, Group] = field(default_factory=dict)

    def setting(self, config: str, name: str, default: Any = None) -> Any:
        """A setting of one of the config objects."""
        return setting(self.given, config, name, default)

    @property
    def mode(self) -> str:
        """Where dbt runs, as Cosmos spells it: `local`, `kubernetes`, ..."""
        return word(self.setting("execution_config", "execution_mode")) or "local"

    def build(self, chosen: set[str]) -> None:
        """A task, or a group of two, for each node chosen, and the edges between them."""
        tests = word(self.setting("render_config", "test_behavior")) or "after_each"
        tested = {need for node in self.project.nodes.values() if node.kind == "test" for need in node.needs}
        for node in self.project.nodes.values():
            if node.id in chosen and node.kind != "test":
                self.add(node, tests, node.id in tested)
        for node in self.project.nodes.values():
            for need in node.needs:
                if node.id in self.made and need in self.made:
                    connect(self.made[need], self.made[node.id], self.frame)
        if tests == "after_all" and self.made:
            leaves = set(self.made) - {
                need for n in self.project.nodes.values() if n.id in self.made for need in n.needs
            }
            name = PurePosixPath(self.project.folder).stem
            last = self.task(f"{name}_test", "DbtTest", None, self.parent)
            connect([self.made[leaf] for leaf in self.made if leaf in leaves], last, self.frame)

    def add(self, node: Node, tests: str, is_tested: bool) -> None:
        """What becomes of one node."""
        name = node.name.replace(".", "_")
        cls, end = RUNS.get(node.kind, SOURCE)
        if node.kind == "source":
            sources = word(self.setting("render_config", "source_rendering_behavior")) or "none"
            if sources == "none" or (sources != "all" and not (node.fresh or is_tested)):
                return
            cls = cls if node.fresh or sources != "all" else EMPTY
        elif tests == "build":
            cls, end = "DbtBuild", f"{node.kind}_build"
        if node.kind == "seed":
            seeds = word(self.setting("render_config", "seed_rendering_behavior"))
            if seeds == "none":
                return
            cls, end = (EMPTY, "seed") if seeds == "render_only" else (cls, end)
        if (
            node.materialized == "ephemeral"
            and self.setting("render_config", "ephemeral_models_as_empty_operator") is not False
        ):
            cls = EMPTY
        parent = self.folder(node) if self.setting("render_config", "group_nodes_by_folder") is True else self.parent
        if tests != "after_each" or not is_tested:
            self.made[node.id] = self.task(f"{name}_{end}", cls, node, parent)
            return
        group = self.group(name, parent)
        connect(self.task(end, cls, node, group), self.task("test", "DbtTest", node, group), self.frame)
        self.made[node.id] = group

    def folder(self, node: Node) -> Group | None:
        """The group for a node's folder; folders of one name are one group, as in Cosmos."""
        found = self.parent
        for part in PurePosixPath(node.path).parts[:-1]:
            if part not in self.folders:
                self.folders[part] = self.group(part, found)
            found = self.folders[part]
        return found

    def group(self, name: str, parent: Group | None) -> Group:
        """A task group."""
        given = Given([name], {"dag": self.dag, **({"parent_group": parent} if parent is not None else {})})
        group: Group = groups.make_group("TaskGroup", given, self.frame)
        return group

    def task(self, name: str, cls: str, node: Node | None, group: Group | None) -> Task:
        """One task."""
        place = "".join(part.capitalize() for part in self.mode.split("_"))
        path = cls if cls == EMPTY else f"cosmos.operators.{self.mode}.{cls}{place}Operator"
        arguments = {"task_id": name, **({} if cls == EMPTY else self.arguments(cls, node))}
        when = self.frame.machine.state.when
        task = Task("", path.rsplit(".", 1)[-1], path, arguments, when, self.frame.span, "")
        register(task, {"dag": self.dag, **({"task_group": group} if group is not None else {})}, self.frame)
        task.quote = task.quote if node is None else node.path
        return task

    def arguments(self, cls: str, node: Node | None) -> dict[str, Any]:
        """What the operator receives: where the project is, what is selected, and `operator_args`."""
        found = {name: self.given.named[name] for name in ("profile_config",) if name in self.given.named}
        found["project_dir"] = self.setting("project_config", "dbt_project_path", self.project.folder)
        if node is not None and node.kind == "source":
            found["select"] = f"source:{node.name}"
        elif node is not None:
            found["select"] = node.name if cls == "DbtTest" else f"fqn:{'.'.join(node.fqn)}"
        more, _ = unwrap(self.given.take("operator_args"))
        return {**found, **(more if isinstance(more, dict) else {})}


def make_dag(name: str, given: Given, frame: Frame) -> Any:
    """`DbtDag(...)`."""
    kept = Given(given.positional, {k: v for k, v in given.named.items() if k not in OWN}, given.rest)
    dag = dags.make_dag("DAG", kept, frame)
    render(dag, None, given, frame)
    return dag


def make_group(name: str, given: Given, frame: Frame) -> Any:
    """`DbtTaskGroup(...)`."""
    named = {"group_id": "dbt_task_group", **{k: v for k, v in given.named.items() if k not in OWN}}
    if given.positional:
        del named["group_id"]
    group = groups.make_group("TaskGroup", Given(given.positional, named, given.rest), frame)
    if isinstance(group, Group):
        render(group.dag, group, given, frame)
    return group


def render(dag: Any, parent: Group | None, given: Given, frame: Frame) -> None:
    """The tasks of a dbt project; a symbolic one where they are not known."""
    found = project_of(given, frame)
    if isinstance(found, str):
        symbolic(dag, parent, given, found, frame)
        return
    for problem in found.problems[:20]:
        frame.machine.report("unknown-value", frame.span, f"the dbt project: {problem}", "Give Cosmos a manifest.json.")
    try:
        select, exclude = selectors(given, "select"), selectors(given, "exclude")
        odd = only_by_dbt([*select, *exclude]) if by_manifest(given) else None
        if odd is not None:
            raise NotFollowed(odd)
        chosen = selected(found.nodes, select, exclude)
    except NotFollowed as error:
        symbolic(dag, parent, given, f"`{error}` in select or exclude is not followed here", frame)
        return
    refused = refused_of(given)
    if refused is not None:
        symbolic(dag, parent, given, refused, frame)
        return
    Rendering(dag, parent, given, frame, found).build(chosen)


def refused_of(given: Given) -> str | None:
    """Why the names or number of tasks are not what Cosmos makes by itself; None where they are."""
    for name in ("node_converters", "normalize_task_id", "selector", "should_detach_multiple_parents_tests"):
        if setting(given, "render_config", name) not in (None, False):
            return f"RenderConfig({name}=...) is not followed here"
    mode = word(setting(given, "execution_config", "execution_mode")) or "local"
    return f"ExecutionMode {mode} makes tasks of its own" if mode.startswith(("watcher", "airflow_async")) else None


def symbolic(dag: Any, parent: Group | None, given: Given, because: str, frame: Frame) -> None:
    """One task that stands for all, and the finding that says why."""
    frame.machine.report(
        "unknown-value",
        frame.span,
        f"the tasks of a dbt project are not known here: {because}",
        "Put the dbt project, or its manifest.json, where the DAG says it is.",
    )
    mode = word(setting(given, "execution_config", "execution_mode")) or "local"
    place = "".join(part.capitalize() for part in mode.split("_"))
    path = f"cosmos.operators.{mode}.DbtBuild{place}Operator"
    with frame.machine.choice(Choice("for model in the dbt project", True, frame.span)):
        task = Task("", path.rsplit(".", 1)[-1], path, {"task_id": "{model}"}, frame.machine.state.when, frame.span, "")
        register(task, {"dag": dag, **({"task_group": parent} if parent is not None else {})}, frame)


def project_of(given: Given, frame: Frame) -> DbtProject | str:
    """The dbt project of a DAG or group, or why it is not known."""
    place = next(
        (
            value
            for config in ("project_config", "render_config", "execution_config")
            if (value := setting(given, config, "dbt_project_path")) is not None
        ),
        None,
    )
    disk = frame.machine.modules.disk
    manifest = setting(given, "project_config", "manifest_path")
    if by_manifest(given):
        file = found_in_tree(manifest, frame, lambda path: disk.kind(path) == "file")
        name = setting(given, "project_config", "project_name")
        folder = str(name) if isinstance(name, str) else PurePosixPath(literal(place) or "dbt").name
        held = from_manifest(disk.text(file) or "", folder) if file is not None else None
        return held or f"its manifest `{describe(manifest)}` is not in the project, or cannot be read"
    if place is None:
        return "no dbt_project_path is given"
    found = found_in_tree(place, frame, lambda path: disk.kind(f"{path}/{FILE}") == "file")
    if found is None:
        return f"no {FILE} is in `{describe(place)}`, as far as the project is given"
    project = from_files(found, disk)
    if project is None or not project.nodes:
        written = from_manifest(disk.text(f"{found}/target/manifest.json") or "", found)
        return written or f"{FILE} in `{describe(place)}` cannot be read, or it has no models"
    return project


def by_manifest(given: Given) -> bool:
    """Whether Cosmos reads the project from a manifest."""
    is_given = setting(given, "project_config", "manifest_path") is not None
    return is_given and word(setting(given, "render_config", "load_method")) not in ("dbt_ls", "custom")


def setting(given: Given, config: str, name: str, default: Any = None) -> Any:
    """A setting of one of the config objects of a call, as a plain value where it is one."""
    held, _ = unwrap(given.take(config))
    if not isinstance(held, Made):
        return default
    found, _ = unwrap(
        held.arguments.take(name, 0 if name == "dbt_project_path" and config == "project_config" else None)
    )
    return default if found is None else found


def word(value: Any) -> str:
    """A member of an enum of Cosmos, or its value, as the value."""
    text = value if isinstance(value, str) else describe(value) if value is not None else ""
    return text.rsplit(".", 1)[-1].lower()


def selectors(given: Given, name: str) -> list[str]:
    """What is selected or excluded. Raises NotFollowed where it is not known."""
    found = setting(given, "render_config", name, [])
    values = [unwrap(each)[0] for each in (found if isinstance(found, (list, tuple)) else [found])]
    for value in values:
        if not isinstance(value, str):
            raise NotFollowed(describe(value))
    return values


CALLS: dict[str, Callable[[str, Given, Frame], Any]] = {"DbtDag": make_dag, "DbtTaskGroup": make_group}
