"""What must hold for names nobody has thought of: one key for the same data, no key for two, and no secret in any."""

from __future__ import annotations

import itertools

from hypothesis import assume, given
from hypothesis import strategies as st

from migrator import identity
from migrator.identity import Fold, Home

WORD = st.from_regex(r"[a-z_][a-z0-9_]{0,7}", fullmatch=True)
# No part that could be a date, and none that is a pattern
STEM = st.from_regex(r"[A-Za-z][A-Za-z_]{0,7}", fullmatch=True)
SYSTEM = st.sampled_from(sorted(identity.SYSTEMS))
SERVED = st.sampled_from(sorted(name for name, rules in identity.SYSTEMS.items() if rules.port))
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
SECRET = st.from_regex(r"[A-Za-z0-9!$%^&*()_+=,.;:'-]{0,10}", fullmatch=True).map(lambda noise: f"S3cr{noise}T4il")
HOLE = st.sampled_from(["{ds}", "{params.x}", "{var.value.b}", "{conn:w}", "{xcom:t.return_value}", "{a['b/c?d@e']}"])
PATH = st.lists(st.one_of(STEM, HOLE), min_size=1, max_size=4).map("/".join)


def variants(part: str, fold: Fold) -> st.SearchStrategy[str]:
    """The spellings of one part of a name that its system takes for the same."""
    folded = part.upper() if fold is Fold.UPPER else part.lower() if fold is not Fold.KEEP else part
    same = [part, f'"{folded}"', f"[{folded}]"]
    if fold is not Fold.KEEP:
        same += [part.upper(), part.lower(), part.title()]
    return st.sampled_from(same)


@given(st.data(), SYSTEM, WORD, WORD, WORD)
def test_a_table_has_one_key_however_it_is_written(
    data: st.DataObject, system: str, db: str, schema: str, name: str
) -> None:
    fold = identity.SYSTEMS[system].fold
    wanted = identity.table(system, "{conn:w}", f"{db}.{schema}.{name}").asset.key
    blank = data.draw(st.sampled_from(["", " ", "\n\t"]))
    a, b, c = (data.draw(variants(part, fold)) for part in (db, schema, name))
    spelled = data.draw(
        st.sampled_from(
            [
                (f"{blank}{a}{blank}.{blank}{b}.{c}{blank}", ()),
                (f"{b}.{c}", (a, b)),
                (c, (a, b)),
                (c, (f"{a}.{b}",)),
            ]
        )
    )
    assert identity.table(system, "{conn:w}", spelled[0], within=spelled[1]).asset.key == wanted


@given(st.data(), SERVED, WORD, WORD, WORD)
def test_a_host_has_one_spelling(data: st.DataObject, system: str, host: str, db: str, name: str) -> None:
    assume(system != "redshift")
    port = identity.SYSTEMS[system].port
    user = data.draw(st.sampled_from(["", "me@", "me:pw@", "me:p:w@"]))
    where = data.draw(st.sampled_from([f"{host}.x", f"{host.upper()}.X", f"{host}.x:{port}", f"{host}.x."]))
    uri = f"{data.draw(st.sampled_from([system, system.upper()]))}://{user}{where}/{db}/{name}"
    assert identity.location(uri).asset.key == identity.location(f"{system}://{host}.x:{port}/{db}/{name}").asset.key
    opened = identity.database(uri.rpartition("/")[0])
    key = identity.table(opened.system, opened.authority, f"{db}.{name}").asset.key
    assert key == identity.location(f"{system}://{host}.x:{port}/{db}/{name}").asset.key


@given(PATH, STEM, st.sampled_from([("s3", "s3a", "s3n", "S3"), ("gs", "gcs"), ("abfss", "abfs"), ("wasb", "wasbs")]))
def test_a_store_has_one_scheme_and_a_path_one_spelling(path: str, bucket: str, schemes: tuple[str, ...]) -> None:
    spelled = (path, f"/{path}", f"{path}/", path.replace("/", "//"), f"./{path}", f"x/../{path}")
    assume("{a[" not in path)
    keys = {identity.location(f"{s}://{bucket}/{p}").asset.key for s, p in itertools.product(schemes, spelled)}
    assert len(keys) == 1


@given(st.lists(st.tuples(SYSTEM, WORD, WORD, WORD), min_size=2, max_size=6, unique=True))
def test_tables_of_different_systems_hosts_and_names_never_meet(tables: list[tuple[str, str, str, str]]) -> None:
    # BigQuery has no host; the connection stands for the project.
    keys = [identity.table(s, f"{{conn:{host}}}", f"{schema}.{name}").asset.key for s, host, schema, name in tables]
    plain = [
        (s, host, "" if schema == identity.SYSTEMS[s].schema and identity.SYSTEMS[s].drop_default else schema, name)
        for s, host, schema, name in tables
    ]
    assert len(set(keys)) == len(set(plain))


