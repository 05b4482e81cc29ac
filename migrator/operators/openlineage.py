"""Lineage that code declares itself: OpenLineage's functions, and the collector to which hooks report."""

from migrator.operators.rule import Rule

_API = "airflow.providers.openlineage.api"
_COLLECTOR = "airflow.lineage.hook.HookLineageCollector"
_ASSET = ("{uri} | {asset_kwargs.uri} | {dataset_kwargs.uri}",)

RETURNS = {
    f"{module}.get_hook_lineage_collector": _COLLECTOR
    for module in (
        "airflow.lineage.hook",
        "airflow.providers.common.compat.lineage.hook",
        "airflow.providers.common.compat.sdk",
        "airflow.sdk",
        "airflow.sdk.lineage",
    )
}

RULES = (
    Rule(
        f"{_API}.emit_dataset_lineage",
        datasets_in="inputs",
        datasets_out="outputs",
        old=(f"{_API}.datasets.emit_dataset_lineage",),
    ),
    Rule(
        f"{_API}.emit_query_lineage",
        sql=("query_text", "query_source_namespace"),
        around=("default_database", "default_schema"),
        datasets_in="inputs",
        datasets_out="outputs",
        old=(f"{_API}.sql.emit_query_lineage",),
    ),
    *(
        Rule(f"{_COLLECTOR}.add_input_{name}", reads=_ASSET, positions=("context", "scheme", "uri"))
        for name in ("asset", "dataset")
    ),
    *(
        Rule(f"{_COLLECTOR}.add_output_{name}", writes=_ASSET, positions=("context", "scheme", "uri"))
        for name in ("asset", "dataset")
    ),
    # outlet_events[AssetAlias("x")].add(Asset("s3://b/k"))
    Rule("airflow.sdk.outlet_events.add", writes=("{asset.uri} | {asset.0} | {asset}",), positions=("asset",)),
)
