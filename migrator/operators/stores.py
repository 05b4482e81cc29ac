"""Methods of clients and hooks of stores: S3, GCS, DynamoDB, Azure's blobs and file servers, by boto3, Google's own
clients and Airflow's hooks."""

from migrator.operators.rule import Hook, Rule

_S3 = "airflow.providers.amazon.aws.hooks.s3.S3Hook"
_GCS = "airflow.providers.google.cloud.hooks.gcs.GCSHook"


def _s3_rules() -> tuple[Rule, ...]:
    """Methods of Airflow's S3Hook, by its path of 1.10 and by the calls of its module too."""
    old_s3 = "airflow.hooks.S3_hook.S3Hook"

    def s3(method: str, positions: tuple[str, ...], **places: tuple[str, ...]) -> Rule:
        return Rule(
            f"{_S3}.{method}",
            positions=positions,
            write="overwrite",
            old=(f"{old_s3}.{method}", f"airflow.providers.amazon.aws.hooks.s3.{method}"),
            **places,  # type: ignore[arg-type]
        )

    there = ("s3://{bucket_name}/{key}",)
    return (
        s3("load_file", ("filename", "key", "bucket_name"), reads=("file:{filename}",), writes=there),
        s3("load_string", ("string_data", "key", "bucket_name"), writes=there),
        s3("load_bytes", ("bytes_data", "key", "bucket_name"), writes=there),
        s3("load_file_obj", ("file_obj", "key", "bucket_name"), writes=there),
        s3("read_key", ("key", "bucket_name"), reads=there),
        s3("get_key", ("key", "bucket_name"), reads=there),
        s3("select_key", ("key", "bucket_name"), reads=there),
        s3("download_file", ("key", "bucket_name"), reads=there),
        s3("check_for_key", ("key", "bucket_name"), reads=there),
        s3("list_keys", ("bucket_name", "prefix"), reads=("s3://{bucket_name}/{prefix}",)),
        s3("delete_objects", ("bucket", "keys"), deletes=("s3://{bucket}/{keys}",)),
        s3(
            "copy_object",
            ("source_bucket_key", "dest_bucket_key", "source_bucket_name", "dest_bucket_name"),
            reads=("s3://{source_bucket_name}/{source_bucket_key}",),
            writes=("s3://{dest_bucket_name}/{dest_bucket_key}",),
        ),
    )


def _gcs_rules() -> tuple[Rule, ...]:
    """Methods of Airflow's GCSHook."""
    return (
        Rule(
            f"{_GCS}.upload",
            reads=("file:{filename}",),
            writes=("gs://{bucket_name}/{object_name}",),
            write="overwrite",
            positions=("bucket_name", "object_name", "filename"),
        ),
        Rule(
            f"{_GCS}.download",
            reads=("gs://{bucket_name}/{object_name}",),
            writes=("file:{filename}",),
            write="overwrite",
            positions=("bucket_name", "object_name", "filename"),
        ),
        *(
            Rule(
                f"{_GCS}.{name}",
                reads=("gs://{source_bucket}/{source_object}",),
                writes=(
                    "gs://{destination_bucket}/{destination_object} | gs://{destination_bucket}/{source_object} "
                    "| gs://{source_bucket}/{destination_object}",
                ),
                write="overwrite",
                positions=("source_bucket", "source_object", "destination_bucket", "destination_object"),
            )
            for name in ("copy", "rewrite")
        ),
        *(
            Rule(
                f"{_GCS}.{name}",
                reads=("gs://{bucket_name}/{object_name}",),
                positions=("bucket_name", "object_name"),
            )
            for name in ("provide_file", "download_as_byte_array")
        ),
        Rule(
            f"{_GCS}.provide_file_and_upload",
            writes=("gs://{bucket_name}/{object_name}",),
            write="overwrite",
            positions=("bucket_name", "object_name"),
        ),
        Rule(f"{_GCS}.list", reads=("gs://{bucket_name}/{prefix}",), positions=("bucket_name",)),
        Rule(f"{_GCS}.exists", reads=("gs://{bucket_name}/{object_name}",), positions=("bucket_name", "object_name")),
        Rule(f"{_GCS}.delete", deletes=("gs://{bucket_name}/{object_name}",), positions=("bucket_name", "object_name")),
    )


