"""Tasks as DAG files make them: by operators, by TaskFlow, mapped, in loops, functions, groups and branches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from .values import f_string, joined, number, quoted, text, texts, truth
from .writer import Name, Writer

STANDARD = {
    "BashOperator": "bash",
    "PythonOperator": "python",
    "EmptyOperator": "empty",
    "BranchPythonOperator": "python",
    "ShortCircuitOperator": "python",
    "TriggerDagRunOperator": "trigger_dagrun",
}
SDK = {
    "DAG": "airflow", "dag": "airflow.decorators", "task": "airflow.decorators", "task_group": "airflow.decorators",
    "TaskGroup": "airflow.utils.task_group", "Label": "airflow.utils.edgemodifier",
    "chain": "airflow.models.baseoperator", "cross_downstream": "airflow.models.baseoperator",
    "chain_linear": "airflow.models.baseoperator", "setup": "airflow.decorators", "teardown": "airflow.decorators",
    "BaseOperator": "airflow.models", "TriggerRule": "airflow.utils.trigger_rule",
}  # fmt: skip
RULES = "all_done none_failed one_success all_failed one_failed none_failed_min_one_success always none_skipped".split()


@dataclass(frozen=True)
class Place:
    """Where tasks are made. Ids must hold the texts in `unique`; `dag` is how the DAG is spelled, if it can be;
    `explicit` says that each task must be given it. `plain` allows no trigger rule and no group."""

    unique: tuple[str, ...] = ()
    dag: str | None = None
    explicit: bool = False
    depth: int = 0
    plain: bool = False
    features: tuple[str, ...] = field(default=())


def airflow(w: Writer, name: str) -> str:
    """Import one of Airflow's own names, in the way of the project's time, and spell it."""
    module = SDK[name] if w.project.old else "airflow.sdk"
    w.need(f"from {module} import {name}")
    return name


def operator(w: Writer, name: str) -> str:
    """Import an operator and spell it."""
    home = "airflow.operators" if w.project.old else "airflow.providers.standard.operators"
    module = STANDARD[name]
    style = (len(w.path) + len(name)) % 5
    if style == 0:
        w.need(f"from {home}.{module} import {name} as {name.removesuffix('Operator')}Op")
        return f"{name.removesuffix('Operator')}Op"
    if style == 1 and not w.project.old:
        w.need(f"from {home} import {module} as {module}_operators")
        return f"{module}_operators.{name}"
    if style == 2 and not w.project.old:
        w.need(f"import {home}.{module}")
        return f"{home}.{module}.{name}"
    w.need(f"from {home}.{module} import {name}")
    return name


def task_id(w: Writer, at: Place) -> str:
    """An expression for an id no other task has."""
    own = quoted(w.project.fresh(w.project.pick(["load", "clean", "extract", "check", "notify", "sync"])))
    if not at.unique and not w.project.chance(45):
        return own
    parts = [own, *at.unique] if w.project.chance(70) else [*at.unique, own]
    if w.project.chance(35):
        parts.append(text(w, 2))
    expression = joined(w, parts)
    if len(parts) == 1:
        expression = w.project.pick([f_string(w, own, text(w, 1)), f"{own}.lower()"])
    if w.project.chance(20) and not w.in_function:
        name = w.project.fresh("task_name")
        w.line(f"{name} = {expression}")
        w.project.reach("task_id a name")
        return name
    w.project.reach("task_id f-string" if expression.startswith("f'") else "task_id by operators or calls")
    return expression


def settings(w: Writer, at: Place) -> list[str]:
    """Arguments that any operator takes."""
    found: list[str] = []
    if w.project.chance(20):
        found.append(f"retries={number(w, 1)}")
    if not at.plain and w.project.chance(15):
        rule = w.project.pick(RULES)
        if w.project.chance(40):
            found.append(f"trigger_rule={airflow(w, 'TriggerRule')}.{rule.upper()}")
        else:
            found.append(f'trigger_rule="{rule}"')
    if w.project.chance(10):
        found.append(w.project.pick([f"owner={text(w, 1)}", f"pool={text(w, 1)}", f"queue={text(w, 1)}"]))
    if w.project.chance(8):
        found.append(f"doc_md={text(w, 2)}")
    known = w.find("task settings")
    if known and w.project.chance(20) and not found:
        w.project.reach("**kwargs to an operator")
        found.append(f"**{w.project.pick(known).text}")
    elif not found and w.project.chance(6):
        w.project.reach("**kwargs to an operator")
        found.append(f'**{{"retries": {number(w, 1)}, "owner": {text(w, 1)}}}')
    if w.project.chance(4):
        found.append(f'default_args={{"retries": {number(w, 0)}}}')
    if at.explicit and at.dag:
        found.append(f"dag={at.dag}")
    return found


def given_value(w: Writer, depth: int = 1) -> str:
    """A value for an argument that may hold anything: also what tasks return, inside lists, dicts and texts."""
    outputs = output_values(w)
    if outputs and w.project.chance(60):
        one = w.project.pick(outputs)
        forms = [one, f"[{one}, {text(w, 1)}]", f'{{"a": {one}, "b": [{number(w, 0)}]}}', f"({one}, {one})"]
        return w.project.pick(forms)
    return w.project.pick([text, number, truth, texts])(w, depth)


def output_values(w: Writer) -> list[str]:
    """What earlier tasks return, as it is spelled."""
    nodes = w.find("node")
    found = [node.text for node in nodes if node.more == "xcom"]
    found += [f"{node.text}.output" for node in nodes if node.more == "task"]
    return found[-6:]


def operator_call(w: Writer, at: Place) -> str:
    """A call that makes a task."""
    classes = w.find("operator class")
    if classes and w.project.chance(45):
        kind = w.project.pick(classes)
        w.project.reach("operator classes of the project")
        arguments = [f"task_id={task_id(w, at)}", *kind.more(w)]
        return f"{kind.text}({', '.join([*arguments, *settings(w, at)])})"
    name = w.project.pick(["EmptyOperator", "BashOperator", "PythonOperator", "BashOperator", "ShortCircuitOperator"])
    spelled = operator(w, name)
    arguments = [f"task_id={task_id(w, at)}", *own_arguments(w, name), *settings(w, at)]
    return f"{spelled}({', '.join(arguments)})"


def own_arguments(w: Writer, name: str) -> list[str]:
    """The arguments an operator needs."""
    if name == "BashOperator":
        command = w.project.pick([f"'echo ' + {text(w, 2)}", text(w, 2), "f'echo {1 + 1} {{{{ ds }}}}'"])
        outputs = output_values(w)
        if outputs and w.project.chance(15):
            command = w.project.pick([w.project.pick(outputs), f"f'echo {{{w.project.pick(outputs)}}}'"])
        env = [f'env={{"A": {text(w, 1)}}}'] if w.project.chance(10) else []
        return [f"bash_command={command}", *env]
    if name in ("PythonOperator", "ShortCircuitOperator", "BranchPythonOperator"):
        known = w.find("callable")
        function = w.project.pick([*(each.text for each in known[-3:]), "print", "lambda *a, **k: None"])
        more = []
        if w.project.chance(40):
            more.append(f'op_kwargs={{"x": {given_value(w)}, "y": {given_value(w)}}}')
        if w.project.chance(25):
            more.append(f"op_args=[{given_value(w)}]")
        return [f"python_callable={function}", *more]
    return []


def new_name(w: Writer, base: str = "task") -> str:
    """A variable nobody uses yet."""
    return w.project.fresh(w.project.pick([base, "step", "t", "job"]))


# ----------------------------------------------------------------------------------------------------- statements


def note(w: Writer, at: Place) -> None:
    """Count where a task is made."""
    w.project.reach(*at.features)


def single(w: Writer, at: Place) -> None:
    """A task with a name, or without."""
    note(w, at)
    call = operator_call(w, at)
    name = new_name(w)
    w.line(f"{name} = {call}")
    w.know("node", name, "task")


def flow_call(w: Writer, at: Place) -> None:
    """A task made by calling a decorated function."""
    functions = w.find("flow")
    if not functions or at.explicit:
        return single(w, at)
    note(w, at)
    w.project.reach("TaskFlow calls")
    function = w.project.pick(functions[-4:])
    name = new_name(w, "data")
    spelled = function.text
    if w.project.chance(75):
        more = [f"task_id={task_id(w, at)}"] if w.project.chance(60) else [f"retries={number(w, 0)}"]
        spelled = f"{spelled}.override({', '.join(more)})"
        w.project.reach("override")
    form = w.project.number(0, 9)
    if form < 6:
        ways = ["", given_value(w), f"x={given_value(w)}", f"{given_value(w)}, y={given_value(w)}"]
        w.line(f"{name} = {spelled}({w.project.pick(ways)})")
    else:
        w.project.reach("expand")
        over = w.project.pick([texts(w, 1), "[1, 2, 3]", *output_values(w)[-2:]])
        ways = [
            f"expand(x=[*{over}])"
            if "output" not in over and "." not in over and "_" not in over
            else f"expand(x={over})",
            f"partial(y={text(w, 1)}).expand(x={over})",
            f"expand_kwargs([{{'x': {text(w, 0)}}}, {{'x': {number(w, 0)}, 'y': 2}}])",
        ]
        w.line(f"{name} = {spelled}.{w.project.pick(ways)}")
    w.know("node", name, "xcom")
    return None


def mapped_operator(w: Writer, at: Place) -> None:
    """An operator mapped over values."""
    note(w, at)
    w.project.reach("expand")
    name = new_name(w)
    spelled = operator(w, "BashOperator")
    fixed = ", ".join([f"task_id={task_id(w, at)}", *settings(w, replace(at, plain=True))])
    over = w.project.pick([f"[{text(w, 1)}, {text(w, 1)}]", texts(w, 1)])
    ways = [
        f"expand(bash_command={over})",
        f"expand_kwargs([{{'bash_command': {text(w, 1)}}}, {{'bash_command': 'b'}}])",
        f"expand(bash_command=[*{over}])",
    ]
    w.line(f"{name} = {spelled}.partial({fixed}).{w.project.pick(ways)}")
    w.know("node", name, "task")


def loop(w: Writer, at: Place) -> None:
    """Tasks in a loop over known values."""
    if at.depth > 1:
        return single(w, at)
    item, collected = w.project.fresh("item"), w.project.fresh("tasks")
    inside = replace(at, depth=at.depth + 1, features=(*at.features, "operators in a loop"))
    gather = w.project.chance(70)
    if gather:
        w.line(f"{collected} = {w.project.pick(['[]', 'list()'])}")
    previous = w.project.fresh("previous") if w.project.chance(30) else None
    if previous:
        w.line(f"{previous} = None")
    head, names, unique = loop_head(w, item)
    earlier = [node for node in w.find("node") if node.more != "list"]
    with w.block(head):
        w.names += names
        if w.project.chance(12):
            w.line(f"if {unique[0]} == 'no_such':\n    continue")
        note(w, inside)
        call = operator_call(w, replace(inside, unique=(*at.unique, *unique)))
        name = new_name(w)
        w.line(f"{name} = {call}")
        w.know("node", name, "task")
        if gather:
            w.line(w.project.pick([f"{collected}.append({name})", f"{collected} += [{name}]"]))
        if w.project.chance(35):
            statements(w, replace(inside, unique=(*at.unique, *unique)), 1)
        if previous:
            w.project.reach(">> at all", ">> in loops")
            test = w.project.pick([f"if {previous}:", f"if {previous} is not None:"])
            w.line(f"{test}\n    {previous} >> {name}\n{previous} = {name}")
        if earlier and w.project.chance(40):
            w.project.reach(">> at all", ">> in loops")
            up = w.project.pick(earlier[-3:]).text
            w.line(w.project.pick([f"{up} >> {name}", f"{name} << {up}", f"{name}.set_upstream({up})"]))
    w.know("node", *((collected, "list") if gather else (name, "task")))
    return None


def loop_head(w: Writer, item: str) -> tuple[str, list[Name], list[str]]:
    """The head of a loop, the names it binds, and the texts that differ each time."""
    own = Name("text", item)
    count = Name("number", f"{item}_n")
    heads: list[Callable[[], tuple[str, list[Name], list[str]]]] = [
        lambda: (f"for {item} in {texts(w, 2)}:", [own], [item]),
        lambda: (f"for {item}_n, {item} in enumerate({texts(w, 2)}):", [own, count], [item]),
        lambda: (f"for {item}_n in range({w.project.number(1, 3)}):", [count], [f"str({item}_n)"]),
        lambda: (f"for {item}, {item}_n in zip({texts(w, 1)}, range(1, 9)):", [own, count], [item]),
        lambda: (f'for {item}, {item}_n in {{"a": 1, "b": 2}}.items():', [own, count], [item]),
        lambda: (f"for {item} in reversed({texts(w, 1)}):", [own], [item]),
        lambda: (f"for ({item}, {item}_b), {item}_n in [(('a', 'b'), 1), (('c', 'd'), 2)]:", [own, count], [item]),
        lambda: (f"for {item}, *{item}_rest in [('a', 1, 2), ('b',)]:", [own], [item]),
        lambda: (f"for {item} in (x for x in {texts(w, 1)} if x):", [own], [item]),
        lambda: (f"for {item} in sorted({texts(w, 1)}, key=len):", [own], [item]),
    ]
    rows, confs = w.find("rows"), w.find("conf")
    if rows:
        row = w.project.pick(rows).text
        heads += [
            lambda: (f"for {item} in {row}:", [Name("row", item)], [f'{item}["name"]']),
            lambda: (f"for {item}_n, {item} in enumerate({row}):", [Name("row", item), count], [f'{item}["name"]']),
            lambda: (
                f"for {item} in [r for r in {row} if r.get('n')] or {row}[:1]:",
                [Name("row", item)],
                [f'{item}["name"]'],
            ),
        ]
    if confs:
        conf = w.project.pick(confs).text
        heads += [lambda: (f'for {item} in {conf}["items"]:', [own], [item])]
    return w.project.pick(heads)()


def comprehension(w: Writer, at: Place) -> None:
    """Tasks in a comprehension."""
    if at.depth > 1:
        return single(w, at)
    inside = replace(
        at, unique=(*at.unique, "each"), features=(*at.features, "operators in a comprehension"), depth=at.depth + 1
    )
    before = w.in_function
    w.in_function = True
    source = texts(w, 2)
    w.names.append(Name("text", "each"))
    note(w, inside)
    call = operator_call(w, inside)
    w.names.remove(Name("text", "each"))
    w.in_function = before
    name = w.project.fresh("tasks")
    kind = w.project.number(0, 4)
    if ":=" in call + source:
        return single(w, at)
    forms = [
        f"[{call} for each in {source}]",
        f"list({call} for each in {source})",
        f"list(map(lambda each: {call}, {source}))",
        f"[{call} for each in {source} if each != 'no_such']",
    ]
    if kind == 4:
        w.line(f"{name} = {{each: {call} for each in {source}}}")
        w.know("node", f"list({name}.values())", "list")
    else:
        w.line(f"{name} = {forms[kind]}")
        w.know("node", name, "list")
    return None


def condition(w: Writer, at: Place) -> None:
    """Tasks in a branch over known values."""
    if at.depth > 1:
        return single(w, at)
    inside = replace(at, depth=at.depth + 1, features=(*at.features, "operators in an if"))
    name = new_name(w)
    test = truth(w, 2)
    with w.block(f"if {test}:"):
        note(w, inside)
        w.line(f"{name} = {operator_call(w, inside)}")
        w.know("node", name, "task")
        statements(w, inside, w.project.number(0, 1))
    with w.block("else:" if w.project.chance(60) else f"elif {truth(w, 1)} or True:"):
        w.line(f"{name} = {operator_call(w, inside)}")
    w.know("node", name, "task")
    return None


def counting(w: Writer, at: Place) -> None:
    """Tasks in a `while`."""
    if at.depth > 1:
        return single(w, at)
    count, name = w.project.fresh("count"), new_name(w)
    w.line(f"{count} = 0")
    inside = replace(
        at, depth=at.depth + 1, unique=(*at.unique, f"str({count})"), features=(*at.features, "operators in a loop")
    )
    with w.block(f"while {count} < {w.project.number(1, 3)}:"):
        note(w, inside)
        w.line(f"{name} = {operator_call(w, inside)}")
        w.line(f"{count} += 1")
        if w.project.chance(20):
            w.line(f"if {count} > 1:\n    break")
    w.know("node", name, "task")
    return None


def group(w: Writer, at: Place) -> None:
    """A task group."""
    if at.depth > 2 or at.explicit or at.plain:
        return single(w, at)
    w.project.reach("TaskGroup")
    label = w.project.fresh(w.project.pick(["stage", "section", "group"]))
    identity = joined(w, [quoted(label), *at.unique]) if at.unique else quoted(label)
    more = []
    if w.project.chance(20):
        more.append("prefix_group_id=False")
    if w.project.chance(20):
        more.append(f'default_args={{"retries": {number(w, 0)}, "owner": {text(w, 1)}}}')
    if w.project.chance(10):
        more.append(f"tooltip={text(w, 0)}")
    keyword = w.project.pick(["", "group_id="])
    inside = replace(at, depth=at.depth + 1)
    call = f"{airflow(w, 'TaskGroup')}({', '.join([keyword + identity, *more])})"
    with w.block(f"with {call} as {label}:"):
        statements(w, inside, w.project.number(1, 3), least=1)
    w.know("node", label, "group")
    return None


def group_call(w: Writer, at: Place) -> None:
    """A decorated group called."""
    groups = w.find("group function")
    if not groups or at.explicit or at.plain:
        return group(w, at)
    function = w.project.pick(groups)
    w.project.reach("TaskGroup")
    if function.more == "called":
        w.project.reach("helpers of the project called while building")
    name = new_name(w, "part")
    ways = [f"{function.text}({text(w, 1)})", f"{function.text}(label={text(w, 1)})", f"{function.text}()"]
    if w.project.chance(40):
        ways = [f"{function.text}.override(group_id={quoted(w.project.fresh('other'))})({text(w, 1)})"]
        if at.unique:
            return group(w, at)
        w.project.reach("override")
    w.line(f"{name} = {w.project.pick(ways)}")
    w.know("node", name, "group" if function.more != "xcom" else "xcom")
    return None


def built(w: Writer, at: Place) -> None:
    """Tasks made by a function of the project."""
    builders = [each for each in w.find("builder") if each.more["explicit"] == at.explicit or not at.explicit]
    if not builders:
        return single(w, at)
    function = w.project.pick(builders)
    if function.more["explicit"] and not at.dag:
        return single(w, at)
    w.project.reach("operators in a function")
    if function.more["imported"]:
        w.project.reach("helpers of the project called while building")
    identity = joined(w, [quoted(w.project.fresh("made")), *at.unique])
    arguments = [w.project.pick([identity, f"name={identity}"])]
    if function.more["explicit"]:
        arguments.append(f"dag={at.dag}")
    name = new_name(w, "made")
    kind = function.more["returns"]
    call = f"{function.text}({', '.join(arguments)})"
    if kind == "pair":
        w.line(f"{name}_first, {name}_last = {call}")
        w.know("node", f"{name}_first", "task")
        w.know("node", f"{name}_last", "task")
    elif kind == "dict":
        w.line(f"{name} = {call}")
        w.know("node", f'{name}["task"]', "task")
    elif kind == "nothing":
        w.line(call)
    else:
        w.line(f"{name} = {call}")
        w.know("node", name, kind)
    return None


def around(w: Writer, at: Place) -> None:
    """A setup and a teardown around tasks."""
    if at.explicit or at.plain or at.depth > 1:
        return single(w, at)
    w.project.reach("setup and teardown")
    first, last = new_name(w, "create"), new_name(w, "drop")
    inside = replace(at, depth=at.depth + 1, plain=True)
    w.line(f"{first} = {operator_call(w, inside)}")
    form = w.project.number(0, 3)
    if form == 0:
        w.line(f"{last} = {operator_call(w, inside)}.as_teardown(setups={first})")
        with w.block(f"with {last}:"):
            statements(w, inside, w.project.number(1, 2), least=1)
    elif form == 1:
        middle = new_name(w)
        w.line(f"{middle} = {operator_call(w, inside)}")
        w.line(f"{last} = {operator_call(w, inside)}")
        w.line(f"{first} >> {middle} >> {last}.as_teardown(setups=[{first}])")
    elif form == 2:
        middle = new_name(w)
        w.line(f"{first}.as_setup()")
        w.line(f"{middle} = {operator_call(w, inside)}")
        w.line(f"{last} = {operator_call(w, inside)}")
        w.line(f"{last}.as_teardown()")
        w.line(f"{first} >> {middle} >> {last}")
    else:
        w.line(f"{last} = {operator_call(w, inside)}")
        with w.block(f"with {last}.as_teardown(setups={first}) as scope:"):
            middle = new_name(w)
            w.line(f"{middle} = {operator_call(w, inside)}")
            if w.project.chance(40):
                w.line(f"scope.add_task({middle})")
    w.know("node", first, "setup")
    return None


def nested_function(w: Writer, at: Place) -> None:
    """A function inside the DAG that makes tasks and sees its names."""
    if at.depth > 0 or (w.in_function and at.explicit):
        return single(w, at)
    from .definitions import builder_body

    name = w.project.fresh("make")
    builder_body(w, name, replace(at, depth=1), imported=False)
    for _ in range(w.project.number(1, 2)):
        built(w, at)
    return None


def by_config(w: Writer, at: Place) -> None:
    """Tasks and edges as a list of rows says: each row names those it comes after."""
    rows = w.find("rows")
    if not rows or at.depth > 0:
        return single(w, at)
    source, made, row = w.project.pick(rows).text, w.project.fresh("by_name"), w.project.fresh("row")
    w.line(f"{made} = {{}}")
    inside = replace(at, unique=(*at.unique, f'{row}["name"]'), depth=1, features=(*at.features, "operators in a loop"))
    with w.block(f"for {row} in {source}:"):
        w.know("row", row)
        note(w, inside)
        w.line(f'{made}[{row}["name"]] = {operator_call(w, inside)}')
    w.project.reach(">> at all", ">> in loops")
    key = w.project.fresh("key")
    forms = [
        f'for {row} in {source}:\n    for {key} in {row}.get("after") or []:\n        {made}[{key}] >> {made}[{row}["name"]]',
        f'for {row} in {source}:\n    if {row}.get("after"):\n        [{made}[{key}] for {key} in {row}["after"]] >> {made}[{row}["name"]]',
        f'for {row} in {source}:\n    {made}[{row}["name"]].set_upstream([{made}[{key}] for {key} in {row}.get("after") or ()])',
    ]
    w.line(w.project.pick(forms))
    w.know("node", f"list({made}.values())", "list")
    return None


def statements(w: Writer, at: Place, size: int, least: int = 0) -> None:
    """Some statements that make tasks, and edges between them."""
    from .edges import edge
    from .shapes import MORE

    for _ in range(max(size, least)):
        w.project.pick(MORE if w.project.chance(35) else KINDS)(w, at)
        if len(w.find("node")) > 1 and w.project.chance(55) and not at.plain:
            edge(w, at)


KINDS: list[Callable[[Writer, Place], None]] = [
    single, single, flow_call, flow_call, loop, loop, comprehension, condition, group, group, group_call, built, built,
    mapped_operator, counting, around, nested_function, by_config,
]  # fmt: skip
