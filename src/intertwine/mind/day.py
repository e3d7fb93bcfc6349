"""One day out of everything that was written about it.

A day usually has one entry. It has more when something was written while the private space was closed, or on two phones
at the same moment. Whoever reads days, reads them here, so that there is one check-in per day whatever happened.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from intertwine.journal.sealing import Stored
from intertwine.mind.entries import NO_EVENT, CheckIn, Ratings

Standing = tuple[tuple[UUID, int], ...]
"""Which entries stand, each at which revision."""


@dataclass(frozen=True)
class Day:
    """Put together only as far as somebody asks: a line over weeks asks for ratings, and for one day's words."""

    entries: tuple[CheckIn, ...]
    """What stands for the day, at least one, in the order of writing."""
    standing: Standing
    """The entries this was read from. A change names them, so that it replaces what was seen and nothing else."""

    @cached_property
    def written(self) -> CheckIn:
        """All that stands for the day, as one check-in."""
        return joined(self.entries)

    @cached_property
    def ratings(self) -> Ratings:
        return _answers(self.entries)[0]

    @property
    def day(self) -> date:
        return self.entries[0].day

    @property
    def asked(self) -> tuple[str, ...]:
        return self.written.asked

    @property
    def feelings(self) -> tuple[str, ...]:
        return self.written.feelings

    @property
    def line(self) -> str:
        return self.written.line

    @property
    def hard(self) -> bool:
        return any(entry.hard for entry in self.entries)


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
    return Day(tuple(left or [one.entry for one in in_order]), standing)


def joined(entries: Sequence[CheckIn]) -> CheckIn:
    """In the order of writing: the later answer counts, words are kept all, and a hard day stays one."""
    if len(entries) == 1 and not entries[0].instead:
        return entries[0]
    ratings, not_today = _answers(entries)
    return CheckIn(
        entries[0].day,
        ratings,
        _each_once(key for entry in entries for key in entry.asked),
        _each_once(key for entry in entries for key in entry.feelings),
        _lines(entry.line for entry in entries),
        any(entry.hard for entry in entries),
        own_words=_each_once(word for entry in entries for word in entry.own_words),
        factors={name: said for entry in entries for name, said in entry.factors.items()},
        tags=_each_once(tag for entry in entries for tag in entry.tags),
        events=_events(entries),
        care_act=next((entry.care_act for entry in reversed(entries) if entry.care_act is not None), None),
        care_what=_lines(entry.care_what for entry in entries),
        not_today=not_today,
    )


def _answers(entries: Sequence[CheckIn]) -> tuple[Ratings, tuple[str, ...]]:
    """Of each item the latest answer: a rating, or "not today"."""
    ratings: Ratings = {}
    not_today: dict[str, None] = {}
    for entry in entries:
        ratings |= entry.ratings
        for item in entry.ratings if not_today else ():
            not_today.pop(item, None)
        for item in entry.not_today:
            ratings.pop(item, None)
            not_today[item] = None
    return ratings, tuple(not_today)


def _events(entries: Sequence[CheckIn]) -> tuple[str, ...]:
    """ "None of these" is taken back by any of them."""
    there = _each_once(event for entry in entries for event in entry.events)
    return tuple(event for event in there if event != NO_EVENT) or there


def _each_once(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(keys))


def _lines(texts: Iterable[str]) -> str:
    """One below the other; words that stand there already are not written a second time."""
    kept = ""
    for text in texts:
        if text and f"\n{text}\n" not in f"\n{kept}\n":
            kept = f"{kept}\n{text}" if kept else text
    return kept
