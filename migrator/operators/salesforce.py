"""apache-airflow-providers-salesforce."""

from migrator.operators.rule import Rule, jobs

RULES = (
    Rule(
        "airflow.providers.salesforce.operators.bulk.SalesforceBulkOperator",
        writes=("salesforce://{salesforce_conn_id}/{object_name}",),
        defaults={"salesforce_conn_id": "salesforce_default"},
        write="append",
    ),
    *jobs("airflow.providers.salesforce.operators.salesforce_apex_rest.SalesforceApexRestOperator"),
)
