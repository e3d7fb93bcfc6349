"""Two members as a page of theirs needs them, and what names and finds the picture of them."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

import msgspec

from intertwine.couples.queries import Choices, Us
from intertwine.insights.types import VERSION, Picture, Request
from intertwine.journal.registry import EntryShape
from intertwine.journal.sealing import Stored
from intertwine.journal.spaces import Space
from intertwine.patterns.entries import Estimate
from intertwine.patterns.joining import NOBODY, Both, Days, joined, shared_days


@dataclass(frozen=True)
class Unreadable:
    """Entries that could not be read. A page says so; it never passes over them in silence."""

    damaged: int = 0
    newer: int = 0


@dataclass(frozen=True, repr=False)
class Together:
    """What a page of two is made of. By number where there are two of something: 0 first, on both phones."""

    us: Us
    names: tuple[str, str]
    choices: Choices
    """One's own; the other's are nobody else's to know."""
    lines: tuple[Days | None, Days | None]
    """What may be drawn here; None for nothing at all."""
    both: Both
    """What may be put together: of both, or of nobody."""
    paired: int
    lately: int
    """How many of them in the last four weeks."""
    standing: Stored[EntryShape] | None
    """Under the estimate's id, whatever it is."""
    unreadable: Unreadable
    hard: frozenset[date]
    """One's own hard days, which nobody else is shown."""


def alone_with_it(found: Together) -> Together:
    """The page of someone for whom nothing has come yet: one's own line, and no days to put together."""
    mine = found.lines[found.us.my_number]
    lines = (mine, None) if found.us.my_number == 0 else (None, mine)
    return replace(found, lines=lines, both=NOBODY, paired=0, lately=0, standing=None)


def request_of(both: Both) -> Request:
    return Request.of(diary=joined(shared_days(both), both))


def hash_of(request: Request) -> str:
    """Names what goes into the engine, and the engine: another version's answer is another answer."""
    return hashlib.sha256(VERSION.encode() + b"\n" + msgspec.json.encode(request)).hexdigest()


def picture_in(estimate: Estimate) -> Picture | None:
    """None when another version wrote it in another way."""
    try:
        return msgspec.json.decode(estimate.picture, type=Picture)
    except msgspec.MsgspecError:
        return None


def estimate_id(pool: Space) -> UUID:
    return pool.fixed_id(b"patterns.estimate")
