"""DataFrames of pandas, polars, Dask, GeoPandas and their kin, and Arrow's tables: where they are read and written.

Dask, Modin and GeoPandas name their functions as pandas does. `*.to_csv` is a DataFrame that nobody saw being made: an
argument, a result of another task.
"""

from migrator.operators.rule import Rule

_READERS = (
    "csv parquet json excel table feather orc pickle xml fwf hdf stata sas spss html ndjson delta ipc avro file".split()
)
_WRITERS = "csv parquet json excel feather orc pickle xml hdf stata markdown html latex file".split()
# What is written so is surely a DataFrame, whoever made it.
_ANYBODY_WRITES = "csv parquet excel feather pickle orc stata".split()
_POLARS_WRITERS = "csv parquet json ndjson ipc excel avro delta".split()
_POLARS_SINKS = "csv parquet ndjson ipc".split()
_LIKE_PANDAS = ("pandas", "geopandas", "dask.dataframe", "modin.pandas", "pyspark.pandas", "cudf", "awswrangler.pandas")

RETURNS = {
    **{f"pandas.read_{name}": "pandas.DataFrame" for name in _READERS},
    **{f"pandas.{name}": "pandas.DataFrame" for name in ("read_sql", "read_sql_query", "concat", "merge")},
    "polars.*.to_pandas": "pandas.DataFrame",
    "pyarrow.*.to_pandas": "pandas.DataFrame",
    "duckdb.*.df": "pandas.DataFrame",
    "duckdb.*.fetchdf": "pandas.DataFrame",
    "duckdb.*.to_df": "pandas.DataFrame",
    "duckdb.*.pl": "polars.DataFrame",
}


def _file_rules() -> tuple[Rule, ...]:
    rules = []
    for library in _LIKE_PANDAS:
        first = library.partition(".")[0]
        rules += [Rule(f"{library}.read_{name}", reads=("{path}",), positions=("path",)) for name in _READERS]
        if first in ("pandas", "geopandas", "dask", "modin"):
            for name in _WRITERS:
                rules.append(Rule(f"{first}.*.to_{name}", writes=("{path}",), write="overwrite", positions=("path",)))
    return (
        *rules,
        Rule("pandas.ExcelFile", reads=("{path}",), positions=("path",)),
        Rule("pandas.HDFStore", reads=("{path}",), opens="mode", positions=("path", "mode")),
        Rule("pandas.ExcelWriter", writes=("{path}",), write="overwrite", positions=("path",)),
        *(
            Rule(f"polars.{how}_{name}", reads=("{source}",), positions=("source",))
            for how in ("read", "scan")
            for name in _READERS
        ),
        *(Rule(f"polars.*.write_{n}", writes=("{f}",), write="overwrite", positions=("f",)) for n in _POLARS_WRITERS),
        *(Rule(f"polars.*.sink_{n}", writes=("{f}",), write="overwrite", positions=("f",)) for n in _POLARS_SINKS),
        *(Rule(f"*.to_{name}", writes=("{path}",), write="overwrite", positions=("path",)) for name in _ANYBODY_WRITES),
        Rule("xcom.*.to_json", writes=("{path}",), write="overwrite", positions=("path",)),
    )


def _arrow_rules() -> tuple[Rule, ...]:
    where = ("{where}",)
    return (
        *(
            Rule(f"pyarrow.{name}", reads=("{source}",), positions=("source",))
            for name in (
                *("parquet.read_table", "parquet.ParquetFile", "parquet.read_pandas", "parquet.ParquetDataset"),
                *("csv.read_csv", "json.read_json", "feather.read_table", "feather.read_feather", "orc.read_table"),
                *("dataset.dataset", "csv.open_csv"),
            )
        ),
        Rule("pyarrow.parquet.write_table", writes=where, write="overwrite", positions=("table", "where")),
        Rule("pyarrow.parquet.ParquetWriter", writes=where, write="overwrite", positions=("where",)),
        Rule(
            "pyarrow.parquet.write_to_dataset",
            writes=("{root_path}",),
            write="append",
            positions=("table", "root_path"),
        ),
        Rule("pyarrow.dataset.write_dataset", writes=("{base_dir}",), write="append", positions=("data", "base_dir")),
        *(
            Rule(f"pyarrow.{name}", writes=where, write="overwrite", positions=("table", "where"))
            for name in ("csv.write_csv", "feather.write_feather", "orc.write_table")
        ),
        Rule("deltalake.DeltaTable", reads=("{table_uri}",), positions=("table_uri",)),
        Rule(
            "deltalake.write_deltalake",
            writes=("{table}",),
            write="append",
            write_by="mode",
            positions=("table", "data"),
            old=("deltalake.writer.write_deltalake",),
        ),
        *(
            Rule(f"awswrangler.s3.read_{name}", reads=("{path}",), positions=("path",))
            for name in ("csv", "parquet", "json", "excel", "orc")
        ),
        *(
            Rule(
                f"awswrangler.s3.to_{name}",
                writes=("{path}",),
                write="overwrite",
                write_by="mode",
                positions=("df", "path"),
            )
            for name in ("csv", "parquet", "json", "excel", "orc")
        ),
        Rule(
            "awswrangler.athena.read_sql_query",
            sql=("sql", "conn_id"),
            around=("database",),
            system="athena",
            positions=("sql", "database"),
            defaults={"conn_id": "aws_default"},
        ),
    )


def _table_rules() -> tuple[Rule, ...]:
    return (
        *(
            Rule(f"pandas.{name}", sql=("sql", "con"), positions=("sql", "con"))
            for name in ("read_sql", "read_sql_query", "io.sql.read_sql")
        ),
        Rule(
            "pandas.read_sql_table",
            reads=("sql://{con}/{schema?}.{table_name}",),
            positions=("table_name", "con", "schema"),
        ),
        Rule("geopandas.read_postgis", sql=("sql", "con"), positions=("sql", "con")),
        Rule("polars.read_database", sql=("query", "connection"), positions=("query", "connection")),
        Rule("polars.read_database_uri", sql=("query", "uri"), positions=("query", "uri")),
        Rule(
            "polars.*.write_database",
            writes=("sql://{connection}/{table_name}",),
            write="append",
            write_by="if_table_exists",
            positions=("table_name", "connection"),
        ),
        Rule("connectorx.read_sql", sql=("query", "conn"), positions=("conn", "query")),
        Rule("pandas.read_gbq", sql=("query", "project_id"), positions=("query", "project_id"), system="bigquery"),
        Rule("pandas_gbq.read_gbq", sql=("query", "project_id"), positions=("query", "project_id"), system="bigquery"),
        *(
            Rule(
                name,
                writes=("sql://{con}/{schema?}.{name}",),
                write_by="if_exists",
                positions=("name", "con", "schema", "if_exists"),
            )
            for name in ("*.to_sql", "*.to_postgis")
        ),
        Rule(
            "*.to_gbq",
            writes=("bigquery://{conn_id}/{project_id?}.{destination_table}",),
            write_by="if_exists",
            positions=("destination_table", "project_id"),
            defaults={"conn_id": "google_cloud_default"},
        ),
        Rule(
            "pandas_gbq.to_gbq",
            writes=("bigquery://{conn_id}/{project_id?}.{destination_table}",),
            write_by="if_exists",
            positions=("dataframe", "destination_table", "project_id"),
            defaults={"conn_id": "google_cloud_default"},
        ),
    )


RULES = (*_file_rules(), *_arrow_rules(), *_table_rules())
