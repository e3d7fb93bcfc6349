"""What of the check-ins one can show in steps: the private line of a day, and that it was a hard one."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy

from intertwine.journal.queries import Pages
from intertwine.journal.showing import Part, showable
from intertwine.mind.day import by_day
from intertwine.mind.entries import CheckIn


@showable({"line": gettext_lazy("A line of that day")})
def lines(pages: Pages) -> Iterable[Part]:
    for day, written in by_day(pages.of(CheckIn)).items():
        if written.line or written.hard:
            yield Part(key=f"line/{day}", kind="line", text=written.line, day=day, hard=written.hard)
