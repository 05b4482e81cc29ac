"""Functions and methods that tasks call: files, DataFrames, databases, the web and processes.

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
        # A notebook that has run is read for what it recorded.
        Rule("scrapbook.read_notebook", reads=("{path}",), positions=("path",)),
        Rule(
            "papermill.execute_notebook",
            writes=("{output_path}",),
            write="overwrite",
            positions=("input_path", "output_path"),
        ),
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


RULES = (
    *_hook_rules(),
    *_cursor_rules(),
    *_pandas_rules(),
    *_file_rules(),
    *_web_rules(),
    *_process_rules(),
)
