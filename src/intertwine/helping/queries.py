"""A summary, gathered from one's own private space and nobody else's."""

from datetime import timedelta
from uuid import UUID

from intertwine.helping.summary import MIND, Chosen, Lived, Rated, Summary, Wrote
from intertwine.members.days import today
from intertwine.mind.queries import Diary, diary
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


def person_of(visit: Visit) -> str:
    """The same in every summary of one member, and to be found in no database and no other export."""
    assert visit.identity is not None
    return str(UUID(bytes=derive(Identity.from_bytes(visit.identity.identity), "hand-off").reveal()[:16]))
