"""Edges between tasks that are there already, always from one made earlier to one made later."""

from __future__ import annotations

from collections.abc import Callable

from .tasks import Place, airflow, operator_call
from .writer import Name, Writer


def edge(w: Writer, at: Place) -> None:
    """One statement that orders tasks."""
    nodes = [node for node in w.find("node") if node.more not in ("setup", "hidden")]
    if len(nodes) < 2:
        return
    w.project.pick(FORMS)(w, at, nodes)


def ordered(w: Writer, nodes: list[Name], count: int) -> list[Name]:
    """Different nodes in the order they were made."""
    chosen = w.project.some(range(len(nodes)), min(count, len(nodes)), min(count, len(nodes)))
    return [nodes[n] for n in sorted(chosen)]


def singles(nodes: list[Name]) -> list[Name]:
    """The nodes that are one thing, not a list."""
    return [node for node in nodes if node.more != "list"]


def shift(w: Writer, at: Place, nodes: list[Name]) -> None:
    """`a >> b`, in every spelling."""
    one, two = ordered(w, nodes, 2)
    if one.more == "list" and two.more == "list":
        return lists(w, at, nodes)
    w.project.reach(">> at all")
    if "list" in (one.more, two.more):
        w.project.reach(">> with lists")
    w.line(w.project.pick([f"{one.text} >> {two.text}", f"{two.text} << {one.text}"]))
    return None


def long_shift(w: Writer, at: Place, nodes: list[Name]) -> None:
    """`a >> [b, c] >> d`."""
    found = ordered(w, singles(nodes), w.project.number(3, 5))
    if len(found) < 3:
        return shift(w, at, nodes)
    w.project.reach(">> at all")
    first, *rest = [node.text for node in found]
    if len(rest) == 2 or w.project.chance(40):
        w.line(" >> ".join([first, *rest]))
        return None
    w.project.reach(">> with lists")
    forms = [
        f"{first} >> [{', '.join(rest[:-1])}] >> {rest[-1]}",
        f"{first} >> ({', '.join(rest[:-1])}) >> {rest[-1]}",
        f"{rest[-1]} << [{', '.join(rest[:-1])}] << {first}",
        f"[{first}, {rest[0]}] >> {rest[1]} >> [{', '.join(rest[2:])}]",
    ]
    w.line(w.project.pick(forms))
    return None


def lists(w: Writer, at: Place, nodes: list[Name]) -> None:
    """Lists of tasks tied together."""
    known = [node for node in nodes if node.more == "list"]
    if not known:
        return long_shift(w, at, nodes)
    one = known[-1].text
    w.project.reach(">> at all", ">> in loops")
    up, down = w.project.fresh("up"), w.project.fresh("down")
    forms = [
        f"for {up}, {down} in zip({one}, {one}[1:]):\n    {up} >> {down}",
        f"for {up} in range(len({one}) - 1):\n    {one}[{up}] >> {one}[{up} + 1]",
        f"for {up} in range(1, len({one})):\n    {one}[{up}].set_upstream({one}[{up} - 1])",
        f"{airflow(w, 'chain')}(*{one})",
        f"for {up}, {down} in enumerate({one}):\n    if {up} > 0:\n        {one}[{up} - 1] >> {down}",
        f"{up} = {one}[0]\nfor {down} in {one}[1:]:\n    {up} >> {down}\n    {up} = {down}",
        f"{one}[0] >> {one}[1:]",
        f"{one}[:-1] >> {one}[-1]",
    ]
    if w.project.chance(30):
        w.need("from functools import reduce")
        forms.insert(0, f"reduce(lambda a, b: a >> b, {one})")
        forms.insert(0, f"reduce(lambda a, b: a.set_downstream(b) or b, {one})")
    if w.project.chance(30):
        w.need("from itertools import pairwise")
        forms.insert(0, f"for {up}, {down} in pairwise({one}):\n    {up} >> {down}")
    text = w.project.pick(forms)
    if "[0] >>" in text or "[:-1]" in text:
        text = f"if len({one}) > 1:\n    {text}"
    w.line(text)
    return None


def chained(w: Writer, at: Place, nodes: list[Name]) -> None:
    """`chain(...)` and `chain_linear(...)`."""
    found = ordered(w, singles(nodes), w.project.number(2, 6))
    if len(found) < 2:
        return shift(w, at, nodes)
    names = [node.text for node in found]
    if len(names) >= 5 and w.project.chance(60):
        names = w.project.pick([
            [names[0], f"[{names[1]}, {names[2]}]", f"[{names[3]}, {names[4]}]", *names[5:]],
            [f"[{names[0]}, {names[1]}]", f"[{names[2]}, {names[3]}]", *names[4:]],
        ])  # fmt: skip
    elif len(names) > 2 and w.project.chance(40):
        names = [f"[{names[0]}, {names[1]}]", *names[2:]]
    linear = w.project.chance(40)
    w.project.reach("chain_linear" if linear else "chain")
    function = airflow(w, "chain_linear" if linear else "chain")
    star = w.project.chance(20)
    w.line(f"{function}(*[{', '.join(names)}])" if star else f"{function}({', '.join(names)})")
    return None


