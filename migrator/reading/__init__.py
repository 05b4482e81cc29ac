"""Text to facts: a bounded evaluator of DAG files and of the code their tasks run. Nothing is imported or executed."""

from migrator.reading.read import read

__all__ = ["read"]
