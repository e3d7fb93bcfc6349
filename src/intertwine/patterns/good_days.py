"""What goes with one's own good days: days with something beside days without, for one person alone.

Numbers from `insights.contrast`, words here. Everything is from one's own private space and shown to nobody else.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from intertwine.content.reading import daily_items
from intertwine.insights.contrast import MIN_DAYS, Contrast, contrasts
from intertwine.insights.types import FloatArray
from intertwine.mind.queries import Diary
from intertwine.patterns.joining import days_until, joined
from intertwine.patterns.sentences import in_points
from intertwine.web.charts import Chart, Table, interval
from intertwine.web.charts.shapes import Who

LENGTH = 365
LISTED_FROM = 3
"""Days with a tag from which on it is listed at all: most tags are used once."""

SLEEP, MOVEMENT, ALCOHOL, MEDICATION, CARE = "sleep", "movement", "alcohol", "medication", "care"
TAG, EVENT = "tag:", "event:"

NAMES: dict[str, Promise] = {
    SLEEP: _("A longer night than your usual"),
    MOVEMENT: _("Movement"),
    ALCOHOL: _("Alcohol"),
    MEDICATION: _("Medication as planned"),
    CARE: _("Care for yourself or for both of you"),
}

LIGHTER: dict[str, Promise] = {
    SLEEP: _("After nights longer than your usual, your state of mind tends to be lighter."),
    MOVEMENT: _("On days with movement, your state of mind tends to be lighter."),
    ALCOHOL: _("On days with alcohol, your state of mind tends to be lighter."),
    MEDICATION: _("On days with medication as planned, your state of mind tends to be lighter."),
    CARE: _(
        "On days on which you did something for your own wellbeing, or for that of the two of you, your state of mind "
        "tends to be lighter."
    ),
    TAG: _("On days with “%(thing)s”, your state of mind tends to be lighter."),
    EVENT: _("On days with “%(thing)s”, your state of mind tends to be lighter."),
}

HEAVIER: dict[str, Promise] = {
    SLEEP: _("After nights longer than your usual, your state of mind tends to be heavier."),
    MOVEMENT: _("On days with movement, your state of mind tends to be heavier."),
    ALCOHOL: _("On days with alcohol, your state of mind tends to be heavier."),
    MEDICATION: _("On days with medication as planned, your state of mind tends to be heavier."),
    CARE: _(
        "On days on which you did something for your own wellbeing, or for that of the two of you, your state of mind "
        "tends to be heavier."
    ),
    TAG: _("On days with “%(thing)s”, your state of mind tends to be heavier."),
    EVENT: _("On days with “%(thing)s”, your state of mind tends to be heavier."),
}


@dataclass(frozen=True)
class Told:
    sentence: str
    facts: str
    chart: Chart


@dataclass(frozen=True)
class GoodDays:
    told: list[Told]
    """What is clear, the clearest first."""
    table: Table
    """Everything that was looked at, clear or not."""
    waiting: list[str]
    """What there are too few days of yet."""
    looked_at: int
    still: bool
    """There are days enough, but the state of mind was almost the same on all of them."""


def good_days(diary: Diary, *, last: date, who: Who) -> GoodDays:
    days = days_until(last, LENGTH)
    ratings = {day: one.ratings for day, one in diary.days.items()}
    mind = joined(days, (ratings, {})).mind[:, 0]
    found = contrasts(mind, things(days, diary))
    clear = sorted((one for one in found if one.clear), key=lambda one: one.chance)
    estimated = [one for one in found if one.difference is not None]
    farthest = float(ceil(max((max(abs(one.low or 0), abs(one.high or 0)) for one in clear), default=1)) or 1)
    return GoodDays(
        told=[_told(one, farthest=farthest, who=who) for one in clear],
        table=_table(estimated),
        waiting=[_waits(one) for one in found if one.difference is None],
        looked_at=len(estimated),
        still=any(_still(one) for one in found),
    )


def things(days: Sequence[date], diary: Diary) -> dict[str, FloatArray]:
    """For each thing a day may have had: 1, 0, or NaN where nobody spoke of it. Only what was there at least once."""
    there = {
        **{name: _column(days, diary, _factor(name, 0)) for name in (MOVEMENT, ALCOHOL, MEDICATION)},
        SLEEP: _long_nights(days, diary),
        CARE: _column(days, diary, lambda day: None if day.care_act is None else float(day.care_act)),
        **_events(days, diary),
        **_tags(days, diary),
    }
    return {name: given for name, given in there.items() if np.nansum(given) > 0}


Written = Callable[[Any], float | None]
"""From a check-in, whose shape belongs to another room."""


def _column(days: Sequence[date], diary: Diary, of: Written) -> FloatArray:
    found = [of(diary.days[day].written) if day in diary.days else None for day in days]
    return np.array(found, dtype=np.float64)


def _factor(name: str, above: float) -> Written:
    return lambda day: float(day.factors[name] > above) if name in day.factors else None


def _long_nights(days: Sequence[date], diary: Diary) -> FloatArray:
    nights = [diary.days[day].written.factors[SLEEP] for day in days if day in diary.days and _slept(diary, day)]
    return _column(days, diary, _factor(SLEEP, float(np.median(nights)) if nights else 0))


def _slept(diary: Diary, day: date) -> bool:
    return SLEEP in diary.days[day].written.factors


def _events(days: Sequence[date], diary: Diary) -> dict[str, FloatArray]:
    def had(key: str) -> Written:
        return lambda day: float(key in day.events) if day.events else None

    return {EVENT + key: _column(days, diary, had(key)) for key in event_words() if key != "none"}


def _tags(days: Sequence[date], diary: Diary) -> dict[str, FloatArray]:
    """A day that was rated and has not this tag is a day without it, from the day on which the tag was first used: what
    came before may have had it unsaid. Capitals make no second tag; it is called as it was first typed."""

    def had(tag: str, since: date) -> Written:
        def told(day: Any) -> float | None:
            said = day.day >= since and (day.ratings or day.tags)
            return float(tag.casefold() in {one.casefold() for one in day.tags}) if said else None

        return told

    first: dict[str, tuple[str, date]] = {}
    for day in days:
        for tag in diary.days[day].written.tags if day in diary.days else ():
            first.setdefault(tag.casefold(), (tag, day))
    found = {TAG + tag: _column(days, diary, had(tag, since)) for tag, since in first.values()}
    return {name: given for name, given in found.items() if np.nansum(given) >= LISTED_FROM}


def event_words() -> dict[str, str]:
    item = next(item for item in daily_items(get_language() or "en") if item.kind.answer == "ticks")
    return dict(item.wording.ticks or {})


def name_of(key: str) -> str:
    if key in NAMES:
        return str(NAMES[key])
    return event_words()[key.removeprefix(EVENT)] if key.startswith(EVENT) else key.removeprefix(TAG)


def sentence(one: Contrast) -> str:
    kind = next((kind for kind in (TAG, EVENT) if one.name.startswith(kind)), one.name)
    words = LIGHTER if (one.difference or 0) >= 0 else HEAVIER
    return str(words[kind]) % {"thing": name_of(one.name)}


def _told(one: Contrast, *, farthest: float, who: Who) -> Told:
    assert one.difference is not None
    assert one.low is not None
    assert one.high is not None
    chart = interval(
        low=one.low,
        high=one.high,
        middle=one.difference,
        label=_size(one.difference),
        who=who,
        ends=(-farthest, farthest),
        sentence=_facts(one),
    )
    return Told(sentence(one), _facts(one), chart)


def _facts(one: Contrast) -> str:
    near, far = sorted((abs(one.low or 0), abs(one.high or 0)))
    told = gettext(
        "About %(points)s points of 10, plausibly %(low)s to %(high)s, from %(with)s days with it and %(without)s "
        "without."
    )
    return told % {
        "points": in_points(abs(one.difference or 0)),
        "low": in_points(near),
        "high": in_points(far),
        "with": one.days_with,
        "without": one.days_without,
    }


def _size(difference: float) -> str:
    told = gettext("%(points)s points lighter") if difference >= 0 else gettext("%(points)s points heavier")
    return told % {"points": in_points(abs(difference))}


def _table(found: Sequence[Contrast]) -> Table:
    head = (
        gettext("Days with"),
        gettext("Estimate"),
        gettext("Likely from"),
        gettext("Likely to"),
        gettext("Days with it"),
        gettext("Days without"),
    )
    rows = tuple(_row(one) for one in found)
    return Table(
        caption=gettext("How much lighter or heavier your state of mind was on days with it, in points of 10"),
        head=head,
        rows=rows,
    )


def _row(one: Contrast) -> tuple[str, ...]:
    """What is not clear has its range all the same: that is how unclear it is."""
    estimate = _which_way(one.difference or 0) if one.clear else gettext("not clear yet")
    between = _which_way(one.low or 0), _which_way(one.high or 0)
    return name_of(one.name), estimate, *between, str(one.days_with), str(one.days_without)


def _which_way(difference: float) -> str:
    """The heading says in what."""
    told = gettext("%(points)s lighter") if difference >= 0 else gettext("%(points)s heavier")
    return told % {"points": in_points(abs(difference))}


def _still(one: Contrast) -> bool:
    return one.difference is None and _missing(one) == (0, 0)


def _missing(one: Contrast) -> tuple[int, int]:
    """Days with it and without it that it still takes."""
    return max(0, MIN_DAYS - one.days_with), max(0, MIN_DAYS - one.days_without)


def _waits(one: Contrast) -> str:
    """How many more days of which kind; when there are enough of both, the state of mind itself hardly moved."""
    with_, without = _missing(one)
    facts = {"thing": name_of(one.name), "with": with_, "without": without}
    if with_ and without:
        told = gettext("%(thing)s: %(with)s more days with it and %(without)s without.")
    elif with_:
        told = ngettext("%(thing)s: %(with)s more day with it.", "%(thing)s: %(with)s more days with it.", with_)
    elif without:
        told = ngettext(
            "%(thing)s: %(without)s more day without it.", "%(thing)s: %(without)s more days without it.", without
        )
    else:
        told = gettext("%(thing)s: your state of mind was almost the same every day, so it cannot be compared.")
    return told % facts
