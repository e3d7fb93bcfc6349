"""Alice and Bob of the demonstration: ninety days of two people who never lived, from numbers that are known.

Everything is made from `TRUTH` and `SEED`, so the same day of the ninety is the same in every demonstration; what a day
asked differs, because which items come when differs by member.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from intertwine.insights.simulate import Follows, Missing, Moves, Truth, simulate_couple
from intertwine.insights.types import SERIES
from intertwine.mind.entries import CheckIn

DAYS: Final = 90
SEED: Final = 2611

TRUTH: Final = Truth(
    # Bob's days go up and down a little more than Alice's, around a lower usual.
    moves={
        "mind": Moves(sd=(1.0, 1.1), correlation=0.15, usual=(6.2, 5.6), reliability=0.9),
        **dict.fromkeys(SERIES[1:], Moves(sd=(0.6, 0.6), usual=(6.3, 6.0), reliability=0.85)),
    },
    # Each feels closer on days on which they are well themselves, and Alice also on days on which Bob is. What each
    # feels understood by goes with the other's days more than with their own.
    follows={
        "talking": {"mind": Follows(same_day=((0.5, 0.1), (0.1, 0.6)))},
        "opening": {"mind": Follows(same_day=((0.3, 0.1), (0.1, 0.4)))},
        "responding": {"mind": Follows(same_day=((0.3, 0.7), (0.5, 0.3)))},
        "closeness": {"mind": Follows(same_day=((0.7, 0.5), (0.1, 0.8)))},
    },
)
"""Row: whose outcome; column: whose state of mind. Alice is member 0, Bob member 1."""

AWAY: Final[tuple[tuple[int, ...], tuple[int, ...]]] = (
    (9, *range(23, 28), 41, 42, 55, 56, 70, 79, 84),
    (4, 12, *range(23, 28), 36, *range(61, 65), 74, 83),
)
"""Days without a check-in, by member: some alone, and five in a row on which neither had a mind to."""

HARD: Final = 1
"""Points of ten: on days on which someone feels this unwell, they tap that it is a hard day."""


@dataclass(frozen=True)
class Words:
    """What is written on a day like this one, in turn."""

    well: tuple[str, ...]
    between: tuple[str, ...]
    unwell: tuple[str, ...]

    def on(self, valence: int, count: int) -> str:
        lines = self.well if valence >= 7 else self.unwell if valence <= 4 else self.between
        return lines[count % len(lines)]


WORDS: Final = (
    Words(
        well=(
            "We walked home the long way and did not notice the rain.",
            "Bob made the soup his mother makes. I told him so.",
            "A whole evening without looking at anything but each other.",
            "I laughed so much at breakfast that the tea went cold.",
            "Said out loud that I am happy here. It was easier than I thought.",
        ),
        between=(
            "An ordinary day, and that was fine.",
            "We were both tired and let each other be.",
            "Put the shelf up together. It leans a little, like us.",
            "Rang my sister, then told Bob about it while he cooked.",
        ),
        unwell=(
            "My head was still at work when we sat down to eat.",
            "I wanted to talk and did not know where to begin.",
            "Slept badly. Bob took the early shift with the dog.",
            "A heavy day. It helped that he only sat with me.",
        ),
    ),
    Words(
        well=(
            "Alice came to the station to fetch me. I had not expected it.",
            "Finished early and cooked for both of us, with music.",
            "We found the old photographs and stayed up too late with them.",
            "She asked how the talk with Eli went, and listened to all of it.",
        ),
        between=(
            "A quiet day. We read on two ends of the sofa.",
            "Not much to say about today, and nobody minded.",
            "Watered the tomatoes together and talked about nothing much.",
        ),
        unwell=(
            "Everything was loud today. I went round the block before I came in.",
            "I was short with her and said sorry before bed.",
            "Worried about money again. We will look at it on Sunday, both of us.",
            "Could not find the words, so I did the washing up.",
        ),
    ),
)
EVERY: Final = 3
"""A line is written on every third day; feeling words on every second."""


@cache
def simulated() -> dict[str, NDArray[np.float64]]:
    """Every item on every day, (DAYS, 2), as it would have been answered had it been asked."""
    return simulate_couple(days=DAYS, seed=SEED, truth=TRUTH, missing=Missing(each=0.0, both=0.0))


def check_ins(
    member: int, *, last: date, asked: Callable[[date], tuple[str, ...]], feeling: Callable[[dict[str, int]], list[str]]
) -> list[CheckIn]:
    """One member's days until `last`. `feeling` gives the words that lie near some ratings."""
    days = [(number, last - timedelta(days=DAYS - 1 - number)) for number in range(DAYS) if number not in AWAY[member]]
    return [_check_in(member, number, day, asked(day), feeling) for number, day in days]


def _check_in(
    member: int, number: int, day: date, asked: tuple[str, ...], feeling: Callable[[dict[str, int]], list[str]]
) -> CheckIn:
    ratings = {item: int(simulated()[item][number, member]) for item in asked if item in simulated()}
    near = feeling(ratings)
    return CheckIn(
        day,
        ratings,
        asked,
        (near[number % len(near)],) if number % 2 == member else (),
        WORDS[member].on(ratings["valence"], number // EVERY) if number % EVERY == member else "",
        ratings["valence"] <= HARD,
        factors={"sleep": 30 * (14 + number * (member + 3) % 4), "movement": number * (member + 2) % 3},
        tags=("garden",) if number % 4 == member else (),
        events=_events(ratings["valence"]) if "event" in asked else (),
        care_act=number % 3 == member if "care_act" in asked else None,
    )


def _events(valence: int) -> tuple[str, ...]:
    return ("affection", "together") if valence >= 7 else ("none",) if valence > 4 else ("disagreement",)
