"""The two lines, and the bar of a finding: numbers in, charts out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext

from intertwine.insights.types import Effect
from intertwine.patterns import sentences
from intertwine.patterns.joining import DRAWN, Days, Span, days_until, joined, usual_range, values, weekly_mean
from intertwine.web.charts import Chart, Line, Panel, interval, panels_chart
from intertwine.web.charts.scales import said
from intertwine.web.charts.shapes import Who
from intertwine.web.days import long_day, short_day

WHO: tuple[Who, Who] = (1, 2)
"""Colour and shape by number, so that they are the same on both phones."""

SHORTEST = 7
"""Days a chart has room for at least."""

ASKED_EVERY = 3
"""Days: closeness comes every second or third, so what lies between is no gap."""

Lines = tuple[Days | None, Days | None]

Hard = tuple[frozenset[date], frozenset[date]]
"""By number; of nobody but the one who looks."""

NO_HARD_DAYS: Hard = (frozenset(), frozenset())


def lines_chart(
    lines: Lines, names: tuple[str, str], *, span: Span, last: date, hard: Hard = NO_HARD_DAYS
) -> Chart | None:
    """State of mind above closeness, on the same days; None while there is nothing to draw.

    Its table is day by day in any case; the lines of a long time are means, or nobody could follow them.
    """
    days = _days_with_room(lines, days_until(last, span.length))
    answered = [
        day for n, day in enumerate(days) if n in {0, len(days) - 1} or any(day in line for line in lines if line)
    ]
    panels = _panels(lines, names, answered, hard)
    if not any(value is not None for panel in panels for line in panel.series for value in line.values):
        return None
    title = gettext("State of mind and closeness")
    chart = panels_chart(days=answered, panels=panels, title=title, sentence=_sentence(days, span))
    if span is Span.MONTH:
        return chart
    daily = _panels(lines, names, days, hard)
    smooth = [replace(panel, series=[_smooth(line) for line in panel.series]) for panel in daily]
    return replace(chart, svg=panels_chart(days=days, panels=smooth, title=title).svg)


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
        sentence=sentences.drawn_in_full(effect),
    )


def usual(mine: Days | None, *, span: Span, last: date) -> str:
    """What is usual for oneself, in a sentence or two; nothing while there are too few days."""
    days = days_until(last, span.length)
    diary = joined(days, (mine or {}, {}))
    mind, close = (usual_range(values(diary.series(series)[:, 0])) for series in DRAWN)
    if not mind:
        return ""
    between = gettext("On half of your days, your state of mind was between %(low)s and %(high)s.")
    alike = gettext("On half of your days or more, your state of mind was %(low)s.")
    told = [_half_of_days(mind, between, alike)]
    if close:
        between = gettext("On half of your days, closeness was between %(low)s and %(high)s.")
        alike = gettext("On half of your days or more, closeness was %(low)s.")
        told.append(_half_of_days(close, between, alike))
    return " ".join(told)


def _half_of_days(ends: tuple[float, float], between: str, alike: str) -> str:
    low, high = map(said, ends)
    return (alike if low == high else between) % {"low": low, "high": high}


def hard_days(hard: Hard, *, span: Span, last: date) -> str:
    """In words, for whoever does not see the notches."""
    days = [day for day in days_until(last, span.length) if day in hard[0] | hard[1]]
    if not days:
        return ""
    told = gettext("A notch below your line is a day you called hard. Nobody else is shown it: %(days)s.")
    return told % {"days": ", ".join(short_day(day) for day in days)}


def _panels(lines: Lines, names: tuple[str, str], days: Sequence[date], hard: Hard) -> list[Panel]:
    diary = joined(days, (lines[0] or {}, lines[1] or {}))
    present = [number for number in (0, 1) if lines[number]]
    mind, close = (
        Panel(panel, [Line(names[n], WHO[n], values(diary.series(series)[:, n])) for n in present])
        for series, panel in zip(DRAWN, (gettext("State of mind"), gettext("Closeness")), strict=True)
    )
    marked = [day in hard[0] or day in hard[1] for day in days]
    return [replace(mind, marked=marked, marked_for=WHO[0] if hard[0] else WHO[1]), replace(close, apart=ASKED_EVERY)]


def _smooth(line: Line) -> Line:
    return replace(line, values=weekly_mean(line.values))


def _sentence(days: Sequence[date], span: Span) -> str:
    """The same for one line and for two, for many days and for few: nobody's days are counted up."""
    between = {"first": long_day(days[0]), "last": long_day(days[-1])}
    if span is Span.MONTH:
        told = gettext(
            "State of mind above, closeness below, from %(first)s to %(last)s. Gaps are days without a check-in; "
            "they cost nothing. Closeness is not asked every day, so its line joins answers up to three days apart."
        )
    else:
        told = gettext(
            "State of mind above, closeness below, from %(first)s to %(last)s. Each point is the mean of the week "
            "around it. Gaps are weeks without a check-in; they cost nothing."
        )
    return told % between


def _days_with_room(lines: Lines, days: Sequence[date]) -> Sequence[date]:
    """From the first answer on, so that a few days do not stand at the end of an empty month."""
    first = next((n for n, day in enumerate(days) if any(day in line for line in lines if line)), len(days))
    return days[min(first, len(days) - SHORTEST) :]