@given(st.lists(st.tuples(st.sampled_from(["s3", "gs", "sftp", "https", "file", "hdfs"]), STEM, STEM), unique=True))
def test_objects_of_different_stores_and_names_never_meet(objects: list[tuple[str, str, str]]) -> None:
    lowered = {(s, a if s in ("s3", "gs", "hdfs", "file") else a.lower(), b) for s, a, b in objects}
    uris = [f"file:{a}/{b}" if s == "file" else f"{s}://{a}/{b}" for s, a, b in objects]
    assert len({identity.location(uri).asset.key for uri in uris}) == len(lowered)


@given(
    SYSTEM, WORD, st.lists(WORD, min_size=1, max_size=3), st.lists(st.one_of(st.just(""), WORD), min_size=3, max_size=3)
)
def test_no_map_changes_a_key(system: str, connection: str, parts: list[str], told: list[str]) -> None:
    authority, name = identity.connection(connection), ".".join(parts)
    bare = identity.table(system, authority, name)
    home = Home(identity.connection("other"), *told)
    mapped = identity.table(system, authority, name, home=home)
    assert (mapped.asset.key, mapped.partition, mapped.unknown_parts) == (
        bare.asset.key,
        bare.partition,
        bare.unknown_parts,
    )
    uri = f"sftp://{authority}/{'/'.join(parts)}"
    assert identity.location(uri, home).asset.key == identity.location(uri).asset.key


@given(SERVED, WORD, WORD, WORD)
def test_two_connections_to_one_database_have_one_address(system: str, database: str, schema: str, name: str) -> None:
    homes = [Home(identity.connection(one), "db.x:1", database, schema) for one in "ab"]
    places = [identity.table(system, home.connection, name, home=home) for home in homes]
    rules = identity.SYSTEMS[system]
    same = identity.address_of(places[0].asset) == identity.address_of(places[1].asset)
    assert same and places[0].asset.key != places[1].asset.key
    # Without a known database, one host may be two databases.
    if rules.levels == 3:
        unknown = [Home(home.connection, "db.x:1") for home in homes]
        alike = {identity.address_of(identity.table(system, h.connection, name, home=h).asset) for h in unknown}
        assert len(alike) == 2


@given(SECRET, st.sampled_from(["https", "postgres", "s3", "sftp", "mongodb", "abfss", "jdbc:postgresql", "ftp"]))
def test_no_secret_of_a_uri_is_in_a_key(secret: str, scheme: str) -> None:
    for uri in (
        f"{scheme}://user:{secret}@host:99/a/b",
        f"{scheme}://host/a/b?token={secret}",
        f"{scheme}://host/a/b?sv=1&sig={secret}&se=2",
        f"{scheme}://host/a/b#access_token={secret}",
    ):
        found = (identity.location(uri), identity.declared(uri))
        key = identity.database(uri)
        shown = repr((found, key.authority, key.within, identity.table("postgres", key.authority, "t")))
        assert "S3cr" not in shown and "T4il" not in shown, uri


@given(st.one_of(TEXT, PATH.map(lambda path: f"s3://b/{path}"), PATH))
def test_a_key_is_itself_and_its_holes_are_whole(text: str) -> None:
    for place in (identity.location(text), identity.declared(text), identity.file(text)):
        key = place.asset.key
        assert key
        if text.count("{") == text.count("}") and "}" not in text.split("{", 1)[0]:
            assert key.count("{") == key.count("}")
    if not any(sign in text for sign in '"`[]{}?#@%:') and "//" not in text.strip("/ "):
        key = identity.file(text).asset.key
        assert identity.location(key).asset.key == key


@given(PATH, st.sampled_from(["s3", "gs", "sftp", "https", "hdfs", "abfss", "kafka"]))
def test_reading_a_key_again_gives_it(path: str, scheme: str) -> None:
    key = identity.location(f"{scheme}://bucket/{path}").asset.key
    assert identity.location(key).asset.key == key


@given(STEM, STEM, STEM)
def test_what_is_held_is_held_by_what_holds_it(bucket: str, folder: str, name: str) -> None:
    keys = [identity.location(f"s3://{bucket}/{folder}/{end}").asset.key for end in ("", name, f"{name}/x", "*")]
    for one, other in itertools.permutations(keys, 2):
        assert not (identity.contains(one, other) and identity.contains(other, one)) or "*" in one + other
        near = identity.related([one], [other])
        assert bool(near) == (identity.contains(one, other) or identity.contains(other, one))
