"""Whole DAGs, unmodified, as their own Airflow runs them: the other side of `migrate verify`."""

from __future__ import annotations

from collections.abc import Callable

from migrator.model import Plan
from shim.events import listening, publish
from shim.options import Options, selected
from shim.order import DagName, dags_of, in_order
from shim.report import Report
from shim.resumption import asked_for
from shim.store import Store

# Runs these DAGs, which are in the order of their data.
CarryOut = Callable[[list[DagName], Plan, Options, Store], None]


def reported(plan: Plan, options: Options, carry_out: CarryOut) -> Report:
    """How the DAGs asked for ended, once they have been carried out, or gone on with."""
    store = Store(options.store_place)
    try:
        with asked_for("airflow", plan, options, store) as request:
            report = _heard(plan, request.options(options), store, carry_out)
            request.ended(report.ok)
    finally:
        store.close()
    return report


def _heard(plan: Plan, options: Options, store: Store, carry_out: CarryOut) -> Report:
    report = Report()
    asked = {name for step in selected(plan, options) for name in dags_of(plan, step)}
    chosen = [name for name in in_order(plan) if name in asked and options.dag in (None, name[1])]
    publish({"event": "plan", "runs": [{"dag_id": dag} for _, dag in chosen]})
    with listening(report.hear):
        carry_out(chosen, plan, options, store)
    return report
