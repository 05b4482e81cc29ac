"""How a DAG's schedule divides its assets: one partition per data interval."""

from migrator.planning.partitions.division import Division, partitions_of

__all__ = ["Division", "partitions_of"]
