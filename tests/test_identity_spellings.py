"""Every way to write the same data, by the documentation of the systems themselves, and what is not the same."""

from __future__ import annotations

import pytest

from migrator import identity

SAME = [
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-bucket-intro.html
    [
        "s3://b.1/raw/x.csv",
        "s3a://b.1/raw/x.csv",
        "S3N://b.1//raw/./x.csv",
        "https://b.1.s3.amazonaws.com/raw/x.csv",
        "https://b.1.s3.eu-west-1.amazonaws.com/raw/x.csv?X-Amz-Signature=5ecret",
        "https://s3.eu-west-1.amazonaws.com/b.1/raw/x.csv",
        "https://s3-eu-west-1.amazonaws.com/b.1/raw/x.csv",
        "arn:aws:s3:::b.1/raw/x.csv",
        "arn:aws-cn:s3:::b.1/raw/x.csv",
    ],
    # https://cloud.google.com/storage/docs/request-endpoints
    [
        "gs://b/raw/a b.csv",
        "gcs://b/raw/a b.csv",
        "https://storage.googleapis.com/b/raw/a%20b.csv",
        "https://storage.cloud.google.com/b/raw/a%20b.csv",
        "https://b.storage.googleapis.com/raw/a%20b.csv",
        "https://storage.googleapis.com/storage/v1/b/b/o/raw%2Fa%20b.csv?alt=media",
        "https://storage.googleapis.com/download/storage/v1/b/b/o/raw%2Fa%20b.csv",
        "https://console.cloud.google.com/storage/browser/_details/b/raw/a%20b.csv",
    ],
    # https://learn.microsoft.com/azure/storage/blobs/data-lake-storage-introduction-abfs-uri
    [
        "abfss://raw@acct.dfs.core.windows.net/x/y.csv",
        "abfs://raw@acct.dfs.core.windows.net/x/y.csv",
        "wasb://raw@acct.blob.core.windows.net/x/y.csv",
        "wasbs://raw@ACCT.blob.core.windows.net//x/y.csv",
        "https://acct.blob.core.windows.net/raw/x/y.csv?sv=2024&sig=5ecret",
        "https://acct.dfs.core.windows.net/raw/x/y.csv",
    ],
    # https://cloud.google.com/bigquery/docs/resource-hierarchy
    [
        "bigquery:p.d.t",
        "bigquery://p.d.t",
        "bigquery://p/d/t",
        "https://bigquery.googleapis.com/bigquery/v2/projects/p/datasets/d/tables/t",
        "//bigquery.googleapis.com/projects/p/datasets/d/tables/t",
    ],
    ["file:///data/x.csv", "file:/data/x.csv", "file://localhost/data/x.csv", "/data/x.csv", "/data//y/../x.csv"],
    ["file:data/x.csv", "data/x.csv", "./data/x.csv"],
    ["hdfs:///user/x", "hdfs:/user/x"],
    ["dbfs:/mnt/x", "dbfs:///mnt/x"],
    ["sftp://files.example.com/in/x", "sftp://me:pw@FILES.example.com:22/in/x", "ssh://files.example.com//in/x/"],
    ["https://api.example.com/v1/x", "https://API.example.com:443/v1/%78?key=5ecret#top"],
    ["postgres://db.example.com:5432/shop/public/orders", "postgresql://u:p@DB.example.com/shop/public/Orders"],
    [
        "redshift://sales.eu-west-1:5439/dev/public/orders",
        "redshift://sales.c0ffee.eu-west-1.redshift.amazonaws.com:5439/dev/public/orders",
        "redshift://sales.c0ffee.eu-west-1.redshift.amazonaws.com/dev/public/orders",
    ],
    ["snowflake://org-acct/db/s/t", "snowflake://me:pw@ORG-ACCT.snowflakecomputing.com/db/s/t"],
    ["spark://h/raw/orders", "spark://h/spark_catalog/raw/orders"],
    ["mysql://db:3306/shop/orders", "mariadb://db/shop/orders"],
    # Dates, however they are put together
    ["s3://b/{ds}/x", "s3://b/{execution_date.strftime('%Y/%m/%d')}/x", "s3://b/{ds[:4]}/{ds[5:7]}/{ds[8:10]}/x"],
    ["s3://b/{data_interval_end|ds}/x", "s3://b/{macros.ds_add(ds,-1)}/x", "s3://b/{prev_ds_nodash}/x"],
    [
        "s3://b/year={logical_date.year}/month={logical_date.month}/x",
        "s3://b/{logical_date.strftime('year=%Y/month=%m')}/x",
        "s3://b/{logical_date.format('[year=]YYYY[/month=]MM')}/x",
        "s3://b/year=2026/month=01/x",
    ],
    ["s3://b/dt={ds}/x", "s3://b/dt=2026-01-31/x", "s3://b/dt=20260131/x", "s3://b/dt={ts_nodash}/x"],
]

DIFFERENT = [
    ("s3://b/x", "gs://b/x"),
    ("s3://b/x", "s3://B/x"),
    ("s3://b/a%20b", "s3://b/a b"),
    ("abfss://c@one.dfs.core.windows.net/x", "abfss://c@two.dfs.core.windows.net/x"),
    ("file:/x", "file:x"),
    ("sftp://h:2222/x", "sftp://h/x"),
    ("postgres://h:5433/d/s/t", "postgres://h/d/s/t"),
    ("mysql://h/d/T", "mysql://h/d/t"),
    ("s3://b/{ds}/{ds_nodash}.csv", "s3://b/{ds}.csv"),
    # No day that there is
    ("s3://b/dt=2026-13-45/x", "s3://b/dt={ds}/x"),
    # A number without its year
    ("s3://b/day=1/x", "s3://b/day={execution_date.day}/x"),
    # A date that only stands there is a name, not a partition
    ("s3://b/2026-01-31/x", "s3://b/{ds}/x"),
]


