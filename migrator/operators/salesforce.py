"""apache-airflow-providers-salesforce."""

from migrator.operators.rule import CONTENT, Rule, job

RULES = (
    Rule(
        "airflow.providers.salesforce.operators.bulk.SalesforceBulkOperator",
        writes=("salesforce://{salesforce_conn_id}/{object_name}",),
        defaults={"salesforce_conn_id": "salesforce_default"},
        write="append",
        write_by="operation",
        aside={"payload": CONTENT},
    ),
    job("airflow.providers.salesforce.operators.salesforce_apex_rest.SalesforceApexRestOperator", "endpoint"),
)
