"""apache-airflow-providers-google: services that read and write stores on the side, such as translation, vision and
speech, and databases that are exported and imported. Arguments are spelled as in the requests of Google's APIs."""

from migrator.operators.rule import Kind, Rule

_CLOUD = "airflow.providers.google.cloud.operators"
_INPUTS = "{input_configs.gcs_source.input_uri}"
_OUTPUT = "{output_config.gcs_destination.output_uri_prefix}"
_DATASTORE = "datastore://{project_id?}/"


def _read(path: str, *places: str) -> Rule:
    return Rule(f"{_CLOUD}.{path}", reads=places)


def _language() -> tuple[Rule, ...]:
    """Translation, and what is heard or read out of texts."""
    audio = "{audio.uri} | {audio.0.uri}"
    entities = ("AnalyzeEntities", "AnalyzeEntitySentiment", "AnalyzeSentiment", "ClassifyText")
    return (
        *(
            Rule(f"{_CLOUD}.translate.{name}", reads=(_INPUTS,), writes=(_OUTPUT,), write="overwrite")
            for name in ("TranslateTextBatchOperator", "TranslateDocumentBatchOperator")
        ),
        Rule(
            f"{_CLOUD}.translate.TranslateDocumentOperator",
            reads=("{document_input_config.gcs_source.input_uri}",),
            writes=("{document_output_config.gcs_destination.output_uri_prefix}",),
            write="overwrite",
        ),
        Rule(
            f"{_CLOUD}.translate.TranslateImportDataOperator",
            reads=("{input_config.input_files.gcs_source.input_uri}",),
            writes=("translate://{project_id?}/datasets/{dataset_id}",),
            write="append",
        ),
        _read("translate.TranslateCreateGlossaryOperator", "{input_config.gcs_source.input_uri}"),
        _read("translate.TranslateUpdateGlossaryOperator", "{new_input_config.gcs_source.input_uri}"),
        _read("speech_to_text.CloudSpeechToTextRecognizeSpeechOperator", audio),
        _read("translate_speech.CloudTranslateSpeechOperator", audio),
        *(
            _read(f"natural_language.CloudNaturalLanguage{name}Operator", "{document.gcs_content_uri}")
            for name in entities
        ),
    )


def _vision() -> tuple[Rule, ...]:
    """An image is given as `{"source": {"image_uri": ...}}`, older files say `gcs_image_uri`."""
    image = "{image.source.image_uri} | {image.source.gcs_image_uri}"
    asked = "{request.image.source.image_uri} | {request.image.source.gcs_image_uri}"
    names = ("DetectText", "TextDetect", "DetectImageLabels", "DetectImageSafeSearch")
    return (
        _read("vision.CloudVisionImageAnnotateOperator", asked),
        *(_read(f"vision.CloudVision{name}Operator", image) for name in names),
        _read("vision.CloudVisionCreateReferenceImageOperator", "{reference_image.uri} | {reference_image.0.uri}"),
        Rule(
            "airflow.providers.google.cloud.operators.gen_ai.GenAIGeminiUploadFileOperator", reads=("file:{file_path}",)
        ),
    )


