import sqlalchemy

API_TOKEN = "<<include_token>>"
WAREHOUSE = "snowflake://u:<<include_uri>>@xy1/db/schema"


class Settings:
    API_SECRET = "<<include_class>>"


def connect(uri=WAREHOUSE, **options):
    return sqlalchemy.create_engine(uri, connect_args={"password": "<<include_connect_args>>", **options})
