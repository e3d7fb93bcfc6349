"""The pillar map of a picture: its links as lines, in a drawing, a table and a sentence."""

from collections.abc import Iterable

from django.utils.translation import gettext, ngettext

from intertwine.insights.types import EDGES, Edge, Effect, Lag, Picture
from intertwine.patterns import sentences
from intertwine.patterns.links import Link, every_link
from intertwine.patterns.sentences import Names
from intertwine.web.charts import Chart, Table
from intertwine.web.charts.pillar_map import Person, Tie, pillar_map

PERSON: tuple[Person, Person] = (1, 2)


def drawn_map(
    picture: Picture | None, names: Names, *, lag: Lag = 0, linked: bool = True, edges: tuple[Edge, ...] = EDGES
) -> Chart:
    """All links of a day, or of the day after. Without a picture every line is dots. `linked`: a line leads to what is
    told about it on the same page."""
    shown = shown_links(picture, lag)
    links = [link for link in in_order(shown, lag) if link.edge in edges]
    ties = [_tie(link, shown.get(link), names, linked=linked and picture is not None) for link in links]
    return pillar_map(
        names=names,
        words={name: str(words) for name, words in sentences.PILLARS.items()},
        ties=ties,
        title=_title(lag),
        sentence=_sentence(len(shown), picture),
        table=table(picture, names, links=every_link(lag)),
    )


def shown_links(picture: Picture | None, lag: Lag) -> dict[Link, Effect]:
    """The clearest first."""
    effects = [one.effect for one in picture.findings] if picture else []
    return {Link.of(effect): effect for effect in effects if effect.lag == lag}


def in_order(shown: dict[Link, Effect], lag: Lag) -> list[Link]:
    """What is clear comes first, by keyboard too."""
    return [*shown, *(link for link in every_link(lag) if link not in shown)]


def table(picture: Picture | None, names: Names, *, links: Iterable[Link]) -> Table:
    """A row for each link; one that is not clear has no numbers."""
    shown = {**shown_links(picture, 0), **shown_links(picture, 1)}
    rows = tuple(_row(link, shown.get(link), names) for link in links)
    head = (gettext("Link"), gettext("Estimate"), gettext("Likely from"), gettext("Likely to"), gettext("Days"))
    return Table(caption=gettext("What goes together, in points of 10"), head=head, rows=rows)


def _row(link: Link, effect: Effect | None, names: Names) -> tuple[str, ...]:
    name = sentences.row(link, names)
    if effect is None:
        return name, gettext("not clear yet"), "–", "–", "–"
    low, high = (sentences.in_points(end) for end in sentences.bounds(effect))
    return name, sentences.drawn(effect), low, high, str(effect.days)


def _tie(link: Link, effect: Effect | None, names: Names, *, linked: bool) -> Tie:
    size = None
    if effect is not None:
        low, high = sentences.bounds(effect)
        size = low, abs(effect.median_points), high
    return Tie(
        driver=link.edge.driver,
        outcome=link.edge.outcome,
        of=PERSON[link.driven_by],
        to=PERSON[link.member],
        label=sentences.finding(effect, names) if effect else sentences.not_clear(link, names),
        size=size,
        less=effect is not None and sentences.is_less(effect),
        href=f"#{link.anchor}" if linked else "",
    )


def _title(lag: Lag) -> str:
    if lag:
        return gettext("What goes together for the two of you, from one day to the next")
    return gettext("What goes together for the two of you, on the same day")


def _sentence(clear: int, picture: Picture | None) -> str:
    if picture is None:
        return gettext("No line is drawn out yet: dots stand where one may come.")
    if not clear:
        return gettext("No line is clear yet.")
    told = ngettext("One line is clear so far.", "%(count)s lines are clear so far.", clear)
    return told % {"count": clear}
