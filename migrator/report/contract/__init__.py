"""The JSON that other programs read, as `docs/json.md` promises it. Same input, same bytes."""

from migrator.report.contract.commands import check, operators, verification
from migrator.report.contract.differing import differences
from migrator.report.contract.explained import explanation
from migrator.report.contract.facts import analysis
from migrator.report.contract.values import printed

__all__ = ["analysis", "check", "differences", "explanation", "operators", "printed", "verification"]
