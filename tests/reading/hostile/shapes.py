"""Files whose shape is hostile: deep, long or large, whatever they do. Built when they are needed."""

from __future__ import annotations

DAG = "from airflow import DAG\nfrom airflow.operators.empty import EmptyOperator\n"
START = f"{DAG}dag = DAG('d')\na = EmptyOperator(task_id='a', dag=dag)\n"


def nested(opening: str, closing: str, times: int, inner: str = "a") -> str:
    """An expression nested in itself."""
    return f"x = {opening * times}{inner}{closing * times}\n"


def blocks(head: str, times: int, tail: str = "") -> str:
    """A statement nested in itself, each a column deeper."""
    lines = [f"{' ' * n}{head}\n" for n in range(times)]
    return "".join(
        [*lines, f"{' ' * times}x = 1\n", *([f"{' ' * n}{tail}\n" for n in reversed(range(times))] if tail else [])]
    )


# Expressions nested so often.
DEEP = {
    "parentheses": ("(", ")"),
    "lists": ("[", "]"),
    "sets": ("{", "}"),
    "dicts": ("{1:", "}"),
    "tuples": ("(", ",)"),
    "calls": ("a(", ")"),
    "calls by name": ("a(b=", ")"),
    "calls by star": ("a(*", ")"),
    "items": ("a[", "]"),
    "slices": ("a[1:", "]"),
    "minus": ("-", ""),
    "invert": ("~", ""),
    "not": ("not ", ""),
    "lambda": ("lambda: ", ""),
    "lambda with default": ("lambda a=", ": a"),
    "ternary": ("a if a else ", ""),
    "ternary in front": ("(", " if a else a)"),
    "or": ("(a or ", ")"),
    "and": ("a and ", ""),
    "in": ("(a in ", ")"),
    "comparison": ("a < ", ""),
    "plus": ("a + ", ""),
    "plus to the right": ("(a + ", ")"),
    "power": ("a ** ", ""),
    "shift": ("a >> ", ""),
    "attribute": ("", ".a"),
    "call of a call": ("", "()"),
    "item of an item": ("", "[0]"),
    "comprehension": ("[", " for a in a]"),
    "generator": ("(", " for a in a)"),
    "dict comprehension": ("{a:", " for a in a}"),
    "walrus": ("(a := ", ")"),
    "text beside text": ("'a' ", ""),
    "f-string beside f-string": ("f'{a}' ", ""),
    "await": ("await ", ""),
}
# Statements nested so often: Python itself allows a hundred levels.
BLOCKS = {
    "if": "if a:",
    "for": "for x in [1]:",
    "while": "while a:",
    "with": "with a:",
    "with dag": "with dag:",
    "def": "def f():",
    "class": "class A:",
    "class of a class": "class A(A):",
    "async def": "async def f():",
    "loop over much": "for x in range(20000):",
    "unknown loop": "for x in unknown:",
    "while unknown": "while unknown:",
    "if unknown": "if unknown():",
}


def deep(times: int) -> dict[str, str]:
    """Every expression nested so often in itself."""
    made = {name: START + nested(opening, closing, times) for name, (opening, closing) in DEEP.items()}
    made["text beside text"] = START + f"x = {chr(39)}a{chr(39)} " + "'a' " * times + "\n"
    made["f-string beside f-string"] = START + "x = " + "f'{a}' " * times + "\n"
    return made


