import configparser
import json
from datetime import datetime
from pathlib import Path

import yaml
from airflow import DAG
from airflow.operators.python import PythonOperator
from airflow.providers.amazon.aws.transfers.s3_to_redshift import S3ToRedshiftOperator
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from airflow.providers.postgres.operators.postgres import PostgresOperator
from airflow.providers.snowflake.operators.snowflake import SnowflakeOperator

HERE = Path(__file__).parent
CONFIG = yaml.safe_load((HERE / "config" / "settings.yaml").read_text())
JSON = json.loads((HERE / "config" / "settings.json").read_text())
INI = configparser.ConfigParser()
INI.read(HERE / "config" / "settings.ini")

with DAG("sql_texts", start_date=datetime(2024, 1, 1), schedule="@daily", params=CONFIG, template_searchpath=[str(HERE / "sql")]) as dag:
    statements = {
        "redshift": [
            "COPY sales.a FROM 's3://b/a' CREDENTIALS 'aws_access_key_id=<<copy_id:aws>>;aws_secret_access_key=<<copy_secret>>' CSV",
            "COPY sales.b FROM 's3://b/b' ACCESS_KEY_ID '<<copy_key_id:aws>>' SECRET_ACCESS_KEY '<<copy_key>>' SESSION_TOKEN '<<copy_session>>'",
            "UNLOAD ('SELECT * FROM sales.c') TO 's3://b/c' CREDENTIALS 'aws_access_key_id=a;aws_secret_access_key=<<unload_secret>>;master_symmetric_key=<<unload_symmetric>>' ENCRYPTED",
            "COPY sales.d FROM 's3://b/d' WITH CREDENTIALS AS 'aws_iam_role=arn:aws:iam::123456789012:role/x' MASTER_SYMMETRIC_KEY '<<master_symmetric>>'",
            "CREATE EXTERNAL SCHEMA e FROM POSTGRES DATABASE 'd' URI 'h' SECRET_ARN 'arn:aws:secretsmanager:eu:1:secret:x'",
            "COPY sales.f FROM 's3://<<s3_url_id:aws>>:<<s3_url_secret>>@b/f' CSV",
        ],
        "snowflake": [
            "CREATE STAGE raw.s1 URL='s3://b/s' CREDENTIALS=(AWS_KEY_ID='<<stage_id:aws>>' AWS_SECRET_KEY='<<stage_secret>>' AWS_TOKEN='<<stage_token>>')",
            "CREATE STAGE raw.s2 URL='azure://a.blob.core.windows.net/c' CREDENTIALS=(AZURE_SAS_TOKEN='?sv=2020&sig=<<stage_sas>>') ENCRYPTION=(TYPE='AZURE_CSE' MASTER_KEY='<<stage_master>>')",
            "COPY INTO raw.t FROM 's3://b/t' CREDENTIALS=(AWS_KEY_ID='x' AWS_SECRET_KEY='<<copy_into>>') FILE_FORMAT=(TYPE=CSV)",
            "CREATE USER u PASSWORD='<<create_user>>' DEFAULT_ROLE = x; INSERT INTO raw.u SELECT * FROM raw.v",
            "ALTER USER u SET PASSWORD = '<<alter_snowflake>>' RSA_PUBLIC_KEY='MIIB'",
            "CREATE SECRET s TYPE = PASSWORD USERNAME = 'u' PASSWORD = '<<create_secret>>'",
            "CREATE SECRET s2 TYPE = GENERIC_STRING SECRET_STRING = '<<secret_string>>'",
            "CREATE API INTEGRATION i API_KEY = '<<api_integration>>' ENABLED = TRUE",
            "CREATE SECURITY INTEGRATION o TYPE = OAUTH OAUTH_CLIENT_SECRET = '<<oauth_secret>>'",
            "SET db_password = '<<set_variable>>'",
        ],
        "postgres": [
            "INSERT INTO sales.remote SELECT * FROM dblink('host=h user=u password=<<dblink>> dbname=d', 'SELECT a FROM t') AS t(a int)",
            "SELECT dblink_connect('c', 'postgresql://u:<<dblink_uri>>@h/d')",
            "CREATE USER MAPPING FOR u SERVER s OPTIONS (user 'u', password '<<user_mapping>>')",
            "CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (host 'h', api_key '<<server_option>>')",
            "CREATE ROLE r LOGIN ENCRYPTED PASSWORD '<<create_role>>'",
            "ALTER ROLE r PASSWORD '<<alter_role>>' VALID UNTIL 'infinity'",
            "CREATE SUBSCRIPTION s CONNECTION 'host=h password=<<subscription>> dbname=d' PUBLICATION p",
            "INSERT INTO sales.enc SELECT pgp_sym_encrypt(a, '<<pgp_sym>>') FROM sales.plain",
            "SELECT pgp_sym_decrypt(a, '<<pgp_decrypt>>') FROM sales.enc",
            "SELECT crypt('<<crypt>>', gen_salt('bf')) FROM sales.users",
            "COPY sales.g FROM PROGRAM 'curl -u u:<<copy_program>> https://h/x'",
            "-- password: <<comment_sql>>\nINSERT INTO sales.h SELECT * FROM sales.i /* token=<<comment_sql_block>> */",
            "INSERT INTO sales.broken SELEC * FRM sales.j WHERE password = '<<broken_sql>>'",
            "INSERT INTO sales.users (login, password) VALUES ('u', '<<insert_values>>')",
            "UPDATE sales.users SET password = '<<update_set>>' WHERE id = 1",
            "SELECT * FROM sales.users WHERE api_token = '<<where_token>>' AND secret IN ('<<where_in>>')",
            "SELECT set_config('app.jwt_secret', '<<set_config>>', false)",
            "SET app.encryption_key = '<<set_setting>>'",
        ],
        "mysql": [
            "CREATE USER 'u'@'%' IDENTIFIED BY '<<identified>>'",
            "ALTER USER 'u' IDENTIFIED WITH mysql_native_password BY '<<identified_with>>'",
            "ALTER USER 'u' IDENTIFIED WITH caching_sha2_password AS '<<identified_as>>'",
            "SET PASSWORD FOR 'u' = PASSWORD('<<set_password>>')",
            "SET PASSWORD FOR 'u' = '<<set_password_text>>'",
            "CHANGE MASTER TO MASTER_HOST='h', MASTER_PASSWORD='<<change_master>>'",
            "INSERT INTO shop.enc SELECT AES_ENCRYPT(a, '<<aes_encrypt>>') FROM shop.plain",
            "CREATE TABLE shop.fed (a int) ENGINE=FEDERATED CONNECTION='mysql://u:<<federated>>@h/d/t'",
            "GRANT ALL ON x.* TO 'u' IDENTIFIED BY PASSWORD '<<grant_identified>>'",
        ],
        "mssql": [
            "INSERT INTO dbo.a SELECT * FROM OPENROWSET('SQLNCLI', 'Server=h;Uid=u;Pwd=<<openrowset>>;', 'SELECT * FROM t')",
            "SELECT * FROM OPENROWSET('MSDASQL', 'h';'sa';'<<openrowset_three>>', 'SELECT 1')",
            "SELECT * FROM OPENDATASOURCE('SQLNCLI', 'Data Source=h;User ID=u;Password=<<opendatasource>>').d.dbo.t",
            "CREATE LOGIN u WITH PASSWORD = '<<create_login>>'",
            "CREATE LOGIN u WITH PASSWORD = N'<<create_login_n>>'",
            "CREATE DATABASE SCOPED CREDENTIAL c WITH IDENTITY = 'SHARED ACCESS SIGNATURE', SECRET = '<<scoped_credential>>'",
            "CREATE MASTER KEY ENCRYPTION BY PASSWORD = '<<master_key_by>>'",
            "OPEN SYMMETRIC KEY k DECRYPTION BY PASSWORD = '<<decryption_by>>'",
            "EXEC sp_addlinkedsrvlogin 'S', 'false', NULL, 'u', '<<linked_login>>'",
            "EXEC sp_addlinkedsrvlogin @rmtsrvname='S', @rmtuser='u', @rmtpassword='<<linked_login_named>>'",
            "BULK INSERT dbo.b FROM 'f' WITH (DATA_SOURCE='s'); SELECT ENCRYPTBYPASSPHRASE('<<encrypt_by>>', a) FROM dbo.c",
        ],
        "oracle": [
            "CREATE USER u IDENTIFIED BY <<oracle_identified>>",
            "CREATE DATABASE LINK l CONNECT TO u IDENTIFIED BY \"<<oracle_link>>\" USING 'h'",
            "ALTER USER u IDENTIFIED BY <<oracle_new>> REPLACE <<oracle_old>>",
            "BEGIN DBMS_CLOUD.CREATE_CREDENTIAL(credential_name => 'C', username => 'u', password => '<<oracle_cloud>>'); END;",
        ],
        "clickhouse": [
            "INSERT INTO a SELECT * FROM s3('https://b/x', '<<ch_id:aws>>', '<<ch_s3>>', 'CSV')",
            "INSERT INTO b SELECT * FROM mysql('h:3306', 'd', 't', 'u', '<<ch_mysql>>')",
            "INSERT INTO c SELECT * FROM postgresql('h:5432', 'd', 't', 'u', '<<ch_postgres>>')",
            "INSERT INTO d SELECT * FROM remote('h', 'd', 't', 'u', '<<ch_remote>>')",
            "CREATE USER u IDENTIFIED WITH sha256_password BY '<<ch_user>>'",
        ],
        "databricks": [
            "COPY INTO a FROM 's3://b/a' WITH (CREDENTIAL (AWS_ACCESS_KEY = 'x', AWS_SECRET_KEY = '<<dbx_copy>>')) FILEFORMAT = CSV",
            "CREATE TABLE b USING JDBC OPTIONS (url 'jdbc:postgresql://h/d', dbtable 't', user 'u', password '<<dbx_jdbc>>')",
            "SET fs.azure.account.key.a.dfs.core.windows.net = <<dbx_set>>",
            "CREATE CONNECTION c TYPE mysql OPTIONS (host 'h', user 'u', password '<<dbx_connection>>')",
        ],
        "bigquery": [
            "EXPORT DATA OPTIONS(uri='gs://b/x/*', format='CSV', api_key='<<bq_option>>') AS SELECT * FROM d.t",
            "SELECT AEAD.ENCRYPT(KEYS.NEW_KEYSET('x'), a, '<<bq_aead>>') FROM d.u",
        ],
    }
    conns = {"redshift": "redshift_default", "snowflake": "snowflake_default", "postgres": "postgres_default", "mysql": "mysql_default", "mssql": "mssql_default", "oracle": "oracle_default", "clickhouse": "clickhouse_default", "databricks": "databricks_default", "bigquery": "google_cloud_default"}
    for system, texts in statements.items():
        for number, text in enumerate(texts):
            SQLExecuteQueryOperator(task_id=f"{system}_{number}", conn_id=conns[system], sql=text)
    SQLExecuteQueryOperator(task_id="file", conn_id="postgres_default", sql="load.sql", parameters={"password": "<<sql_parameters>>"})
    SQLExecuteQueryOperator(task_id="listed", conn_id="postgres_default", sql=["load.sql", "INSERT INTO sales.l SELECT '<<harmless_literal:harmless>>' FROM sales.m"])
    SQLExecuteQueryOperator(task_id="missing", conn_id="postgres_default", sql="missing_password=<<missing_file>>.sql")
    SQLExecuteQueryOperator(task_id="hooked", conn_id="postgresql://u:<<conn_id_uri>>@h/d", sql="SELECT * FROM sales.n", hook_params={"password": "<<hook_params>>"})
    SQLExecuteQueryOperator(task_id="jinja", conn_id="postgres_default", sql="{% if params.full and 'password=<<sql_jinja_condition>>' %}SELECT * FROM sales.o{% else %}SELECT * FROM sales.p{% endif %} {{ f(token='<<sql_jinja_argument>>') }}")
    SQLExecuteQueryOperator(task_id="jinja2", conn_id="postgres_default", sql="SELECT * FROM sales.q_{{ conn.x.get(password='<<sql_jinja_name>>') }}")
    PostgresOperator(task_id="configured", sql=f"SELECT * FROM {CONFIG['schema']}.configured", postgres_conn_id=CONFIG["database"]["uri"])
    PostgresOperator(task_id="json", sql=f"SELECT * FROM {JSON['schema']}.from_json", postgres_conn_id=JSON["uri"], params=JSON)
    PostgresOperator(task_id="ini", sql="SELECT 1", params={"x": INI.get("db", "password", fallback=""), "y": CONFIG["database"]["password"], "z": [api["token"] for api in CONFIG["api"]], "w": "a" + JSON["aws"]["secret_access_key"]})
    S3ToRedshiftOperator(task_id="copy", s3_bucket="b", s3_key="k", schema="s", table="t", copy_options=["CREDENTIALS 'aws_access_key_id=a;aws_secret_access_key=<<copy_options>>'", "CSV"])
