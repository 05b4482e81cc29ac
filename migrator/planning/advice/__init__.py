"""What to do with each DAG, in which order, and why. `advise.py` is the way in; the rules are in `configuration`."""
