"""What may be said, in whole sentences. Each says what tends to go together, how much and how surely; none says why.

Names stand where others would say he, she or they. The size is that of a clearly better day: one as far above the usual
as it often gets for that person (`insights.types.Effect`).
"""

from enum import StrEnum
from typing import Literal

from babel.numbers import format_decimal
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from intertwine.insights.types import Effect, Kind, Lag, Outcome, Picture
from intertwine.web.days import locale

Sign = Literal["closer", "less close"]


class Size(StrEnum):
    LITTLE = "a little"
    SOME = "some"
    MUCH = "much"


SOME_FROM, MUCH_FROM = 0.5, 1.5
"""Points of ten."""

# %(name)s is the one who feels closer or less close, %(partner)s the other one.
FINDINGS: dict[tuple[Lag, Kind, Sign, Size], Promise] = {
    (0, Kind.ACTOR, "closer", Size.LITTLE): _(
        "For %(name)s, better days and feeling a little closer to %(partner)s tend to go together: about "
        "%(points)s points of 10 on a clearly better day, plausibly %(low)s to %(high)s, from %(days)s days."
    ),
    (0, Kind.ACTOR, "closer", Size.SOME): _(
        "For %(name)s, better days and feeling closer to %(partner)s tend to go together: about %(points)s points"
        " of 10 on a clearly better day, plausibly %(low)s to %(high)s, from %(days)s days."
    ),
    (0, Kind.ACTOR, "closer", Size.MUCH): _(
        "For %(name)s, better days and feeling much closer to %(partner)s tend to go together: about %(points)s "
        "points of 10 on a clearly better day, plausibly %(low)s to %(high)s, from %(days)s days."
    ),
    (0, Kind.ACTOR, "less close", Size.LITTLE): _(
        "For %(name)s, better days and feeling a little less close to %(partner)s tend to go together: about "
        "%(points)s points of 10 on a clearly better day, plausibly %(low)s to %(high)s, from %(days)s days."
    ),
    (0, Kind.ACTOR, "less close", Size.SOME): _(
        "For %(name)s, better days and feeling less close to %(partner)s tend to go together: about %(points)s "
        "points of 10 on a clearly better day, plausibly %(low)s to %(high)s, from %(days)s days."
    ),
    (0, Kind.ACTOR, "less close", Size.MUCH): _(
        "For %(name)s, better days and feeling much less close to %(partner)s tend to go together: about "
        "%(points)s points of 10 on a clearly better day, plausibly %(low)s to %(high)s, from %(days)s days."
    ),
    (0, Kind.PARTNER, "closer", Size.LITTLE): _(
        "Better days of %(partner)s, and %(name)s feeling a little closer to %(partner)s, tend to go together: "
        "about %(points)s points of 10 on a clearly better day, plausibly %(low)s to %(high)s, from %(days)s "
        "days."
    ),
    (0, Kind.PARTNER, "closer", Size.SOME): _(
        "Better days of %(partner)s, and %(name)s feeling closer to %(partner)s, tend to go together: about "
        "%(points)s points of 10 on a clearly better day, plausibly %(low)s to %(high)s, from %(days)s days."
    ),
    (0, Kind.PARTNER, "closer", Size.MUCH): _(
        "Better days of %(partner)s, and %(name)s feeling much closer to %(partner)s, tend to go together: about "
        "%(points)s points of 10 on a clearly better day, plausibly %(low)s to %(high)s, from %(days)s days."
    ),
    (0, Kind.PARTNER, "less close", Size.LITTLE): _(
        "Better days of %(partner)s, and %(name)s feeling a little less close to %(partner)s, tend to go "
        "together: about %(points)s points of 10 on a clearly better day, plausibly %(low)s to %(high)s, from "
        "%(days)s days."
    ),
    (0, Kind.PARTNER, "less close", Size.SOME): _(
        "Better days of %(partner)s, and %(name)s feeling less close to %(partner)s, tend to go together: about "
        "%(points)s points of 10 on a clearly better day, plausibly %(low)s to %(high)s, from %(days)s days."
    ),
    (0, Kind.PARTNER, "less close", Size.MUCH): _(
        "Better days of %(partner)s, and %(name)s feeling much less close to %(partner)s, tend to go together: "
        "about %(points)s points of 10 on a clearly better day, plausibly %(low)s to %(high)s, from %(days)s "
        "days."
    ),
    (1, Kind.ACTOR, "closer", Size.LITTLE): _(
        "For %(name)s, better days and feeling a little closer to %(partner)s the day after tend to go together: "
        "about %(points)s points of 10 after a clearly better day, plausibly %(low)s to %(high)s, from %(days)s "
        "days."
    ),
    (1, Kind.ACTOR, "closer", Size.SOME): _(
        "For %(name)s, better days and feeling closer to %(partner)s the day after tend to go together: about "
        "%(points)s points of 10 after a clearly better day, plausibly %(low)s to %(high)s, from %(days)s days."
    ),
    (1, Kind.ACTOR, "closer", Size.MUCH): _(
        "For %(name)s, better days and feeling much closer to %(partner)s the day after tend to go together: "
        "about %(points)s points of 10 after a clearly better day, plausibly %(low)s to %(high)s, from %(days)s "
        "days."
    ),
    (1, Kind.ACTOR, "less close", Size.LITTLE): _(
        "For %(name)s, better days and feeling a little less close to %(partner)s the day after tend to go "
        "together: about %(points)s points of 10 after a clearly better day, plausibly %(low)s to %(high)s, from "
        "%(days)s days."
    ),
    (1, Kind.ACTOR, "less close", Size.SOME): _(
        "For %(name)s, better days and feeling less close to %(partner)s the day after tend to go together: about"
        " %(points)s points of 10 after a clearly better day, plausibly %(low)s to %(high)s, from %(days)s days."
    ),
    (1, Kind.ACTOR, "less close", Size.MUCH): _(
        "For %(name)s, better days and feeling much less close to %(partner)s the day after tend to go together: "
        "about %(points)s points of 10 after a clearly better day, plausibly %(low)s to %(high)s, from %(days)s "
        "days."
    ),
    (1, Kind.PARTNER, "closer", Size.LITTLE): _(
        "Better days of %(partner)s, and %(name)s feeling a little closer to %(partner)s the day after, tend to "
        "go together: about %(points)s points of 10 after a clearly better day, plausibly %(low)s to %(high)s, "
        "from %(days)s days."
    ),
    (1, Kind.PARTNER, "closer", Size.SOME): _(
        "Better days of %(partner)s, and %(name)s feeling closer to %(partner)s the day after, tend to go "
        "together: about %(points)s points of 10 after a clearly better day, plausibly %(low)s to %(high)s, from "
        "%(days)s days."
    ),
    (1, Kind.PARTNER, "closer", Size.MUCH): _(
        "Better days of %(partner)s, and %(name)s feeling much closer to %(partner)s the day after, tend to go "
        "together: about %(points)s points of 10 after a clearly better day, plausibly %(low)s to %(high)s, from "
        "%(days)s days."
    ),
    (1, Kind.PARTNER, "less close", Size.LITTLE): _(
        "Better days of %(partner)s, and %(name)s feeling a little less close to %(partner)s the day after, tend "
        "to go together: about %(points)s points of 10 after a clearly better day, plausibly %(low)s to %(high)s,"
        " from %(days)s days."
    ),
    (1, Kind.PARTNER, "less close", Size.SOME): _(
        "Better days of %(partner)s, and %(name)s feeling less close to %(partner)s the day after, tend to go "
        "together: about %(points)s points of 10 after a clearly better day, plausibly %(low)s to %(high)s, from "
        "%(days)s days."
    ),
    (1, Kind.PARTNER, "less close", Size.MUCH): _(
        "Better days of %(partner)s, and %(name)s feeling much less close to %(partner)s the day after, tend to "
        "go together: about %(points)s points of 10 after a clearly better day, plausibly %(low)s to %(high)s, "
        "from %(days)s days."
    ),
}

