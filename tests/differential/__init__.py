"""Programs that build DAGs, generated, and read twice: by real Airflow and by us. What they say must be equal."""
