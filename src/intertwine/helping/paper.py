"""A summary as it is read: headings, sentences, tables and drawings, the same on the page and on paper."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from statistics import fmean

import msgspec
from django.utils.translation import gettext, ngettext

from intertwine.content.reading import instruments
from intertwine.content.screening import Instrument
from intertwine.helping.summary import Answered, Lived, Rated, Summary
from intertwine.web.charts import Chart, Line, Panel, panels_chart
from intertwine.web.days import long_day, short_day

A_WEEK = timedelta(days=7)
NEVER = "–"


class Grid(msgspec.Struct, frozen=True):
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    wide: int | None = None
    """The column that takes the room that is left."""


class Picture(msgspec.Struct, frozen=True):
    svg: str
    says: str


class Section(msgspec.Struct, frozen=True):
    heading: str
    paragraphs: tuple[str, ...] = ()
    quote: str = ""
    """In the member's own words, line by line as they typed them."""
    picture: Picture | None = None
    grids: tuple[Grid, ...] = ()

    def __repr__(self) -> str:
        return "<Section>"


class Paper(msgspec.Struct, frozen=True):
    language: str
    title: str
    about: tuple[str, ...]
    sections: tuple[Section, ...]
    foot: str

    def __repr__(self) -> str:
        return "<Paper>"


def paper_of(summary: Summary, *, language: str) -> Paper:
    return Paper(
        language=language,
        title=gettext("Summary for a professional"),
        about=tuple(_about(summary)),
        sections=tuple(_sections(summary)),
        foot=gettext("Made with Intertwine by the person it is about. Screens and daily answers are not a diagnosis."),
    )


def _about(summary: Summary) -> Iterator[str]:
    if summary.name:
        yield summary.name
    facts = {"first": long_day(summary.first), "last": long_day(summary.last), "made": long_day(summary.made)}
    yield gettext("From %(first)s to %(last)s. Made on %(made)s.") % facts
    yield gettext(
        "The person this is about chose what is in it. All of it was noted by them, and nothing by anybody else."
    )


def _sections(summary: Summary) -> Iterator[Section]:
    if summary.words:
        yield Section(gettext("In their own words"), quote=summary.words)
    if summary.screens is not None:
        yield _screens(summary.screens)
    if summary.mind is not None:
        yield _mind(summary.mind, summary.first, summary.last)
    if summary.hard is not None:
        yield _hard(summary.hard)
    if summary.factors is not None:
        yield _factors(summary.factors)
    for part in summary.plan:
        yield Section(gettext("Care plan: %(part)s") % {"part": part.heading}, quote=part.text)
    if summary.lines is not None:
        yield _lines(summary)


def _nothing(heading: str) -> Section:
    return Section(heading, (gettext("Nothing was noted in these days."),))


# screens


def _screens(taken: Sequence[Answered]) -> Section:
    heading = gettext("Questionnaires")
    if not taken:
        return _nothing(heading)
    grids = [_sums(taken), *(_answers(one) for one in taken if one.answers)]
    notices = dict.fromkeys(instruments()[one.screen].licence.notice for one in taken)
    said = gettext(
        "A sum falls into a range people use; it is a screen, not a diagnosis. Higher is heavier, except in CSI."
    )
    return Section(heading, (said, *notices), grids=tuple(grids))


def _sums(taken: Sequence[Answered]) -> Grid:
    return Grid(
        caption=gettext("Sums"),
        head=(gettext("Day"), gettext("Questionnaire"), gettext("Sum"), gettext("Range")),
        rows=tuple(
            (long_day(one.day), _screen(one).name, f"{one.score} / {_screen(one).highest}", one.band) for one in taken
        ),
    )


def _answers(one: Answered) -> Grid:
    instrument = _screen(one)
    rows = [
        (item.wording, next(option.label for option in instrument.options_of(number) if option.points == points))
        for number, (item, points) in enumerate(zip(instrument.items, one.answers, strict=True), 1)
    ]
    caption = gettext("%(name)s on %(day)s, each answer") % {"name": instrument.name, "day": long_day(one.day)}
    return Grid(caption, (gettext("Question"), gettext("Answer")), tuple(rows), wide=0)


def _screen(one: Answered) -> Instrument:
    return instruments()[one.screen]


# days


