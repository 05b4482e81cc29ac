"""`migrate explain`: why is this read, written, an edge, a finding? Each with its evidence."""

from migrator.explaining.explain import explain
from migrator.explaining.explained import AboutAsset, AboutDag, AboutTask, Explained, Guard, Interval, Step
from migrator.explaining.names import AmbiguousName, UnknownName

__all__ = [
    "AboutAsset",
    "AboutDag",
    "AboutTask",
    "AmbiguousName",
    "Explained",
    "Guard",
    "Interval",
    "Step",
    "UnknownName",
    "explain",
]
