"""Runs unmodified Airflow DAG files with Airflow's semantics: the only package here that imports an orchestrator."""
