"""What real Airflow makes of the same files, beside what their text says: only when a person asks for it."""
