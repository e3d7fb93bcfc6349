"""A score over a long time, on the ranges people use for it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from intertwine.web.charts import svg
from intertwine.web.charts.scales import Scale, day_scale, said, ticks
from intertwine.web.charts.shapes import CLASSES, Chart, Table, Who
from intertwine.web.days import short_day

WIDTH, LEFT, RIGHT = 340.0, 24.0, 328.0
TOP, HEIGHT, BELOW = 8.0, 190.0, 24.0
LETTERS = 13.0
"""A range lower than this has no room for its name: the table says it."""


@dataclass(frozen=True)
class Zone:
    """A range of scores and its name; both ends are included."""

    name: str
    low: float
    high: float


def bands_chart(
    *,
    points: Sequence[tuple[date, float]],
    zones: Sequence[Zone],
    who: Who,
    title: str,
    sentence: str,
    table: Table,
) -> Chart:
    """`points` oldest first, at least one; `zones` from low to high, without a gap.

    The line goes on between two scores however far they are apart: nobody answers a screen every day."""
    days = [day for day, _ in points]
    across, up = day_scale(days, start=LEFT + 8, end=RIGHT), Scale(zones[0].low, zones[-1].high, TOP + HEIGHT, TOP)
    parts = [*_zones(zones, up), *_line(points, across, up, who), *_zone_names(zones, up), *_day_names(days, across)]
    drawn = svg.drawing(parts, width=WIDTH, height=TOP + HEIGHT + BELOW, title=title)
    return Chart(svg=drawn, sentence=sentence, table=table)


def _zones(zones: Sequence[Zone], up: Scale) -> Iterator[Markup]:
    """Every other one is shaded, so that where they meet is seen without a colour that means anything."""
    for n, (zone, floor, ceiling) in enumerate(_edges(zones, up)):
        corners = [(LEFT, floor), (WIDTH, floor), (WIDTH, ceiling), (LEFT, ceiling)]
        yield svg.area(corners, css="zone odd" if n % 2 else "zone")
        yield svg.text((LEFT - 6, floor + 4), said(zone.low), anchor="end")
    yield svg.text((LEFT - 6, TOP + 4), said(zones[-1].high), anchor="end")


def _zone_names(zones: Sequence[Zone], up: Scale) -> Iterator[Markup]:
    """Above the line, which may pass where they stand."""
    for zone, floor, ceiling in _edges(zones, up):
        if floor - ceiling >= LETTERS:
            yield svg.text((WIDTH - 6, ceiling + 11), zone.name, anchor="end", css="zone-name")


def _edges(zones: Sequence[Zone], up: Scale) -> Iterator[tuple[Zone, float, float]]:
    """A zone reaches up to where the next one begins."""
    for n, zone in enumerate(zones):
        yield zone, up(zone.low), up(zones[n + 1].low if n + 1 < len(zones) else zone.high)


def _line(points: Sequence[tuple[date, float]], across: Scale, up: Scale, who: Who) -> Iterator[Markup]:
    spots = [(across(day.toordinal()), up(score)) for day, score in points]
    if len(spots) > 1:
        yield svg.path(spots, css=f"line {CLASSES[who]}")
    yield from (svg.point(spot, who=who, size=4) for spot in spots)


def _day_names(days: Sequence[date], across: Scale) -> Iterator[Markup]:
    named = ticks(sorted(set(days)))
    for n, day in enumerate(named):
        anchor = "middle" if len(named) == 1 or 0 < n < len(named) - 1 else "end" if n else "start"
        yield svg.text((across(day.toordinal()), TOP + HEIGHT + BELOW - 6), short_day(day), anchor=anchor)
