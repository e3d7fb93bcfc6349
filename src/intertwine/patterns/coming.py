"""How many more paired days until what: calm, and the same words whatever the reason for few."""

from math import ceil

from django.utils.translation import gettext, ngettext

FIRST_LOOK, FIRST_FINDING, OWN_LINKS, BETWEEN = STEPS = (7, 14, 30, 90)

ENOUGH_FOR_A_PACE = 4


def next_step(paired: int) -> int | None:
    return next((step for step in STEPS if paired < step), None)


def so_far(paired: int) -> str:
    """True whether few checked in or few may be counted, so that nobody can tell which."""
    if not paired:
        return gettext("No day has ratings from both of you to put together yet.")
    told = ngettext(
        "So far, %(days)s day has ratings from both of you to put together.",
        "So far, %(days)s days have ratings from both of you to put together.",
        paired,
    )
    return told % {"days": paired}


def coming(paired: int) -> str:
    step = next_step(paired)
    if step is None:
        return gettext("That is as many as this page needs. New days keep it up to date.")
    return _told(step, step - paired) % {"more": step - paired, "step": step}


def roughly_when(paired: int, *, lately: int) -> str:
    """At the pace of the last four weeks; nothing where there is no pace to speak of."""
    step = next_step(paired)
    if step is None or lately < ENOUGH_FOR_A_PACE:
        return ""
    weeks = ceil((step - paired) * 4 / lately)
    told = ngettext(
        "At the pace of the last four weeks, that is about %(weeks)s week away.",
        "At the pace of the last four weeks, that is about %(weeks)s weeks away.",
        weeks,
    )
    return told % {"weeks": weeks}


def _told(step: int, more: int) -> str:
    if step == FIRST_LOOK:
        return ngettext(
            "With %(more)s more such day, this page also says what is usual for you.",
            "With %(more)s more such days, this page also says what is usual for you.",
            more,
        )
    if step == FIRST_FINDING:
        return ngettext(
            "With %(more)s more such day, a first finding becomes possible. For most couples it takes longer.",
            "With %(more)s more such days, a first finding becomes possible. For most couples it takes longer.",
            more,
        )
    if step == OWN_LINKS:
        return ngettext(
            "At about %(step)s such days, %(more)s more from now, what goes together for one person often stands "
            "out from chance.",
            "At about %(step)s such days, %(more)s more from now, what goes together for one person often stands "
            "out from chance.",
            more,
        )
    return ngettext(
        "At about %(step)s such days, %(more)s more from now, something may also be said about how one of you feels "
        "on better days of the other.",
        "At about %(step)s such days, %(more)s more from now, something may also be said about how one of you feels "
        "on better days of the other.",
        more,
    )
