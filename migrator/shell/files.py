"""The programs of every machine that read and write files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrator.model import Write
from migrator.shell.acts import Step, option, plain, read, wrote

# Program -> its options that take a word; what its plain words are: files it reads,
READERS: dict[str, tuple[str, ...]] = {
    "cat": (),
    "zcat": (),
    "head": ("-n", "-c"),
    "tail": ("-n", "-c"),
    "wc": (),
    "sort": ("-k", "-t", "-o", "-T", "-S"),
    "uniq": ("-f", "-s", "-w"),
    "cut": ("-d", "-f", "-c"),
    "md5sum": (),
    "sha1sum": (),
    "sha256sum": (),
}
# files it makes or empties, and files it deletes.
MAKERS: dict[str, tuple[str, ...]] = {"touch": ("-d", "-r", "-t"), "truncate": ("-s", "-r")}
REMOVERS: dict[str, tuple[str, ...]] = {"rm": (), "unlink": (), "shred": ("-n", "-s")}
# Programs whose first plain word is a pattern or a program, unless an option says it; then files they read.
FILTERS: dict[str, tuple[str, ...]] = {
    "grep": ("-e", "-f", "-m", "-A", "-B", "-C"),
    "egrep": ("-e", "-f", "-m"),
    "zgrep": ("-e",),
    "sed": ("-e", "-f"),
    "awk": ("-F", "-v", "-f"),
    "jq": ("--arg", "--argjson", "--indent"),
}
PACKERS = {"gzip": ".gz", "bzip2": ".bz2", "xz": ".xz", "zstd": ".zst"}
UNPACKERS = {"gunzip": ".gz", "bunzip2": ".bz2", "unxz": ".xz", "unzstd": ".zst"}
KNOWN = (
    *READERS,
    *MAKERS,
    *REMOVERS,
    *FILTERS,
    *PACKERS,
    *UNPACKERS,
    "cp",
    "mv",
    "tee",
    "tar",
    "unzip",
    "zip",
    "split",
)


def filed(program: str, words: list[str]) -> Iterator[Step]:
    """What a program does to the files that its words name; `head -n 5 x` names x."""
    if program in READERS:
        yield from (read(place) for place in _places(words, READERS[program]))
        if program == "sort" and option(words, "-o", "--output"):
            yield wrote(option(words, "-o", "--output"))
    elif program in FILTERS:
        is_said = any(word in ("-e", "-f") for word in words)
        places = _places(words, FILTERS[program])
        for place in places if is_said else places[1:]:
            yield read(place)
            if program == "sed" and any(re.match(r"-[nEr]*i|--in-place", word) for word in words):
                yield wrote(place)
    elif program in MAKERS:
        yield from (wrote(place, Write.UNKNOWN) for place in _places(words, MAKERS[program]))
    elif program in REMOVERS:
        yield from (wrote(place, Write.DELETE) for place in _places(words, REMOVERS[program]))
    elif program == "tee":
        write = Write.APPEND if "-a" in words or "--append" in words else Write.OVERWRITE
        yield from (wrote(place, write) for place in _places(words, ()))
    elif program in ("cp", "mv"):
        yield from _moved(program, words)
    elif program in PACKERS or program in UNPACKERS:
        yield from _packed(program, words)
    elif program in ("tar", "unzip", "zip"):
        yield from _archived(program, words)
    elif program == "split":
        yield from (read(place) for place in _places(words, ("-l", "-b", "-n", "-a", "-C"))[:1])


def _places(words: list[str], taking: tuple[str, ...]) -> list[str]:
    return [word for word in plain(words, taking) if word != "-" and not word.startswith("/dev/")]


def _moved(program: str, words: list[str]) -> Iterator[Step]:
    folder = option(words, "-t", "--target-directory") if any(w.startswith(("-t", "--target")) for w in words) else ""
    places = _places(words, ("-t", "--target-directory", "-S"))
    places = [*places, folder] if folder else places
    if len(places) < 2:
        return
    yield from (read(place) for place in places[:-1])
    if places[-1] not in (".", "./"):
        yield wrote(places[-1])
    if program == "mv":
        yield from (wrote(place, Write.DELETE) for place in places[:-1])


def _packed(program: str, words: list[str]) -> Iterator[Step]:
    to_output = any(word in ("-c", "--stdout", "--to-stdout", "-dc", "-cd") for word in words)
    unpacks = program in UNPACKERS or any(re.match(r"-[a-z]*d|--decompress", word) for word in words)
    keeps = any(word in ("-k", "--keep") for word in words)
    end = (PACKERS | UNPACKERS)[program]
    for place in _places(words, ("-S",)):
        yield read(place)
        if not to_output:
            yield wrote(place.removesuffix(end) if unpacks else place + end)
            if not keeps and program not in ("zstd", "unzstd"):
                yield wrote(place, Write.DELETE)


def _archived(program: str, words: list[str]) -> Iterator[Step]:
    if program == "unzip":
        packed = _places(words, ("-d", "-x", "-P"))[:1]
        yield from (read(place) for place in packed)
        folder = option(words, "-d")
        yield from [wrote(folder)] if folder and packed else []
        return
    if program == "zip":
        archive, *members = _places(words, ("-x", "-i", "-P")) or [""]
        yield from (read(place) for place in members)
        yield from [wrote(archive)] if archive and members else []
        return
    letters = words[0].lstrip("-") if words and not words[0].startswith("--") else ""
    rest = _places(words[1:] if letters else words, ("-C", "-f", "--directory", "--exclude", "-X"))
    file = option(words, "--file", "-f")
    if "f" in letters:
        file, rest = (rest[0], rest[1:]) if rest else ("", [])
    if not file or file == "-":
        return
    if "c" in letters or "--create" in words:
        yield from (read(place) for place in rest)
        yield wrote(file)
    elif "x" in letters or "--extract" in words:
        folder = option(words, "-C", "--directory")
        yield read(file)
        yield from [wrote(folder)] if folder else []
