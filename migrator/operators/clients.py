"""Functions and methods that tasks call: files, DataFrames, databases and stores, without any provider.

`hook.` rules hold for every database hook, `pandas.*.to_csv` for whatever pandas returned, `*.execute` for any object.
"""

from migrator.operators.rule import Rule

_QUERIES = (
    "run",
    "get_records",
    "get_first",
    "get_pandas_df",
    "get_pandas_df_by_chunks",
    "get_df",
    "get_df_by_chunks",
    "execute",
    "executemany",
    "executescript",
    "copy_expert",
    "sql",
)
_READERS = (
    "csv",
    "parquet",
    "json",
    "excel",
    "table",
    "feather",
    "orc",
    "pickle",
    "xml",
    "fwf",
    "hdf",
    "stata",
    "ndjson",
    "delta",
    "ipc",
    "avro",
)
_WRITERS = ("csv", "parquet", "json", "excel", "feather", "orc", "pickle", "xml", "hdf", "stata", "markdown", "html")
_POLARS_WRITERS = ("csv", "parquet", "json", "ndjson", "ipc", "excel", "avro", "delta")


def _hook_rules() -> tuple[Rule, ...]:
    rows = "sql://{self}/{schema?}.{table}"
    return (
        *(Rule(f"hook.{name}", sql=("sql", "self"), positions=("sql",)) for name in _QUERIES),
        Rule("hook.insert_job", sql=("configuration.query.query", "self")),
        Rule("hook.insert_rows", writes=(rows,), write="append", positions=("table", "rows")),
        Rule(
            "hook.bulk_load",
            reads=("file:{tmp_file}",),
            writes=(rows,),
            write="append",
            positions=("table", "tmp_file"),
        ),
        Rule(
            "hook.bulk_dump",
            reads=(rows,),
            writes=("file:{tmp_file}",),
            write="overwrite",
            positions=("table", "tmp_file"),
        ),
    )


def _cursor_rules() -> tuple[Rule, ...]:
    names = ("execute", "executemany", "executescript")
    return (
        *(Rule(f"*.{name}", sql=("sql", "self"), positions=("sql",)) for name in names),
        *(Rule(f"sqlite3.Cursor.{name}", sql=("sql", "self"), positions=("sql",)) for name in names),
        Rule("google.cloud.bigquery.Client.query", sql=("query", "self"), positions=("query",), system="bigquery"),
        Rule("duckdb.sql", sql=("query", "con"), positions=("query",), system="duckdb", old=("duckdb.query",)),
        Rule("duckdb.execute", sql=("query", "con"), positions=("query",), system="duckdb"),
        Rule("duckdb.*.sql", sql=("query", "self"), positions=("query",), system="duckdb"),
        Rule("duckdb.*.query", sql=("query", "self"), positions=("query",), system="duckdb"),
    )


def _pandas_rules() -> tuple[Rule, ...]:
    return (
        *(Rule(f"pandas.read_{name}", reads=("{path}",), positions=("path",)) for name in _READERS),
        *(Rule(f"polars.read_{name}", reads=("{source}",), positions=("source",)) for name in _READERS),
        *(Rule(f"polars.scan_{name}", reads=("{source}",), positions=("source",)) for name in _READERS),
        *(Rule(f"pandas.*.to_{n}", writes=("{path}",), write="overwrite", positions=("path",)) for n in _WRITERS),
        *(Rule(f"*.to_{n}", writes=("{path}",), write="overwrite", positions=("path",)) for n in ("csv", "parquet")),
        *(Rule(f"polars.*.write_{n}", writes=("{f}",), write="overwrite", positions=("f",)) for n in _POLARS_WRITERS),
        Rule("pandas.read_sql", sql=("sql", "con"), positions=("sql", "con")),
        Rule("pandas.read_sql_query", sql=("sql", "con"), positions=("sql", "con")),
        Rule("pandas.io.sql.read_sql", sql=("sql", "con"), positions=("sql", "con")),
        Rule(
            "pandas.read_sql_table",
            reads=("sql://{con}/{schema?}.{table_name}",),
            positions=("table_name", "con", "schema"),
        ),
        Rule("pandas.read_gbq", sql=("query", "project_id"), positions=("query", "project_id"), system="bigquery"),
        Rule(
            "*.to_sql",
            writes=("sql://{con}/{schema?}.{name}",),
            write_by="if_exists",
            positions=("name", "con"),
        ),
        Rule(
            "*.to_gbq",
            writes=("bigquery://{conn_id}/{project_id?}.{destination_table}",),
            write_by="if_exists",
            positions=("destination_table", "project_id"),
            defaults={"conn_id": "google_cloud_default"},
        ),
    )


