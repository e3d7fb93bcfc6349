"""A check-in as it is read back to its author, and the words around it."""

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext

from intertwine.couples.queries import us_of
from intertwine.members.days import NOON
from intertwine.mind.asking import Question, event_words, feeling_words, questions_for
from intertwine.mind.entries import CheckIn
from intertwine.mind.factors import Factor, factors
from intertwine.mind.weather import Place, place_of
from intertwine.web.days import long_day
from intertwine.web.sessions.visit import Visit

Which = Literal[1, 2]
"""Colour and shape of a person, the same on both phones."""

MORNING, EVENING, NIGHT = 5, 18, 23


@dataclass(frozen=True)
class Told:
    entry: CheckIn
    place: Place | None
    feelings: list[str]
    answers: list[tuple[Question, int]]
    not_today: list[Question]
    events: list[str]
    care: str
    """What was done for the own or both's wellbeing, in a sentence; empty where nobody said."""
    factors: list[tuple[Factor, str]]

    @property
    def day_said(self) -> str:
        return long_day(self.entry.day)


def told(visit: Visit, entry: CheckIn) -> Told:
    words, events = feeling_words(), event_words()
    questions = questions_for(visit, tuple(entry.ratings))
    return Told(
        entry,
        place_of(entry.ratings),
        [*(words[key] for key in entry.feelings if key in words), *entry.own_words],
        [(question, entry.ratings[question.key]) for question in questions],
        questions_for(visit, entry.not_today),
        [events[key] for key in entry.events if key in events],
        _care(entry),
        [(factor, factor.said(entry.factors[factor.name])) for factor in factors() if factor.name in entry.factors],
    )


def _care(entry: CheckIn) -> str:
    if entry.care_act is None:
        return entry.care_what
    if not entry.care_act:
        return gettext("Nothing that was only for your own wellbeing, or for that of the two of you. That is fine.")
    return entry.care_what or gettext("Something that was only for your own wellbeing, or for that of the two of you.")


def which_of(visit: Visit) -> Which:
    us = us_of(visit)
    return 2 if us and us.my_number == 1 else 1


def partner_of(visit: Visit) -> str:
    """What the other one is called; empty for someone alone."""
    return visit.identity.partner_name if visit.identity and visit.identity.us else ""


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
