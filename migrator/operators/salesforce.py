"""apache-airflow-providers-salesforce."""

from migrator.operators.rule import CONTENT, Rule

RULES = (
    Rule(
        "airflow.providers.salesforce.operators.bulk.SalesforceBulkOperator",
        writes=("salesforce://{salesforce_conn_id}/{object_name}",),
        defaults={"salesforce_conn_id": "salesforce_default"},
        write="append",
        write_by="operation",
        aside={"payload": CONTENT},
    ),
    Rule(
        "airflow.providers.salesforce.operators.salesforce_apex_rest.SalesforceApexRestOperator",
        writes=("salesforce://{salesforce_conn_id}/{endpoint}",),
        defaults={"salesforce_conn_id": "salesforce_default"},
        turned_by=("method", "get"),
        deleted_by=("method", "delete"),
        aside={"payload": CONTENT},
    ),
)
