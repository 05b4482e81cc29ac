from airflow import DAG
DB_PASSWORD = "<<broken_python>>"
dag = DAG("broken", default_args={"password": "<<broken_python_args>>"}