def relation(w: Writer, at: Place, nodes: list[Name]) -> None:
    """`set_upstream` and `set_downstream`."""
    found = ordered(w, singles(nodes), w.project.number(2, 3))
    if len(found) < 2:
        return shift(w, at, nodes)
    w.project.reach("set_upstream")
    one, *rest = [node.text for node in found]
    many = f"[{', '.join(rest)}]" if len(rest) > 1 else rest[0]
    forms = [
        f"{one}.set_downstream({many})", f"{rest[-1]}.set_upstream({one})", f"{rest[-1]}.set_upstream([{one}])",
        f"{one}.set_downstream(task_or_task_list={many})",
    ]  # fmt: skip
    w.line(w.project.pick(forms))
    return None


def crossed(w: Writer, at: Place, nodes: list[Name]) -> None:
    """`cross_downstream`."""
    found = ordered(w, singles(nodes), w.project.number(2, 4))
    if len(found) < 2:
        return shift(w, at, nodes)
    w.project.reach("cross_downstream")
    names = [node.text for node in found]
    half = len(names) // 2
    named = w.project.chance(30)
    one, two = ("from_tasks=", "to_tasks=") if named else ("", "")
    ups, downs = ", ".join(names[:half]), ", ".join(names[half:])
    w.line(f"{airflow(w, 'cross_downstream')}({one}[{ups}], {two}[{downs}])")
    return None


def labelled(w: Writer, at: Place, nodes: list[Name]) -> None:
    """`a >> Label("x") >> b`."""
    found = ordered(w, singles(nodes), w.project.number(2, 3))
    if len(found) < 2:
        return shift(w, at, nodes)
    w.project.reach("Label", ">> at all")
    one, *rest = [node.text for node in found]
    label = f'{airflow(w, "Label")}("x")'
    many = f"[{', '.join(rest)}]" if len(rest) > 1 else rest[0]
    w.line(w.project.pick([f"{one} >> {label} >> {many}", f"{rest[-1]} << {label} << {one}"]))
    return None


def on_call(w: Writer, at: Place, nodes: list[Name]) -> None:
    """An edge to a task that is made in the same line."""
    one = w.project.pick(nodes[-4:])
    w.project.reach(">> at all", ">> on a call's result")
    call = operator_call(w, at)
    second = f" >> {operator_call(w, at)}" if w.project.chance(30) else ""
    w.line(f"{one.text} >> {call}{second}")


def each(w: Writer, at: Place, nodes: list[Name]) -> None:
    """Edges in a loop over tasks."""
    found = ordered(w, singles(nodes), w.project.number(2, 4))
    if len(found) < 2:
        return shift(w, at, nodes)
    w.project.reach(">> at all", ">> in loops")
    *many, last = [node.text for node in found]
    each = w.project.fresh("each")
    forms = [
        f"for {each} in [{', '.join(many)}]:\n    {each} >> {last}",
        f"for {each} in ({', '.join(many)},):\n    {last}.set_upstream({each})",
        f"[{each} >> {last} for {each} in [{', '.join(many)}]]",
    ]
    w.line(w.project.pick(forms))
    return None


def asked(w: Writer, at: Place, nodes: list[Name]) -> None:
    """A task found again through its DAG."""
    tasks = [node for node in nodes if node.more == "task" and "[" not in node.text]
    if not at.dag or len(tasks) < 2:
        return shift(w, at, nodes)
    one, two = ordered(w, tasks, 2)
    w.project.reach(">> at all", "dag.get_task")
    forms = [
        f"{at.dag}.get_task({one.text}.task_id) >> {two.text}",
        f"{at.dag}.task_dict[{one.text}.task_id].set_downstream({two.text})",
        f"{one.text} >> {at.dag}.get_task({two.text}.task_id)",
        f"if {at.dag}.has_task({one.text}.task_id):\n    {one.text} >> {two.text}",
        f"for t in {at.dag}.tasks:\n    if t.task_id == {one.text}.task_id:\n        t >> {two.text}",
    ]
    w.line(w.project.pick(forms))
    return None


def watched(w: Writer, dag: str, at: Place) -> None:
    """A last task behind all others."""
    w.project.reach("list(dag.tasks)", ">> at all", ">> on a call's result")
    forms = [
        lambda: f"list({dag}.tasks) >> {operator_call(w, at)}",
        lambda: f"[t for t in {dag}.leaves] >> {operator_call(w, at)}",
        lambda: f"{dag}.leaves >> {operator_call(w, at)}",
        lambda: f"roots = list({dag}.roots)\n{operator_call(w, at)} >> roots",
        lambda: f"[t for t in {dag}.tasks if not t.downstream_list] >> {operator_call(w, at)}",
        lambda: f"[{dag}.get_task(i) for i in {dag}.task_ids] >> {operator_call(w, at)}",
    ]
    nodes = [name for name in w.names if name.kind == "node"]
    w.names[:] = [name for name in w.names if name.kind != "node"]
    w.line(w.project.pick(forms)())
    w.names += nodes


FORMS: list[Callable[[Writer, Place, list[Name]], None]] = [
    shift, shift, long_shift, lists, lists, chained, chained, relation, crossed, labelled, on_call, each, asked,
]  # fmt: skip
