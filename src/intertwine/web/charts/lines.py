"""Lines over days: one panel, or several under each other on the same days."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from intertwine.web.charts import svg
from intertwine.web.charts.scales import Scale, day_scale, each_said, said, ticks
from intertwine.web.charts.shapes import CLASSES, Chart, KeyItem, Table, Who
from intertwine.web.days import long_day, long_days, short_day

WIDTH = 340.0
LEFT, RIGHT = 20.0, 336.0
PANEL, NAMED, BELOW = 140.0, 22.0, 24.0
MARGIN = 8.0
A_WEEK = 7
MANY_DAYS = 45
"""With more days than this not every point gets its shape; the line goes through all of them."""


@dataclass(frozen=True)
class Line:
    """One person's values, one for each day; None is a day without an answer, and breaks the line."""

    name: str
    who: Who
    values: Sequence[float | None]
    band: Sequence[tuple[float, float] | None] = ()
    """How sure a value is: (from, to) for each day, or nothing at all."""


@dataclass(frozen=True)
class Panel:
    name: str
    series: Sequence[Line]
    low: float = 0
    high: float = 10
    marked: Sequence[bool] = ()
    """Days with a mark below the lines, one for each day, or nothing at all."""
    marked_for: Who = None
    apart: int = 1
    """Days up to which two answers are joined: more than one where a question does not come every day."""


def lines_chart(
    *, days: Sequence[date], series: Sequence[Line], low: float = 0, high: float = 10, title: str, sentence: str = ""
) -> Chart:
    """Days in order, oldest first. `sentence` says it in the caller's words; otherwise the chart says it itself."""
    return panels_chart(days=days, panels=[Panel("", series, low, high)], title=title, sentence=sentence)


def panels_chart(*, days: Sequence[date], panels: Sequence[Panel], title: str, sentence: str = "") -> Chart:
    """One panel under another on the same days, as a state of mind above closeness."""
    _check(days, panels)
    across = day_scale(days, start=LEFT, end=RIGHT)
    parts, top = [], 0.0
    for panel in panels:
        top += NAMED if panel.name else 0
        parts.append(_panel(panel, days, across, top))
        top += PANEL + 2 * MARGIN
    parts.extend(_day_names(days, across, top + BELOW / 2))
    return Chart(
        svg=svg.drawing(parts, width=WIDTH, height=top + BELOW, title=_named(days, title)),
        sentence=sentence or _sentence(panels),
        table=_table(days, panels, title),
        key=_key(panels),
    )


def _check(days: Sequence[date], panels: Sequence[Panel]) -> None:
    if list(days) != sorted(set(days)):
        raise ValueError("days in order, each once")
    for line in _lines(panels):
        if len(line.values) != len(days) or len(line.band) not in {0, len(days)}:
            raise ValueError("one value for each day")


def _lines(panels: Sequence[Panel]) -> Iterator[Line]:
    return (line for panel in panels for line in panel.series)


def _panel(panel: Panel, days: Sequence[date], across: Scale, top: float) -> Markup:
    up = Scale(panel.low, panel.high, top + MARGIN + PANEL, top + MARGIN)
    parts = [*_rules(panel, up)]
    if panel.name:
        parts.append(svg.text((0, top - MARGIN + 2), panel.name, css="panel-name"))
    for line in panel.series:
        parts.extend(_band(line, days, across, up))
    for line in panel.series:
        parts.extend(_line(line, days, across, up, panel.apart))
    parts.extend(_marks(panel, days, across, up))
    return svg.joined(parts)


def _marks(panel: Panel, days: Sequence[date], across: Scale, up: Scale) -> Iterator[Markup]:
    """An open notch on the lowest rule."""
    y = up(panel.low)
    for day in (day for day, marked in zip(days, panel.marked, strict=bool(panel.marked)) if marked):
        x = across(day.toordinal())
        yield svg.path([(x - 3.5, y - 6), (x, y), (x + 3.5, y - 6)], css=f"notch {CLASSES[panel.marked_for]}")


