"""apache-airflow-providers-mongo."""

from migrator.operators.rule import Kind, Rule

RULES = (
    Rule(
        "airflow.providers.mongo.sensors.mongo.MongoSensor",
        waits=("mongo://{mongo_conn_id}/{mongo_db?}.{collection}",),
        defaults={"mongo_conn_id": "mongo_default"},
        kind=Kind.SENSOR,
        old=("airflow.contrib.sensors.mongo_sensor.MongoSensor",),
    ),
)
