"""From a picture to what the page says: findings with their bars, and always something about both of the two."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from django.utils.translation import gettext

from intertwine.insights.types import Edge, Effect, Lag, Picture
from intertwine.patterns import sentences
from intertwine.patterns.drawing import bar
from intertwine.patterns.history import NO_NEWS, News
from intertwine.patterns.links import MEMBERS, Link, every_link
from intertwine.patterns.mapping import shown_links, table
from intertwine.patterns.sentences import Names
from intertwine.patterns.trying import Offer, offers
from intertwine.web.charts import Chart, Table
from intertwine.web.days import long_day


@dataclass(frozen=True)
class Told:
    """One sentence about one link. Without a bar it says that nothing can be said."""

    anchor: str
    sentence: str
    facts: str = ""
    chart: Chart | None = None
    early: bool = False
    news: str = ""
    """That it is new, or what was said instead of it before."""


@dataclass(frozen=True)
class Group:
    """All that is told about one edge of the map, and what to try because of it."""

    told: tuple[Told, ...]
    to_try: tuple[Offer, ...]


def groups(picture: Picture, names: Names, of_late: News = NO_NEWS) -> list[Group]:
    """Edge by edge, the clearest first; of each link the one it is clear for before the other. No page is led to
    twice."""
    shown = {**shown_links(picture, 0), **shown_links(picture, 1)}
    clearest = sorted(shown, key=[Link.of(one.effect) for one in picture.findings].index)
    farthest = float(max((ceil(sentences.bounds(effect)[1]) for effect in shown.values()), default=1) or 1)
    early = {Link.of(one.effect) for one in picture.findings if one.early}
    found: list[Group] = []
    for edge in dict.fromkeys(link.edge for link in clearest):
        links = [link for link in clearest if link.edge == edge]
        told = [
            _told(link, shown.get(link), names, farthest=farthest, early=link in early, of_late=of_late)
            for link in _of_both(links)
        ]
        found.append(Group(tuple(told), _tries(edge, [shown[link] for link in links], before=found)))
    return found


def _tries(edge: Edge, effects: list[Effect], *, before: list[Group]) -> tuple[Offer, ...]:
    led_to = {one.way for group in before for one in group.to_try if one.way}
    return tuple(one for one in offers(edge, effects) if one.way not in led_to)


def dots(picture: Picture, names: Names) -> list[Told]:
    """What is told about each line of dots on the map, where nothing else tells it."""
    told = {link.anchor for link in _of_both([*shown_links(picture, 0), *shown_links(picture, 1)])}
    return [
        Told(link.anchor, sentences.not_clear(link, names))
        for lag in lags(picture)
        for link in every_link(lag)
        if link.anchor not in told
    ]


def lags(picture: Picture) -> list[Lag]:
    """The day after has a map of its own when there is something on it."""
    return [0, 1] if shown_links(picture, 1) else [0]


def whole_table(picture: Picture, names: Names) -> Table:
    """Every link of the same day, and what is clear about the day after."""
    return table(picture, names, links=[*every_link(0), *shown_links(picture, 1)])


def gone(of_late: News, names: Names) -> list[str]:
    """What was said in the last month and is not any more."""
    told = gettext("Your recent answers no longer fit what was said here, so it was removed: “%(link)s”.")
    return [told % {"link": sentences.row(link, names)} for link in of_late.gone]


def _told(link: Link, effect: Effect | None, names: Names, *, farthest: float, early: bool, of_late: News) -> Told:
    if effect is None:
        return Told(link.anchor, sentences.not_clear(link, names))
    return Told(
        link.anchor,
        sentences.finding(effect, names),
        sentences.facts(effect),
        bar(effect, farthest=farthest),
        early,
        _news(link, of_late, names),
    )


def _news(link: Link, of_late: News, names: Names) -> str:
    if link in of_late.new:
        return gettext("New since %(day)s.") % {"day": long_day(of_late.new[link])}
    before = of_late.changed.get(link)
    if before is None or before.until is None:
        return ""
    told = gettext("This has changed. Until %(day)s it read: %(sentence)s")
    return told % {"day": long_day(before.until), "sentence": sentences.said(link, names, points=before.points)}


def _of_both(links: list[Link]) -> Iterator[Link]:
    """Each of these with the same of the other one of the two."""
    for edge, lag, kind in dict.fromkeys((link.edge, link.lag, link.kind) for link in links):
        both = [Link(edge, lag, kind, member) for member in MEMBERS]
        yield from sorted(both, key=lambda link: link not in links)
