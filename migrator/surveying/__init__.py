"""What there is around the DAGs, for a first `migrate.toml`: `survey.py` looks, `draft.py` writes it down."""
