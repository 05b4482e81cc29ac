"""Reads mutants of real files, thousands of them, and keeps each that crashes the reader or runs past its bounds.

    python tests/fuzz/campaign.py [FOLDER ...] [--count N] [--seed TEXT] [--jobs N] [--out FOLDER]

Without folders the files are Airflow's own example DAGs, as far as they are installed, and the project's fixtures. Each
failure is written to `--out`: the mutant, reduced, and beside it the seed and what went wrong.
"""

from __future__ import annotations

import argparse
import faulthandler
import importlib.util
import json
import multiprocessing
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from mutants import mutant

from migrator.model import FileStatus, Project
from migrator.model_json import to_json
from migrator.reading import read

ROOT = Path(__file__).parents[2]
# Seconds of the processor for one file, twice what the worst takes on a machine with nothing else to do. Past six times
# as many of the clock, with Python unable to look, the process ends.
SECONDS = 15
MEMORY_MB = 2048
LARGEST = 60_000
TRIES = 120


class Overrun(BaseException):
    """A file took longer than it may."""


@dataclass(frozen=True)
class Failure:
    """What went wrong with a mutant; `kind` is the same for the same cause."""

    kind: str
    detail: str


def corpus(folders: Sequence[Path]) -> list[bytes]:
    """The files that mutants are made of."""
    found = {path for folder in folders for path in folder.rglob("*.py")}
    contents = (path.read_bytes() for path in sorted(found) if path.is_file())
    return [content for content in contents if 0 < len(content) <= LARGEST]


def default_folders() -> list[Path]:
    """Where real files are, on any machine: the fixtures, and Airflow's examples where it is installed."""
    airflow = importlib.util.find_spec("airflow")
    places = [Path(place) for place in (airflow.submodule_search_locations or [])] if airflow else []
    examples = [folder for place in places for folder in sorted(place.rglob("example_dags"))]
    return [ROOT / "fixtures" / "dags", *examples, *(place / "providers" for place in places)]


@contextmanager
def watched(seconds: int) -> Iterator[None]:
    """Raise Overrun after so many seconds of the processor."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise Overrun

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def failure_of(content: bytes, folder: Path, seconds: int = SECONDS) -> Failure | None:
    """What goes wrong when this file is read, or None."""
    (folder / "mutant.py").write_bytes(content)
    try:
        with watched(seconds):
            project = read([folder / "mutant.py"])
            wrong = wrong_in(project)
            json.dumps(to_json(project))
    except Overrun:
        return Failure("overrun", f"not done after {seconds} seconds")
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        return Failure(
            f"{type(error).__name__} {Path(place.filename).name}:{place.name}", traceback.format_exc(limit=-12)
        )
    return Failure(wrong, repr(project)[:2000]) if wrong else None


def wrong_in(project: Project) -> str | None:
    """What the facts of one file may not be, whatever the file is."""
    (file,) = project.files
    told = [finding for finding in project.findings if finding.span.path == file.path]
    if any("needs more memory" in finding.message or "took longer than" in finding.message for finding in told):
        return "past its bounds"
    if file.status in (FileStatus.FAILED, FileStatus.PARTIAL) and not (file.because and told):
        return "no reason given"
    if file.status is FileStatus.FAILED and project.dags:
        return "DAGs of a file that failed"
    return "DAGs of a file without" if file.status is FileStatus.NONE and project.dags else None


def reduced(content: bytes, kind: str, folder: Path) -> bytes:
    """The file with as many lines taken out as possible while the failure stays."""
    lines, tries = content.splitlines(keepends=True), 0
    size = len(lines) // 2
    while size and tries < TRIES:
        start = 0
        while start < len(lines) and tries < TRIES:
            fewer = lines[:start] + lines[start + size :]
            tries += 1
            failure = failure_of(b"".join(fewer), folder)
            if failure is not None and failure.kind == kind:
                lines = fewer
            else:
                start += size
        size //= 2
    return b"".join(lines)


def keep(out: Path, name: str, content: bytes, failure: Failure) -> None:
    """Write a failure down."""
    out.mkdir(parents=True, exist_ok=True)
    (out / f"{name}.py").write_bytes(content)
    (out / f"{name}.txt").write_text(f"{failure.kind}\n\n{failure.detail}\n")
    print(f"{name}: {failure.kind}", flush=True)


def work(files: Sequence[bytes], seed: str, numbers: range, out: Path, current: Sequence[int], seen: set[str]) -> None:
    """Read the mutants of these numbers; each kind of failure is reduced once."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MB << 20, MEMORY_MB << 20))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "pyproject.toml").touch()
        for number in numbers:
            current[0] = number  # type: ignore[index]
            faulthandler.dump_traceback_later(SECONDS * 6, exit=True)
            content = mutant(files, f"{seed}:{number}")
            failure = failure_of(content, folder)
            faulthandler.cancel_dump_traceback_later()
            if failure is not None and failure.kind not in seen:
                seen.add(failure.kind)
                if failure.kind != "overrun":
                    content = reduced(content, failure.kind, folder)
                keep(out, f"{seed}-{number}", content, failure)


def campaign(files: Sequence[bytes], seed: str, count: int, jobs: int, out: Path) -> int:
    """Read so many mutants in so many processes; how many failures were kept. A process that dies is a failure."""
    before = len(list(out.glob("*.txt")))
    places = [multiprocessing.Array("l", [start]) for start in range(jobs)]

    def start(first: int, place: Sequence[int]) -> multiprocessing.Process:
        numbers = range(first, count, jobs)
        process = multiprocessing.Process(target=work, args=(files, seed, numbers, out, place, set()))
        process.start()
        return process

    running = [start(first, place) for first, place in enumerate(places)]
    told = time.monotonic()
    while running:
        time.sleep(1)
        if time.monotonic() - told > 60:
            told = time.monotonic()
            print(f"{min(place[0] for place in places):,} of {count:,}", flush=True)
        for process, place in list(zip(running, places, strict=True)):
            if process.exitcode is None:
                continue
            running.remove(process)
            places.remove(place)
            if process.exitcode:
                number = place[0]
                died = Failure("died", f"exit code {process.exitcode}")
                keep(out, f"{seed}-{number}", mutant(files, f"{seed}:{number}"), died)
                places.append(place)
                running.append(start(number + jobs, place))
    return len(list(out.glob("*.txt"))) - before


def main() -> int:
    """Run a campaign; 1 when something failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", type=Path, default=ROOT / ".fuzz")
    options = parser.parse_args()
    files = corpus(options.folders or default_folders())
    began = time.monotonic()
    failures = campaign(files, options.seed, options.count, options.jobs, options.out)
    took = time.monotonic() - began
    print(f"{options.count:,} mutants of {len(files)} files in {took:,.0f} s: {failures} kinds of failure")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
