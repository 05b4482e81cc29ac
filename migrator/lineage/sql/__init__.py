"""What SQL reads and writes: the only place that knows the SQL parser."""

from migrator.lineage.sql.facts import RESULT, SqlLineage, TableUse
from migrator.lineage.sql.script import lineage, statements

__all__ = ["RESULT", "SqlLineage", "TableUse", "lineage", "statements"]
