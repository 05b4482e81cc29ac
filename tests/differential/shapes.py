"""More ways to make tasks: classes and callables in tables, partials, generators, context managers, recursion, closures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from .tasks import (
    Place,
    airflow,
    group,
    new_name,
    note,
    operator,
    operator_call,
    output_values,
    settings,
    single,
    statements,
    task_id,
)
from .values import joined, number, quoted, text, texts, truth
from .writer import Name, Writer


def arguments(w: Writer, at: Place) -> str:
    """Arguments that fit every operator."""
    return ", ".join([f"task_id={task_id(w, at)}", *settings(w, at)])


def chosen_class(w: Writer, at: Place) -> None:
    """An operator class picked by an expression."""
    empty, latest = operator(w, "EmptyOperator"), airflow(w, "BaseOperator")
    name, table = new_name(w), w.project.fresh("OPERATORS")
    note(w, at)
    forms: list[Callable[[], str]] = [
        lambda: f"{name} = ({empty} if {truth(w, 1)} else {latest})({arguments(w, at)})",
        lambda: (
            f'{table} = {{"empty": {empty}, "base": {latest}}}\n{name} = {table}["{w.project.pick(["empty", "base"])}"]({arguments(w, at)})'
        ),
        lambda: f"{table} = [{empty}, {latest}]\n{name} = {table}[{w.project.number(0, 1)}]({arguments(w, at)})",
        lambda: f"{name} = dict(a={empty}).get('a', {latest})({arguments(w, at)})",
    ]
    w.line(w.project.pick(forms)())
    w.know("node", name, "task")


def partly(w: Writer, at: Place) -> None:
    """An operator through `functools.partial`, a lambda or a local function."""
    name, make = new_name(w), w.project.fresh("make")
    bash = operator(w, "BashOperator")
    note(w, at)
    form = w.project.number(0, 3)
    if form == 0:
        w.need("from functools import partial")
        w.line(f"{make} = partial({bash}, bash_command={text(w, 1)}, retries={number(w, 0)})")
        w.line(f"{name} = {make}(task_id={task_id(w, at)}{given_dag(at)})")
    elif form == 1:
        w.line(f"{make} = lambda n, command={text(w, 1)}: {bash}(task_id=n, bash_command=command{given_dag(at)})")
        w.line(f"{name} = {make}({task_id(w, at)})")
    elif form == 2:
        w.line(
            f"def {make}(*args, **kwargs):\n    kwargs.setdefault('bash_command', {text(w, 1)})\n    return {bash}(*args, **kwargs)"
        )
        w.line(f"{name} = {make}({arguments(w, at)})")
    else:
        w.line(f"{name} = {bash}(**dict(task_id={task_id(w, at)}, bash_command={text(w, 1)}){given_dag(at)})")
    w.know("node", name, "task")


def given_dag(at: Place) -> str:
    """The `dag=` argument, where it is needed."""
    return f", dag={at.dag}" if at.explicit and at.dag else ""


def generated(w: Writer, at: Place) -> None:
    """Tasks that a generator yields."""
    if at.depth > 0:
        return single(w, at)
    make, name, item = w.project.fresh("steps"), w.project.fresh("tasks"), w.project.fresh("n")
    own = quoted(w.project.fresh("step"))
    empty = operator(w, "EmptyOperator")
    identity = joined(w, [own, *at.unique, item])
    note(w, at)
    w.line(f"def {make}(names):")
    w.line(f"    for {item} in names:\n        yield {empty}(task_id={identity}{given_dag(at)})")
    forms = [
        f"{name} = list({make}({texts(w, 1)}))",
        f"{name} = [*{make}({texts(w, 1)})]",
        f"{name} = []\nfor {item}_task in {make}({texts(w, 1)}):\n    if {name}:\n        {name}[-1] >> {item}_task\n    {name}.append({item}_task)",
        f"{name}_first, *{name} = {make}([*{texts(w, 1)}, 'more', 'still_more'])\n{name}_first >> {name}",
    ]
    w.line(w.project.pick(forms))
    w.know("node", name, "list")
    return None


def managed(w: Writer, at: Place) -> None:
    """A context manager of the project's own around tasks."""
    if at.explicit or at.depth > 1 or at.plain:
        return single(w, at)
    make, name = w.project.fresh("section"), w.project.fresh("inside")
    group_class, empty = airflow(w, "TaskGroup"), operator(w, "EmptyOperator")
    w.project.reach("TaskGroup")
    if w.project.chance(50):
        w.need("from contextlib import contextmanager")
        w.line(
            f"@contextmanager\ndef {make}(label):\n    with {group_class}(label) as made:\n"
            f"        first = {empty}(task_id='begin')\n        yield made\n        first >> {empty}(task_id='end')"
        )
    else:
        w.line(
            f"class {make}:\n    def __init__(self, label):\n        self.group = {group_class}(label)\n\n"
            f"    def __enter__(self):\n        self.group.__enter__()\n        {empty}(task_id='begin')\n        return self.group\n\n"
            f"    def __exit__(self, *error):\n        {empty}(task_id='end')\n        self.group.__exit__(*error)"
        )
    identity = joined(w, [quoted(w.project.fresh("part")), *at.unique])
    with w.block(f"with {make}({identity}) as {name}:"):
        statements(w, replace(at, depth=at.depth + 1), w.project.number(1, 2), least=1)
    w.know("node", name, "group")
    return None


