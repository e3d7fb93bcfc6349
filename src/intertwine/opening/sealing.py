"""A row's answer, sealed and opened for this visit. Everything is bound to the space, the question and the author."""

from uuid import UUID

import msgspec

from intertwine.couples.proofs import identity_of
from intertwine.couples.queries import Us, our_cards, us_key
from intertwine.couples.settling import tier_of
from intertwine.opening.entries import Words
from intertwine.opening.models import SealedAnswer
from intertwine.vault import sealed as vault
from intertwine.vault.errors import Unopenable
from intertwine.vault.records import Ring
from intertwine.vault.secrets import Key
from intertwine.vault.storing import decoded
from intertwine.web.sessions.visit import Visit


def seal(visit: Visit, us: Us, question: UUID, *, revision: int, words: Words) -> SealedAnswer:
    row = SealedAnswer(couple_id=us.couple, question=question, number=us.my_number, revision=revision)
    plain = msgspec.msgpack.encode(words)
    row.answer = vault.seal_answer(identity_of(tier_of(visit)), _place(visit, row, us.me), plain).to_bytes()
    return row


def open_mine(visit: Visit, us: Us, row: SealedAnswer) -> Words:
    """Raises `Unopenable` for what this member did not write."""
    return _words(vault.open_own(identity_of(tier_of(visit)), _place(visit, row, us.me), _answer(row)))


def stands(visit: Visit, us: Us, row: SealedAnswer) -> bool:
    """Whether the partner, as this member knows them, signed exactly this answer to exactly this question."""
    try:
        vault.check_standing(our_cards(visit)[1], _place(visit, row, us.partner), _answer(row))
    except Unopenable:
        return False
    return True


def released(visit: Visit, us: Us, row: SealedAnswer) -> bytes:
    """The key of this member's own answer, for both. Raises `Unopenable` for what they did not write."""
    place = _place(visit, row, us.me)
    return vault.release(identity_of(tier_of(visit)), place, _answer(row), us_key=us_key(visit))


def open_released(visit: Visit, us: Us, row: SealedAnswer) -> Words:
    """Either one's, once its key was given. Raises `Unopenable`."""
    mine, pinned = our_cards(visit)
    author, card = (us.me, mine) if row.number == us.my_number else (us.partner, pinned)
    ring = Ring.of(*(Key.from_bytes(key) for _, key in tier_of(visit).us))
    return _words(vault.open_released(ring, card, _place(visit, row, author), _answer(row), bytes(row.released)))


def _answer(row: SealedAnswer) -> vault.SealedAnswer:
    return vault.SealedAnswer.from_bytes(bytes(row.answer))


def _words(plain: bytes) -> Words:
    """Raises `Unopenable` for what its author signed and no version of ours made."""
    return decoded(plain, Words)


def _place(visit: Visit, row: SealedAnswer, author: UUID) -> vault.AnswerPlace:
    return vault.AnswerPlace(tier_of(visit).us_space, row.question.bytes, author.bytes, row.revision)
