"""What was said about the two and since when; what is new, what has gone, what has changed. Pure.

A sentence comes and goes with the answers it leans on. A page that said something last month and is silent today would
leave two people wondering, so for a month it says that it is gone, or new, or another.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import msgspec

from intertwine.insights.types import Edge, Effect, Kind, Picture
from intertwine.patterns.entries import Said
from intertwine.patterns.links import Link
from intertwine.patterns.sentences import size_of

REMEMBERED = timedelta(days=31)

WORTH_SAYING = 0.5
"""Points by which a size must differ, and be called by another word, to count as another sentence: estimates wander a
little with every new day."""


@dataclass(frozen=True)
class News:
    """What is not as it was a month ago."""

    new: Mapping[Link, date]
    gone: Mapping[Link, Said]
    changed: Mapping[Link, Said]
    """What was said before, of links that are told otherwise now."""


NO_NEWS = News({}, {}, {})


def said_now(before: Iterable[Said], picture: Picture, day: date) -> tuple[Said, ...]:
    """What `before` becomes when this picture takes the place of the one it belongs to."""
    effects = {Link.of(one.effect): one.effect for one in picture.findings}
    stood = {link_of(one): one for one in before if one.until is None}
    stands = tuple(_stays(stood.get(link), effect, day) for link, effect in effects.items())
    kept = set(stands)
    ended = (msgspec.structs.replace(one, until=day) for one in stood.values() if one not in kept)
    past = (one for one in before if one.until is not None and one.until > day - REMEMBERED)
    return (*stands, *_last_of_each([*past, *ended]))


def news(said: Iterable[Said], *, began: date | None, now: date) -> News:
    """`began`: the day of the couple's first picture, before which nothing could have been said."""
    standing = {link_of(one): one for one in said if one.until is None}
    ended = {link_of(one): one for one in said if one.until is not None and one.until > now - REMEMBERED}
    recent = {link for link, one in standing.items() if one.since > now - REMEMBERED}
    changed = {link: ended[link] for link in recent if link in ended and not _same(ended[link], standing[link])}
    return News(
        new={
            link: standing[link].since
            for link in recent
            if link not in ended and began is not None and standing[link].since > began
        },
        gone={link: one for link, one in ended.items() if link not in standing},
        changed=changed,
    )


def link_of(said: Said) -> Link:
    return Link(Edge(said.driver, said.outcome), said.lag, Kind(said.kind), said.member)


def _stays(before: Said | None, effect: Effect, day: date) -> Said:
    """The same sentence stands since it was first said."""
    now = Said(
        driver=effect.edge.driver,
        outcome=effect.edge.outcome,
        lag=effect.lag,
        kind=effect.kind.value,
        member=effect.member,
        points=round(effect.median_points, 2),
        size=size_of(effect.median_points).value,
        since=day,
    )
    return before if before is not None and _same(before, now) else now


def _same(one: Said, other: Said) -> bool:
    if (one.points < 0) != (other.points < 0):
        return False
    return one.size == other.size or abs(one.points - other.points) < WORTH_SAYING


def _last_of_each(ended: Iterable[Said]) -> list[Said]:
    return list({link_of(one): one for one in ended}.values())