def recursive(w: Writer, at: Place) -> None:
    """Tasks made by a function that calls itself."""
    if at.depth > 0:
        return single(w, at)
    make, name = w.project.fresh("countdown"), new_name(w)
    empty = operator(w, "EmptyOperator")
    identity = joined(w, [quoted(w.project.fresh("level")), *at.unique, "str(n)"])
    note(w, at)
    w.line(
        f"def {make}(n):\n    task = {empty}(task_id={identity}{given_dag(at)})\n    if n > 0:\n        task >> {make}(n - 1)\n    return task"
    )
    w.line(f"{name} = {make}({w.project.number(0, 3)})")
    w.project.reach(">> at all", ">> on a call's result")
    w.know("node", name, "task")
    return None


def by_object(w: Writer, at: Place) -> None:
    """Tasks made by the methods of an object."""
    if at.depth > 0:
        return single(w, at)
    kind, made = w.project.fresh("Steps"), w.project.fresh("steps")
    bash, empty = operator(w, "BashOperator"), operator(w, "EmptyOperator")
    own = quoted(w.project.fresh("step"))
    note(w, at)
    identity = joined(w, [own, *at.unique, "name"]) if not any("[" in u or "(" in u for u in at.unique) else None
    if identity is None:
        return single(w, at)
    w.line(
        f"class {kind}:\n    command = {text(w, 1)}\n\n    def __init__(self, retries=1):\n        self.retries = retries\n        self.made = {{}}\n        self.last = None\n\n"
        f"    def add(self, name, kind='bash'):\n        if kind == 'bash':\n            task = {bash}(task_id={identity}, bash_command=self.command, retries=self.retries{given_dag(at)})\n"
        f"        else:\n            task = {empty}(task_id={identity}{given_dag(at)})\n        if self.last is not None:\n            self.last >> task\n"
        f"        self.made[name] = self.last = task\n        return self\n\n    @property\n    def tasks(self):\n        return list(self.made.values())"
    )
    w.line(f"{made} = {kind}(retries={number(w, 1)})")
    w.project.reach(">> at all")
    forms = [
        f"{made}.add('a').add('b', kind='empty').add('c')",
        f"for name in {texts(w, 1)}:\n    {made}.add(name, 'empty' if name.startswith('o') else 'bash')",
        f"list(map({made}.add, {texts(w, 1)}))",
    ]
    w.line(w.project.pick(forms))
    w.know("node", f"{made}.tasks", "list")
    return None


