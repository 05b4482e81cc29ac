"""apache-airflow-providers-common-io."""

from migrator.operators.rule import Kind, Rule

RULES = (
    Rule(
        "airflow.providers.common.io.operators.file_transfer.FileTransferOperator",
        reads=("{src}",),
        writes=("{dst}",),
        kind=Kind.TRANSFER,
        write="overwrite",
    ),
)