@pytest.mark.parametrize("uris", SAME, ids=lambda uris: uris[0])
def test_the_same_data_has_one_key(uris: list[str]) -> None:
    keys = {uri: identity.location(uri).asset.key for uri in uris}
    assert len(set(keys.values())) == 1, keys
    assert not any("5ecret" in key or "pw" in key for key in keys.values())


@pytest.mark.parametrize("uris", SAME, ids=lambda uris: uris[0])
def test_a_key_read_as_a_place_is_that_key(uris: list[str]) -> None:
    key = identity.location(uris[0]).asset.key
    assert identity.location(key).asset.key == key


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_other_data_has_another_key(one: str, other: str) -> None:
    assert identity.location(one).asset.key != identity.location(other).asset.key


@pytest.mark.parametrize(
    ("name", "key", "partition"),
    [
        ("d.events_20260131", "bigquery:p.d.events_{date}", "20260131"),
        ("d.events_{ds_nodash}", "bigquery:p.d.events_{date}", "{ds_nodash}"),
        ("d.events_2026*", "bigquery:p.d.events_{date}", "2026*"),
        ("d.events_202601", "bigquery:p.d.events_{date}", "202601"),
        ("d.events_intraday_20260131", "bigquery:p.d.events_intraday_{date}", "20260131"),
        ("`p.d.events$20260131`", "bigquery:p.d.events", "20260131"),
        ("p:d.events${ds_nodash}", "bigquery:p.d.events", "{ds_nodash}"),
        ("example.com:p.d.events", "bigquery:example.com:p.d.events", None),
        # Nothing surely a date
        ("d.events_*", "bigquery:p.d.events_*", None),
        ("d.events_20261399", "bigquery:p.d.events_20261399", None),
        ("d.orders_123456", "bigquery:p.d.orders_123456", None),
        ("d.version202613", "bigquery:p.d.version202613", None),
    ],
)
def test_a_family_of_dated_tables_is_one_asset_in_bigquery(name: str, key: str, partition: str | None) -> None:
    place = identity.table("bigquery", "p", name)
    assert (place.asset.key, place.partition) == (key, partition)


def test_a_dated_name_elsewhere_is_a_name() -> None:
    assert (
        identity.table("postgres", "{conn:w}", "backup_20260131").asset.key
        == "postgres://{conn:w}/public.backup_20260131"
    )


def test_the_partition_keeps_offset_and_granularity() -> None:
    assert identity.location("s3://b/dt={macros.ds_add(ds,-1)}/x").partition == "{macros.ds_add(ds,-1)}"
    hours = identity.location("s3://b/{ds}/{execution_date.hour}/x")
    assert (hours.asset.key, hours.partition) == ("s3://b/{date}/x", "{ds}/{execution_date.hour}")
    assert identity.location("s3://b/year=2026/month=01/x").partition == "2026/01"


@pytest.mark.parametrize(
    ("whole", "part"),
    [
        ("s3://b/out", "s3://b/out/x.csv"),
        ("s3://b/out", "s3://b/out/{date}/x.csv"),
        ("s3://b/out/*.csv", "s3://b/out/deep/x.csv"),
        ("s3://b/out/*.csv", "s3://b/out/{date}.csv"),
        ("s3://b/out/_SUCCESS", "s3://b/out/part-0"),
        ("gs://b/out/x-???.csv", "gs://b/out/x-001.csv"),
        ("file:/data/*.csv", "file:/data/x.csv"),
        ("sftp://h/in", "sftp://h/in/x"),
        ("bigquery:p.d.events_*", "bigquery:p.d.events_{date}"),
        ("postgres://{conn:w}/public.backup_{date}", "postgres://{conn:w}/public.backup_20260131"),
        ("s3://b/{date}/x", "s3://b/2026/01/31/x"),
        ("abfss://c@a.dfs.core.windows.net/out", "abfss://c@a.dfs.core.windows.net/out/x"),
        ("snowflake://{conn:w}/D.S.ST", "snowflake://{conn:w}/@D.S.ST/in/x.csv"),
        ("snowflake://{conn:w}/@D.S.ST/in", "snowflake://{conn:w}/@D.S.ST/in/x.csv"),
    ],
)
def test_a_folder_a_pattern_and_a_family_hold_what_is_in_them(whole: str, part: str) -> None:
    assert identity.contains(whole, part)
    assert not identity.contains(part, whole)
    assert identity.related([whole], [part]) == {whole: [part]}
    assert identity.related([part], [whole]) == {part: [whole]}


@pytest.mark.parametrize(
    ("whole", "part"),
    [
        ("s3://b", "s3://b/x.csv"),
        ("s3://b/out", "s3://b/outer/x.csv"),
        ("s3://b/out", "s3://b/out"),
        ("s3://b/out", "gs://b/out/x.csv"),
        ("file:/data/*.csv", "file:/data/deep/x.csv"),
        ("file:/data", "file:/"),
        ("abfss://c@a.dfs.core.windows.net", "abfss://c@a.dfs.core.windows.net/x"),
        ("postgres://{conn:w}/public.a", "postgres://{conn:w}/public.a_b"),
        ("https://h/v1", "https://h/v1/x"),
        ("postgres://{conn:w}/public.b_{date}", "postgres://{conn:w}/public.b_total"),
    ],
)
def test_what_lies_elsewhere_is_not_held(whole: str, part: str) -> None:
    assert not identity.contains(whole, part)
    assert identity.related([whole], [part]) == {}