def product(w: Writer, at: Place) -> None:
    """Tasks for each pair of two lists."""
    if at.depth > 0:
        return single(w, at)
    a, b, made = w.project.fresh("a"), w.project.fresh("b"), w.project.fresh("tasks")
    unique = (*at.unique, f"str({a})", f"str({b})")
    inside = replace(at, unique=unique, depth=1, features=(*at.features, "operators in a loop"))
    w.need("import itertools")
    heads = [
        f"for {a}, {b} in itertools.product({texts(w, 1)}, range(2)):",
        f"for {a}, {b} in sorted({{'x': 1, 'y': 2}}.items(), key=lambda pair: -pair[1]):",
        f"for {a}, {b} in zip(*[({texts(w, 0)}), [1, 2, 3, 4, 5]]):",
        f"for {b}, ({a}, _) in enumerate([('p', 1), ('q', 2)]):",
        f"for {a}, {b} in dict(zip('kl', {texts(w, 0)})).items():",
        f"for {a}, {b} in itertools.zip_longest(['v', 'w'], ['z'], fillvalue='none'):",
        f"for {b}, {a} in list(enumerate({texts(w, 0)}, start=5))[::-1]:",
    ]
    w.line(f"{made} = {{}}")
    with w.block(w.project.pick(heads)):
        note(w, inside)
        w.line(f"{made}[{a}, {b}] = {operator_call(w, inside)}")
        if w.project.chance(30):
            w.line(f"if len({made}) >= 3:\n    break")
    w.know("node", f"list({made}.values())", "list")
    return None


def tried(w: Writer, at: Place) -> None:
    """Tasks in `try`."""
    if at.depth > 1:
        return single(w, at)
    name = new_name(w)
    inside = replace(at, depth=at.depth + 1)
    note(w, at)
    form = w.project.number(0, 2)
    with w.block("try:"):
        if form == 0:
            w.line(f"{{'a': 1}}['b']\n{name} = {operator_call(w, inside)}")
        elif form == 1:
            w.line(f"{name} = {operator_call(w, inside)}\nint('x')")
        else:
            w.line(f"{name} = {operator_call(w, inside)}")
    with w.block("except (KeyError, ValueError):"):
        w.line(f"{name} = {operator_call(w, inside)}" if form == 0 else "pass")
    if w.project.chance(40):
        with w.block("finally:"):
            statements(w, inside, 1)
    w.know("node", name, "task")
    return None


def keyed(w: Writer, at: Place) -> None:
    """A part of what a TaskFlow task returns, mapped, zipped, or in a template."""
    outputs = [each for each in output_values(w) if ".output" not in each]
    if not outputs or at.explicit:
        return single(w, at)
    one, other = w.project.pick(outputs), w.project.pick(outputs)
    name = new_name(w)
    note(w, at)
    python = operator(w, "PythonOperator")
    value = w.project.pick([
        f'{one}["a"]', f"[{one}['a'], {{'k': {other}}}]", f"f'{{{one}}}'", f"{one}.zip({other})", f"{one}.map(lambda v: v)",
        f"str({one})", f"'{{}}'.format({one})", f"{one}.concat({other})", f"({{'deep': [({one},)]}},)",
    ])  # fmt: skip
    w.line(f"{name} = {python}(task_id={task_id(w, at)}, python_callable=print, op_args=[{value}])")
    w.know("node", name, "task")
    return None


def later(w: Writer, at: Place) -> None:
    """A task that gets its DAG only after it was made."""
    if not at.dag or not at.explicit or at.depth > 0:
        return single(w, at)
    name = new_name(w)
    nodes = [node for node in w.find("node") if node.more == "task"]
    empty = operator(w, "EmptyOperator")
    forms = [f"{name}.dag = {at.dag}", f"{at.dag}.add_task({name})"]
    if nodes:
        forms.append(f"{nodes[-1].text} >> {name}")
    w.line(f"{name} = {empty}(task_id={task_id(w, at)})\n{w.project.pick(forms)}")
    w.know("node", name, "task")
    return None


