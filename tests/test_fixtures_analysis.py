"""What `analyze` says of the fixtures, held against what was written by hand from reading the DAGs."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.model import EdgeKind, Mode, Project, Severity, TaskRef, Write
from migrator.pipeline import analyze

FOLDER = Path(__file__).parent.parent / "fixtures" / "dags"
HOME = "file:{env.FIXTURES_HOME}"
# What fills or reads data; `CREATE TABLE` and `DELETE` alone do not.
FILLS = (Write.APPEND, Write.OVERWRITE, Write.MERGE, Write.UNKNOWN)
CUSTOMERS = ("deliveries_acme", "deliveries_globex")
BELOW = ("write_file", "summary")
REGIONS = ("north", "south", "west")

# What each task does with data, in no order: `< read`, `> filled`, `? checked`.
ACCESSES = {
    **{
        f"deliveries_{customer}.{task}": touched
        for customer in ("acme", "globex")
        for task, touched in {
            "load_file": f"< file:include/deliveries/{customer}.csv, > deliveries_{customer}_raw",
            "clean": f"< deliveries_{customer}_raw, > deliveries_{customer}",
        }.items()
    },
    "delivery_billing.create_table": "",
    "delivery_billing.clear_day": "",
    "delivery_billing.wait_for_acme": "",
    "delivery_billing.wait_for_globex": "",
    "delivery_billing.bill": "< deliveries_acme, < deliveries_globex, > invoice_lines",
    "web_orders.import_orders": "< file:include/web_orders/orders.csv, > web_orders, > asset:warehouse/web_orders",
    "web_orders_summary.summarise": f"< web_orders, > {HOME}/web_orders/sums.csv",
    "parcel_scans.store_scans": "< file:include/parcels/scans.json, > parcel_scans, > asset:parcel_scans",
    "parcels_arrived.days_scanned": "< asset:parcel_scans",
    "parcels_arrived.list_arrived": f"< parcel_scans, > {HOME}/parcels/arrived.json",
    "country_sales.load_sales": "< file:include/sales/sales.csv, > sales",
    "country_sales.sales_week": "< sales, > sales_week",
    "stock_levels.load_stock": "< file:include/stock/stock.csv, > stock_staging",
    "stock_levels.check_columns": "? stock_staging",
    "stock_levels.check_table": "? stock_staging",
    "stock_levels.check_day": "? stock_staging",
    "stock_levels.check_articles": "? stock_staging",
    "stock_levels.publish": "< stock_staging, > stock_levels",
    "regional_energy.create_table": "",
    **{f"regional_energy.load_{each}": f"< file:include/energy/{each}.csv, > energy_use" for each in REGIONS},
    "regional_energy.write_file": f"< energy_use, > {HOME}/energy/region={{region}}/day={{date}}/use.csv",
    "regional_energy.summary": "< energy_use, > energy_summary",
}

# Writer, reader, data, and how the declared graph treats the two.
DEPENDENCIES = {
    *((f"{dag}.load_file", f"{dag}.clean", f"{dag}_raw", "declared") for dag in CUSTOMERS),
    *((f"{dag}.clean", "delivery_billing.bill", dag, "guarded") for dag in CUSTOMERS),
    ("web_orders.import_orders", "web_orders_summary.summarise", "web_orders", "guarded"),
    ("parcel_scans.store_scans", "parcels_arrived.days_scanned", "asset:parcel_scans", "guarded"),
    ("parcel_scans.store_scans", "parcels_arrived.list_arrived", "parcel_scans", "guarded"),
    ("country_sales.load_sales", "country_sales.sales_week", "sales", "declared"),
    *(
        ("stock_levels.load_stock", f"stock_levels.check_{each}", "stock_staging", "declared")
        for each in ("columns", "table", "day", "articles")
    ),
    ("stock_levels.load_stock", "stock_levels.publish", "stock_staging", "implied"),
    *(
        (f"regional_energy.load_{each}", f"regional_energy.{below}", "energy_use", "declared")
        for each in REGIONS
        for below in BELOW
    ),
}

# Edges between tasks, and from assets that a DAG is scheduled on.
ORDERED = {
    *((f"deliveries_{each}.load_file", "order", f"deliveries_{each}.clean") for each in ("acme", "globex")),
    *((f"deliveries_{each}.clean", "sensor", f"delivery_billing.wait_for_{each}") for each in ("acme", "globex")),
    *((f"delivery_billing.wait_for_{each}", "order", "delivery_billing.bill") for each in ("acme", "globex")),
    ("delivery_billing.create_table", "order", "delivery_billing.clear_day"),
    ("delivery_billing.clear_day", "order", "delivery_billing.bill"),
    ("asset:warehouse/web_orders", "trigger", "web_orders_summary.summarise"),
    ("asset:parcel_scans", "trigger", "parcels_arrived.days_scanned"),
    ("parcels_arrived.days_scanned", "xcom", "parcels_arrived.list_arrived"),
    ("country_sales.load_sales", "order", "country_sales.sales_week"),
    *(("stock_levels.load_stock", "order", f"stock_levels.check_{c}") for c in ("columns", "table", "day", "articles")),
    *((f"stock_levels.check_{c}", "order", "stock_levels.publish") for c in ("columns", "table", "day", "articles")),
    *(("regional_energy.create_table", "order", f"regional_energy.load_{each}") for each in REGIONS),
    *((f"regional_energy.load_{r}", "order", f"regional_energy.{b}") for r in REGIONS for b in BELOW),
}

# Code and the data or task it is about. Nothing of these DAGs is wrong: all are notes. Of the regions' files, whose
# name has a part that only run time knows, nothing is said.
FINDINGS = {
    *(("outside-source", f"file:include/deliveries/{each}.csv") for each in ("acme", "globex")),
    *(("outside-source", f"file:include/energy/{each}.csv") for each in REGIONS),
    ("outside-source", "file:include/web_orders/orders.csv"),
    ("outside-source", "file:include/parcels/scans.json"),
    ("outside-source", "file:include/sales/sales.csv"),
    ("outside-source", "file:include/stock/stock.csv"),
    ("unread-data", "invoice_lines"),
    ("unread-data", f"{HOME}/web_orders/sums.csv"),
    ("unread-data", f"{HOME}/parcels/arrived.json"),
    ("unread-data", "sales_week"),
    ("unread-data", "stock_levels"),
    ("unread-data", "energy_summary"),
}
DAGS = {name.split(".")[0] for name in ACCESSES}


@pytest.fixture(scope="module")
def project() -> Project:
    return analyze([FOLDER])


def named(end: TaskRef | str) -> str:
    if isinstance(end, TaskRef):
        return f"{end.dag}.{end.task}"
    return end.removeprefix("sqlite://{conn:warehouse}/")


def test_each_task_touches_what_its_code_says(project: Project) -> None:
    signs = {Mode.READ: "<", Mode.CHECK: "?", Mode.WAIT: "wait", Mode.WRITE: ">"}
    found: dict[str, set[str]] = {f"{dag.name}.{task.id}": set() for dag in project.dags for task in dag.tasks}
    for access in project.accesses:
        if access.mode is not Mode.WRITE or access.write in FILLS:
            found[named(access.task)].add(f"{signs[access.mode]} {named(access.asset)}")
    expected = {task: {each for each in touched.split(", ") if each} for task, touched in ACCESSES.items()}
    assert {task: touched for task, touched in found.items() if task.split(".")[0] in DAGS} == expected


def test_each_read_of_what_a_task_writes_is_ordered_as_the_dags_say(project: Project) -> None:
    found = {(named(d.writer), named(d.reader), named(d.asset), d.standing.value) for d in project.dependencies}
    assert {each for each in found if each[1].split(".")[0] in DAGS} == DEPENDENCIES


def test_tasks_are_ordered_as_the_dags_say(project: Project) -> None:
    edges = [edge for edge in project.edges if edge.kind is not EdgeKind.DATA]
    found = {(named(edge.upstream), edge.kind.value, named(edge.downstream)) for edge in edges}
    assert {each for each in found if each[2].split(".")[0] in DAGS} == ORDERED


def test_nothing_is_found_beyond_where_data_comes_from_and_goes_to(project: Project) -> None:
    files = {dag.path for dag in project.dags if dag.name in DAGS}
    places = {*files, "sql/country_sales/week.sql"}
    found = [each for each in project.findings if each.span.path in places]
    assert {each.severity for each in found} == {Severity.NOTE}
    assert {(each.code, named(each.about[-1])) for each in found} == FINDINGS
