"""Facts to decisions: what becomes of every task, and why. `plan.py` is the way in."""
