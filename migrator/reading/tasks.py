"""Tasks while their DAG is built: operators made directly, by subclasses of the project, and mapped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from migrator.model import Condition, EdgeKind, Span
from migrator.reading.classes import Class
from migrator.reading.dags import DagObject, numbered
from migrator.reading.edges import Link, Node, connect, link, references
from migrator.reading.frames import Frame
from migrator.reading.functions import Function, parameters
from migrator.reading.groups import Group, child_id, current_group
from migrator.reading.instances import construct, instance_attribute
from migrator.reading.meter import LOOKED_AT, spend
from migrator.reading.setups import Scope, Setups
from migrator.reading.text import as_name
from migrator.reading.values import Given, Made, Native, Object, Outside, describe, unwrap

# Airflow's own classes that look for XComs in nothing by themselves.
# Arguments every operator has, that are in no operator's `template_fields`: Airflow looks for no XComs in them.
UNTEMPLATED = frozenset(
    "executor_config params inlets outlets pool queue doc doc_md doc_json doc_yaml doc_rst retries retry_delay owner "
    "execution_timeout priority_weight resources max_active_tis_per_dag".split()
)
BARE = ("BaseOperator", "BaseSensorOperator", "BaseBranchOperator", "SkipMixin")
# What Airflow's own class takes: an `__init__` of the project that does not hand it on keeps it from the task.
BASE = frozenset(("retries", "trigger_rule", "retry_delay", "depends_on_past", "pool", "queue", "owner"))
# What Airflow gives a task that says nothing.
UNSAID: dict[str, Any] = {
    "retries": 0,
    "trigger_rule": "all_success",
    "owner": "airflow",
    "pool": "default_pool",
    "queue": "default",
    "depends_on_past": False,
    "priority_weight": 1,
}
OWN = ("dag", "task_group", "default_args")


@dataclass(slots=True, eq=False, repr=False)
class Task(Node):
    """A task with what it has been given so far."""

    label: str
    operator: str
    import_path: str
    arguments: dict[str, Any]
    when: Condition
    span: Span
    quote: str
    dag: DagObject | None = None
    group: Group | None = None
    cls: Class | None = None
    attributes: dict[str, Any] = field(default_factory=dict)
    defaults: dict[str, Any] = field(default_factory=dict)
    mapped_arguments: dict[str, Any] = field(default_factory=dict)
    mapped: bool = False
    passed: set[str] | None = None
    made: bool = False
    setup: bool = False
    teardown: bool = False
    upstream: dict[Task, Link] = field(default_factory=dict)
    downstream: dict[Task, None] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The full id."""
        return child_id(self.group, self.label)

    @property
    def bases(self) -> tuple[str, ...]:
        """The import paths of the ancestors of its class of the project."""
        names = [] if self.cls is None else self.cls.lineage()[1:]
        return tuple(b.name if isinstance(b, Outside) else f"{b.span.path}:{b.name}" for b in names)

    def describe(self) -> str:
        return self.label

    def starts(self) -> list[Task]:
        return [self]

    def ends(self) -> list[Task]:
        return [self]

    def attribute(self, name: str, frame: Frame) -> Any:
        if name in ("set_upstream", "set_downstream"):
            return self.relation(name)
        spend((len(self.upstream) + len(self.downstream)) // LOOKED_AT)
        simple: dict[str, Any] = {
            "output": XCom(self),
            "task_id": self.id,
            "label": self.label,
            "dag": self.dag,
            "task_group": self.group,
            "upstream_list": list(self.upstream),
            "downstream_list": list(self.downstream),
            "upstream_task_ids": [task.id for task in self.upstream],
            "downstream_task_ids": [task.id for task in self.downstream],
            "operator": self,
        }
        if name in simple and name not in self.attributes:
            return simple[name]
        if name in ("as_setup", "as_teardown"):
            return Native(name, lambda given, frame: self.mark(name, given, frame))
        if self.cls is not None:
            return self.custom(name, frame)
        if name in self.attributes:
            return self.attributes[name]
        for given in (self.arguments, self.defaults, UNSAID):
            if name in given:
                return given[name]
        return Made(f"{self.import_path}.{name}", Given(), self, called=False)

    def custom(self, name: str, frame: Frame) -> Any:
        """An attribute of an operator whose class is the project's own."""
        assert self.cls is not None
        if name in self.attributes or self.cls.find(name) is not None or name not in self.arguments:
            return instance_attribute(self, self.cls, self.attributes, name, frame)
        return self.arguments[name]

    def set(self, name: str, value: Any, frame: Frame) -> None:
        """`task.name = value`."""
        if name == "dag" and isinstance(value, DagObject):
            value.add(self)
        self.attributes[name] = value
        if self.made and name in (self.arguments if self.cls is None else templated(self)):
            draw(self, {name: value}, frame)

    def base_method(self, name: str, given: Given, frame: Frame) -> Any:
        """`super().name(...)` where the class above is from outside: its `__init__` takes the task in."""
        if name == "__init__":
            for swallowed in BASE - given.named.keys() if given.rest is None else ():
                self.arguments.pop(swallowed, None)
            self.arguments.update(given.named)
            self.passed = set(given.named)
            register(self, given.named, frame)
            return None
        return Made(f"{self.import_path}.{name}", given, self)

    def mark(self, name: str, given: Given, frame: Frame) -> Task:
        """`as_setup()` and `as_teardown(setups=...)`."""
        self.setup = self.setup or name == "as_setup"
        if name == "as_teardown":
            self.teardown = True
            self.attributes["trigger_rule"] = "all_done_setup_success"
        for setup in [node for value in [given.named.get("setups")] if value is not None for node in listed(value)]:
            setup.setup = True
            connect(setup, self, frame)
        return self

    @contextmanager
    def entered(self, frame: Frame) -> Iterator[Scope]:
        """`with setup_or_teardown:` puts what is made inside between the two."""
        setups = setups_of(frame)
        setups.enter((self,))
        try:
            yield Scope(setups)
        finally:
            setups.leave(frame)


def setups_of(frame: Frame) -> Setups:
    """The contexts of setups and teardowns that are open."""
    state = frame.machine.state
    state.setups = state.setups or Setups()
    setups: Setups = state.setups
    return setups


def listed(value: Any) -> list[Any]:
    """The tasks in a value, XComs seen through."""
    inner, _ = unwrap(value)
    if isinstance(inner, (list, tuple)):
        return [task for element in inner for task in listed(element)]
    return [inner.task if isinstance(inner, XCom) else inner] if isinstance(inner, Node) else []


@dataclass(slots=True, eq=False, repr=False)
class XCom(Node):
    """What a task returns or pushes, before it runs; `more` are further tasks it is zipped or joined with."""

    task: Task
    key: str = "return_value"
    more: tuple[XCom, ...] = ()

    @property
    def sources(self) -> list[XCom]:
        """The XComs it consists of."""
        return [self, *self.more]

    @property
    def text(self) -> str:
        """How a string holds it: as Jinja that run time fills."""
        dag = self.task.dag.dag_id if self.task.dag is not None else None
        return f"{{{{ task_instance.xcom_pull(task_ids='{self.task.id}', dag_id='{dag}', key='{self.key}') }}}}"

    @property
    def group(self) -> Group | None:
        """The group its task lies in."""
        return self.task.group

    def describe(self) -> str:
        return self.task.id

    def starts(self) -> list[Task]:
        return [source.task for source in self.sources]

    def ends(self) -> list[Task]:
        return self.starts()

    def item(self, key: Any, frame: Frame) -> Any:
        known = as_name(key)
        return XCom(self.task, known if known is not None else describe(key), self.more)

    def attribute(self, name: str, frame: Frame) -> Any:
        if name in ("set_upstream", "set_downstream"):
            return self.relation(name)
        if name in ("map", "filter"):
            return Native(name, lambda given, frame: XCom(self.task, self.key, self.more))
        if name in ("zip", "concat"):
            return Native(name, lambda given, frame: XCom(self.task, self.key, tuple(listed_xcoms(given))))
        if name == "as_teardown" or name == "as_setup":
            return Native(name, lambda given, frame: self.marked(name, given, frame))
        if name == "key":
            return self.key
        return self.task.attribute(name, frame)

    def marked(self, name: str, given: Given, frame: Frame) -> XCom:
        """`as_setup()` and `as_teardown()` on a TaskFlow call."""
        self.task.mark(name, given, frame)
        return self

    @contextmanager
    def entered(self, frame: Frame) -> Iterator[Scope]:
        """`with task():` as on the task itself."""
        with self.task.entered(frame) as scope:
            yield scope


def listed_xcoms(given: Given) -> list[XCom]:
    """The XComs among the arguments."""
    return [source for value in given.positional for source in references(value)]


def make_xcom(name: str, given: Given, frame: Frame) -> Any:
    """`XComArg(task, key=...)`."""
    task, _ = unwrap(given.take("operator", 0))
    key = as_name(given.take("key", 1, "return_value"))
    return XCom(task, key or "return_value") if isinstance(task, Task) else Made(name, given, None)


def make_task(name: str, given: Given, frame: Frame) -> Task:
    """A task of an operator class from outside the project."""
    task = Task("", name.rsplit(".", 1)[-1], name, arguments_of(given), frame.machine.state.when, frame.span, "")
    register(task, given.named, frame)
    task.made = True
    return task


def initialize(name: str, given: Given, frame: Frame) -> None:
    """`BashOperator.__init__(self, ...)` in the `__init__` of a project operator."""
    task, _ = unwrap(given.positional[0])
    if isinstance(task, Task):
        task.base_method("__init__", Given(given.positional[1:], given.named, given.rest), frame)


def make_custom(cls: Class, given: Given, frame: Frame) -> Task:
    """A task of an operator class of the project: its `__init__` runs, up to the one from outside."""
    path = f"{cls.span.path.removesuffix('.py').replace('/', '.')}.{cls.name}"
    task = Task("", cls.name, path, arguments_of(given), frame.machine.state.when, frame.span, "", cls=cls)
    init = cls.find("__init__")
    if init is None:
        register(task, given.named, frame)
    else:
        construct(cls, task, with_defaults(init, given, frame), frame)
        if not task.label:
            register(task, given.named, frame)
    draw(task, templated(task), frame)
    task.made = True
    return task


def templated(task: Task) -> dict[str, Any]:
    """What XComs are looked for in: the attributes its class calls `template_fields`, and what the operator from
    outside is given, whose fields we do not know."""
    assert task.cls is not None
    everything = {**task.arguments, **task.mapped_arguments}
    fields, _ = unwrap(task.cls.find("template_fields"))
    bases = [name.rsplit(".", 1)[-1] for name in task.cls.outside()]
    if not isinstance(fields, (list, tuple, type(None))) or task.passed is None:
        return everything
    names = {as_name(name) for name in fields or ()}
    if not any(base in BARE for base in bases):
        names |= {*task.passed, *task.mapped_arguments}
    held = {**everything, **task.attributes}
    return {name: value for name, value in held.items() if name in names}


def with_defaults(init: Any, given: Given, frame: Frame) -> Given:
    """The arguments of a project operator's `__init__`, those it names filled from default_args."""
    dag, _ = unwrap(given.take("dag"))
    dag = dag if isinstance(dag, DagObject) else frame.machine.current_dag()
    if not isinstance(init, Function) or dag is None:
        return given
    defaults = defaults_for(dag, current_group(dag, frame), given.named)
    names = [p.name.value for p in parameters(init.node.params)]
    missing = {n: defaults[n] for n in names[1 + len(given.positional) :] if n in defaults and n not in given.named}
    return Given(given.positional, {**given.named, **missing}, given.rest)


def arguments_of(given: Given) -> dict[str, Any]:
    """The arguments by name, positional ones by number."""
    return {**{str(n): value for n, value in enumerate(given.positional)}, **given.named}


def defaults_for(dag: DagObject | None, group: Group | None, named: dict[str, Any]) -> dict[str, Any]:
    """The default_args in force: the DAG's, the group's, and those of the call."""
    own, _ = unwrap(named.get("default_args"))
    return {
        **(dag.default_args if dag is not None else {}),
        **(group.default_args if group is not None else {}),
        **(own if isinstance(own, dict) else {}),
    }


def register(task: Task, named: dict[str, Any], frame: Frame) -> None:
    """Give a task its DAG, group, id, defaults and the edges its arguments make."""
    frame.machine.state.built = True
    frame.machine.state.made += 1
    explicit, _ = unwrap(named.get("dag"))
    group, _ = unwrap(named.get("task_group"))
    group = group if isinstance(group, Group) else None
    dag = explicit if isinstance(explicit, DagObject) else group.dag if group else frame.machine.current_dag()
    task.group = group or (current_group(dag, frame) if dag is not None else None)
    task.label = as_name(task.arguments.get("task_id")) or label_of(task, frame)
    task.defaults = defaults_for(dag, task.group, named)
    for name in OWN:
        task.arguments.pop(name, None)
    if task.group is not None:
        task.group.children.append(task)
    if dag is not None:
        dag.add(task)
    if not task.mapped:
        setups_of(frame).take(task)
    task.quote = frame.quote()
    if task.cls is None:
        draw(task, {**task.arguments, **task.mapped_arguments}, frame)


def label_of(task: Task, frame: Frame) -> str:
    """A stand-in for an id only run time knows, readable and said to be one."""
    given = unwrap(task.arguments.get("task_id"))[0]
    frame.machine.report(
        "unknown-value",
        frame.span,
        f"the id of a {task.operator} task, `{describe(given)}`, is not known here",
        "Give the value it hangs on a default.",
    )
    shown = getattr(given, "text", None) or describe(given)
    return str(shown) if "{" in str(shown) else f"{{{shown}}}"


def draw(task: Task, arguments: dict[str, Any], frame: Frame) -> None:
    """The edges from the tasks whose XComs the arguments hold, as far as Airflow looks: at what may be templated."""
    for source in references({name: value for name, value in arguments.items() if name not in UNTEMPLATED}):
        link(source.task, task, EdgeKind.XCOM, frame)


def unique_label(label: str, group: Group | None, dag: DagObject | None, when: Condition) -> str:
    """The label, or with the suffix Airflow gives a TaskFlow task whose id is taken. What lies on a side of a branch
    that is not taken here takes no id."""
    if dag is None:
        return label
    whole = child_id(group, label)
    base = numbered(whole)[0]
    here = [taken for under, taken in dag.perhaps.get(base, {}).items() if set(under.choices) <= set(when.choices)]
    if whole not in dag.taken and not any(whole in taken.ids for taken in here):
        return label
    return f"{numbered(label)[0]}__{max([dag.numbers.get(base, 0), *(taken.highest for taken in here)]) + 1}"


@dataclass(slots=True, eq=False, repr=False)
class Mappable(Object):
    """`Operator.partial(...)`, before `.expand(...)`."""

    make: Any
    given: Given

    def attribute(self, name: str, frame: Frame) -> Any:
        if name not in ("expand", "expand_kwargs"):
            return Object.attribute(self, name, frame)
        return Native(name, lambda given, frame: self.expand(name, given, frame))

    def expand(self, name: str, given: Given, frame: Frame) -> Task:
        """The mapped task."""
        task: Task = self.make(self.given, frame)
        task.mapped = True
        setups_of(frame).drop(task)
        task.mapped_arguments = given.named or {"expand_kwargs": given.take("kwargs", 0)}
        draw(task, task.mapped_arguments, frame)
        return task


def partial_operator(name: str, given: Given, frame: Frame) -> Mappable:
    """`Operator.partial(...)` of a class from outside."""
    return Mappable(lambda g, f: make_task(name.removesuffix(".partial"), g, f), given)