def _blob_rules() -> tuple[Rule, ...]:
    """storage.Client().bucket("b").blob("k").upload_from_string(...)"""
    rules = []
    for bucket in ("bucket", "get_bucket"):
        blob, there = f"google.cloud.storage.Client.{bucket}.blob", ("gs://{self.self.0}/{self.0}",)
        rules += [Rule(f"{blob}.{name}", reads=there) for name in ("download_as_string", "download_as_bytes")]
        rules += [Rule(f"{blob}.{name}", reads=there) for name in ("download_as_text", "exists")]
        rules += [
            Rule(f"{blob}.upload_from_string", writes=there, write="overwrite"),
            Rule(f"{blob}.upload_from_file", writes=there, write="overwrite"),
            Rule(
                f"{blob}.upload_from_filename",
                reads=("file:{filename}",),
                writes=there,
                write="overwrite",
                positions=("filename",),
            ),
            Rule(
                f"{blob}.download_to_filename",
                reads=there,
                writes=("file:{filename}",),
                write="overwrite",
                positions=("filename",),
            ),
            Rule(f"{blob}.delete", deletes=there),
        ]
    return tuple(rules)


def _boto3_rules() -> tuple[Rule, ...]:
    """boto3.client("s3").put_object(...), also of a session's client and of what S3Hook gives for it."""

    def client(method: str, positions: tuple[str, ...] = (), **places: tuple[str, ...]) -> Rule:
        others = ("boto3.Session.client", "boto3.session.Session.client", f"{_S3}.conn", f"{_S3}.get_conn")
        return Rule(
            f"boto3.client.{method}",
            write="overwrite",
            positions=positions,
            old=tuple(f"{other}.{method}" for other in others),
            **places,  # type: ignore[arg-type]
        )

    def bucket(method: str, positions: tuple[str, ...] = (), **places: tuple[str, ...]) -> Rule:
        return Rule(f"boto3.resource.Bucket.{method}", write="overwrite", positions=positions, **places)  # type: ignore[arg-type]

    there, here, own = ("s3://{Bucket}/{Key}",), ("file:{Filename}",), ("s3://{self.0}/{Key}",)
    source = "s3://{CopySource.Bucket}/{CopySource.Key} | s3://{CopySource}"
    return (
        client("put_object", writes=there),
        client("get_object", reads=there),
        client("head_object", reads=there),
        client("delete_object", deletes=there),
        client("delete_objects", deletes=("s3://{Bucket}/{Delete.Objects.Key}",)),
        client("copy_object", reads=(source,), writes=there),
        client("copy", ("CopySource", "Bucket", "Key"), reads=(source,), writes=there),
        client("list_objects_v2", reads=("s3://{Bucket}/{Prefix}",)),
        client("list_objects", reads=("s3://{Bucket}/{Prefix}",)),
        client("upload_file", ("Filename", "Bucket", "Key"), reads=here, writes=there),
        client("upload_fileobj", ("Fileobj", "Bucket", "Key"), writes=there),
        client("download_file", ("Bucket", "Key", "Filename"), reads=there, writes=here),
        client("download_fileobj", ("Bucket", "Key", "Fileobj"), reads=there),
        bucket("upload_file", ("Filename", "Key"), reads=here, writes=own),
        bucket("upload_fileobj", ("Fileobj", "Key"), writes=own),
        bucket("download_file", ("Key", "Filename"), reads=own, writes=here),
        bucket("download_fileobj", ("Key", "Fileobj"), reads=own),
        bucket("put_object", writes=own),
        Rule("boto3.resource.Object.put", writes=("s3://{self.0}/{self.1}",), write="overwrite"),
        Rule("boto3.resource.Object.get", reads=("s3://{self.0}/{self.1}",)),
        Rule("boto3.resource.Object.delete", deletes=("s3://{self.0}/{self.1}",)),
        *_dynamodb_rules(),
    )


