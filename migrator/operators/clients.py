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
    "copy",
    "sql",
    "execute_query",
)


def _hook_rules() -> tuple[Rule, ...]:
    rows = "sql://{self}/{schema?}.{table}"
    return (
        *(Rule(f"hook.{name}", sql=("sql", "self"), positions=("sql",)) for name in _QUERIES),
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
        Rule("duckdb.sql", sql=("query", "con"), positions=("query",), system="duckdb", old=("duckdb.query",)),
        Rule("duckdb.execute", sql=("query", "con"), positions=("query",), system="duckdb"),
        Rule("duckdb.*.sql", sql=("query", "self"), positions=("query",), system="duckdb"),
        Rule("duckdb.*.query", sql=("query", "self"), positions=("query",), system="duckdb"),
        *(
            Rule(f"duckdb.{name}", reads=("{path}",), positions=("path",))
            for name in ("read_csv", "read_parquet", "read_json", "from_csv_auto", "from_parquet")
        ),
        *(Rule(f"duckdb.*.{name}", reads=("{path}",), positions=("path",)) for name in ("read_csv", "read_parquet")),
        *(
            Rule(f"duckdb.*.{name}", writes=("{path}",), write="overwrite", positions=("path",))
            for name in ("write_csv", "write_parquet", "to_csv", "to_parquet")
        ),
        Rule("duckdb.*.table", reads=("duckdb://{self}/{table}",), positions=("table",)),
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
            for name in ("shutil.copy", "shutil.copy2", "shutil.copyfile", "shutil.copytree")
        ),
        *(
            Rule(
                name,
                reads=("{src}",),
                writes=("{dst}",),
                deletes=("{src}",),
                write="overwrite",
                positions=("src", "dst"),
            )
            for name in ("shutil.move", "os.rename", "os.replace")
        ),
        *(
            Rule(
                f"pathlib.Path.{name}",
                reads=("{self}",),
                writes=("{target}",),
                deletes=("{self}",),
                write="overwrite",
                positions=("target",),
            )
            for name in ("rename", "replace")
        ),
        Rule(
            "shutil.make_archive",
            reads=("{root_dir}",),
            writes=("{base_name}.{format}",),
            write="overwrite",
            positions=("base_name", "format", "root_dir"),
        ),
        Rule("shutil.unpack_archive", reads=path, writes=("{to}",), write="overwrite", positions=("file", "to")),
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
        *_store_rules(),
    )


def _store_rules() -> tuple[Rule, ...]:
    """File systems over stores: fsspec's, s3fs and gcsfs, whose paths need no scheme, and Airflow's own paths."""
    rules = []
    for cls, scheme in (
        ("s3fs.S3FileSystem", "s3://"),
        ("gcsfs.GCSFileSystem", "gs://"),
        ("fsspec.filesystem", "{self.0}://"),
    ):
        there = (scheme + "{path}",)
        rules += [
            Rule(f"{cls}.open", reads=there, opens="mode", positions=("path", "mode")),
            *(Rule(f"{cls}.{name}", reads=there, positions=("path",)) for name in ("cat", "cat_file", "read_text")),
            *(Rule(f"{cls}.{name}", deletes=there, positions=("path",)) for name in ("rm", "delete", "rm_file")),
            *(
                Rule(
                    f"{cls}.{name}",
                    reads=("file:{lpath}",),
                    writes=(scheme + "{rpath}",),
                    write="overwrite",
                    positions=("lpath", "rpath"),
                )
                for name in ("put", "put_file", "upload")
            ),
            *(
                Rule(
                    f"{cls}.{name}",
                    reads=(scheme + "{rpath}",),
                    writes=("file:{lpath}",),
                    write="overwrite",
                    positions=("rpath", "lpath"),
                )
                for name in ("get", "get_file", "download")
            ),
        ]
    # A path that another task hands on may be one, too.
    for cls in ("airflow.sdk.ObjectStoragePath", "airflow.io.path.ObjectStoragePath", "xcom"):
        rules += [
            Rule(f"{cls}.open", reads=("{self}",), opens="mode", positions=("mode",)),
            *(Rule(f"{cls}.read_{kind}", reads=("{self}",)) for kind in ("text", "bytes")),
            *(Rule(f"{cls}.write_{kind}", writes=("{self}",), write="overwrite") for kind in ("text", "bytes")),
            *(Rule(f"{cls}.{name}", deletes=("{self}",)) for name in ("unlink", "rmdir")),
            *(
                Rule(f"{cls}.{name}", reads=("{self}",), writes=("{dst}",), write="overwrite", positions=("dst",))
                for name in ("copy", "move")
            ),
        ]
    return tuple(rules)


def _web_rules() -> tuple[Rule, ...]:
    libraries = ("requests", "httpx", "requests.Session", "httpx.Client", "httpx.AsyncClient", "aiohttp.ClientSession")
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
    *_file_rules(),
    *_web_rules(),
    *_process_rules(),
)
