"""No secret is shown."""

from __future__ import annotations

import time

import pytest

from migrator.secrets import is_secret, masked, shown


@pytest.mark.parametrize(
    "text",
    [
        "postgres://user:hunter2@host:5432/db",
        "postgresql+psycopg2://user:hunter2@host/db",
        "COPY t FROM 's3://b' CREDENTIALS 'aws_access_key_id=x;aws_secret_access_key=hunter2'",
        "COPY t FROM 's3://b' ACCESS_KEY_ID 'x' SECRET_ACCESS_KEY 'hunter2'",
        "CREDENTIALS = (AWS_KEY_ID='x' AWS_SECRET_KEY='hunter2')",
        "CREDENTIALS = (AZURE_SAS_TOKEN='hunter2')",
        "CREATE USER u IDENTIFIED BY 'hunter2'",
        "ALTER ROLE r WITH PASSWORD 'hunter2'",
        "CREATE USER u PASSWORD = 'hunter2'",
        'IDENTIFIED BY "hunter2"',
        "password=hunter2 dbname=x",
        "--password hunter2",
        "--password=hunter2 --other",
        "curl -u admin:hunter2 https://x",
        "mysql -phunter2 db",
        "export API_TOKEN=hunter2",
        '{"password": "hunter2"}',
        "{'client_secret': 'hunter2'}",
        "Authorization: Bearer hunter2hunter2hunter2",
        "https://x.blob.core.windows.net/c?sv=1&sig=hunter2%3D",
        "ENCRYPTION = (MASTER_KEY = 'hunter2')",
        "PGPASSWORD=hunter2 psql",
        "OPTIONS (user 'u', password 'hunter2')",
        "s3('https://b/x', 'AKIAABCDEFGHIJKLMNOP', 'hunter2')",
        "export DB_PW='hunter2'",
        "DB_PWD=hunter2 run",
        "run --pwd hunter2",
        "ssh_passphrase: hunter2",
        "postgresql://user:p@ss:w/hunter2@host/db",
        "postgresql://user:a/hunter2@host/db",
        "postgres://u:x@h/d,postgres://u:hunter2@i/e",
        "jdbc:oracle:thin:scott/hunter2@host:1521/x",
        "https://hooks.slack.com/services/T012/B012/hunter2",
        "https://api.telegram.org/bot123:hunter2/send",
        "CREATE USER u IDENTIFIED BY hunter2",
        "ALTER USER u IDENTIFIED WITH mysql_native_password BY 'hunter2'",
        "SET PASSWORD FOR 'u' = PASSWORD('hunter2')",
        "CREATE LOGIN u WITH PASSWORD = N'hunter2'",
        "SELECT AES_DECRYPT(FROM_BASE64(a), 'hunter2') FROM t",
        "INSERT INTO t (a, password, b) VALUES (f(1, 'x'), 'hunter2', 'y'), (2, 'hunter2', 'z')",
        "SELECT * FROM t WHERE api_key NOT IN ('hunter2', 'hunter2x')",
        "SELECT * FROM postgresql('h:5432', 'd', 't', 'u', 'hunter2')",
        "OPENROWSET('MSDASQL', 'h';'sa';'hunter2', 'SELECT 1')",
        "sshpass -p hunter2 ssh x",
        "echo 'hunter2' | sudo -S ls",
        "docker login -u x -p hunter2 registry",
        "sqlplus scott/hunter2@db",
        "aws configure set aws_secret_access_key hunter2",
        "curl -H 'X-Api-Key: hunter2' https://x",
        'curl -d \'{"password": "hunter2"}\' https://x',
        "psql 'host=h password=hunter2'",
        "--conf spark.hadoop.fs.s3a.secret.key=hunter2",
        "os.getenv('DB_PASSWORD', default='hunter2')",
    ],
)
def test_a_secret_is_masked(text: str) -> None:
    assert "hunter2" not in masked(text)
    assert masked(masked(text)) == masked(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT token, password FROM users WHERE id = 1",
        "INSERT INTO tokens SELECT token AS t FROM secrets.tokens",
        "postgres://host:5432/db",
        "SELECT a FROM t WHERE b = 'c'",
        "s3://bucket/key=value/x",
        "author='me' compass='north'",
        "",
        "SELECT * FROM a JOIN b ON a.token = b.token AND a.secret=c.secret",
        "SELECT x.token::text, data:token::string FROM x",
        "UPDATE t SET token = NULL, password = :password, secret = %s WHERE pass = fail",
        "SELECT * FROM a JOIN tokens ON tokens.user_id=users.id",
        "SELECT token_count FROM password_reset_events WHERE token_count = 5",
        "INSERT INTO t (id, token) SELECT id, token FROM s WHERE token IN (SELECT token FROM u)",
        "s3://bucket/token=abc/x",
        "hdfs://nn:8020/user/a@b/c",
        "abfss://container@account.dfs.core.windows.net/x",
        "http://a:8080/x?y=a@b.com",
        "PGPASSWORD=$PGPASSWORD psql; PGPASSWORD={{ conn.pg.password }} psql",
        "curl -u $USER:$PASS https://x; curl -u {{ conn.x.login }}:{{ conn.x.password }} https://x",
        "docker run -p 8080:80 x; psql -p 5432; mkdir -p /data; cp -p a b",
        "run --token-file /x/y --password-stdin",
        "max_tokens=4096",
        "primary_key='id' unique_key='order_id' s3_key='a/b' tokenizer='x'",
        "SELECT 'd41d8cd98f00b204e9800998ecf8427e', '550e8400-e29b-41d4-a716-446655440000'",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize(
    "name",
    ["pw", "DB_PW", "dbPw", "pwd", "dbpwd", "PGPWD", "db_pass", "ssh_passphrase", "auth", "http_auth", "basicAuth"],
)
def test_a_short_word_at_the_end_of_a_name_says_it_is_secret(name: str) -> None:
    assert is_secret(name)


@pytest.mark.parametrize("name", ["author", "compass", "oauth_url", "auth_type", "power", "bypass", "pwm", "spw", ""])
def test_a_short_word_inside_of_another_says_nothing(name: str) -> None:
    assert not is_secret(name)


def test_a_quote_is_one_short_line() -> None:
    assert shown("SELECT *\n  FROM t") == "SELECT * FROM t"
    assert len(shown("x" * 1000)) == 160


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "-",
            "a.",
            "a_",
            "/* x */ ",
            "'",
            "password ",
            "{#",
            "x://",
            "x://a:",
            "a:b@",
            "AKIA",
            "mysql ",
            "-u a",
            "sk-",
        ),
        *("insert into t (token) values ('", "crypt(", "aes_encrypt('", "token in ('", "remote('", "--", "mongo "),
    ],
)
def test_masking_long_text_is_quick(piece: str) -> None:
    began = time.monotonic()
    masked(piece * (200_000 // len(piece)))
    assert time.monotonic() - began < 5


def test_a_quote_cut_within_a_secret_shows_none_of_it() -> None:
    for width in range(100, 180):
        assert "hunter" not in shown(f"{'x' * width} password='hunter2hunter2'")
