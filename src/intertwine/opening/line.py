"""The line of questions both walk through, and how deep each lets it go.

All of it lies in the pool: the server needs it while either of the two is here, and neither has any business reading
it in a copy of the database.
"""

from collections.abc import Set
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec

from intertwine.content.reading import questions
from intertwine.content.shapes import Question
from intertwine.couples.proofs import identity_of
from intertwine.couples.queries import Us, our_cards, paired_standing
from intertwine.couples.settling import tier_of
from intertwine.journal.actions import put
from intertwine.journal.queries import Pages, read_these
from intertwine.journal.spaces import Space, pool_space
from intertwine.opening.choosing import AT_HAND, Bounds, first_few, next_question, of_the_day
from intertwine.opening.entries import Asked, Line, Pace
from intertwine.opening.errors import NotAsked
from intertwine.vault.encoding import prefixed
from intertwine.vault.errors import Unopenable
from intertwine.vault.identity import Card
from intertwine.vault.statements import Choosing, sign, verify
from intertwine.web.sessions import clock
from intertwine.web.sessions.visit import Visit

NIGHT_ENDS = timedelta(hours=4)
"""A question of the evening is still tonight's after midnight."""


@dataclass(frozen=True, repr=False)
class Ours:
    """What the pool holds for these two, as one of them comes to it."""

    line: Line
    mine: Pace
    other: Pace
    _offered: dict[tuple[frozenset[UUID], date], tuple[Asked, ...]] = field(default_factory=dict, compare=False)

    def find(self, question: UUID) -> Asked:
        """Raises `NotAsked`."""
        for asked in self.line.items:
            if asked.id == question:
                return asked
        raise NotAsked

    def offered(self, answered: Set[UUID], on: date) -> tuple[Asked, ...]:
        """All this member may be asked: neither answered nor laid aside by them, and no deeper than both want. Looked
        through once, however often a page comes back to it."""
        known = (frozenset(answered), on)
        if known not in self._offered:
            bounds, aside = seen_by(self, on), set(self.mine.passed)
            self._offered[known] = tuple(
                asked
                for asked in self.line.items
                if not (asked.opened or asked.id in answered or asked.id.hex in aside)
                and (asked.text or (asked.key in questions() and bounds.allow(questions()[asked.key])))
            )
        return self._offered[known]

    def at_hand(self, answered: Set[UUID], on: date) -> tuple[Asked, ...]:
        """Of these the first few of the deck: one of them is tonight's."""
        return tuple(asked for asked in self.offered(answered, on) if not asked.text)[:AT_HAND]

    def own(self, answered: Set[UUID], on: date) -> tuple[Asked, ...]:
        """Of these the ones they thought of themselves."""
        return tuple(asked for asked in self.offered(answered, on) if asked.text)

    @property
    def as_the_other(self) -> "Ours":
        return Ours(self.line, self.other, self.mine)


def couples_day(visit: Visit) -> date:
    """The same for both, wherever they are: by the clock of the one who invited, and until four in the morning."""
    zone = ZoneInfo(paired_standing(visit).seats[0].member.zone)
    return (datetime.fromtimestamp(clock.now(), UTC).astimezone(zone) - NIGHT_ENDS).date()


def read_ours(visit: Visit, us: Us) -> Ours:
    """One query."""
    return ours_in(visit, us, read_these(pool_space(visit), ids_of_ours(visit, us)))


def ids_of_ours(visit: Visit, us: Us) -> list[UUID]:
    pool = pool_space(visit)
    return [line_id(pool), pace_id(pool, us.me), pace_id(pool, us.partner)]


def ours_in(visit: Visit, us: Us, pages: Pages) -> Ours:
    pool = pool_space(visit)
    line = next((stored.entry for stored in pages.of(Line) if stored.id == line_id(pool)), Line())
    found = {stored.id: stored.entry for stored in pages.of(Pace)}
    mine, pinned = our_cards(visit)
    return Ours(
        line,
        _believed(found.get(pace_id(pool, us.me)), us, mine),
        _believed(found.get(pace_id(pool, us.partner)), us, pinned),
    )


def tonights(visit: Visit, ours: Ours, answered: Set[UUID]) -> Asked | None:
    """The question of this evening, for this member."""
    on = couples_day(visit)
    at_hand = {asked.key: asked for asked in ours.at_hand(answered, on)}
    key = of_the_day(first_few(at_hand), on=on, seed=_seed(visit))
    return at_hand[key] if key else None


