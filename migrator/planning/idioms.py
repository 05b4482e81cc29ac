"""Tasks at the end of a DAG that need no island: watchers, which only make the run fail, cleanups and notifications.

A run of the new world fails whenever a task fails, so a watcher is dropped. A cleanup that always runs, and a message
on failure or success, is called when the run has ended: a hook.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import networkx as nx

from migrator.model import Ending
from migrator.planning.diagrams import FALSE, TRUE
from migrator.planning.ends import Ends


@dataclass(frozen=True, slots=True)
class Called:
    """When a task is called after the run's steps have ended: what it waits to hear of which tasks."""

    on: Ending
    of: tuple[str, ...] = ()


FAILS = "it only makes the run fail when a task failed, and then the run fails anyway"
IDLE = "it does nothing, and nothing comes after it"


def idioms_of(ends: Ends, *, hooks: bool) -> tuple[Mapping[str, Called], frozenset[str], Mapping[str, str]]:
    """The hooks, the tasks that are dropped, and why each is either."""
    because = _dropped(ends)
    dropped = frozenset(because)
    found = _hooks(ends, dropped) if hooks else {}
    for name, hook in found.items():
        because[name] = f"nothing but the run's end needs it: it is called then, {_said(hook)}"
    return found, dropped, because


def _said(hook: Called) -> str:
    of = ", ".join(hook.of)
    return {Ending.ANY: "whatever happened", Ending.FAILURE: f"if one of {of} failed", Ending.SUCCESS: f"after {of}"}[
        hook.on
    ]


def _dropped(ends: Ends) -> dict[str, str]:
    """Tasks with nothing below that do nothing, or nothing but fail where a task has failed already; and why."""
    watching = any(piece.watches for piece in ends.pieces.values())
    work = [name for name in ends.order if not ends.pieces[name].watches] if watching else []
    failed = ends.diagrams.any(ends.failed(name) for name in work)
    gone: dict[str, str] = {}
    for name in reversed(ends.order):
        piece = ends.pieces[name]
        if any(below not in gone for below in ends.graph.successors(name)):
            continue
        if piece.folds and not piece.fails:
            gone[name] = IDLE
        elif piece.watches and ends.diagrams.implies(ends.runs(name), failed):
            gone[name] = FAILS
    return gone


def _hooks(ends: Ends, dropped: frozenset[str]) -> dict[str, Called]:
    """The tasks that run exactly when a hook would be called, with nothing below that is none."""
    found = {name: None for name in ends.order if _may_be_called(ends, name) and name not in dropped}
    hooks: dict[str, Called] = {}
    while True:
        hooks = {name: hook for name in found if (hook := _hook(ends, name, found, dropped)) is not None}
        if hooks.keys() == found.keys():
            return hooks
        found = dict.fromkeys(hooks)


def _may_be_called(ends: Ends, name: str) -> bool:
    """Whether one call does for a task: not for many instances, and not where it decides about others."""
    piece = ends.pieces[name]
    return piece.hook and piece.gate is None and not (piece.node.mapped or piece.node.inside or piece.past)


def _hook(ends: Ends, name: str, others: Mapping[str, None], dropped: frozenset[str]) -> Called | None:
    if any(below not in others and below not in dropped for below in ends.graph.successors(name)):
        return None
    d, runs = ends.diagrams, ends.runs(name)
    above = [up for up in ends.graph.predecessors(name) if up not in dropped]
    before = sorted(nx.ancestors(ends.graph, name) - dropped, key=ends.order.index)
    if above and runs == TRUE:
        return Called(Ending.ANY)
    if runs != FALSE and runs == d.any(ends.failed(each) for each in before):
        return Called(Ending.FAILURE, tuple(before))
    follows = ends.pieces[name].tells or any(up in others for up in above)
    if above and follows and runs == d.all(ends.success(up) for up in above):
        return Called(Ending.SUCCESS, tuple(above))
    return None