NOT_CLEAR: dict[tuple[Lag, Kind], Promise] = {
    (0, Kind.ACTOR): _("How this is for %(name)s is not clear yet."),
    (0, Kind.PARTNER): _("How %(name)s feels on better days of %(partner)s is not clear yet."),
    (1, Kind.ACTOR): _("How this is for %(name)s the day after is not clear yet."),
    (1, Kind.PARTNER): _("How %(name)s feels the day after a better day of %(partner)s is not clear yet."),
}

LINKS: dict[tuple[Lag, Kind], Promise] = {
    (0, Kind.ACTOR): _("%(name)s, on own better days"),
    (0, Kind.PARTNER): _("%(name)s, on better days of %(partner)s"),
    (1, Kind.ACTOR): _("%(name)s, the day after own better days"),
    (1, Kind.PARTNER): _("%(name)s, the day after better days of %(partner)s"),
}

NOTHING_CLEAR: dict[Outcome, Promise] = {
    Outcome.READY: _(
        "So far your answers fit what is typical for couples, and say nothing particular about the two of you. "
        "That is the usual answer, and a good one."
    ),
    Outcome.TOO_FEW_DAYS: _(
        "Closeness is not asked every day. There are still too few days on which both of you rated it, and your "
        "state of mind as well."
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


def finding(effect: Effect, names: tuple[str, str]) -> str:
    template = FINDINGS[effect.lag, effect.kind, sign_of(effect), size_of(effect)]
    low, high = bounds(effect)
    facts = {"points": points(abs(effect.median_points)), "low": points(low), "high": points(high), "days": effect.days}
    return str(template % {**_who(effect, names), **facts})


def not_clear(effect: Effect, names: tuple[str, str]) -> str:
    """About the other one of the two, when only one can be told about."""
    return str(NOT_CLEAR[effect.lag, effect.kind] % _who(effect, names))


def nothing_clear(picture: Picture) -> str:
    return str(NOTHING_CLEAR[picture.outcome])


def drawn(effect: Effect) -> str:
    """The words beside the point on the bar."""
    label = (
        gettext("%(points)s points closer") if sign_of(effect) == "closer" else gettext("%(points)s points less close")
    )
    return label % {"points": points(abs(effect.median_points))}


def drawn_in_full(effect: Effect) -> str:
    """For whoever does not see the bar."""
    low, high = bounds(effect)
    told = gettext("%(label)s, plausibly %(low)s to %(high)s")
    return told % {"label": drawn(effect), "low": points(low), "high": points(high)}


def link(effect: Effect, names: tuple[str, str]) -> str:
    """The name of a row of the table."""
    return str(LINKS[effect.lag, effect.kind] % _who(effect, names))


def bounds(effect: Effect) -> tuple[float, float]:
    """Nearer to and farther from nothing, as sizes: the sign is in the words."""
    ends = (
        (effect.low_points, effect.high_points)
        if effect.median_points >= 0
        else (-effect.high_points, -effect.low_points)
    )
    return max(0.0, ends[0]), ends[1]


def sign_of(effect: Effect) -> Sign:
    return "closer" if effect.median_points >= 0 else "less close"


def size_of(effect: Effect) -> Size:
    size = abs(effect.median_points)
    return Size.LITTLE if size < SOME_FROM else Size.SOME if size < MUCH_FROM else Size.MUCH


def points(value: float) -> str:
    return format_decimal(value, format="0.0", locale=locale())


def _who(effect: Effect, names: tuple[str, str]) -> dict[str, str]:
    return {"name": names[effect.member], "partner": names[1 - effect.member]}
