"""The clients of object stores and of HDFS: what they copy, move and delete."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from migrator import identity
from migrator.model import Write
from migrator.shell.acts import Step, option, plain, read, wrote

COPY = ("cp", "sync", "rsync", "copy", "put", "get", "copyto", "upload", "download")
MOVE = ("mv", "move", "moveto")
REMOVE = ("rm", "remove", "del", "delete", "purge")
SHOW = ("cat",)


@dataclass(frozen=True, slots=True)
class Store:
    """A client by its first words, and its options that take a word."""

    start: tuple[str, ...]
    taking: tuple[str, ...] = ()


_AWS = str.split(
    "--profile --region --endpoint-url --exclude --include --acl --sse --sse-kms-key-id --storage-class --content-type "
    "--cache-control --metadata --metadata-directive --grants --output --query --expected-size --page-size"
)
STORES = (
    Store(("aws", "s3"), tuple(_AWS)),
    Store(("gsutil",), ("-h", "-o", "-u", "-x", "-j", "-J", "-a", "-z")),
    Store(("gcloud", "storage"), ("--project", "--account", "--billing-project", "-x", "--exclude", "--cache-control")),
    Store(("gcloud", "alpha", "storage"), ("--project", "--account")),
    Store(("azcopy",), ("--from-to", "--include-pattern", "--exclude-pattern", "--log-level", "--blob-type")),
    Store(("s3cmd",), ("-c", "--config", "--exclude", "--include", "--region", "--host", "--host-bucket")),
    Store(("s5cmd",), ("--endpoint-url", "--profile")),
)
# `hadoop fs -put here there` and its likes: from this machine to the cluster, back, or on the cluster.
UPLOADS = ("-put", "-copyFromLocal", "-moveFromLocal", "-appendToFile")
DOWNLOADS = ("-get", "-copyToLocal", "-getmerge", "-moveToLocal")
ON_CLUSTER = ("-cp", "-mv")


def stored(words: list[str]) -> Iterator[Step]:
    """What a client of an object store does."""
    for store in STORES:
        if tuple(words[: len(store.start)]) == store.start:
            yield from _moved(plain(words[len(store.start) :], store.taking))
            return
    if words[:2] == ["aws", "s3api"]:
        yield from _by_api(words[2:])
    elif words[:3] == ["az", "storage", "blob"] and len(words) > 3:
        yield from _by_azure(words[3:])


def _moved(words: list[str]) -> Iterator[Step]:
    """`cp a b`: the last place is written, those before it are read, and gone after `mv`."""
    if not words:
        return
    verb, *places = words
    if verb in REMOVE:
        yield from (wrote(place, Write.DELETE) for place in places)
    elif verb in SHOW:
        yield from (read(place) for place in places)
    elif verb in (*COPY, *MOVE) and len(places) > 1:
        sources = [place for place in places[:-1] if place != "-"]
        yield from (read(place) for place in sources)
        if places[-1] not in ("-", ".", "./"):
            yield wrote(places[-1])
        if verb in MOVE:
            yield from (wrote(place, Write.DELETE) for place in sources)


def _by_api(words: list[str]) -> Iterator[Step]:
    """`aws s3api put-object --bucket b --key k --body f`."""
    verb, bucket, key = words[:1], option(words, "--bucket"), option(words, "--key")
    if not bucket or not key:
        return
    place = f"s3://{bucket}/{key}"
    if verb == ["get-object"]:
        names = plain(words[1:], ("--bucket", "--key", "--profile", "--region", "--version-id", "--range"))
        yield read(place)
        yield from (wrote(name) for name in names[:1])
    elif verb == ["put-object"]:
        body = option(words, "--body")
        yield from [read(body)] if body else []
        yield wrote(place)
    elif verb == ["copy-object"]:
        yield read("s3://" + option(words, "--copy-source").lstrip("/"))
        yield wrote(place)
    elif verb == ["delete-object"]:
        yield wrote(place, Write.DELETE)


def _by_azure(words: list[str]) -> Iterator[Step]:
    """`az storage blob upload --account-name a --container-name c --name n --file f`."""
    verb = words[0]
    account = option(words, "--account-name") or "{?}"
    container = option(words, "--container-name", "-c", "--source", "-s") if "batch" in verb else ""
    container = container or option(words, "--container-name", "-c")
    name, file = option(words, "--name", "-n"), option(words, "--file", "-f")
    whole = option(words, "--blob-url")
    base = f"abfss://{container}@{account}.dfs.core.windows.net/"
    place = whole or (base + name if container and name else "")
    if verb == "upload" and place:
        yield from [read(file)] if file else []
        yield wrote(place)
    elif verb == "download" and place:
        yield read(place)
        yield from [wrote(file)] if file else []
    elif verb == "delete" and place:
        yield wrote(place, Write.DELETE)
    elif verb == "upload-batch":
        target = option(words, "--destination", "-d")
        path = option(words, "--destination-path")
        yield read(option(words, "--source", "-s") or ".")
        yield wrote(target if "://" in target else f"abfss://{target}@{account}.dfs.core.windows.net/{path}")
    elif verb == "download-batch":
        source = option(words, "--source", "-s")
        yield read(source if "://" in source else f"abfss://{source}@{account}.dfs.core.windows.net/")
        yield wrote(option(words, "--destination", "-d") or ".")


def on_cluster(verb: str, places: list[str]) -> Iterator[Step]:
    """`hadoop fs -put`: a path without a scheme is one of the cluster's, unless it is on this machine. Which cluster
    the machine's settings say: Airflow's default connection stands for it."""
    there = [place if "://" in place else f"hdfs://{identity.connection('hdfs_default')}/{place}" for place in places]
    if verb in ("-rm", "-rmr", "-rmdir"):
        yield from (wrote(place, Write.DELETE) for place in there)
    elif verb in ("-cat", "-text", "-tail"):
        yield from (read(place) for place in there)
    elif verb in (*UPLOADS, *DOWNLOADS, *ON_CLUSTER) and len(places) > 1:
        sources = places if verb in UPLOADS else there
        targets = places if verb in DOWNLOADS else there
        write = Write.APPEND if verb == "-appendToFile" else Write.OVERWRITE
        yield from (read(place) for place in sources[:-1] if place != "-")
        yield wrote(targets[-1], write)
        if verb in ("-mv", "-moveFromLocal", "-moveToLocal"):
            yield from (wrote(place, Write.DELETE) for place in sources[:-1])
