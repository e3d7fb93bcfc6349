"""What this room's shared entries hold of one's own words. The parts of a care plan, and what a day was like, are
private already."""

from collections.abc import Iterable

from django.utils.translation import gettext

from intertwine.journal.leaving import Piece, Shared, own_words
from intertwine.mind.entries import Message


@own_words
def messages(shared: Shared) -> Iterable[Piece]:
    for stored in shared.written.of(Message):
        if stored.by == shared.me:
            yield Piece(stored.entry.day, gettext("A message you sent:") + "\n\n" + stored.entry.text)
