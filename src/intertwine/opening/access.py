"""The only door to sealed answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from intertwine.couples.access import lock_couples
from intertwine.couples.queries import Us
from intertwine.opening.models import SealedAnswer


@dataclass(frozen=True, repr=False)
class Rows:
    """The two places of one question, as they stand."""

    mine: SealedAnswer | None
    other: SealedAnswer | None


@contextmanager
def couple_held(us: Us) -> Iterator[None]:
    """One transaction in which nobody else changes anything about these two."""
    with transaction.atomic():
        lock_couples(us.couple)
        yield


def rows_of(us: Us, question: UUID) -> Rows:
    found = {row.number: row for row in SealedAnswer.objects.filter(couple_id=us.couple, question=question)}
    return Rows(found.get(us.my_number), found.get(1 - us.my_number))


def my_row(us: Us, question: UUID) -> SealedAnswer | None:
    return SealedAnswer.objects.filter(couple_id=us.couple, question=question, number=us.my_number).first()


def answered_by_me(us: Us) -> set[UUID]:
    """The questions this member has answered and that have not opened. No text is read for it."""
    rows = SealedAnswer.objects.filter(couple_id=us.couple, number=us.my_number)
    return set(rows.values_list("question", flat=True))


def standing(us: Us) -> set[UUID]:
    """Every question that somebody has answered and that has not opened. For choosing, never for showing."""
    return set(SealedAnswer.objects.filter(couple_id=us.couple).values_list("question", flat=True))


def unreleased(us: Us) -> set[tuple[UUID, int]]:
    """What both have answered and whose key somebody has not given yet, with the seat of whoever has not. One query,
    which finds nothing almost always."""
    rows = SealedAnswer.objects.filter(couple_id=us.couple, both=True, released=b"")
    return set(rows.values_list("question", "number"))


def write(row: SealedAnswer) -> None:
    """Whole: one row per couple, question and seat."""
    SealedAnswer.objects.update_or_create(
        couple_id=row.couple_id,
        question=row.question,
        number=row.number,
        defaults={
            "revision": row.revision,
            "answer": row.answer,
            "both": row.both,
            "released": row.released,
        },
    )


def set_both(us: Us, question: UUID) -> None:
    SealedAnswer.objects.filter(couple_id=us.couple, question=question).update(both=True)


def set_released(row: SealedAnswer, released: bytes) -> None:
    row.released = released
    SealedAnswer.objects.filter(couple_id=row.couple_id, question=row.question, number=row.number).update(
        released=released
    )


def destroy(us: Us, question: UUID, *, only_mine: bool) -> None:
    rows = SealedAnswer.objects.filter(couple_id=us.couple, question=question)
    (rows.filter(number=us.my_number) if only_mine else rows).delete()
