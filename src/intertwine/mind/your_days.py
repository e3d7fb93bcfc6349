"""*Your days*: what one wrote, and how it went, for oneself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from intertwine.members.days import today
from intertwine.mind import queries
from intertwine.mind.day import Day
from intertwine.mind.entries import PAD
from intertwine.mind.own_line import state_of_mind
from intertwine.mind.told import Told, Which, told, which_of
from intertwine.mind.weather import said as said_of
from intertwine.web.charts import Chart, Line, Touch, lines_chart, pad_path, squares
from intertwine.web.charts.scales import said
from intertwine.web.days import long_day
from intertwine.web.sessions.visit import Visit, visit_of

MONTH, YEAR = 30, 365
FURTHEST = 1500
"""Months one can go back."""


@dataclass(frozen=True)
class YourDays:
    span: str
    back: int
    first: date
    last: date
    charts: list[tuple[str, Chart]]
    """With what stands above each."""
    days: list[Told]
    """Of a month, the latest first."""
    earlier: int | None
    """How far back the latest days before these are, past all that is empty; None where there are none."""
    later: int | None
    damaged: int
    newer: int


def your_days(request: HttpRequest) -> HttpResponse:
    visit = visit_of(request)
    asked, back = request.GET.get("span", ""), request.GET.get("back", "")
    shown = days_of(
        visit,
        span="year" if asked == "year" else "month",
        back=min(int(back), FURTHEST) if back.isascii() and back.isdigit() and len(back) < 9 else 0,
    )
    context = {"shown": shown, "which": which_of(visit), "done": request.GET.get("done", "")}
    return render(request, "mind/your_days.html", context)


def days_of(visit: Visit, *, span: str, back: int) -> YourDays:
    assert visit.identity is not None
    now, length = today(visit), YEAR if span == "year" else MONTH
    last = now - timedelta(days=length * back)
    first = last - timedelta(days=length - 1)
    everything = queries.whole_diary(visit)
    name, which = visit.identity.name, which_of(visit)
    there = {day: one for day, one in everything.days.items() if first <= day <= last}
    window = [first + timedelta(days=n) for n in range(length)]
    return YourDays(
        span,
        back,
        first,
        last,
        charts=_year(there, window, which) if span == "year" else _month(there, window, name, which),
        days=[told(visit, one.written) for one in reversed(there.values())] if span == "month" else [],
        earlier=next((_back(day, now, length) for day in reversed(everything.days) if day < first), None),
        later=next((_back(day, now, length) for day in everything.days if day > last), 0) if back else None,
        damaged=everything.damaged,
        newer=everything.newer,
    )


def _back(day: date, now: date, length: int) -> int:
    """How many stretches of this length back the one with this day is. What is dated to come belongs to the latest."""
    return max((now - day).days, 0) // length


def _month(there: Mapping[date, Day], window: list[date], name: str, which: Which) -> list[tuple[str, Chart]]:
    touches = [Touch(day, *(one.ratings[item] for item in PAD)) for day, one in there.items() if _touched(one)]
    minds = [state_of_mind(there[day].ratings) if day in there else None for day in window]
    stress = [
        float(there[day].ratings["stress"]) if day in there and "stress" in there[day].ratings else None
        for day in window
    ]
    charts = []
    if touches:
        charts.append((gettext("Where you were on the pad"), _pad(touches, which)))
    for title, values in ((gettext("Your state of mind"), minds), (gettext("Your stress"), stress)):
        if any(value is not None for value in values):
            charts.append((title, lines_chart(days=window, series=[Line(name, which, values)], title=title)))
    return charts


def _year(there: Mapping[date, Day], window: list[date], which: Which) -> list[tuple[str, Chart]]:
    minds = {day: value for day, one in there.items() if (value := state_of_mind(one.ratings)) is not None}
    if not minds:
        return []
    window = [day for day in window if (day.year, day.month) >= (min(minds).year, min(minds).month)]
    title = gettext("Your state of mind, day by day")
    values = sorted(minds.values())
    words = gettext(
        "It lay between %(least)s and %(most)s, and half of the time at %(middle)s or higher; higher is lighter."
    )
    if values[0] == values[-1]:
        words = gettext("It lay at %(least)s; higher is lighter.")
    facts = {"least": said(values[0]), "most": said(values[-1]), "middle": said(median(values))}
    ends = gettext("heavy"), gettext("light")
    return [(title, squares(days=window, values=minds, who=which, title=title, ends=ends, sentence=words % facts))]


def _touched(day: Day) -> bool:
    return all(item in day.ratings for item in PAD)


def _pad(touches: list[Touch], which: Which) -> Chart:
    latest = touches[-1]
    where = said_of(latest.across, latest.up)
    corners = gettext("tense, restless"), gettext("lively, hopeful"), gettext("low, tired"), gettext("calm, content")
    title = gettext("Where you touched the pad, from %(first)s to %(last)s") % {
        "first": long_day(touches[0].day),
        "last": long_day(latest.day),
    }
    if len(touches) == 1:
        return pad_path(touches=touches, who=which, title=title, corners=corners, sentence=where)
    across, up = ([getattr(touch, way) for touch in touches] for way in ("across", "up"))
    words = gettext(
        "Pleasantness went from %(low)s to %(high)s, energy from %(least)s to %(most)s. The latest place is the large "
        "one. %(where)s"
    )
    facts = {"low": min(across), "high": max(across), "least": min(up), "most": max(up), "where": where}
    return pad_path(touches=touches, who=which, title=title, corners=corners, sentence=words % facts)
