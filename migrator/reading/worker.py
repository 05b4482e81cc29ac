"""A process that reads files for another: a line with a path comes in, packed facts go out, until the input ends."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import BinaryIO

from migrator.reading.discover import layout
from migrator.reading.facts import packed
from migrator.reading.reader import Reader

# What the process needs besides what it reads: Python itself and its libraries.
OWN_MB = 512


def main() -> None:
    """Serve until standard input ends. The first line says what to read with."""
    # Ctrl-C reaches the whole group; the parent decides what becomes of us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # What a library prints must not get between the answers.
    os.dup2(2, 1)
    order = json.loads(requests.readline())
    variables = order["variables"]
    place = layout(
        [Path(path) for path in order["paths"]],
        [Path(path) for path in order["roots"]],
        Path(variables) if variables else None,
    )
    limit_memory(place.settings.bounds.memory_mb + OWN_MB)
    serve(requests, answers, Reader(place))


def serve(requests: BinaryIO, answers: BinaryIO, reader: Reader) -> None:
    """Answer each request: the length of the packed facts on a line, then they."""
    with reader:
        for line in requests:
            file = Path(json.loads(line))
            data = packed({str(file): reader.read(file)})
            answers.write(b"%d\n" % len(data))
            answers.write(data)
            answers.flush()


def limit_memory(megabytes: int) -> None:
    """Let this process have no more memory; where the system knows no such limit, the bounds alone must do."""
    try:
        import resource
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, hard))
