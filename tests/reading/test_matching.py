"""`match` with every kind of pattern."""

from __future__ import annotations

import pytest

from migrator.model import Known

FUNCTION = """
from dataclasses import dataclass
@dataclass
class Table:
    name: str
    size: int = 1
def kind(value):
    match value:
        case {"kind": "a", "name": name, **rest}:
            return f"{name}_{len(rest)}"
        case [first, *middle, last]:
            return f"{first}_{len(middle)}_{last}"
        case Table(name="x") | Table("y"):
            return "x_or_y"
        case Table(name, size=2 | 3 as size):
            return f"{name}_{size}"
        case str() as found if found.startswith("o"):
            return found
        case True | None:
            return "single"
        case int() | float():
            return "number"
        case _:
            return "other"
"""


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("{'kind': 'a', 'name': 'n', 'more': 1}", "n_1"),
        ("{'kind': 'b'}", "other"),
        ("[1, 2, 3, 4]", "1_2_4"),
        ("(1,)", "other"),
        ("Table('x')", "x_or_y"),
        ("Table('y')", "x_or_y"),
        ("Table('z', 3)", "z_3"),
        ("Table('z')", "other"),
        ("'orders'", "orders"),
        ("'users'", "other"),
        ("None", "single"),
        ("True", "single"),
        ("2.5", "number"),
    ],
)
def test_the_case_that_python_takes(dag, expression, value):
    found = dag(f"{FUNCTION}\nwith DAG('d'): EmptyOperator(task_id='t', value=kind({expression}))")
    assert found.tasks[0].argument("value") == Known(value)
