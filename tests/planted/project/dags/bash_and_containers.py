import os

import pendulum
from airflow import DAG
from airflow.models import Variable
from airflow.models.param import Param
from airflow.operators.bash import BashOperator
from airflow.operators.email import EmailOperator
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from airflow.providers.docker.operators.docker import DockerOperator
from airflow.providers.http.operators.http import HttpOperator
from airflow.providers.slack.operators.slack_webhook import SlackWebhookOperator
from airflow.providers.ssh.operators.ssh import SSHOperator
from kubernetes.client import models as k8s

KEY = """-----BEGIN RSA PRIVATE KEY-----
<<pem_line>>
<<pem_second_line>>
-----END RSA PRIVATE KEY-----"""
ACCOUNT = {
    "type": "service_account",
    "private_key_id": "<<gcp_key_id>>",
    "private_key": "-----BEGIN PRIVATE KEY-----\n<<gcp_private_key>>\n-----END PRIVATE KEY-----\n",
    "client_email": "loader@example.iam.gserviceaccount.com",
}
WEBHOOK = "https://hooks.slack.com/services/T012AB3CD/B012AB3CD/<<webhook_constant>>"

with DAG(
    "bash_and_containers",
    start_date=pendulum.datetime(2024, 1, 1),
    schedule="@daily",
    params={"login_token": Param("<<param_default>>", type="string")},
) as dag:
    commands = [
        "mysql -h db -u root -p<<mysql_flag>> shop -e 'INSERT INTO a SELECT * FROM b'",
        "mysql -uroot -p'<<mysql_flag_quoted>>' shop",
        "mysqldump --password=<<mysqldump>> shop > /data/dump.sql",
        "PGPASSWORD=<<pgpassword>> psql -h db -c 'INSERT INTO c SELECT * FROM d'",
        "export PGPASSWORD='<<pgpassword_export>>'; psql -c 'SELECT 1'",
        "psql postgresql://loader:<<psql_uri>>@db/shop -c 'SELECT * FROM psql_uri'",
        "psql 'host=db user=u password=<<psql_dsn>>' -c 'SELECT * FROM psql_dsn'",
        "curl -u loader:<<curl_user>> https://api.example.com/a -o /data/a.json",
        "curl --user 'loader:<<curl_user_quoted>>' https://api.example.com/a",
        "curl -uloader:<<curl_user_close>> https://api.example.com/a",
        "curl -H 'Authorization: Bearer <<curl_bearer>>' https://api.example.com/b -o /data/b.json",
        "curl -H \"Authorization: Basic <<curl_basic>>\" https://api.example.com/b",
        "curl -H 'Authorization: token <<curl_github>>' https://api.example.com/b",
        "curl -H 'X-Api-Key: <<curl_x_api_key>>' https://api.example.com/b",
        "curl -H 'PRIVATE-TOKEN: <<curl_gitlab>>' https://gitlab.example.com/b",
        "curl -H 'Cookie: session=<<curl_cookie>>' https://example.com/b",
        "curl 'https://acc.blob.core.windows.net/c/f?sv=2022&sig=<<sas>>%3D' -o /data/f",
        "curl 'https://api.example.com/c?token=<<url_token>>' > /data/c",
        "curl -d 'grant_type=password&client_secret=<<curl_data>>&x=1' https://login.example.com",
        "curl -d '{\"user\": \"u\", \"password\": \"<<curl_json>>\"}' https://login.example.com",
        "wget --user=u --password=<<wget>> https://files.example.com/x.csv -O /data/x.csv",
        "sshpass -p <<sshpass>> scp loader@host:/data/a /data/b",
        "sshpass -p'<<sshpass_close>>' ssh loader@host ls",
        "snowsql -a xy1 -u loader --password <<snowsql>> -q 'SELECT * FROM a.b.c'",
        "SNOWSQL_PWD=<<snowsql_env>> snowsql -q 'SELECT * FROM a.b.d'",
        "sqlcmd -S db -U sa -P <<sqlcmd>> -Q 'SELECT * FROM sqlcmd_t'",
        "bcp shop.dbo.t out /data/t.csv -S db -U sa -P<<bcp>>",
        "sqlplus scott/<<sqlplus>>@db @load.sql",
        "bteq <<< '.LOGON td/loader,<<bteq>>'",
        "clickhouse-client --password <<clickhouse>> -q 'SELECT * FROM ch'",
        "redis-cli -a <<redis_cli>> get x",
        "mongoexport --uri 'mongodb://u:<<mongoexport>>@h/d' --out /data/m.json",
        "mongo -u loader -p <<mongo_flag>> shop",
        "docker login -u loader -p <<docker_login>> registry.example.com",
        "az login --service-principal -u app -p <<az_login>> --tenant t",
        "aws configure set aws_secret_access_key <<aws_configure>>",
        "AWS_SECRET_ACCESS_KEY=<<aws_env>> aws s3 cp s3://bucket/a /data/a",
        "gpg --batch --passphrase <<gpg>> -d /data/x.gpg",
        "openssl enc -aes-256-cbc -pass pass:<<openssl>> -in /data/x -out /data/y",
        "lftp -u loader,<<lftp>> ftp.example.com -e 'mirror'",
        "lftp sftp://loader:<<lftp_uri>>@ftp.example.com",
        "git clone https://loader:<<git_clone>>@github.com/example/repo.git",
        "git clone https://<<git_token:github>>@github.com/example/repo.git",
        "pip install --index-url https://__token__:<<pip>>@pypi.example.com/simple x",
        "dbt run --vars '{\"password\": \"<<dbt_vars>>\"}' --target prod",
        "spark-submit --conf spark.hadoop.fs.s3a.secret.key=<<spark_secret>> --conf spark.hadoop.fs.s3a.access.key=<<spark_access>> job.py",
        "spark-submit --conf spark.hadoop.fs.azure.account.key.acc.dfs.core.windows.net=<<spark_azure>> job.py",
        "spark-submit job.py --jdbc-url 'jdbc:postgresql://h/d?user=u&password=<<spark_jdbc>>'",
        "sqoop import --connect jdbc:mysql://h/d --username u --password <<sqoop>> --table t",
        "beeline -u jdbc:hive2://h:1/d -n u -p <<beeline>> -e 'SELECT * FROM hive_t'",
        "kinit u <<< <<kinit>>",
        "echo <<echo_kinit>> | kinit loader@EXAMPLE.COM",
        "echo '<<sudo>>' | sudo -S systemctl restart x",
        "echo -n <<docker_stdin>> | docker login --username u --password-stdin",
        "htpasswd -b /etc/x loader <<htpasswd>>",
        "vault login <<vault_login:vault>>",
        "export GITHUB_TOKEN=<<github_env:github>> && make",
        "python load.py --api-key <<python_flag>> --db-pass=<<python_flag_pass>>",
        "java -Ddb.password=<<java>> -jar x.jar",
        "rclone copy :s3,access_key_id=a,secret_access_key=<<rclone>>:b /data/c",
        "smbclient //h/s -U 'loader%<<smbclient>>' -c 'get a'",
        "ldapsearch -D cn=admin -w <<ldap>> -b dc=example",
        "keytool -storepass <<keytool>> -list",
    ]
    for number, command in enumerate(commands):
        BashOperator(task_id=f"bash_{number}", bash_command=command)
    BashOperator(
        task_id="with_env",
        bash_command="load.sh {{ params.login_token }}",
        env={"DB_PASSWORD": "<<bash_env>>", "CONN": "postgresql://u:<<bash_env_uri>>@h/d", "AIRFLOW_CONN_X": "aws://<<airflow_conn_id:aws>>:<<airflow_conn>>@"},
    )
    BashOperator(task_id="jinja", bash_command="load {{ 'password=<<jinja_literal>>' }} {% set password = '<<jinja_set>>' %}{{ password }} {# token: <<jinja_comment>> #}")
    BashOperator(task_id="jinja_name", bash_command="psql 'postgres://u:{{ macros.x(password='<<jinja_argument>>') }}@h/d' -c 'SELECT * FROM jinja_t'")
    BashOperator(task_id="unknown", bash_command=f"run --secret {Variable.get('some_secret', '<<variable_default>>')} {os.environ.get('API_KEY', '<<environ_default>>')}")
    BashOperator(task_id="getenv", bash_command="echo " + os.getenv("DB_PASSWORD", default="<<getenv_default>>"))
    DockerOperator(task_id="docker", image="x", environment={"SECRET_KEY": "<<docker_env>>"}, private_environment={"ANY": "<<docker_private>>"}, command="load --token <<docker_command>>")
    KubernetesPodOperator(
        task_id="pod",
        image="x",
        env_vars=[k8s.V1EnvVar(name="DB_PASSWORD", value="<<k8s_env>>"), k8s.V1EnvVar("API_TOKEN", "<<k8s_env_positional>>")],
        arguments=["--password", "<<k8s_arguments>>", "--token=<<k8s_arguments_joined>>"],
        cmds=["sh", "-c", "PGPASSWORD=<<k8s_cmds>> psql"],
    )
    KubernetesPodOperator(task_id="pod2", image="x", env_vars={"MY_TOKEN": "<<k8s_env_dict>>"}, env_from=[{"name": "DB_PASSWORD", "value": "<<k8s_env_pair>>"}])
    SSHOperator(task_id="ssh", ssh_conn_id="ssh", command="echo <<ssh_sudo>> | sudo -S ls", environment={"TOKEN": "<<ssh_env>>"})
    HttpOperator(task_id="http", http_conn_id="api", endpoint="x?token=<<http_endpoint>>", headers={"Authorization": "Bearer <<http_header>>", "X-Auth-Token": "<<http_x_auth>>"}, data={"client_secret": "<<http_data>>"})
    SlackWebhookOperator(task_id="slack", slack_webhook_conn_id="slack", message=f"see {WEBHOOK}", webhook_token="<<slack_token_argument>>")
    EmailOperator(task_id="mail", to="a@example.com", subject="x", html_content="your password is: <<mail_text>>")
    BashOperator(task_id="keys", bash_command="aws <<aws_id:aws>> gh <<github:github>> sl <<slack_bot:slack>> st <<stripe:stripe>> go <<google:google>> gl <<gitlab:gitlab>> jw <<jwt:jwt>> oa <<openai:openai>> sg <<sendgrid:sendgrid>> np <<npm:npm>> db <<databricks:databricks>> az DefaultEndpointsProtocol=https;AccountName=a;AccountKey=<<azure_account>>==;EndpointSuffix=core.windows.net")
    BashOperator(task_id="pem", bash_command="deploy", params={"pem": KEY, "sa": ACCOUNT, "one_line": "-----BEGIN OPENSSH PRIVATE KEY----- <<pem_one_line>> -----END OPENSSH PRIVATE KEY-----"})
