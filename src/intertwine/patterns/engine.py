"""The engine runs in a process of its own, one at a time; here is who waits for it and what came out.

Numbers go in and numbers come out. No key and no name, nothing that says whose they are: results wait here under the
hash of what went in, until someone who can seal them asks again.
"""

import atexit
import os
import subprocess
import sys
import time
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from threading import Lock, Thread

import msgspec

import intertwine
from intertwine.insights.types import Picture, Request
from intertwine.patterns.errors import EngineFailed

COMMAND = (sys.executable, "-P", "-m", "intertwine.insights")
ENVIRONMENT = {"PYTHONPATH": str(Path(*intertwine.__path__).parent)}
"""Nothing of this process, except where this very package lies: a checkout that runs need not be installed."""

TIMEOUT = 300.0
"""Seconds. A year of days takes some tens of seconds on a fast machine, and much longer on a small box at home."""

NICENESS = 10
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
        self._command, self._timeout, self._waiting = command, timeout, waiting
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._turns: list[Job] = []
        self._lock = Lock()
        self._thread: Thread | None = None
        self._process: subprocess.Popen[bytes] | None = None

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
            if self._process:
                self._process.kill()

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
                answer: Picture | State = self._run(job.request)
            except EngineFailed:
                answer = State.FAILED
            job.request, job.began, job.answer = b"", time.monotonic(), answer

    def _next(self) -> Job | None:
        with self._lock:
            if not self._turns:
                self._thread = None
                return None
            return self._turns.pop(0)

    def _run(self, request: bytes) -> Picture:
        try:
            with subprocess.Popen(  # noqa: S603 - our own interpreter and our own module; nothing of it is typed by anybody
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=ENVIRONMENT,
                start_new_session=True,
            ) as process:
                self._process = process
                try:
                    return _answer(process, request, self._timeout)
                finally:
                    process.kill()
                    self._process = None
        except OSError as error:
            raise EngineFailed(error.strerror) from None


def _answer(process: subprocess.Popen[bytes], request: bytes, timeout: float) -> Picture:
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, process.pid, NICENESS)  # pages go first
    try:
        said, _ = process.communicate(request, timeout=timeout)
    except subprocess.TimeoutExpired:
        raise EngineFailed("it took too long") from None
    if process.returncode:
        raise EngineFailed(f"it ended with {process.returncode}")
    try:
        return msgspec.json.decode(said, type=Picture)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise EngineFailed("it answered with something else than a picture") from None


ENGINE = Engine()
atexit.register(ENGINE.stop)
