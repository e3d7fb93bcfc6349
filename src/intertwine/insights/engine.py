"""The engine: a process of its own, one request in, one picture out.

Protocol (what `patterns` talks to): start `python -m intertwine.insights`, write one JSON `types.Request` to stdin and
close it, read one JSON `types.Picture` from stdout until its end. Nothing else is ever written to stdout.
Exit code 0 with a picture, whatever the diary is like; 2 with one sentence on stderr and an empty stdout when the
bytes are not a request at all.
"""

from typing import BinaryIO, TextIO

import msgspec

from intertwine.insights.ask import picture
from intertwine.insights.types import Request

UNREADABLE = 2


def answer(stdin: BinaryIO, stdout: BinaryIO, stderr: TextIO) -> int:
    """Read one request, write one picture, return the exit code."""
    try:
        request = msgspec.json.decode(stdin.read(), type=Request)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        stderr.write(f"This is not a request: {error}.\n")
        return UNREADABLE
    stdout.write(msgspec.json.encode(picture(request.diary.to_diary(), request.edges, prior_name=request.priors)))
    stdout.flush()
    return 0
