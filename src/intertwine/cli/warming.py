"""The statistics are machine code that somebody has to compile once: in the background, before anybody asks."""

import os
import subprocess
import sys
from contextlib import suppress

from intertwine.insights.compiled_already import CACHE, is_compiled, somewhere_to_write
from intertwine.server.configuration import Configuration

NICENESS = 15


def compile_in_the_background(configuration: Configuration) -> "subprocess.Popen[bytes] | None":
    """Nobody waits for it, and when it fails the first question compiles what it needs. None when it is done already.

    Also settles where machine code lies, for every process that is started from here.
    """
    place = somewhere_to_write(configuration.data_directory)
    if place is not None:
        os.environ.setdefault(CACHE, str(place))
    if is_compiled():
        return None
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "intertwine.insights", "--warm"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, process.pid, max(NICENESS, os.nice(0)))
    return process
