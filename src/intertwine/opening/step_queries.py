"""What one shows, and what one is shown."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from intertwine.couples.queries import us_of
from intertwine.journal.errors import Gone
from intertwine.journal.queries import Pages, read, read_these
from intertwine.journal.sealing import Stored
from intertwine.journal.showing import Part, parts_in
from intertwine.journal.spaces import Space, me_space, us_space
from intertwine.members.days import today
from intertwine.opening.access import from_before
from intertwine.opening.entries import Showing, Shown, ShownList
from intertwine.vault.secrets import Key, derive
from intertwine.web.sessions import clock
from intertwine.web.sessions.visit import Visit


@dataclass(frozen=True)
class Rung:
    """One private piece and what is shown of it."""

    id: UUID
    """For addresses. Made with the private key, so that nobody else can tell which piece it is."""
    part: Part
    showing: Stored[Showing] | None


@dataclass(frozen=True)
class Ladder:
    rungs: tuple[Rung, ...]
    """Newest first; what is about no day comes last."""
    damaged: int
    newer: int


def ladder(visit: Visit) -> Ladder:
    """Everything private that can be shown. One query. Raises `Closed`."""
    pages = read(me_space(visit))
    standing = showings_in(visit, pages)
    parts = parts_in(pages)
    rungs = [Rung(rung_id(visit, part.key), part, standing.get(part.key)) for part in parts]
    rungs += _orphans(visit, standing, {part.key for part in parts})
    rungs.sort(key=lambda rung: rung.part.day or date.min, reverse=True)
    return Ladder(tuple(rungs), pages.damaged, pages.newer)


def rung(visit: Visit, id: UUID) -> Rung:
    """Raises `Gone` for what is not there, whoever's it may be."""
    for found in ladder(visit).rungs:
        if found.id == id:
            return found
    raise Gone


def showings_in(visit: Visit, pages: Pages) -> dict[str, Stored[Showing]]:
    """By piece, the latest of each: two phones in one moment may have written two. What was shown to somebody who is
    not here any more is not shown to the next one."""
    found = (stored for stored in pages.of(Showing) if not from_before(visit, stored.entry.couple))
    return {stored.entry.key: stored for stored in found}


def shown_by_partner(visit: Visit) -> list[Shown]:
    """What the other one shows now, newest first. Two queries."""
    us, two, now = us_space(visit), us_of(visit), clock.now()
    assert two is not None, "the policy of this page lets in nobody else"
    found = [one.entry for one in _all_shown(us, two.partner) if one.by == two.partner and _open(one.entry, now)]
    return sorted(found, key=lambda one: one.since, reverse=True)


def pieces_shown(us: Space, author: UUID) -> tuple[UUID, ...] | None:
    """Where it lies; None where the list does not open."""
    pages = read_these(us, [shown_list_id(us, author)])
    return None if pages.damaged or pages.newer else next((one.entry.pieces for one in pages.of(ShownList)), ())


def pieces_found(us: Space, author: UUID) -> tuple[UUID, ...]:
    """The same from all there is, for a list that does not open."""
    return tuple(one.id for one in read(us).of(Shown) if one.by == author)


def shown_list_id(us: Space, author: UUID) -> UUID:
    return us.fixed_id(b"opening.shown-list", author.bytes)


def shown_id(us: Space, author: UUID, key: str) -> UUID:
    return us.fixed_id(b"opening.shown", author.bytes, key.encode())


def rung_id(visit: Visit, key: str) -> UUID:
    assert visit.private is not None
    oldest = Key.from_bytes(visit.private.me[0][1])
    return UUID(bytes=derive(oldest, "piece", key.encode()).reveal()[:16])


def last_day(visit: Visit, showing: Showing) -> date:
    """The author's last day on which something that ended by itself was open."""
    return today(visit, now=datetime.fromtimestamp(showing.until - 1, UTC))


def ends_on(visit: Visit, showing: Showing) -> date:
    """The author's day on which something ends by itself."""
    return today(visit, now=datetime.fromtimestamp(showing.until, UTC))


def _all_shown(us: Space, author: UUID) -> list[Stored[Shown]]:
    listed = pieces_shown(us, author)
    return (read(us) if listed is None else read_these(us, listed)).of(Shown)


def _open(shown: Shown, now: int) -> bool:
    return not shown.until or now < shown.until


def _orphans(visit: Visit, standing: dict[str, Stored[Showing]], there: set[str]) -> list[Rung]:
    """What is still shown although its author removed the piece itself: it can be taken back."""
    gone = [stored for key, stored in standing.items() if key not in there and stored.entry.step]
    return [
        Rung(rung_id(visit, one.entry.key), Part(one.entry.key, one.entry.kind, "", one.entry.day), one) for one in gone
    ]
