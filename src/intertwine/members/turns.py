"""Argon2id takes a core and 64 MiB each time. Only as many run at once as there are cores; a short queue waits.

Together they are fewer than the threads that serve pages, so that a crowd at the door never keeps those inside waiting.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock

from intertwine.members.errors import Busy

RUNNING = min(os.cpu_count() or 1, 4)
QUEUE = 2
PATIENCE_SECONDS = 5.0

_running = BoundedSemaphore(RUNNING)
_lock = Lock()
_waiting = 0


@contextmanager
def argon_turn() -> Iterator[None]:
    """Raises `Busy` when the queue is full or the wait too long."""
    global _waiting  # noqa: PLW0603 - one queue per process is the point
    with _lock:
        if _waiting >= QUEUE:
            raise Busy
        _waiting += 1
    try:
        if not _running.acquire(timeout=PATIENCE_SECONDS):
            raise Busy
    finally:
        with _lock:
            _waiting -= 1
    try:
        yield
    finally:
        _running.release()
