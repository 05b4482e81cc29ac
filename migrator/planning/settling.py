"""What becomes of each DAG's trigger and settings: one disposition each, from its row in the table of equivalence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from migrator.model import Becomes, Dag, Disposition, Equivalence, Known, Likeness
from migrator.model import Mapping as Dict

SCHEDULES = ("schedule", "schedule_interval", "timetable")
TRIGGERS = ("schedule", "catchup", "start_date", "end_date", "max_active_runs", "is_paused_upon_creation")


def settled(
    dags: Iterable[Dag], rows: Iterable[Equivalence], staying: Mapping[tuple[str, str], str]
) -> tuple[Disposition, ...]:
    """A disposition for the trigger and each setting of each DAG. `staying` says of DAGs why they are not taken over.

    Raises AssertionError for a setting that ended in none: that is a defect of ours.
    """
    first: dict[tuple[str, str, str], Equivalence] = {}
    for row in rows:
        first.setdefault((row.path, row.dag, row.setting), row)
    found: list[Disposition] = []
    for dag in dags:
        because = staying.get((dag.path, dag.name))
        for name in names_of(dag):
            item = f"{dag.name}: {name}"
            if because is not None:
                found.append(Disposition(item, Becomes.AIRFLOW, None, because, dag.span))
                continue
            found_row = first.get((dag.path, dag.name, name))
            if found_row is None:
                raise AssertionError(f"the setting {item} ended in no disposition")
            told = f"{found_row.target}: {found_row.because}"
            found.append(Disposition(item, becomes(found_row), None, told, dag.span))
    return tuple(found)


def names_of(dag: Dag) -> tuple[str, ...]:
    """The trigger, and the name of each setting, once; `default_args` counts as the settings in it."""
    inside = dag.setting("default_args")
    entries = inside.entries if isinstance(inside, Dict) else ()
    names = [key.value for key, _ in entries if isinstance(key, Known) and isinstance(key.value, str)]
    given = [name for name, _ in dag.settings if name not in (*SCHEDULES, "default_args")]
    return tuple(dict.fromkeys(("schedule", *given, *names)))


def becomes(row: Equivalence) -> Becomes:
    """What becomes of a setting with this row."""
    if row.likeness is Likeness.ISLAND:
        return Becomes.WRAPPED
    if row.likeness is Likeness.IMPOSSIBLE:
        return Becomes.OUTSIDE
    if row.setting in TRIGGERS:
        return Becomes.AUTOMATION
    if row.setting.endswith("_callback") or row.setting.startswith("email"):
        return Becomes.HOOK
    return Becomes.FOLDED if row.target == "nothing" else Becomes.ASSET
