"""No string of a DAG becomes code in a moved function, whatever it holds."""

from __future__ import annotations

import ast
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.model import Known, Moved, Output, Reference, Setting, Span
from migrator.moving import Asked, Mover, Refused, module_text

TEXT = """\
from airflow.sdk import Variable


def f(ti, x):
    ti.xcom_push(key={0!r}, value=1)
    return ti.xcom_pull(task_ids={0!r}, key={1!r}), Variable.get({1!r}), ti.dag_id, x
"""
PIECES = [
    "'",
    '"',
    "\\",
    "\n",
    "{",
    "}",
    "{{",
    "}}",
    "x",
    "import os",
    "#",
    '"""',
    "\u202e",
    "é",
    ";",
    "__import__('os')",
    " ",
]
HOSTILE = st.text(max_size=12) | st.lists(st.sampled_from(PIECES), max_size=8).map("".join)


@settings(max_examples=150, deadline=None)
@given(HOSTILE, HOSTILE, HOSTILE)
def test_a_string_stays_a_string(tmp_path_factory, one: str, two: str, dag: str):
    folder: Path = tmp_path_factory.getbasetemp()
    (folder / "d.py").write_text(TEXT.format(one, two), encoding="utf-8", errors="surrogatepass")
    call = Asked(Reference("d.py", "f", 4), one, dag, Span("d.py", 1), op_kwargs=(("x", Known(two)),))
    found = Mover(folder).move(call)
    if isinstance(found, Refused):
        # A template that is none, or a text that looks like a secret.
        assert "{" in two or "secret" in found.because or "read" in found.because, found
        return
    assert isinstance(found, Moved)
    (function,) = ast.parse(module_text(found)).body
    assert isinstance(function, ast.FunctionDef)
    push, answer = function.body
    assert isinstance(push, ast.Assign)
    assert isinstance(answer, ast.Return)
    assert isinstance(answer.value, ast.Tuple)
    assert [type(each) for each in answer.value.elts] == [ast.Name, ast.Name, ast.Constant, ast.Name]
    assert ast.literal_eval(answer.value.elts[2]) == dag
    feeds = [each.feed for each in found.inputs]
    assert Output(one, two) in feeds
    assert Setting(two) in feeds
    assert all(each.parameter.isidentifier() for each in found.inputs)
