"""The engine runs in a process of its own, one for everybody; here is who waits for it and what came out.

Numbers go in and numbers come out. No key and no name, nothing that says whose they are: results wait here under the
hash of what went in, until someone who can seal them asks again.
"""

import atexit
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from threading import Lock, Thread

import msgspec

from intertwine.insights.types import Picture, Request
from intertwine.patterns.errors import EngineFailed
from intertwine.patterns.process import COMMAND, Process

TIMEOUT = 300.0
"""Seconds. A whole map takes less than two of them, once everything is compiled; that takes a minute on a small box."""

WAITING = 20
KEPT = 64
KEPT_FOR = 15 * 60.0
"""Seconds a result waits for its owners; after a failure, seconds until it is tried again."""


class State(Enum):
    WORKING = "it waits its turn or is being worked out"
    FAILED = "no picture came out; it will be tried again later"


@dataclass
class Job:
    request: bytes
    began: float = field(default_factory=time.monotonic)
    answer: Picture | State = State.WORKING


class Engine:
    """A short queue in front of one process. Nobody who asks ever waits."""

    def __init__(self, *, command: Sequence[str] = COMMAND, timeout: float = TIMEOUT, waiting: int = WAITING) -> None:
        self._process, self._waiting = Process(command, timeout), waiting
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._turns: list[Job] = []
        self._lock = Lock()
        self._thread: Thread | None = None

    def ask(self, key: str, request: Request) -> Picture | State:
        """What came out for `key`; the first to ask starts it. With too many waiting, whoever asks again later does."""
        with self._lock:
            self._tidy()
            job = self._jobs.get(key)
            if job is None and len(self._turns) < self._waiting:
                job = self._jobs[key] = Job(msgspec.json.encode(request))
                self._turns.append(job)
                self._start()
            return job.answer if job else State.WORKING

    def forget(self, key: str) -> None:
        """It is sealed now, and need not wait here."""
        with self._lock:
            job = self._jobs.get(key)
            if job and isinstance(job.answer, Picture):
                del self._jobs[key]

    def finish(self) -> None:
        """Waits until nothing is under way."""
        thread = self._thread
        if thread:
            thread.join()

    def stop(self) -> None:
        """Nobody's turn comes any more, and what runs is ended."""
        with self._lock:
            self._turns.clear()
        self._process.stop()

    def _tidy(self) -> None:
        now = time.monotonic()
        over = [key for key, job in self._jobs.items() if job.answer is not State.WORKING]
        many = len(self._jobs) - KEPT
        for place, key in enumerate(over):
            if place < many or now - self._jobs[key].began > KEPT_FOR:
                del self._jobs[key]

    def _start(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._thread = Thread(target=self._work, name="patterns-engine", daemon=True)
            self._thread.start()

    def _work(self) -> None:
        while job := self._next():
            try:
                answer: Picture | State = self._process.ask(job.request)
            except EngineFailed:
                answer = State.FAILED
            job.request, job.began, job.answer = b"", time.monotonic(), answer

    def _next(self) -> Job | None:
        with self._lock:
            if not self._turns:
                self._thread = None
                return None
            return self._turns.pop(0)


ENGINE = Engine()
atexit.register(ENGINE.stop)
