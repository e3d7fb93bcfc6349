"""What is asked on a day: the pad and stress each day, four more in turn, and how each reads.

The pad is one touch and so one answer: with stress and the four that is six at most.
"""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.utils.translation import get_language

from intertwine.content.reading import daily_items, feelings, rated_items
from intertwine.content.rotation import asked
from intertwine.content.shapes import Feeling, Quadrant
from intertwine.mind.entries import HIGHEST, PAD, Ratings
from intertwine.web.sessions.visit import Visit

MIDDLE = HIGHEST / 2


@dataclass(frozen=True)
class Question:
    """One item, in the words of whoever reads it."""

    key: str
    sentence: str
    answer: str
    low: str
    high: str
    ticks: dict[str, str]


def items_for(visit: Visit, day: date) -> tuple[str, ...]:
    """The keys of everything that is asked on this day, in order."""
    return (*every_day(), *asked(_seed(visit), day.toordinal()))


def every_day() -> tuple[str, ...]:
    """What every check-in asks, whichever day it is."""
    return tuple(item.key for item in daily_items() if item.kind.asked == "always")


def all_items() -> tuple[str, ...]:
    return tuple(item.key for item in daily_items())


def rated() -> frozenset[str]:
    """The items that are answered from 0 to 10."""
    return frozenset(item.key for item in rated_items())


def event_words() -> dict[str, str]:
    """Each thing there may have been between two, as it is called in the reader's language."""
    event = next(item for item in daily_items(get_language() or "en") if item.kind.answer == "ticks")
    return dict(event.wording.ticks or {})


def questions_for(visit: Visit, keys: tuple[str, ...]) -> list[Question]:
    assert visit.identity is not None
    partner = visit.identity.partner_name if visit.identity.us else None
    return [
        Question(
            item.key,
            item.sentence(partner),
            item.kind.answer,
            item.wording.low or "",
            item.wording.high or "",
            item.wording.ticks or {},
        )
        for item in daily_items(get_language() or "en")
        if item.key in keys
    ]


def rated_questions(visit: Visit) -> list[Question]:
    """Every item that is answered from 0 to 10."""
    return questions_for(visit, tuple(item.key for item in rated_items()))


def steps_of(items: tuple[str, ...]) -> list[str]:
    """The pages of a check-in: the pad is one question, every other item is its own."""
    return ["pad", "feelings", *(item for item in items if item not in PAD), "line"]


def feeling_words() -> dict[str, str]:
    """Every feeling, as it is called in the reader's language."""
    return {feeling.key: feeling.word for part in _feelings().values() for feeling in part}


def feelings_near(ratings: Ratings) -> tuple[list[Feeling], list[Feeling]]:
    """The words to show first, for where the pad was touched, and all the others."""
    near = _quadrants(ratings)
    by_part = _feelings()
    first = [feeling for part in near for feeling in by_part[part] if feeling.core]
    shown = {feeling.key for feeling in first}
    rest = [feeling for part in (*near, *Quadrant) for feeling in by_part[part] if feeling.key not in shown]
    return first, list(dict.fromkeys(rest))


def _quadrants(ratings: Ratings) -> tuple[Quadrant, ...]:
    """The parts of the pad that were touched: on a line between two of them both, untouched all of them."""
    valence, arousal = (ratings.get(item, MIDDLE) for item in PAD)
    sides = [side for side, there in (("pleasant", valence >= MIDDLE), ("unpleasant", valence <= MIDDLE)) if there]
    heights = [height for height, there in (("high", arousal >= MIDDLE), ("low", arousal <= MIDDLE)) if there]
    touched = tuple(Quadrant(f"{side}_{height}") for side in sides for height in heights)
    return touched if len(touched) == 1 else (*touched, Quadrant.MIXED)


def _feelings() -> dict[Quadrant, tuple[Feeling, ...]]:
    return dict(feelings(get_language() or "en"))


def _seed(visit: Visit) -> bytes:
    """Two who are paired are asked the same on the same days, or a pattern of the two would wait for the few days on
    which their rounds happen to meet. Of someone alone, the name of a private space is nobody else's to know."""
    assert visit.identity is not None
    alone = visit.identity.member + visit.identity.me_space
    return sha256(b"mind/rotation" + (visit.identity.couple if visit.identity.us else alone)).digest()
