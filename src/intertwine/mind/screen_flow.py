"""A screen as single questions, one page each. Every page carries all answers, in fields nobody sees.

One press answers and goes on. Nothing is stored before the last answer, unless it is put aside.
"""

import re
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.http import QueryDict
from django.utils.translation import gettext

from intertwine.content.reading import instruments
from intertwine.content.screening import Instrument, Option, ScreenItem

ANSWER = re.compile(r"a([0-9]{1,2})")
COUNTRY = "country"
"""Beside the question about not wanting to live: whose lines to show, should nobody be signed in when it is sent."""


@dataclass(frozen=True)
class UnderWay:
    """One page of a screen. Number 0 is the page before the first question."""

    instrument: Instrument
    id: UUID
    number: int
    answers: dict[int, int]
    """Points by number: only what is asked, and only what is offered."""
    go: str = ""
    wrong: str = ""

    @property
    def count(self) -> int:
        return len(self.instrument.items)

    @property
    def item(self) -> ScreenItem:
        return self.instrument.items[self.number - 1]

    @property
    def options(self) -> tuple[Option, ...]:
        return self.instrument.options_of(self.number)

    @property
    def about_not_living(self) -> bool:
        return self.number == self.instrument.safety_item

    @property
    def heavy(self) -> bool:
        """Something was answered after which help comes first."""
        return self.instrument.asks_for_care(self.answers)

    @property
    def open_questions(self) -> list[int]:
        return [number for number in range(1, self.count + 1) if number not in self.answers]

    @property
    def complete(self) -> tuple[int, ...] | None:
        """All answers in order, once the last page was sent and none is missing."""
        ready = self.number > self.count and not self.open_questions
        return tuple(self.answers[number] for number in range(1, self.count + 1)) if ready else None

    @property
    def carried(self) -> list[tuple[str, str]]:
        """The answer that is pressed comes later in the form, and counts."""
        fixed = [("screen", self.instrument.key), ("id", str(self.id)), ("at", str(self.number))]
        return [*fixed, *((f"a{number}", str(points)) for number, points in sorted(self.answers.items()))]


def begun(instrument: Instrument, answers: dict[int, int] | None = None) -> UnderWay:
    """From the first question that has no answer."""
    page = UnderWay(instrument, uuid4(), 0, dict(answers or {}))
    return _at(page, page.open_questions[0]) if answers and page.open_questions else page


def sent(data: QueryDict) -> UnderWay | None:
    """What came back from a page, and where it leads. None where no screen of ours is named."""
    instrument = instruments().get(data.get("screen", ""))
    if instrument is None:
        return None
    answers, wrong = _answers(instrument, data)
    here = min(_number(data.get("at", "")), len(instrument.items))
    page = UnderWay(instrument, _id(data), here, answers, data.get("go", ""))
    return page if page.go == "aside" else _onward(page, wrong)


def _onward(page: UnderWay, wrong: str) -> UnderWay:
    if wrong:
        return _at(page, page.number, wrong)
    if page.go == "back":
        return _at(page, max(page.number - 1, 0))
    if page.number == 0:
        return _at(page, 1 if page.go == "begin" else 0)
    if page.number not in page.answers:
        return _at(page, page.number, gettext("Please choose one of the answers."))
    if page.number == page.count and page.open_questions:
        skipped = gettext("This one has no answer yet. The sum is only worth something when every question has one.")
        return _at(page, page.open_questions[0], skipped)
    return _at(page, page.number + 1)


def _at(page: UnderWay, number: int, wrong: str = "") -> UnderWay:
    return UnderWay(page.instrument, page.id, number, page.answers, page.go, wrong)


def _answers(instrument: Instrument, data: QueryDict) -> tuple[dict[int, int], str]:
    """What can be kept of what was sent, and what is wrong with the rest."""
    named = {int(match[1]): data[name] for name in data if (match := ANSWER.fullmatch(name))}
    asked = {number: points for number, points in named.items() if 1 <= number <= len(instrument.items)}
    offered = {number: {str(one.points): one.points for one in instrument.options_of(number)} for number in asked}
    answers = {number: offered[number][points] for number, points in asked.items() if points in offered[number]}
    if answers.keys() != asked.keys():
        return answers, gettext("There was an answer that is not offered here. It was left out.")
    if asked.keys() != named.keys():
        return answers, gettext("There was an answer to something that is not asked here. It was left out.")
    return answers, ""


def _number(text: str) -> int:
    return int(text) if re.fullmatch("[0-9]{1,2}", text) else 0


def _id(data: QueryDict) -> UUID:
    """What was damaged is made anew: it only tells a double tap from a second screen."""
    try:
        return UUID(data.get("id", ""))
    except ValueError:
        return uuid4()
