"""apache-airflow-providers-http."""

from migrator.operators.rule import Kind, Rule

RULES = (
    Rule(
        "airflow.providers.http.operators.http.HttpOperator",
        writes=("http://{http_conn_id}/{endpoint?}",),
        defaults={"http_conn_id": "http_default"},
        turned_by=("method", "get"),
        deleted_by=("method", "delete"),
    ),
    Rule(
        "airflow.providers.http.operators.http.SimpleHttpOperator",
        writes=("http://{http_conn_id}/{endpoint?}",),
        defaults={"http_conn_id": "http_default"},
        turned_by=("method", "get"),
        deleted_by=("method", "delete"),
        old=("airflow.operators.http_operator.SimpleHttpOperator",),
    ),
    Rule(
        "airflow.providers.http.sensors.http.HttpSensor",
        waits=("http://{http_conn_id}/{endpoint?}",),
        defaults={"http_conn_id": "http_default"},
        kind=Kind.SENSOR,
        old=("airflow.operators.sensors.HttpSensor", "airflow.sensors.http_sensor.HttpSensor"),
    ),
)
