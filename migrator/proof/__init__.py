"""Are the outputs of both sides equal? Needs neither Airflow nor a target."""
