"""For each DAG: now, later, or it stays in Airflow; with what makes the score, the work it takes and what blocks it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from migrator.configuration import Advising, Configuration
from migrator.model import Advice, Becomes, Dag, Plan, Project, Reason, Verdict, Work
from migrator.planning.advice.flows import DagName, Flows, flows_of
from migrator.planning.advice.freshness import freshness_of
from migrator.planning.advice.measures import Facts, Measured, facts_of, is_fire_and_forget, measured
from migrator.planning.advice.waves import waves_of
from migrator.planning.hand.fit import Hand

SAID = {"now": Verdict.NOW, "later": Verdict.LATER, "stays": Verdict.STAYS}


def advised(
    plan: Plan,
    project: Project,
    moving: Sequence[Dag],
    staying: Sequence[tuple[Dag, str]],
    hand: Hand,
    configuration: Configuration,
) -> Plan:
    """The plan with its advice, waves and freshness. `project` is the one it was made of, one key for the same data;
    `moving` are the DAGs that are planned, `staying` the others, and why."""
    advising, catalogue = configuration.advising, configuration.catalogue
    known = {(dag.path, dag.name): dag for dag in (*(dag for dag, _ in staying), *moving)}
    taken = {(dag.path, dag.name) for dag in moving}
    kept = {name: because for dag, because in staying if (name := (dag.path, dag.name)) not in taken}
    flows = flows_of(project, known)
    facts = facts_of(project, plan, flows, catalogue)
    owned = {key: step.tasks[0].dag for step in plan.steps for key in step.writes}
    blocks = _blocks(flows, owned, facts, hand)
    advice = tuple(
        _advice(dag, facts, blocks.get(name, ()), kept.get(name), hand.verdicts.get(dag.name), advising)
        for name, dag in sorted(known.items())
    )
    return replace(
        plan,
        advice=advice,
        waves=waves_of(advice, flows, advising),
        freshness=freshness_of(moving, plan.steps, advising.allowance_minutes),
    )


def _advice(
    dag: Dag, facts: Facts, blocked: Iterable[str], kept: str | None, said: str | None, advising: Advising
) -> Advice:
    found = measured(dag, facts)
    reasons = tuple(
        Reason(rule.name, points, found[rule.name].because)
        for rule in advising.rules
        if rule.name in found and (points := _points(found[rule.name], rule.points, rule.most))
    )
    score = round(sum(reason.points for reason in reasons), 2)
    blocked = tuple(blocked)
    verdict, because = _verdict(dag, facts, score, blocked, kept, said, advising.now)
    work = () if verdict is Verdict.STAYS else _work(dag, facts, found, blocked, advising)
    low, high = (round(sum(days), 2) for days in (((each.low for each in work)), (each.high for each in work)))
    return Advice(dag.path, dag.name, verdict, because, score, reasons, low, high, work, blocked)


def _points(found: Measured, points: float, most: float) -> float:
    """What a rule gives: so much for each, and not more than its most, to either side."""
    return round(max(-most, min(most, points * found.amount)), 2)


def _verdict(
    dag: Dag, facts: Facts, score: float, blocked: tuple[str, ...], kept: str | None, said: str | None, now: float
) -> tuple[Verdict, str]:
    if kept is not None:
        return Verdict.STAYS, kept
    if said is not None:
        return SAID[said], "migrate.toml says so"
    if is_fire_and_forget(dag, facts):
        return Verdict.STAYS, "it touches no data that anything reads or writes: nothing would become an asset"
    if blocked:
        return Verdict.LATER, f"first {blocked[0]}"
    if score < now:
        return Verdict.LATER, f"its score of {score:g} is below {now:g}"
    return Verdict.NOW, f"its score of {score:g} is at least {now:g}, and nothing blocks it"


def _blocks(flows: Flows, owned: Mapping[str, str], facts: Facts, hand: Hand) -> dict[DagName, list[str]]:
    """What a person must decide or mend before a DAG moves: who owns data that several write, and what is an error."""
    found: dict[DagName, list[str]] = {
        name: [f"mend {error}" for error in errors] for name, errors in facts.errors.items()
    }
    for key, dags in flows.doubly:
        if key in hand.owners:
            continue
        names = " and ".join(name for _, name in dags)
        owner = f" (taken to be {owned[key]})" if key in owned else ""
        for dag in dags:
            found.setdefault(dag, []).append(f"say whose {key} is: {names} write it{owner}")
    return found


def _work(
    dag: Dag, facts: Facts, found: Mapping[str, Measured], blocked: tuple[str, ...], advising: Advising
) -> tuple[Work, ...]:
    """What there is to do, by kind; each kind's days are its count times those of one."""
    becomes = [item.becomes for item in facts.dispositions.get((dag.path, dag.name), ())]
    wrapped = becomes.count(Becomes.WRAPPED)
    counts = {
        "dag": 1,
        "native": len([one for one in becomes if one not in (Becomes.WRAPPED, Becomes.FOLDED, Becomes.OUTSIDE)]),
        "wrapped": wrapped,
        "unknown-data": len(facts.blind.get((dag.path, dag.name), ())),
        "settings": int(found["settings"].amount) if "settings" in found else 0,
        "decision": len(blocked),
    }
    rules = [rule for rule in advising.effort if counts.get(rule.name)]
    return tuple(
        Work(
            rule.name,
            counts[rule.name],
            round(rule.low * counts[rule.name], 2),
            round(rule.high * counts[rule.name], 2),
        )
        for rule in rules
    )
