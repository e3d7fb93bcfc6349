"""What to try beside what goes together: an offer, and the page here that is for it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from intertwine.content.reading import trying
from intertwine.content.shapes import Page, Try
from intertwine.insights.types import Edge, Effect
from intertwine.patterns.sentences import is_less

WAYS: dict[Page, tuple[str, Promise]] = {
    "question": ("together", _("To tonight's question")),
    "opened": ("opened", _("To what has opened")),
    "pace": ("pace", _("To how deep questions go")),
    "show": ("shown", _("To what you wrote")),
    "letter": ("new-letter", _("Write a letter")),
    "message": ("message-write", _("Write a message")),
    "plan": ("plan", _("To your care plan")),
}
"""By the names of routes, which are all this room knows of the others."""

AT_MOST = 2


@dataclass(frozen=True)
class Offer:
    text: str
    way: str = ""
    """The name of a route, or empty: it needs no page."""
    label: str = ""


def offers(edge: Edge, effects: Iterable[Effect]) -> tuple[Offer, ...]:
    """For one edge. Where it goes one way for one of the two and the other way for the other, one offer for each."""
    words = trying(get_language() or "en")[edge.driver, edge.outcome]
    ways = dict.fromkeys(words.less if is_less(effect) else words.more for effect in effects)
    each = AT_MOST // max(1, len(ways))
    return tuple(_offer(one) for tries in ways for one in tries[:each])


def _offer(one: Try) -> Offer:
    if one.page is None:
        return Offer(one.text)
    way, label = WAYS[one.page]
    return Offer(one.text, way, str(label))
