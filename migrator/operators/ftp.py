"""apache-airflow-providers-ftp."""

from migrator.operators.rule import Kind, Rule

RULES = (
    Rule(
        "airflow.providers.ftp.operators.ftp.FTPFileTransmitOperator",
        reads=("file:{local_filepath}",),
        writes=("ftp://{ftp_conn_id}/{remote_filepath}",),
        defaults={"ftp_conn_id": "ftp_default"},
        kind=Kind.TRANSFER,
        write="overwrite",
        turned_by=("operation", "get"),
    ),
    Rule(
        "airflow.providers.ftp.operators.ftp.FTPSFileTransmitOperator",
        reads=("file:{local_filepath}",),
        writes=("ftp://{ftp_conn_id}/{remote_filepath}",),
        defaults={"ftp_conn_id": "ftp_default"},
        kind=Kind.TRANSFER,
        write="overwrite",
        turned_by=("operation", "get"),
    ),
    Rule(
        "airflow.providers.ftp.sensors.ftp.FTPSensor",
        waits=("ftp://{ftp_conn_id}/{path}",),
        defaults={"ftp_conn_id": "ftp_default"},
        kind=Kind.SENSOR,
        old=("airflow.contrib.sensors.ftp_sensor.FTPSensor",),
    ),
    Rule(
        "airflow.providers.ftp.sensors.ftp.FTPSSensor",
        waits=("ftp://{ftp_conn_id}/{path}",),
        defaults={"ftp_conn_id": "ftp_default"},
        kind=Kind.SENSOR,
        old=("airflow.contrib.sensors.ftp_sensor.FTPSSensor",),
    ),
)
