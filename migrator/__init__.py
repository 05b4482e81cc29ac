"""Takes a company from Apache Airflow's tasks to data assets. Importing this package imports nothing else."""

__version__ = "0.1.0"
