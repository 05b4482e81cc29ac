"""Methods of Google's hooks and clients, but for objects of storage: BigQuery, Drive, Sheets and Pub/Sub."""

from migrator.operators.rule import Hook, Rule

_BQ = "airflow.providers.google.cloud.hooks.bigquery.BigQueryHook"
_CLIENT = "google.cloud.bigquery.Client"
_SUITE = "airflow.providers.google.suite.hooks"
_HERE = "bigquery://{self}/{project_id?}.{dataset_id}.{table_id}"
_CONFIG = "bigquery://{self}/{configuration.%s.projectId?}.{configuration.%s.datasetId}.{configuration.%s.tableId}"

HOOKS = (
    Hook(
        f"{_SUITE}.drive.GoogleDriveHook", "gcp_conn_id", "google_cloud_default", "gdrive", position=1, speaks_sql=False
    ),
    Hook(f"{_SUITE}.sheets.GSheetsHook", "gcp_conn_id", "google_cloud_default", "gsheets", speaks_sql=False),
)

RETURNS = {
    **{f"google.cloud.bigquery.{name}": f"google.cloud.bigquery.{name}" for name in ("Table", "TableReference")},
    "google.cloud.bigquery.client.Client": _CLIENT,
    f"{_CLIENT}.query": "google.cloud.bigquery.QueryJob",
    **{
        f"google.cloud.bigquery.QueryJob.{name}": "pandas.DataFrame"
        for name in ("to_dataframe", "result.to_dataframe", "to_geodataframe")
    },
    f"{_BQ}.get_client": _CLIENT,
}


def _of(part: str) -> str:
    """A table of a request's `configuration`."""
    return _CONFIG % (part, part, part)


def _table(argument: str) -> str:
    """A table that is a text, a `Table("p.d.t")`, or a `client.dataset("d").table("t")`."""
    dataset = f"bigquery://{{self}}/{{{argument}.self.self.0?}}.{{{argument}.self.0}}.{{{argument}.0}}"
    return f"{dataset} | bigquery://{{self}}/{{{argument}.0}} | bigquery://{{self}}/{{{argument}}}"


def _hook_rules() -> tuple[Rule, ...]:
    where = ("project_id", "dataset_id", "table_id")
    return (
        Rule(
            f"{_BQ}.insert_job",
            sql=("configuration.query.query", "self"),
            around=("configuration.query.defaultDataset.projectId", "configuration.query.defaultDataset.datasetId"),
            reads=(
                "{configuration.load.sourceUris}",
                *map(_of, ("copy.sourceTable", "copy.sourceTables", "extract.sourceTable")),
            ),
            writes=(
                *map(_of, ("query.destinationTable", "copy.destinationTable")),
                "{configuration.extract.destinationUris}",
                "{configuration.extract.destinationUri}",
            ),
            appends=(_of("load.destinationTable"),),
            write="overwrite",
            write_by="configuration.query.writeDisposition | configuration.load.writeDisposition"
            " | configuration.copy.writeDisposition",
            positions=("configuration",),
        ),
        Rule(f"{_BQ}.insert_all", writes=(_HERE,), write="append", positions=where),
        Rule(f"{_BQ}.create_table", writes=(_HERE,), write="ddl", positions=("dataset_id", "table_id")),
        Rule(f"{_BQ}.create_empty_table", writes=(_HERE,), write="ddl", positions=where),
        Rule(f"{_BQ}.update_table_schema", writes=(_HERE,), write="ddl"),
        Rule(
            f"{_BQ}.create_external_table",
            reads=("{source_uris}",),
            writes=("bigquery://{self}/{external_project_dataset_table}",),
            write="ddl",
            positions=("external_project_dataset_table", "schema_fields", "source_uris"),
        ),
        Rule(f"{_BQ}.delete_table", deletes=("bigquery://{self}/{table_id}",), positions=("table_id",)),
        Rule(f"{_BQ}.list_rows", reads=(_HERE,), positions=("dataset_id", "table_id")),
        Rule(
            f"{_BQ}.run_query",
            sql=("sql", "self"),
            writes=("bigquery://{self}/{destination_dataset_table}",),
            write="overwrite",
            write_by="write_disposition",
            positions=("sql", "destination_dataset_table", "write_disposition"),
        ),
        Rule(
            f"{_BQ}.run_load",
            reads=("{source_uris}",),
            writes=("bigquery://{self}/{destination_project_dataset_table}",),
            write="append",
            write_by="write_disposition",
            positions=("destination_project_dataset_table", "source_uris"),
        ),
        Rule(
            f"{_BQ}.run_extract",
            reads=("bigquery://{self}/{source_project_dataset_table}",),
            writes=("{destination_cloud_storage_uris}",),
            write="overwrite",
            positions=("source_project_dataset_table", "destination_cloud_storage_uris"),
        ),
        Rule(
            f"{_BQ}.run_copy",
            reads=("bigquery://{self}/{source_project_dataset_tables}",),
            writes=("bigquery://{self}/{destination_project_dataset_table}",),
            write="overwrite",
            write_by="write_disposition",
            positions=("source_project_dataset_tables", "destination_project_dataset_table", "write_disposition"),
        ),
    )