def changed(w: Writer, at: Place) -> None:
    """A task that is changed once it is made."""
    single(w, at)
    name = w.find("node")[-1].text
    if not name.isidentifier() or w.find("node")[-1].more != "task":
        return
    forms = [
        f"{name}.retries = {w.project.number(0, 5)}",
        f'{name}.doc_md = "changed"',
        f'setattr({name}, "owner", {text(w, 1)})',
    ]
    if not at.plain:
        forms.append(f'{name}.trigger_rule = "all_done"')
    outputs = [each for each in output_values(w) if not each.startswith(name)]
    if outputs and "BashOperator(" in w.lines[-1]:
        forms.append(f"{name}.bash_command = {w.project.pick(outputs)}")
    w.line(w.project.pick(forms))


def flow_function(w: Writer, at: Place) -> None:
    """TaskFlow by other ways than a decorator, and setups and teardowns by theirs."""
    if at.explicit or at.depth > 1 or at.plain:
        return single(w, at)
    w.project.reach("TaskFlow calls")
    name, function = new_name(w), w.project.fresh("work")
    note(w, at)
    task = airflow(w, "task")
    form = w.project.number(0, 5)
    if form == 0:
        w.line(f"def {function}(x=None):\n    return x\n\n\n{name} = {task}({function})({text(w, 1)})")
    elif form == 1:
        w.line(f"def {function}(x=None):\n    return x\n\n\n{name} = {task}(retries=2)({function})(x={text(w, 1)})")
    elif form == 2:
        w.line(
            f"@{task}\ndef {function}(x, *, y=2, **kwargs):\n    return x\n\n\n{name} = {function}.partial(x={text(w, 0)}).expand(y=[1, 2])"
        )
        w.project.reach("expand")
    elif form == 3:
        setup, teardown = airflow(w, "setup"), airflow(w, "teardown")
        w.project.reach("setup and teardown")
        w.line(
            f"@{setup}\ndef {function}_up():\n    return 1\n\n\n@{teardown}\ndef {function}_down(x=None):\n    pass\n\n\n@{task}\ndef {function}():\n    return 2\n\n"
        )
        w.line(f"{name} = {function}()")
        w.line(w.project.pick([
            f"{function}_up() >> {name} >> {function}_down()",
            f"up_{name} = {function}_up()\nup_{name} >> {name} >> {function}_down().as_teardown(setups=up_{name})",
            f"up_{name} = {function}_up()\nwith {function}_down(up_{name}).as_teardown(setups=up_{name}):\n    {function}()",
        ]))  # fmt: skip
    elif form == 4:
        w.line(f"@{task}\ndef {function}(x=None):\n    return x\n\n\n{name} = {function}({function}({function}()))")
    else:
        w.line(
            f"@{task}\ndef {function}(x=None):\n    return x\n\n\nfor each in range({w.project.number(1, 3)}):\n    {name} = {function}(each)"
        )
    w.know("node", name, "xcom")
    return None


def mapped_group(w: Writer, at: Place) -> None:
    """A decorated group, mapped or called with what a task returns, whose result goes on."""
    if at.explicit or at.depth > 1 or at.plain:
        return group(w, at)
    w.project.reach("TaskGroup")
    function, name, work = w.project.fresh("part"), new_name(w, "part"), w.project.fresh("work")
    task, decorator = airflow(w, "task"), airflow(w, "task_group")
    w.line(f"@{task}\ndef {work}(x=None):\n    return x\n\n")
    returns = w.project.chance(50)
    with w.function(f"@{decorator}\ndef {function}(x, y=1):", Name("node", "x", "hidden")):
        w.line(f"first = {work}(x)\nsecond = {work}(first)")
        if returns:
            w.line("return second")
    outputs = output_values(w)
    value = w.project.pick([text(w, 1), *outputs[-2:]])
    if w.project.chance(50):
        w.project.reach("expand")
        over = w.project.pick(["[1, 2]", f"[{value}]", *outputs[-1:]])
        w.line(f"{name} = {function}.{w.project.pick([f'expand(x={over})', f'partial(y=2).expand(x={over})'])}")
        w.know("node", name, "group")
        return None
    w.line(f"{name} = {function}({value})")
    w.know("node", name, "xcom" if returns else "group")
    return None