def in_blocks(times: int) -> dict[str, str]:
    """Every statement nested so often in itself."""
    made = {name: START + blocks(head, times) for name, head in BLOCKS.items()}
    made["try"] = START + blocks("try:", times, "finally: x = 1")
    made["try except"] = START + blocks("try:", times, "except ValueError: x = 1")
    made["if else"] = START + blocks("if unknown():", times, "else: x = 1")
    made["while else"] = START + blocks("while unknown():", times, "else: x = 1")
    made["match"] = (
        START
        + "".join(f"{' ' * 2 * n}match a:\n{' ' * (2 * n + 1)}case _:\n" for n in range(times // 2))
        + f"{' ' * times} x = 1\n"
    )
    return made


def long(times: int) -> dict[str, str]:
    """Files that are long rather than deep."""
    return {
        "elif": START + "if unknown(): x = 1\n" + "elif unknown(): x = 1\n" * times,
        "elif of known": START + "if 0: x = 1\n" + "elif 0: x = 1\n" * times,
        "except": START + "try: f()\n" + "except ValueError: x = 1\n" * times,
        "case": START + "match a:\n" + " case 1: x = 1\n" * times,
        "decorators": START + "@unknown\n" * times + "def f(): pass\n",
        "decorators of ours": START + "def d(f): return f\n" + "@d\n" * times + "def f(): pass\n",
        "with items": START + "with " + ", ".join(["a"] * times) + ": x = 1\n",
        "targets": START + "x = " * times + "1\n",
        "unpacked": START + ", ".join(["x"] * times) + " = range(3)\n",
        "assignments": START + "".join(f"x{n} = {n}\n" for n in range(times)),
        "statements on a line": START + "; ".join(["x = 1"] * times) + "\n",
        "ifs": START + "if unknown(): x = 1\n" * times,
        "ifs with names": START + "".join(f"if unknown(): x{n} = 1\n" for n in range(times)),
        "ifs on defaults": f"import os\n{START}" + "if os.environ.get('A', ''): x = 1\n" * times,
        "imports": START + "".join(f"import m{n}\n" for n in range(times)),
        "imports from": START + "".join(f"from m{n} import x\n" for n in range(times)),
        "import of many": START + "from m import " + ", ".join(f"n{n}" for n in range(times)) + "\n",
        "dotted import": START + "import " + ".".join(["m"] * times) + "\n",
        "dots": START + "from " + "." * times + " import x\n",
        "functions": START + "".join(f"def f{n}(): return 1\n" for n in range(times)),
        "classes": START + "".join(f"class C{n}: x = 1\n" for n in range(times)),
        "classes of classes": START
        + "class C0: x = 1\n"
        + "".join(f"class C{n + 1}(C{n}): x = 1\n" for n in range(times)),
        "lattice of classes": START
        + "class C0: x = 1\nclass D0: x = 1\n"
        + "".join(f"class C{n + 1}(C{n}, D{n}): x = 1\nclass D{n + 1}(C{n}, D{n}): x = 1\n" for n in range(times // 2))
        + f"C{times // 2}().y\n",
        "parameters": START + "def f(" + ", ".join(f"p{n}=1" for n in range(times)) + "): return 1\nf()\n",
        "arguments": START + "unknown(" + ", ".join(f"p{n}=1" for n in range(times)) + ")\n",
        "globals": START + "def f():\n global " + ", ".join(f"p{n}" for n in range(times)) + "\nf()\n",
        "list": START + "x = [" + "1, " * times + "]\n",
        "dict": START + "x = {" + ", ".join(f"{n}: {n}" for n in range(times)) + "}\n",
        "text": START + "x = '" + "a" * times + "'\n",
        "text of escapes": START + "x = '" + "\\n" * times + "'\n",
        "f-string": START + "x = f'" + "{a}" * times + "'\n",
        "comments": START + "# dag\n" * times,
        "empty lines": START + "\n" * times,
        "spaces": START + "x = 1" + " " * times + "\n",
        "line that goes on": START + "x = 1" + "\\\n" * times + "\n",
        "semicolons of digits": START + "x = " + "9" * times + "\n",
        "number with underscores": START + "x = 1" + "_1" * times + "\n",
        "name": START + "x" * times + " = 1\n",
        "tasks": START + "for n in range(20000): EmptyOperator(task_id=f't{n}', dag=dag)\n",
        "chain of edges": START + "a" + " >> a" * times + "\n",
        "edges of lists": START + "a >> [" + "a, " * times + "]\n",
        "deep edges": START
        + f"for n in range({times}):\n    b = EmptyOperator(task_id=f't{{n}}', dag=dag)\n    a >> b\n    a = b\n",
        "dags": START + f"for n in range({times}): globals()[f'd{{n}}'] = DAG(f'd{{n}}')\n",
        "groups in groups": START
        + "from airflow.utils.task_group import TaskGroup\nwith dag:\n    g = TaskGroup('g')\n"
        + f"    for n in range({times}): g = TaskGroup(f'g{{n}}', parent_group=g)\n"
        + "    EmptyOperator(task_id='t', task_group=g)\n",
        "labels": START
        + "from airflow.utils.edgemodifier import Label\na"
        + " >> Label('x') >> a" * (times // 2) + "\n",
        "assets of assets": f"from airflow.datasets import Dataset\n{START}x = Dataset('a')\ny = Dataset('b')\n"
        + f"for n in range({times}): x = (x & y) | y\nwith DAG('e', schedule=x): pass\n",
        "python 2": "import airflow # DAG\nprint 'hello'\n" * times,
        "semicolon per line": START + ";\n" * times,
    }  # fmt: skip
