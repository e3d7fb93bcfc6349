"""What this room shows on *Today*: only that something needs a look."""

from intertwine.members.quiet import unreadable
from intertwine.web.cards import Card, today_card
from intertwine.web.sessions.visit import Visit


@today_card(order=1)
def edited(visit: Visit) -> Card | None:
    """Somebody edited what says whether things for two stay away. Until the member chooses again they do."""
    return Card("helping/edited.html") if unreadable(visit) else None
