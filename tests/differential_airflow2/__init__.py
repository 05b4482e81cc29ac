"""Files of Airflow 2, run by its own `dag.test()`, by our protocol there, and by the shim on Airflow 3.3."""
