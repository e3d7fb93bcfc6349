"""When one of two leaves: what of the shared space is theirs, what may come along, and what stays for the other one.

The pillars do not know each other: a room says in its `leaving.py` which of its shared entries hold words of the one
who leaves and how they read as private text, and what stays of an entry that holds words of both. Everything else
somebody wrote goes with them. The pool goes whenever a seat does.
"""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models.signals import post_delete
from django.dispatch import receiver

from intertwine.couples.models import Couple, Seat
from intertwine.couples.parting import empties, hands_over
from intertwine.journal.actions import write
from intertwine.journal.marks import marked
from intertwine.journal.models import Entry
from intertwine.journal.periods import period_of
from intertwine.journal.queries import Pages, read
from intertwine.journal.registry import EntryShape
from intertwine.journal.sealing import seal_entry
from intertwine.journal.spaces import Space, me_space, pool_space, us_space
from intertwine.web.sessions.visit import Visit

AT_ONCE = 500
"""Rows named in one statement: databases have a limit, and some are low."""


@dataclass(frozen=True)
class Piece:
    """Something one wrote, as it is kept privately."""

    day: date
    text: str = field(repr=False)


@dataclass(frozen=True)
class Left:
    """What stays for the other one, in place of the entry `id`, or as a new one."""

    id: UUID
    day: date
    written: int
    """As it was before, or 0: the other one holds the key, and is not to read from it when this was done."""
    entry: EntryShape


@dataclass(frozen=True, repr=False)
class Shared:
    """All that lies between two, before one of them goes."""

    me: UUID
    us: Space
    written: Pages
    pool: Pages


Own = Callable[[Shared], Iterable[Piece]]
Stays = Callable[[Shared], Iterable[Left]]
Keep = Callable[[Piece], EntryShape]

_OWN: list[Own] = []
_STAYS: list[Stays] = []
_KEEP: list[Keep] = []


def own_words(source: Own) -> Own:
    """Registers what of a room's shared entries is one's own."""
    _OWN.append(source)
    return source


def stays(source: Stays) -> Stays:
    """Registers what is left for the other one of entries that hold words of both."""
    _STAYS.append(source)
    return source


def keeps(keep: Keep) -> Keep:
    """Registers the private entry a piece becomes; there is one such room."""
    _KEEP.append(keep)
    return keep


@hands_over
def hand_over(visit: Visit, taking: bool) -> None:
    us = us_space(visit)
    shared = Shared(us.by, us, read(us), read(pool_space(visit)))
    if taking:
        _take_along(visit, [piece for source in _OWN for piece in source(shared)])
    left = [one for source in _STAYS for one in source(shared)]
    _remove(us, [one.id for one in shared.written.entries if one.by == us.by] + [one.id for one in left])
    for one in left:
        blob = seal_entry(us, one.entry, id=one.id, revision=1, written=one.written)
        Entry.objects.create(space=us.id, id=one.id, period=period_of(one.day), revision=1, blob=blob)


@empties
def empty(couple: Couple) -> None:
    Entry.objects.filter(space__in=[couple.us_space, couple.pool_space]).delete()


@receiver(post_delete, sender=Seat)
def empty_pool(instance: Seat, **_: Any) -> None:
    """Ratings lay there for a pattern of two, and dated letters for the other one; both have a copy of their own."""
    pools = Couple.objects.filter(id=instance.couple_id, epoch__gt=0).values_list("pool_space", flat=True)
    Entry.objects.filter(space__in=list(pools)).delete()


def _take_along(visit: Visit, pieces: Sequence[Piece]) -> None:
    """Also while the private space is closed: then it waits there."""
    for piece in pieces:
        for keep in _KEEP:
            kept = keep(piece)
            write(me_space(visit), kept, day=piece.day, id=marked(visit, type(kept), uuid.uuid4()))


def _remove(space: Space, ids: Sequence[UUID]) -> None:
    for first in range(0, len(ids), AT_ONCE):
        Entry.objects.filter(space=space.id, id__in=ids[first : first + AT_ONCE]).delete()
