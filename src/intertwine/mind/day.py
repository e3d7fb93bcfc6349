"""One day out of everything that was written about it.

A day usually has one entry. It has more when something was written while the private space was closed, or on two phones
at the same moment. Whoever reads days, reads them here, so that there is one check-in per day whatever happened.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from intertwine.journal.sealing import Stored
from intertwine.mind.entries import CheckIn, Ratings

Standing = tuple[tuple[UUID, int], ...]
"""Which entries stand, each at which revision."""


@dataclass(frozen=True)
class Day:
    day: date
    ratings: Ratings
    asked: tuple[str, ...]
    feelings: tuple[str, ...]
    line: str
    hard: bool
    standing: Standing
    """The entries this was read from. A change names them, so that it replaces what was seen and nothing else."""

    @property
    def written(self) -> CheckIn:
        return CheckIn(self.day, self.ratings, self.asked, self.feelings, self.line, self.hard)


def by_day(stored: Iterable[Stored[CheckIn]]) -> dict[date, Day]:
    days: dict[date, list[Stored[CheckIn]]] = defaultdict(list)
    for one in stored:
        days[one.entry.day].append(one)
    return {day: day_of(days[day]) for day in sorted(days)}


def day_of(stored: Sequence[Stored[CheckIn]]) -> Day:
    """One day from its entries, which are at least one, in any order."""
    in_order = sorted(stored, key=lambda one: (one.written, one.id))
    standing = tuple((one.id, one.revision) for one in in_order)
    replaced = {named for one in in_order for named in one.entry.instead}
    left = [one.entry for one in in_order if (one.id, one.revision) not in replaced]
    return _as_day(joined(left or [one.entry for one in in_order]), standing)


def joined(entries: Sequence[CheckIn]) -> CheckIn:
    """In the order of writing: the later rating of an item counts, words are kept all, and a hard day stays one."""
    return CheckIn(
        entries[0].day,
        {item: points for entry in entries for item, points in entry.ratings.items()},
        _each_once(key for entry in entries for key in entry.asked),
        _each_once(key for entry in entries for key in entry.feelings),
        _lines(entry.line for entry in entries),
        any(entry.hard for entry in entries),
    )


def _as_day(entry: CheckIn, standing: Standing) -> Day:
    return Day(entry.day, entry.ratings, entry.asked, entry.feelings, entry.line, entry.hard, standing)


def _each_once(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(keys))


def _lines(texts: Iterable[str]) -> str:
    """One below the other; words that stand there already are not written a second time."""
    kept = ""
    for text in texts:
        if text and f"\n{text}\n" not in f"\n{kept}\n":
            kept = f"{kept}\n{text}" if kept else text
    return kept
