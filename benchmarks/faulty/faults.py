"""Faults made in trees that are right, one at a time, each a real one by the rules of `trees.py`.

- An edge deleted, or an edge turned round, is a fault where afterwards some reader no longer comes after its writer
(and the
  edges make no circle): where other edges keep the order it is none, and not made.
- A table or file renamed at its writer or at one reader is one where somebody read it, who now reads what nobody
writes.
- A second writer is one where both fill the same, neither after the other and one in place of what is there, or
where the
  two are of two DAGs. Two that a branch chooses between never meet.
- A sensor pointed elsewhere is one where what it waits for is not there, or where a reader behind it no longer comes
after its
  writer; a delta or a schedule moved is one where the run it waits for is never there.
- An asset's name changed on one side is one where nobody updates what a DAG is scheduled on; an outlet moved is one
where a
  reader of that DAG no longer comes after its writer.
- The edge of an XCom taken by name removed is one where no other edges order the two.

A fault is found when one finding of a code that fits it, a warning or an error, is about the tasks that it concerns.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from faulty.trees import Data, Flow, Name, Tree, Work, all_edges, later, unguarded, uri

RACE = ("missing-edge", "reversed-edge")
ACROSS = ("missing-cross-dag", "sensor-wrong-task")
Pair = tuple[Name, Name, Data]


@dataclass(frozen=True)
class Fault:
    """The tree with the fault in it. It is found by a finding of one of `codes` that is about all the tasks of one of
    `about`."""

    kind: str
    tree: Tree
    said: str
    codes: tuple[str, ...]
    about: tuple[frozenset[str], ...]


def faults(tree: Tree, seed: int, kind: str) -> Iterator[Fault]:
    """Every fault of a kind that can be made in a tree, in an order of the seed."""
    found = list(KINDS[kind](tree))
    random.Random(f"{seed} {tree.name} {kind}").shuffle(found)
    yield from (replace(each, kind=kind) for each in found)


def named(*tasks: Name) -> frozenset[str]:
    """Tasks as findings name them."""
    return frozenset(f"{flow}.{task}" for flow, task in tasks)


def _broken(kind: str, tree: Tree, said: str) -> Iterator[Fault]:
    """The fault, if some reader is now not after its writer; it must be found at one of the pairs that it tore apart
    directly: those with no other such pair between."""
    loose = unguarded(tree)
    if not loose:
        return
    inside = [pair for pair in loose if pair[0][0] == pair[1][0]]
    codes = RACE if inside else ACROSS
    yield Fault(kind, tree, said, codes, tuple(named(writer, reader) for writer, reader, _ in inside or loose))


def _has_circle(tree: Tree) -> bool:
    return any(task in below for task, below in later(tree).items())


# -------------------------------------------------------------------------------------------------------------- edges


def edge_deleted(tree: Tree) -> Iterator[Fault]:
    """An edge on the way of data is not there."""
    for flow in tree.flows:
        for edge in sorted(flow.edges):
            if not flow.work(edge[1]).pulls and flow.work(edge[0]).kind not in ("sensor", "key"):
                without = tree.but(replace(flow, edges=flow.edges - {edge}))
                yield from _broken("", without, f"{flow.id}: {edge[0]} >> {edge[1]} deleted")


def edge_reversed(tree: Tree) -> Iterator[Fault]:
    """An edge on the way of data leads the other way."""
    for flow in tree.flows:
        for upper, lower in sorted(flow.edges):
            if flow.work(lower).pulls or flow.work(upper).kind in ("sensor", "key", "branch"):
                continue
            turned = tree.but(replace(flow, edges=flow.edges - {(upper, lower)} | {(lower, upper)}))
            if not _has_circle(turned):
                yield from _broken("", turned, f"{flow.id}: {upper} >> {lower} reversed")


def guard_removed(tree: Tree) -> Iterator[Fault]:
    """A sensor is no longer before who reads what it waits for."""
    for flow in tree.flows:
        for upper, lower in sorted(flow.edges):
            if flow.work(upper).kind in ("sensor", "key"):
                without = tree.but(replace(flow, edges=flow.edges - {(upper, lower)}))
                yield from _broken("", without, f"{flow.id}: {upper} >> {lower} deleted")


def xcom_edge_deleted(tree: Tree) -> Iterator[Fault]:
    """A task takes by name what another pushes, and is no longer after it."""
    for flow in tree.flows:
        for upper, lower in sorted(flow.edges):
            if upper in flow.work(lower).pulls:
                without = tree.but(replace(flow, edges=flow.edges - {(upper, lower)}))
                if (flow.id, lower) not in later(without)[flow.id, upper]:
                    about = (named((flow.id, upper), (flow.id, lower)),)
                    yield Fault("", without, f"{flow.id}: {upper} >> {lower} deleted", ("missing-xcom-edge",), about)


# -------------------------------------------------------------------------------------------------------------- names


def _slip(name: str) -> str:
    """A letter left out of the last part of a name."""
    cut = name.rindex("/") - 2 if "/" in name else len(name) - 3
    return name[:cut] + name[cut + 1 :]


def _other(name: str) -> str:
    """Another word for the last part of a name."""
    word = "SHELF_OF_RUNS" if name.isupper() else "shelf_of_runs"
    if "/" in name:
        first, _, rest = name.partition("/")
        return f"{first}/{word}/{rest.partition('/')[2]}"
    return f"{name.rpartition('.')[0]}.{word}"


def _longer(name: str) -> str:
    """A version at the end of a name."""
    end = "_V2" if name.isupper() else "_v2"
    return name.replace("/data.", f"{end}/data.") if "/" in name else name + end


def _elsewhere(name: str) -> str:
    """Another schema or bucket."""
    if "/" in name:
        return "depot/" + name.partition("/")[2]
    place, _, table = name.rpartition(".")
    return f"{place.rpartition('.')[0]}{'.' if '.' in place else ''}{'OTHER' if name.isupper() else 'other'}.{table}"


def _renames(at_writer: bool, how: Callable[[str], str], within: bool) -> Callable[[Tree], Iterator[Fault]]:
    def make(tree: Tree) -> Iterator[Fault]:
        for writer, reader, data in _read_directly(tree):
            if (writer[0] == reader[0]) is not within:
                continue
            place, new = (writer if at_writer else reader), replace(data, name=how(data.name))
            renamed = _with_name(tree, place, data, new)
            # `INSERT INTO a SELECT ... FROM a`: a name cannot be both, and a key that a sensor knows is another fault.
            if any(new in (*work.reads, *work.writes) for flow in tree.flows for work in flow.works):
                continue
            said = f"{data.name} is called {new.name} at {'.'.join(place)}"
            # A name that changed at its writer is lost to all who read it: one of them is enough.
            lost = [each for each in _read_directly(tree) if each[0] == writer and each[2] == data]
            torn = tuple(named(upper, lower) for upper, lower, _ in lost) if at_writer else (named(writer, reader),)
            fault = Fault("", renamed, said, ("name-mismatch",), torn)
            if at_writer and uri(data) in tree.flow(writer[0]).work(writer[1]).outlets:
                # It declares still what it wrote before.
                fault = replace(fault, codes=("name-mismatch", "outlet-not-written"), about=(named(writer),))
            yield fault

    return make


def _read_directly(tree: Tree) -> list[Pair]:
    """Pairs between which only tasks lie that move no data."""
    below: dict[Name, set[Name]] = {}
    for upper, lower in all_edges(tree):
        below.setdefault(upper, set()).add(lower)
    tasks = {(flow.id, work.name): work for flow in tree.flows for work in flow.works}
    written = {data: (flow.id, work.name) for flow in tree.flows for work in flow.works for data in work.writes}
    found = []
    for data, writer in written.items():
        seen, todo = set(), list(below.get(writer, ()))
        while todo:
            task = todo.pop()
            if task in seen:
                continue
            seen.add(task)
            if data in tasks[task].reads:
                found.append((writer, task, data))
            if not tasks[task].reads and not tasks[task].writes:
                todo += below.get(task, ())
    return sorted(found, key=lambda pair: (pair[0], pair[1], pair[2].name))


def _with_name(tree: Tree, place: Name, old: Data, new: Data) -> Tree:
    flow = tree.flow(place[0])
    work = flow.work(place[1])
    changed = replace(
        work,
        reads=tuple(new if data == old else data for data in work.reads),
        writes=tuple(new if data == old else data for data in work.writes),
    )
    return tree.but(_with_work(flow, changed))


def _with_work(flow: Flow, changed: Work) -> Flow:
    return replace(flow, works=tuple(changed if work.name == changed.name else work for work in flow.works))


# ------------------------------------------------------------------------------------------------------------ writers


def second_writer_here(tree: Tree) -> Iterator[Fault]:
    """A further task of the DAG, after none, writes in place of what one of its tasks fills."""
    for flow in tree.flows:
        chosen = {lower for upper, lower in flow.edges if flow.work(upper).kind == "branch"}
        for work in flow.works:
            if work.kind == "sql" and work.form in ("inline", "file") and work.name not in chosen:
                again = replace(work, id=f"again_{work.id}", form="inline", group=None, replaces=True, outlets=())
                # What it reads it must come after: only the two writers are the fault.
                above = frozenset((upper, again.name) for upper, lower in flow.edges if lower == work.name)
                more = replace(flow, works=(*flow.works, again), edges=flow.edges | above)
                said = f"{flow.id}: {again.id} writes {work.writes[0].name} too"
                about = (named((flow.id, work.name), (flow.id, again.name)),)
                yield Fault("", tree.but(more), said, ("racing-writers",), about)


def second_writer_elsewhere(tree: Tree) -> Iterator[Fault]:
    """A further DAG fills what a task fills."""
    for flow in tree.flows:
        for work in flow.works:
            if work.writes and work.kind == "sql":
                source = Data(
                    work.writes[0].system,
                    {"postgres": "old.t", "snowflake": "DWH.OLD.T"}.get(work.writes[0].system, "acme.old.t"),
                )
                again = replace(work, id="refill", form="inline", group=None, outlets=(), reads=(source,))
                other = Flow("refills", "0 1 * * 0", "UTC", (again,), frozenset())
                said = f"{other.id} writes {work.writes[0].name} of {flow.id} too"
                about = (named((flow.id, work.name), (other.id, again.name)),)
                yield Fault("", replace(tree, flows=(*tree.flows, other)), said, ("double-writer",), about)


# ------------------------------------------------------------------------------------------------- sensors, schedules


def _sensors(tree: Tree) -> Iterator[tuple[Flow, Work]]:
    for flow in tree.flows:
        yield from ((flow, work) for work in flow.works if work.kind == "sensor")


def _pointed(tree: Tree, flow: Flow, sensor: Work) -> Tree:
    return tree.but(_with_work(flow, sensor))


def sensor_on_another_task(tree: Tree) -> Iterator[Fault]:
    """A sensor waits for a task of the DAG that does not come after the writer."""
    for flow, work in _sensors(tree):
        for other in tree.flow(work.target or "").works:
            changed = replace(work, awaits=other.name, awaits_group=False)
            if changed != work:
                yield from _broken("", _pointed(tree, flow, changed), f"{flow.id}.{work.name} waits for {other.name}")


def sensor_on_no_task(tree: Tree) -> Iterator[Fault]:
    """A sensor waits for a task that is not there."""
    for flow, work in _sensors(tree):
        changed = replace(work, awaits="no_such_task", awaits_group=False)
        said = f"{flow.id}.{work.name} waits for no_such_task"
        yield Fault("", _pointed(tree, flow, changed), said, ("sensor-target",), (named((flow.id, work.name)),))


def sensor_on_no_dag(tree: Tree) -> Iterator[Fault]:
    """A sensor waits for a DAG that is not there."""
    for flow, work in _sensors(tree):
        changed = replace(work, target="no_such_dag")
        said = f"{flow.id}.{work.name} waits for no_such_dag"
        yield Fault("", _pointed(tree, flow, changed), said, ("sensor-target",), (named((flow.id, work.name)),))


def sensor_with_another_delta(tree: Tree) -> Iterator[Fault]:
    """A sensor looks for a date between the runs of the other DAG."""
    for flow, work in _sensors(tree):
        for more in (7, -7, 20):
            changed = replace(work, delta=work.delta + more)
            said = f"{flow.id}.{work.name} looks {changed.delta} minutes back"
            yield Fault("", _pointed(tree, flow, changed), said, ("sensor-date",), (named((flow.id, work.name)),))


def schedule_shifted(tree: Tree) -> Iterator[Fault]:
    """A DAG that waits, or is waited for, runs some minutes or hours later than it did; the sensor is as before."""
    for flow, work in _sensors(tree):
        for moved in (flow, tree.flow(work.target or "")):
            assert moved.cron is not None
            minute, hour, *_ = moved.cron.split()
            crons = [f"{(int(minute) + 5) % 60} {hour} * * *"]
            if hour != "*":
                crons.append(f"{minute} {(int(hour) + 1) % 24} * * *")
            for cron in crons:
                changed = tree.but(replace(tree.flow(moved.id), cron=cron))
                said = f"{moved.id} runs at {cron}; {flow.id}.{work.name} waits"
                yield Fault("", changed, said, ("sensor-date",), (named((flow.id, work.name)),))


def file_sensor_on_another_key(tree: Tree) -> Iterator[Fault]:
    """A sensor on a file waits for another one."""
    for flow in tree.flows:
        for work in flow.works:
            if work.awaited_key is not None:
                key = replace(work.awaited_key, name=_other(work.awaited_key.name))
                changed = tree.but(_with_work(flow, replace(work, awaited_key=key)))
                yield from _broken("", changed, f"{flow.id}.{work.name} waits for {key.name}")


# ------------------------------------------------------------------------------------------------- assets and triggers


def _outlets(tree: Tree) -> Iterator[tuple[Flow, Work, str, Flow]]:
    for flow in tree.flows:
        for work in flow.works:
            for asset in work.outlets:
                yield from ((flow, work, asset, below) for below in tree.flows if asset in below.assets)


def asset_schedule_renamed(tree: Tree) -> Iterator[Fault]:
    """A DAG is scheduled on an asset of another name than its writer has."""
    for _, _, asset, below in _outlets(tree):
        new = asset + "_v2"
        changed = tree.but(replace(below, assets=tuple(new if each == asset else each for each in below.assets)))
        yield Fault("", changed, f"{below.id} runs on {new}", ("asset-never-updated",), (frozenset({below.id}),))


def outlet_removed(tree: Tree) -> Iterator[Fault]:
    """The task whose outlet another DAG runs on has it no longer."""
    for flow, work, asset, below in _outlets(tree):
        without = replace(work, outlets=tuple(each for each in work.outlets if each != asset))
        said = f"{flow.id}.{work.name} has no outlet {asset}"
        yield Fault("", tree.but(_with_work(flow, without)), said, ("asset-never-updated",), (frozenset({below.id}),))


def outlet_moved(tree: Tree) -> Iterator[Fault]:
    """Another task, not after the writer, has the outlet."""
    for flow, work, asset, _ in _outlets(tree):
        for other in flow.works:
            if other.name != work.name and other.kind == "sql" and other.form in ("inline", "file"):
                without = _with_work(flow, replace(work, outlets=tuple(each for each in work.outlets if each != asset)))
                moved = _with_work(without, replace(other, outlets=(*other.outlets, asset)))
                yield from _broken("", tree.but(moved), f"{flow.id}: outlet {asset} is at {other.name}")


def trigger_elsewhere(tree: Tree) -> Iterator[Fault]:
    """The edge before a trigger is not there: the DAG that it starts reads too early."""
    for flow in tree.flows:
        for upper, lower in sorted(flow.edges):
            if flow.work(lower).kind == "trigger":
                without = tree.but(replace(flow, edges=flow.edges - {(upper, lower)}))
                yield from _broken("", without, f"{flow.id}: {upper} >> {lower} deleted")


KINDS: dict[str, Callable[[Tree], Iterator[Fault]]] = {
    "edge deleted": edge_deleted,
    "edge reversed": edge_reversed,
    "sensor's edge deleted": guard_removed,
    "edge before a trigger deleted": trigger_elsewhere,
    "edge of an XCom deleted": xcom_edge_deleted,
    "renamed at its writer: a letter left out": _renames(True, _slip, True),
    "renamed at its writer: `_v2`": _renames(True, _longer, True),
    "renamed at its writer: another word": _renames(True, _other, True),
    "renamed at its writer: another schema or bucket": _renames(True, _elsewhere, True),
    "renamed at one reader: a letter left out": _renames(False, _slip, True),
    "renamed at one reader: `_v2`": _renames(False, _longer, True),
    "renamed at one reader: another word": _renames(False, _other, True),
    "renamed at one reader: another schema or bucket": _renames(False, _elsewhere, True),
    "renamed between DAGs: a letter left out": _renames(True, _slip, False),
    "renamed between DAGs: another word": _renames(True, _other, False),
    "second writer in the DAG": second_writer_here,
    "second writer in another DAG": second_writer_elsewhere,
    "sensor on another task": sensor_on_another_task,
    "sensor on no task": sensor_on_no_task,
    "sensor on no DAG": sensor_on_no_dag,
    "sensor with another delta": sensor_with_another_delta,
    "schedule shifted": schedule_shifted,
    "sensor on another file": file_sensor_on_another_key,
    "asset of the schedule renamed": asset_schedule_renamed,
    "outlet removed": outlet_removed,
    "outlet moved": outlet_moved,
}
