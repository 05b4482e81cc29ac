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
    "piece", ["-", "a.", "a_", "/* x */ ", "'", "password ", "{#", "x://", "AKIA", "mysql ", "-u a"]
)
def test_masking_long_text_is_quick(piece: str) -> None:
    began = time.monotonic()
    masked(piece * (200_000 // len(piece)))
    assert time.monotonic() - began < 5


def test_a_quote_cut_within_a_secret_shows_none_of_it() -> None:
    for width in range(100, 180):
        assert "hunter" not in shown(f"{'x' * width} password='hunter2hunter2'")
