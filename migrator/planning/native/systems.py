"""Work that another system does, started with the arguments that Airflow's operator was given.

What an operator starts is told by where Airflow keeps it: `airflow.providers.amazon.aws.operators.s3` is `s3`. A target
says which of these it starts; what an argument means is the target's to know, so all of them must be known.
"""

from __future__ import annotations

import re

from migrator.model import Becomes, External
from migrator.operators.rule import Kind, Rule
from migrator.planning.native.dates import holes_of, uncomputed
from migrator.planning.native.feeds import Refused, feeds, taken
from migrator.planning.native.offers import Case, Means, Offer
from migrator.planning.native.settings import bound_setting, work_of

# Modules whose name is not the system's.
NAMES = {
    "pod": "kubernetes",
    "kubernetes_pod": "kubernetes",
    "lambda_function": "lambda",
    "spark_submit": "spark",
    "kubernetes_engine": "gke",
    "generic_transfer": "sql",
}
KINDS = (Kind.WORK, Kind.JOB, Kind.TRANSFER, Kind.CONTROL, Kind.NOTIFICATION)


def offer(case: Case, means: Means) -> Offer | str | None:
    """A task that starts work elsewhere, or what stands in the way; None for what is no such task."""
    if case.rule is None or case.kind not in KINDS or case.task.operator.startswith("@"):
        return None
    return external(case, means)


def external(case: Case, means: Means) -> Offer | str:
    """A task as a step that another system does, or what stands in the way."""
    if case.rule is None or (system := system_of(case.rule)) is None:
        return f"nothing says which system does {case.task.operator}"
    action = action_of(case.rule)
    capabilities = means.capabilities
    if External not in capabilities.bodies or not {system, f"{system}.{action}"} & set(capabilities.external_systems):
        return f"{capabilities.target} does not start {action} in this version"
    if because := bound_setting(case.task):
        return because
    given = feeds(work_of(case.task), case.task.id, case.dag, means.root)
    if isinstance(given, Refused):
        return given.because
    if because := uncomputed(case, holes_of(given), capabilities):
        return because
    takes = tuple(one for _, value in given for one in taken(value))
    because = f"{system} does it, with arguments that are known"
    return Offer(Becomes.ASSET, because, External(system, given, action), takes)


def system_of(rule: Rule) -> str | None:
    """The system that an operator's work is done by; None for what belongs to none."""
    module, _, name = rule.name.rpartition(".")
    if "." not in module or not name:
        return None
    last = module.rpartition(".")[2]
    return NAMES.get(last, last)


def action_of(rule: Rule) -> str:
    """What the operator does, in a word: `S3CopyObjectOperator` -> `s3_copy_object`."""
    name = rule.name.rpartition(".")[2].removesuffix("Operator")
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return name.lower().replace("big_query", "bigquery")
