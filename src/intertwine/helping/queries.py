"""A summary, gathered from one's own private space and nobody else's."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from intertwine.helping.summary import MIND, Answered, Chosen, Lived, Planned, Rated, Summary, Wrote
from intertwine.members.days import today
from intertwine.mind.queries import PARTS, Diary, Taken, diary, plan, screens
from intertwine.vault.identity import Identity
from intertwine.vault.secrets import derive
from intertwine.web.sessions.visit import Visit


def summary_of(visit: Visit, chosen: Chosen) -> Summary:
    """Raises `Closed` while the private space is."""
    last = today(visit)
    first = last - timedelta(days=chosen.days - 1)
    kept, parts = diary(visit, first, last), chosen.parts
    return Summary(
        made=last,
        first=first,
        last=last,
        person=person_of(visit),
        name=chosen.name,
        words=chosen.words,
        mind=_mind(kept) if "mind" in parts else None,
        hard=tuple(day for day, written in kept.days.items() if written.hard) if "hard" in parts else None,
        factors=_factors(kept) if "factors" in parts else None,
        screens=_screens(visit, first, last, each="answers" in parts) if parts & {"screens", "answers"} else None,
        plan=_plan(visit, chosen.plan) if chosen.plan else (),
        lines=_lines(kept) if "lines" in parts else None,
    )


def _mind(kept: Diary) -> tuple[Rated, ...]:
    about_me = {
        day: {item: written.ratings[item] for item in MIND if item in written.ratings}
        for day, written in kept.days.items()
    }
    return tuple(Rated(day, ratings) for day, ratings in about_me.items() if ratings)


def _factors(kept: Diary) -> tuple[Lived, ...]:
    return tuple(Lived(day, dict(told)) for day, one in kept.days.items() if (told := one.written.factors))


def _lines(kept: Diary) -> tuple[Wrote, ...]:
    return tuple(Wrote(day, written.line) for day, written in kept.days.items() if written.line)


def _screens(visit: Visit, first: date, last: date, *, each: bool) -> tuple[Answered, ...]:
    taken = [one for series in screens(visit).values() for one in series if first <= one.day <= last]
    return tuple(_answered(one, each=each) for one in sorted(taken, key=lambda one: one.day))


def _answered(one: Taken, *, each: bool) -> Answered:
    return Answered(one.instrument.key, one.day, one.score, one.band.name, one.answers if each else ())


def _plan(visit: Visit, chosen: Sequence[str]) -> tuple[Planned, ...]:
    written = plan(visit)
    return tuple(
        Planned(part.key, str(part.heading), written[part.key].text)
        for part in PARTS
        if part.key in chosen and part.key in written
    )


def plan_choices(visit: Visit) -> list[tuple[str, str]]:
    """The parts of one's care plan that there is something in."""
    written = plan(visit)
    return [(part.key, str(part.heading)) for part in PARTS if part.key in written and written[part.key].text]


def person_of(visit: Visit) -> str:
    """The same in every summary of one member, and to be found in no database and no other export."""
    assert visit.identity is not None
    return str(UUID(bytes=derive(Identity.from_bytes(visit.identity.identity), "hand-off").reveal()[:16]))
