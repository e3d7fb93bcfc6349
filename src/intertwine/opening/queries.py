"""What one of the two sees of the questions: tonight's, what is sealed, and what has opened."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from intertwine.couples.queries import Us
from intertwine.journal.errors import Gone
from intertwine.journal.queries import Pages, read, read_these
from intertwine.journal.spaces import us_space
from intertwine.opening import access, sealing
from intertwine.opening.choosing import AT_HAND, Bounds
from intertwine.opening.entries import Asked, Opened, Reaction, Said
from intertwine.opening.errors import Settled
from intertwine.opening.line import (
    couples_day,
    opened_id,
    reaction_id,
    read_ours,
    said_id,
    text_of,
    tonights,
)
from intertwine.vault.errors import Unopenable
from intertwine.web.sessions.visit import Visit

SHOWN = timedelta(days=31)
"""So far back what has opened stands on *Together* itself; everything is in the archive."""
SHOWN_AT_MOST = 3


@dataclass(frozen=True)
class Posed:
    """A question as it is asked."""

    id: UUID
    text: str = field(repr=False)
    asked_by: str = ""
    """Empty for the deck's; else `me` or `partner`."""


@dataclass(frozen=True)
class Mine:
    """One's own answer that has not opened."""

    revision: int
    text: str | None = field(repr=False)
    """None while the private space is closed, and where the row was edited."""
    damaged: bool
    told: bool


@dataclass(frozen=True)
class Pair:
    """Two answers that have opened, side by side."""

    id: UUID
    asked: str = field(repr=False)
    day: date
    mine: str = field(repr=False)
    theirs: str = field(repr=False)
    my_reaction: Reaction | None = field(repr=False)
    their_reaction: Reaction | None = field(repr=False)


@dataclass(frozen=True)
class Together:
    day: date
    tonight: Posed | None
    own: tuple[Posed, ...]
    sealed: tuple[Posed, ...]
    pairs: tuple[Pair, ...]
    short: bool
    """Fewer questions are at hand than there should be, so that the line is worth lengthening."""
    damaged: int
    """Rows of the shared space that do not open where they stand."""


def together(visit: Visit, us: Us) -> Together:
    """Two queries, and one where the middleware did not run."""
    ours, answered, on = read_ours(visit, us), access.standing_of(visit, us).mine, couples_day(visit)
    tonight = tonights(visit, ours, answered)
    pages = read(us_space(visit), first=on - SHOWN, last=on)
    pairs = [pair for pair in pairs_in(visit, us, pages) if on - pair.day <= SHOWN]
    return Together(
        on,
        _posed(us, tonight) if tonight else None,
        tuple(_posed(us, asked) for asked in ours.own(answered)),
        tuple(_posed(us, asked) for asked in ours.line.items if asked.id in answered),
        tuple(pairs[:SHOWN_AT_MOST]),
        len(ours.at_hand(answered, on)) < AT_HAND,
        pages.damaged,
    )


def my_sealed(visit: Visit, us: Us) -> tuple[Posed, ...]:
    """What this member has sealed and can still take back."""
    ours, answered = read_ours(visit, us), access.standing_of(visit, us).mine
    return tuple(_posed(us, asked) for asked in ours.line.items if asked.id in answered)


def tonight(visit: Visit, us: Us) -> Posed | None:
    """One query, and another where the middleware did not run."""
    asked = tonights(visit, read_ours(visit, us), access.standing_of(visit, us).mine)
    return _posed(us, asked) if asked else None


def question(visit: Visit, us: Us, id: UUID) -> Posed:
    """Raises `NotAsked`, or `Settled` once it has opened."""
    asked = read_ours(visit, us).find(id)
    if asked.opened:
        raise Settled(opened_id(us_space(visit), id))
    return _posed(us, asked)


def mine(visit: Visit, us: Us, id: UUID) -> Mine | None:
    """One's own answer to this question, if there is one. Raises `Settled` when it is about to open."""
    row = access.my_row(us, id)
    if row is None:
        return None
    if row.both:
        raise Settled(opened_id(us_space(visit), id))
    try:
        text = sealing.open_mine(visit, us, row).text
    except Unopenable:
        return Mine(row.revision, None, damaged=True, told=False)
    told = bool(read_these(us_space(visit), [said_id(us_space(visit), id, us.me)]).entries)
    return Mine(row.revision, text if visit.private else None, damaged=False, told=told)


def partner_said(visit: Visit, us: Us, id: UUID) -> bool:
    """Whether the other one wants it known that they have answered."""
    space = us_space(visit)
    said = read_these(space, [said_id(space, id, us.partner)]).of(Said)
    return any(stored.by == us.partner for stored in said)


def pair(visit: Visit, us: Us, id: UUID) -> Pair:
    """Raises `Gone`."""
    space = us_space(visit)
    pages = read_these(space, [id, reaction_id(space, id, us.me), reaction_id(space, id, us.partner)])
    for found in pairs_in(visit, us, pages):
        return found
    raise Gone


def has_opened(visit: Visit, id: UUID) -> bool:
    return bool(read_these(us_space(visit), [id]).of(Opened))


def pairs_of_month(visit: Visit, us: Us, month: date) -> list[Pair]:
    return pairs_in(visit, us, read(us_space(visit), first=month, last=month))


def pairs_in(visit: Visit, us: Us, pages: Pages) -> list[Pair]:
    """The latest first."""
    space = us_space(visit)
    reactions = {(stored.id, stored.by): stored.entry for stored in pages.of(Reaction)}

    def reaction(opened: UUID, author: UUID) -> Reaction | None:
        return reactions.get((reaction_id(space, opened, author), author))

    return [
        Pair(
            stored.id,
            stored.entry.asked,
            stored.entry.day,
            stored.entry.answers.get(us.me.hex, ""),
            stored.entry.answers.get(us.partner.hex, ""),
            reaction(stored.id, us.me),
            reaction(stored.id, us.partner),
        )
        for stored in reversed(pages.of(Opened))
    ]


def my_bounds(visit: Visit, us: Us) -> Bounds | None:
    """What this member chose; None before they chose anything."""
    pace = read_ours(visit, us).mine
    return Bounds(pace.depth, frozenset(pace.topics)) if pace.signature else None


def _posed(us: Us, asked: Asked) -> Posed:
    by = "" if not asked.by else "me" if asked.by == us.me.hex else "partner"
    return Posed(asked.id, text_of(asked), by)
