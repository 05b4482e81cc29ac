"""`migrate check`: what is wrong with a project that was not wrong before."""

from migrator.checking.baseline import Baseline, Entry, fingerprint, save
from migrator.checking.check import NAME, Checked, check, kept

__all__ = ["NAME", "Baseline", "Checked", "Entry", "check", "fingerprint", "kept", "save"]
