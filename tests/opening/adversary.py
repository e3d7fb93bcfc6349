"""One of the two as an attacker: with every copy of the database there ever was, keys of their own, and the server's
secrets. What they can read of the other one's words, they find."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings

from intertwine.couples.proofs import identity_of, pool_key
from intertwine.couples.queries import Us, our_cards, us_of
from intertwine.couples.settling import tier_of
from intertwine.journal.models import Entry
from intertwine.opening.models import SealedAnswer
from intertwine.vault.errors import VaultError
from intertwine.vault.identity import Card
from intertwine.vault.locks import unlock
from intertwine.vault.records import Context, Ring, open_record
from intertwine.vault.sealed import AnswerPlace, open_own, open_released
from intertwine.vault.sealed import SealedAnswer as Sealed
from intertwine.vault.secrets import Key, derive
from intertwine.web.sessions.visit import Visit

Row = tuple[UUID, int, int, bytes, bytes]
"""Question, seat, revision, answer and what was released of it."""
Note = tuple[UUID, UUID, int, bytes]


@dataclass(frozen=True)
class Snapshot:
    rows: tuple[Row, ...]
    entries: tuple[Note, ...]


def snapshot() -> Snapshot:
    rows = SealedAnswer.objects.values_list("question", "number", "revision", "answer", "released")
    entries = Entry.objects.values_list("space", "id", "revision", "blob")
    return Snapshot(
        tuple((q, n, r, bytes(answer), bytes(released)) for q, n, r, answer, released in rows),
        tuple((space, id, revision, bytes(blob)) for space, id, revision, blob in entries),
    )


def everything(visit: Visit) -> tuple[Key, ...]:
    """Their own keys, those of both, and what the server's secrets make of them."""
    us = [Key.from_bytes(key) for _, key in tier_of(visit).us]
    server = Key.from_bytes(settings.SECRETS.outside)
    return (*us, *(pool_key(key) for key in us), server, derive(identity_of(tier_of(visit)), "own-quiet"))


def reader(visit: Visit) -> "Reader":
    us = us_of(visit)
    assert us is not None
    return Reader(visit, us, our_cards(visit)[1], everything(visit))


@dataclass
class Reader:
    """Tries each row and each record once, with everything they have."""

    visit: Visit
    us: Us
    partners_card: Card
    keys: tuple[Key, ...]
    read: set[bytes] = field(default_factory=set)
    tried: set[object] = field(default_factory=set)

    def look(self, copy: Snapshot) -> set[bytes]:
        """Everything they have read of it and of all earlier copies."""
        for one in (*copy.rows, *copy.entries):
            if one not in self.tried:
                self.tried.add(one)
                self.read |= set(self.opened(one) if len(one) == 5 else self.opened_entry(one))
        return self.read

    def opened(self, row: Row) -> Iterator[bytes]:
        question, number, revision, stored, released = row
        if number == self.us.my_number:
            return
        author, answer = self.us.partner, Sealed.from_bytes(stored)
        place = AnswerPlace(tier_of(self.visit).us_space, question.bytes, author.bytes, revision)
        attempts = [
            lambda: open_own(identity_of(tier_of(self.visit)), place, answer),
            lambda: open_released(Ring.of(*self.keys), self.partners_card, place, answer, released),
            *(lambda key=key: unlock(key, bound=place.bound(), locked=answer.sealed) for key in self.keys),
        ]
        for attempt in attempts:
            try:
                yield attempt()
            except VaultError:
                continue

    def opened_entry(self, note: Note) -> Iterator[bytes]:
        space, id, revision, blob = note
        for audience in ("us", "pool", "me"):
            try:
                place = Context(space=space.bytes, audience=audience, entry=id.bytes, revision=revision)
                yield open_record(Ring.of(*self.keys), place, blob)
            except VaultError:
                continue


def knows(read: set[bytes], words: str) -> bool:
    return any(words.encode() in plain for plain in read)
