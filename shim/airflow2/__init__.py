"""Tasks run by Airflow 2.10 or 2.11 itself: its scheduling decisions, its task runner, its own metadata database."""
