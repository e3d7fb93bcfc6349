"""Which question comes next: a pure function of what was asked, how deep it may go, and a seed.

Nothing here knows whose level is the lower one: `Bounds` come in joined, and what comes out depends on them alone.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Final

from intertwine.content.shapes import Question

REST: Final = timedelta(days=183)
"""A question does not come back before half a year is over."""
LOOKS_BACK: Final = timedelta(days=120)
"""Over this time the pillars are kept even."""
AT_HAND: Final = 3
"""So many questions take turns, day by day, until they are answered or laid aside."""


@dataclass(frozen=True)
class Bounds:
    """How deep questions may go, and which sensitive topics they may touch."""

    depth: int = 1
    topics: frozenset[str] = frozenset()

    def __and__(self, other: "Bounds") -> "Bounds":
        """What both want: the lower depth, and only the topics that are in both."""
        return Bounds(min(self.depth, other.depth), self.topics & other.topics)

    def allow(self, question: Question) -> bool:
        return question.depth <= self.depth and (not question.topic or question.topic in self.topics)


def next_question(
    deck: Mapping[str, Question], *, used: Mapping[str, date], on: date, bounds: Bounds, seed: bytes
) -> Question | None:
    """The question to ask after those in `used` (by the day each was last in use), or None when all are resting.

    It is from the pillar that was asked least lately. How deep it goes, of what is allowed, is drawn by lot from seed
    and day, and then which one it is: so that many light questions do not crowd out a few tender ones.
    """
    rested = [one for one in deck.values() if bounds.allow(one) and on - used.get(one.id, date.min) >= REST]
    lately = Counter(deck[key].pillar for key, day in used.items() if key in deck and on - day < LOOKS_BACK)
    kinds = {(lately[one.pillar], one.pillar, one.depth) for one in rested}
    # How often its pillar was asked is in the lot: else one evening's questions of a pillar would all go equally deep.
    kind = min(kinds, key=lambda kind: (kind[0], _lot(seed, on, "{} {} {}".format(*kind))), default=None)
    of_kind = (one for one in rested if (lately[one.pillar], one.pillar, one.depth) == kind)
    return min(of_kind, key=lambda one: _lot(seed, on, one.id), default=None)


def of_the_day(at_hand: Sequence[str], *, on: date, seed: bytes) -> str | None:
    """Which of the questions at hand is tonight's. It changes from one day to the next whatever anybody did, so that a
    change tells nothing; and two who have the same ones at hand are asked the same."""
    return min(at_hand, key=lambda key: _lot(seed, on, key), default=None)


def first_few(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(key for _, key in zip(range(AT_HAND), keys, strict=False))


def _lot(seed: bytes, on: date, key: str) -> bytes:
    return sha256(b"intertwine/questions/1" + seed + on.isoformat().encode() + key.encode()).digest()
