"""Loads the shop. Password of the loader: <<docstring>>

    export DB_PASSWORD=<<docstring_export>>
"""
import base64
import os
from ftplib import FTP
from urllib.parse import quote_plus

import boto3
import ftplib
import hvac
import paramiko
import psycopg2
import pymysql
import pymongo
import redis
import requests
import smtplib
import snowflake.connector
import sqlalchemy
from airflow import DAG
from airflow.hooks.base import BaseHook
from airflow.models import Connection, Variable
from airflow.operators.python import PythonOperator
from airflow.providers.postgres.hooks.postgres import PostgresHook
from requests.auth import HTTPBasicAuth
from sqlalchemy import create_engine

# the old password was password=<<comment_python>>
DB_PASSWORD = "<<constant>>"
FIRST, SECOND = "<<split_a>>", "<<split_b>>"
PASSWORD = FIRST + SECOND
URI = "postgresql://loader:<<uri_constant>>@db.example.com:5432/shop"
BUILT = f"postgresql+psycopg2://loader:{DB_PASSWORD}@db.example.com/shop"
HARD = "<<hard_password:hard>>"
QUOTED = f"mysql://loader:{quote_plus(HARD)}@db.example.com/shop"
db_pass = HARD
ENCODED = base64.b64encode(f"loader:{DB_PASSWORD}".encode()).decode()
JOINED = "mysql+pymysql://root:" + "<<uri_joined>>" + "@db.example.com/shop"
PERCENT = "oracle://scott:%s@db.example.com/shop" % "<<uri_percent>>"
FORMATTED = "mssql://sa:{}@db.example.com/shop".format("<<uri_format>>")
DSN = "host=db.example.com user=loader password=<<dsn>> dbname=shop"
ODBC = "Driver={ODBC Driver 18};Server=db;UID=sa;PWD=<<odbc>>;Database=shop"
JDBC = "jdbc:sqlserver://db.example.com;user=sa;password=<<jdbc>>"
JDBC_ORACLE = "jdbc:oracle:thin:scott/<<jdbc_oracle>>@db.example.com:1521/shop"
CREDENTIALS = ("loader", "<<credentials_tuple>>")
SETTINGS = {"host": "db.example.com", "password": "<<settings_dict>>", "options": {"api_key": "<<settings_inner>>"}}
SETTINGS["token"] = "<<settings_set>>"
os.environ["PGPASSWORD"] = "<<environ_set>>"
os.environ.setdefault("SNOWFLAKE_PASSWORD", "<<environ_setdefault>>")
REDIS = "redis://:<<uri_no_user>>@cache.example.com:6379/0"
AMQP = "amqp://guest:<<uri_amqp>>@mq.example.com//"
SLASHED = "postgresql://loader:ab/<<uri_slash>>@db.example.com/shop"
SIGNED = "postgresql://loader:p@ss:w/<<uri_signs>>@db.example.com/shop"
HASHED = "postgresql://loader:x#<<uri_hash>>@db.example.com/shop"

conn = Connection(conn_id="shop", conn_type="postgres", host="db", login="u", password="<<connection_password>>")
positional = Connection("shop2", "postgres", "a shop", "db.example.com", "loader", "<<connection_positional>>")
by_uri = Connection(conn_id="shop3", uri="postgres://loader:<<connection_uri>>@db.example.com/shop")
extra = Connection(conn_id="aws", extra='{"aws_secret_access_key": "<<connection_extra>>", "region": "eu"}')


class Config:
    host = "db.example.com"
    password = "<<class_attribute>>"
    uri = "postgresql://u:<<class_uri>>@db.example.com/shop"

    def __init__(self, secret="<<default_of_init>>"):
        self.secret = secret


