"""A function of the user's, ready to stand in another project: its text, what it needs, and what it is called with.

Nothing here knows a target. What the function used to take from Airflow's run context is a parameter, and each
parameter says what it is fed with; a target renders the feeds.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from migrator.model.values import Arguments, Span, Value


class Origin(str, Enum):
    """Where an imported module comes from, which says where its import stands."""

    FUTURE = "future"
    STANDARD = "standard"
    THIRD_PARTY = "third party"
    USER = "user"


@dataclass(frozen=True, slots=True)
class Import:
    """`import module [as alias]`, or with `name`: `from module import name [as alias]`. For USER, `root` is the folder
    of the project that must be importable for it, `""` for the project's own. One that is `typing_only` stands under
    `if TYPE_CHECKING:`."""

    origin: Origin
    module: str
    name: str | None = None
    alias: str | None = None
    root: str | None = None
    typing_only: bool = False

    @property
    def binds(self) -> str:
        """The name it gives the module that imports."""
        return self.alias or self.name or self.module.partition(".")[0]

    @property
    def text(self) -> str:
        """As a line of Python."""
        alias = f" as {self.alias}" if self.alias else ""
        return f"from {self.module} import {self.name}{alias}" if self.name else f"import {self.module}{alias}"


@dataclass(frozen=True, slots=True)
class Definition:
    """A statement of a module, with the comments above it and at its side: the names it binds, its text, which ends
    with a line break, and where the original stands."""

    names: tuple[str, ...]
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class RunValue:
    """What a run is about: `expression` is a neutral name.

    Texts: `ds`, `ds_nodash`, `ts`, `ts_nodash`, `ts_nodash_with_tz`, `end_ds` (the date of `data_interval_end`),
    `ds_add:-1` (the date so many days later), `prev_ds`, `next_ds`, `run_id`, and moments as texts of a format:
    `data_interval_end|ts`. Moments: `logical_date`, `data_interval_start`, `data_interval_end`,
    `prev_data_interval_start_success`, `prev_data_interval_end_success`, `prev_start_date_success`, `run_start`.
    Dicts: `params` and `conf`, of which the code asks for `keys` (None: nobody knows which); one entry of these:
    `params.x`, `conf.x`. Others: `try_number`, a number from 1, and `partition_key`, Airflow's own, a text or None.

    `plain` says of a moment that the code asks nothing of it that a `datetime` with a zone lacks; otherwise it needs
    pendulum's.
    """

    expression: str
    keys: tuple[str, ...] | None = ()
    plain: bool = True


@dataclass(frozen=True, slots=True)
class Setting:
    """An Airflow Variable: its name, what stands in for it where it is not set (None: it must be), and whether its text
    is JSON that the code receives parsed."""

    name: str
    default: Value | None = None
    json: bool = False


@dataclass(frozen=True, slots=True)
class HookUse:
    """An object that talks to a system: Airflow's hook of this class, made with these arguments. `connection` is the
    connection's id (None: the hook's own default), `methods` what the code calls on it or reads of it; None when nobody
    knows, since it is handed on.
    """

    hook: str
    connection: str | None
    arguments: Arguments = ()
    methods: tuple[str, ...] | None = ()


@dataclass(frozen=True, slots=True)
class Outputs:
    """An empty dict that the code fills: `keys` are those it sets, the XCom keys of the task it was."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Each:
    """One element at a time of what a task is mapped over."""

    over: Value


# A plain Value is a constant, what another task made (Output, also inside of Items and Mapping), or a text with holes
# (Template), each hole named as a `RunValue.expression`, `var.value.NAME` or `var.json.NAME` for an Airflow Variable,
# `env.NAME` for a variable of the environment, `xcom:TASK.KEY` for an Output; what fills one is made a text by `str`.
Feed = Value | RunValue | Setting | HookUse | Outputs | Each


@dataclass(frozen=True, slots=True)
class Input:
    """A parameter of the function and what it is fed with; `positional` ones come first, in order, by position."""

    parameter: str
    feed: Feed
    positional: bool = False


class Signal(str, Enum):
    """What raising one of Airflow's exceptions means: the task is skipped, or fails without another try."""

    SKIP = "skip"
    FAIL = "fail without retry"


@dataclass(frozen=True, slots=True)
class Moved:
    """A function as text. Joined in order, `imports`, `file_name` and `definitions` are a module that defines it.

    `definitions` are in the order of the file and hold the function itself; those of two functions of one file that
    are equal are one. `file_name` is a name that the text uses for the path, as a text, of the file it came from
    (`span.path`): who writes the module must define it above the definitions. `signals` are names of exceptions that
    the text raises, which must be defined, too. `inner` are the imports that stand inside of the functions: they are
    part of the text, and tell what must be installed or importable. `returns`: whether it returns a value.
    `assumed` are the settings whose default was taken for one of the constants that it is called with.
    """

    function: str
    imports: tuple[Import, ...]
    definitions: tuple[Definition, ...]
    inputs: tuple[Input, ...]
    span: Span
    returns: bool = False
    file_name: str | None = None
    signals: tuple[tuple[str, Signal], ...] = ()
    inner: tuple[Import, ...] = ()
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """A function that stays where it is, and is imported from there; it needs nothing of Airflow. `source` is the
    import of it, `function` what to call."""

    function: str
    source: Import
    inputs: tuple[Input, ...]
    span: Span
    returns: bool = False
    assumed: tuple[str, ...] = ()


Code = Moved | Imported
