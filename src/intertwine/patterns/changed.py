"""Weeks that look different from before, in words: to the one whose they are, and to the other as far as a drawn line
shows it anyway."""

from collections.abc import Sequence
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intertwine.insights.types import Change, Picture, SeriesName
from intertwine.patterns.joining import DRAWN
from intertwine.patterns.sentences import in_points
from intertwine.web.days import long_day

OWN: dict[tuple[str, SeriesName], Promise] = {
    ("break", "mind"): _(
        "Your state of mind looks different since about %(day)s: around %(after)s, and around %(before)s before."
    ),
    ("break", "talking"): _(
        "How openly you talk looks different since about %(day)s: around %(after)s, and around %(before)s before."
    ),
    ("break", "opening"): _(
        "How easily you open up looks different since about %(day)s: around %(after)s, and around %(before)s before."
    ),
    ("break", "responding"): _(
        "How understood you feel looks different since about %(day)s: around %(after)s, and around %(before)s before."
    ),
    ("break", "closeness"): _(
        "How close you feel looks different since about %(day)s: around %(after)s, and around %(before)s before."
    ),
    ("trend", "mind"): _("Your state of mind has moved slowly since %(day)s, from around %(before)s to %(after)s."),
    ("trend", "talking"): _("How openly you talk has moved slowly since %(day)s, from around %(before)s to %(after)s."),
    ("trend", "opening"): _(
        "How easily you open up has moved slowly since %(day)s, from around %(before)s to %(after)s."
    ),
    ("trend", "responding"): _(
        "How understood you feel has moved slowly since %(day)s, from around %(before)s to %(after)s."
    ),
    ("trend", "closeness"): _(
        "How close you feel has moved slowly since %(day)s, from around %(before)s to %(after)s."
    ),
}

PARTNERS: dict[tuple[str, SeriesName], Promise] = {
    ("break", "mind"): _("The line of %(name)s, state of mind, looks different since about %(day)s."),
    ("break", "closeness"): _("The line of %(name)s, closeness, looks different since about %(day)s."),
    ("trend", "mind"): _("The line of %(name)s, state of mind, has moved slowly since %(day)s."),
    ("trend", "closeness"): _("The line of %(name)s, closeness, has moved slowly since %(day)s."),
}


def changed(
    picture: Picture, days: Sequence[date], *, me: int, partner_name: str, own_shown: bool, partner_drawn: bool
) -> list[str]:
    """One's own while one's own line is there to see; the other's only of what is drawn of them. A change in what they
    merely let count is theirs alone to know."""
    told = []
    for one in picture.changes:
        if one.member == me and own_shown:
            told.append(_said(OWN, one, days, partner_name))
        elif one.member != me and partner_drawn and one.series in DRAWN:
            told.append(_said(PARTNERS, one, days, partner_name))
    return told


def _said(words: dict[tuple[str, SeriesName], Promise], one: Change, days: Sequence[date], name: str) -> str:
    facts = {"before": in_points(one.before_points), "after": in_points(one.after_points), "name": name}
    return str(words[one.kind, one.series]) % {**facts, "day": long_day(days[one.day])}