def _client_rules() -> tuple[Rule, ...]:
    to, manner = (_table("destination"),), "job_config.write_disposition"
    return (
        Rule(
            f"{_CLIENT}.query",
            sql=("query", "self"),
            writes=(_table("job_config.destination"),),
            write="overwrite",
            write_by=manner,
            system="bigquery",
            positions=("query", "job_config"),
            old=(f"{_CLIENT}.query_and_wait",),
        ),
        Rule(
            f"{_CLIENT}.load_table_from_uri",
            reads=("{source_uris}",),
            writes=to,
            write="append",
            write_by=manner,
            positions=("source_uris", "destination"),
        ),
        *(
            Rule(
                f"{_CLIENT}.load_table_from_{name}",
                writes=to,
                write="append",
                write_by=manner,
                positions=("x", "destination"),
            )
            for name in ("dataframe", "json", "file")
        ),
        *(
            Rule(f"{_CLIENT}.{name}", writes=(_table("table"),), write="append", positions=("table", "rows"))
            for name in ("insert_rows", "insert_rows_json", "insert_rows_from_dataframe")
        ),
        Rule(
            f"{_CLIENT}.extract_table",
            reads=(_table("source"),),
            writes=("{destination_uris}",),
            write="overwrite",
            positions=("source", "destination_uris"),
        ),
        Rule(
            f"{_CLIENT}.copy_table",
            reads=(_table("sources"),),
            writes=to,
            write="overwrite",
            write_by=manner,
            positions=("sources", "destination"),
        ),
        Rule(f"{_CLIENT}.list_rows", reads=(_table("table"),), positions=("table",)),
        Rule(f"{_CLIENT}.create_table", writes=(_table("table"),), write="ddl", positions=("table",)),
        Rule(f"{_CLIENT}.delete_table", deletes=(_table("table"),), positions=("table",)),
    )


def _office_rules() -> tuple[Rule, ...]:
    sheet, there = "gsheets://{spreadsheet_id}/{range_}", ("spreadsheet_id", "range_")
    sheets, drive = f"{_SUITE}.sheets.GSheetsHook", f"{_SUITE}.drive.GoogleDriveHook"
    return (
        Rule(f"{sheets}.get_values", reads=(sheet,), positions=there),
        Rule(f"{sheets}.update_values", writes=(sheet,), write="overwrite", positions=there),
        Rule(f"{sheets}.append_values", writes=(sheet,), write="append", positions=there),
        Rule(f"{sheets}.clear", deletes=(sheet,), positions=there),
        Rule(
            f"{sheets}.batch_get_values",
            reads=("gsheets://{spreadsheet_id}/{ranges}",),
            positions=("spreadsheet_id", "ranges"),
        ),
        Rule(
            f"{sheets}.batch_update_values",
            writes=("gsheets://{spreadsheet_id}/{ranges}",),
            write="overwrite",
            positions=("spreadsheet_id", "ranges"),
        ),
        Rule(
            f"{drive}.upload_file",
            reads=("file:{local_location}",),
            writes=("gdrive://{self}/{remote_location}",),
            write="overwrite",
            positions=("local_location", "remote_location"),
        ),
        Rule(f"{drive}.download_file", reads=("gdrive://{self}/{file_id}",), positions=("file_id",)),
        Rule(f"{drive}.get_media_request", reads=("gdrive://{self}/{file_id}",), positions=("file_id",)),
        # service.files().delete(fileId=...) of Google's own client, which the hook gives.
        Rule(f"{drive}.get_conn.files.delete", deletes=("gdrive://{self.self.self}/{fileId}",)),
        Rule(f"{drive}.get_conn.files.get_media", reads=("gdrive://{self.self.self}/{fileId}",)),
        Rule(
            "googleapiclient.discovery.build.files.delete",
            deletes=("gdrive://{conn_id}/{fileId}",),
            defaults={"conn_id": "google_cloud_default"},
        ),
        Rule(
            "airflow.providers.google.cloud.hooks.pubsub.PubSubHook.publish",
            writes=("pubsub://{project_id}/{topic} | pubsub://{topic}",),
            write="append",
            positions=("topic", "messages", "project_id"),
        ),
        Rule(
            "airflow.providers.google.cloud.hooks.pubsub.PubSubHook.pull",
            reads=("pubsub://{project_id}/{subscription} | pubsub://{subscription}",),
            positions=("subscription", "max_messages", "project_id"),
        ),
        Rule("google.genai.Client.files.delete", deletes=("{name}",)),
    )


RULES = (*_hook_rules(), *_client_rules(), *_office_rules())