def _mind(rated: Sequence[Rated], first: date, last: date) -> Section:
    heading = gettext("State of mind, day by day")
    if not rated:
        return _nothing(heading)
    chart = _drawn(rated, first, last)
    told = ngettext("One day was rated.", "%(count)s days were rated.", len(rated)) % {"count": len(rated)}
    unvalidated = gettext("Rated from 0 to 10 with questions written for Intertwine, which have not been validated.")
    return Section(
        heading, (told, unvalidated), picture=Picture(str(chart.svg), chart.sentence), grids=(_weeks(rated),)
    )


def _drawn(rated: Sequence[Rated], first: date, last: date) -> Chart:
    by_day = {one.day: one.ratings for one in rated}
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    panels = [
        Panel(name, [Line(name, 1, [by_day.get(day, {}).get(item) for day in days])])
        for item, name in zip(("valence", "arousal", "stress"), _items(), strict=True)
        if any(item in ratings for ratings in by_day.values())
    ]
    said = gettext(
        "From 0 to 10, day by day, with gaps where nothing was noted. The table has the means of every week."
    )
    return panels_chart(days=days, panels=panels, title=gettext("State of mind"), sentence=said)


def _weeks(rated: Sequence[Rated]) -> Grid:
    weeks = sorted({one.day - timedelta(days=one.day.weekday()) for one in rated})
    rows = [(_week(monday), *_means([one for one in rated if monday <= one.day < monday + A_WEEK])) for monday in weeks]
    return Grid(gettext("Means by week"), (gettext("Week"), gettext("Days"), *_items()), tuple(rows))


def _week(monday: date) -> str:
    return f"{short_day(monday)} – {short_day(monday + timedelta(days=6))}"


def _means(week: Sequence[Rated]) -> tuple[str, ...]:
    found = [[one.ratings[item] for one in week if item in one.ratings] for item in ("valence", "arousal", "stress")]
    return (str(len(week)), *(f"{fmean(points):.1f}" if points else NEVER for points in found))


def _items() -> tuple[str, str, str]:
    return gettext("Pleasant"), gettext("Energy"), gettext("Stretched")


def _hard(days: Sequence[date]) -> Section:
    heading = gettext("Hard days")
    if not days:
        return _nothing(heading)
    told = ngettext("One day was marked as a hard one.", "%(count)s days were marked as hard ones.", len(days))
    return Section(heading, (told % {"count": len(days)}, ", ".join(long_day(day) for day in days)))


def _factors(lived: Sequence[Lived]) -> Section:
    heading = gettext("Sleep and the like")
    if not lived:
        return _nothing(heading)
    rows = [row for row in (_sleep(lived), *_counted(lived)) if row]
    head = (gettext("What"), gettext("Days with a note"), gettext("Noted"))
    return Section(heading, grids=(Grid(gettext("What was noted"), head, tuple(rows)),))


def _sleep(lived: Sequence[Lived]) -> tuple[str, str, str] | None:
    nights = [one.factors["sleep"] / 60 for one in lived if "sleep" in one.factors]
    if not nights:
        return None
    alike = max(nights) == min(nights)
    told = gettext("%(mean)s hours") if alike else gettext("%(mean)s hours on average, from %(least)s to %(most)s")
    facts = {"mean": f"{fmean(nights):.1f}", "least": f"{min(nights):.1f}", "most": f"{max(nights):.1f}"}
    return gettext("Sleep"), str(len(nights)), told % facts


def _counted(lived: Sequence[Lived]) -> Iterator[tuple[str, str, str] | None]:
    names = {
        "movement": (gettext("Movement"), gettext("some on %(count)s days")),
        "alcohol": (gettext("Alcohol"), gettext("some on %(count)s days")),
        "medication": (gettext("Medication"), gettext("as planned on %(count)s days")),
    }
    for key, (name, told) in names.items():
        said = [one.factors[key] for one in lived if key in one.factors]
        yield (name, str(len(said)), told % {"count": sum(1 for points in said if points)}) if said else None


def _lines(summary: Summary) -> Section:
    heading = gettext("What was written on single days")
    if not summary.lines:
        return _nothing(heading)
    rows = tuple((long_day(one.day), one.text) for one in summary.lines)
    return Section(heading, grids=(Grid(heading, (gettext("Day"), gettext("Words")), rows, wide=1),))
