"""One's own state of mind over the last weeks, as a line for oneself."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal

from django.utils.translation import gettext

from intertwine.mind.day import Day
from intertwine.mind.entries import HIGHEST, Ratings
from intertwine.web.charts import Chart, Line, lines_chart

WEEKS = 4
SPAN = timedelta(days=7 * WEEKS - 1)


def own_line(days: Mapping[date, Day], *, name: str, which: Literal[1, 2], last: date) -> Chart | None:
    """None while there is nothing to draw."""
    shown = [date.fromordinal(last.toordinal() - n) for n in range(SPAN.days, -1, -1)]
    values = [state_of_mind(days[day].ratings) if day in days else None for day in shown]
    if not any(value is not None for value in values):
        return None
    return lines_chart(days=shown, series=[Line(name, which, values)], title=gettext("Your state of mind"))


def state_of_mind(ratings: Ratings) -> float | None:
    """From 0 to 10, higher is lighter; None when neither of its two items was answered. See `insights/series.py`."""
    there = [ratings["valence"]] if "valence" in ratings else []
    there += [HIGHEST - ratings["stress"]] if "stress" in ratings else []
    return sum(there) / len(there) if there else None
