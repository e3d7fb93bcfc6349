"""What is left of the app on a hard day: one thing to do that needs nothing, help, and telling the other or not."""

from dataclasses import dataclass

from django.utils.translation import get_language, gettext

from intertwine.content.reading import calm
from intertwine.couples.queries import us_of
from intertwine.members.days import today
from intertwine.web.sessions.visit import Visit


@dataclass(frozen=True)
class Calm:
    practice: str
    """The same all day."""
    partner: str
    """Their name, where there is somebody who is told already, or can be; empty otherwise."""
    told: bool
    sentence: str
    """What the other is shown, to the letter."""
    can_undo: bool
    """It was said today, and can be looked up and taken back."""


def calm_of(visit: Visit, *, told: bool, may_tell: bool, hard: bool) -> Calm:
    assert visit.identity is not None
    texts, us = calm(get_language() or "en"), us_of(visit)
    partner = us.partner_name if us and (told or may_tell) else ""
    practice = texts[today(visit).toordinal() % len(texts)]
    return Calm(practice, partner, told, sentence_of(visit.identity.name), hard and visit.private is not None)


def sentence_of(name: str) -> str:
    """On the page of the one who tells, as on the page of the one who is told."""
    return gettext("%(name)s is having a hard day. Nothing has to be said or done about it.") % {"name": name}
