"""A check-in as single questions, one page each. Every page carries all that was answered, in fields nobody sees."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from intertwine.content.shapes import Feeling
from intertwine.members import days
from intertwine.mind.asking import Question, feelings_near, items_for, questions_for, steps_of
from intertwine.mind.day import Day
from intertwine.mind.entries import PAD, CheckIn
from intertwine.mind.forms import UNSEEN, Answers, shown
from intertwine.web.sessions.visit import Visit


@dataclass(frozen=True)
class Page:
    """One question, with what goes along unseen."""

    step: str
    steps: list[str]
    typed: CheckIn
    id: UUID
    seen: str
    for_today: bool
    questions: dict[str, Question]

    @property
    def number(self) -> int:
        return self.steps.index(self.step) + 1

    @property
    def last(self) -> bool:
        return self.step == self.steps[-1]

    @property
    def question(self) -> Question:
        return self.questions[self.step]

    @property
    def feelings(self) -> tuple[list[Feeling], list[Feeling]]:
        return feelings_near(self.typed.ratings)

    @property
    def more_chosen(self) -> bool:
        return any(feeling.key in self.typed.feelings for feeling in self.feelings[1])

    @property
    def named(self) -> list[tuple[str, str]]:
        return [("day", self.typed.day.isoformat()), ("id", str(self.id)), ("seen", self.seen), ("at", self.step)]

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What this page does not ask. The answer to a row of buttons is carried too: the one that is pressed comes
        later in the form and counts."""
        asked_here = {"pad": PAD, "feelings": ("feelings",), "line": ("line", "hard")}.get(self.step, ())
        return [*self.named, *(pair for pair in answers(self.typed) if pair[0] not in asked_here)]


def answers(typed: CheckIn) -> list[tuple[str, str]]:
    """As a form carries them."""
    ratings = [(item, str(points)) for item, points in typed.ratings.items()]
    feelings = [("feelings", key) for key in typed.feelings]
    return [*ratings, *feelings, ("line", typed.line), ("hard", "yes" if typed.hard else "")]


def first_page(visit: Visit, day: date, *, written: Day | None) -> Page:
    """Where a check-in begins, with what stands for that day filled in."""
    items = items_for(visit, day)
    typed = written.written if written else CheckIn(day, asked=items)
    seen = shown(written) if visit.private else UNSEEN
    return _page(visit, "pad", typed, id=uuid4(), seen=seen)


def page_of(visit: Visit, form: Answers, step: str) -> Page:
    """A page of a check-in under way; what was damaged of a form is made anew."""
    id = form.cleaned_data.get("id") or uuid4()
    seen = str(form.data.get("seen", UNSEEN)) if "seen" in form.cleaned_data else UNSEEN
    return _page(visit, step, form.typed, id=id, seen=seen)


def _page(visit: Visit, step: str, typed: CheckIn, *, id: UUID, seen: str) -> Page:
    items = items_for(visit, typed.day)
    questions = {question.key: question for question in questions_for(visit, items)}
    return Page(step, steps_of(items), typed, id, seen, typed.day == days.today(visit), questions)
