"""What a person reads in the terminal: a file for each command. Only here and in `progress.py` is drawn with rich."""

from migrator.report.terminal.analyzed import show_analysis, show_live
from migrator.report.terminal.checked import show_check, updated
from migrator.report.terminal.differing import show_differences
from migrator.report.terminal.explained import show_explained
from migrator.report.terminal.findings import show_findings
from migrator.report.terminal.operators import show_lineage, show_operators
from migrator.report.terminal.planned import show_plan
from migrator.report.terminal.ran import show_generated, show_run
from migrator.report.terminal.screen import console, progress
from migrator.report.terminal.verified import show_verdict

__all__ = [
    "console",
    "progress",
    "show_analysis",
    "show_check",
    "show_differences",
    "show_explained",
    "show_findings",
    "show_generated",
    "show_lineage",
    "show_live",
    "show_operators",
    "show_plan",
    "show_run",
    "show_verdict",
    "updated",
]
