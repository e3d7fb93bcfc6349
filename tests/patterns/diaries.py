"""Alice and Bob's days, made up from known numbers, checked in through the real door."""

import re
import uuid
from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
from django.http import HttpResponse

from intertwine.couples.queries import Choices
from intertwine.insights.simulate import Follows, Missing, Moves, Truth, simulate_couple
from intertwine.insights.types import SERIES
from intertwine.members.days import today
from intertwine.mind.actions import check_in, set_sharing
from intertwine.mind.entries import CheckIn
from tests.cast import Person

Days = Mapping[date, Mapping[str, int]]

LINKED = Truth(follows={name: {"mind": Follows(same_day=((0.9, 0.0), (0.0, 0.9)))} for name in SERIES[1:]})
"""For both, closeness goes with their own state of mind, and more than for most."""

UNLINKED = Truth(moves=dict.fromkeys(SERIES, Moves()), follows={})
EVERY_DAY = Missing(each=0, both=0)
WITH_GAPS = Missing(each=0.2, both=0.1)


def simulated(
    *, days: int, seed: int = 1, truth: Truth = LINKED, missing: Missing = EVERY_DAY, last: date
) -> tuple[Days, Days]:
    """What member 0 and member 1 answer on the days up to `last`."""
    ratings = simulate_couple(days=days, seed=seed, truth=truth, missing=missing)
    first = last - timedelta(days=days - 1)
    return tuple(  # type: ignore[return-value]  # two members
        {
            first + timedelta(days=t): answers
            for t in range(days)
            if (answers := {item: int(of[t, n]) for item, of in ratings.items() if not np.isnan(of[t, n])})
        }
        for n in (0, 1)
    )


def lives(person: Person, days: Days) -> None:
    """Checks in on each of these days."""
    visit = person.visit()
    for day, ratings in days.items():
        check_in(visit, entry=CheckIn(day, dict(ratings)), id=uuid.uuid4())
    person.save(visit)


def shares(person: Person, *, feeds: bool = False, draws: bool = False) -> None:
    visit = person.visit()
    set_sharing(visit, Choices(feeds=feeds, draws=draws))
    person.save(visit)


def today_of(person: Person) -> date:
    return today(person.visit())


def body(response: HttpResponse) -> str:
    """The page without what is new in every answer, whatever is on it: the token against forged forms."""
    return re.sub(r'(X-CSRFToken": "|csrfmiddlewaretoken" value=")\w+', r"\1…", response.content.decode())
