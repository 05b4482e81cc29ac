"""The same data has one key however it is written, and different data never share one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator import identity

WAREHOUSE = identity.connection("warehouse")
NAMES = st.from_regex(r"[a-z_][a-z0-9_]{0,8}", fullmatch=True)
SPACES = st.sampled_from(["", " ", "\t", "\n "])


@pytest.mark.parametrize(
    ("system", "name", "key"),
    [
        ("postgres", "Orders", "postgres://{conn:warehouse}/public.orders"),
        ("postgres", 'public."Orders"', "postgres://{conn:warehouse}/public.Orders"),
        ("sqlite", 'main."Fact_User_Events"', "sqlite://{conn:warehouse}/fact_user_events"),
        ("snowflake", "db.s.orders", "snowflake://{conn:warehouse}/DB.S.ORDERS"),
        ("bigquery", "`p.d.Orders`", "bigquery:p.d.Orders"),
        ("bigquery", "d.Orders", "bigquery:{conn:warehouse}.d.Orders"),
        ("bigquery", "p:d.t$20260101", "bigquery:p.d.t"),
        ("snowflake", "@db.Landing", "snowflake://{conn:warehouse}/DB.LANDING"),
        ("snowflake", "@db.Landing/Day/", "snowflake://{conn:warehouse}/@DB.LANDING/Day"),
        ("snowflake", "@~/Day", "snowflake://{conn:warehouse}/@~/Day"),
        ("snowflake", "@db.%Orders/Day", "snowflake://{conn:warehouse}/@db.%Orders/Day"),
        ("mssql", "[dbo].[Order Lines]", 'mssql://{conn:warehouse}/dbo."order lines"'),
        ("warehouse_of_ours", "A.B", "warehouse_of_ours://{conn:warehouse}/a.b"),
    ],
)
def test_a_table_is_named_as_its_system_names_it(system: str, name: str, key: str) -> None:
    assert identity.table(system, WAREHOUSE, name).asset.key == key


def test_qualifiers_of_an_operator_fill_what_the_statement_leaves_out() -> None:
    within = ("db", "s")
    keys = {identity.table("snowflake", WAREHOUSE, name, within=within).asset.key for name in ("t", "s.t", "db.s.t")}
    assert keys == {"snowflake://{conn:warehouse}/DB.S.T"}


@pytest.mark.parametrize(
    ("uri", "key", "partition"),
    [
        ("s3://b/dt={ds}/part.json", "s3://b/dt={date}/part.json", "{ds}"),
        ("s3a://b//dt={prev_ds}/part.json", "s3://b/dt={date}/part.json", "{prev_ds}"),
        ("s3://b/{data_interval_start.year}/x/", "s3://b/{date}/x", "{data_interval_start.year}"),
        ("gs://Bucket/Key", "gs://Bucket/Key", None),
        ("/data//raw/../x.csv", "file:/data/x.csv", None),
        ("file:///data/x.csv", "file:/data/x.csv", None),
        ("./data/x.csv", "file:data/x.csv", None),
        ("https://me:secret@API.example.com/v1?key=secret&d={ds}", "https://api.example.com/v1", "{ds}"),
        ("abfss://raw@store.dfs.core.windows.net/x", "abfss://raw@store.dfs.core.windows.net/x", None),
        ("bigquery:p.d.t", "bigquery:p.d.t", None),
        ("postgres://host:5432/db/s/t", "postgres://host:5432/db.s.t", None),
        ("sqlite:///data/Work.db/T", "sqlite:///data/Work.db/t", None),
    ],
)
def test_a_uri_leads_to_one_key_and_its_partition(uri: str, key: str, partition: str | None) -> None:
    place = identity.location(uri)
    assert (place.asset.key, place.partition) == (key, partition)


def test_an_unknown_part_stays_readable_and_is_said() -> None:
    place = identity.location("s3://{params.bucket}/{var.value.folder}/dt={ds}")
    assert place.asset.key == "s3://{params.bucket}/{var.value.folder}/dt={date}"
    assert place.unknown_parts == ("params.bucket",)


def test_dates_in_a_tables_name_are_its_partition() -> None:
    place = identity.table("postgres", WAREHOUSE, "raw.events_{ds_nodash}")
    assert (place.asset.key, place.partition) == ("postgres://{conn:warehouse}/raw.events_{date}", "{ds_nodash}")
    assert place.unknown_parts == ()


def test_a_plain_asset_name_is_no_file() -> None:
    assert identity.declared("orders").asset.key == "asset:orders"
    assert identity.declared("s3://b/orders").asset.key == "s3://b/orders"


@given(NAMES, NAMES, SPACES, SPACES)
def test_quotes_case_and_blanks_do_not_matter_where_the_system_says_so(a: str, b: str, left: str, right: str) -> None:
    spellings = (f"{a}.{b}", f"{left}{a}.{b}{right}", f"{a} . {b}", f'"{a}"."{b}"', f"{a.upper()}.{b.upper()}")
    assert len({identity.table("postgres", WAREHOUSE, name).asset.key for name in spellings}) == 1
    spellings = (f"{a}.{b}", f'"{a.upper()}"."{b.upper()}"', f"{a.title()}.{b.title()}")
    assert len({identity.table("snowflake", WAREHOUSE, name).asset.key for name in spellings}) == 1
    assert len({identity.table("sqlite", WAREHOUSE, name).asset.key for name in (b, f'"{b}"', f"[{b.upper()}]")}) == 1


@given(NAMES, NAMES)
def test_different_systems_never_share_a_key(a: str, b: str) -> None:
    keys = {identity.table(system, WAREHOUSE, f"{a}.{b}").asset.key for system in identity.SYSTEMS}
    others = {identity.location(f"s3://{a}/{b}").asset.key, identity.file(f"{a}/{b}").asset.key}
    others |= {identity.result(a, b).asset.key, identity.declared(f"{a}.{b}").asset.key}
    assert len(keys | others) == len(identity.SYSTEMS) + 4


@given(st.sampled_from(sorted(identity.SYSTEMS)), st.text(min_size=1, max_size=12), st.text(min_size=1, max_size=12))
def test_names_of_two_parts_collide_only_when_they_fold_alike(system: str, a: str, b: str) -> None:
    one = identity.table(system, "h", '"' + a.replace('"', '""') + '"."x"')
    two = identity.table(system, "h", '"' + b.replace('"', '""') + '"."x"')
    if a.strip() and b.strip() and "{" not in a + b and a.lower() != b.lower():
        assert one.asset.key != two.asset.key


@given(st.text(st.characters(blacklist_characters="{}", blacklist_categories=("Cs",)), min_size=1, max_size=12))
def test_a_password_is_in_no_key(noise: str) -> None:
    secret = f"S3cr3t{noise}T4il"
    places = [identity.location(f"{s}://user:{secret}@host:99/a/b") for s in ("https", "postgres", "s3", "sftp")]
    authority = identity.database(f"postgresql+psycopg2://user:{secret}@host/db").authority
    places.append(identity.table("postgres", authority, "t"))
    places.append(identity.table("mysql", f"user:{secret}@host", "t"))
    assert not any("s3cr3t" in p.asset.key.lower() or "t4il" in p.asset.key.lower() for p in places)
    assert authority == "host"


def test_a_database_url_gives_what_qualifies_its_tables() -> None:
    assert identity.database("sqlite:////data/x.db").authority == "/data/x.db"
    assert identity.database("mysql+pymysql://u:p@h:3306/shop").within == ("shop",)


@given(st.text(max_size=40), st.sampled_from(sorted(identity.SYSTEMS)))
def test_no_text_is_too_odd_for_a_key(text: str, system: str) -> None:
    for place in (identity.location(text), identity.declared(text), identity.table(system, text, text)):
        assert place.asset.key
        assert identity.table(system, text, text) == identity.table(system, text, text)
    identity.database(text)
