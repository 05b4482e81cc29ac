"""Every trigger rule with every set of states above: what Airflow's scheduler does with the task, and what we do."""

from __future__ import annotations

from itertools import chain, combinations_with_replacement

from migrator.semantics import State, count, decide

from .process import Oracle
from .programs import RULES

STATES = ("none", "success", "failed", "skipped", "upstream_failed", "removed")
CASES = [list(each) for each in chain(*(combinations_with_replacement(STATES, size) for size in (1, 2, 3)))]
TEARDOWN = "all_done_setup_success"
ALL = (*RULES, TEARDOWN)


def differences(oracle: Oracle) -> tuple[int, list[str]]:
    """How many were asked, and which differ."""
    theirs = oracle.ask({"decide": [RULES, CASES]})
    lines = []
    for rule in ALL:
        for case in CASES:
            states = [State(each) for each in case]
            decision = decide(rule, count(states, states if rule == TEARDOWN else ()))
            end = decision.state
            found = end.value if end else decision.value
            expected = theirs[f"{rule}: {' '.join(case)}"]
            if found != expected:
                lines.append(f"{rule} below {', '.join(case)}: Airflow {expected}, shim {found}")
    return len(theirs), lines
