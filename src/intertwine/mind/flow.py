"""A check-in as single questions, one page each. Every page carries all that was answered, in fields nobody sees."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from msgspec.structs import replace

from intertwine.content.shapes import Feeling
from intertwine.members import days
from intertwine.mind.asking import Question, feelings_near, items_for, questions_for, steps_of
from intertwine.mind.day import Day
from intertwine.mind.entries import NO_EVENT, CheckIn
from intertwine.mind.factors import Factor, factors
from intertwine.mind.forms import ASKED_WITH, NOT_TODAY, UNSEEN, Answers, shown
from intertwine.mind.usual import NOTHING_USUAL, Usual, usual_for
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
    usual: Usual = NOTHING_USUAL

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
    def factors(self) -> list[Factor]:
        return factors()

    @property
    def more_said(self) -> bool:
        """Whether the day's factors stand open: something was said of them, today or lately."""
        return bool(self.typed.factors or self.typed.tags) or self.usual.day_told

    @property
    def ticks(self) -> list[tuple[str, str]]:
        """The words of an item that is answered with some of them; none of them is a button."""
        return [(key, word) for key, word in self.question.ticks.items() if key != NO_EVENT]

    @property
    def answered(self) -> bool:
        return self.step in dict(answers(self.typed))

    @property
    def named(self) -> list[tuple[str, str]]:
        return _named(self.typed.day, self.id, self.seen, self.step)

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What this page does not ask. The answer to a row of buttons is carried too: the one that is pressed comes
        later in the form and counts."""
        asked_here = {"event"} & {self.step} | {name for name, step in ASKED_WITH.items() if step == self.step}
        return [*self.named, *(pair for pair in answers(self.typed) if pair[0] not in asked_here)]


def answers(typed: CheckIn) -> list[tuple[str, str]]:
    """As a form carries them."""
    given = [
        *((item, str(points)) for item, points in typed.ratings.items()),
        *((item, NOT_TODAY) for item in typed.not_today),
        *((("care_act", "yes" if typed.care_act else "no"),) if typed.care_act is not None else ()),
        *(("event", event) for event in typed.events),
        *(("feelings", key) for key in typed.feelings),
        *(("own_words", word) for word in typed.own_words),
        *((name, str(said)) for name, said in typed.factors.items()),
        *(("tags", tag) for tag in typed.tags),
        ("care_what", typed.care_what),
    ]
    return [*(pair for pair in given if pair[1]), ("line", typed.line), ("hard", "yes" if typed.hard else "")]


def to_begin(visit: Visit, day: date) -> list[tuple[str, str]]:
    """What the form that begins a day carries unseen, where nothing was written of it yet."""
    return _named(day, uuid4(), _seen(visit, None), "pad")


def _named(day: date, id: UUID, seen: str, step: str) -> list[tuple[str, str]]:
    return [("day", day.isoformat()), ("id", str(id)), ("seen", seen), ("at", step)]


def _seen(visit: Visit, written: Day | None) -> str:
    return shown(written) if visit.private else UNSEEN


def first_page(visit: Visit, day: date, *, written: Day | None) -> Page:
    """Where a check-in begins, with what stands for that day filled in."""
    items = items_for(visit, day)
    typed = _asked_part(written.written, items) if written else CheckIn(day, asked=items)
    return _page(visit, "pad", typed, id=uuid4(), seen=_seen(visit, written))


def _asked_part(written: CheckIn, items: tuple[str, ...]) -> CheckIn:
    """What a page may send: what else stands for the day, from elsewhere or from before, stays where it is."""
    without: dict[str, object] = {} if "event" in items else {"events": ()}
    if "care_act" not in items:
        without |= {"care_act": None, "care_what": ""}
    return replace(
        written,
        ratings={item: points for item, points in written.ratings.items() if item in items},
        not_today=tuple(item for item in written.not_today if item in items),
        asked=items,
        **without,
    )


def page_of(visit: Visit, form: Answers, step: str) -> Page:
    """A page of a check-in under way; what was damaged of a form is made anew."""
    id = form.cleaned_data.get("id") or uuid4()
    seen = str(form.data.get("seen", UNSEEN)) if "seen" in form.cleaned_data else UNSEEN
    return _page(visit, step, form.typed, id=id, seen=seen)


def _page(visit: Visit, step: str, typed: CheckIn, *, id: UUID, seen: str) -> Page:
    items = items_for(visit, typed.day)
    questions = {question.key: question for question in questions_for(visit, items)}
    usual = usual_for(visit, step)
    return Page(step, steps_of(items), typed, id, seen, typed.day == days.today(visit), questions, usual)
