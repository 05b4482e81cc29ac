"""Random schedules in random zones, for every version: the data intervals of real Airflow, ours and Dagster's."""
