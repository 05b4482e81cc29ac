"""The sub-commands of `migrate`, a file for each: its name, what it is about, its arguments, and what it does.

A command parses, calls one function, prints, and returns its exit code. What it needs is imported when it runs, so that
none waits for what another needs.
"""

from migrator.commands import analyze, check, explain, generate, init, lineage, operators, plan, report, run, verify

COMMANDS = (init, analyze, check, explain, lineage, operators, plan, generate, run, verify, report)

__all__ = ["COMMANDS"]
