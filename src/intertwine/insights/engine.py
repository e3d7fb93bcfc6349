"""The engine: a process of its own that stays warm, line by line.

Protocol (what `patterns` talks to): start `python -m intertwine.insights`; write one `types.Request` as a line of JSON
to its stdin and read one line from its stdout, as often as there is something to ask: a `types.Picture`, whatever the
diary is like, or a `Problem` when the line is no request at all. Nothing else is ever written to stdout. It ends by
itself, with exit code 0, when stdin ends or nothing was asked for IDLE seconds.
"""

import signal
import sys
from types import FrameType
from typing import BinaryIO

import msgspec

from intertwine.insights.ask import picture, preview
from intertwine.insights.series import diary_of
from intertwine.insights.simulate import Missing, Moves, Truth, simulate_couple
from intertwine.insights.types import EDGES, SERIES, Diary, Request

IDLE = 600.0


class Problem(msgspec.Struct, frozen=True):
    """Instead of a picture: one sentence."""

    problem: str


def serve(stdin: BinaryIO, stdout: BinaryIO, *, idle: float = IDLE) -> None:
    """Answers line by line. Everything is loaded, and where nobody did so before compiled, before the first."""
    warm()
    signal.signal(signal.SIGALRM, _leave)
    while line := _next_line(stdin, idle):
        stdout.write(answer(line) + b"\n")
        stdout.flush()


def answer(line: bytes) -> bytes:
    """One request, one answer."""
    try:
        request = msgspec.json.decode(line, type=Request)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return msgspec.json.encode(Problem(f"This is not a request: {error}."))
    return msgspec.json.encode(picture(request.diary.to_diary(), request.edges, prior_name=request.priors))


def warm() -> None:
    """Asks about a made-up couple, which compiles what is not compiled yet and loads the rest."""
    diary, edges = often_at_the_top(), (EDGES[0], EDGES[-1])  # one with mind's prior and one with a pillar's
    preview(diary, edges)
    picture(diary, edges)


def often_at_the_top() -> Diary:
    """Two weeks that need every kernel there is: some answers are only bounds."""
    truth = Truth(moves=dict.fromkeys(SERIES, Moves(usual=(10.5, 10.5))))
    ratings = simulate_couple(days=14, seed=3, truth=truth, missing=Missing(each=0, both=0))
    return diary_of(days=14, ratings=ratings)


def _next_line(stdin: BinaryIO, idle: float) -> bytes:
    signal.setitimer(signal.ITIMER_REAL, idle)
    try:
        return stdin.readline()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)
