"""What the serving process does before its first request."""

import gc
import os
import signal
from dataclasses import dataclass
from multiprocessing import parent_process
from multiprocessing.connection import wait
from threading import Thread
from typing import Any

from intertwine.cli.saying import say


@dataclass(frozen=True)
class Ready:
    """Loads the application, then says where it is. A class, because it may have to be pickled into a new process."""

    words: str

    def __call__(self) -> Any:
        from intertwine.server.wsgi import application  # noqa: PLC0415 - the serving process alone loads Django
        from intertwine.web.sessions import rows  # noqa: PLC0415 - same

        rows.sweep()
        Thread(target=_end_with_parent, daemon=True).start()
        # what was loaded stays for good: no collection needs to look at it again
        gc.collect()
        gc.freeze()
        say(self.words)
        return application


def _end_with_parent() -> None:
    """When the process that started this one is killed, nobody would stop this one, and it would keep the port."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)
