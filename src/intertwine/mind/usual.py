"""What somebody has written lately in words of their own, so that they need not type it again."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from intertwine.members.days import today
from intertwine.mind import queries
from intertwine.mind.asking import every_day
from intertwine.web.sessions.visit import Visit

LATELY = timedelta(days=60)
SHOWN = 8


@dataclass(frozen=True)
class Usual:
    own_words: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    day_told: bool = False
    """Whether sleep, movement, tags and the like came up at a check-in; a diary from elsewhere does not count."""


NOTHING_USUAL = Usual()


def usual_for(visit: Visit, step: str) -> Usual:
    """Nothing on pages that do not show it, and while the private space is closed."""
    if step not in {"feelings", "line"} or visit.private is None:
        return NOTHING_USUAL
    day = today(visit)
    lately = [one.written for one in queries.days(visit, day - LATELY, day).values()]
    return Usual(
        _most(word for entry in lately for word in entry.own_words),
        _most(tag for entry in lately for tag in entry.tags),
        any(entry.factors or entry.tags for entry in lately if set(every_day()) <= set(entry.asked)),
    )


def _most(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(word for word, _ in Counter(words).most_common(SHOWN)))