def load(host, password="<<default_of_function>>", config=None, *args):
    engine = create_engine("postgresql://u:<<create_engine>>@db.example.com/shop")
    engine.execute("INSERT INTO sales.loaded SELECT * FROM sales.raw_orders")
    sqlalchemy.create_engine(BUILT).execute("SELECT * FROM sales.built")
    sqlalchemy.create_engine(QUOTED).execute("SELECT * FROM sales.quoted")
    sqlalchemy.create_engine(SLASHED).execute("SELECT * FROM sales.slashed")
    sqlalchemy.create_engine(SIGNED).execute("SELECT * FROM sales.signed")
    sqlalchemy.create_engine(HASHED).execute("SELECT * FROM sales.hashed")
    sqlalchemy.create_engine(JOINED).execute("SELECT * FROM sales.joined")
    sqlalchemy.create_engine(PERCENT).execute("SELECT * FROM sales.percent")
    sqlalchemy.create_engine(FORMATTED).execute("SELECT * FROM sales.formatted")
    sqlalchemy.create_engine(JDBC).execute("SELECT * FROM sales.jdbc")
    sqlalchemy.create_engine(JDBC_ORACLE).execute("SELECT * FROM sales.jdbc_oracle")
    psycopg2.connect("host=db.example.com password='<<psycopg_dsn>>' dbname=shop").cursor().execute("SELECT * FROM sales.dsn")
    psycopg2.connect(DSN).cursor().execute("SELECT * FROM sales.dsn_two")
    psycopg2.connect(host="db", user="u", password="<<psycopg_keyword>>").cursor().execute("SELECT * FROM sales.kw")
    pymysql.connect("db.example.com", "root", "<<pymysql_positional>>", "shop").cursor().execute("SELECT * FROM shop.orders")
    psycopg2.connect(host="db", password=PASSWORD).cursor().execute("SELECT * FROM sales.split")
    snowflake.connector.connect(user="u", password="<<snowflake>>", account="xy1").cursor().execute("SELECT * FROM a.b.c")
    snowflake.connector.connect(**SETTINGS).cursor().execute("SELECT * FROM a.b.d")
    pymongo.MongoClient("mongodb+srv://u:<<mongo>>@cluster.example.net/shop").shop.orders.find()
    redis.Redis("cache", 6379, 0, "<<redis_positional>>").get("x")
    redis.from_url(REDIS).get("y")
    boto3.client("s3", "eu-west-1", None, True, None, None, "<<boto_id:aws>>", "<<boto_positional>>").upload_file("/tmp/x.csv", "bucket", "key")
    boto3.client("s3", aws_access_key_id="<<boto_kw_id:aws>>", aws_secret_access_key="<<boto_keyword>>").download_file("bucket", "k", "/tmp/y")
    FTP("ftp.example.com", "loader", "<<ftp_positional>>").retrbinary("RETR a.csv", open("/data/a.csv", "wb").write)
    ftp = ftplib.FTP("ftp.example.com")
    ftp.login("loader", "<<ftp_login>>")
    smtp = smtplib.SMTP("mail.example.com")
    smtp.login("robot@example.com", "<<smtp_login>>")
    ssh = paramiko.SSHClient()
    ssh.connect("host.example.com", 22, "loader", "<<ssh_positional>>")
    hvac.Client(url="https://vault.example.com", token="<<vault_token>>").read("x")
    requests.get("https://api.example.com/orders", auth=("loader", "<<requests_auth>>"))
    requests.get("https://api.example.com/orders2", auth=HTTPBasicAuth("loader", "<<basic_auth>>"))
    requests.get("https://api.example.com/o?api_key=<<url_api_key>>&day=1")
    requests.get("https://api.example.com/o3?access_token=<<url_access_token>>")
    requests.get("https://loader:<<url_userinfo>>@api.example.com/orders4")
    requests.get("https://api.example.com/o5", headers={"Authorization": "Bearer <<requests_bearer>>"})
    requests.get("https://api.example.com/o6", headers={"Authorization": "<<requests_authorization>>"})
    requests.get("https://api.example.com/o7", headers={"X-API-Key": "<<requests_x_api_key>>"})
    requests.get("https://api.example.com/o8", params={"apikey": "<<requests_params>>"}, cookies={"session": "<<requests_cookie>>"})
    requests.post("https://hooks.slack.com/services/T012AB3CD/B012AB3CD/<<slack_webhook>>", json={})
    requests.post("https://discord.com/api/webhooks/123456789012345678/<<discord_webhook>>", json={})
    requests.post("https://example.webhook.office.com/webhookb2/aa@bb/IncomingWebhook/<<teams_webhook>>/cc", json={})
    requests.post("https://api.telegram.org/bot123456789:AAH<<telegram_bot>>/sendMessage", json={})
    Variable.set("shop_password", "<<variable_set>>")
    PostgresHook(postgres_conn_id="warehouse").run(
        """
        INSERT INTO sales.multi SELECT * FROM sales.lines;
        ALTER USER loader WITH PASSWORD '<<alter_user>>';
        """,
        parameters={"password": "<<hook_parameters>>"},
    )
    PostgresHook("postgres://loader:<<hook_conn_uri>>@db.example.com/shop").run("SELECT * FROM sales.hook")
    with open("/data/out_<<open_no_secret:harmless>>.csv") as rows:
        print(rows, Config().secret, password)


def second(secret_key, cfg=Config()):
    PostgresHook("warehouse").run("INSERT INTO sales.second VALUES (%s)", parameters=(secret_key, "<<code_unrelated:harmless>>"))


default_args = {
    "owner": "data",
    "email": "<<owner:harmless>>@example.com",
    "password": "<<default_args>>",
    "env": {"DB_PASSWORD": "<<default_args_env>>"},
}
with DAG(
    "connections_in_code",
    schedule=None,
    default_args=default_args,
    params={"api_token": "<<params>>", "uri": "mysql://u:<<params_uri>>@h/d", "credential": {"user": "u", "value": "<<params_nested>>"}},
    doc_md="""### How to connect
    `psql postgresql://u:<<doc_md>>@db.example.com/shop`, password: <<doc_md_yaml>>
    """,
    user_defined_macros={"db_password": "<<user_macro>>"},
) as dag:
    first = PythonOperator(
        task_id="load",
        python_callable=load,
        op_args=["db.example.com", "<<op_args>>"],
        op_kwargs={"config": {"passwd": "<<op_kwargs>>"}},
        doc="token=<<task_doc>>",
    )
    other = PythonOperator(task_id="other", python_callable=second, op_args=[DB_PASSWORD], params={"x": ENCODED, "y": BUILT})
    third = PythonOperator(task_id="third", python_callable=second, op_kwargs={"secret_key": "<<op_kwargs_secret>>"}, params={"creds": CREDENTIALS, "q": QUOTED, "all": [URI, DSN, ODBC, JDBC, JDBC_ORACLE, REDIS, AMQP, SLASHED, SIGNED, HASHED, JOINED, PERCENT, FORMATTED], "hard": quote_plus(HARD)})
    first >> other >> third