def _rules(panel: Panel, up: Scale) -> Iterator[Markup]:
    for value in (panel.low, (panel.low + panel.high) / 2, panel.high):
        yield svg.path([(LEFT, up(value)), (RIGHT, up(value))], css="rule")
        yield svg.text((LEFT - 6, up(value) + 4), said(value), anchor="end")


def _line(line: Line, days: Sequence[date], across: Scale, up: Scale, apart: int) -> Iterator[Markup]:
    spots = [
        (0.0, 0.0) if value is None else (across(day.toordinal()), up(value))
        for day, value in zip(days, line.values, strict=True)
    ]
    found = runs(days, line.values, apart=apart)
    for run in found:
        if len(run) > 1:
            yield svg.path([spots[n] for n in run], css=f"line {CLASSES[line.who]}")
    for n in _marked(found, len(days)):
        yield svg.point(spots[n], who=line.who, size=_size(len(days)))


def runs(days: Sequence[date], values: Sequence[object | None], *, apart: int = 1) -> list[list[int]]:
    """Positions of days with a value that are at most so many days apart, in the calendar: by themselves, a day."""
    found: list[list[int]] = []
    for n, value in enumerate(values):
        if value is None:
            continue
        if found and (days[n] - days[found[-1][-1]]).days <= apart:
            found[-1].append(n)
        else:
            found.append([n])
    return found


def _marked(found: list[list[int]], count: int) -> Iterator[int]:
    """Which positions get a shape: all of few; of many, some on the way, and every answer that stands alone."""
    every = 1 if count <= MANY_DAYS else -(-count // 20)
    return (n for run in found for n in run if n % every == 0 or len(run) == 1)


def _size(count: int) -> float:
    return 5 if count <= A_WEEK else 2.8


def _band(line: Line, days: Sequence[date], across: Scale, up: Scale) -> Iterator[Markup]:
    for run in runs(days, line.band):
        spans = [(across(days[n].toordinal()), *span) for n in run if (span := line.band[n])]
        if len(spans) > 1:
            upper, lower = [(x, up(to)) for x, _from, to in spans], [(x, up(start)) for x, start, _to in spans]
            yield svg.area([*upper, *reversed(lower)], css=f"band {CLASSES[line.who]}")


def _day_names(days: Sequence[date], across: Scale, y: float) -> Iterator[Markup]:
    named = ticks(days)
    for n, day in enumerate(named):
        anchor = "middle" if len(named) == 1 or 0 < n < len(named) - 1 else "end" if n else "start"
        yield svg.text((across(day.toordinal()), y), short_day(day), anchor=anchor)


def _key(panels: Sequence[Panel]) -> tuple[KeyItem, ...]:
    people = {(line.name, line.who): None for line in _lines(panels)}
    return tuple(KeyItem(name, svg.key_mark(who)) for name, who in people)


def _table(days: Sequence[date], panels: Sequence[Panel], title: str) -> Table:
    head = [f"{panel.name}: {line.name}" if panel.name else line.name for panel in panels for line in panel.series]
    columns = [each_said(line.values, otherwise="–") for line in _lines(panels)]
    return Table(caption=title, head=(_("Day"), *head), rows=tuple(zip(long_days(days), *columns, strict=True)))


def _named(days: Sequence[date], title: str) -> str:
    if len(days) < 2:
        return title
    facts = {"title": title, "start": long_day(days[0]), "end": long_day(days[-1])}
    return _("%(title)s, from %(start)s to %(end)s") % facts


def _sentence(panels: Sequence[Panel]) -> str:
    if all(value is None for line in _lines(panels) for value in line.values):
        return _("There is nothing to draw yet.")
    return " ".join(_of_line(panel, line) for panel in panels for line in panel.series)


def _of_line(panel: Panel, line: Line) -> str:
    values = [value for value in line.values if value is not None]
    name = f"{panel.name}, {line.name}" if panel.name else line.name
    if not values:
        return _("%(name)s: no answers in this time.") % {"name": name}
    told = ngettext(
        "%(name)s: one answer, %(last)s.",
        "%(name)s: %(count)s answers between %(least)s and %(most)s, the latest %(last)s.",
        len(values),
    )
    facts = {"least": said(min(values)), "most": said(max(values)), "last": said(values[-1])}
    return told % {"name": name, "count": len(values), **facts}
