"""Days that were kept elsewhere are written into a member's own diary, beside what stands there."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

import msgspec
from django.db import transaction

from intertwine.journal.actions import write
from intertwine.journal.spaces import me_space
from intertwine.mind.actions import check_in, share_as_chosen
from intertwine.mind.day import Day, joined
from intertwine.mind.entries import CheckIn
from intertwine.mind.errors import NotKept
from intertwine.mind.queries import all_days
from intertwine.vault.encoding import prefixed
from intertwine.vault.secrets import Key, derive
from intertwine.web.sessions.visit import Visit


@dataclass(frozen=True)
class Compared:
    """Days from elsewhere, by what stands in the diary already."""

    new: tuple[CheckIn, ...]
    unchanged: tuple[CheckIn, ...]
    """All that they say stands there."""
    adding: tuple[CheckIn, ...]
    """The day was checked in, and holds nothing that these answers contradict."""
    other: tuple[CheckIn, ...]
    """The day holds other answers to the same questions."""


def compare(visit: Visit, days: Iterable[CheckIn]) -> Compared:
    """Raises `Closed` while the private space is."""
    mine = all_days(visit)
    sorted_: dict[str, list[CheckIn]] = {"new": [], "unchanged": [], "adding": [], "other": []}
    for day in days:
        sorted_[_beside(mine.get(day.day), day)].append(day)
    return Compared(**{name: tuple(found) for name, found in sorted_.items()})


def bring_in(visit: Visit, days: Compared, *, take_over: bool = False, step: Callable[[], None] = lambda: None) -> None:
    """Writes what is new, adds what is missing, and with `take_over` puts these answers where other ones stand; then
    shares them as this member has chosen. Words and all other answers of a day stay. `step` is called after each day.

    All of it or, with `NotKept`, nothing. The same days again are the same entries, and change nothing.
    """
    with transaction.atomic():
        space = me_space(visit)
        for day in days.new:
            write(space, day, day=day.day, id=_own_id(visit, day))
            step()
        for day in (*days.adding, *(days.other if take_over else ())):
            check_in(visit, entry=day, id=_own_id(visit, day))
            step()
        share_as_chosen(visit)
        _check_kept(visit, [*days.new, *days.adding, *(days.other if take_over else ())])


def _beside(standing: Day | None, day: CheckIn) -> str:
    if standing is None:
        return "new"
    both = joined([standing.written, day])
    if msgspec.structs.replace(both, asked=standing.asked) == standing.written:
        return "unchanged"
    return "adding" if standing.ratings.items() <= both.ratings.items() else "other"


def _check_kept(visit: Visit, written: list[CheckIn]) -> None:
    """Read back, because an entry that was damaged in its place takes nothing in and does not say so."""
    stands = compare(visit, written)
    missing = (*stands.new, *stands.adding, *stands.other)
    if missing:
        raise NotKept(tuple(day.day for day in missing))


def _own_id(visit: Visit, day: CheckIn) -> UUID:
    """Made from the space, the day and what is in it, with a key that only its owner opens: whoever sees the id in the
    database cannot try out which answers it stands for."""
    assert visit.private is not None
    assert visit.identity is not None
    oldest = Key.from_bytes(visit.private.me[0][1])
    what = prefixed(visit.identity.me_space, msgspec.msgpack.encode(day, order="deterministic"))
    return UUID(bytes=derive(oldest, "diary-import", what).reveal()[:16])
