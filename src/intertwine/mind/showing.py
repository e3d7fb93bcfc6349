"""What one can show in steps: the private line of a day, that it was a hard one, and each part of the care plan."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy

from intertwine.journal.queries import Pages
from intertwine.journal.showing import Part, showable
from intertwine.mind.day import by_day
from intertwine.mind.entries import CheckIn, PlanPart
from intertwine.mind.plan_parts import BY_KEY


@showable({"line": gettext_lazy("A line of that day")})
def lines(pages: Pages) -> Iterable[Part]:
    for day, written in by_day(pages.of(CheckIn)).items():
        if written.line or written.hard:
            yield Part(key=f"line/{day}", kind="line", text=written.line, day=day, hard=written.hard)


@showable({f"plan.{key}": part.heading for key, part in BY_KEY.items()})
def plan_parts(pages: Pages) -> Iterable[Part]:
    latest = {one.entry.part: one.entry.text for one in pages.of(PlanPart)}
    for key, text in latest.items():
        if text and key in BY_KEY:
            yield Part(key=f"plan/{key}", kind=f"plan.{key}", text=text)
