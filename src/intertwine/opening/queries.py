"""What one of the two sees of the questions: tonight's, what is sealed, and what has opened."""

from collections.abc import Set
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from intertwine.couples.queries import Us
from intertwine.journal.errors import Gone
from intertwine.journal.queries import Pages, read, read_these
from intertwine.journal.spaces import us_space
from intertwine.opening import access, sealing
from intertwine.opening.choosing import Bounds
from intertwine.opening.entries import Asked, Opened, Reaction, Said
from intertwine.opening.errors import Settled
from intertwine.opening.line import (
    Ours,
    couples_day,
    lengthened,
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
FRESH = timedelta(days=1)
"""So long Today says that something has opened, or that the other one has said something to it."""


@dataclass(frozen=True)
class Posed:
    """A question as it is asked."""

    id: UUID
    text: str = field(repr=False)
    asked_by: str = ""
    """Empty for the deck's; else `me` or `partner`."""
    told: bool = False
    """The other one has answered it and lets it be known."""


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
class Fresh:
    """Something opened, for Today: the answers themselves stand on a page of their own."""

    id: UUID
    asked: str = field(repr=False)
    said: bool
    """The other one has said something to it."""


@dataclass(frozen=True)
class Together:
    day: date
    tonight: Posed | None
    own: tuple[Posed, ...]
    told: tuple[Posed, ...]
    """Others that the partner has answered lately and lets it be known."""
    sealed: tuple[Posed, ...]
    pairs: tuple[Pair, ...]
    short: bool
    """Fewer questions are at hand than there could be: the line is worth lengthening."""
    damaged: int
    """Rows of the shared space that do not open where they stand."""


@dataclass(frozen=True)
class Tonight:
    question: Posed | None
    new: Posed | None
    """What the partner has asked of their own since yesterday."""
    told: bool
    """The partner lets it be known that they have answered another one."""
    short: bool
    """As in `Together`."""


def together(visit: Visit, us: Us) -> Together:
    """Two queries, and one where the middleware did not run."""
    ours, standing, on = read_ours(visit, us), access.standing_of(visit, us), couples_day(visit)
    pages = read(us_space(visit), first=on - SHOWN, last=on)
    asked, told = tonights(visit, ours, standing.mine), _told(us, pages)
    pairs = [pair for pair in pairs_in(visit, us, pages) if on - pair.day <= SHOWN]
    others = (one for one in ours.offered(standing.mine, on) if one.id in told and not one.text and one != asked)
    return Together(
        on,
        _posed(us, asked, told) if asked else None,
        tuple(_posed(us, one, told) for one in ours.own(standing.mine, on)),
        tuple(_posed(us, one, told) for one in others),
        _sealed(us, ours, standing.mine, told),
        tuple(pairs[:SHOWN_AT_MOST]),
        _short(visit, ours, standing),
        pages.damaged,
    )


def my_sealed(visit: Visit, us: Us) -> tuple[Posed, ...]:
    """What this member has sealed and can still take back, the latest first."""
    return _sealed(us, read_ours(visit, us), access.standing_of(visit, us).mine)


def tonight(visit: Visit, us: Us, ours: Ours, pages: Pages) -> Tonight:
    """`pages` of the last weeks of both. No query, or one where the middleware did not run."""
    standing, told = access.standing_of(visit, us), _told(us, pages)
    asked = tonights(visit, ours, standing.mine)
    offered, on = ours.offered(standing.mine, couples_day(visit)), couples_day(visit)
    new = [one for one in offered if one.by == us.partner.hex and one.since >= on - FRESH]
    return Tonight(
        _posed(us, asked, told) if asked else None,
        _posed(us, new[-1], told) if new else None,
        any(one.id in told for one in offered if one not in (asked, *new[-1:])),
        _short(visit, ours, standing),
    )


def question(visit: Visit, us: Us, id: UUID) -> Posed:
    """Raises `NotAsked`, or `Settled` once it has opened."""
    asked = read_ours(visit, us).find(id)
    if asked.opened:
        raise Settled(opened_id(us_space(visit), id))
    return _posed(us, asked, {id} if _partner_said(visit, us, id) else frozenset())


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


def fresh_pair(visit: Visit, us: Us, pages: Pages) -> Fresh | None:
    """The latest that opened since yesterday, or that the other one has said something to since then."""
    since = couples_day(visit) - FRESH
    said = {one.entry.opened for one in pages.of(Reaction) if one.by == us.partner and one.entry.day >= since}
    for one in reversed(pages.of(Opened)):
        if one.entry.day >= since or one.id in said:
            return Fresh(one.id, one.entry.asked, one.id in said)
    return None


def pairs_in(visit: Visit, us: Us, pages: Pages) -> list[Pair]:
    """The latest first."""
    space = us_space(visit)
    reactions = {
        (stored.entry.opened, stored.by): stored.entry
        for stored in pages.of(Reaction)
        if stored.id == reaction_id(space, stored.entry.opened, stored.by)
    }
    return [
        Pair(
            stored.id,
            stored.entry.asked,
            stored.entry.day,
            stored.entry.answers.get(us.me.hex, ""),
            stored.entry.answers.get(us.partner.hex, ""),
            reactions.get((stored.id, us.me)),
            reactions.get((stored.id, us.partner)),
        )
        for stored in reversed(pages.of(Opened))
    ]


def my_bounds(visit: Visit, us: Us) -> Bounds | None:
    """What this member chose; None before they chose anything."""
    pace = read_ours(visit, us).mine
    return Bounds(pace.depth, frozenset(pace.topics)) if pace.signature else None


def _told(us: Us, pages: Pages) -> set[UUID]:
    """Which questions the partner has answered and lets it be known."""
    return {stored.entry.question for stored in pages.of(Said) if stored.by == us.partner}


def _partner_said(visit: Visit, us: Us, id: UUID) -> bool:
    """Whether the other one wants it known that they have answered."""
    space = us_space(visit)
    return id in _told(us, read_these(space, [said_id(space, id, us.partner)]))


def _short(visit: Visit, ours: Ours, standing: access.Standing) -> bool:
    return lengthened(visit, ours, mine=standing.mine, theirs=standing.theirs) is not ours


def _sealed(us: Us, ours: Ours, answered: Set[UUID], told: Set[UUID] = frozenset()) -> tuple[Posed, ...]:
    mine = [asked for asked in ours.line.items if asked.id in answered]
    return tuple(_posed(us, asked, told) for asked in sorted(mine, key=lambda one: one.last, reverse=True))


def _posed(us: Us, asked: Asked, told: Set[UUID] = frozenset()) -> Posed:
    by = "" if not asked.by else "me" if asked.by == us.me.hex else "partner"
    return Posed(asked.id, text_of(asked), by, asked.id in told)
