"""Misuse of the tool: one sentence that names the thing and what there is instead. The CLI prints it and returns 2."""

from __future__ import annotations


class MigratorError(Exception):
    """Base of every error that is the caller's to mend; its text is the sentence shown, then the command ends with
    `exit_code`: 2 for misuse."""

    exit_code = 2


class PathMissing(MigratorError):
    """A path given on the command line does not exist."""

    def __init__(self, path: str) -> None:
        super().__init__(f"no file or folder {path!r}")


class UnknownTarget(MigratorError):
    """The user asked for a target there is no folder for."""

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(f"no target named {name!r}; there is {', '.join(known)}")


class UnknownDag(MigratorError):
    """The user named a DAG that is in none of the files read."""

    def __init__(self, name: str, known: list[str]) -> None:
        shown = ", ".join(known[:10]) + (", ..." if len(known) > 10 else "")
        super().__init__(f"no DAG named {name!r}; there is {shown or 'none'}")
