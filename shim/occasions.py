"""Which runs of a DAG `migrate run` makes where no partition tells them: those of a DAG that assets start, and those of
a timetable that is no partitioning. Each is a Dagster run of its own, which is told what run it is.
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from functools import cached_property

from migrator.model import AssetExpression, AssetGroup, AssetName, AutomationKind, PartitionKind, Plan, Step, TaskRef
from shim.asset_runs import by_assets, consumed, updates, waits_for
from shim.engine import CannotLoad, NoSuchDag
from shim.events import publish
from shim.hosts.run_tag import moment_told, told_of
from shim.load import Loaded, load_dag
from shim.moment import Moment
from shim.moments import UnfitConf, moments_asked
from shim.native_runs import NativeDag
from shim.options import Options
from shim.order import DagName, dags_of, partitions_of
from shim.params import unfit
from shim.resumption import Asked
from shim.store import AssetEvent, Store, TaskKey
from shim.timetables import condition, is_timed, last_date_of


@dataclass
class Occasions:
    """The DAGs whose runs no partition tells (`live`); of those that have a timetable the runs asked for (`moments`).
    `ends` are the last dates of DAGs that have one."""

    plan: Plan
    options: Options
    store: Store
    request: Asked
    dags: Mapping[str, DagName]
    live: Mapping[str, Loaded] = field(default_factory=dict)
    moments: Mapping[str, list[Moment]] = field(default_factory=dict)
    ends: Mapping[str, datetime] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)
    _natives: dict[str, NativeDag] = field(default_factory=dict)

    @property
    def by_assets(self) -> set[str]:
        """The DAGs that assets start, and nothing else."""
        return set(self.live) - set(self.moments)

    def started(self, dag: str, number: int, last: bool) -> Moment | None:
        """The run of a DAG that assets start, when its turn has come: by what was told of them, else, in the `last`
        round, by hand where nothing here is to tell of them. None when it has none; a request that is gone on with
        finds the run it had."""
        moment = self._by_assets(dag, number)
        if moment is None and last and dag not in self.begun:
            if waits_for(condition(self.live[dag]), self._told, self.store):
                message = f"{dag} did not run: the assets that start it were not all updated"
                publish({"event": "log", "level": "warning", "message": message})
            else:
                (moment,) = moments_asked(self.dags[dag], self.live[dag], self.options, self.plan)
        if moment is not None:
            self.begun.add(dag)
        return moment

    def _by_assets(self, dag: str, number: int) -> Moment | None:
        name, loaded = f"started {dag} {number}", self.live[dag]
        if (told := self.request.kept().get(name)) is not None:
            return moment_told(told, self.store, loaded.written_for)
        wanted = condition(loaded)
        events = consumed(self.store, dag, wanted) if wanted is not None else []
        if not events:
            return None
        moment = by_assets(events, loaded.written_for, self.store)
        self.request.keep(name, told_of(moment))
        return moment

    def made(self, asset: str, refs: Sequence[TaskRef], moment: Moment) -> None:
        """Remembers the tasks of a native asset that was made, and tells what the asset starts."""
        last, now = refs[-1], datetime.now(timezone.utc).isoformat()
        tasks = {ref.task for ref in refs if ref.dag == last.dag}
        self._native(last.dag).remember(self.store, moment, tasks)
        source = TaskKey(last.dag, moment.run_id, last.task)
        events = (AssetEvent(0, each.name or each.uri, each.uri, {}, None, source, now) for each in self._names[asset])
        self.store.tell_assets(events)

    def _native(self, dag: str) -> NativeDag:
        if dag not in self._natives:
            wrapped = {task for island in self.plan.islands if island.dag == dag for task in island.tasks}
            refs = {ref.task for step in self.plan.steps for ref in step.tasks if ref.dag == dag}
            live = None if self.options.python is not None else _live(self.plan, self.options, self.dags[dag])
            self._natives[dag] = NativeDag(dag, frozenset(refs - wrapped), frozenset(wrapped), live)
        return self._natives[dag]

    @cached_property
    def _told(self) -> set[str]:
        """The names of what tasks here tell of."""
        found = (_live(self.plan, self.options, name) for name in self.dags.values())
        return updates(each for each in found if each is not None)

    @cached_property
    def _names(self) -> Mapping[str, list[AssetName]]:
        """By key, the assets that start DAGs."""
        found: dict[str, dict[AssetName, None]] = defaultdict(dict)
        for automation in self.plan.automations:
            keys = dict(automation.keys)
            for each in _leaves(automation.assets):
                if each.uri in keys:
                    found[keys[each.uri]][each] = None
        return defaultdict(list, {key: list(names) for key, names in found.items()})


def occasions_of(plan: Plan, steps: Iterable[Step], options: Options, store: Store, request: Asked) -> Occasions:
    """What these steps' DAGs run for. Of tasks that another Python runs nothing is known: they run by hand.

    Raises UnfitConf, or what `moments_asked` does.
    """
    dags = {name[1]: name for step in steps for name in dags_of(plan, step)}
    found = Occasions(plan, options, store, request, dags)
    if options.python is not None:
        return found
    _check_conf(plan, options, dags)
    timed = {dag for dag, name in dags.items() if partitions_of(plan, name).kind is PartitionKind.TIME}
    started = {each.dag for each in plan.automations if each.kind is not AutomationKind.HAND}
    found.live = {dag: live for dag in dags if dag in started - timed and (live := _live(plan, options, dags[dag]))}
    found.moments = {
        dag: moments_asked(dags[dag], live, options, plan) for dag, live in found.live.items() if is_timed(live)
    }
    if options.partition_range is not None:
        lives = {dag: live for dag in dags if dag in timed and (live := _live(plan, options, dags[dag]))}
        found.ends = {dag: last for dag, live in lives.items() if (last := last_date_of(live)) is not None}
    return found


def _check_conf(plan: Plan, options: Options, dags: Mapping[str, DagName]) -> None:
    for name in dags.values() if options.conf is not None else ():
        live = _live(plan, options, name)
        why = unfit(live, options.conf or {}) if live is not None else None
        if why is not None:
            raise UnfitConf(why)


def _live(plan: Plan, options: Options, name: DagName) -> Loaded | None:
    """The live DAG; None for one whose file does not load, which its run will say."""
    with contextlib.suppress(CannotLoad, NoSuchDag):
        return load_dag(plan.root, name[0], name[1], options.roots)
    return None


def _leaves(expression: AssetExpression | None) -> Iterable[AssetName]:
    if isinstance(expression, AssetGroup):
        for part in expression.parts:
            yield from _leaves(part)
    elif expression is not None:
        yield expression
