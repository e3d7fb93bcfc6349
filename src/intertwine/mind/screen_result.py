"""What a finished screen comes to, in sentences: the sum, the range people use for it, and how far it has moved."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from intertwine.mind.screen_reading import Taken
from intertwine.mind.told import Which
from intertwine.web.charts import Chart, Table, Zone, bands_chart
from intertwine.web.charts.scales import said
from intertwine.web.days import long_day


@dataclass(frozen=True)
class Result:
    taken: Taken
    change: str
    weight: str
    """Whether a change of this size means something, as far as anybody has published it."""
    parts: list[str]
    chart: Chart | None


def result_of(series: Sequence[Taken], taken: Taken, *, which: Which) -> Result:
    """`series`: all of the same screen, oldest first, `taken` among them."""
    until_then = series[: series.index(taken) + 1]
    earlier = until_then[-2] if len(until_then) > 1 else None
    change = taken.score - taken.before if taken.before is not None else None
    return Result(
        taken=taken,
        change=_change(change, earlier),
        weight=_weight(taken, change),
        parts=_parts(taken),
        chart=_chart(series, which) if len(series) > 1 else None,
    )


def _change(change: int | None, earlier: Taken | None) -> str:
    if change is None or earlier is None:
        return gettext("There is nothing to compare it with yet.")
    facts = {"points": abs(change), "day": long_day(earlier.day)}
    if change == 0:
        return gettext("The same as on %(day)s.") % facts
    if change > 0:
        told = ngettext("%(points)s point more than on %(day)s.", "%(points)s points more than on %(day)s.", change)
    else:
        told = ngettext("%(points)s point less than on %(day)s.", "%(points)s points less than on %(day)s.", -change)
    return told % facts


def _weight(taken: Taken, change: int | None) -> str:
    meaningful = taken.instrument.meaningful
    if not change:
        return ""
    if meaningful is None:
        return gettext(
            "We know of no published figure for how many points make a difference here. Sums often go up or down by a"
            " point or two by themselves."
        )
    facts = {"points": said(meaningful.points)}
    if abs(change) < meaningful.points:
        small = gettext(
            "Sums go up and down by themselves; it is usually called a change from about %(points)s points on."
        )
        return small % facts
    if (change > 0) == (taken.instrument.higher_is == "heavier"):
        return gettext("About %(points)s points or more are usually called a change: it has become heavier.") % facts
    return gettext("About %(points)s points or more are usually called a change: it has become lighter.") % facts


def _parts(taken: Taken) -> list[str]:
    sums = [(part, sum(taken.answers[n - 1] for n in part.items)) for part in taken.instrument.parts]
    highest = {
        part.name: sum(max(o.points for o in taken.instrument.options_of(n)) for n in part.items) for part, _ in sums
    }
    return [
        gettext("%(part)s: %(points)s of %(highest)s. From %(noted)s on, it is worth a closer look.")
        % {
            "part": part.name[:1].upper() + part.name[1:],
            "points": points,
            "highest": highest[part.name],
            "noted": part.noted_from,
        }
        for part, points in sums
    ]


def _chart(series: Sequence[Taken], which: Which) -> Chart:
    instrument, last = series[0].instrument, series[-1]
    told = gettext("%(name)s: %(count)s times, the latest %(score)s, which is in the range called “%(band)s”.")
    facts = {"name": instrument.name, "count": len(series), "score": last.score, "band": last.band.name}
    title = gettext("%(name)s over time") % {"name": instrument.name}
    return bands_chart(
        points=[(one.day, one.score) for one in series],
        zones=[Zone(band.name, band.low, band.high) for band in instrument.bands],
        who=which,
        title=title,
        sentence=told % facts,
        table=Table(
            caption=title,
            head=(gettext("Day"), gettext("Sum"), gettext("Range")),
            rows=tuple((long_day(one.day), str(one.score), one.band.name) for one in series),
        ),
    )
