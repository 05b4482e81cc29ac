import importlib
from collections import OrderedDict, defaultdict, namedtuple
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import NamedTuple

import airflow.operators.bash as bash_module
from airflow import DAG


class Kind(str, Enum):
    BASH = "airflow.operators.bash.BashOperator"
    EMPTY = "airflow.operators.empty.EmptyOperator"


class Level(Enum):
    LOW = auto()
    HIGH = auto()


@dataclass
class Step:
    name: str
    kind: Kind = Kind.EMPTY
    after: list[str] = field(default_factory=list)
    args: dict = field(default_factory=dict)

    @property
    def task_id(self) -> str:
        return f"step_{self.name}"

    @classmethod
    def bash(cls, name, command, *after):
        return cls(name, Kind.BASH, list(after), {"bash_command": command})


class Window(NamedTuple):
    label: str
    hours: int = 1


Limit = namedtuple("Limit", ["low", "high"])
STEPS = [Step("a"), Step.bash("b", "echo b", "a"), Step("c", after=["a", "b"])]
WINDOWS = [Window("short"), Window("long", 24), Window(label="day", hours=12)]
LIMITS = OrderedDict([("x", Limit(0, 1)), ("y", Limit(1, high=2))])


def load(path):
    module, _, name = path.rpartition(".")
    return getattr(importlib.import_module(module), name)


with DAG("operator_dispatch", start_date=datetime(2022, 5, 1), schedule=timedelta(hours=WINDOWS[1].hours)) as dag:
    made = {}
    for step in STEPS:
        made[step.name] = load(step.kind.value)(task_id=step.task_id, **step.args)
        for up in step.after:
            made[up] >> made[step.name]
    for level in Level:
        made["c"] >> bash_module.BashOperator(
            task_id=f"level_{level.name.lower()}_{level.value}", bash_command="x"
        )
    for window in WINDOWS:
        label, hours = window
        bash_module.BashOperator(task_id=f"window_{label}_{window.hours}", bash_command=f"sleep {hours}")
    for key, limit in LIMITS.items():
        bash_module.BashOperator(task_id=f"limit_{key}_{limit.low}_{limit.high}", bash_command="x")
    groups = defaultdict(list)
    for name, task in made.items():
        groups[len(name) % 2].append(task)
    for k, members in groups.items():
        for m in members:
            m >> bash_module.BashOperator(task_id=f"after_{m.task_id}_{k}", bash_command=asdict(STEPS[0])["name"])
