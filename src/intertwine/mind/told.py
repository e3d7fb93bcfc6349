"""A check-in as it is read back to its author, and the words around it."""

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext

from intertwine.couples.queries import us_of
from intertwine.mind.asking import Question, feeling_words, questions_for
from intertwine.mind.entries import CheckIn
from intertwine.mind.weather import Place, place_of
from intertwine.web.sessions.visit import Visit

Which = Literal[1, 2]
"""Colour and shape of a person, the same on both phones."""

MORNING, NOON, EVENING, NIGHT = 5, 12, 18, 23


@dataclass(frozen=True)
class Told:
    entry: CheckIn
    place: Place | None
    feelings: list[str]
    answers: list[tuple[Question, int]]


def told(visit: Visit, entry: CheckIn) -> Told:
    words = feeling_words()
    questions = questions_for(visit, tuple(entry.ratings))
    return Told(
        entry,
        place_of(entry.ratings),
        [words[key] for key in entry.feelings if key in words],
        [(question, entry.ratings[question.key]) for question in questions],
    )


def which_of(visit: Visit) -> Which:
    us = us_of(visit)
    return 2 if us and us.my_number == 1 else 1


def greeting(name: str, hour: int) -> str:
    if MORNING <= hour < NOON:
        words = gettext("Good morning, %(name)s.")
    elif NOON <= hour < EVENING:
        words = gettext("Good afternoon, %(name)s.")
    elif EVENING <= hour < NIGHT:
        words = gettext("Good evening, %(name)s.")
    else:
        words = gettext("Hello, %(name)s.")
    return words % {"name": name}
