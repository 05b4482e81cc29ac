"""Python's garbage collector held back: it would walk all trees and facts again and again while they are made."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

# After how many characters of source it is asked to look: their trees, which hold each other, take some 200 MB.
COLLECT = 8_000_000


@contextmanager
def uncollected() -> Iterator[Callable[[], int]]:
    """The collector at rest but when what this yields is called."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield gc.collect
    finally:
        if was_on:
            # Thawed, all that was made counts as old, and is not walked at once as if it were new.
            gc.freeze()
            gc.unfreeze()
            gc.enable()
