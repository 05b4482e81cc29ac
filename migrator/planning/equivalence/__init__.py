"""How each setting of a DAG carries over to the target: the same, nearly, in the island only, or not, and why."""

from migrator.planning.equivalence.table import equivalence_of

__all__ = ["equivalence_of"]
