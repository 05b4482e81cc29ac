"""apache-airflow-providers-apache-kafka. Its connections are called `kafka_config_id`."""

from migrator.operators.rule import Kind, Rule

_KAFKA = "airflow.providers.apache.kafka"
_TOPICS = ("kafka://{kafka_config_id}/{topics}",)
_CONNECTION = {"kafka_config_id": "kafka_default"}

RULES = (
    Rule(
        f"{_KAFKA}.operators.produce.ProduceToTopicOperator",
        writes=("kafka://{kafka_config_id}/{topic}",),
        defaults=_CONNECTION,
        write="append",
    ),
    Rule(f"{_KAFKA}.operators.consume.ConsumeFromTopicOperator", reads=_TOPICS, defaults=_CONNECTION),
    *(
        Rule(f"{_KAFKA}.sensors.kafka.{name}", waits=_TOPICS, defaults=_CONNECTION, kind=Kind.SENSOR)
        for name in ("AwaitMessageSensor", "AwaitMessageTriggerFunctionSensor")
    ),
)