def _dynamodb_rules() -> tuple[Rule, ...]:
    """boto3.resource("dynamodb").Table("t").put_item(...), boto3.client("dynamodb").delete_table(TableName="t"), and
    the same of DynamoDBHook. The credentials say which account: Airflow's default connection stands for it."""
    hook = "airflow.providers.amazon.aws.hooks.dynamodb.DynamoDBHook"
    owners = {"boto3.client": "", "boto3.resource": ""} | {
        f"{hook}.{name}": "self.self." for name in ("conn", "get_conn")
    }
    manners = {
        "reads": ("get_item", "query", "scan"),
        "writes": ("put_item", "update_item"),
        "deletes": ("delete_item", "delete"),
    }
    rules = []
    for owner, prefix in owners.items():
        defaults = {f"{prefix}aws_conn_id": "aws_default"}
        where = "dynamodb://{" + f"{prefix}aws_conn_id" + "}/"
        for how, methods in manners.items():
            for method in methods:
                place = {how: (where + "{TableName}",)}
                rules.append(Rule(f"{owner}.{method}", write="merge", defaults=defaults, **place))  # type: ignore[arg-type]
                inner = {f"self.{name}": value for name, value in defaults.items()} if prefix else defaults
                there = "dynamodb://{" + next(iter(inner)) + "}/{self.0}"
                of_table = f"{owner}.Table.{method}"
                rules.append(Rule(of_table, write="merge", defaults=inner, **{how: (there,)}))  # type: ignore[arg-type]
        # Other services have tables, too: boto3.client("timestream-write").create_table(...)
        any_service = where if prefix else "{self.0}" + where.removeprefix("dynamodb")
        for method, write in (("create_table", "ddl"), ("update_table", "ddl"), ("delete_table", "delete")):
            rules.append(
                Rule(f"{owner}.{method}", writes=(any_service + "{TableName}",), write=write, defaults=defaults)
            )
    return tuple(rules)


_SERVERS = {
    "sftp": "airflow.providers.sftp.hooks.sftp.SFTPHook",
    "ftp": "airflow.providers.ftp.hooks.ftp.FTPHook",
    "ftps": "airflow.providers.ftp.hooks.ftp.FTPSHook",
}
_WASB = "airflow.providers.microsoft.azure.hooks.wasb.WasbHook"


def _server_rules() -> tuple[Rule, ...]:
    """Files of FTP and SFTP servers, to this machine and back."""
    rules = []
    for scheme, hook in _SERVERS.items():
        # FTPS is another way to the same server: the operators' facts spell it ftp, too.
        there = f"{scheme.removesuffix('s')}://{{self}}/" if scheme != "sftp" else "sftp://{self}/"
        local = "local_full_path" if scheme == "sftp" else "local_full_path_or_buffer"
        both = ("remote_full_path", local)
        rules += [
            Rule(f"{hook}.delete_{kind}", deletes=(there + "{path}",), positions=("path",))
            for kind in ("file", "directory")
        ]
        for kind in ("file", "directory") if scheme == "sftp" else ("file",):
            rules += [
                Rule(
                    f"{hook}.store_{kind}",
                    reads=("file:{" + local + "}",),
                    writes=(there + "{remote_full_path}",),
                    write="overwrite",
                    positions=both,
                ),
                Rule(
                    f"{hook}.retrieve_{kind}",
                    reads=(there + "{remote_full_path}",),
                    writes=("file:{" + local + "}",),
                    write="overwrite",
                    positions=both,
                ),
            ]
    return tuple(rules)


def _blob_store_rules() -> tuple[Rule, ...]:
    """Blobs of Azure: WasbHook().load_file("x.csv", "container", "blob")"""
    blob = ("wasb://{self}/{container_name}/{blob_name}",)
    where, local = ("container_name", "blob_name"), ("file:{file_path}",)
    return (
        Rule(f"{_WASB}.load_file", reads=local, writes=blob, write="overwrite", positions=("file_path", *where)),
        Rule(f"{_WASB}.load_string", writes=blob, write="overwrite", positions=("string_data", *where)),
        Rule(f"{_WASB}.upload", writes=blob, write="overwrite", positions=(*where, "data")),
        Rule(f"{_WASB}.get_file", reads=blob, writes=local, write="overwrite", positions=("file_path", *where)),
        *(Rule(f"{_WASB}.{name}", reads=blob, positions=where) for name in ("read_file", "download")),
        Rule(f"{_WASB}.delete_file", deletes=blob, positions=where),
    )


HOOKS = (
    Hook(_SERVERS["sftp"], "ssh_conn_id", "sftp_default", "sftp"),
    Hook(_SERVERS["ftp"], "ftp_conn_id", "ftp_default", "ftp"),
    Hook(_SERVERS["ftps"], "ftp_conn_id", "ftp_default", "ftp"),
    Hook(_WASB, "wasb_conn_id", "wasb_default", "wasb"),
)
RULES = (*_s3_rules(), *_gcs_rules(), *_boto3_rules(), *_blob_rules(), *_server_rules(), *_blob_store_rules())