def lengthened(visit: Visit, ours: Ours, *, mine: Set[UUID], theirs: Set[UUID]) -> Ours:
    """With enough questions at hand for this member, as far as there are any. `mine` and `theirs`: what each of the two
    has answered. Nothing is written here; where there is nothing to add, `ours` itself comes back.

    What is at hand for either stays where it is, however long it lies there: a question that was drawn anew would go
    from the other one's page, and tell them that somebody has been here."""
    on, at_hand = couples_day(visit), ours.at_hand(mine, couples_day(visit))
    if len(at_hand) == AT_HAND:
        return ours
    bounds, seed = own_bounds(ours.mine, on) & own_bounds(ours.other, on), _seed(visit)
    stays = mine | theirs | {asked.id for asked in (*at_hand, *ours.as_the_other.at_hand(theirs, on))}
    while len(ours.at_hand(mine, on)) < AT_HAND:
        used = {asked.key: on if asked.id in stays else asked.last for asked in ours.line.items if asked.key}
        found = next_question(questions(), used=used, on=on, bounds=bounds, seed=seed)
        if found is None:
            break
        items = tuple(asked for asked in ours.line.items if asked.key != found.id)
        ours = Ours(Line((*items, Asked(uuid4(), found.id, on))), ours.mine, ours.other)
    return ours


def text_of(asked: Asked) -> str:
    question: Question | None = questions().get(asked.key)
    return asked.text or (question.text if question else "")


# how deep, and about what


def seen_by(ours: Ours, on: date) -> Bounds:
    """What this member may be shown. What the other one changes shows from the next day on, so that nobody can watch a
    question go away; what this member changes shows at once wherever it makes things gentler."""
    return own_bounds(ours.mine, on) & _others_bounds(ours.other, on)


def own_bounds(pace: Pace, on: date) -> Bounds:
    now = Bounds(pace.depth, frozenset(pace.topics))
    return now if on > pace.since else now & _before(pace)


def _others_bounds(pace: Pace, on: date) -> Bounds:
    return Bounds(pace.depth, frozenset(pace.topics)) if on > pace.since else _before(pace)


def _before(pace: Pace) -> Bounds:
    return Bounds(pace.was_depth, frozenset(pace.was_topics))


def changed_pace(visit: Visit, us: Us, pace: Pace, bounds: Bounds) -> Pace:
    """Signed. Whoever changes their mind twice in a day has changed it once, as far as the other one is concerned."""
    on = couples_day(visit)
    before = _before(pace) if pace.since == on else Bounds(pace.depth, frozenset(pace.topics))
    fresh = Pace(
        bounds.depth,
        tuple(sorted(bounds.topics)),
        on,
        before.depth,
        tuple(sorted(before.topics)),
        pace.count + 1,
        passed=pace.passed,
    )
    return msgspec.structs.replace(fresh, signature=sign(identity_of(tier_of(visit)), _choosing(us, fresh)).hex())


def _believed(pace: Pace | None, us: Us, owner: Card) -> Pace:
    """Unsigned choices are none: the gentlest holds."""
    if pace is None:
        return Pace()
    try:
        verify(owner, _choosing(us, pace), bytes.fromhex(pace.signature))
    except (Unopenable, ValueError):
        return Pace(passed=pace.passed)
    return pace


def _choosing(us: Us, pace: Pace) -> Choosing:
    now, before = ("/".join(topics).encode() for topics in (pace.topics, pace.was_topics))
    depths = bytes([pace.depth, pace.was_depth])
    said = prefixed(b"opening/pace", depths, now, before, pace.since.isoformat().encode())
    return Choosing(us.couple.bytes, pace.count, said)


# where it is kept; each in a transaction in which the couple is held


def keep_line(visit: Visit, line: Line) -> None:
    pool = pool_space(visit)
    put(pool, line, day=couples_day(visit), id=line_id(pool))


def keep_pace(visit: Visit, us: Us, pace: Pace) -> None:
    pool = pool_space(visit)
    put(pool, pace, day=couples_day(visit), id=pace_id(pool, us.me))


def keep_used(visit: Visit, ours: Ours, question: UUID, *, opened: bool = False) -> None:
    """That a question was answered, laid aside or opened today."""
    on = couples_day(visit)
    items = tuple(
        msgspec.structs.replace(asked, last=on, opened=asked.opened or opened) if asked.id == question else asked
        for asked in ours.line.items
    )
    if items != ours.line.items:
        keep_line(visit, Line(items))


def line_id(pool: Space) -> UUID:
    return pool.fixed_id(b"opening.line")


def pace_id(pool: Space, member: UUID) -> UUID:
    return pool.fixed_id(b"opening.pace", member.bytes)


def opened_id(us: Space, question: UUID) -> UUID:
    return us.fixed_id(b"opening.opened", question.bytes)


def reaction_id(us: Space, opened: UUID, author: UUID) -> UUID:
    return us.fixed_id(b"opening.reaction", opened.bytes, author.bytes)


def said_id(us: Space, question: UUID, author: UUID) -> UUID:
    return us.fixed_id(b"opening.said", question.bytes, author.bytes)


def _seed(visit: Visit) -> bytes:
    return pool_space(visit).fixed_id(b"opening.seed").bytes
