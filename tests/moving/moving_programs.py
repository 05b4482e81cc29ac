"""Random small DAG files whose task computes a number from all that a function may use. Everything in them can be
moved: a refusal is a failure, too."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st

Draw = st.DrawFn

HEAD = """\
import json
import math as m
import os.path
from collections import Counter

from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk import DAG, Variable, get_current_context

try:
    import ujson_is_not_here as js
except ImportError:
    import json as js
"""
TAIL = """
with DAG("d", schedule=None) as dag:
    PythonOperator(task_id="t", python_callable=f, op_args=[{args}], op_kwargs={{{kwargs}}})
"""
# Definitions by the names they bind; what they use comes before them.
CONSTANTS = {
    "A": "A = 3  # three\n",
    "B": 'B = {\n    "k": 4,  # the key\n}\n',
    "C": "C = [1, 2]\nC.append(4)\n",
    "D": "D, E = 5, 6\n",
    "G": "G = 1\nG += 7\n",
    "K": (
        "class K:\n    base = 2\n\n    def __init__(self, n):\n        self.n = n\n\n"
        "    def v(self):\n        return self.n + self.base\n"
    ),
    "L": "if m.pi > 3:\n    L = 8\nelse:\n    L = 9\n",
}
# What is a number in any function of the file, and what it needs.
PLAIN = {
    "A": "A",
    'B["k"]': "B",
    "C[-1]": "C",
    "D": "D",
    "E": "D",
    "G": "G",
    "K(2).v()": "K",
    "L": "L",
    "m.floor(2.5)": "",
    'Counter("aab")["a"]': "",
    'js.loads("3")': "",
    'len(os.path.join("a", "b"))': "",
    "sum(A for A in range(3))": "",
    "(lambda m, *, L=A: m + L)(1)": "A",
    'int(f"{A}{len(C)}")': "A C",
}
CURRENT = {
    'int(get_current_context()["ds"][-2:])': "",
    'get_current_context()["params"]["n"]': "",
    'int(Variable.get("size"))': "",
    'get_current_context()["ti"].xcom_pull(task_ids="other")': "",
}
# How `f` may take its context: parameters, statements at its beginning, and the numbers they bring.
CONTEXTS = (
    ("", (), ()),
    ("ds", (), ("int(ds[-2:])",)),
    ("ds=None, ti=None", (), ("int(ds[-1])", 'ti.xcom_pull(task_ids="other")', 'ti.xcom_pull("group.one", key="k")')),
    (
        "**context",
        ('ti = context["ti"]', 'day = context["ds"]  # the day', 'number = ti.xcom_pull(task_ids="other")'),
        ("int(day[:2])", "number", 'context["params"]["n"]', 'context.get("params")["n"]', "len(ti.dag_id)"),
    ),
    (
        "*, params, **kwargs",
        ('run = kwargs["dag_run"]',),
        ('params["n"]', 'run.conf.get("c", 1)', 'len(kwargs["ds_nodash"])'),
    ),
    ("logical_date", ("when = logical_date",), ("when.year", "int(when.strftime('%d'))", "logical_date.day")),
)
ARGUMENTS = (
    ("", "", "", ()),
    ("x", "4", "", ("x",)),
    ("x, y", "2, '{{ ds_nodash }}'", "", ("x", "int(y[:4])")),
    ("z", "", "'z': {'a': ['{{ params.n }}-{{ ds }}', 3]}", ("len(z['a'][0])", "z['a'][1]")),
    ("w", "", "'w': \"{{ ti.xcom_pull(task_ids='other') }}\"", ("int(w)",)),
)


@dataclass(slots=True)
class Program:
    """A DAG file as it grows."""

    needed: set[str] = field(default_factory=set)
    helpers: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


@st.composite
def number(draw: Draw, program: Program, own: tuple[str, ...], depth: int = 0) -> str:
    """An expression that is a number."""
    kinds = ["plain", "own", "current", "literal", *(["sum", "helper", "if"] if depth < 2 else [])]
    kind = draw(st.sampled_from(kinds))
    if kind == "own" and own:
        return draw(st.sampled_from(own))
    if kind in ("plain", "current"):
        table = PLAIN if kind == "plain" else CURRENT
        text = draw(st.sampled_from(sorted(table)))
        program.needed.update(table[text].split())
        return text
    if kind == "helper" and program.helpers:
        inner = draw(number(program, own, depth + 1))
        return f"{draw(st.sampled_from(program.helpers))}({inner})"
    if kind == "sum":
        return f"{draw(number(program, own, depth + 1))} + {draw(number(program, own, depth + 1))}"
    if kind == "if":
        test, one, two = (draw(number(program, own, depth + 1)) for _ in range(3))
        return f"({one} if {test} % 2 else {two})"
    return str(draw(st.integers(0, 9)))


@st.composite
def dag_files(draw: Draw) -> str:
    """The text of a DAG file with one task `t`."""
    program = Program()
    helpers: list[str] = []
    for index in range(draw(st.integers(0, 3))):
        name = f"h{index}"
        body = draw(number(program, ("n",)))
        helpers.append(f"def {name}(n, more=1):\n    # helps\n    return {body} + more\n")
        program.helpers.append(name)
    parameters, lines, own = draw(st.sampled_from(CONTEXTS))
    names, args, kwargs, given = draw(st.sampled_from(ARGUMENTS))
    numbers = (*own, *given)
    body = [*lines, "total = 0"]
    for index in range(draw(st.integers(1, 4))):
        value = draw(number(program, numbers))
        form = draw(st.sampled_from(("v{i} = {v}", "total += {v}", "def inner{i}(q): return q + {v}", "push")))
        if form == "push":
            if "ti" not in parameters and not any("ti = " in line for line in lines):
                continue
            body.append(f"ti.xcom_push(key='p{index}', value={value})")
            continue
        body.append(form.format(i=index, v=value))
        numbers = (*numbers, f"v{index}") if form.startswith("v") else numbers
        numbers = (*numbers, f"inner{index}(1)") if form.startswith("def") else numbers
    body.append(f"return total + {draw(number(program, numbers))}")
    head = ", ".join(filter(None, (names, parameters)))
    function = f"def f({head}):\n" + "".join(f"    {line}\n" for line in body)
    constants = [text for name, text in CONSTANTS.items() if name in program.needed or draw(st.booleans())]
    parts = [HEAD, *constants, *helpers, function, TAIL.format(args=args, kwargs=kwargs)]
    return "\n".join(parts)
