"""Where the pad was touched, day after day: pleasantness across, energy upwards, and the way from each to the next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from markupsafe import Markup

from intertwine.web.charts import svg
from intertwine.web.charts.scales import Scale, said
from intertwine.web.charts.shapes import CLASSES, Chart, Table, Who
from intertwine.web.days import long_day, short_day

WIDTH, HIGH, EDGE, CORNER = 340.0, 240.0, 20.0, 14.0
A_WEEK = 7
NAME_WIDE, NAME_HIGH = 52.0, 15.0
"""What the name of a day takes up."""


@dataclass(frozen=True)
class Touch:
    day: date
    across: int
    up: int
    """Both 0 to 10."""


def pad_path(
    *, touches: Sequence[Touch], who: Who, title: str, corners: tuple[str, str, str, str], sentence: str
) -> Chart:
    """Days in order, oldest first, at least one. `corners`: what it says at the top left, top right, bottom left and
    bottom right. The way goes on over days that were left out, thinner where more than a week lies between."""
    across, up = Scale(0, 10, EDGE, WIDTH - EDGE), Scale(0, 10, HIGH - EDGE, EDGE)
    spots = [(across(touch.across), up(touch.up)) for touch in touches]
    parts = [*_ground(corners), *_way(touches, spots, who), *_marks(touches, spots, who)]
    rows = tuple((long_day(touch.day), said(touch.across), said(touch.up)) for touch in touches)
    return Chart(
        svg=svg.drawing(parts, width=WIDTH, height=HIGH, title=title),
        sentence=sentence,
        table=Table(caption=title, head=(_("Day"), _("Pleasantness"), _("Energy")), rows=rows),
    )


def _ground(corners: tuple[str, str, str, str]) -> Iterator[Markup]:
    yield svg.area([(0, 0), (WIDTH, 0), (WIDTH, HIGH), (0, HIGH)], css="pad-ground")
    yield svg.path([(WIDTH / 2, EDGE), (WIDTH / 2, HIGH - EDGE)], css="rule")
    yield svg.path([(EDGE, HIGH / 2), (WIDTH - EDGE, HIGH / 2)], css="rule")
    for n, words in enumerate(corners):
        x, anchor = (WIDTH - 8, "end") if n % 2 else (8, "start")
        yield svg.text((x, HIGH - 8 if n > 1 else CORNER + 3), words, anchor=anchor)


def _way(touches: Sequence[Touch], spots: Sequence[tuple[float, float]], who: Who) -> Iterator[Markup]:
    for n in range(1, len(spots)):
        near = (touches[n].day - touches[n - 1].day).days <= A_WEEK
        yield svg.path([spots[n - 1], spots[n]], css=f"way {CLASSES[who]}" + ("" if near else " far"))


def _marks(touches: Sequence[Touch], spots: Sequence[tuple[float, float]], who: Who) -> Iterator[Markup]:
    for n, spot in enumerate(spots):
        yield svg.point(spot, who=who, size=6 if n == len(spots) - 1 else 3)
    yield from _names(touches, spots)


def _names(touches: Sequence[Touch], spots: Sequence[tuple[float, float]]) -> Iterator[Markup]:
    """Of the latest day and the first, one above the other where they would stand on each other."""
    latest, (x, y) = _beside(spots[-1]), _beside(spots[0])
    if abs(x - latest[0]) < NAME_WIDE and abs(y - latest[1]) < NAME_HIGH:
        y = latest[1] + NAME_HIGH * 2 if latest[1] < HIGH / 2 else latest[1] - NAME_HIGH
    yield _name(latest, touches[-1])
    if len(spots) > 1:
        yield _name((x, y), touches[0])


def _name(at: tuple[float, float], touch: Touch) -> Markup:
    return svg.text(at, short_day(touch.day), anchor="middle", css="middle-name")


def _beside(spot: tuple[float, float]) -> tuple[float, float]:
    x, y = spot
    return min(max(x, 30), WIDTH - 30), y - 10 if y > 40 else y + 20
