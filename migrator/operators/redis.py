"""apache-airflow-providers-redis, but for the sensor of keys, which older.py has."""

from migrator.operators.rule import CONTENT, Kind, Rule

RULES = (
    Rule(
        "airflow.providers.redis.operators.redis_publish.RedisPublishOperator",
        writes=("redis://{redis_conn_id}/{channel}",),
        defaults={"redis_conn_id": "redis_default"},
        aside={"message": CONTENT},
        write="append",
        old=("airflow.contrib.operators.redis_publish_operator.RedisPublishOperator",),
    ),
    Rule(
        "airflow.providers.redis.sensors.redis_pub_sub.RedisPubSubSensor",
        waits=("redis://{redis_conn_id}/{channels}",),
        defaults={"redis_conn_id": "redis_default"},
        kind=Kind.SENSOR,
        old=("airflow.contrib.sensors.redis_pub_sub_sensor.RedisPubSubSensor",),
    ),
)
