"""apache-airflow-providers-imap."""

from migrator.operators.rule import Kind, Rule

RULES = (
    Rule(
        "airflow.providers.imap.sensors.imap_attachment.ImapAttachmentSensor",
        waits=("imap://{conn_id}/{mail_folder?}/{attachment_name}",),
        defaults={"conn_id": "imap_default"},
        kind=Kind.SENSOR,
        old=("airflow.contrib.sensors.imap_attachment_sensor.ImapAttachmentSensor",),
    ),
)
