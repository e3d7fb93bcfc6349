"""What this room's shared entries hold of one's own words, and what stays of an opened pair for the other one."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

import msgspec
from django.utils.translation import gettext

from intertwine.journal.leaving import Left, Piece, Shared, keeps, own_words, stays
from intertwine.opening.entries import Asked, GivenLetter, Line, Note, Opened, QuestionLeft, Shown
from intertwine.opening.line import opened_id

BOTH, UNKNOWN = 2, "?"


@keeps
def as_note(piece: Piece) -> Note:
    return Note(piece.day, piece.text)


@own_words
def answers(shared: Shared) -> Iterable[Piece]:
    """With the question, unless it was in the other one's words."""
    asked = _asked_by(shared)
    for stored in shared.written.of(Opened):
        text = stored.entry.answers.get(shared.me.hex, "")
        if text:
            foreign = asked.get(stored.id, "") not in ("", shared.me.hex)
            yield Piece(stored.entry.day, _answer("" if foreign else stored.entry.asked, text))


@own_words
def questions(shared: Shared) -> Iterable[Piece]:
    """One's own that have not opened; of the others the answer tells."""
    heading = gettext("A question you asked the two of you:") + "\n\n"
    for asked in _unopened(shared, by=shared.me.hex):
        yield Piece(_day(asked.since, asked.last), heading + asked.text)
    for stored in shared.written.of(QuestionLeft):
        if stored.entry.by == shared.me.hex:
            yield Piece(stored.entry.day, heading + stored.entry.text)


@own_words
def letters(shared: Shared) -> Iterable[Piece]:
    """Given by hand. Of all others there is a private copy, which becomes a note by itself: `letters.bring_home`."""
    for stored in shared.written.of(GivenLetter):
        if stored.by == shared.me:
            yield Piece(stored.entry.written, letter_text(stored.entry.text))


@own_words
def shown(shared: Shared) -> Iterable[Piece]:
    for stored in shared.written.of(Shown):
        if stored.by == shared.me and stored.entry.text:
            day = stored.entry.day or stored.entry.since
            yield Piece(day, gettext("What you showed of something you wrote:") + "\n\n" + stored.entry.text)


@stays
def other_answers(shared: Shared) -> Iterable[Left]:
    """Of a pair the other one's answer, and the question unless it was in the words of the one who goes."""
    asked, mine = _asked_by(shared), shared.me.hex
    for stored in shared.written.of(Opened):
        theirs = {member: text for member, text in stored.entry.answers.items() if member != mine}
        words = "" if asked.get(stored.id, "") in (mine, UNKNOWN) else stored.entry.asked
        left = msgspec.structs.replace(stored.entry, answers=theirs, asked=words)
        if theirs:
            yield Left(stored.id, left.day, stored.written, left)


@stays
def other_questions(shared: Shared) -> Iterable[Left]:
    """The pool goes, and what the other one asked must not go with it."""
    for asked in _unopened(shared, by=None):
        if asked.by != shared.me.hex:
            day = _day(asked.since, asked.last)
            id = shared.us.fixed_id(b"opening.question-left", asked.id.bytes)
            yield Left(id, day, 0, QuestionLeft(asked.text, asked.by, day))


def letter_text(text: str) -> str:
    return gettext("A letter you wrote:") + "\n\n" + text


def _answer(question: str, text: str) -> str:
    if not question:
        return gettext("An answer you gave:") + "\n\n" + text
    return gettext("The question was: %(question)s") % {"question": question} + "\n\n" + text


def _asked_by(shared: Shared) -> dict[UUID, str]:
    """Who asked, by opened pair, where the question was their own."""
    known = {opened_id(shared.us, asked.id): asked.by for asked in _line(shared)}
    own = [one for one in shared.written.of(Opened) if not one.entry.key]
    return {one.id: known.get(one.id, UNKNOWN if len(one.entry.answers) == BOTH else "") for one in own}


def _unopened(shared: Shared, *, by: str | None) -> Iterable[Asked]:
    return [asked for asked in _line(shared) if asked.text and not asked.opened and by in (None, asked.by)]


def _line(shared: Shared) -> list[Asked]:
    return [asked for stored in shared.pool.of(Line) for asked in stored.entry.items]


def _day(since: date, last: date) -> date:
    return last if since == date.min else since
