"""What one shows, and what one is shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

import msgspec

from intertwine.couples.queries import us_of
from intertwine.journal.errors import Gone
from intertwine.journal.marks import Rows, rows_of, window
from intertwine.journal.periods import period_of
from intertwine.journal.queries import Pages, read, read_months, read_these
from intertwine.journal.sealing import Stored
from intertwine.journal.showing import Part, parts_in
from intertwine.journal.spaces import Space, me_space, us_space
from intertwine.members.days import today
from intertwine.opening.access import from_before
from intertwine.opening.entries import Showing, Shown, ShownList
from intertwine.opening.steps import closed, is_open
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
    """Newest first; what is about no day comes last."""

    shown: tuple[Rung, ...]
    could: tuple[Rung, ...]
    """Of some months only: whole ones, as many as have so much in them that a page is full."""
    earlier: int
    """The month before which there is more, or 0."""
    ended: tuple[Rung, ...]
    """What ended by itself and is still written down as shown."""
    damaged: int
    rows: Rows


ENOUGH = 120
"""So many rows of the private space are looked through for what could be shown, in whole months."""


def ladder(visit: Visit, *, before: int = 0) -> Ladder:
    """What one shows, and what of some months one could: the latest, or those before a month (`YYYYMM`). Five queries.
    Nothing is written. Raises `Closed`."""
    rows = rows_of(visit)
    known = _read_known(visit, rows)
    standing = showings_in(visit, known)
    months = window(rows, before=before, at_least=ENOUGH)
    shown = {key: one for key, one in standing.items() if is_open(one.entry, now=clock.now())}
    pages = _with(known, read_months(me_space(visit), [*months, *_months_of(shown.values())]))
    rungs = _rungs(visit, pages, standing)
    return Ladder(
        tuple(one for one in rungs if one.part.key in shown),
        tuple(one for one in rungs if one.part.key not in shown and _could(one, months, first=not before)),
        months[-1] if months and months[-1] > rows.months[-1][0] else 0,
        tuple(Rung(rung_id(visit, key), Part(key, one.entry.kind, ""), one) for key, one in _ended(standing).items()),
        pages.damaged,
        rows,
    )


def rung(visit: Visit, id: UUID) -> Rung:
    """Looked for from the newest month backwards, twice as far each time. Raises `Gone` for what is not there,
    whoever's it may be."""
    rows = rows_of(visit)
    known = _read_known(visit, rows)
    standing, at_least = showings_in(visit, known), ENOUGH
    shown_in = _months_of(one for key, one in standing.items() if rung_id(visit, key) == id)
    looked = _with(known, read_months(me_space(visit), [*shown_in]))
    before = 0
    while True:
        if found := next((one for one in _rungs(visit, looked, standing) if one.id == id), None):
            return found
        months = window(rows, before=before, at_least=at_least)
        if not months:
            raise Gone
        looked, before, at_least = read_months(me_space(visit), months), months[-1], 2 * at_least


def _read_known(visit: Visit, rows: Rows) -> Pages:
    """What is found by its kind: all that was ever shown, and what is about no day."""
    return read_these(me_space(visit), [*rows.of(Showing), *(id for kind in DAYLESS for id in rows.named(kind))])


DAYLESS = ("mind.plan-part",)
"""Pieces that are about no day, so that no month has them."""


def _with(known: Pages, more: Pages) -> Pages:
    """Each once."""
    entries = {one.id: one for one in (*known.entries, *more.entries)}
    return Pages(tuple(entries.values()), tuple({*known.unopened, *more.unopened}))


def _months_of(showings: Iterable[Stored[Showing]]) -> set[int]:
    return {period_of(one.entry.day) for one in showings if one.entry.day}


def _rungs(visit: Visit, pages: Pages, standing: dict[str, Stored[Showing]]) -> list[Rung]:
    parts = parts_in(pages)
    rungs = [Rung(rung_id(visit, part.key), part, _as_it_is(visit, standing.get(part.key))) for part in parts]
    rungs += _orphans(visit, standing, {part.key for part in parts})
    return sorted(rungs, key=lambda one: one.part.day or date.min, reverse=True)


def _could(one: Rung, months: Sequence[int], *, first: bool) -> bool:
    return (period_of(one.part.day) in months) if one.part.day else first


def _ended(standing: dict[str, Stored[Showing]]) -> dict[str, Stored[Showing]]:
    now = clock.now()
    return {key: one for key, one in standing.items() if one.entry.step and not is_open(one.entry, now=now)}


def _as_it_is(visit: Visit, showing: Stored[Showing] | None) -> Stored[Showing] | None:
    """What has ended by itself is over, whether or not that is written down yet."""
    if showing is None or is_open(showing.entry, now=clock.now()) or not showing.entry.step:
        return showing
    return msgspec.structs.replace(showing, entry=closed(showing.entry, last=last_day(visit, showing.entry)))


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
    now = clock.now()
    gone = [one for key, one in standing.items() if key not in there and is_open(one.entry, now=now)]
    return [
        Rung(rung_id(visit, one.entry.key), Part(one.entry.key, one.entry.kind, "", one.entry.day), one) for one in gone
    ]
