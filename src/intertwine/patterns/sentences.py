"""What may be said, in whole sentences: what tends to go together, how much and how surely; none says why.

The sentences about links are in `content/findings`, one for each link, direction and size. Names stand where others
would say he, she or they. The size is that of a clearly better day: one as far above the usual as it often gets for
that person (`insights.types.Effect`).
"""

from enum import StrEnum

from babel.numbers import format_decimal
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from intertwine.content.reading import findings
from intertwine.content.shapes import LinkWords
from intertwine.insights.types import Effect, Kind, Outcome, Picture, SeriesName
from intertwine.patterns.links import Link
from intertwine.web.days import locale

Names = tuple[str, str]


class Size(StrEnum):
    LITTLE = "a little"
    SOME = "some"
    MUCH = "much"


SOME_FROM, MUCH_FROM = 0.5, 1.5
"""Points of ten."""

NOTHING_CLEAR: dict[Outcome, Promise] = {
    Outcome.READY: _(
        "So far your answers fit what is typical for couples, and say nothing particular about the two of you. "
        "That is the usual answer, and a good one."
    ),
    Outcome.TOO_FEW_DAYS: _(
        "Not every question comes every day. There are still too few days on which both of you answered the same ones."
    ),
    Outcome.NO_VARIATION: _(
        "Some of these ratings have been almost the same every day, so there is no up and down that anything "
        "could go with. That is not a problem."
    ),
    Outcome.AT_THE_EDGE: _(
        "Some of these ratings are nearly always at one end of the line, so there is no up and down that anything "
        "could go with. That is not a problem."
    ),
    Outcome.NOT_CONVERGED: _("Your ratings do not give a picture yet that would hold, so nothing is shown from them."),
}

EARLY = _(
    "With so few days, hardly anything stands out from chance, whatever there is. It usually takes about 30 days for "
    "what goes together for one person, and about 90 for what lies between two."
)
SELDOM_BEFORE = 30
"""Joint days."""

LEFT_OUT: dict[Outcome, Promise] = {
    Outcome.TOO_FEW_DAYS: _("There are too few days yet with answers from both of you to all of this: %(links)s."),
    Outcome.NO_VARIATION: _(
        "Almost the same every day, so there is no up and down that anything could go with: %(links)s. That is not a "
        "problem."
    ),
    Outcome.AT_THE_EDGE: _(
        "Nearly always at one end of the line, so there is no up and down that anything could go with: %(links)s. "
        "That is not a problem."
    ),
    Outcome.NOT_CONVERGED: _("The ratings do not give a picture yet that would hold: %(links)s."),
}
"""About edges of the map that could not be looked at, while others could."""

PILLARS: dict[SeriesName, Promise] = {
    "mind": _("state of mind"),
    "talking": _("Talking"),
    "opening": _("Opening up"),
    "responding": _("Understood"),
    "closeness": _("closeness"),
}
"""As they stand on the map."""


def finding(effect: Effect, names: Names) -> str:
    return said(Link.of(effect), names, points=effect.median_points)


def said(link: Link, names: Names, *, points: float) -> str:
    """The sentence for a link of this size, in points; below 0 it goes the other way round."""
    words = _link_words(link)
    sentences = words.less if points < 0 else words.more
    return sentences[list(Size).index(size_of(points))].format(**_who(link, names))


def facts(effect: Effect) -> str:
    """How much, how surely and from how many days."""
    low, high = bounds(effect)
    told = _facts_words(effect)
    return told % {
        "points": in_points(abs(effect.median_points)),
        "low": in_points(low),
        "high": in_points(high),
        "days": effect.days,
    }


def not_clear(link: Link, names: Names) -> str:
    return _link_words(link).unclear.format(**_who(link, names))


def row(link: Link, names: Names) -> str:
    """The name of a row of the table."""
    return _link_words(link).link.format(**_who(link, names))


def nothing_clear(picture: Picture) -> str:
    if picture.outcome is Outcome.READY and picture.joint_days < SELDOM_BEFORE:
        return str(EARLY)
    return str(NOTHING_CLEAR[picture.outcome])


def left_out(picture: Picture) -> list[str]:
    """Which edges could not be looked at and why, where others could. It never says whose ratings it is about."""
    if picture.outcome is not Outcome.READY:
        return []
    found = {
        reason: [_between(one.edge.driver, one.edge.outcome) for one in picture.diagnostics if one.outcome is reason]
        for reason in LEFT_OUT
    }
    return [str(LEFT_OUT[reason]) % {"links": ", ".join(links)} for reason, links in found.items() if links]


def drawn(effect: Effect) -> str:
    """The words beside the point on the bar."""
    told = gettext("%(points)s points less") if is_less(effect) else gettext("%(points)s points more")
    return told % {"points": in_points(abs(effect.median_points))}


def drawn_in_full(effect: Effect) -> str:
    """For whoever does not see the bar."""
    low, high = bounds(effect)
    told = gettext("%(label)s, plausibly %(low)s to %(high)s")
    return told % {"label": drawn(effect), "low": in_points(low), "high": in_points(high)}


def bounds(effect: Effect) -> tuple[float, float]:
    """Nearer to and farther from nothing, as sizes: the sign is in the words."""
    ends = (-effect.high_points, -effect.low_points) if is_less(effect) else (effect.low_points, effect.high_points)
    return max(0.0, ends[0]), ends[1]


def is_less(effect: Effect) -> bool:
    return effect.median_points < 0


def size_of(points: float) -> Size:
    size = abs(points)
    return Size.LITTLE if size < SOME_FROM else Size.SOME if size < MUCH_FROM else Size.MUCH


def in_points(value: float) -> str:
    return format_decimal(value, format="0.0", locale=locale())


def _facts_words(effect: Effect) -> str:
    if effect.edge.driver == "mind" and not effect.lag:
        return ngettext(
            "About %(points)s points of 10 on a clearly better day, plausibly %(low)s to %(high)s, from %(days)s day.",
            "About %(points)s points of 10 on a clearly better day, plausibly %(low)s to %(high)s, from %(days)s days.",
            effect.days,
        )
    if effect.edge.driver == "mind":
        return ngettext(
            "About %(points)s points of 10 after a clearly better day, plausibly %(low)s to %(high)s, from %(days)s "
            "day.",
            "About %(points)s points of 10 after a clearly better day, plausibly %(low)s to %(high)s, from %(days)s "
            "days.",
            effect.days,
        )
    if not effect.lag:
        return ngettext(
            "About %(points)s points of 10 on a day with clearly more of it, plausibly %(low)s to %(high)s, from "
            "%(days)s day.",
            "About %(points)s points of 10 on a day with clearly more of it, plausibly %(low)s to %(high)s, from "
            "%(days)s days.",
            effect.days,
        )
    return ngettext(
        "About %(points)s points of 10 after a day with clearly more of it, plausibly %(low)s to %(high)s, from "
        "%(days)s day.",
        "About %(points)s points of 10 after a day with clearly more of it, plausibly %(low)s to %(high)s, from "
        "%(days)s days.",
        effect.days,
    )


def _between(driver: SeriesName, outcome: SeriesName) -> str:
    return f"{str(PILLARS[driver]).casefold()} – {str(PILLARS[outcome]).casefold()}"


def _link_words(link: Link) -> LinkWords:
    words = findings(get_language() or "en")[link.edge.driver, link.edge.outcome]
    if link.kind is Kind.ACTOR:
        return words.own_after if link.lag else words.own
    return words.partner_after if link.lag else words.partner


def _who(link: Link, names: Names) -> dict[str, str]:
    return {"name": names[link.member], "partner": names[1 - link.member]}
