"""The two lines, and the bar of a finding: numbers in, charts out."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext

from intertwine.insights.types import Effect
from intertwine.patterns import sentences
from intertwine.patterns.joining import DRAWN, Days, Span, days_until, joined, usual_range, values
from intertwine.web.charts import Chart, Line, Panel, interval, panels_chart
from intertwine.web.charts.scales import said
from intertwine.web.charts.shapes import Who
from intertwine.web.days import long_day

WHO: tuple[Who, Who] = (1, 2)
"""Colour and shape by number, so that they are the same on both phones."""

SHORTEST = 7
"""Days a chart has room for at least."""

Lines = tuple[Days | None, Days | None]


def lines_chart(lines: Lines, names: tuple[str, str], *, span: Span, last: date) -> Chart | None:
    """State of mind above closeness, on the same days; None while there is nothing to draw."""
    days = _drawn_days(lines, days_until(last, span.length))
    diary = joined(days, (lines[0] or {}, lines[1] or {}))
    present = [number for number in (0, 1) if lines[number]]
    panels = [
        Panel(panel, [Line(names[n], WHO[n], values(diary.series(series)[:, n])) for n in present])
        for series, panel in zip(DRAWN, (gettext("State of mind"), gettext("Closeness")), strict=True)
    ]
    if not any(value is not None for panel in panels for line in panel.series for value in line.values):
        return None
    return panels_chart(
        days=days, panels=panels, title=gettext("State of mind and closeness"), sentence=_sentence(days[0], days[-1])
    )


def bar(effect: Effect, *, farthest: float) -> Chart:
    """As a size from nothing to `farthest`, the same for all bars of a page; the words beside it have the direction."""
    low, high = sentences.bounds(effect)
    return interval(
        low=low,
        high=high,
        middle=abs(effect.median_points),
        label=sentences.drawn(effect),
        who=WHO[effect.member],
        ends=(0, farthest),
        sentence=sentences.how_to_read(),
    )


def usual(mine: Days | None, *, span: Span, last: date) -> str:
    """What is usual for oneself, in a sentence; nothing while there are too few days."""
    days = days_until(last, span.length)
    diary = joined(days, (mine or {}, {}))
    mind, close = (usual_range(values(diary.series(series)[:, 0])) for series in DRAWN)
    if not mind:
        return ""
    facts = {"low": said(mind[0]), "high": said(mind[1])}
    if not close:
        return gettext("On half of your days, your state of mind was between %(low)s and %(high)s.") % facts
    told = gettext(
        "On half of your days, your state of mind was between %(low)s and %(high)s, and closeness between %(near)s and "
        "%(far)s."
    )
    return told % {**facts, "near": said(close[0]), "far": said(close[1])}


def _sentence(first: date, last: date) -> str:
    """The same for one line and for two, and for a line with many days and with few: nobody's days are counted up."""
    told = gettext(
        "State of mind above, closeness below, from %(first)s to %(last)s. Gaps are days without a check-in; they "
        "cost nothing."
    )
    return told % {"first": long_day(first), "last": long_day(last)}


def _drawn_days(lines: Lines, days: Sequence[date]) -> list[date]:
    """Days with an answer, and both ends: the chart leaves room for the days between, its table does not list them.
    It begins with the first answer, so that a few days do not stand at the end of an empty month."""
    answered = [day for day in days if any(day in line for line in lines if line)]
    first = min([*answered[:1], days[-SHORTEST]])
    return sorted({first, *answered, days[-1]})
