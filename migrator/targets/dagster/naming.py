"""Names that Dagster and Python accept: groups, jobs, functions and modules are identifiers."""

import keyword
import re


def identifier(text: str) -> str:
    """An identifier that reads like the text: `load.fact-table` -> `load_fact_table`."""
    name = re.sub(r"[^0-9A-Za-z]+", "_", text).strip("_") or "unnamed"
    name = f"n{name}" if name[0].isdigit() else name
    return f"{name}_" if keyword.iskeyword(name) or keyword.issoftkeyword(name) else name
