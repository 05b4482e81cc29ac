"""What libcst is given is the same program as the file, on fewer lines."""

from __future__ import annotations

import ast
from pathlib import Path

import libcst as cst
import pytest

from migrator.reading import read
from migrator.reading.parse import compact, unchecked

PROGRAMS = {
    "a call": ("f(\n    1,\n    2,\n)\n", 1),
    "comments in brackets": ("x = [\n    1,  # one\n    # two\n    '# three',\n    3,\n]\n", 4),
    "a backslash": ("x = 1 + \\\n    2\ny = (1 + \\\n    2 +\n    3)\n", 4),
    "a string that goes on": ("x = ('a \\\nb',\n    'c')\n", 2),
    "triple quotes": ('x = f(\n    """a\n    b""",\n    1,\n)\n', 5),
    "decorators and heads": ("@f(\n    1,\n)\ndef g(\n    a,\n\n    b,\n):\n\n    # c\n    return (\n        a)\n", 3),
    "one block after another": (
        "if (a and\n    b):\n    pass\nelif (c or\n    d):\n    x = [\n    ]\nelse:\n    y()\n",
        6,
    ),
    "two statements on one line": ("x = 1; y = (\n    2,\n); z = 3\n", 1),
    "a block on the last line of its head": ("if (a and\n    b): f(\n    1)\n", 2),
    "a match": ("match (\n    x\n):\n    case (\n        1\n    ):\n        y = [\n            2]\n", 8),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_lines_are_joined_where_the_program_stays_the_same(name: str) -> None:
    text, lines = PROGRAMS[name]
    shorter = compact(text, ast.parse(text))
    assert ast.dump(ast.parse(shorter)) == ast.dump(ast.parse(text))
    assert cst.parse_module(shorter).code.strip().count("\n") + 1 == lines


def test_a_whole_library_is_the_same_program() -> None:
    for file in Path(cst.__file__).parent.rglob("*.py"):
        text = file.read_text()
        syntax = ast.parse(text)
        if syntax.body:
            assert ast.dump(ast.parse(compact(text, syntax))) == ast.dump(syntax), file


def test_libcst_checks_nodes_again_once_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "d.py").write_text("from airflow import DAG\ndag = DAG('d')\n")
    read([tmp_path])
    with pytest.raises(cst.CSTValidationError):
        cst.Name("")
    with unchecked():
        cst.Name("")
