"""Ports that stay with whoever asked for them, also while nothing listens there."""

import os
import socket
from contextlib import suppress
from itertools import cycle, islice

ABOVE_THE_KNOWN, BELOW_THE_LENT = 10_000, 32_000
"""From 32,768 on the system itself lends ports, to every connection that goes out."""

_KEPT: list[socket.socket] = []
_next = cycle(range(ABOVE_THE_KNOWN, BELOW_THE_LENT))
_first = os.getpid() * 97 % (BELOW_THE_LENT - ABOVE_THE_KNOWN)  # so that processes do not all try the same ones
_candidates = islice(_next, _first, None)


def free_port() -> int:
    """Nobody else's until this process ends: a socket of the other kind, which no server uses, holds the number."""
    for port in _candidates:
        with suppress(OSError), socket.socket() as listening:
            listening.bind(("", port))
            _KEPT.append(_held(port))
            return port
    raise AssertionError("without an end")


def _held(port: int) -> socket.socket:
    held = socket.socket(type=socket.SOCK_DGRAM)
    try:
        held.bind(("127.0.0.1", port))
    except OSError:
        held.close()
        raise
    return held
