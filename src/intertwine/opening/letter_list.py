"""Where the letters lie: a list of one's own and one of both, so that a page reads the letters it shows and no others.

A list that is damaged, and one that an earlier version did not keep, is made anew from all the letters there are; what
the other one tells of theirs that wait is not in them, and lay beside them in earlier versions only.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import msgspec

from intertwine.journal.actions import put
from intertwine.journal.marks import rows_of
from intertwine.journal.queries import read, read_these
from intertwine.journal.sealing import Stored
from intertwine.journal.spaces import Space, me_space, pool_space, us_space
from intertwine.members.days import today
from intertwine.opening.access import couple_of, from_before
from intertwine.opening.brought_home import bring_home, from_somebody_gone
from intertwine.opening.entries import (
    DatedLetter,
    GivenLetter,
    Letter,
    LettersOfTwo,
    Listed,
    Own,
    OwnLetters,
    WaitingLetter,
)
from intertwine.vault.secrets import Key, derive
from intertwine.web.sessions.visit import Visit


@dataclass(frozen=True)
class Lists:
    """Both oldest first."""

    two: tuple[Listed, ...]
    own: tuple[Own, ...]
    """Empty while the private space is closed."""
    anew: bool
    """One of them was made anew just now, and is not kept yet."""


def lists(visit: Visit) -> Lists:
    """Two queries, while both lists stand."""
    two, own = _of_two(visit), _of_own(visit)
    if two is not None and own is not None:
        return Lists(two, own, anew=False)
    letters = _letters_of_own(visit)
    own = tuple(own_of(one.id, one.entry) for one in letters) if own is None else own
    return Lists(_two_anew(visit, two or (), letters), own, anew=True)


def keep_lists(visit: Visit, found: Lists) -> None:
    """As they are now. In a transaction in which the couple is held. The first list of one's own of these two is made
    when there are no letters to anybody else any more: from then on nobody looks for such."""
    own = _of_own(visit)
    if own is None:
        bring_home(visit, from_somebody_gone(visit, rows_of(visit)))
    if found.two != _of_two(visit):
        pool = pool_space(visit)
        put(pool, LettersOfTwo(found.two), day=today(visit), id=list_of_two_id(pool))
    if found.own != own:
        put(me_space(visit), OwnLetters(found.own), day=today(visit), id=list_of_own_id(visit))


def has_list(visit: Visit) -> bool:
    """Of one's own, of these two. The private space is open."""
    return _of_own(visit) is not None


def list_of_two_id(pool: Space) -> UUID:
    return pool.fixed_id(b"opening.letters-of-two")


def letters_of_day_id(pool: Space, author: UUID, opens: date) -> UUID:
    """Where earlier versions said which letters open on that day."""
    return pool.fixed_id(b"opening.letters-of-day", author.bytes, opens.isoformat().encode())


def list_of_own_id(visit: Visit) -> UUID:
    """One per couple. The private space is open."""
    assert visit.private is not None
    oldest = Key.from_bytes(visit.private.me[0][1])
    return UUID(bytes=derive(oldest, "own-letters", couple_of(visit).encode()).reveal()[:16])


def own_of(id: UUID, letter: Letter) -> Own:
    return Own(id, letter.opens if letter.sealed else None)


def told_id(us: Space, id: UUID) -> UUID:
    """Where earlier versions told of a letter that waits."""
    return us.fixed_id(b"opening.waiting-letter", us.by.bytes, id.bytes)


def listed_of(visit: Visit, id: UUID, letter: Letter) -> tuple[Listed, ...]:
    """What the list of both says of a letter of one's own that is not given: nothing of a draft."""
    pool, us = pool_space(visit), us_space(visit)
    where = dated_id(pool, id) if letter.opens else given_id(us, id)
    waits = letter.sealed and (letter.opens or letter.tells)
    return (Listed(where, us.by, letter.opens, tells=letter.tells),) if waits else ()


def dated_id(pool: Space, id: UUID) -> UUID:
    return pool.fixed_id(b"opening.dated-letter", pool.by.bytes, id.bytes)


def given_id(us: Space, id: UUID) -> UUID:
    return us.fixed_id(b"opening.given-letter", us.by.bytes, id.bytes)


def _of_two(visit: Visit) -> tuple[Listed, ...] | None:
    """None where it does not open. Where there is none, nobody has written anything since there are lists; making one
    then would tell the other one, by how much their page reads, that somebody has been here."""
    pool = pool_space(visit)
    pages = read_these(pool, [list_of_two_id(pool)])
    return None if pages.damaged or pages.newer else next((one.entry.letters for one in pages.of(LettersOfTwo)), ())


def _of_own(visit: Visit) -> tuple[Own, ...] | None:
    """None where it does not open, and before there was one: then this member has not been here since there are lists,
    and everything is looked through once. Whether the other one was here changes nothing of that."""
    if visit.private is None:
        return ()
    pages = read_these(me_space(visit), [list_of_own_id(visit)])
    return None if pages.damaged or pages.newer else next((one.entry.letters for one in pages.of(OwnLetters)), None)


def _letters_of_own(visit: Visit) -> list[Stored[Letter]]:
    found = read(me_space(visit)).of(Letter) if visit.private else []
    return [one for one in found if not from_before(visit, one.entry.couple)]


def _two_anew(visit: Visit, listed: Sequence[Listed], mine: Sequence[Stored[Letter]]) -> tuple[Listed, ...]:
    """What is listed stays in its place; what lies with both and is not, is older. Of one's own it is known what is
    told of them."""
    us, pool, me = read(us_space(visit)), read(pool_space(visit)), us_space(visit).by
    given = [Listed(one.id, one.by, one.entry.opened, given=True) for one in us.of(GivenLetter)]
    dated = [Listed(one.id, one.by, one.entry.opens) for one in pool.of(DatedLetter)]
    told = us.of(WaitingLetter)
    stays = {one.id: one for one in listed if one.id not in {of.id for of in told if of.by == me}}
    theirs = [one for one in told if one.by != me]
    by_hand = [Listed(one.id, one.by, tells=True) for one in theirs if not one.entry.opens]
    there = sum(one.tells and not one.opens and one.by != me for one in stays.values())  # by now under their own ids
    older = [one for one in (*given, *_with_told(dated, theirs), *by_hand[there:]) if one.id not in stays]
    own = [one for letter in mine for one in listed_of(visit, letter.id, letter.entry)]
    return tuple({one.id: one for one in (*older, *stays.values(), *own)}.values())


def _with_told(dated: Sequence[Listed], told: Sequence[Stored[WaitingLetter]]) -> list[Listed]:
    """Nothing says which letter of a day was told of: as many of it are as were."""
    days = Counter((one.by, one.entry.opens) for one in told)
    found = []
    for one in dated:
        tells = days[one.by, one.opens] > 0
        days[one.by, one.opens] -= tells
        found.append(msgspec.structs.replace(one, tells=tells))
    return found
