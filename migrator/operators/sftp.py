"""apache-airflow-providers-sftp."""

from migrator.operators.rule import Kind, Rule

RULES = (
    Rule(
        "airflow.providers.sftp.operators.sftp.SFTPOperator",
        reads=("file:{local_filepath}",),
        writes=("sftp://{sftp_hook.ssh_conn_id}/{remote_filepath} | sftp://{ssh_conn_id}/{remote_filepath}",),
        defaults={"ssh_conn_id": "sftp_default"},
        kind=Kind.TRANSFER,
        write="overwrite",
        turned_by=("operation", "get"),
        deleted_by=("operation", "delete"),
        renamed={"ssh_hook": "sftp_hook"},
        old=("airflow.contrib.operators.sftp_operator.SFTPOperator",),
    ),
    Rule(
        "airflow.providers.sftp.sensors.sftp.SFTPSensor",
        waits=("sftp://{sftp_conn_id}/{path}",),
        defaults={"sftp_conn_id": "sftp_default"},
        kind=Kind.SENSOR,
        old=("airflow.contrib.sensors.sftp_sensor.SFTPSensor",),
    ),
)
