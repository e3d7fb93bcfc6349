"""Messages from one to the other: sent on a second tap, taken back at any time."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from intertwine.couples.queries import us_of
from intertwine.journal.actions import id_made_from, remove, write
from intertwine.journal.errors import Gone
from intertwine.journal.queries import Pages, read, read_one
from intertwine.journal.spaces import us_space
from intertwine.members.days import today
from intertwine.mind.entries import Message
from intertwine.web.sessions.visit import Visit


@dataclass(frozen=True)
class Sent:
    id: UUID
    day: date
    text: str
    mine: bool


def messages(visit: Visit) -> list[Sent]:
    """Those of both, the latest first; nothing for someone alone."""
    us = us_of(visit)
    return messages_in(read(us_space(visit)), us.me) if us else []


def messages_in(pages: Pages, me: UUID) -> list[Sent]:
    return [Sent(one.id, one.entry.day, one.entry.text, one.by == me) for one in reversed(pages.of(Message))]


def send_message(visit: Visit, *, id: UUID, text: str) -> None:
    """Exactly this text; the same form `id` with the same text again changes nothing."""
    day = today(visit)
    write(us_space(visit), Message(day, text), day=day, id=id_made_from(id, text))


def take_back_message(visit: Visit, *, id: UUID) -> None:
    """One's own, at once and harmless twice; anybody else's, and any other entry, is not there."""
    space = us_space(visit)
    with suppress(Gone):
        if read_one(space, Message, id=id).by == space.by:
            remove(space, id=id)
