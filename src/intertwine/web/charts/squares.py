"""A year in small squares, a row for each month: the larger, the higher. A day without an answer is a dot."""

from collections.abc import Mapping, Sequence
from datetime import date
from statistics import median

from django.utils.translation import gettext as _
from markupsafe import Markup

from intertwine.web.charts import svg
from intertwine.web.charts.scales import said
from intertwine.web.charts.shapes import CLASSES, Chart, KeyItem, Table, Who
from intertwine.web.days import month

CELL, LEFT, LEAST, MOST = 9.8, 34.0, 1.6, 8.4
LONGEST_MONTH = 31


def squares(
    *, days: Sequence[date], values: Mapping[date, float], who: Who, title: str, ends: tuple[str, str], sentence: str
) -> Chart:
    """Days in order, oldest first; values from 0 to 10. `ends` say what a small and a large square are."""
    months = list(dict.fromkeys((day.year, day.month) for day in days))
    rows = {first: n for n, first in enumerate(months)}
    parts = [svg.text((0, _middle(n) + 4), month(date(*first, 1))) for first, n in rows.items()]
    for day in days:
        parts.append(_square((LEFT + (day.day - 0.5) * CELL, _middle(rows[day.year, day.month])), values.get(day), who))
    return Chart(
        svg=svg.drawing(parts, width=LEFT + LONGEST_MONTH * CELL + 2, height=len(months) * (CELL + 3), title=title),
        sentence=sentence,
        table=Table(
            caption=title,
            head=(_("Month"), _("Lowest"), _("In the middle"), _("Highest")),
            rows=tuple(_row(first, days, values) for first in months),
        ),
        key=tuple(KeyItem(name, _mark(size, who)) for name, size in zip(ends, (0, 10), strict=True)),
    )


def _middle(row: int) -> float:
    return (row + 0.5) * (CELL + 3)


def _square(at: tuple[float, float], value: float | None, who: Who) -> Markup:
    x, y = at
    half = 0.5 if value is None else (LEAST + value / 10 * (MOST - LEAST)) / 2
    css = "unanswered" if value is None else f"square {CLASSES[who]}"
    return svg.area([(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)], css=css)


def _mark(value: float, who: Who) -> Markup:
    square = _square((16, 6), value, who)
    return Markup('<svg class="chart" viewBox="0 0 32 12" aria-hidden="true" focusable="false">{}</svg>').format(square)


def _row(first: tuple[int, int], days: Sequence[date], values: Mapping[date, float]) -> tuple[str, ...]:
    there = [values[day] for day in days if (day.year, day.month) == first and day in values]
    figures = (min(there), median(there), max(there)) if there else ()
    return (month(date(*first, 1), year=True), *(said(value) for value in figures), *("–",) * (3 - len(figures)))