def _stores() -> tuple[Rule, ...]:
    """Databases without SQL, and what is exported from them to Cloud Storage and imported from there."""
    kinds = tuple(_DATASTORE + f"{{body.mutations.{how}.key.path.kind}}" for how in ("insert", "upsert", "update"))
    table = "bigtable://{project_id?}/{instance_id}/{table_id}"
    return (
        Rule(
            f"{_CLOUD}.datastore.CloudDatastoreCommitOperator",
            writes=kinds,
            deletes=(_DATASTORE + "{body.mutations.delete.path.kind}",),
            write="merge",
        ),
        _read("datastore.CloudDatastoreRunQueryOperator", _DATASTORE + "{body.query.kind.name}"),
        Rule(
            f"{_CLOUD}.datastore.CloudDatastoreExportEntitiesOperator",
            reads=("datastore://{project_id}/{entity_filter.kinds?}",),
            writes=("gs://{bucket}/{namespace?}",),
            write="overwrite",
            kind=Kind.TRANSFER,
        ),
        Rule(
            f"{_CLOUD}.datastore.CloudDatastoreImportEntitiesOperator",
            reads=("gs://{bucket}/{file}",),
            writes=("datastore://{project_id}/{entity_filter.kinds?}",),
            write="merge",
            kind=Kind.TRANSFER,
        ),
        Rule(
            "airflow.providers.google.firebase.operators.firestore.CloudFirestoreExportDatabaseOperator",
            reads=("firestore://{project_id?}/{body.collectionIds?}",),
            writes=("{body.outputUriPrefix}",),
            write="overwrite",
            kind=Kind.TRANSFER,
        ),
        Rule(f"{_CLOUD}.bigtable.BigtableCreateTableOperator", writes=(table,), write="ddl"),
        Rule(f"{_CLOUD}.bigtable.BigtableDeleteTableOperator", deletes=(table,)),
        Rule(
            "airflow.providers.google.cloud.sensors.bigtable.BigtableTableReplicationCompletedSensor",
            waits=(table,),
            kind=Kind.SENSOR,
        ),
        *(
            Rule(
                f"{_CLOUD}.spanner.{name}",
                sql=("ddl_statements", "gcp_conn_id"),
                system="spanner",
                around=("instance_id", "database_id"),
                defaults={"gcp_conn_id": "google_cloud_default"},
            )
            for name in ("SpannerUpdateDatabaseInstanceOperator", "SpannerDeployDatabaseInstanceOperator")
        ),
        *_instances(),
    )


def _instances() -> tuple[Rule, ...]:
    """Redis instances and Hive metastores as a whole, to Cloud Storage and back."""
    redis, dump = "memorystore://{project_id?}/", "{output_config.gcs_destination.uri}"
    metastore, own = "dataproc-metastore://{project_id?}/{service_id}", f"{_CLOUD}.cloud_memorystore.CloudMemorystore"
    hive = f"{_CLOUD}.dataproc_metastore.DataprocMetastore"
    there, back = (
        {"writes": (dump,), "write": "overwrite"},
        {"reads": ("{input_config.gcs_source.uri}",), "write": "merge"},
    )
    return (
        Rule(f"{own}ExportInstanceOperator", reads=(redis + "{instance}",), **there),  # type: ignore[arg-type]
        Rule(f"{own}ExportAndDeleteInstanceOperator", reads=(redis + "{instance}",), **there),  # type: ignore[arg-type]
        Rule(f"{own}ImportOperator", writes=(redis + "{instance}",), **back),  # type: ignore[arg-type]
        Rule(f"{own}CreateInstanceAndImportOperator", writes=(redis + "{instance_id}",), **back),  # type: ignore[arg-type]
        Rule(
            f"{hive}ExportMetadataOperator", reads=(metastore,), writes=("{destination_gcs_folder}",), write="overwrite"
        ),
        Rule(
            f"{hive}CreateMetadataImportOperator",
            reads=("{metadata_import.database_dump.gcs_uri}",),
            writes=(metastore,),
            write="merge",
        ),
        Rule(
            "airflow.providers.google.cloud.sensors.dataproc_metastore.MetastoreHivePartitionSensor",
            waits=("metastore://{service_id}/{table}",),
            partition="partitions",
            kind=Kind.SENSOR,
        ),
    )


def _models() -> tuple[Rule, ...]:
    """Vertex AI's data sets and models, to Cloud Storage and back."""
    vertex = f"{_CLOUD}.vertex_ai"
    return (
        Rule(
            f"{vertex}.dataset.ExportDataOperator",
            reads=("vertex-ai://{project_id?}/datasets/{dataset_id}",),
            writes=("{export_config.gcs_destination.output_uri_prefix}",),
            write="overwrite",
        ),
        Rule(
            f"{vertex}.dataset.ImportDataOperator",
            reads=("{import_configs.gcs_source.uris}",),
            writes=("vertex-ai://{project_id?}/datasets/{dataset_id}",),
            write="append",
        ),
        Rule(
            f"{vertex}.model_service.ExportModelOperator",
            reads=("vertex-ai://{project_id?}/models/{model_id}",),
            writes=("{output_config.artifact_destination.output_uri_prefix}",),
            write="overwrite",
        ),
        Rule(
            "airflow.providers.google.suite.sensors.drive.GoogleDriveFileExistenceSensor",
            waits=("gdrive://{folder_id?}/{file_name}",),
            kind=Kind.SENSOR,
        ),
    )


RULES = (*_language(), *_vision(), *_stores(), *_models())
