"""A person's hand: what `migrate.toml` decides about the plan, held against what was read, and done. `fit.py` first."""
