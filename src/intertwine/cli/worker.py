"""What the serving process does before its first request."""

import ctypes
import gc
import os
import resource
import signal
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import parent_process
from multiprocessing.connection import wait
from threading import Thread
from typing import Any

from intertwine.cli.saying import say

M_ARENA_MAX = -8
"""As malloc.h has it."""


@dataclass(frozen=True)
class Ready:
    """Loads the application. A class, because it may have to be pickled into a new process."""

    host: str
    port: int
    words: str
    threads: int

    def __call__(self) -> Any:
        _one_heap()
        _no_core()
        from django.db import DatabaseError  # noqa: PLC0415 - the serving process alone loads Django

        from intertwine.server.reading import Reader  # noqa: PLC0415 - same
        from intertwine.server.wsgi import application  # noqa: PLC0415 - same

        # what has expired opens nothing: a full disk or a busy file must not keep people out
        with suppress(DatabaseError):
            _tidy()
        Thread(target=_end_with_parent, daemon=True).start()
        Thread(target=self._say_when_it_answers, daemon=True).start()
        # what was loaded stays for good: no collection needs to look at it again
        gc.collect()
        gc.freeze()
        return Reader(application, threads=self.threads)

    def _say_when_it_answers(self) -> None:
        while not self._answers():
            time.sleep(0.02)
        say(self.words)

    def _answers(self) -> bool:
        try:
            socket.create_connection((self.host, self.port), timeout=1).close()
        except OSError:
            return False
        return True


def _tidy() -> None:
    """Not before the application stands."""
    from intertwine.couples.parting import tidy_closed  # noqa: PLC0415 - needs Django
    from intertwine.web.sessions import rows  # noqa: PLC0415 - same

    rows.sweep()
    tidy_closed()


def _one_heap() -> None:
    """glibc gives each thread a heap of its own, which nobody needs while one thread at a time runs Python. Elsewhere
    there is no such setting, and nothing is lost."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)


def _no_core() -> None:
    """Where this process breaks, the system would write its memory to a disk, with the keys of whoever is signed in."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _end_with_parent() -> None:
    """When the process that started this one is killed, nobody would stop this one, and it would keep the port."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)