def _file_rules() -> tuple[Rule, ...]:
    path = ("{file}",)
    return (
        Rule("builtins.open", reads=path, opens="mode", positions=("file", "mode"), old=("io.open", "codecs.open")),
        Rule("gzip.open", reads=path, opens="mode", positions=("file", "mode"), old=("bz2.open", "lzma.open")),
        Rule("fsspec.open", reads=path, opens="mode", positions=("file", "mode"), old=("smart_open.open",)),
        Rule("zipfile.ZipFile", reads=path, opens="mode", positions=("file", "mode")),
        Rule("tarfile.open", reads=path, opens="mode", positions=("file", "mode")),
        Rule("pathlib.Path.open", reads=("{self}",), opens="mode", positions=("mode",)),
        *(Rule(f"pathlib.Path.read_{kind}", reads=("{self}",)) for kind in ("text", "bytes")),
        *(Rule(f"pathlib.Path.write_{kind}", writes=("{self}",), write="overwrite") for kind in ("text", "bytes")),
        *(Rule(f"pathlib.Path.{name}", deletes=("{self}",)) for name in ("unlink", "rmdir")),
        *(Rule(f"os.{name}", deletes=path, positions=("file",)) for name in ("remove", "unlink")),
        Rule("shutil.rmtree", deletes=path, positions=("file",)),
        *(
            Rule(name, reads=("{src}",), writes=("{dst}",), write="overwrite", positions=("src", "dst"))
            for name in ("shutil.copy", "shutil.copy2", "shutil.copyfile", "shutil.copytree", "shutil.move")
        ),
        *(
            Rule(name, reads=("{src}",), writes=("{dst}",), write="overwrite", positions=("src", "dst"))
            for name in ("os.rename", "os.replace")
        ),
        Rule("numpy.load", reads=path, positions=("file",), old=("joblib.load", "numpy.loadtxt", "numpy.genfromtxt")),
        Rule("numpy.save", writes=path, write="overwrite", positions=("file",), old=("numpy.savetxt",)),
        Rule("joblib.dump", writes=("{file}",), write="overwrite", positions=("value", "file")),
        Rule("pyarrow.parquet.read_table", reads=("{source}",), positions=("source",)),
        Rule("pyarrow.parquet.write_table", writes=("{where}",), write="overwrite", positions=("table", "where")),
    )


def _web_rules() -> tuple[Rule, ...]:
    libraries = ("requests", "httpx", "requests.Session", "httpx.Client")
    return (
        *(Rule(f"{library}.get", reads=("{url}",), positions=("url",)) for library in libraries),
        Rule("urllib.request.urlopen", reads=("{url}",), positions=("url",)),
        Rule(
            "urllib.request.urlretrieve",
            reads=("{url}",),
            writes=("{filename}",),
            write="overwrite",
            positions=("url", "filename"),
        ),
    )


def _process_rules() -> tuple[Rule, ...]:
    names = ("run", "call", "check_call", "check_output", "Popen", "getoutput")
    return (
        *(Rule(f"subprocess.{name}", shell="args", positions=("args",)) for name in names),
        Rule("os.system", shell="args", positions=("args",), old=("os.popen",)),
        Rule("dbt.cli.main.dbtRunner.invoke", starts="dbt"),
    )


_S3 = "airflow.providers.amazon.aws.hooks.s3.S3Hook"
_GCS = "airflow.providers.google.cloud.hooks.gcs.GCSHook"


def _store_rules() -> tuple[Rule, ...]:
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
        Rule(f"{_GCS}.list", reads=("gs://{bucket_name}/{prefix}",), positions=("bucket_name",)),
        Rule(f"{_GCS}.exists", reads=("gs://{bucket_name}/{object_name}",), positions=("bucket_name", "object_name")),
        Rule(f"{_GCS}.delete", deletes=("gs://{bucket_name}/{object_name}",), positions=("bucket_name", "object_name")),
        *_boto3_rules(),
        *_blob_rules(),
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
    there = ("s3://{Bucket}/{Key}",)
    return (
        Rule("boto3.client.put_object", writes=there, write="overwrite"),
        Rule("boto3.client.get_object", reads=there),
        Rule("boto3.client.head_object", reads=there),
        Rule("boto3.client.delete_object", deletes=there),
        Rule("boto3.client.list_objects_v2", reads=("s3://{Bucket}/{Prefix}",), old=("boto3.client.list_objects",)),
        Rule(
            "boto3.client.upload_file",
            reads=("file:{Filename}",),
            writes=there,
            write="overwrite",
            positions=("Filename", "Bucket", "Key"),
        ),
        Rule("boto3.client.upload_fileobj", writes=there, write="overwrite", positions=("Fileobj", "Bucket", "Key")),
        Rule(
            "boto3.client.download_file",
            reads=there,
            writes=("file:{Filename}",),
            write="overwrite",
            positions=("Bucket", "Key", "Filename"),
        ),
        Rule(
            "boto3.resource.Bucket.upload_file",
            reads=("file:{Filename}",),
            writes=("s3://{self.0}/{Key}",),
            write="overwrite",
            positions=("Filename", "Key"),
        ),
        Rule(
            "boto3.resource.Bucket.download_file",
            reads=("s3://{self.0}/{Key}",),
            writes=("file:{Filename}",),
            write="overwrite",
            positions=("Key", "Filename"),
        ),
        Rule("boto3.resource.Object.put", writes=("s3://{self.0}/{self.1}",), write="overwrite"),
        Rule("boto3.resource.Object.get", reads=("s3://{self.0}/{self.1}",)),
        Rule("boto3.client.download_fileobj", reads=there, positions=("Bucket", "Key", "Fileobj")),
    )


RULES = (
    *_hook_rules(),
    *_cursor_rules(),
    *_pandas_rules(),
    *_file_rules(),
    *_web_rules(),
    *_process_rules(),
    *_store_rules(),
)
