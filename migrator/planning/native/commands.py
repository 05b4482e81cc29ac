"""Command lines that stay command lines: `bash -c` with the values of its templates filled in when it runs."""

from __future__ import annotations

from migrator.lineage.sql_files import find_file, folders, read_file
from migrator.model import Becomes, Command, Known, Mapping, Task, Value
from migrator.operators.rule import Kind
from migrator.planning.native.dates import holes_of, uncomputed
from migrator.planning.native.feeds import Refused, feed, feeds, rooted, taken
from migrator.planning.native.offers import Case, Means, Offer
from migrator.planning.native.settings import bound_setting, work_of

# What Airflow reads from a file when a command ends so.
SCRIPTS = (".sh", ".bash")
KNOWN = {"bash_command", "env", "append_env", "cwd", "skip_on_exit_code", "output_encoding", "output_processor"}
# https://airflow.apache.org/docs/apache-airflow-providers-standard/stable/operators/bash.html#skipping
SKIPS = 99


def offer(case: Case, means: Means) -> Offer | str | None:
    """A BashOperator as a command, or what stands in the way; None for any other task."""
    task = case.task
    if case.kind is not Kind.BASH:
        return None
    if task.operator.startswith("@"):
        return "its function makes the command line, and only a run knows which"
    if Command not in means.capabilities.bodies:
        return f"{means.capabilities.target} starts no processes in this version"
    unknown = [name for name, _ in work_of(task) if name not in KNOWN]
    if unknown or task.argument("output_processor") is not None:
        return f"its argument {(*unknown, 'output_processor')[0]} has no native form"
    return bound_setting(task) or command(case, means)


def command(case: Case, means: Means) -> Offer | str:
    """The command with its environment, every template in it filled when it runs."""
    task, dag = case.task, case.dag
    text = script(case, means)
    if isinstance(text, str):
        return text
    line = feed(rooted(text, means.root), task.id, dag)
    environment = environment_of(task)
    given = feeds(environment, task.id, dag, means.root) if environment is not None else Refused("its env is not known")
    folder = feed(rooted(task.argument("cwd") or Known(None), means.root), task.id, dag)
    for name, found in (("command", line), ("", given), ("folder", folder)):
        if isinstance(found, Refused):
            return f"its {name}: {found.because}" if name else found.because
    assert not isinstance(line, Refused) and not isinstance(given, Refused) and not isinstance(folder, Refused)
    if because := uncomputed(case, holes_of((("", line), ("", folder), *given)), means.capabilities):
        return because
    # Airflow gives the process nothing else once `env` is given, unless it is told to append.
    alone = bool(given) and task.argument("append_env") != Known(True)
    body = Command(
        (Known("bash"), Known("-c"), line),
        given,
        alone,
        None if folder == Known(None) else folder,
        skips_of(task),
    )
    takes = tuple(one for value in (line, folder, *(value for _, value in given)) for one in taken(value))
    return Offer(Becomes.ASSET, "its command line is known", body, takes)


def script(case: Case, means: Means) -> Value | str:
    """The command line as it is written, in the argument or in the file that it names, or why it is not known."""
    value = case.task.argument("bash_command")
    if value is None:
        return "only run time knows its command"
    if not isinstance(value, Known) or not isinstance(value.value, str) or not value.value.endswith(SCRIPTS):
        return value
    place = folders(means.root, case.dag.path, case.dag.setting("template_searchpath"))
    path = find_file(value.value, means.root, place)
    return Known(read_file(means.root, path)) if path else f"its script {value.value} is not in the project"


def environment_of(task: Task) -> tuple[tuple[str, Value], ...] | None:
    """The names and values of `env`; None when only run time knows them."""
    given = task.argument("env")
    if given in (None, Known(None)):
        return ()
    if not isinstance(given, Mapping) or given.rest is not None:
        return None
    entries = given.entries
    found = [(key.value, value) for key, value in entries if isinstance(key, Known) and isinstance(key.value, str)]
    return tuple(found) if len(found) == len(entries) else None


def skips_of(task: Task) -> tuple[int, ...]:
    """The exit codes by which the command says that there was nothing to do."""
    given = task.argument("skip_on_exit_code")
    match given:
        case None:
            return (SKIPS,)
        case Known(value=int(code)):
            return (code,)
    return ()
