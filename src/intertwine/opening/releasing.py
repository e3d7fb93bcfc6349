"""How two sealed answers open. Nothing here needs the server's secrets, and nobody opens for somebody else.

    sealed   one row. Its author reads, changes and withdraws it.
    both     two rows, marked by whoever answers second, in the transaction of their answer.
    open     each author's own session has given its key; the last one puts both answers into the shared space, and the
             rows go.

An author's session gives its key only when it has seen the other one's answer stand, signed by the card it has pinned:
an edited row makes nobody release anything. And only once it is on the disk that both have answered: a key that was
written in a transaction that breaks off may stay readable where it was written. Whoever answered second gives theirs
at once after that; the first one at their next request, whatever it is. Where one of the two is known to run the
server, that one goes first, because they alone could read the other's answer in the database and exchange their own.
"""

from contextlib import suppress
from uuid import UUID

from intertwine.couples.queries import Us, us_of
from intertwine.journal.actions import remove, write
from intertwine.journal.errors import Gone
from intertwine.journal.spaces import Space, us_space
from intertwine.opening import access, sealing
from intertwine.opening.access import couple_held
from intertwine.opening.entries import Opened
from intertwine.opening.host import host_of
from intertwine.opening.line import couples_day, keep_used, opened_id, read_ours, said_id
from intertwine.opening.models import SealedAnswer
from intertwine.vault.errors import Unopenable
from intertwine.web.sessions.visit import Visit


def release_due(visit: Visit) -> None:
    """Whatever waits for this member's key gets it. One query, which finds nothing almost always."""
    us = us_of(visit)
    if us is None:
        return
    waiting = access.standing_of(visit, us).unreleased
    for question, number in waiting:
        others_first = host_of(visit, us) == us.partner and (question, 1 - number) in waiting
        if number == us.my_number and not others_first:
            with couple_held(visit, us):
                _step(visit, us, question)


def _step(visit: Visit, us: Us, question: UUID) -> None:
    """Gives this member's key if it is their turn, and opens both answers if it was the last one. In a transaction."""
    rows = access.rows_of(us, question)
    if rows.mine is None or rows.other is None or not rows.mine.both:
        return
    try:
        if not rows.mine.released and _my_turn(visit, us, rows.other):
            access.set_released(rows.mine, sealing.released(visit, us, rows.mine))
        if rows.mine.released and rows.other.released:
            _open(visit, us, question, rows.mine, rows.other)
    except Unopenable:
        return  # a row was edited: nothing is given for it, and nothing that was written is lost


def _my_turn(visit: Visit, us: Us, other: SealedAnswer) -> bool:
    if not sealing.stands(visit, us, other):
        return False
    if host_of(visit, us) != us.partner:
        return True
    return bool(other.released) and bool(sealing.open_released(visit, us, other))


def _open(visit: Visit, us: Us, question: UUID, mine: SealedAnswer, other: SealedAnswer) -> None:
    said = {member.hex: sealing.open_released(visit, us, row) for member, row in ((us.me, mine), (us.partner, other))}
    space, ours = us_space(visit), read_ours(visit, us)
    asked = said[us.me.hex]
    answers = {member: words.text for member, words in said.items()}
    opened = Opened(asked.key, asked.asked, answers, couples_day(visit))
    write(space, opened, day=opened.day, id=opened_id(space, question))
    for member in (us.me, us.partner):
        take_back(space, said_id(space, question, member))
    keep_used(visit, ours, question, opened=True)
    access.destroy(us, question, only_mine=False)


def take_back(space: Space, id: UUID) -> None:
    with suppress(Gone):
        remove(space, id=id)
