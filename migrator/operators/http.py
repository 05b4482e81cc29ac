"""apache-airflow-providers-http."""

from migrator.operators.rule import Kind, Rule

RULES = (
    Rule(
        "airflow.providers.http.operators.http.HttpOperator",
        reads=("http://{http_conn_id}/{endpoint}",),
        defaults={"http_conn_id": "http_default"},
    ),
    Rule(
        "airflow.providers.http.operators.http.SimpleHttpOperator",
        reads=("http://{http_conn_id}/{endpoint}",),
        defaults={"http_conn_id": "http_default"},
        old=("airflow.operators.http_operator.SimpleHttpOperator",),
    ),
    Rule(
        "airflow.providers.http.sensors.http.HttpSensor",
        waits=("http://{http_conn_id}/{endpoint}",),
        defaults={"http_conn_id": "http_default"},
        kind=Kind.SENSOR,
        old=("airflow.operators.sensors.HttpSensor", "airflow.sensors.http_sensor.HttpSensor"),
    ),
)
