"""What stands beside one's mood: days with something and days without it, and how far apart they lie.

A difference, and how sure it is; never why. What there is too little of is not shown: see `insights/contrast.py`.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

import numpy as np
from django.utils.translation import gettext
from numpy.typing import NDArray

from intertwine.insights.contrast import MIN_DAYS, Contrast, contrasts
from intertwine.mind.asking import event_words
from intertwine.mind.day import Day
from intertwine.mind.entries import NO_EVENT, CheckIn
from intertwine.mind.own_line import state_of_mind
from intertwine.web.charts import Chart, interval
from intertwine.web.charts.scales import said

TAGS = 8
"""Of one's own, those that are used most."""
ENOUGH_SLEEP = 7 * 60

Tell = Callable[[CheckIn], bool | None]
"""Whether a day had something; None where nobody said."""


@dataclass(frozen=True)
class Beside:
    """One thing, in words and as a bar."""

    name: str
    chart: Chart


def beside(days: Mapping[date, Day], shown: Sequence[date]) -> list[Beside]:
    """Every thing there is enough of, in the order in which they are asked."""
    things = things_in([day.written for day in days.values()])
    values = np.array([_mind(days.get(day)) for day in shown])
    given = {name: _given(tell, days, shown) for name, tell in things.items()}
    found = [one for one in contrasts(values, given) if one.difference is not None]
    reach = float(ceil(max((max(abs(one.low or 0), abs(one.high or 0)) for one in found), default=1)))
    return [Beside(one.name, _bar(one, reach)) for one in found]


def things_in(entries: Sequence[CheckIn]) -> dict[str, Tell]:
    """By what they are called; tags of one's own come last."""
    return {
        gettext("Nights of seven hours or more"): _factor("sleep", ENOUGH_SLEEP),
        gettext("Half an hour or more of movement"): _factor("movement", 2),
        gettext("Alcohol"): _factor("alcohol", 1),
        gettext("Medication as planned"): _factor("medication", 1),
        gettext("Something only for your own or both's wellbeing"): lambda entry: entry.care_act,
        **{word: _event(key) for key, word in event_words().items() if key != NO_EVENT},
        **{f"“{tag}”": _tag(tag, since) for tag, since in _tags(entries).items()},
    }


def _factor(name: str, least: int) -> Tell:
    return lambda entry: entry.factors[name] >= least if name in entry.factors else None


def _event(key: str) -> Tell:
    return lambda entry: key in entry.events if entry.events else None


def _tag(tag: str, since: date) -> Tell:
    """A day without a tag is a day without it, from when the tag was first used."""
    return lambda entry: tag in entry.tags if entry.day >= since else None


def _tags(entries: Sequence[CheckIn]) -> dict[str, date]:
    """Those used most, and since when."""
    counted = Counter(tag for entry in entries for tag in entry.tags)
    first = {tag: min(entry.day for entry in entries if tag in entry.tags) for tag, _ in counted.most_common(TAGS)}
    return dict(sorted(first.items()))


def _mind(day: Day | None) -> float:
    value = state_of_mind(day.ratings) if day else None
    return np.nan if value is None else value


def _given(tell: Tell, days: Mapping[date, Day], shown: Sequence[date]) -> NDArray[np.float64]:
    told = [tell(days[day].written) if day in days else None for day in shown]
    return np.array([np.nan if one is None else float(one) for one in told])


def _bar(one: Contrast, reach: float) -> Chart:
    low, middle, high = one.low or 0.0, one.difference or 0.0, one.high or 0.0
    return interval(
        low=low,
        high=high,
        middle=middle,
        label=_turned(middle) if one.clear else gettext("no clear difference"),
        ends=(-reach, reach),
        sentence=_sentence(one, low, middle, high),
    )


def _sentence(one: Contrast, low: float, middle: float, high: float) -> str:
    if one.clear:
        words = gettext(
            "Your state of mind was about %(middle)s on the %(there)s days with it than on the %(without)s days "
            "without, in points of ten; likely from %(low)s to %(high)s."
        )
    else:
        words = gettext(
            "No clear difference so far between %(there)s days with and %(without)s days without: it may lie anywhere "
            "from %(low)s to %(high)s."
        )
    said_of = {"low": _turned(low), "middle": _turned(middle), "high": _turned(high)}
    return words % {**said_of, "there": one.days_with, "without": one.days_without}


def _turned(points: float) -> str:
    """Which way a difference goes, in words and not as a sign."""
    return (gettext("%(size)s lighter") if points >= 0 else gettext("%(size)s heavier")) % {"size": said(abs(points))}


__all__ = ["MIN_DAYS", "Beside", "beside"]
