"""Files read by other processes: in parallel, and with one that hangs or dies losing only the file it was at."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import IO, NamedTuple

from migrator.findings import finding
from migrator.model import FileStatus, SourceFile, Span
from migrator.reading.discover import Layout
from migrator.reading.facts import FileFacts, unpacked

# Files that lie together import the same modules, which one process then reads once.
TOGETHER = 16
# For so many files another process is not worth its start.
FEW = 8
# How much longer than its own bound on time a worker may take for one file before it is killed.
PATIENCE = 2.5
# Python's own way to find modules is not used: the folder it is started in must not be able to hide ours.
START = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from migrator.reading.worker import main; main()"


class Order(NamedTuple):
    """What is read, as it was given: the arguments of `layout`."""

    paths: tuple[Path, ...]
    roots: tuple[Path, ...]
    variables: Path | None


Bunches = queue.SimpleQueue[Sequence[Path]]
Answers = queue.SimpleQueue[tuple[Path, FileFacts] | Future[None]]


def read_apart(files: Sequence[Path], order: Order, place: Layout, jobs: int) -> Iterator[tuple[Path, FileFacts]]:
    """Each file and its facts as they come, read by at most `jobs` processes."""
    bunches: Bunches = queue.SimpleQueue()
    jobs = min(jobs, -(-len(files) // FEW)) or 1
    size = max(1, min(TOGETHER, len(files) // (4 * jobs)))
    for start in range(0, len(files), size):
        bunches.put(files[start : start + size])
    answers: Answers = queue.SimpleQueue()
    workers = [Worker(order, place) for _ in range(jobs)]
    with ThreadPoolExecutor(jobs) as threads:
        for worker in workers:
            threads.submit(worker.work, bunches, answers).add_done_callback(answers.put)
        try:
            left = len(files)
            while left:
                answer = answers.get()
                if isinstance(answer, Future):
                    # A thread has ended; what went wrong in it is raised here.
                    answer.result()
                    continue
                left -= 1
                yield answer
        finally:
            for worker in workers:
                worker.kill()


class Worker:
    """One process that reads, started when it is first needed and again after it died."""

    def __init__(self, order: Order, place: Layout) -> None:
        self.place = place
        self.seconds = place.settings.bounds.seconds * PATIENCE
        self.order = {
            "paths": [str(path) for path in order.paths],
            "roots": [str(path) for path in order.roots],
            "variables": str(order.variables) if order.variables else None,
        }
        self.process: subprocess.Popen[bytes] | None = None
        self.ended = False

    def work(self, bunches: Bunches, answers: Answers) -> None:
        """Read bunch after bunch until there is none, or the end is told."""
        with suppress(queue.Empty):
            while not self.ended:
                for file in bunches.get_nowait():
                    if not self.ended:
                        answers.put((file, self.read(file)))
        self.kill()

    def read(self, file: Path) -> FileFacts:
        """The facts of one file: as the process answers, or that it did not."""
        process = self.started()
        assert process.stdin is not None and process.stdout is not None
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        watch = threading.Timer(self.seconds, stop)
        watch.start()
        try:
            with suppress(BrokenPipeError):
                process.stdin.write(json.dumps(str(file)).encode() + b"\n")
                process.stdin.flush()
            answer = received(process.stdout)
        finally:
            watch.cancel()
        facts = unpacked(answer).get(str(file)) if answer is not None else None
        if facts is not None:
            return facts
        self.process = None
        code = process.wait()
        return self.given_up(file, f"it took longer than {self.seconds:.0f} s" if late.is_set() else died(code))

    def started(self) -> subprocess.Popen[bytes]:
        """The process, with what to read told to it."""
        if self.process is None:
            command = [sys.executable, "-I", "-c", START, json.dumps(sys.path)]
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            assert self.process.stdin is not None
            with suppress(BrokenPipeError):
                self.process.stdin.write(json.dumps(self.order).encode() + b"\n")
        return self.process

    def given_up(self, file: Path, because: str) -> FileFacts:
        """What is known of a file that could not be read to its end."""
        path = self.place.relative(file)
        why = f"reading {path} was given up: {because}"
        fix = "Leave the file out, or split it; nothing in it is known."
        found = finding("bound-reached", Span(path, 1), why, fix)
        return FileFacts(SourceFile(path, FileStatus.PARTIAL, why, None), (), (found,), {})

    def kill(self) -> None:
        """End the process, if there is one."""
        self.ended = True
        process, self.process = self.process, None
        if process is not None:
            process.kill()
            process.wait()


def received(answers: IO[bytes]) -> bytes | None:
    """One whole answer; None when the process ended before it."""
    line = answers.readline()
    if not line.endswith(b"\n"):
        return None
    data = answers.read(int(line))
    return data if len(data) == int(line) else None


def died(code: int) -> str:
    """How a process ended, for people."""
    return (
        f"the process that read it died of signal {-code}" if code < 0 else f"the process that read it ended ({code})"
    )