def cleaned_up(w: Writer, at: Place) -> None:
    """Setups and teardowns: several, nested, in groups, with edges between what lies inside."""
    if at.explicit or at.plain or at.depth > 1:
        return single(w, at)
    w.project.reach("setup and teardown")
    empty, group_class = operator(w, "EmptyOperator"), airflow(w, "TaskGroup")
    inside = replace(at, depth=at.depth + 1, plain=True)

    def made(base: str) -> str:
        name = w.project.fresh(base)
        w.line(f"{name} = {empty}(task_id={task_id(w, inside)})")
        return name

    form = w.project.number(0, 8)
    if form == 0:
        one, two, work, last = made("up"), made("up"), made("work"), made("down")
        w.line(f"[{one}, {two}] >> {work} >> {last}.as_teardown(setups=[{one}, {two}])")
    elif form == 1:
        one, last = made("up"), made("down")
        with w.block(f"with {one}.as_setup() >> {last}.as_teardown():"):
            work = made("work")
            if w.project.chance(50):
                w.line(f"{work} >> {made('work')}")
    elif form == 2:
        one, two = made("up"), made("up")
        first, second = made("down"), made("down")
        with w.block(f"with {first}.as_teardown(setups={one}):"):
            made("work")
            with w.block(f"with {second}.as_teardown(setups={two}):"):
                made("work")
                made("work")
            if w.project.chance(50):
                made("work")
    elif form == 3:
        name = w.project.fresh("section")
        with w.block(f"with {group_class}({joined(w, [quoted(name), *at.unique])}) as {name}:"):
            one, work, last = made("up"), made("work"), made("down")
            w.line(f"{one} >> {work} >> {last}.as_teardown(setups={one})")
            if w.project.chance(40):
                w.line(f"{made('work')} >> {last}")
        w.know("node", name, "group")
        return None
    elif form == 4:
        one, last = made("up"), made("down")
        name = w.project.fresh("section")
        with w.block(f"with {last}.as_teardown(setups={one}):"):
            with w.block(f"with {group_class}({joined(w, [quoted(name), *at.unique])}) as {name}:"):
                w.line(f"{made('work')} >> {made('work')}")
            w.line(f"{name} >> {made('work')}")
    elif form == 5:
        one, work, last = made("up"), made("work"), made("down")
        w.line(f"{one}.as_setup() >> {work} >> {last}.as_teardown()\n{one} >> {last}")
        w.line(f"{work} >> {made('after')}")
    elif form == 6:
        one = made("up")
        with w.block(f"with {one}.as_setup():"):
            made("work")
            made("work")
    elif form == 7:
        last = made("down")
        with w.block(f"with {last}.as_teardown() as scope:"):
            made("work")
            outside = w.find("node")
            if outside and outside[-1].more == "task":
                w.line(
                    f"scope.add_task({outside[-1].text})" if w.project.chance(30) else f"scope.add_task({made('work')})"
                )
    else:
        one, two, last = made("up"), made("up"), made("down")
        w.line(f"{one}.as_setup() >> {two}.as_setup() >> {last}.as_teardown(setups=[{two}])")
        with w.block(f"with {last}:"):
            w.line(f"{made('work')} >> [{made('work')}, {made('work')}]")
    return None


MORE: list[Callable[[Writer, Place], None]] = [
    chosen_class, partly, generated, managed, recursive, by_object, product, tried, keyed, later, changed, flow_function,
    mapped_group, cleaned_up,
]  # fmt: skip
