"""The engine's process: started for the first question, kept for the next ones, ended when it does not answer."""

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Timer

import msgspec

import intertwine
from intertwine.insights.compiled_already import CACHE
from intertwine.insights.types import Picture
from intertwine.patterns.errors import EngineFailed

COMMAND = (sys.executable, "-P", "-m", "intertwine.insights")

NICENESS = 10


def environment() -> dict[str, str]:
    """Nothing of this process, except where this very package lies, for a checkout that runs need not be installed,
    and where its machine code is kept, when that is not beside it."""
    known = {"PYTHONPATH": str(Path(*intertwine.__path__).parent)}
    return {**known, CACHE: os.environ[CACHE]} if CACHE in os.environ else known


class Process:
    """One engine. Not for two threads at once, except that any may `stop` it."""

    def __init__(self, command: Sequence[str], timeout: float) -> None:
        self._command, self._timeout = command, timeout
        self._running: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def ask(self, request: bytes) -> Picture:
        """One that was kept may have ended since, for want of questions: then the question goes to a new one."""
        kept, self._stopped = self._running is not None, False
        said = self._say(request)
        if not said and kept and not self._stopped:
            said = self._say(request)
        try:
            return msgspec.json.decode(said, type=Picture)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            self.end()
            raise EngineFailed("it answered with something else than a picture, or not in time") from None

    def stop(self) -> None:
        """Whatever it is at is left unanswered."""
        self._stopped = True
        self.end()

    def end(self) -> None:
        """Nothing of it stays behind."""
        running, self._running = self._running, None
        if running is not None:
            running.kill()
            with suppress(OSError):
                running.communicate()

    def _say(self, request: bytes) -> bytes:
        """The line it answers with; ended, and an empty line, when there is none."""
        process = self._running = self._running or self._started()
        assert process.stdin is not None and process.stdout is not None  # noqa: PT018 - both are pipes
        late = Timer(self._timeout, process.kill)
        late.start()
        try:
            process.stdin.write(request + b"\n")
            process.stdin.flush()
            said = process.stdout.readline()
        except (OSError, ValueError):  # it is gone, or was ended from outside meanwhile
            said = b""
        finally:
            late.cancel()
        if not said.endswith(b"\n"):
            self.end()
            return b""
        return said

    def _started(self) -> "subprocess.Popen[bytes]":
        try:
            process = subprocess.Popen(  # noqa: S603 - our own interpreter and module; nothing of it is typed by anybody
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment(),
                start_new_session=True,
            )
        except OSError as error:
            raise EngineFailed(error.strerror) from None
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, process.pid, max(NICENESS, os.nice(0)))  # pages go first
        return process
