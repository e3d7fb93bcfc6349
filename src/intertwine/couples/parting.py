"""One of two goes. Their seat is freed here; what lies in the spaces of the two is known to the rooms above alone, so
they register here what they do about it: hand over to whoever goes what is theirs, and empty a space that nobody has
any more.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec
from django.db import transaction

from intertwine.couples.access import Standing, State, leave
from intertwine.couples.models import Couple
from intertwine.couples.proofs import Keys, prove, still_held
from intertwine.couples.settling import tier_of
from intertwine.members.errors import KeysChanged
from intertwine.web.sessions import clock
from intertwine.web.sessions.visit import IdentityTier, Visit

LEFT_FOR = timedelta(days=30)
"""So long whoever stays can take along what is theirs."""

HandOver = Callable[[Visit, bool], None]
"""Takes what this visit's member wrote out of the space of both; to be kept privately first where the flag says so."""
Empty = Callable[[Couple], None]
"""Removes everything in both spaces of a couple."""

_HAND_OVER: list[HandOver] = []
_EMPTY: list[Empty] = []


def hands_over(verb: HandOver) -> HandOver:
    _HAND_OVER.append(verb)
    return verb


def empties(verb: Empty) -> Empty:
    _EMPTY.append(verb)
    return verb


def part(visit: Visit, standing: Standing, *, taking: bool) -> bool:
    """This member goes, first or last. In a transaction that holds the couple. Whether theirs could be opened."""
    inside, proven = _inside(visit, standing)
    if inside:
        for hand_over in _HAND_OVER:
            hand_over(inside, taking)
    if proven and standing.partner is None:
        _empty(standing.couple)
    leave(standing)
    return inside is not None


def tidy_closed() -> int:
    """Removes what somebody left behind who did not come for it in time; called by `intertwine tidy` and where the
    server starts. How many couples went."""
    last = datetime.fromtimestamp(clock.now(), UTC).date() - LEFT_FOR
    with transaction.atomic():
        over = list(Couple.objects.select_for_update().filter(closed__lt=last))
        for couple in over:
            _empty(couple)
        Couple.objects.filter(id__in=[couple.id for couple in over]).delete()
    return len(over)


def _inside(visit: Visit, standing: Standing) -> tuple[Visit | None, bool]:
    """A visit that opens both spaces, and whether the rows have proven that these are they. Where somebody edited the
    rows nobody is held here by that: what this sign-in has learnt before is its own, and still right."""
    tier = tier_of(visit)
    try:
        keys = _keys(tier, standing)
    except KeysChanged:
        return (visit if tier.us else None), False
    return (_with_keys(visit, standing.couple, keys) if keys else None), bool(keys)


def _keys(tier: IdentityTier, standing: Standing) -> Keys:
    return still_held(tier, standing) if standing.state is State.CLOSED else prove(tier, standing).keys


def _with_keys(visit: Visit, couple: Couple, keys: Keys) -> Visit:
    """For these verbs alone, and kept nowhere: a session of the one who stays has forgotten the keys already."""
    spaces = {"couple": couple.id.bytes, "us_space": couple.us_space.bytes, "pool_space": couple.pool_space.bytes}
    return Visit(identity=msgspec.structs.replace(tier_of(visit), us=keys, **spaces), private=visit.private)


def _empty(couple: Couple) -> None:
    for empty in _EMPTY:
        empty(couple)
