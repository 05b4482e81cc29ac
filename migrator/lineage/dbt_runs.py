"""What a dbt command does to data: the models, seeds, snapshots and tests that its selection chooses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from migrator import identity
from migrator.dbt.command import COMMANDS, IDLE, Command, chosen
from migrator.dbt.manifest import from_manifest
from migrator.dbt.methods import NotFollowed
from migrator.dbt.nodes import DbtProject, Files, Node
from migrator.dbt.profiles import Profile, profile_of
from migrator.dbt.project import FILE, from_files
from migrator.dbt.yaml_text import yaml_of
from migrator.lineage.dbt_tables import Tables
from migrator.lineage.mentions import Found, Gap
from migrator.lineage.places import Filler
from migrator.model import Evidence
from migrator.secrets import shown

# Folders below which a dbt project is somebody else's.
NOT_OURS = ("dbt_packages", "dbt_modules", "site-packages", "node_modules", "target")
FIX = "Put the dbt project into the tree, or declare what it reads and writes with inlets and outlets."


@dataclass(frozen=True, slots=True)
class Where:
    """How a task says where its dbt project is: the folder it works in, the folder of its DAG file, and its variables;
    `connection` is what Cosmos makes the profile of."""

    folder: str = ""
    dag_folder: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    connection: str = ""


@dataclass(slots=True)
class Dbt:
    """The dbt projects below a root, each read once."""

    root: str
    files: Files
    # Profile -> Airflow connection, as `[dbt]` in migrate.toml says.
    connections: Mapping[str, str] = field(default_factory=dict)
    _read: dict[str, tuple[DbtProject | None, str]] = field(default_factory=dict)
    _all: list[str] | None = None

    def does(self, asked: Command, where: Where, filler: Filler, evidence: Evidence, label: str) -> Iterator[Found]:
        """What a command does, in order; one `hidden-run` with the reason where that is not known."""
        if asked.verb in IDLE:
            return
        folder = self.folder_of(asked, where)
        project, problem = self.project_in(folder[0]) if folder[0] else (None, folder[1])
        if problem and project is not None:
            yield Gap("unknown-data", f"{label}: {problem}", evidence, "Run `dbt parse` anew.")
        if asked.verb not in COMMANDS:
            problem, project = f"what `dbt {asked.verb or '?'}` does is not read", None
        try:
            nodes = chosen(project, asked, self.files) if project is not None else set()
        except NotFollowed as error:
            problem, project = f"the selection `{error}` is not known here", None
        if project is None:
            message = f"{label} starts work in dbt that no edge shows: {evidence.quote} ({problem})"
            yield Gap("hidden-run", shown(message), evidence, FIX)
            return
        if project.problems:
            more = f" and {len(project.problems) - 3} more" if len(project.problems) > 3 else ""
            message = f"{label}, the dbt project {self.shown(project)}: {'; '.join(project.problems[:3])}{more}"
            yield Gap("unknown-data", message, evidence, "Give dbt's target/manifest.json with the project.")
        tables = Tables(project, self.target_of(project, asked, where, filler), filler, self.shown(project))
        kinds = COMMANDS[asked.verb]
        for node in in_order(project, nodes):
            if node.kind in kinds:
                yield from tables.checked(node) if node.kind in ("test", "source") else tables.made(node)

    def shown(self, project: DbtProject) -> str:
        """The folder of a project relative to the root."""
        return PurePosixPath(project.folder).relative_to(self.root).as_posix()

    def folder_of(self, asked: Command, where: Where) -> tuple[str, str]:
        """The folder of the project that a command works on, or nothing and the reason."""
        said = asked.project_dir or where.variables.get("DBT_PROJECT_DIR") or ""
        if said and where.folder and not said.startswith(("/", "{", "$")):
            said = f"{where.folder}/{said}"
        known = (said or where.folder).rpartition("}")[2]
        parts = [part for part in PurePosixPath(known).parts if part not in ("/", ".")]
        here = PurePosixPath(self.root, where.dag_folder)
        bases = [here, *(base for base in here.parents if base.is_relative_to(self.root))]
        for start in range(len(parts)):
            if ".." in parts[start:]:
                continue
            for base in bases:
                folder = str(base.joinpath(*parts[start:]))
                if self.files.kind(f"{folder}/{FILE}") == "file":
                    return folder, ""
        if parts:
            return "", f"no {FILE} is in {said or where.folder}, as far as the project is given"
        found = self.all()
        if len(found) == 1:
            return found[0], ""
        return "", f"{'no' if not found else 'more than one'} dbt project is in the tree, and nothing says which"

    def all(self) -> list[str]:
        """The folders of all dbt projects below the root."""
        if self._all is None:
            names = (PurePosixPath(path) for path in self.files.names(self.root, FILE, deep=True))
            own = (path.parent for path in names if not set(path.parts) & set(NOT_OURS))
            self._all = [str(path) for path in own]
        return self._all

    def project_in(self, folder: str) -> tuple[DbtProject | None, str]:
        """The project in a folder, from dbt's manifest where that is of this project; and what is wrong."""
        if folder not in self._read:
            self._read[folder] = self._project_in(folder)
        return self._read[folder]

    def _project_in(self, folder: str) -> tuple[DbtProject | None, str]:
        manifest = f"{folder}/target/manifest.json"
        settings = yaml_of(f"{folder}/{FILE}", self.files) or {}
        written, problem = None, ""
        if self.files.kind(manifest) == "file":
            written = from_manifest(self.files.text(manifest) or "", folder)
            problem = "" if written else "target/manifest.json is not read: it is no manifest of dbt's, or too large"
        if written is not None:
            own = [node for node in written.nodes.values() if node.package == settings.get("name")]
            gone = next((n.path for n in own if n.path and self.files.kind(f"{folder}/{n.path}") != "file"), None)
            if not own or gone:
                about = f"{gone}, which is gone" if gone else "another project"
                written, problem = None, f"target/manifest.json is not read: it tells of {about}"
        if written is not None:
            return DbtProject(folder, written.nodes, (), settings, frozenset(), True, written.adapter), ""
        project = from_files(folder, self.files)
        return project, problem if project else f"{FILE} cannot be read"

    def target_of(
        self, project: DbtProject, asked: Command, where: Where, filler: Filler
    ) -> tuple[Profile, identity.Database]:
        """The profile that a command runs with, and the database it leads to."""
        given = asked.profiles_dir or where.variables.get("DBT_PROFILES_DIR") or ""
        known = [part for part in PurePosixPath(given.rpartition("}")[2]).parts if part not in ("/", ".")]
        ends = ["/".join(known[start:]) for start in range(len(known)) if ".." not in known[start:]]
        folders = [
            f"{base}/{end}" for end in ends for base in (project.folder, f"{self.root}/{where.dag_folder}", self.root)
        ]
        profile = profile_of(
            project.settings, [*folders, project.folder, self.root], self.files, asked.profile or "", asked.target or ""
        )
        system = identity.system_named(profile.system or project.adapter) or "sql"
        name = where.connection or self.connections.get(profile.name, "")
        if name:
            system = filler.connections.system(name, system if system != "sql" else None)
            home = filler.connections.home(name, system)
            return profile, identity.Database(system, identity.connection(name), home=home)
        if profile.path:
            path = (
                profile.path
                if "://" in profile.path or profile.path.startswith("/")
                else (f"{self.shown(project)}/{profile.path}")
            )
            return profile, identity.database(f"{system}:///{path}")
        return profile, identity.Database(system, profile.host or "{dbt:" + (profile.name or "profile") + "}")


def in_order(project: DbtProject, nodes: Iterable[str]) -> list[Node]:
    """The nodes chosen, each after those it needs; tests after the node they are of."""
    wanted, done, found = set(nodes), set(), []
    for first in sorted(project.nodes):
        waiting = [(first, False)]
        while waiting:
            name, is_ready = waiting.pop()
            node = project.nodes.get(name)
            if node is None or (name in done and not is_ready):
                continue
            if is_ready:
                if name in wanted:
                    found.append(node)
                continue
            done.add(name)
            waiting.append((name, True))
            waiting += [(need, False) for need in reversed(node.needs)]
    return found
