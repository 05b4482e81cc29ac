"""SQL in a file of its own, run by the resource of its database, with values bound and never pasted."""

from __future__ import annotations

from migrator.model import PartitionKind, Sql
from migrator.targets.dagster.emitted import Emitted, Place
from migrator.targets.dagster.expressions import datetime_imports, python_of
from migrator.targets.dagster.feeds import Feeding, valued
from migrator.targets.dagster.literals import literal
from migrator.targets.dagster.systems import BY_NAME


def sql_lines(body: Sql, place: Place) -> Emitted:
    """One call of the resource with the file and its parameters; the rows it wrote are metadata."""
    sources = [(name, *python_of(expression)) for name, expression in body.parameters]
    window = tuple(dict.fromkeys(line for _, _, needs in sources for line in needs))
    feeding = Feeding(place, {})
    given = "".join(f", {name}={source}" for name, source, _ in sources)
    given += "".join(f", {name}={valued(value, name, feeding)}" for name, value in body.values)
    resource, cls = place.names.resources[body.resource], BY_NAME[body.dialect].cls
    divided = place.step.partitions.kind is not PartitionKind.NONE
    return Emitted(
        lines=(f"rows = {resource}.run_file(SQL / {literal(f'{place.name}.sql')}{given})",),
        parameters=((resource, cls), *feeding.parameters.items()),
        inputs=tuple(feeding.inputs.items()),
        window=tuple(dict.fromkeys((*window, *feeding.window))),
        imports=(
            "from pathlib import Path",
            f"from {place.package}.resources import {cls}",
            *datetime_imports(window, (source for _, source, _ in sources)),
            *feeding.imports,
        ),
        metadata=(("dagster/partition_row_count" if divided else "dagster/row_count", "rows"),),
        files=((f"sql/{place.module}/{place.name}.sql", sql_text(body)),),
        kinds=(body.dialect, "sql"),
        constants=(f'SQL = Path(__file__).parents[1] / "sql" / {literal(place.module)}',),
    )


def sql_text(body: Sql) -> str:
    """The statements as they were written, each ended by a semicolon that no comment swallows."""
    texts = [statement.strip().rstrip(";") for statement in body.statements]
    return "\n\n".join(f"{text}{chr(10) if '--' in text.splitlines()[-1] else ''};" for text in texts) + "\n"
